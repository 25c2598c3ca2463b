/* All pages, by who comes to them; routes.c says at which address. */
#ifndef POLYPHONY_DESK_PAGES_H
#define POLYPHONY_DESK_PAGES_H

#include "desk/http/router.h"

/* anybody */
route_handler page_front, page_asset, page_health;
route_handler page_sign_in, page_sign_in_password, page_sign_in_mail;
route_handler page_link, page_link_take;
route_handler page_set_up, page_set_up_take;

/* somebody */
route_handler page_account, page_account_password, page_account_sessions;
route_handler page_account_session_end;
route_handler page_token_make, page_token_end, page_digest;
route_handler page_sign_out;

/* rep */
route_handler page_today_address, page_anyway;
route_handler page_today, page_today_undo, page_today_accept, page_today_slot;
route_handler page_today_schedule, page_today_snooze, page_today_wake;
route_handler page_today_dismiss, page_today_cancel, page_today_posted;
route_handler page_today_edit, page_today_check;
route_handler page_today_another;
route_handler page_share, page_share_instance;
route_handler page_voice, page_voice_give, page_voice_forget;
route_handler page_voice_keep, page_voice_sample, page_voice_sample_remove;
route_handler page_results, page_outcome_add, page_outcome_remove;
route_handler page_addresses, page_addresses_end, page_ics, page_rss;
route_handler page_history, page_history_one;

/* reviewer */
route_handler page_queue, page_queue_approve_seen, page_queue_undo;
route_handler page_queue_approve, page_queue_change, page_queue_reject;
route_handler page_queue_mend, page_queue_edit;
route_handler page_record, page_record_json, page_decisions;
route_handler page_rules, page_rules_test, page_rules_start;
route_handler page_rules_restore, page_rule, page_rule_act;
route_handler page_rule_new, page_rule_add, page_rule_version;
route_handler page_rules_undo, page_rules_file, page_rules_import;

/* marketing */
route_handler page_start, page_start_take, page_start_going, page_start_site;
route_handler page_start_go, page_start_invite;
route_handler page_feeds, page_feed, page_feeds_find, page_feeds_found;
route_handler page_feeds_add, page_feeds_import, page_feeds_export;
route_handler page_feeds_starter, page_feeds_starter_take, page_feeds_read;
route_handler page_feeds_mute, page_feeds_unmute;
route_handler page_feed_mute, page_feed_unmute, page_feed_retry;
route_handler page_feed_remove, page_feed_restore, page_feed_folder;
route_handler page_stories, page_story, page_story_pin, page_story_unpin;
route_handler page_story_embargo, page_story_expire, page_story_block;
route_handler page_story_retract, page_story_open, page_story_undo;
route_handler page_story_company, page_story_company_undo;
route_handler page_story_company_change;
route_handler page_audiences, page_audience, page_audience_preview;
route_handler page_audience_save, page_audience_undo, page_audience_remove;
route_handler page_reps, page_rep, page_rep_save, page_rep_undo, page_rep_away,
    page_rep_back;
route_handler page_rep_away_remove, page_rep_back_undo;
route_handler page_rep_remove, page_rep_restore, page_rep_invite;
route_handler page_reps_import, page_reps_export, page_reps_invite;
route_handler page_calendar, page_calendar_holidays, page_calendar_move,
    page_calendar_holidays_undo, page_calendar_move_undo;
route_handler page_pickup, page_pickup_export;
route_handler page_campaigns, page_campaigns_add, page_campaigns_end;
route_handler page_campaigns_resume;

/* manager and admin */
route_handler page_people, page_person_add, page_person, page_person_role;
route_handler page_person_link, page_person_out, page_person_forget;
route_handler page_person_name, page_person_name_back, page_person_mail;
route_handler page_person_lock, page_person_unlock;
route_handler page_place, page_backup_make, page_backup_get;
route_handler page_audit_export, page_audit_verify;
route_handler page_place_look, page_place_company, page_mail_test,
    page_backup_delete;
route_handler page_webhooks, page_webhook_add, page_webhook_test;
route_handler page_webhook_pause, page_webhook_resume, page_webhook_delete;
route_handler page_webhook_renew;
route_handler page_report, page_report_export;

/* API */
route_handler api_openapi, api_me, api_today, api_queue, api_decisions;
route_handler api_rules_versions, api_person, api_webhook;
route_handler api_suggestions, api_suggestion_one;
route_handler api_approve, api_change, api_reject, api_withdraw, api_edit;
route_handler api_accept, api_another, api_snooze, api_wake, api_dismiss;
route_handler api_schedule, api_shared, api_not_yet, api_undo;
route_handler api_feeds, api_feed, api_feed_add, api_feed_mute, api_feed_unmute;
route_handler api_stories, api_story, api_story_pin, api_story_embargo;
route_handler api_story_expire, api_story_block, api_story_open;
route_handler api_story_retract;
route_handler api_audiences, api_campaigns, api_reps, api_outcomes;
route_handler api_outcome_add, api_reports, api_report;
route_handler api_address, api_check, api_mend, api_voice;
route_handler api_audience, api_rep, api_people, api_webhooks, api_audit;

#endif

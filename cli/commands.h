/* The functions behind the command table in main.c, one file each. */
#ifndef POLYPHONY_COMMANDS_H
#define POLYPHONY_COMMANDS_H

#include "cli.h"

int cmd_article_extract(struct args *args);
int cmd_assign(struct args *args);
int cmd_audit_export(struct args *args);
int cmd_audit_verify(struct args *args);
int cmd_backup(struct args *args);
int cmd_campaign_add(struct args *args);
int cmd_campaign_end(struct args *args);
int cmd_campaign_list(struct args *args);
int cmd_compose(struct args *args);
int cmd_curate(struct args *args);
int cmd_demo(struct args *args);
int cmd_doctor(struct args *args);
int cmd_feed_add(struct args *args);
int cmd_feed_list(struct args *args);
int cmd_feed_mute(struct args *args);
int cmd_feed_parse(struct args *args);
int cmd_feed_retry(struct args *args);
int cmd_feed_unmute(struct args *args);
int cmd_fetch(struct args *args);
int cmd_guideline_apply(struct args *args);
int cmd_guideline_check(struct args *args);
int cmd_guideline_try(struct args *args);
int cmd_import_company(struct args *args);
int cmd_import_feeds(struct args *args);
int cmd_import_holidays(struct args *args);
int cmd_import_reps(struct args *args);
int cmd_init(struct args *args);
int cmd_outcome_add(struct args *args);
int cmd_outcome_list(struct args *args);
int cmd_outcome_remove(struct args *args);
int cmd_phrases_check(struct args *args);
int cmd_phrases_list(struct args *args);
int cmd_queue_accept(struct args *args);
int cmd_queue_another(struct args *args);
int cmd_queue_approve(struct args *args);
int cmd_queue_change(struct args *args);
int cmd_queue_dismiss(struct args *args);
int cmd_queue_edit(struct args *args);
int cmd_queue_list(struct args *args);
int cmd_queue_mend(struct args *args);
int cmd_queue_not_yet(struct args *args);
int cmd_queue_record(struct args *args);
int cmd_queue_reject(struct args *args);
int cmd_queue_schedule(struct args *args);
int cmd_queue_shared(struct args *args);
int cmd_queue_show(struct args *args);
int cmd_queue_snooze(struct args *args);
int cmd_queue_undo(struct args *args);
int cmd_queue_withdraw(struct args *args);
int cmd_rank(struct args *args);
int cmd_rep_away(struct args *args);
int cmd_rep_back(struct args *args);
int cmd_rep_list(struct args *args);
int cmd_rep_show(struct args *args);
int cmd_report(struct args *args);
int cmd_restore(struct args *args);
int cmd_run(struct args *args);
int cmd_schedule(struct args *args);
int cmd_serve(struct args *args);
int cmd_story_block(struct args *args);
int cmd_story_embargo(struct args *args);
int cmd_story_expire(struct args *args);
int cmd_story_group(struct args *args);
int cmd_story_list(struct args *args);
int cmd_story_open(struct args *args);
int cmd_story_pin(struct args *args);
int cmd_story_retract(struct args *args);
int cmd_story_show(struct args *args);
int cmd_story_unpin(struct args *args);
int cmd_today(struct args *args);
int cmd_person_forget(struct args *args);
int cmd_user_add(struct args *args);
int cmd_voice_forget(struct args *args);
int cmd_voice_show(struct args *args);

#endif

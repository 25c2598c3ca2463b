/* The table of routes. Paragraphs by who comes; a line more is a page more. */
#include "pages.h"

#define ANYBODY ROLE_ANYBODY
#define SOMEBODY ROLE_SOMEBODY
#define REP ROLE_REP
#define REVIEWER (ROLE_REVIEWER | ROLE_ADMIN)
#define MARKETING (ROLE_MARKETING | ROLE_ADMIN)
#define MANAGER (ROLE_MANAGER | ROLE_ADMIN)
#define ADMIN ROLE_ADMIN
#define STAFF ROLE_STAFF

#define PAGE(path, handler, roles, text)                                       \
    {                                                                          \
        METHOD_GET, path, handler, roles, ROUTE_PAGE, text, KEPT_NOT           \
    }
/* What it shows stands in the database alone, at the minute: see kept.h. */
#define PAGE_KEPT(path, handler, roles, text, area)                            \
    {                                                                          \
        METHOD_GET, path, handler, roles, ROUTE_PAGE, text, area               \
    }
#define FORM(path, handler, roles, text)                                       \
    {                                                                          \
        METHOD_POST, path, handler, roles, ROUTE_FORM, text, KEPT_NOT          \
    }
#define UPLOAD(path, handler, roles, text)                                     \
    {                                                                          \
        METHOD_POST, path, handler, roles, ROUTE_UPLOAD, text, KEPT_NOT        \
    }
/* A form, and the same as a verb of the API (desk/api/api_verbs.c). */
#define VERB(path, handler, roles, text)                                       \
    FORM(path, handler, roles, text),                                          \
    {                                                                          \
        METHOD_POST, "/api/v1" path, handler, roles, ROUTE_VERB, text,         \
            KEPT_NOT                                                           \
    }
#define VERB_UPLOAD(path, handler, roles, text)                                \
    UPLOAD(path, handler, roles, text),                                        \
    {                                                                          \
        METHOD_POST, "/api/v1" path, handler, roles, ROUTE_VERB, text,         \
            KEPT_NOT                                                           \
    }
/* What a form's or a page's handler does, under an address of the API's own. */
#define API_AS(method, path, handler, roles, text)                             \
    {                                                                          \
        METHOD_##method, path, handler, roles, ROUTE_VERB, text, KEPT_NOT      \
    }
#define API(method, path, handler, roles, text)                                \
    {                                                                          \
        METHOD_##method, path, handler, roles, ROUTE_API, text, KEPT_NOT       \
    }

/* clang-format off */
static const struct route routes[] = {
    /* anybody */
    PAGE("/", page_front, SOMEBODY, "leads to the person's first page"),
    {METHOD_GET, "/healthz", page_health, ANYBODY, ROUTE_FILE, "is it well?", KEPT_NOT},
    {METHOD_GET, "/static/:name", page_asset, ANYBODY, ROUTE_FILE, "style, script, icon", KEPT_NOT},
    {METHOD_GET, "/ics/:secret", page_ics, ANYBODY, ROUTE_FILE, "a rep's calendar, for who has its address", KEPT_NOT},
    {METHOD_GET, "/rss/:secret", page_rss, ANYBODY, ROUTE_FILE, "a rep's posts, for who has its address", KEPT_NOT},
    PAGE("/sign-in", page_sign_in, ANYBODY, "how to sign in"),
    FORM("/sign-in", page_sign_in_password, ANYBODY, "sign in with a password"),
    FORM("/sign-in/mail", page_sign_in_mail, ANYBODY, "mail me a link"),
    PAGE("/sign-in/:secret", page_link, ANYBODY, "whose link is this?"),
    FORM("/sign-in/:secret", page_link_take, ANYBODY, "sign in by a link"),
    PAGE("/set-up/:secret", page_set_up, ANYBODY, "own an empty place"),
    FORM("/set-up/:secret", page_set_up_take, ANYBODY, "become the first admin"),

    /* somebody */
    PAGE("/account", page_account, SOMEBODY, "my account"),
    FORM("/account/password", page_account_password, SOMEBODY, "set my password"),
    FORM("/account/sessions", page_account_sessions, SOMEBODY, "sign out elsewhere"),
    FORM("/account/sessions/:id/end", page_account_session_end, SOMEBODY, "sign out there"),
    FORM("/account/tokens", page_token_make, SOMEBODY, "a token for a program"),
    FORM("/account/tokens/:id/end", page_token_end, SOMEBODY, "end a token"),
    VERB("/account/digest", page_digest, SOMEBODY, "the mail of the day, or none"),
    FORM("/sign-out", page_sign_out, SOMEBODY, "sign out here"),

    /* rep */
    PAGE_KEPT("/today", page_today, REP, "what I can share today", KEPT_DAY),
    PAGE("/today/anyway", page_anyway, REP, "what was read for me"),
    FORM("/today/undo", page_today_undo, REP, "take my last move back"),
    FORM("/today/:id/accept", page_today_accept, REP, "share it now"),
    FORM("/today/:id/slot", page_today_slot, REP, "share it at its time"),
    FORM("/today/:id/schedule", page_today_schedule, REP, "share it at my time"),
    FORM("/today/:id/snooze", page_today_snooze, REP, "tomorrow"),
    FORM("/today/:id/wake", page_today_wake, REP, "today after all"),
    FORM("/today/:id/dismiss", page_today_dismiss, REP, "not for me"),
    FORM("/today/:id/cancel", page_today_cancel, REP, "not at that time"),
    FORM("/today/:id/posted", page_today_posted, REP, "posted, or not yet"),
    FORM("/today/:id/address", page_today_address, REP, "the address of my post"),
    FORM("/today/:id/edit", page_today_edit, REP, "check, mend or keep my words"),
    FORM("/today/:id/check", page_today_check, REP, "checks while I type"),
    PAGE("/share/:id", page_share, REP, "post it on its network"),
    FORM("/today/:id/another", page_today_another, REP, "another angle"),
    PAGE("/voice", page_voice, REP, "how I write"),
    VERB("/voice", page_voice_give, REP, "what I ask of my texts"),
    VERB("/voice/:id/forget", page_voice_forget, REP, "strike what was learned"),
    VERB("/voice/:id/keep", page_voice_keep, REP, "learn it after all"),
    VERB("/voice/samples", page_voice_sample, REP, "learn from a post of mine"),
    VERB("/voice/samples/:id/remove", page_voice_sample_remove, REP, "take a sample out"),
    PAGE("/results", page_results, REP, "what came of my shares"),
    FORM("/results/outcomes", page_outcome_add, REP, "tell what came of one"),
    FORM("/results/outcomes/:id/remove", page_outcome_remove, REP, "take that back"),
    VERB("/results/addresses", page_addresses, REP, "new addresses of my calendar and feed"),
    VERB("/results/addresses/end", page_addresses_end, REP, "end those addresses"),
    PAGE("/history", page_history, REP, "all I was offered"),
    PAGE("/history/:id", page_history_one, REP, "the record of one"),
    VERB("/share/:id/instance", page_share_instance, REP, "my Mastodon server"),

    /* reviewer */
    PAGE_KEPT("/queue", page_queue, REVIEWER, "what needs a reviewer, by story", KEPT_QUEUE),
    FORM("/queue/approve", page_queue_approve_seen, REVIEWER, "approve the clean ones that were read"),
    FORM("/queue/undo", page_queue_undo, REVIEWER, "take my last move back"),
    FORM("/queue/:id/approve", page_queue_approve, REVIEWER, "approve a text"),
    FORM("/queue/:id/change", page_queue_change, REVIEWER, "ask for a change"),
    FORM("/queue/:id/reject", page_queue_reject, REVIEWER, "reject a text"),
    FORM("/queue/:id/mend", page_queue_mend, REVIEWER, "make the mends that need no judgement"),
    FORM("/queue/:id/edit", page_queue_edit, REVIEWER, "edit a text, and approve it"),
    PAGE("/record/:id", page_record, REVIEWER, "all that was done with a text"),
    PAGE("/record/:id/json", page_record_json, REVIEWER, "the same to keep"),
    PAGE("/rules", page_rules, REVIEWER, "the company's rules"),
    VERB("/rules/test", page_rules_test, REVIEWER, "try a text on the rules"),
    VERB("/rules/start", page_rules_start, REVIEWER, "start from another set"),
    VERB("/rules/undo", page_rules_undo, REVIEWER, "the version before again"),
    PAGE("/rules/file", page_rules_file, REVIEWER, "the rules as a file"),
    VERB_UPLOAD("/rules/import", page_rules_import, REVIEWER, "rules from a file"),
    PAGE("/rules/versions/:version", page_rule_version, REVIEWER, "what a version changed"),
    VERB("/rules/versions/:version", page_rules_restore, REVIEWER, "put a version back"),
    PAGE("/rules/new", page_rule_new, REVIEWER, "a new rule"),
    VERB("/rules/new", page_rule_add, REVIEWER, "try it, put it into force"),
    PAGE("/rules/:id", page_rule, REVIEWER, "one rule"),
    VERB("/rules/:id", page_rule_act, REVIEWER, "try it, put it into force, remove it"),
    PAGE("/decisions", page_decisions, REVIEWER, "what was decided lately"),

    /* marketing */
    PAGE("/start", page_start, MARKETING, "the first run's four fields"),
    FORM("/start", page_start_take, MARKETING, "answer them"),
    PAGE("/start/going", page_start_going, MARKETING, "how it is going"),
    FORM("/start/site", page_start_site, MARKETING, "another site"),
    FORM("/start/go", page_start_go, MARKETING, "read, rank and write"),
    FORM("/start/invite", page_start_invite, MARKETING, "invite them all"),
    PAGE("/feeds", page_feeds, MARKETING, "feeds, their health and yield"),
    VERB("/feeds/find", page_feeds_find, MARKETING, "what feeds are at this address?"),
    PAGE("/feeds/found/:id", page_feeds_found, MARKETING, "what was found there"),
    VERB("/feeds/add", page_feeds_add, MARKETING, "add these"),
    VERB_UPLOAD("/feeds/import", page_feeds_import, MARKETING, "add an OPML file's"),
    PAGE("/feeds/export", page_feeds_export, MARKETING, "all as OPML"),
    PAGE("/feeds/starter", page_feeds_starter, MARKETING, "packs by industry"),
    VERB("/feeds/starter", page_feeds_starter_take, MARKETING, "add a pack"),
    VERB("/feeds/mute", page_feeds_mute, MARKETING, "mute these"),
    VERB("/feeds/unmute", page_feeds_unmute, MARKETING, "visit them again"),
    VERB("/feeds/read", page_feeds_read, MARKETING, "read all now"),
    PAGE("/feeds/:id", page_feed, MARKETING, "one feed"),
    FORM("/feeds/:id/mute", page_feed_mute, MARKETING, "mute it"),
    FORM("/feeds/:id/unmute", page_feed_unmute, MARKETING, "visit it again"),
    VERB("/feeds/:id/retry", page_feed_retry, MARKETING, "ask it again"),
    VERB("/feeds/:id/remove", page_feed_remove, MARKETING, "remove it"),
    VERB("/feeds/:id/restore", page_feed_restore, MARKETING, "take it back"),
    VERB("/feeds/:id/folder", page_feed_folder, MARKETING, "move it to a folder"),
    PAGE("/stories", page_stories, MARKETING, "what is told, and whom it fits"),
    PAGE("/stories/:key", page_story, MARKETING, "one story"),
    FORM("/stories/:key/pin", page_story_pin, MARKETING, "we want it shared"),
    FORM("/stories/:key/unpin", page_story_unpin, MARKETING, "as any other"),
    FORM("/stories/:key/embargo", page_story_embargo, MARKETING, "not before"),
    FORM("/stories/:key/expire", page_story_expire, MARKETING, "not from then on"),
    FORM("/stories/:key/block", page_story_block, MARKETING, "suggest it no more"),
    FORM("/stories/:key/retract", page_story_retract, MARKETING, "take it back"),
    FORM("/stories/:key/open", page_story_open, MARKETING, "suggest it again"),
    FORM("/stories/:key/undo", page_story_undo, MARKETING, "open again, with what was withdrawn"),
    FORM("/stories/:key/company", page_story_company, MARKETING, "what our page posts"),
    FORM("/stories/:key/company/undo", page_story_company_undo, MARKETING, "as it was before"),
    FORM("/stories/:key/company/:post", page_story_company_change, MARKETING, "correct it, take it out"),
    PAGE("/audiences", page_audiences, MARKETING, "whom reps speak to"),
    PAGE("/audiences/:id", page_audience, MARKETING, "one, with its ranking"),
    VERB("/audiences/:id", page_audience_save, MARKETING, "save or preview it"),
    VERB("/audiences/:id/preview", page_audience_preview, MARKETING, "ranking while I type"),
    VERB("/audiences/:id/undo", page_audience_undo, MARKETING, "as it was before"),
    VERB("/audiences/:id/remove", page_audience_remove, MARKETING, "remove one nobody has"),
    PAGE("/reps", page_reps, MARKETING, "who shares, where and when"),
    PAGE("/reps/export", page_reps_export, MARKETING, "all as reps.json"),
    VERB("/reps/invite", page_reps_invite, MARKETING, "invite all who were not"),
    VERB_UPLOAD("/reps/import", page_reps_import, MARKETING, "take a reps.json over"),
    PAGE("/reps/:id", page_rep, MARKETING, "one rep"),
    VERB("/reps/:id", page_rep_save, MARKETING, "add or change them"),
    VERB("/reps/:id/invite", page_rep_invite, MARKETING, "a link for them"),
    VERB("/reps/:id/away", page_rep_away, MARKETING, "days away"),
    VERB("/reps/:id/away/remove", page_rep_away_remove, MARKETING, "there on these days"),
    VERB("/reps/:id/undo", page_rep_undo, MARKETING, "as they were before"),
    VERB("/reps/:id/back", page_rep_back, MARKETING, "back from today on"),
    VERB("/reps/:id/back/undo", page_rep_back_undo, MARKETING, "away as before"),
    VERB("/reps/:id/remove", page_rep_remove, MARKETING, "no suggestions any more"),
    VERB("/reps/:id/restore", page_rep_restore, MARKETING, "with them again"),
    PAGE("/calendar", page_calendar, MARKETING, "when what goes out"),
    VERB("/calendar/:id/move", page_calendar_move, MARKETING, "another time for what is too close"),
    VERB("/calendar/:id/move/undo", page_calendar_move_undo, MARKETING, "its former time"),
    VERB("/calendar/holidays/undo", page_calendar_holidays_undo, MARKETING, "the quiet days before"),
    VERB_UPLOAD("/calendar/holidays", page_calendar_holidays, MARKETING, "quiet days from an .ics"),
    PAGE("/pickup", page_pickup, MARKETING, "what was wanted, and what not"),
    PAGE("/pickup/export", page_pickup_export, MARKETING, "the same as CSV"),
    PAGE("/campaigns", page_campaigns, MARKETING, "what is to be talked about"),
    VERB("/campaigns", page_campaigns_add, MARKETING, "begin one"),
    VERB("/campaigns/end", page_campaigns_end, MARKETING, "end one"),
    VERB("/campaigns/resume", page_campaigns_resume, MARKETING, "let it go on"),

    /* manager and admin */
    PAGE("/people", page_people, ADMIN, "who signs in, and what they may"),
    VERB("/people", page_person_add, ADMIN, "let somebody in"),
    PAGE("/people/:id", page_person, ADMIN, "one of them"),
    VERB("/people/:id/role", page_person_role, ADMIN, "another role"),
    VERB("/people/:id/role/:role", page_person_role, ADMIN, "the role that was"),
    VERB("/people/:id/name", page_person_name, ADMIN, "another name"),
    VERB("/people/:id/name/back", page_person_name_back, ADMIN, "the name that was"),
    VERB("/people/:id/mail", page_person_mail, ADMIN, "another mail address"),
    VERB("/people/:id/lock", page_person_lock, ADMIN, "lock them out"),
    VERB("/people/:id/unlock", page_person_unlock, ADMIN, "let them in again"),
    VERB("/people/:id/link", page_person_link, ADMIN, "a new link to sign in"),
    VERB("/people/:id/out", page_person_out, ADMIN, "end sessions and tokens"),
    VERB("/people/:id/forget", page_person_forget, ADMIN, "forget a person, asked twice"),
    PAGE("/admin", page_place, ADMIN, "what wants a look; sign-in, backups, audit"),
    VERB("/admin/look", page_place_look, ADMIN, "the same, through the whole database"),
    VERB("/admin/company", page_place_company, ADMIN, "the company's name, site and zone"),
    VERB("/admin/mail", page_mail_test, ADMIN, "a test mail to me"),
    VERB("/admin/backup", page_backup_make, ADMIN, "make a backup"),
    PAGE("/admin/backups/:name", page_backup_get, ADMIN, "a backup to keep"),
    VERB("/admin/backups/:name/delete", page_backup_delete, ADMIN, "delete a backup"),
    PAGE("/admin/webhooks", page_webhooks, ADMIN, "who is told what happens"),
    VERB("/admin/webhooks", page_webhook_add, ADMIN, "tell one more"),
    VERB("/admin/webhooks/:id/test", page_webhook_test, ADMIN, "tell it something now"),
    VERB("/admin/webhooks/:id/pause", page_webhook_pause, ADMIN, "tell it nothing for a while"),
    VERB("/admin/webhooks/:id/resume", page_webhook_resume, ADMIN, "tell it again"),
    VERB("/admin/webhooks/:id/secret", page_webhook_renew, ADMIN, "sign what it is told with a new secret"),
    VERB("/admin/webhooks/:id/delete", page_webhook_delete, ADMIN, "forget it"),
    PAGE("/admin/audit", page_audit_export, ADMIN, "the audit to keep"),
    VERB("/admin/audit/verify", page_audit_verify, ADMIN, "is the audit what was written?"),
    PAGE("/report", page_report, MANAGER, "then and now on one page"),
    PAGE("/report/export", page_report_export, MANAGER, "the same as CSV"),

    /* API */
    API(GET, "/api/v1/openapi.json", api_openapi, SOMEBODY, "this document"),
    API(GET, "/api/v1/me", api_me, SOMEBODY, "whose token this is"),
    API(GET, "/api/v1/today", api_today, REP, "what I can share today"),
    API(GET, "/api/v1/queue", api_queue, REVIEWER, "what needs a reviewer, in its order"),
    API(GET, "/api/v1/decisions", api_decisions, REVIEWER, "what was decided, the latest first"),
    API(GET, "/api/v1/suggestions", api_suggestions, SOMEBODY, "suggestions; a rep's own"),
    API_AS(POST, "/api/v1/suggestions/approve", page_queue_approve_seen, REVIEWER, "approve clean ones that were read"),
    API(GET, "/api/v1/suggestions/:id", api_suggestion_one, SOMEBODY, "one, with findings and record"),
    API(POST, "/api/v1/suggestions/:id/approve", api_approve, REVIEWER, "clear a text in review"),
    API(POST, "/api/v1/suggestions/:id/change", api_change, REVIEWER, "ask for a change"),
    API(POST, "/api/v1/suggestions/:id/reject", api_reject, REVIEWER, "refuse a text in review"),
    API(POST, "/api/v1/suggestions/:id/withdraw", api_withdraw, REVIEWER | MARKETING, "take a suggestion back"),
    API(POST, "/api/v1/suggestions/:id/edit", api_edit, REP | REVIEWER, "change a text; all checks run again"),
    API(POST, "/api/v1/suggestions/:id/accept", api_accept, REP, "take it: its text is frozen"),
    API(POST, "/api/v1/suggestions/:id/another", api_another, REP, "another angle in its place"),
    API(POST, "/api/v1/suggestions/:id/snooze", api_snooze, REP, "put it off"),
    API(POST, "/api/v1/suggestions/:id/wake", api_wake, REP, "end a snooze"),
    API(POST, "/api/v1/suggestions/:id/dismiss", api_dismiss, REP, "not for me"),
    API(POST, "/api/v1/suggestions/:id/schedule", api_schedule, REP, "share it at a time of one's own, or move it there"),
    API(POST, "/api/v1/suggestions/:id/shared", api_shared, REP, "it was posted"),
    API(POST, "/api/v1/suggestions/:id/not-yet", api_not_yet, REP, "it was not posted: offer it again"),
    API(POST, "/api/v1/suggestions/:id/address", api_address, REP, "where it was posted"),
    API(POST, "/api/v1/suggestions/:id/check", api_check, REP | REVIEWER, "what would be said of a wording"),
    API(POST, "/api/v1/suggestions/:id/mend", api_mend, REVIEWER, "make the mends that need no judgement"),
    API_AS(GET, "/api/v1/share/:id", page_share, REP, "text and links, for its network"),
    API(GET, "/api/v1/voice", api_voice, REP, "how I write"),
    API(GET, "/api/v1/rules", page_rules_file, REVIEWER, "the rules in force"),
    API(GET, "/api/v1/rules/versions", api_rules_versions, REVIEWER, "versions of the rules, the newest first"),
    API(POST, "/api/v1/undo", api_undo, REP | REVIEWER, "take one's last move back, within seconds"),
    API(GET, "/api/v1/feeds", api_feeds, MARKETING, "feeds and their health"),
    API(POST, "/api/v1/feeds", api_feed_add, MARKETING, "subscribe to a feed"),
    API_AS(GET, "/api/v1/feeds/export", page_feeds_export, MARKETING, "all as OPML"),
    API_AS(GET, "/api/v1/feeds/starter", page_feeds_starter, MARKETING, "packs by industry"),
    API_AS(GET, "/api/v1/feeds/found/:id", page_feeds_found, MARKETING, "what was found at an address"),
    API(GET, "/api/v1/feeds/:id", api_feed, MARKETING, "one feed"),
    API(POST, "/api/v1/feeds/:id/mute", api_feed_mute, MARKETING, "stop visiting a feed"),
    API(POST, "/api/v1/feeds/:id/unmute", api_feed_unmute, MARKETING, "visit it again"),
    API(GET, "/api/v1/stories", api_stories, MARKETING | REVIEWER, "stories, the newest first"),
    API(GET, "/api/v1/stories/:id", api_story, MARKETING | REVIEWER, "one story"),
    API(POST, "/api/v1/stories/:id/pin", api_story_pin, MARKETING, "prefer it, or not any more"),
    API(POST, "/api/v1/stories/:id/embargo", api_story_embargo, MARKETING, "not before a time"),
    API(POST, "/api/v1/stories/:id/expire", api_story_expire, MARKETING, "not after a time"),
    API(POST, "/api/v1/stories/:id/block", api_story_block, MARKETING, "suggest it no more"),
    API(POST, "/api/v1/stories/:id/open", api_story_open, MARKETING, "suggest it again"),
    API(POST, "/api/v1/stories/:id/retract", api_story_retract, MARKETING, "take it back from everybody"),
    API_AS(POST, "/api/v1/stories/:id/undo", page_story_undo, MARKETING, "open again, with what was withdrawn"),
    API_AS(POST, "/api/v1/stories/:id/company", page_story_company, MARKETING, "what our page posts"),
    API_AS(POST, "/api/v1/stories/:id/company/undo", page_story_company_undo, MARKETING, "as it was before"),
    API_AS(POST, "/api/v1/stories/:id/company/:post", page_story_company_change, MARKETING, "correct it, take it out"),
    API(GET, "/api/v1/audiences", api_audiences, MARKETING, "audiences"),
    API_AS(POST, "/api/v1/audiences", page_audience_save, MARKETING, "a new one"),
    API(GET, "/api/v1/audiences/:id", api_audience, MARKETING, "one audience"),
    API(GET, "/api/v1/campaigns", api_campaigns, MARKETING, "campaigns"),
    API(GET, "/api/v1/reps", api_reps, STAFF, "reps"),
    API_AS(POST, "/api/v1/reps", page_rep_save, MARKETING, "a new one"),
    API_AS(GET, "/api/v1/reps/export", page_reps_export, MARKETING, "all as reps.json"),
    API(GET, "/api/v1/reps/:id", api_rep, MARKETING, "one rep, as in reps.json"),
    API_AS(GET, "/api/v1/calendar", page_calendar, MARKETING, "when what goes out"),
    API(GET, "/api/v1/outcomes", api_outcomes, REP | MANAGER, "what came of sharing; a rep's own"),
    API(POST, "/api/v1/outcomes", api_outcome_add, REP | MANAGER, "tell what came of it"),
    API_AS(POST, "/api/v1/outcomes/:id/remove", page_outcome_remove, REP, "take that back"),
    API(GET, "/api/v1/reports", api_reports, MARKETING | MANAGER, "which reports there are"),
    API(GET, "/api/v1/reports/:name", api_report, MARKETING | MANAGER, "a report"),
    API_AS(GET, "/api/v1/admin", page_place, ADMIN, "what wants a look, settings, backups"),
    API(GET, "/api/v1/people", api_people, ADMIN, "who signs in"),
    API(GET, "/api/v1/people/:id", api_person, ADMIN, "one of them"),
    API_AS(GET, "/api/v1/admin/backups/:name", page_backup_get, ADMIN, "a backup to keep"),
    API(GET, "/api/v1/admin/webhooks/:id", api_webhook, ADMIN, "one of them"),
    API(GET, "/api/v1/admin/webhooks", api_webhooks, ADMIN, "who is told what happens"),
    API(GET, "/api/v1/admin/audit", api_audit, ADMIN, "who did what, the first first"),
};
/* clang-format on */

const struct route *
router_table(size_t *count)
{
    *count = sizeof routes / sizeof routes[0];
    return routes;
}

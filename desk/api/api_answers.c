/* What each route of the API answers with: the one table of members, from
 * which the OpenAPI document has its schemas (api_schema.c writes them).
 * test_api.py asks every GET and holds the answer against it, so that neither
 * goes its own way. */
#include "api_schema.h"

#include <string.h>

#define NETWORKS                                                               \
    "one of: linkedin x facebook mastodon bluesky threads instagram other"
#define STATES                                                                 \
    "one of: draft in_review changes_requested approved offered accepted "     \
    "scheduled shared rejected dismissed expired withdrawn discarded"
#define SEVERITY                                                               \
    "one of: advise warn block; block: it does not pass as long as it stands"
#define ROLES "one of: rep reviewer marketing manager admin"
#define END                                                                    \
    {                                                                          \
        NULL, SHAPE_TEXT, ALWAYS, NULL, NULL                                   \
    }

/* clang-format off */
#define IS(name, shape) {name, SHAPE_##shape, ALWAYS, NULL, NULL}
#define MAYBE_IS(name, shape) {name, SHAPE_##shape, MAYBE, NULL, NULL}
/* A verb's list is left out where there is nothing but words to tell. */
#define MAYBE_LIST(name, of) {name, SHAPE_LIST, MAYBE, of, NULL}
#define LIST_OF(name, of) {name, SHAPE_LIST, ALWAYS, of, NULL}
#define ONE_OF(name, of) {name, SHAPE_ONE, MAYBE, of, NULL}
#define DONE \
    {"done", SHAPE_TEXT, OR_NULL, "what was done, in words", NULL}, \
    {"undo", SHAPE_TEXT, OR_NULL, "a path: POST to it takes it back", NULL}, \
    {"at", SHAPE_TEXT, OR_NULL, "a path: GET it for what it is now", NULL}
#define SCHEMA(name, ...) static const struct member name[] = {__VA_ARGS__, END}
#define TOLD(name, shape, about) {name, SHAPE_##shape, ALWAYS, about, NULL}
#define MAYBE_TOLD(name, shape, about) {name, SHAPE_##shape, MAYBE, about, NULL}
#define OR_NULL_TOLD(name, shape, about) {name, SHAPE_##shape, OR_NULL, about, NULL}

/* --- what is there --------------------------------------------------------- */

#define SUGGESTION \
    IS("id", INT), TOLD("rep", TEXT, "id"), IS("rep_name", TEXT), TOLD("story", INT, "id"), TOLD("network", TEXT, NETWORKS), \
    TOLD("state", TEXT, STATES), TOLD("text", TEXT, "as it would be posted, with link and hashtags"), \
    TOLD("revision", INT, "of the text: name it in a move, and the move is refused where somebody changed the text since"), \
    OR_NULL_TOLD("link", TEXT, "that the text ends in"), OR_NULL_TOLD("angle", TEXT, "how the text goes about it"), \
    OR_NULL_TOLD("writer", TEXT, "grammar, a language model, or a person"), TOLD("score", REAL, "how well the story fits the rep, 0 to 1"), \
    {"why", SHAPE_LIST, OR_NULL, "Term", NULL}, OR_NULL_TOLD("reasons", TEXTS, "other facts that put it there, in words"), \
    TOLD("made", TIME, "when it was first written"), TOLD("slot", TIME, "when it is to be offered, or shared"), TOLD("snoozed", TIME, "not shown before"), \
    TOLD("accepted", TIME, "since then its text is frozen"), {"article", SHAPE_ONE, ALWAYS, "Article", NULL}
SCHEMA(suggestion, SUGGESTION);
SCHEMA(suggestion_whole, SUGGESTION, {"source", SHAPE_LIST, OR_NULL, "Source", NULL}, LIST_OF("findings", "Finding"), LIST_OF("record", "Event"),
       ONE_OF("share", "Share"), ONE_OF("nearest", "Nearest"));
SCHEMA(article, IS("id", INT), OR_NULL_TOLD("title", TEXT, NULL), OR_NULL_TOLD("url", TEXT, NULL), OR_NULL_TOLD("site", TEXT, NULL));
SCHEMA(term, IS("term", TEXT), TOLD("weight", REAL, "its part of the score"));
SCHEMA(source, TOLD("start", INT, "in the article's text, in bytes"), IS("end", INT), TOLD("text", TEXT, "of the article"));
SCHEMA(nearest, TOLD("suggestion", INT, "id"), IS("rep_name", TEXT), TOLD("state", TEXT, STATES), IS("text", TEXT),
       TOLD("closeness", REAL, "1: no text may be closer"), TOLD("run", INT, "words in a row that both have"));
SCHEMA(finding, TOLD("rule", TEXT, "id; GET rules says why it is there"), TOLD("severity", TEXT, SEVERITY), TOLD("start", INT, "in the text, in code points"), IS("end", INT),
       OR_NULL_TOLD("message", TEXT, NULL), OR_NULL_TOLD("fix", TEXT, "what to do"));
SCHEMA(checked, TOLD("length", INT, "as the network counts"), OR_NULL_TOLD("limit", INT, "of the network"), IS("fits", BOOL), TOLD("blocked", BOOL, "a rule would not let it pass"),
       TOLD("review", BOOL, "a reviewer would look at it"), TOLD("closeness", REAL, "to the nearest other text; 1: no text may be closer"),
       OR_NULL_TOLD("alike", TEXT, "why it would not be kept as too close"), LIST_OF("findings", "Finding"));
SCHEMA(event, IS("at", TIME), OR_NULL_TOLD("who", TEXT, "a person's name, or polyphony"), IS("what", TEXT), OR_NULL_TOLD("from", TEXT, "the state before"), OR_NULL_TOLD("to", TEXT, "the state since"),
       OR_NULL_TOLD("note", TEXT, NULL), OR_NULL_TOLD("text", TEXT, "as it was then"), OR_NULL_TOLD("pack", TEXT, "the rules that were in force"));
SCHEMA(share, IS("at", TIME), OR_NULL_TOLD("address", TEXT, "of the post"), TOLD("late", BOOL, "after it had expired"), TOLD("clicks", INT, "of persons"));
SCHEMA(waiting, TOLD("id", INT, "of the suggestion"), TOLD("revision", INT, "of its text"), TOLD("story", INT, "id"), OR_NULL_TOLD("title", TEXT, "of the story"), TOLD("rep", TEXT, "id"), IS("rep_name", TEXT),
       TOLD("network", TEXT, NETWORKS), TOLD("slot", TIME, "when it is to go out"), TOLD("since", TIME, "it waits"), TOLD("trust", INT, "in the rep; it grows with texts that are let through"));
SCHEMA(decision, IS("id", INT), IS("at", TIME), TOLD("who", TEXT, "name"), TOLD("verdict", TEXT, "one of: approve change reject"), OR_NULL_TOLD("note", TEXT, NULL),
       TOLD("suggestion", INT, "id"), TOLD("blind", BOOL, "of the sample that nobody needed to look at"));
SCHEMA(undone, TOLD("suggestion", INT, "id of the last one"), TOLD("count", INT, "how many"));
SCHEMA(me, IS("id", INT), IS("name", TEXT), TOLD("role", TEXT, ROLES), OR_NULL_TOLD("rep", TEXT, "id of whose day it is"), TOLD("digest", BOOL, "gets a mail of the day"));
SCHEMA(feed, IS("id", INT), IS("url", TEXT), OR_NULL_TOLD("title", TEXT, NULL), OR_NULL_TOLD("site", TEXT, NULL), OR_NULL_TOLD("folder", TEXT, NULL), TOLD("state", TEXT, "one of: active muted"),
       OR_NULL_TOLD("health", TEXT, NULL), OR_NULL_TOLD("words", TEXT, "of its health"), IS("last_visit", TIME), IS("next_visit", TIME), TOLD("entries", INT, "at the last visit"));
#define STORY \
    IS("id", INT), TOLD("key", TEXT, "the same for good, also elsewhere; stands wherever an id does"), OR_NULL_TOLD("title", TEXT, NULL), OR_NULL_TOLD("url", TEXT, NULL), OR_NULL_TOLD("site", TEXT, NULL), \
    IS("published", TIME), TOLD("state", TEXT, "one of: open blocked retracted"), TOLD("pinned", BOOL, "marketing wants it shared"), TOLD("embargo", TIME, "not offered before"), \
    TOLD("expires", TIME, "not offered from then on"), OR_NULL_TOLD("note", TEXT, "why it is blocked or retracted"), TOLD("articles", INT, "that tell it"), TOLD("suggestions", INT, "made of it")
SCHEMA(story, STORY);
SCHEMA(story_whole, STORY, LIST_OF("company", "CompanyPost"));
SCHEMA(company_post, TOLD("id", INT, "stories/ID/company/POST corrects it or takes it out"), OR_NULL_TOLD("network", TEXT, NULL), IS("text", TEXT), IS("published", TIME));
SCHEMA(audience, IS("id", TEXT), IS("name", TEXT), OR_NULL_TOLD("about", TEXT, "a sentence on whom it means"), TOLD("audience", OBJECT, "all of it, as in reps.json"), TOLD("reps", INT, "how many have it"));
SCHEMA(campaign, IS("id", INT), IS("name", TEXT), TOLD("weight", INT, "how much it counts, 1 to 20"), IS("starts", TIME), IS("ends", TIME), TOLD("words", TEXTS, "that stories speak of"), TOLD("feeds", TEXTS, "ids"),
       TOLD("stories", TEXTS, "keys"), TOLD("reps", TEXTS, "ids; none: all of them"));
SCHEMA(rep, IS("id", TEXT), IS("name", TEXT), TOLD("audience", TEXT, "id"), OR_NULL_TOLD("language", TEXT, "of their texts"), IS("networks", TEXTS), TOLD("quota", INT, "suggestions a day"), TOLD("hours", OBJECT, "as in reps.json"),
       TOLD("review", TEXT, "one of: all flagged none; which texts a reviewer sees first"), TOLD("trust", INT, "grows with texts that are let through"), TOLD("state", TEXT, "one of: active away gone"));
SCHEMA(outcome, IS("id", INT), TOLD("rep", TEXT, "id"), TOLD("kind", TEXT, "one of: reply lead meeting deal"), OR_NULL_TOLD("suggestion", INT, "id"), TOLD("value", REAL, "in the company's currency"), OR_NULL_TOLD("note", TEXT, NULL), IS("at", TIME));
SCHEMA(report_name, IS("name", TEXT), IS("about", TEXT));
SCHEMA(report, IS("name", TEXT), IS("about", TEXT), TOLD("items", ARRAY, "objects with this report's columns"), OR_NULL_TOLD("next", INT, "after= of the page that follows; null: this is the last one"));
SCHEMA(rule_version, IS("version", INT), IS("at", TIME), TOLD("who", TEXT, "name"), OR_NULL_TOLD("note", TEXT, NULL), IS("in_force", BOOL));
SCHEMA(rules, TOLD("version", INT, "what \"kept\" names"), IS("name", TEXT), MAYBE_TOLD("note", TEXT, NULL), TOLD("rules", ARRAY, "each {id, title, why, severity, kind, params, fix}"));
SCHEMA(problem, IS("type", TEXT), IS("title", TEXT), IS("status", INT), TOLD("detail", TEXT, "what is so and why, in a sentence"), MAYBE_LIST("errors", "Wrong"));
SCHEMA(wrong, MAYBE_TOLD("pointer", TEXT, "a member of the body (RFC 6901)"), MAYBE_TOLD("parameter", TEXT, "of the query"), TOLD("detail", TEXT, NULL));

/* --- what a verb says (api_verbs.c) ---------------------------------------- */

SCHEMA(done, DONE);
SCHEMA(invitation, {"rep", SHAPE_TEXT, ALWAYS, "id", NULL}, IS("name", TEXT), {"link", SHAPE_TEXT, MAYBE, "signs them in once; told this once, and only if no mail has it", NULL},
       MAYBE_IS("mail", TEXT), IS("mailed", BOOL), {"is_in", SHAPE_BOOL, ALWAYS, "has signed in: needs no link", NULL});
SCHEMA(invited, DONE, MAYBE_LIST("invited", "Invitation"), {"more", SHAPE_INT, MAYBE, "so many wait for the next call", "n_left"});
SCHEMA(person_link, DONE, {"link", SHAPE_TEXT, MAYBE, "signs them in once; told this once, and only if no mail has it", NULL});
SCHEMA(webhook_added, DONE, {"secret", SHAPE_TEXT, MAYBE, "signs its events; told this once", NULL});
SCHEMA(addresses, DONE, {"ics", SHAPE_TEXT, MAYBE, "of the calendar; told this once", NULL}, {"rss", SHAPE_TEXT, MAYBE, "of the posts; told this once", NULL});
SCHEMA(approved, DONE, {"approved", SHAPE_INT, ALWAYS, "how many; the others were changed, or decided, since they were read", NULL});
SCHEMA(rule_found, {"rule", SHAPE_TEXT, ALWAYS, "id", NULL}, {"severity", SHAPE_TEXT, ALWAYS, SEVERITY, NULL}, {"start", SHAPE_INT, ALWAYS, "in code points", NULL}, IS("end", INT),
       IS("message", TEXT), MAYBE_IS("why", TEXT), MAYBE_IS("fix", TEXT));
SCHEMA(tried_text, IS("length", INT), MAYBE_IS("limit", INT), {"findings", SHAPE_LIST, ALWAYS, "RuleFound", "found"});
SCHEMA(caught, {"rule", SHAPE_TEXT, ALWAYS, "id", NULL}, IS("title", TEXT), {"texts", SHAPE_INT, ALWAYS, "it would have caught", "texts_hit"},
       {"fresh", SHAPE_INT, ALWAYS, "of them, that no rule in force catches", NULL});
SCHEMA(trial, {"texts", SHAPE_INT, ALWAYS, "that were tried", NULL}, IS("clean", INT), IS("warned", INT), IS("blocked", INT), MAYBE_IS("since", TIME), LIST_OF("caught", "Caught"));
SCHEMA(rules_done, DONE, ONE_OF("trial", "Trial"), ONE_OF("tried", "TriedText"));
SCHEMA(percent, IS("term", TEXT), TOLD("percent", INT, "of the score"));
SCHEMA(ranked, {"story", SHAPE_TEXT, ALWAYS, "key", "key"}, {"title", SHAPE_TEXT, ALWAYS, NULL, "headline"}, {"score", SHAPE_INT, ALWAYS, "of 100", NULL}, {"before", SHAPE_INT, MAYBE, "its score, if this edit changes it", "was"},
       {"like", SHAPE_TEXT, MAYBE, "a line about this audience that it resembles", NULL}, LIST_OF("why", "Percent"));
SCHEMA(moved, {"story", SHAPE_TEXT, ALWAYS, "key", "key"}, {"title", SHAPE_TEXT, ALWAYS, NULL, "headline"}, {"score", SHAPE_INT, ALWAYS, "of 100", "now"}, {"before", SHAPE_INT, ALWAYS, "its score", "was"});
SCHEMA(entered, IS("count", INT), {"stories", SHAPE_LIST, ALWAYS, "Moved", "ins"});
SCHEMA(left, IS("count", INT), {"stories", SHAPE_LIST, ALWAYS, "Moved", "outs"});
SCHEMA(preview, DONE, {"least", SHAPE_INT, MAYBE, "the score below which nothing is offered", "cut"}, {"enough", SHAPE_INT, MAYBE, "stories that have it", "n_enough"},
       {"stories", SHAPE_INT, MAYBE, "of so many", "n_stories"}, MAYBE_LIST("over", "Ranked"), MAYBE_LIST("under", "Ranked"), ONE_OF("entered", "Entered"), ONE_OF("left", "Left"));
SCHEMA(feed_line, IS("name", TEXT), {"url", SHAPE_TEXT, MAYBE, NULL, "address"}, MAYBE_IS("folder", TEXT), {"why", SHAPE_TEXT, MAYBE, "it can't be used", NULL});
#define HOW_MANY(name, view, about) {name, SHAPE_INT, MAYBE, about, view}
SCHEMA(feeds_taken, DONE, HOW_MANY("added_count", "n_added", NULL), HOW_MANY("known_count", "n_known", "there before"), HOW_MANY("refused_count", "n_refused", NULL),
       MAYBE_LIST("added", "FeedLine"), MAYBE_LIST("known", "FeedLine"), MAYBE_LIST("refused", "FeedLine"));
SCHEMA(found_feed, IS("name", TEXT), {"url", SHAPE_TEXT, ALWAYS, "for feeds/add", "address"}, {"likeliest", SHAPE_BOOL, ALWAYS, "what the site's readers would take", "ticked"},
       {"is_minor", SHAPE_BOOL, ALWAYS, "comments, a tag or an author", NULL}, {"entries", SHAPE_INT, MAYBE, "articles in it", "n_entries"}, MAYBE_IS("newest", TIME),
       {"trouble", SHAPE_TEXT, MAYBE, "why it can't be read", NULL}, {"titles", SHAPE_TEXTS, ALWAYS, "of its newest articles", "titles.title"});
SCHEMA(found, {"asked", SHAPE_TEXT, ALWAYS, "address", NULL}, {"is_looking", SHAPE_BOOL, ALWAYS, "ask again in two seconds", NULL}, {"problem", SHAPE_TEXT, MAYBE, "why nothing was found", NULL},
       {"site", SHAPE_TEXT, MAYBE, "for feeds/add", NULL}, LIST_OF("found", "FoundFeed"));
SCHEMA(starter, {"pack", SHAPE_TEXT, ALWAYS, "for feeds/starter", "value"}, IS("name", TEXT), {"titles", SHAPE_TEXT, MAYBE, "of its feeds", NULL}, {"feeds", SHAPE_INT, MAYBE, "how many", "count"});
SCHEMA(starters, LIST_OF("packs", "Starter"));
SCHEMA(tried_campaign, DONE, {"note", SHAPE_TEXT, MAYBE, "what it would be about", NULL});
SCHEMA(health, {"verdict", SHAPE_TEXT, ALWAYS, NULL, NULL}, IS("what", TEXT), MAYBE_IS("why", TEXT), {"mend", SHAPE_TEXT, MAYBE, "what to do", NULL});
#define AUDIT_HEAD \
    {"audit_rows", SHAPE_INT, MAYBE, NULL, "rows"}, \
    {"audit_head", SHAPE_TEXT, MAYBE, "COUNT:HASH: keep it elsewhere, and give it to admin/audit/verify", "head"}
SCHEMA(looked, DONE, MAYBE_LIST("findings", "Health"), MAYBE_LIST("well", "Health"), AUDIT_HEAD);
SCHEMA(verified, DONE, TOLD("holds", BOOL, "each row is as it was written, and what was expected is among them"), {"audit_rows", SHAPE_INT, MAYBE, NULL, "rows"});
SCHEMA(backup_made, DONE, MAYBE_TOLD("backup", TEXT, "its name: GET admin/backups/NAME, once it is made"));
SCHEMA(setting, IS("name", TEXT), {"words", SHAPE_TEXT, ALWAYS, "how it is set", NULL});
SCHEMA(backup, {"name", SHAPE_TEXT, ALWAYS, "GET admin/backups/NAME has it", NULL}, IS("made", TIME), {"bytes", SHAPE_INT, MAYBE, NULL, NULL});
SCHEMA(place, LIST_OF("findings", "Health"), LIST_OF("well", "Health"), LIST_OF("settings", "Setting"), {"backups", SHAPE_LIST, ALWAYS, "Backup", NULL}, AUDIT_HEAD);
SCHEMA(planned, {"suggestion", SHAPE_INT, ALWAYS, "id", NULL}, IS("at", TIME), {"rep", SHAPE_TEXT, ALWAYS, "id", "rep_id"}, {"rep_name", SHAPE_TEXT, ALWAYS, NULL, "name"},
       {"network", SHAPE_TEXT, ALWAYS, NETWORKS, "network_name"}, {"title", SHAPE_TEXT, ALWAYS, "of the story", "headline"}, {"story", SHAPE_TEXT, ALWAYS, "key", "key"},
       {"state", SHAPE_TEXT, ALWAYS, STATES, NULL}, {"clash", SHAPE_TEXT, MAYBE, "what it is too close to", NULL}, {"may_move", SHAPE_BOOL, ALWAYS, "calendar/ID/move gives it another time", NULL});
SCHEMA(calendar_day, {"day", SHAPE_DAY, ALWAYS, NULL, NULL}, {"quiet", SHAPE_BOOL, ALWAYS, "a holiday", NULL}, LIST_OF("entries", "Planned"),
       {"hidden", SHAPE_INT, MAYBE, "so many more than are listed: ask for one network, rep or audience", NULL});
SCHEMA(calendar, {"zone", SHAPE_TEXT, ALWAYS, "of its days", NULL}, LIST_OF("days", "CalendarDay"));
SCHEMA(to_share, IS("text", TEXT), {"link", SHAPE_TEXT, MAYBE, "opens the network's own page", NULL}, {"takes_text", SHAPE_BOOL, ALWAYS, "with the text in it", NULL}, {"mail", SHAPE_TEXT, MAYBE, "to one person", NULL},
       {"whatsapp", SHAPE_TEXT, MAYBE, "the same", NULL}, MAYBE_IS("shared", TIME), {"address", SHAPE_TEXT, MAYBE, "of the post", NULL});

/* what is there */
SCHEMA(learned, IS("id", INT), IS("line", TEXT), IS("edits", INT), IS("samples", INT));
SCHEMA(own_sample, {"id", SHAPE_TEXT, ALWAYS, "voice/samples/ID/remove takes it out", NULL}, IS("text", TEXT));
SCHEMA(voice, {"tone", SHAPE_TEXT, OR_NULL, NULL, NULL}, {"notes", SHAPE_TEXT, OR_NULL, NULL, NULL}, {"length", SHAPE_TEXT, ALWAYS, "any, short or long", NULL}, {"person", SHAPE_TEXT, ALWAYS, "any, i or none", NULL},
       IS("emoji", BOOL), IS("hashtags", INT), IS("languages", TEXTS), {"samples", SHAPE_LIST, ALWAYS, "OwnSample", NULL}, {"learned", SHAPE_LIST, ALWAYS, "Learned", NULL});
SCHEMA(rep_whole, IS("id", TEXT), IS("name", TEXT), IS("state", TEXT), IS("trust", INT), {"rep", SHAPE_OBJECT, ALWAYS, "as in reps.json", NULL});
SCHEMA(person, IS("id", INT), IS("name", TEXT), IS("role", TEXT), {"rep", SHAPE_TEXT, OR_NULL, "id", NULL}, {"mail", SHAPE_TEXT, OR_NULL, NULL, NULL}, {"locked", SHAPE_TIME, ALWAYS, "since", NULL}, {"seen", SHAPE_TIME, ALWAYS, NULL, NULL});
SCHEMA(webhook, IS("id", INT), IS("name", TEXT), IS("url", TEXT), IS("format", TEXT), IS("paused", BOOL), {"waiting", SHAPE_INT, ALWAYS, "events", NULL});
SCHEMA(audit_row, IS("id", INT), IS("at", TIME), {"who", SHAPE_TEXT, OR_NULL, NULL, NULL}, IS("what", TEXT), {"suggestion", SHAPE_INT, OR_NULL, "id", NULL},
       {"note", SHAPE_TEXT, OR_NULL, NULL, NULL}, {"hash", SHAPE_TEXT, OR_NULL, "of this row and all before", NULL});
static const struct schema schemas[] = {
    {"Addresses", "that need no sign-in", addresses},
    {"Approved", "of those that were read", approved},
    {"AuditRow", "what somebody did", audit_row},
    {"Backup", "a copy of the database", backup},
    {"Calendar", "when what goes out", calendar},
    {"CalendarDay", "of it", calendar_day},
    {"Caught", "what a rule would have caught", caught},
    {"Done", "what a verb says", done},
    {"Entered", "stories that an edit brings in", entered},
    {"FeedLine", "a feed of a file", feed_line},
    {"FeedsTaken", "what became of each feed", feeds_taken},
    {"Found", "feeds of an address", found},
    {"FoundFeed", "one of them", found_feed},
    {"Health", "something that was looked at", health},
    {"Invitation", "of a rep", invitation},
    {"Invited", "links are told this once", invited},
    {"Learned", "a line on how the rep writes", learned},
    {"Left", "stories that an edit takes out", left},
    {"Looked", "what is well and what is not", looked},
    {"Moved", "a story that enters or leaves", moved},
    {"OwnSample", "a post that the rep wrote", own_sample},
    {"Person", "somebody who signs in", person},
    {"PersonLink", "a way in", person_link},
    {"Place", "what wants a look, settings, backups", place},
    {"Planned", "a post and its time", planned},
    {"Preview", "what an audience would be offered", preview},
    {"Ranked", "a story for an audience", ranked},
    {"RepWhole", "a rep as in reps.json", rep_whole},
    {"RuleFound", "a rule's hit in a text that was tried", rule_found},
    {"RulesDone", "saved, or tried", rules_done},
    {"Setting", "of polyphony.ini, in words", setting},
    {"Starter", "feeds of an industry", starter},
    {"Starters", "packs of feeds", starters},
    {"Percent", "what a score is made of", percent},
    {"Term", "what a score is made of", term},
    {"Source", "what a text was made from", source},
    {"Nearest", "for who reviews: the text of another rep on the same story that is most like it", nearest},
    {"Waiting", "a text that needs a reviewer", waiting},
    {"Decision", "what a reviewer decided", decision},
    {"CompanyPost", "what the company's page posted about a story", company_post},
    {"StoryWhole", "one with what the company's page posted", story_whole},
    {"Rules", "a pack", rules},
    {"RuleVersion", "a pack that was in force", rule_version},
    {"ToShare", "text and links, for its network", to_share},
    {"Trial", "the rules on the texts of 30 days", trial},
    {"TriedCampaign", "begun, or tried", tried_campaign},
    {"TriedText", "a text on the rules", tried_text},
    {"Verified", "is the audit what was written?", verified},
    {"BackupMade", "or being made", backup_made},
    {"Voice", "how a rep writes", voice},
    {"Webhook", "somebody who is told what happens", webhook},
    {"WebhookAdded", "of the format json with its secret", webhook_added},
    {"Article", "what a suggestion is about", article},
    {"Audience", "whom reps speak to", audience},
    {"Checked", "what would be said of a wording", checked},
    {"Campaign", "what is to be talked about for a while", campaign},
    {"Event", "a row of the record", event},
    {"Feed", "a subscription and its health", feed},
    {"Finding", "a rule's hit in the text", finding},
    {"Me", "whose token it is", me},
    {"Outcome", "what came of a share", outcome},
    {"Problem", "RFC 9457", problem},
    {"Rep", "somebody who shares", rep},
    {"Report", "counts beside their base", report},
    {"ReportName", "a report that can be asked for", report_name},
    {"Share", "only for who may see results; null: not shared", share},
    {"Story", "articles that tell the same thing", story},
    {"Suggestion", "a text for one rep, about one story", suggestion},
    {"SuggestionWhole", "one with its findings and record", suggestion_whole},
    {"Undone", "what was taken back", undone},
    {"Wrong", "one thing that is wrong with the input", wrong},
};

/* --- which route ----------------------------------------------------------- */

#define GET METHOD_GET
#define POST METHOD_POST
#define BOTH (METHOD_GET | METHOD_POST)
#define ALL_OF(begins, methods, named) {begins, false, methods, {.schema = named}}
#define ONE(path, method, named) {path, true, METHOD_##method, {.schema = named}}
#define ROWS(path, named) {path, true, METHOD_GET, {.schema = named, .is_list = true}}
/* It tells a secret, once. */
#define SECRET(path, named) {path, true, METHOD_POST, {.schema = named, .has_secret = true}}
/* What it makes has an address: 201. */
#define MADE(path, named) {path, true, METHOD_POST, {.schema = named, .makes = true}}
#define MADE_SECRET(path, named) {path, true, METHOD_POST, {.schema = named, .makes = true, .has_secret = true}}
#define A_FILE(path, media) {path, true, METHOD_GET, {.type = media}}

static const struct {
    const char *begins; /* of a pattern below /api/v1/ */
    bool whole;         /* that is all of it */
    unsigned methods;
    struct api_answer answer;
} answers[] = {
    ONE("me", GET, "Me"),
    ROWS("today", "Suggestion"),
    ROWS("queue", "Waiting"),
    ROWS("decisions", "Decision"),
    ROWS("suggestions", "Suggestion"),
    ONE("suggestions/approve", POST, "Approved"),
    ONE("suggestions/:id/check", POST, "Checked"),
    MADE("suggestions/:id/another", "SuggestionWhole"),
    ALL_OF("suggestions/:id", BOTH, "SuggestionWhole"),
    ONE("share/:id", GET, "ToShare"),
    ONE("undo", POST, "Undone"),
    ONE("voice", GET, "Voice"),
    SECRET("results/addresses", "Addresses"),
    ONE("rules", GET, "Rules"),
    ROWS("rules/versions", "RuleVersion"),
    ALL_OF("rules/", POST, "RulesDone"),
    ROWS("feeds", "Feed"),
    MADE("feeds", "Feed"),
    ONE("feeds/import", POST, "FeedsTaken"),
    ONE("feeds/starter", GET, "Starters"),
    ONE("feeds/starter", POST, "FeedsTaken"),
    A_FILE("feeds/export", "text/x-opml"),
    ONE("feeds/found/:id", GET, "Found"),
    ONE("feeds/:id", GET, "Feed"),
    ONE("feeds/:id/mute", POST, "Feed"),
    ONE("feeds/:id/unmute", POST, "Feed"),
    ROWS("stories", "Story"),
    ONE("stories/:id/undo", POST, "Done"),
    ALL_OF("stories/:id/company", POST, "Done"),
    ALL_OF("stories/:id", BOTH, "StoryWhole"),
    ROWS("audiences", "Audience"),
    MADE("audiences", "Done"),
    ONE("audiences/:id", GET, "Audience"),
    ONE("audiences/:id/preview", POST, "Preview"),
    ROWS("campaigns", "Campaign"),
    ONE("campaigns", POST, "TriedCampaign"),
    ROWS("reps", "Rep"),
    MADE("reps", "Done"),
    A_FILE("reps/export", "application/json"),
    ONE("reps/:id", GET, "RepWhole"),
    SECRET("reps/invite", "Invited"),
    SECRET("reps/:id/invite", "Invited"),
    ONE("calendar", GET, "Calendar"),
    ROWS("outcomes", "Outcome"),
    MADE("outcomes", "Outcome"),
    ROWS("reports", "ReportName"),
    ONE("reports/:name", GET, "Report"),
    ROWS("people", "Person"),
    ONE("people/:id", GET, "Person"),
    MADE_SECRET("people", "PersonLink"),
    SECRET("people/:id/link", "PersonLink"),
    ONE("admin/look", POST, "Looked"),
    ONE("admin/audit/verify", POST, "Verified"),
    ONE("admin/backup", POST, "BackupMade"),
    ROWS("admin/webhooks", "Webhook"),
    ONE("admin/webhooks/:id", GET, "Webhook"),
    MADE_SECRET("admin/webhooks", "WebhookAdded"),
    SECRET("admin/webhooks/:id/secret", "WebhookAdded"),
    A_FILE("admin/backups/:name", "application/vnd.sqlite3"),
    ONE("admin", GET, "Place"),
    ROWS("admin/audit", "AuditRow"),
    ALL_OF("", POST, "Done"),
};
/* clang-format on */

const struct api_answer *
api_answer_of(const struct route *route)
{
    const char *path = route->pattern + strlen("/api/v1/");

    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        const char *begins = answers[i].begins;

        if ((answers[i].methods & route->method) != 0 &&
            (answers[i].whole ? strcmp(path, begins) == 0
                              : strncmp(path, begins, strlen(begins)) == 0))
            return &answers[i].answer;
    }
    return NULL;
}

const struct schema *
api_schemas(size_t *count)
{
    *count = sizeof schemas / sizeof schemas[0];
    return schemas;
}

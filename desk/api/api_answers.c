/* What each route of the API answers with: the one table of members, from
 * which the OpenAPI document has its schemas. test_api.py asks every GET and
 * holds the answer against it, so that neither goes its own way. */
#include "api.h"
#include "desk/pages.h"
#include "desk/view/view.h"

#include <stdio.h>
#include <string.h>

enum shape {
    SHAPE_TEXT,
    SHAPE_TIME, /* or null */
    SHAPE_INT,
    SHAPE_REAL,
    SHAPE_BOOL,
    SHAPE_TEXTS,  /* an array of them */
    SHAPE_ARRAY,  /* of what `about` says */
    SHAPE_OBJECT, /* the same */
    SHAPE_ONE,    /* of the schema `of` */
    SHAPE_LIST    /* of the same, in an array */
};

struct member {
    const char *name;
    enum shape shape;
    enum { ALWAYS, OR_NULL, MAYBE } there; /* MAYBE: left out for some */
    const char *of;                        /* schema, or words about it */
};

/* --- members ---------------------------------------------------------------
 */

#define END                                                                    \
    {                                                                          \
        NULL, SHAPE_TEXT, ALWAYS, NULL                                         \
    }
#define SUGGESTION                                                             \
    {"id", SHAPE_INT, ALWAYS, NULL}, {"rep", SHAPE_TEXT, ALWAYS, "id"},        \
        {"rep_name", SHAPE_TEXT, ALWAYS, NULL},                                \
        {"story", SHAPE_INT, ALWAYS, "id"},                                    \
        {"network", SHAPE_TEXT, ALWAYS, NULL},                                 \
        {"state", SHAPE_TEXT, ALWAYS, NULL},                                   \
        {"text", SHAPE_TEXT, ALWAYS, NULL},                                    \
        {"revision", SHAPE_INT, ALWAYS, NULL},                                 \
        {"link", SHAPE_TEXT, OR_NULL, "that the text ends in"},                \
        {"angle", SHAPE_TEXT, OR_NULL, NULL},                                  \
        {"writer", SHAPE_TEXT, OR_NULL, NULL},                                 \
        {"score", SHAPE_REAL, ALWAYS, NULL},                                   \
        {"why", SHAPE_ARRAY, OR_NULL, "terms that put it there"},              \
        {"reasons", SHAPE_ARRAY, OR_NULL, "other facts, in words"},            \
        {"made", SHAPE_TIME, ALWAYS, NULL},                                    \
        {"slot", SHAPE_TIME, ALWAYS, NULL},                                    \
        {"snoozed", SHAPE_TIME, ALWAYS, "until then"},                         \
        {"accepted", SHAPE_TIME, ALWAYS, NULL},                                \
    {                                                                          \
        "article", SHAPE_ONE, ALWAYS, "Article"                                \
    }

static const struct member suggestion[] = {SUGGESTION, END};
static const struct member suggestion_whole[] = {
    SUGGESTION,
    {"source", SHAPE_ARRAY, OR_NULL, "where in the article each part stands"},
    {"findings", SHAPE_LIST, ALWAYS, "Finding"},
    {"record", SHAPE_LIST, ALWAYS, "Event"},
    {"share", SHAPE_ONE, MAYBE, "Share"},
    END};
static const struct member article[] = {{"id", SHAPE_INT, ALWAYS, NULL},
                                        {"title", SHAPE_TEXT, OR_NULL, NULL},
                                        {"url", SHAPE_TEXT, OR_NULL, NULL},
                                        {"site", SHAPE_TEXT, OR_NULL, NULL},
                                        END};
static const struct member finding[] = {
    {"rule", SHAPE_TEXT, ALWAYS, NULL},
    {"severity", SHAPE_TEXT, ALWAYS, "advise, warn or block"},
    {"start", SHAPE_INT, ALWAYS, "in code points"},
    {"end", SHAPE_INT, ALWAYS, NULL},
    {"message", SHAPE_TEXT, OR_NULL, NULL},
    {"fix", SHAPE_TEXT, OR_NULL, NULL},
    END};
static const struct member checked[] = {
    {"length", SHAPE_INT, ALWAYS, "as the network counts"},
    {"limit", SHAPE_INT, OR_NULL, NULL},
    {"fits", SHAPE_BOOL, ALWAYS, NULL},
    {"blocked", SHAPE_BOOL, ALWAYS, "a rule would not let it pass"},
    {"review", SHAPE_BOOL, ALWAYS, "a reviewer would look at it"},
    {"closeness", SHAPE_REAL, ALWAYS,
     "to the nearest other text; 1: the bound"},
    {"alike", SHAPE_TEXT, OR_NULL, "why it would not be kept as too close"},
    {"findings", SHAPE_LIST, ALWAYS, "Finding"},
    END};
static const struct member event[] = {{"at", SHAPE_TIME, ALWAYS, NULL},
                                      {"who", SHAPE_TEXT, OR_NULL, NULL},
                                      {"what", SHAPE_TEXT, ALWAYS, NULL},
                                      {"from", SHAPE_TEXT, OR_NULL, NULL},
                                      {"to", SHAPE_TEXT, OR_NULL, NULL},
                                      {"note", SHAPE_TEXT, OR_NULL, NULL},
                                      {"text", SHAPE_TEXT, OR_NULL, NULL},
                                      {"pack", SHAPE_TEXT, OR_NULL, NULL},
                                      END};
static const struct member share[] = {{"at", SHAPE_TIME, ALWAYS, NULL},
                                      {"address", SHAPE_TEXT, OR_NULL, NULL},
                                      {"late", SHAPE_BOOL, ALWAYS, NULL},
                                      {"clicks", SHAPE_INT, ALWAYS, NULL},
                                      END};
static const struct member undone[] = {
    {"suggestion", SHAPE_INT, ALWAYS, "the last one"},
    {"count", SHAPE_INT, ALWAYS, NULL},
    END};
static const struct member me[] = {{"id", SHAPE_INT, ALWAYS, NULL},
                                   {"name", SHAPE_TEXT, ALWAYS, NULL},
                                   {"role", SHAPE_TEXT, ALWAYS, NULL},
                                   {"rep", SHAPE_TEXT, OR_NULL, NULL},
                                   END};
static const struct member feed[] = {
    {"id", SHAPE_INT, ALWAYS, NULL},
    {"url", SHAPE_TEXT, ALWAYS, NULL},
    {"title", SHAPE_TEXT, OR_NULL, NULL},
    {"site", SHAPE_TEXT, OR_NULL, NULL},
    {"folder", SHAPE_TEXT, OR_NULL, NULL},
    {"state", SHAPE_TEXT, ALWAYS, NULL},
    {"health", SHAPE_TEXT, OR_NULL, NULL},
    {"words", SHAPE_TEXT, OR_NULL, "of health"},
    {"last_visit", SHAPE_TIME, ALWAYS, NULL},
    {"next_visit", SHAPE_TIME, ALWAYS, NULL},
    {"entries", SHAPE_INT, ALWAYS, NULL},
    END};
static const struct member story[] = {{"id", SHAPE_INT, ALWAYS, NULL},
                                      {"key", SHAPE_TEXT, ALWAYS, NULL},
                                      {"title", SHAPE_TEXT, OR_NULL, NULL},
                                      {"url", SHAPE_TEXT, OR_NULL, NULL},
                                      {"site", SHAPE_TEXT, OR_NULL, NULL},
                                      {"published", SHAPE_TIME, ALWAYS, NULL},
                                      {"state", SHAPE_TEXT, ALWAYS, NULL},
                                      {"pinned", SHAPE_BOOL, ALWAYS, NULL},
                                      {"embargo", SHAPE_TIME, ALWAYS, NULL},
                                      {"expires", SHAPE_TIME, ALWAYS, NULL},
                                      {"note", SHAPE_TEXT, OR_NULL, NULL},
                                      {"articles", SHAPE_INT, ALWAYS, NULL},
                                      {"suggestions", SHAPE_INT, ALWAYS, NULL},
                                      END};
static const struct member audience[] = {
    {"id", SHAPE_TEXT, ALWAYS, NULL},
    {"name", SHAPE_TEXT, ALWAYS, NULL},
    {"about", SHAPE_TEXT, OR_NULL, NULL},
    {"audience", SHAPE_OBJECT, ALWAYS, "as in reps.json"},
    {"reps", SHAPE_INT, ALWAYS, "how many have it"},
    END};
static const struct member campaign[] = {
    {"id", SHAPE_INT, ALWAYS, NULL},
    {"name", SHAPE_TEXT, ALWAYS, NULL},
    {"weight", SHAPE_INT, ALWAYS, NULL},
    {"starts", SHAPE_TIME, ALWAYS, NULL},
    {"ends", SHAPE_TIME, ALWAYS, NULL},
    {"words", SHAPE_TEXTS, ALWAYS, NULL},
    {"feeds", SHAPE_TEXTS, ALWAYS, NULL},
    {"stories", SHAPE_TEXTS, ALWAYS, NULL},
    {"reps", SHAPE_TEXTS, ALWAYS, "none: all of them"},
    END};
static const struct member rep[] = {
    {"id", SHAPE_TEXT, ALWAYS, NULL},
    {"name", SHAPE_TEXT, ALWAYS, NULL},
    {"audience", SHAPE_TEXT, ALWAYS, "id"},
    {"language", SHAPE_TEXT, OR_NULL, NULL},
    {"networks", SHAPE_TEXTS, ALWAYS, NULL},
    {"quota", SHAPE_INT, ALWAYS, "a day"},
    {"hours", SHAPE_OBJECT, ALWAYS, "as in reps.json"},
    {"review", SHAPE_TEXT, ALWAYS, NULL},
    {"trust", SHAPE_INT, ALWAYS, NULL},
    {"state", SHAPE_TEXT, ALWAYS, NULL},
    END};
static const struct member outcome[] = {
    {"id", SHAPE_INT, ALWAYS, NULL},
    {"rep", SHAPE_TEXT, ALWAYS, "id"},
    {"kind", SHAPE_TEXT, ALWAYS, NULL},
    {"suggestion", SHAPE_INT, OR_NULL, NULL},
    {"value", SHAPE_REAL, ALWAYS, NULL},
    {"note", SHAPE_TEXT, OR_NULL, NULL},
    {"at", SHAPE_TIME, ALWAYS, NULL},
    END};
static const struct member report_name[] = {{"name", SHAPE_TEXT, ALWAYS, NULL},
                                            {"about", SHAPE_TEXT, ALWAYS, NULL},
                                            END};
static const struct member report[] = {
    {"name", SHAPE_TEXT, ALWAYS, NULL},
    {"about", SHAPE_TEXT, ALWAYS, NULL},
    {"items", SHAPE_ARRAY, ALWAYS, "objects with this report's columns"},
    {"next", SHAPE_INT, OR_NULL, "after= of the page that follows"},
    END};
static const struct member problem[] = {
    {"type", SHAPE_TEXT, ALWAYS, NULL},
    {"title", SHAPE_TEXT, ALWAYS, NULL},
    {"status", SHAPE_INT, ALWAYS, NULL},
    {"detail", SHAPE_TEXT, ALWAYS, "what is so and why, in a sentence"},
    {"errors", SHAPE_LIST, MAYBE, "Wrong"},
    END};
static const struct member wrong[] = {
    {"pointer", SHAPE_TEXT, MAYBE, "a member of the body (RFC 6901)"},
    {"parameter", SHAPE_TEXT, MAYBE, "of the query"},
    {"detail", SHAPE_TEXT, ALWAYS, NULL},
    END};

/* --- what a verb says (api_verbs.c) ----------------------------------------
 * The names are those of the page's view. */

#define DONE                                                                   \
    {"done", SHAPE_TEXT, OR_NULL, "what was done, in words"},                  \
        {"undo", SHAPE_TEXT, OR_NULL, "a path: POST to it takes it back"},     \
    {                                                                          \
        "at", SHAPE_TEXT, OR_NULL, "a path: what it is now"                    \
    }
/* clang-format off */
#define IS(name, shape) {name, SHAPE_##shape, ALWAYS, NULL}
#define MAYBE_IS(name, shape) {name, SHAPE_##shape, MAYBE, NULL}
#define LIST_OF(name, of) {name, SHAPE_LIST, MAYBE, of}
#define ONE_OF(name, of) {name, SHAPE_ONE, MAYBE, of}
#define SCHEMA(name, ...) static const struct member name[] = {__VA_ARGS__, END}

SCHEMA(done, DONE);
SCHEMA(invitation, IS("name", TEXT), MAYBE_IS("link", TEXT), MAYBE_IS("mail", TEXT), IS("mailed", BOOL), IS("is_in", BOOL));
SCHEMA(invited, DONE, LIST_OF("invited", "Invitation"), {"left", SHAPE_TEXT, MAYBE, "how many more wait"});
SCHEMA(person_link, DONE, {"link", SHAPE_TEXT, MAYBE, "signs them in once; told this once"});
SCHEMA(webhook_added, DONE, {"secret", SHAPE_TEXT, MAYBE, "signs its events; told this once"});
SCHEMA(addresses, DONE, {"ics", SHAPE_TEXT, MAYBE, "of the calendar; told this once"}, {"rss", SHAPE_TEXT, MAYBE, "of the posts; told this once"});
SCHEMA(rule_found, IS("severity", TEXT), IS("message", TEXT), MAYBE_IS("why", TEXT), MAYBE_IS("fix", TEXT));
SCHEMA(tried_text, IS("length", INT), MAYBE_IS("limit", INT), LIST_OF("found", "RuleFound"));
SCHEMA(caught, IS("title", TEXT), {"texts_hit", SHAPE_INT, ALWAYS, "texts"}, {"fresh", SHAPE_INT, ALWAYS, "that no rule in force catches"});
SCHEMA(trial, IS("texts", INT), IS("clean", INT), IS("warned", INT), IS("blocked", INT), MAYBE_IS("since", TIME), LIST_OF("caught", "Caught"));
SCHEMA(rules_done, DONE, ONE_OF("trial", "Trial"), ONE_OF("tried", "TriedText"));
SCHEMA(term, IS("term", TEXT), {"weight", SHAPE_TEXT, ALWAYS, "percent"});
SCHEMA(ranked, IS("key", TEXT), IS("headline", TEXT), IS("score", INT), {"was", SHAPE_INT, MAYBE, "before this edit"}, MAYBE_IS("like", TEXT), LIST_OF("why", "Term"));
SCHEMA(moved, IS("key", TEXT), IS("headline", TEXT), IS("now", INT), IS("was", INT));
SCHEMA(entered, IS("count", INT), LIST_OF("ins", "Moved"));
SCHEMA(left, IS("count", INT), LIST_OF("outs", "Moved"));
SCHEMA(preview, DONE, {"cut", SHAPE_INT, MAYBE, "below it nothing is offered"}, {"enough", SHAPE_TEXT, MAYBE, "how many are over it"},
       LIST_OF("over", "Ranked"), LIST_OF("under", "Ranked"), ONE_OF("entered", "Entered"), ONE_OF("left", "Left"));
SCHEMA(feed_line, IS("name", TEXT), MAYBE_IS("address", TEXT), MAYBE_IS("folder", TEXT), MAYBE_IS("why", TEXT));
SCHEMA(feeds_taken, DONE, {"n_added", SHAPE_INT, MAYBE, NULL}, {"n_known", SHAPE_INT, MAYBE, "there before"}, {"n_refused", SHAPE_INT, MAYBE, NULL},
       LIST_OF("added", "FeedLine"), LIST_OF("known", "FeedLine"), LIST_OF("refused", "FeedLine"));
SCHEMA(headline, IS("title", TEXT));
SCHEMA(found_feed, IS("name", TEXT), IS("address", TEXT), {"ticked", SHAPE_BOOL, ALWAYS, "the likeliest"}, {"is_minor", SHAPE_BOOL, ALWAYS, "comments, a tag or an author"},
       {"entries", SHAPE_TEXT, MAYBE, "how many"}, MAYBE_IS("newest", TIME), {"trouble", SHAPE_TEXT, MAYBE, "why it can't be read"}, LIST_OF("titles", "Headline"));
SCHEMA(found, {"asked", SHAPE_TEXT, ALWAYS, "address"}, {"is_looking", SHAPE_BOOL, ALWAYS, "ask again in two seconds"}, {"problem", SHAPE_TEXT, MAYBE, "why nothing was found"},
       {"site", SHAPE_TEXT, MAYBE, "for feeds/add"}, LIST_OF("found", "FoundFeed"));
SCHEMA(starter, {"value", SHAPE_TEXT, ALWAYS, "pack of feeds/starter"}, IS("name", TEXT), {"titles", SHAPE_TEXT, MAYBE, "of its feeds"}, MAYBE_IS("count", INT));
SCHEMA(starters, LIST_OF("packs", "Starter"));
SCHEMA(tried_campaign, DONE, {"note", SHAPE_TEXT, MAYBE, "what it would be about"});
SCHEMA(health, {"verdict", SHAPE_TEXT, ALWAYS, NULL}, IS("what", TEXT), MAYBE_IS("why", TEXT), {"mend", SHAPE_TEXT, MAYBE, "what to do"});
SCHEMA(looked, DONE, LIST_OF("findings", "Health"), LIST_OF("well", "Health"), {"rows", SHAPE_INT, MAYBE, "of the audit"}, {"head", SHAPE_TEXT, MAYBE, "of it: keep it elsewhere"});
SCHEMA(setting, IS("name", TEXT), IS("words", TEXT));
SCHEMA(backup, IS("name", TEXT), IS("made", TIME), {"size", SHAPE_TEXT, MAYBE, "in words"});
SCHEMA(place, LIST_OF("findings", "Health"), LIST_OF("well", "Health"), LIST_OF("settings", "Setting"), LIST_OF("backups", "Backup"),
       {"rows", SHAPE_INT, MAYBE, "of the audit"}, {"head", SHAPE_TEXT, MAYBE, "of it: keep it elsewhere"});
SCHEMA(planned, {"suggestion", SHAPE_INT, ALWAYS, "id"}, IS("at", TIME), {"name", SHAPE_TEXT, ALWAYS, "the rep's"}, IS("network", TEXT), IS("headline", TEXT), {"key", SHAPE_TEXT, ALWAYS, "the story's"},
       {"clash", SHAPE_TEXT, MAYBE, "what it is too close to"}, IS("may_move", BOOL), IS("is_shared", BOOL));
SCHEMA(calendar_day, {"day", SHAPE_TEXT, ALWAYS, "2026-11-24"}, {"quiet", SHAPE_BOOL, ALWAYS, "a holiday"}, LIST_OF("entries", "Planned"), {"hidden", SHAPE_INT, MAYBE, "more than are listed"});
SCHEMA(calendar, {"zone", SHAPE_TEXT, ALWAYS, "of its days"}, LIST_OF("days", "CalendarDay"));
SCHEMA(to_share, IS("text", TEXT), {"link", SHAPE_TEXT, MAYBE, "opens the network's own page"}, {"takes_text", SHAPE_BOOL, ALWAYS, "with the text in it"}, {"mail", SHAPE_TEXT, MAYBE, "to one person"},
       {"whatsapp", SHAPE_TEXT, MAYBE, "the same"}, MAYBE_IS("shared", TIME), {"address", SHAPE_TEXT, MAYBE, "of the post"});

/* what is there */
SCHEMA(learned, IS("id", INT), IS("line", TEXT), IS("edits", INT), IS("samples", INT));
SCHEMA(own_sample, {"id", SHAPE_TEXT, ALWAYS, "voice/samples/ID/remove takes it out"}, IS("text", TEXT));
SCHEMA(voice, {"tone", SHAPE_TEXT, OR_NULL, NULL}, {"notes", SHAPE_TEXT, OR_NULL, NULL}, {"length", SHAPE_TEXT, ALWAYS, "any, short or long"}, {"person", SHAPE_TEXT, ALWAYS, "any, i or none"},
       IS("emoji", BOOL), IS("hashtags", INT), IS("languages", TEXTS), {"samples", SHAPE_LIST, ALWAYS, "OwnSample"}, {"learned", SHAPE_LIST, ALWAYS, "Learned"});
SCHEMA(rep_whole, IS("id", TEXT), IS("name", TEXT), IS("state", TEXT), IS("trust", INT), {"rep", SHAPE_OBJECT, ALWAYS, "as in reps.json"});
SCHEMA(person, IS("id", INT), IS("name", TEXT), IS("role", TEXT), {"rep", SHAPE_TEXT, OR_NULL, "id"}, {"mail", SHAPE_TEXT, OR_NULL, NULL}, {"locked", SHAPE_TIME, ALWAYS, "since"}, {"seen", SHAPE_TIME, ALWAYS, NULL});
SCHEMA(webhook, IS("id", INT), IS("name", TEXT), IS("url", TEXT), IS("format", TEXT), IS("paused", BOOL), {"waiting", SHAPE_INT, ALWAYS, "events"});
SCHEMA(audit_row, IS("id", INT), IS("at", TIME), {"who", SHAPE_TEXT, OR_NULL, NULL}, IS("what", TEXT), {"suggestion", SHAPE_INT, OR_NULL, "id"},
       {"note", SHAPE_TEXT, OR_NULL, NULL}, {"hash", SHAPE_TEXT, OR_NULL, "of this row and all before"});
/* clang-format on */

static const struct {
    const char *name, *about;
    const struct member *members;
} schemas[] = {
    {"Addresses", "that need no sign-in", addresses},
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
    {"Headline", "of an article", headline},
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
    {"Term", "why it fits", term},
    {"ToShare", "text and links, for its network", to_share},
    {"Trial", "the rules on the texts of 30 days", trial},
    {"TriedCampaign", "begun, or tried", tried_campaign},
    {"TriedText", "a text on the rules", tried_text},
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

/* --- which route -----------------------------------------------------------
 */

#define BOTH (METHOD_GET | METHOD_POST)

static const struct {
    const char *begins; /* of a pattern below /api/v1/ */
    bool whole;         /* that is all of it */
    unsigned methods;
    struct api_answer answer;
} answers[] = {
    {"me", true, METHOD_GET, {"Me", false, false}},
    {"suggestions", true, METHOD_GET, {"Suggestion", true, false}},
    {"suggestions/approve", true, METHOD_POST, {"Done", false, false}},
    {"suggestions/:id/check", true, METHOD_POST, {"Checked", false, false}},
    {"suggestions/:id", false, BOTH, {"SuggestionWhole", false, false}},
    {"share/:id", true, METHOD_GET, {"ToShare", false, false}},
    {"undo", true, METHOD_POST, {"Undone", false, false}},
    {"voice", true, METHOD_GET, {"Voice", false, false}},
    {"results/addresses", true, METHOD_POST, {"Addresses", false, true}},
    {"rules/", false, METHOD_POST, {"RulesDone", false, false}},
    {"feeds", true, METHOD_GET, {"Feed", true, false}},
    {"feeds", true, METHOD_POST, {"Feed", false, false}},
    {"feeds/import", true, METHOD_POST, {"FeedsTaken", false, false}},
    {"feeds/starter", true, METHOD_GET, {"Starters", false, false}},
    {"feeds/starter", true, METHOD_POST, {"FeedsTaken", false, false}},
    {"feeds/found/:id", true, METHOD_GET, {"Found", false, false}},
    {"feeds/:id", true, METHOD_GET, {"Feed", false, false}},
    {"feeds/:id/mute", true, METHOD_POST, {"Feed", false, false}},
    {"feeds/:id/unmute", true, METHOD_POST, {"Feed", false, false}},
    {"stories", true, METHOD_GET, {"Story", true, false}},
    {"stories/:id", false, BOTH, {"Story", false, false}},
    {"audiences", true, METHOD_GET, {"Audience", true, false}},
    {"audiences/:id", true, METHOD_GET, {"Audience", false, false}},
    {"audiences/:id/preview", true, METHOD_POST, {"Preview", false, false}},
    {"campaigns", true, METHOD_GET, {"Campaign", true, false}},
    {"campaigns", true, METHOD_POST, {"TriedCampaign", false, false}},
    {"reps", true, METHOD_GET, {"Rep", true, false}},
    {"reps/:id", true, METHOD_GET, {"RepWhole", false, false}},
    {"reps/invite", true, METHOD_POST, {"Invited", false, true}},
    {"reps/:id/invite", true, METHOD_POST, {"Invited", false, true}},
    {"calendar", true, METHOD_GET, {"Calendar", false, false}},
    {"outcomes", true, METHOD_GET, {"Outcome", true, false}},
    {"outcomes", true, METHOD_POST, {"Outcome", false, false}},
    {"reports", true, METHOD_GET, {"ReportName", true, false}},
    {"reports/:name", true, METHOD_GET, {"Report", false, false}},
    {"people", true, METHOD_GET, {"Person", true, false}},
    {"people", true, METHOD_POST, {"PersonLink", false, true}},
    {"people/:id/link", true, METHOD_POST, {"PersonLink", false, true}},
    {"admin/look", true, METHOD_POST, {"Looked", false, false}},
    {"admin/webhooks", true, METHOD_GET, {"Webhook", true, false}},
    {"admin/webhooks", true, METHOD_POST, {"WebhookAdded", false, true}},
    {"admin/webhooks/:id/secret",
     true,
     METHOD_POST,
     {"WebhookAdded", false, true}},
    {"admin", true, METHOD_GET, {"Place", false, false}},
    {"admin/audit", true, METHOD_GET, {"AuditRow", true, false}},
    {"", false, METHOD_POST, {"Done", false, false}},
};

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

/* --- writing ---------------------------------------------------------------
 */

void
api_put_ref(struct json_out *out, const char *schema)
{
    struct buf ref = {.max = 200};

    buf_printf(&ref, "#/components/schemas/%s", schema);
    json_open(out, '{');
    json_member(out, "$ref", buf_text(&ref));
    json_close(out, '}');
    buf_deinit(&ref);
}

static void
put_type(struct json_out *out, const char *type, bool or_null)
{
    if (!or_null) {
        json_member(out, "type", type);
        return;
    }
    json_put_key(out, "type");
    json_open(out, '[');
    json_put_text(out, type);
    json_put_text(out, "null");
    json_close(out, ']');
}

/* A reference, or null where the member may be that. */
static void
put_one(struct json_out *out, const struct member *m)
{
    if (m->there == ALWAYS) {
        api_put_ref(out, m->of);
        return;
    }
    json_open(out, '{');
    json_put_key(out, "anyOf");
    json_open(out, '[');
    api_put_ref(out, m->of);
    json_open(out, '{');
    json_member(out, "type", "null");
    json_close(out, '}');
    json_close(out, ']');
    json_close(out, '}');
}

static void
put_member(struct json_out *out, const struct member *m)
{
    static const char *const types[] = {
        [SHAPE_TEXT] = "string",  [SHAPE_TIME] = "string",
        [SHAPE_INT] = "integer",  [SHAPE_REAL] = "number",
        [SHAPE_BOOL] = "boolean", [SHAPE_TEXTS] = "array",
        [SHAPE_ARRAY] = "array",  [SHAPE_OBJECT] = "object",
        [SHAPE_LIST] = "array"};

    json_put_key(out, m->name);
    if (m->shape == SHAPE_ONE) {
        put_one(out, m);
        return;
    }
    json_open(out, '{');
    put_type(out, types[m->shape],
             m->there == OR_NULL || m->shape == SHAPE_TIME);
    if (m->shape == SHAPE_TIME)
        json_member(out, "format", "date-time");
    if (m->shape == SHAPE_TEXTS) {
        json_put_key(out, "items");
        json_open(out, '{');
        json_member(out, "type", "string");
        json_close(out, '}');
    } else if (m->shape == SHAPE_LIST) {
        json_put_key(out, "items");
        api_put_ref(out, m->of);
    } else if (m->of != NULL) {
        json_member(out, "description", m->of);
    }
    json_close(out, '}');
}

static void
put_schema(struct json_out *out, const struct member *members)
{
    json_put_key(out, "properties");
    json_open(out, '{');
    for (const struct member *m = members; m->name != NULL; m++)
        put_member(out, m);
    json_close(out, '}');
    json_put_key(out, "required");
    json_open(out, '[');
    for (const struct member *m = members; m->name != NULL; m++) {
        if (m->there != MAYBE)
            json_put_text(out, m->name);
    }
    json_close(out, ']');
}

void
api_put_schemas(struct json_out *out)
{
    for (size_t i = 0; i < sizeof schemas / sizeof schemas[0]; i++) {
        json_put_key(out, schemas[i].name);
        json_open(out, '{');
        json_member(out, "type", "object");
        json_member(out, "description", schemas[i].about);
        put_schema(out, schemas[i].members);
        json_close(out, '}');
    }
}

/* --- a page's view ---------------------------------------------------------
 */

static const struct member *
members_of(const char *schema)
{
    for (size_t i = 0; i < sizeof schemas / sizeof schemas[0]; i++) {
        if (strcmp(schemas[i].name, schema) == 0)
            return schemas[i].members;
    }
    return NULL;
}

/* Lists within lists are as deep as the table of schemas makes them. */
static void put_values(struct json_out *out, const struct member *m,
                       const struct view *view);

static void
put_children(struct json_out *out, const struct member *m,
             const struct view *child)
{
    const struct member *members = members_of(m->of);

    json_put_key(out, m->name);
    if (m->shape == SHAPE_LIST)
        json_open(out, '[');
    for (; child != NULL;
         child = m->shape == SHAPE_LIST ? view_next(child) : NULL) {
        json_open(out, '{');
        put_values(out, members, child);
        json_close(out, '}');
    }
    if (m->shape == SHAPE_LIST)
        json_close(out, ']');
}

/* {{when}} is in words, {{when_iso}} is the time. */
static const char *
time_of(const struct view *view, const char *name)
{
    char iso[60];

    snprintf(iso, sizeof iso, "%s_iso", name);
    return view_own(view, iso);
}

static void
put_value(struct json_out *out, const struct member *m, const char *text)
{
    int64_t number = 0;

    if (m->shape == SHAPE_BOOL) {
        json_member_bool(out, m->name, text != NULL && text[0] != '\0');
    } else if (text == NULL || text[0] == '\0') {
        if (m->there != MAYBE)
            json_member(out, m->name, NULL);
    } else if (m->shape == SHAPE_INT) {
        (void)text_number(text, INT64_MIN, INT64_MAX, &number);
        json_member_int(out, m->name, number);
    } else {
        json_member(out, m->name, text);
    }
}

static void
put_values(struct json_out *out, const struct member *m,
           const struct view *view)
{
    for (; m->name != NULL; m++) {
        const struct view *child = view_first(view, m->name);

        if (m->shape != SHAPE_LIST && m->shape != SHAPE_ONE)
            put_value(out, m,
                      m->shape == SHAPE_TIME ? time_of(view, m->name)
                                             : view_own(view, m->name));
        else if (child != NULL || m->there == ALWAYS)
            put_children(out, m, child);
    }
}

void
api_put_view(struct json_out *out, const char *schema, const struct view *view)
{
    const struct member *m = members_of(schema);

    while (m->name != NULL &&
           (strcmp(m->name, "done") == 0 || strcmp(m->name, "undo") == 0 ||
            strcmp(m->name, "at") == 0))
        m++; /* api_verbs.c said them */
    put_values(out, m, view);
}

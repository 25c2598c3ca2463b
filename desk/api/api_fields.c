/* What each route of the API takes: the one table, by which bodies are checked
 * and the OpenAPI document is written. */
#include "api.h"

#include <stdio.h>
#include <string.h>

#define NETWORKS                                                               \
    "one of: linkedin x facebook mastodon bluesky threads instagram other"

/* clang-format off */
#define MAY(name, type, about) {name, API_##type, false, about, NULL}
#define MUST(name, type, about) {name, API_##type, true, about, NULL}
/* ... where the form calls it otherwise. */
#define MAY_AS(name, type, form, about) {name, API_##type, false, about, form}
#define MUST_AS(name, type, form, about) {name, API_##type, true, about, form}
#define END {NULL, API_END, false, NULL, NULL}
#define REVISION \
    MAY("revision", NUMBER, "the revision that was read: 409 where the text has changed since")
#define AFTER MAY("after", NUMBER, "next of the page before")
#define LIMIT MAY("limit", NUMBER, "1 to 200; rows a page, 50 by default")
#define WANTED(name, ...) static const struct api_field name[] = {__VA_ARGS__, END}

/* lists */
WANTED(paged, AFTER, LIMIT);
WANTED(named, MAY("after", TEXT, "next of the page before"), LIMIT);
WANTED(suggestions, MAY("state", TEXT, "one of: draft in_review changes_requested approved offered accepted "
        "scheduled shared rejected dismissed expired withdrawn discarded"),
    MAY("rep", TEXT, "a rep's id"),
    MAY("story", NUMBER, "a story's id"),
    MAY("network", TEXT, NETWORKS),
    AFTER, LIMIT);
WANTED(calendar, MAY("from", DAY, "the first day; today by default"),
    MAY("span", TEXT, "one of: week month"),
    MAY("network", TEXT, NETWORKS),
    MAY("rep", TEXT, "part of a name"),
    MAY("audience", TEXT, "an audience's id"));

WANTED(queue, MAY("rep", TEXT, "a rep's id"), MAY("story", NUMBER, "a story's id"), MAY("network", TEXT, NETWORKS),
    MAY("words", TEXT, "in the text or the article's title"), AFTER, LIMIT);
WANTED(decisions, MAY("verdict", TEXT, "one of: approve change reject"), AFTER, LIMIT);
WANTED(rules, MAY("version", NUMBER, "a version that was kept; the one in force by default"));

/* suggestions */
WANTED(note, MAY("note", TEXT, "for the record"), REVISION);
WANTED(needed_note, MUST("note", TEXT, "what and why, for who gets it"), REVISION);
WANTED(revision, REVISION);
WANTED(edit, MUST("text", TEXT, "the new wording"), REVISION);
WANTED(check, MUST("text", TEXT, "the wording that is asked about; nothing is kept"));
WANTED(until, MUST("until", TIME, "not shown before"));
WANTED(dismiss, MAY("reason", TEXT, "why it is not for the rep"));
WANTED(schedule, MUST("at", TIME, "when it is to be shared"),
    MAY("any_hours", BOOL, "also outside the rep's working hours"));
WANTED(shared, MAY("address", TEXT, "of the post"));
WANTED(address, MUST("address", TEXT, "of the post"));
WANTED(seen, MUST("seen", LINES, "at most 100; each \"id:revision\" as it was read"));
WANTED(outcome, MUST("kind", TEXT, "one of: reply lead meeting deal; what came of it"),
    MAY("suggestion", NUMBER, "of which it came"),
    MAY("rep", TEXT, "whose; a rep tells of their own only"),
    MAY("value", REAL, "in the company's currency"),
    MAY("note", TEXT, "in words"),
    MAY("at", TIME, "when; now by default"));

/* a rep's own */
WANTED(voice, MAY("tone", TEXT, "in words: plain, warm, brisk"),
    MAY("notes", TEXT, "what to keep in mind"),
    MAY("length", TEXT, "one of: any short long; of the texts"),
    MAY("person", TEXT, "one of: any i none; i: in the first person, none: without a person"),
    MAY("emoji", BOOL, "one now and then"),
    MAY("hashtags", COUNT, "0 to 10; at most so many"),
    MAY_AS("languages", TEXTS, "language", "that the rep posts in: en, de, fr, es"));
WANTED(sample, MUST("sample", TEXT, "a post that the rep wrote"));
WANTED(instance, MUST("instance", TEXT, "their server, as mastodon.social"));
WANTED(digest, MUST("off", BOOL, "no mail of the day"));

/* rules */
WANTED(rules_test, MUST("text", TEXT, "to be tried on the rules in force"), MAY("network", TEXT, NETWORKS));
#define DO MAY("do", TEXT, "one of: try save; save puts it into force, try (or nothing) says what it would catch")
#define KEPT MAY("kept", COUNT, "the version that was read: 409 where another was saved since")
WANTED(rules_start, MUST("preset", TEXT, "one of: open checked regulated starter; a set that comes with polyphony"), DO, KEPT);
WANTED(rules_kept, KEPT);
WANTED(rules_undo, MUST("kept", NUMBER, "the version that is taken back"));
WANTED(rules_import, MUST_AS("rules", JSON, "file", "a pack as GET /rules gives it"), DO, KEPT);
WANTED(rule_new, MUST("rule", JSON, "as it stands in the pack"), DO, KEPT,
    MAY("text", TEXT, "to be tried on it"), MAY("network", TEXT, NETWORKS));
WANTED(rule, MAY("rule", JSON, "as it stands in the pack"),
    MAY("do", TEXT, "one of: try save remove; save and remove put it into force, try (or nothing) says what it would catch"), KEPT,
    MAY("text", TEXT, "to be tried on it"), MAY("network", TEXT, NETWORKS));

/* feeds and stories */
WANTED(feed, MUST("url", TEXT, "of a feed, or of a site that names one"),
    MAY("folder", TEXT, "a name to sort by"));
WANTED(find, MUST("url", TEXT, "of a feed or a site"),
    MAY("replaces", NUMBER, "the feed whose place it takes"));
WANTED(feeds_add, MUST_AS("feeds", TEXTS, "feed", "at most 64; addresses, of those that were found"),
    MAY("site", TEXT, "whose they are"), MAY("folder", TEXT, "a name to sort by"),
    MAY("replaces", NUMBER, "the feed whose place they take"),
    MAY("replace", BOOL, "and that is removed"));
WANTED(opml, MUST_AS("opml", FILE, "file", "an OPML document"));
WANTED(starter, MUST("pack", TEXT, "its name, as GET feeds/starter has it"));
WANTED(feeds_many, MUST_AS("feeds", NUMBERS, "feed", "at most 60; ids"));
WANTED(folder, MAY("folder", TEXT, "none: it stands in none"));
WANTED(pin, MUST("pinned", BOOL, "marketing wants it shared"));
WANTED(embargo, MAY("until", TIME, "not offered before; without: lifted"));
WANTED(expire, MAY("at", TIME, "not offered from then on; without: never"));
WANTED(company, MUST("text", TEXT, "what the company's page posted"), MAY("network", TEXT, NETWORKS));
WANTED(company_change, MAY("text", TEXT, "as it should read"), MAY("do", TEXT, "one of: correct remove; correct by default"));

/* audiences, reps, campaigns, calendar */
#define AUDIENCE(must) \
    {"name", API_TEXT, must, "what it is called", NULL}, \
    {"about", API_TEXT, must, "a sentence on whom you mean", NULL}, \
    MAY("role", TEXT, "what they do"), MAY("industry", TEXT, "where"), \
    MAY("keywords", LINES, "what they ask about"), MAY("avoid", LINES, "what they never want")
WANTED(audience, AUDIENCE(false));
WANTED(audience_new, AUDIENCE(true));
#define REP(must) \
    {"name", API_TEXT, must, "as colleagues say it", NULL}, \
    {"audience", API_TEXT, must, "an audience's id", NULL}, \
    MAY("language", TEXT, "of their texts: en, de, fr, es"), MAY("timezone", TEXT, "of the working day, as Europe/Berlin"), \
    MAY("start", TEXT, "of the working day, as 09:00"), MAY("end", TEXT, "of it, as 17:00"), \
    MAY_AS("days", NUMBERS, "day", "1 to 7; worked, Monday is 1"), \
    {"networks", API_TEXTS, must, "one of: linkedin x facebook mastodon bluesky threads instagram", "network"}, \
    MAY("quota", COUNT, "0 to 20; suggestions a day"), \
    MAY("review", TEXT, "one of: all flagged none; which texts a reviewer sees first")
WANTED(rep, REP(false));
WANTED(rep_new, REP(true));
WANTED(mail, MAY("mail", TEXT, "none: a link is told"));
WANTED(away, MUST("from", DAY, "the first day"), MAY("to", DAY, "the last; the same by default"));
WANTED(rep_file, MUST_AS("reps", JSON, "file", "as in reps.json"),
    MAY("skip", BOOL, "leave out what can't be used; else nothing is taken then"));
WANTED(holidays, MUST_AS("ics", FILE, "file", "an iCalendar document"));
WANTED(campaign, MUST("name", TEXT, "what it is called"), MAY("weight", NUMBER, "1 to 20; how much it counts, 10 by default"),
    MAY("words", LINES, "at most 100; that stories speak of"),
    MAY_AS("feeds", NUMBERS, "feed", "at most 200; ids"), MAY_AS("folders", TEXTS, "folder", "at most 200; of feeds"),
    MAY_AS("stories", TEXTS, "story", "at most 200; keys"), MAY_AS("audiences", TEXTS, "audience", "at most 200; ids; none: for all"),
    MAY("starts", TIME, "now by default"), MAY("ends", TIME, "when it is over"),
    MAY("do", TEXT, "one of: try begin; try says what it would be about, begin by default"));
WANTED(campaign_name, MUST("name", TEXT, "the campaign's"));

/* people and the place */
#define ROLES "one of: rep reviewer marketing manager admin"
WANTED(person, MUST("name", TEXT, "nobody else's"), MUST("role", TEXT, ROLES),
    MAY("rep", TEXT, "whose day it is"), MAY("mail", TEXT, "none: a link is told"));
WANTED(role, MUST("role", TEXT, ROLES));
WANTED(name, MUST("name", TEXT, "nobody else's"));
WANTED(new_mail, MAY("mail", TEXT, "none: no mail goes there"));
WANTED(company_said, MAY_AS("name", TEXT, "company", "the company's; empty: none"),
    MAY_AS("site", TEXT, "contact", "where site owners learn who reads them"),
    MAY("zone", TEXT, "of times shown to whoever is no rep, as Europe/Berlin"));
WANTED(sure, MUST("sure", BOOL, "true: it can't be undone"));
WANTED(webhook, MUST("name", TEXT, "who is told"), MUST("url", TEXT, "where"),
    MUST("format", TEXT, "one of: json slack teams; json is signed"));
WANTED(expect, MAY("expect", TEXT, "a head from an earlier export, COUNT:HASH"));

static const struct api_field none[] = {END};
/* clang-format on */

#define API_PATH "/api/v1/"

static const struct {
    unsigned method;
    const char *pattern;
    const struct api_field *fields;
} inputs[] = {
    {METHOD_GET, "suggestions", suggestions},
    {METHOD_GET, "today", paged},
    {METHOD_GET, "queue", queue},
    {METHOD_GET, "decisions", decisions},
    {METHOD_GET, "rules", rules},
    {METHOD_GET, "rules/versions", paged},
    {METHOD_POST, "suggestions/:id/approve", note},
    {METHOD_POST, "suggestions/:id/change", needed_note},
    {METHOD_POST, "suggestions/:id/reject", note},
    {METHOD_POST, "suggestions/:id/withdraw", needed_note},
    {METHOD_POST, "suggestions/:id/accept", revision},
    {METHOD_POST, "suggestions/:id/edit", edit},
    {METHOD_POST, "suggestions/:id/snooze", until},
    {METHOD_POST, "suggestions/:id/dismiss", dismiss},
    {METHOD_POST, "suggestions/:id/schedule", schedule},
    {METHOD_POST, "suggestions/:id/shared", shared},
    {METHOD_GET, "feeds", paged},
    {METHOD_POST, "feeds", feed},
    {METHOD_GET, "stories", paged},
    {METHOD_POST, "stories/:id/pin", pin},
    {METHOD_POST, "stories/:id/embargo", embargo},
    {METHOD_POST, "stories/:id/expire", expire},
    {METHOD_POST, "stories/:id/block", note},
    {METHOD_POST, "stories/:id/retract", note},
    {METHOD_GET, "audiences", named},
    {METHOD_GET, "campaigns", paged},
    {METHOD_GET, "reps", named},
    {METHOD_GET, "outcomes", paged},
    {METHOD_GET, "reports", paged},
    {METHOD_GET, "reports/:name", paged},
    {METHOD_POST, "outcomes", outcome},
    {METHOD_GET, "calendar", calendar},
    {METHOD_GET, "people", paged},
    {METHOD_GET, "admin/webhooks", paged},
    {METHOD_GET, "admin/audit", paged},
    {METHOD_POST, "suggestions/approve", seen},
    {METHOD_POST, "suggestions/:id/check", check},
    {METHOD_POST, "suggestions/:id/mend", revision},
    {METHOD_POST, "suggestions/:id/address", address},
    {METHOD_POST, "voice", voice},
    {METHOD_POST, "voice/samples", sample},
    {METHOD_POST, "share/:id/instance", instance},
    {METHOD_POST, "account/digest", digest},
    {METHOD_POST, "rules/test", rules_test},
    {METHOD_POST, "rules/start", rules_start},
    {METHOD_POST, "rules/undo", rules_undo},
    {METHOD_POST, "rules/import", rules_import},
    {METHOD_POST, "rules/versions/:version", rules_kept},
    {METHOD_POST, "rules/new", rule_new},
    {METHOD_POST, "rules/:id", rule},
    {METHOD_POST, "feeds/find", find},
    {METHOD_POST, "feeds/add", feeds_add},
    {METHOD_POST, "feeds/import", opml},
    {METHOD_POST, "feeds/starter", starter},
    {METHOD_POST, "feeds/mute", feeds_many},
    {METHOD_POST, "feeds/unmute", feeds_many},
    {METHOD_POST, "feeds/:id/folder", folder},
    {METHOD_POST, "stories/:id/company", company},
    {METHOD_POST, "stories/:id/company/:post", company_change},
    {METHOD_POST, "audiences", audience_new},
    {METHOD_POST, "audiences/:id", audience},
    {METHOD_POST, "audiences/:id/preview", audience},
    {METHOD_POST, "reps", rep_new},
    {METHOD_POST, "reps/import", rep_file},
    {METHOD_POST, "reps/:id", rep},
    {METHOD_POST, "reps/:id/invite", mail},
    {METHOD_POST, "reps/:id/away", away},
    {METHOD_POST, "reps/:id/away/remove", away},
    {METHOD_POST, "calendar/holidays", holidays},
    {METHOD_POST, "campaigns", campaign},
    {METHOD_POST, "campaigns/end", campaign_name},
    {METHOD_POST, "campaigns/resume", campaign_name},
    {METHOD_POST, "people", person},
    {METHOD_POST, "people/:id/role", role},
    {METHOD_POST, "people/:id/name", name},
    {METHOD_POST, "people/:id/mail", new_mail},
    {METHOD_POST, "admin/company", company_said},
    {METHOD_POST, "people/:id/forget", sure},
    {METHOD_POST, "admin/webhooks", webhook},
    {METHOD_POST, "admin/audit/verify", expect},
};

const struct api_field *
api_fields(const struct route *route)
{
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        if (inputs[i].method == route->method &&
            strcmp(inputs[i].pattern, route->pattern + strlen(API_PATH)) == 0)
            return inputs[i].fields;
    }
    return none;
}

const char *
api_undo_query(const struct route *route)
{
    static const char *const queries[][2] = {
        {"calendar/:id/move/undo", "back "},
        {"campaigns/end", "name "},
        {"campaigns/resume", "name ends "},
        {"feeds/:id/folder", "folder "},
        {"feeds/unmute", "feeds "},
        {"reps/:id/away", "from to "},
        {"reps/:id/away/remove", "from to "},
        {"reps/:id/back/undo", "days "},
        {"rules/undo", "kept "},
        {"stories/:id/company/:post", "do "},
        {"undo", "act "},
        {"voice/samples", "again "},
    };

    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        if (strcmp(queries[i][0], route->pattern + strlen(API_PATH)) == 0)
            return queries[i][1];
    }
    return "";
}

bool
api_takes_file(const struct route *route)
{
    const struct api_field *field = api_fields(route);

    while (field->name != NULL && field->type != API_FILE &&
           field->type != API_JSON)
        field++;
    return field->name != NULL;
}

/* "1 to 20; words", "at most 60; words", "words". */
struct api_bounds
api_bounds(const struct api_field *field)
{
    struct api_bounds bounds = {.items = API_ITEMS_MAX, .words = field->about};
    long long least = 0, most = 0;
    int len = 0;

    if (field->type == API_NUMBER || field->type == API_NUMBERS)
        bounds.least = 1;
    if (sscanf(field->about, "at most %lld; %n", &most, &len) == 1 && len > 0) {
        bounds.items = most;
    } else if (sscanf(field->about, "%lld to %lld; %n", &least, &most, &len) ==
                   2 &&
               len > 0) {
        bounds.least = least;
        bounds.most = most;
    }
    bounds.words += len;
    return bounds;
}

/* What each route of the API takes: the one table, by which bodies are checked
 * and the OpenAPI document is written. */
#include "api.h"

#include <string.h>

#define NETWORKS                                                               \
    "one of: linkedin x facebook mastodon bluesky threads instagram other"
#define REVISION                                                               \
    {                                                                          \
        "revision", API_NUMBER, false,                                         \
            "the revision that was read: 409 where the text has changed since" \
    }
#define AFTER                                                                  \
    {                                                                          \
        "after", API_NUMBER, false, "next of the page before"                  \
    }
#define LIMIT                                                                  \
    {                                                                          \
        "limit", API_NUMBER, false, "rows a page, 1 to 200; 50 by default"     \
    }
#define END                                                                    \
    {                                                                          \
        NULL, API_END, false, NULL                                             \
    }

static const struct api_field none[] = {END};
static const struct api_field paged[] = {AFTER, LIMIT, END};
static const struct api_field named[] = {
    {"after", API_TEXT, false, "next of the page before"}, LIMIT, END};
static const struct api_field suggestions[] = {
    {"state", API_TEXT, false,
     "one of: draft in_review changes_requested approved offered accepted "
     "scheduled shared rejected dismissed expired withdrawn discarded"},
    {"rep", API_TEXT, false, "a rep's id"},
    {"story", API_NUMBER, false, "a story's id"},
    {"network", API_TEXT, false, NETWORKS},
    AFTER,
    LIMIT,
    END};
static const struct api_field note[] = {
    {"note", API_TEXT, false, "for the record"}, REVISION, END};
static const struct api_field needed_note[] = {
    {"note", API_TEXT, true, "what and why, for who gets it"}, REVISION, END};
static const struct api_field revision[] = {REVISION, END};
static const struct api_field edit[] = {
    {"text", API_TEXT, true, "the new wording"}, REVISION, END};
static const struct api_field until[] = {
    {"until", API_TIME, true, "not shown before"}, END};
static const struct api_field dismiss[] = {
    {"reason", API_TEXT, false, "why it is not for the rep"}, END};
static const struct api_field schedule[] = {
    {"at", API_TIME, true, "when it is to be shared"},
    {"any_hours", API_BOOL, false, "also outside the rep's working hours"},
    END};
static const struct api_field shared[] = {
    {"address", API_TEXT, false, "of the post"}, END};
static const struct api_field feed[] = {
    {"url", API_TEXT, true, "of a feed, or of a site that names one"},
    {"folder", API_TEXT, false, "a name to sort by"},
    END};
static const struct api_field pin[] = {
    {"pinned", API_BOOL, true, "marketing wants it shared"}, END};
static const struct api_field embargo[] = {
    {"until", API_TIME, false, "not offered before; without: lifted"}, END};
static const struct api_field expire[] = {
    {"at", API_TIME, false, "not offered from then on; without: never"}, END};
static const struct api_field outcome[] = {
    {"kind", API_TEXT, true, "one of: reply lead meeting deal"},
    {"suggestion", API_NUMBER, false, "of which it came"},
    {"rep", API_TEXT, false, "whose; a rep tells of their own only"},
    {"value", API_REAL, false, "in the company's currency"},
    {"note", API_TEXT, false, "in words"},
    {"at", API_TIME, false, "when; now by default"},
    END};

#define API_PATH "/api/v1/"

static const struct {
    unsigned method;
    const char *pattern;
    const struct api_field *fields;
} inputs[] = {
    {METHOD_GET, "suggestions", suggestions},
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

/* The small modules: content, Dublin Core, FeedBurner, syndication, XHTML.
 * Their ranks are below those of the feed's own language, but for
 * content:encoded and the address before FeedBurner's redirect. */
#include "feed_reader.h"

#include <stdlib.h>
#include <string.h>

#define BOTH (IN_FEED | IN_ENTRY)
#define COUNT(table) (sizeof(table) / sizeof *(table))

static const struct feed_rule content_rules[] = {
    {"encoded", IN_ENTRY, FIELD_CONTENT, FORM_HTML, 5, 0, NULL, NULL},
};
const struct feed_dialect feed_content_dialect = {content_rules,
                                                  COUNT(content_rules)};

static const struct feed_rule dc_rules[] = {
    {"author", BOTH, FIELD_NONE, FORM_HTML, 4, 0, NULL, feed_person_end},
    {"creator", BOTH, FIELD_NONE, FORM_HTML, 4, 0, NULL, feed_person_end},
    {"date", IN_ENTRY, FIELD_PUBLISHED, FORM_PLAIN, 3, 0, NULL, NULL},
    {"date", IN_FEED, FIELD_UPDATED, FORM_PLAIN, 3, 0, NULL, NULL},
    {"description", BOTH, FIELD_DESCRIPTION, FORM_HTML, 2, 0, NULL, NULL},
    {"identifier", IN_ENTRY, FIELD_ID, FORM_PLAIN, 1, 0, NULL, NULL},
    {"language", IN_FEED, FIELD_LANGUAGE, FORM_PLAIN, 4, 0, NULL, NULL},
    {"subject", IN_ENTRY, FIELD_NONE, FORM_HTML, 0, 0, NULL, feed_category_end},
    {"title", BOTH, FIELD_TITLE, FORM_HTML, 3, 0, NULL, NULL},
};
const struct feed_dialect feed_dc_dialect = {dc_rules, COUNT(dc_rules)};

static const struct feed_rule dcterms_rules[] = {
    {"created", IN_ENTRY, FIELD_PUBLISHED, FORM_PLAIN, 2, 0, NULL, NULL},
    {"created", IN_FEED, FIELD_UPDATED, FORM_PLAIN, 0, 0, NULL, NULL},
    {"issued", IN_ENTRY, FIELD_PUBLISHED, FORM_PLAIN, 3, 0, NULL, NULL},
    {"issued", IN_FEED, FIELD_UPDATED, FORM_PLAIN, 1, 0, NULL, NULL},
    {"modified", BOTH, FIELD_UPDATED, FORM_PLAIN, 3, 0, NULL, NULL},
};
const struct feed_dialect feed_dcterms_dialect = {dcterms_rules,
                                                  COUNT(dcterms_rules)};

static const struct feed_rule feedburner_rules[] = {
    {"origlink", IN_ENTRY, FIELD_LINK, FORM_PLAIN, 7, 0, NULL, NULL},
};
const struct feed_dialect feed_feedburner_dialect = {feedburner_rules,
                                                     COUNT(feedburner_rules)};

/* sy:updatePeriod and sy:updateFrequency multiply to a ttl, where the feed
 * has no other. */
static void
end_period(struct feed_reader *reader, const char *text)
{
    static const struct {
        const char *name;
        int minutes;
    } periods[] = {{"hourly", 60},
                   {"daily", 1440},
                   {"weekly", 10080},
                   {"monthly", 43200},
                   {"yearly", 525600}};

    text += strspn(text, " \t\r\n");
    for (size_t i = 0; i < COUNT(periods); i++) {
        if (strncmp(text, periods[i].name, strlen(periods[i].name)) == 0)
            reader->period_minutes = periods[i].minutes;
    }
}

static void
end_frequency(struct feed_reader *reader, const char *text)
{
    long times = strtol(text, NULL, 10);

    if (times > 0 && times <= 1440)
        reader->period_times = (int)times;
}

static const struct feed_rule syndication_rules[] = {
    {"updatefrequency", IN_FEED, FIELD_NONE, FORM_PLAIN, 0, 0, NULL,
     end_frequency},
    {"updateperiod", IN_FEED, FIELD_NONE, FORM_PLAIN, 0, 0, NULL, end_period},
};
const struct feed_dialect feed_syndication_dialect = {syndication_rules,
                                                      COUNT(syndication_rules)};

static const struct feed_rule xhtml_rules[] = {
    {"body", IN_ENTRY, FIELD_CONTENT, FORM_XHTML, 4, 0, NULL, NULL},
    {"div", IN_ENTRY, FIELD_CONTENT, FORM_XHTML, 3, 0, NULL, NULL},
};
const struct feed_dialect feed_xhtml_dialect = {xhtml_rules,
                                                COUNT(xhtml_rules)};

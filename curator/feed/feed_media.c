/* What podcasts and picture feeds add: iTunes' elements and Media RSS. */
#include "feed_reader.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BOTH (IN_FEED | IN_ENTRY)
#define MEDIA (IN_ENTRY | IN_MEDIA)
#define COUNT(table) (sizeof(table) / sizeof *(table))

static void
start_itunes_image(struct feed_reader *reader,
                   const struct xml_element *element)
{
    const char *url = feed_attr(element, "href");

    if (url == NULL)
        url = feed_attr(element, "url");
    feed_offer_first(feed_reader_record(reader), FIELD_IMAGE, 5, url,
                     feed_reader_top(reader)->base);
}

static void
end_itunes_image(struct feed_reader *reader, const char *text)
{
    feed_offer_first(feed_reader_record(reader), FIELD_IMAGE, 4, text,
                     feed_reader_top(reader)->base);
}

static void
start_itunes_category(struct feed_reader *reader,
                      const struct xml_element *element)
{
    feed_add_category(reader->feed, feed_reader_record(reader),
                      feed_attr(element, "text"));
}

/* "one, two, three"; without commas, blanks part them. */
static void
end_keywords(struct feed_reader *reader, const char *text)
{
    struct feed_record *record = feed_reader_record(reader);
    const char *between = strchr(text, ',') != NULL ? "," : " \t\r\n";
    char *list = arena_strdup(record->arena, text), *rest = NULL;

    if (list == NULL)
        return;
    for (char *word = strtok_r(list, between, &rest); word != NULL;
         word = strtok_r(NULL, between, &rest))
        feed_add_category(reader->feed, record, word);
}

static void
start_itunes_link(struct feed_reader *reader, const struct xml_element *element)
{
    const char *rel = feed_attr(element, "rel");

    if (rel != NULL && strcasecmp(rel, "image") == 0)
        start_itunes_image(reader, element);
}

static const struct feed_rule itunes_rules[] = {
    {"author", BOTH, FIELD_NONE, FORM_HTML, 3, 0, NULL, feed_person_end},
    {"category", IN_ENTRY | IN_MEDIA, FIELD_NONE, FORM_PLAIN, 0, IN_MEDIA,
     start_itunes_category, NULL},
    {"image", BOTH, FIELD_NONE, FORM_PLAIN, 0, 0, start_itunes_image,
     end_itunes_image},
    {"keywords", IN_ENTRY, FIELD_NONE, FORM_PLAIN, 0, 0, NULL, end_keywords},
    {"link", BOTH, FIELD_NONE, FORM_PLAIN, 0, 0, start_itunes_link, NULL},
    {"subtitle", BOTH, FIELD_DESCRIPTION, FORM_HTML, 0, 0, NULL, NULL},
    {"summary", BOTH, FIELD_DESCRIPTION, FORM_HTML, 1, 0, NULL, NULL},
    {"title", IN_ENTRY, FIELD_TITLE, FORM_HTML, 2, 0, NULL, NULL},
};
const struct feed_dialect feed_itunes_dialect = {itunes_rules,
                                                 COUNT(itunes_rules)};

static bool
begins(const char *text, const char *with)
{
    return text != NULL && strncasecmp(text, with, strlen(with)) == 0;
}

static void
start_content(struct feed_reader *reader, const struct xml_element *element)
{
    if (begins(feed_attr(element, "medium"), "image") ||
        begins(feed_attr(element, "type"), "image/"))
        feed_offer_first(feed_reader_record(reader), FIELD_IMAGE, 2,
                         feed_attr(element, "url"),
                         feed_reader_top(reader)->base);
}

static void
start_thumbnail(struct feed_reader *reader, const struct xml_element *element)
{
    feed_offer_first(feed_reader_record(reader), FIELD_IMAGE, 1,
                     feed_attr(element, "url"), feed_reader_top(reader)->base);
}

/* Plain unless it says otherwise (Media RSS 1.5.1, media:title). */
static void
start_typed(struct feed_reader *reader, const struct xml_element *element)
{
    const char *type = feed_attr(element, "type");

    if (type != NULL && strcasecmp(type, "plain") == 0)
        feed_reader_top(reader)->form = FORM_PLAIN;
}

static void
start_credit(struct feed_reader *reader, const struct xml_element *element)
{
    const char *role = feed_attr(element, "role");

    feed_reader_top(reader)->collects =
        role != NULL && strcasecmp(role, "author") == 0;
}

static const struct feed_rule media_rules[] = {
    {"category", MEDIA, FIELD_NONE, FORM_HTML, 0, 0, NULL, feed_category_end},
    {"content", MEDIA, FIELD_NONE, FORM_PLAIN, 0, IN_MEDIA, start_content,
     NULL},
    {"credit", MEDIA, FIELD_NONE, FORM_HTML, 1, 0, start_credit,
     feed_person_end},
    {"description", MEDIA, FIELD_DESCRIPTION, FORM_HTML, 0, 0, start_typed,
     NULL},
    {"group", IN_ENTRY, FIELD_NONE, FORM_PLAIN, 0, IN_MEDIA, NULL, NULL},
    {"keywords", MEDIA, FIELD_NONE, FORM_PLAIN, 0, 0, NULL, end_keywords},
    {"thumbnail", MEDIA | IN_FEED, FIELD_NONE, FORM_PLAIN, 0, 0,
     start_thumbnail, NULL},
    {"title", MEDIA, FIELD_TITLE, FORM_HTML, 1, 0, start_typed, NULL},
};
const struct feed_dialect feed_media_dialect = {media_rules,
                                                COUNT(media_rules)};

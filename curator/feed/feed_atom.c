/* Atom 1.0 (RFC 4287) and 0.3, also where its elements stand in RSS. */
#include "feed_reader.h"

#include <string.h>
#include <strings.h>

static void
start_feed(struct feed_reader *reader, const struct xml_element *element)
{
    const char *version = feed_attr(element, "version");

    reader->feed->format = "atom1.0";
    if ((element->space != NULL &&
         strstr(element->space, "purl.org") != NULL) ||
        (version != NULL && strncmp(version, "0.", 2) == 0))
        reader->feed->format = "atom0.3";
}

/* A document may be one entry. */
static void
start_entry(struct feed_reader *reader, const struct xml_element *element)
{
    if (reader->depth == 1) {
        start_feed(reader, element);
        reader->is_feed = true;
    }
}

static bool
has(const char *type, const char *word)
{
    return type != NULL && strcasestr(type, word) != NULL;
}

/* RFC 4287, 4.1.3.3 and 3.1.1; Atom 0.3 has media types and a `mode`. */
static void
start_text(struct feed_reader *reader, const struct xml_element *element)
{
    struct feed_open *open = feed_reader_top(reader);
    const char *type = feed_attr(element, "type");
    const char *mode = feed_attr(element, "mode");
    bool is_old = strcmp(reader->feed->format, "atom0.3") == 0;
    bool base64 = mode != NULL && strcasecmp(mode, "base64") == 0;
    bool is_html = has(type, "html") && !has(type, "xhtml");

    open->form = FORM_PLAIN;
    if (is_old && mode == NULL && type == NULL)
        open->form = FORM_HTML; /* publishers of 0.3 never meant text/plain */
    else if (base64)
        open->form = has(type, "plain") ? FORM_BASE64_PLAIN : FORM_BASE64_HTML;
    else if (is_old && mode != NULL && strcasecmp(mode, "xml") == 0 &&
             !has(type, "plain"))
        open->form = FORM_XHTML;
    else if (is_html)
        open->form = FORM_HTML;
    else if (has(type, "xml")) /* xhtml, svg+xml ... */
        open->form = FORM_XHTML;
    else if (has(type, "xhtml"))
        open->form = FORM_XHTML;
    else if (type != NULL && strchr(type, '/') != NULL &&
             strncasecmp(type, "text/", 5) != 0)
        open->form = FORM_BASE64_HTML;
}

static void
start_content(struct feed_reader *reader, const struct xml_element *element)
{
    const char *type = feed_attr(element, "type");

    start_text(reader, element);
    feed_offer_first(feed_reader_record(reader), FIELD_LINK, 1,
                     feed_attr(element, "src"), feed_reader_top(reader)->base);
    /* A picture or a song in base64 is nothing to read. */
    if (type != NULL && (strncasecmp(type, "image/", 6) == 0 ||
                         strncasecmp(type, "audio/", 6) == 0 ||
                         strncasecmp(type, "video/", 6) == 0))
        feed_reader_top(reader)->collects = false;
}

static void
start_link(struct feed_reader *reader, const struct xml_element *element)
{
    struct feed_record *record = feed_reader_record(reader);
    const char *base = feed_reader_top(reader)->base;
    const char *href = feed_attr(element, "href");
    const char *type = feed_attr(element, "type");
    const char *rel = feed_attr(element, "rel"), *slash;

    if (rel == NULL || *rel == '\0')
        rel = "alternate";
    feed_reader_top(reader)->collects =
        href == NULL && strcasecmp(rel, "alternate") == 0;
    slash = strrchr(rel, '/'); /* relations may be spelled as addresses */
    rel = slash != NULL ? slash + 1 : rel;
    if (strcasecmp(rel, "alternate") == 0)
        feed_offer_first(record, FIELD_LINK,
                         type == NULL || has(type, "html") ? 4 : 3, href, base);
    else if (strcasecmp(rel, "self") == 0)
        feed_offer_first(record, FIELD_SELF, 5, href, base);
    else if (strcasecmp(rel, "enclosure") == 0)
        feed_add_enclosure(reader->feed, record, base, href, type,
                           feed_attr(element, "length"));
    else if (strcasecmp(rel, "replies") == 0 &&
             (type == NULL || has(type, "html")))
        feed_offer_first(record, FIELD_COMMENTS, 3, href, base);
    else if (strcasecmp(rel, "related") == 0 || strcasecmp(rel, "via") == 0)
        feed_offer_first(record, FIELD_LINK, 1, href, base);
}

/* <link rel="alternate">http://...</link>, where there was no href. */
static void
end_link(struct feed_reader *reader, const char *text)
{
    feed_offer_first(feed_reader_record(reader), FIELD_LINK, 3, text,
                     feed_reader_top(reader)->base);
}

static void
start_category(struct feed_reader *reader, const struct xml_element *element)
{
    const char *term = feed_attr(element, "term");
    const char *label = feed_attr(element, "label");

    feed_add_category(reader->feed, feed_reader_record(reader), term);
    feed_add_category(reader->feed, feed_reader_record(reader), label);
}

/* An id is an address more often than not; a relative one is meant so. */
static void
end_id(struct feed_reader *reader, const char *text)
{
    feed_offer(feed_reader_record(reader), FIELD_ID, 5, FORM_PLAIN, text,
               feed_reader_top(reader)->base);
}

#define BOTH (IN_FEED | IN_ENTRY)
/* An entry taken over from another feed has that one's author. */

static const struct feed_rule rules[] = {
    {"author", BOTH, FIELD_NONE, FORM_PLAIN, 5, IN_PERSON, NULL,
     feed_person_end},
    {"author", IN_SOURCE, FIELD_NONE, FORM_PLAIN, 2, IN_PERSON, NULL,
     feed_person_end},
    {"category", IN_ENTRY, FIELD_NONE, FORM_HTML, 0, 0, start_category,
     feed_category_end},
    {"content", IN_ENTRY, FIELD_CONTENT, FORM_PLAIN, 4, 0, start_content, NULL},
    {"created", IN_ENTRY, FIELD_PUBLISHED, FORM_PLAIN, 3, 0, NULL, NULL},
    {"email", IN_PERSON, FIELD_NONE, FORM_PLAIN, 0, 0, NULL, feed_person_mail},
    {"entry", IN_DOCUMENT | IN_FEED | IN_ENTRY, FIELD_NONE, FORM_PLAIN, 0,
     IN_ENTRY, start_entry, NULL},
    {"feed", IN_DOCUMENT, FIELD_NONE, FORM_PLAIN, 0, IN_FEED, start_feed, NULL},
    {"icon", IN_FEED, FIELD_IMAGE, FORM_PLAIN, 1, 0, NULL, NULL},
    {"id", BOTH, FIELD_NONE, FORM_PLAIN, 0, 0, NULL, end_id},
    {"info", IN_FEED, FIELD_DESCRIPTION, FORM_PLAIN, 1, 0, start_text, NULL},
    {"issued", IN_ENTRY, FIELD_PUBLISHED, FORM_PLAIN, 4, 0, NULL, NULL},
    {"link", BOTH, FIELD_NONE, FORM_PLAIN, 0, 0, start_link, end_link},
    {"logo", IN_FEED, FIELD_IMAGE, FORM_PLAIN, 3, 0, NULL, NULL},
    {"modified", BOTH, FIELD_UPDATED, FORM_PLAIN, 4, 0, NULL, NULL},
    {"name", IN_PERSON, FIELD_NONE, FORM_PLAIN, 0, 0, NULL, feed_person_name},
    {"published", IN_ENTRY, FIELD_PUBLISHED, FORM_PLAIN, 4, 0, NULL, NULL},
    {"source", IN_ENTRY, FIELD_NONE, FORM_PLAIN, 0, IN_SOURCE, NULL, NULL},
    {"subtitle", IN_FEED, FIELD_DESCRIPTION, FORM_PLAIN, 4, 0, start_text,
     NULL},
    {"summary", IN_ENTRY, FIELD_SUMMARY, FORM_PLAIN, 4, 0, start_text, NULL},
    {"tagline", IN_FEED, FIELD_DESCRIPTION, FORM_PLAIN, 4, 0, start_text, NULL},
    {"title", BOTH, FIELD_TITLE, FORM_PLAIN, 4, 0, start_text, NULL},
    {"updated", BOTH, FIELD_UPDATED, FORM_PLAIN, 4, 0, NULL, NULL},
    {"uri", IN_PERSON, FIELD_NONE, FORM_PLAIN, 0, 0, NULL, feed_person_other},
    {"url", IN_PERSON, FIELD_NONE, FORM_PLAIN, 0, 0, NULL, feed_person_other},
};

const struct feed_dialect feed_atom_dialect = {rules,
                                               sizeof rules / sizeof *rules};

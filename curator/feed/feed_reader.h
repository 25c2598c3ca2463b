/* Between the feed dialects; private to curator/feed_*.c.
 *
 * A dialect is a sorted table of rules: which element, where, means what. The
 * reader (feed_reader.c) walks the XML and looks elements up; what they say
 * is offered to the fields of a record (feed_record.c), where the candidate
 * of highest rank wins; a finished record becomes an entry. To teach us an
 * element, add a line to its namespace's table; to teach us a namespace, add
 * a table and its lines in feed_space.c. */
#ifndef POLYPHONY_FEED_READER_H
#define POLYPHONY_FEED_READER_H

#include "polyphony/buf.h"
#include "polyphony/feed.h"
#include "polyphony/xml.h"

enum feed_space {
    SPACE_OTHER, /* unknown: its elements mean nothing to us */
    SPACE_CORE,  /* RSS of every version, RDF's root, CDF, none at all */
    SPACE_ATOM,
    SPACE_CONTENT,
    SPACE_DC,
    SPACE_DCTERMS,
    SPACE_FEEDBURNER,
    SPACE_ITUNES,
    SPACE_MEDIA,
    SPACE_SYNDICATION,
    SPACE_XHTML,
    N_SPACES
};

/* Where an element stands. */
enum {
    IN_DOCUMENT = 1, /* at the top: the root, and items beside a channel */
    IN_FEED = 2,
    IN_ENTRY = 4,
    IN_FEED_IMAGE = 8,
    IN_PERSON = 16,
    IN_SKIP = 32,  /* skipHours, skipDays */
    IN_MEDIA = 64, /* media:group and media:content of an entry */
    IN_SOURCE = 128,
    IN_NOTHING = 256
};

/* How a field's text is to be understood. */
enum feed_form {
    FORM_PLAIN, /* literally */
    FORM_HTML,
    FORM_XHTML, /* elements, not text */
    FORM_BASE64_PLAIN,
    FORM_BASE64_HTML
};

enum feed_field {
    FIELD_NONE,
    FIELD_TITLE,
    FIELD_LINK,
    FIELD_ID,
    FIELD_SUMMARY,
    FIELD_DESCRIPTION,
    FIELD_CONTENT,
    FIELD_AUTHOR,
    FIELD_PUBLISHED,
    FIELD_UPDATED,
    FIELD_IMAGE,
    FIELD_COMMENTS,
    FIELD_LANGUAGE,
    FIELD_SELF,
    N_FIELDS
};

/* A field's best candidate so far. */
struct feed_slot {
    const char *text, *base;
    size_t len;
    enum feed_form form;
    int rank;
};

/* What is known of the feed, or of the entry being read. */
struct feed_record {
    struct arena *arena; /* candidates; emptied with the record */
    struct feed_slot slots[N_FIELDS];
    const char **categories; /* in the feed's arena from here on */
    size_t n_categories, room_categories;
    struct feed_enclosure *enclosures;
    size_t n_enclosures, room_enclosures;
};

struct feed_reader;

struct feed_rule {
    const char *name; /* lower case; tables are sorted by it */
    unsigned where;   /* IN_... */
    enum feed_field field;
    enum feed_form form;
    int rank;
    unsigned enter; /* context of its children; 0: none of ours */
    void (*start)(struct feed_reader *reader,
                  const struct xml_element *element);
    void (*end)(struct feed_reader *reader, const char *text);
};

struct feed_dialect {
    const struct feed_rule *rules;
    size_t count;
};

#define FEED_MAX_DEPTH 200
#define FEED_MAX_MS 10000
#define FEED_MAX_CATEGORIES 200
#define FEED_MAX_ENCLOSURES 100

struct feed_open { /* an open element */
    const struct feed_rule *rule;
    const char *base;
    size_t text_start; /* where its text begins in reader->text */
    size_t name_start; /* of a tag that is written as text */
    unsigned context;
    enum feed_form form;
    bool collects; /* its text is wanted */
    bool written;  /* it is markup within a field */
    bool plain_guid;
};

struct feed_person {
    const char *name, *mail;
};

struct feed_reader {
    struct feed *feed; /* its arena takes what lasts */
    const char *base;  /* of the document; may be NULL */
    struct feed_record channel, entry;
    bool in_entry, is_atom, is_feed, full;
    size_t room_entries;
    int period_minutes, period_times; /* syndication; 0: not told */
    struct feed_person person;
    struct feed_open open[FEED_MAX_DEPTH];
    size_t depth;
    struct buf text, names;
    int64_t deadline; /* monotonic: sanitising hostile HTML takes long */
};

/* feed_reader.c */
extern const struct xml_handler feed_reader_handler;
struct feed_open *feed_reader_top(struct feed_reader *reader);
struct feed_record *feed_reader_record(struct feed_reader *reader);
void feed_reader_end_entry(struct feed_reader *reader);

/* The value of an attribute in whatever case, without prefix or with; NULL. */
const char *feed_attr(const struct xml_element *element, const char *name);

/* feed_person.c: parts of an author, in any dialect. */
void feed_person_name(struct feed_reader *reader, const char *text);
void feed_person_mail(struct feed_reader *reader, const char *text);
void feed_person_other(struct feed_reader *reader, const char *text);
void feed_person_end(struct feed_reader *reader, const char *text);
void feed_category_end(struct feed_reader *reader, const char *text);

/* feed_space.c: the namespaces, and the rule for an element. */
enum feed_space feed_space_of(const struct feed_reader *reader,
                              const struct xml_element *element);
const struct feed_rule *
feed_rule_find(enum feed_space space, const char *local_name, unsigned context);

/* feed_record.c */
void feed_record_init(struct feed_record *record);
void feed_record_reset(struct feed_record *record);
void feed_record_deinit(struct feed_record *record);
/* Take a candidate; among equals the later one wins, or with `first` the
 * earlier. Blank text is no candidate. */
void feed_offer(struct feed_record *record, enum feed_field field, int rank,
                enum feed_form form, const char *text, const char *base);
void feed_offer_first(struct feed_record *record, enum feed_field field,
                      int rank, const char *text, const char *base);
/* Names add up: "A, B", each once; a higher rank starts anew. */
void feed_offer_author(struct feed_record *record, int rank, const char *name);
void feed_add_category(struct feed *feed, struct feed_record *record,
                       const char *text);
void feed_add_enclosure(struct feed *feed, struct feed_record *record,
                        const char *base, const char *url, const char *type,
                        const char *length);
void feed_finish_entry(const struct feed *feed, struct feed_record *record,
                       const char *base, struct feed_entry *entry);
void feed_finish_channel(struct feed *feed, struct feed_record *record,
                         const char *base);

/* feed_text.c */
/* "Jane Doe", from "jane@example.org (Jane Doe)" and the like. */
const char *feed_author_name(struct arena *arena, const char *text);
const char *feed_plain_text(struct arena *arena, const struct feed_slot *slot);
const char *feed_html_text(struct arena *arena, const struct feed_slot *slot);

/* The formats. False with err when it is no such feed. */
bool feed_read_json(struct feed *feed, const char *utf8, size_t len,
                    const char *base, struct error *err);
bool feed_read_xml(struct feed *feed, const char *utf8, size_t len,
                   const char *base, struct error *err);

extern const struct feed_dialect feed_core_dialect, feed_atom_dialect,
    feed_content_dialect, feed_dc_dialect, feed_dcterms_dialect,
    feed_feedburner_dialect, feed_itunes_dialect, feed_media_dialect,
    feed_syndication_dialect, feed_xhtml_dialect;

#endif

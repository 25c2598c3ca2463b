/* What elements say of a feed or an entry, until it is complete: a slot a
 * field, in which the candidate of highest rank stays. Text is sanitised at
 * the end only, so what loses costs nothing. */
#include "feed_reader.h"

#include "polyphony/date.h"
#include "polyphony/mem.h"
#include "polyphony/url.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Raw text of one entry; FEED_MAX_BYTES bounds it anyway. */
#define RECORD_LIMIT ((size_t)128 << 20)

void
feed_record_init(struct feed_record *record)
{
    memset(record, 0, sizeof *record);
    record->arena = arena_new(RECORD_LIMIT);
}

void
feed_record_reset(struct feed_record *record)
{
    struct arena *arena = record->arena;

    arena_reset(arena);
    free(record->categories);
    free(record->enclosures);
    memset(record, 0, sizeof *record);
    record->arena = arena;
}

void
feed_record_deinit(struct feed_record *record)
{
    feed_record_reset(record);
    arena_free(record->arena);
    record->arena = NULL;
}

static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void
feed_offer(struct feed_record *record, enum feed_field field, int rank,
           enum feed_form form, const char *text, const char *base)
{
    struct feed_slot *slot = &record->slots[field];
    size_t len;
    char *copy;

    if (text == NULL || field == FIELD_NONE ||
        (slot->text != NULL && rank < slot->rank))
        return;
    while (is_space(*text))
        text++;
    len = strlen(text);
    while (len > 0 && is_space(text[len - 1]))
        len--;
    if (len == 0)
        return;
    copy = arena_strndup(record->arena, text, len);
    if (copy != NULL)
        *slot = (struct feed_slot){
            .text = copy, .len = len, .base = base, .form = form, .rank = rank};
}

void
feed_offer_first(struct feed_record *record, enum feed_field field, int rank,
                 const char *text, const char *base)
{
    if (record->slots[field].text == NULL || record->slots[field].rank < rank)
        feed_offer(record, field, rank, FORM_PLAIN, text, base);
}

/* Is `name` one of the names of "A, B, C"? */
static bool
is_among(const char *list, const char *name)
{
    size_t len = strlen(name);

    for (const char *p = strstr(list, name); p != NULL;
         p = strstr(p + 1, name)) {
        if ((p == list || (p - list >= 2 && p[-2] == ',')) &&
            (p[len] == '\0' || p[len] == ','))
            return true;
    }
    return false;
}

void
feed_offer_author(struct feed_record *record, int rank, const char *name)
{
    const struct feed_slot *slot = &record->slots[FIELD_AUTHOR];
    const char *plain = feed_author_name(record->arena, name);

    if (plain == NULL || *plain == '\0')
        return;
    if (slot->text != NULL && slot->rank == rank && slot->len < 500) {
        if (is_among(slot->text, plain))
            return;
        plain = arena_printf(record->arena, "%s, %s", slot->text, plain);
    } else if (slot->text != NULL && slot->rank >= rank) {
        return;
    }
    feed_offer(record, FIELD_AUTHOR, rank, FORM_PLAIN, plain, NULL);
}

void
feed_add_category(struct feed *feed, struct feed_record *record,
                  const char *text)
{
    struct feed_slot slot = {.text = text, .form = FORM_HTML};
    const char *plain;

    if (text == NULL || record->n_categories >= FEED_MAX_CATEGORIES)
        return;
    slot.len = strlen(text);
    plain = feed_plain_text(feed->arena, &slot);
    if (plain == NULL || *plain == '\0')
        return;
    for (size_t i = 0; i < record->n_categories; i++) {
        if (strcasecmp(record->categories[i], plain) == 0)
            return;
    }
    record->categories =
        mem_grow(record->categories, &record->room_categories,
                 record->n_categories + 1, sizeof *record->categories);
    record->categories[record->n_categories++] = plain;
}

static int64_t
read_length(const char *text)
{
    int64_t value = 0;

    while (text != NULL && is_space(*text))
        text++;
    if (text == NULL || *text < '0' || *text > '9')
        return -1;
    for (; *text >= '0' && *text <= '9'; text++) {
        if (value > INT64_MAX / 100)
            return -1;
        value = value * 10 + (*text - '0');
    }
    return value;
}

/* Absolute if there is anything to make it so, and a web address; NULL
 * where it is none. */
static const char *
link_of(struct arena *arena, const char *base, const char *ref)
{
    while (ref != NULL && is_space(*ref))
        ref++;
    if (ref == NULL || *ref == '\0')
        return NULL;
    return url_resolve(arena, base, ref);
}

void
feed_add_enclosure(struct feed *feed, struct feed_record *record,
                   const char *base, const char *url, const char *type,
                   const char *length)
{
    struct feed_enclosure made = {.length = read_length(length)};

    if (url == NULL || record->n_enclosures >= FEED_MAX_ENCLOSURES)
        return;
    made.url = link_of(feed->arena, base, url);
    if (made.url == NULL)
        return;
    if (type != NULL && *type != '\0')
        made.type = arena_strdup(feed->arena, type);
    for (size_t i = 0; i < record->n_enclosures; i++) {
        if (strcmp(record->enclosures[i].url, made.url) == 0)
            return;
    }
    record->enclosures =
        mem_grow(record->enclosures, &record->room_enclosures,
                 record->n_enclosures + 1, sizeof *record->enclosures);
    record->enclosures[record->n_enclosures++] = made;
}

static const char *
slot_link(const struct feed *feed, const struct feed_slot *slot,
          const char *base)
{
    return slot->text == NULL
               ? NULL
               : link_of(feed->arena, slot->base != NULL ? slot->base : base,
                         slot->text);
}

static const char *
slot_html(const struct feed *feed, struct feed_slot *slot, const char *base)
{
    if (slot->text == NULL)
        return NULL;
    if (slot->base == NULL)
        slot->base = base;
    return feed_html_text(feed->arena, slot);
}

static const char *
slot_plain(const struct feed *feed, const struct feed_slot *slot)
{
    return slot->text == NULL ? NULL : feed_plain_text(feed->arena, slot);
}

/* Ids are kept as written; only a relative one in a place that says it is an
 * address (its slot has a base) is made absolute. */
static const char *
slot_id(const struct feed *feed, const struct feed_slot *slot)
{
    const char *made = NULL;

    if (slot->text == NULL)
        return NULL;
    if (slot->base != NULL && strchr(slot->text, ':') == NULL)
        made = link_of(feed->arena, slot->base, slot->text);
    return made != NULL ? made : arena_strdup(feed->arena, slot->text);
}

/* <description> is the summary, unless there is a <summary> too: then it is
 * the content. */
static void
place_texts(struct feed_slot *slots)
{
    if (slots[FIELD_DESCRIPTION].text == NULL)
        return;
    if (slots[FIELD_SUMMARY].text == NULL ||
        slots[FIELD_SUMMARY].rank < slots[FIELD_DESCRIPTION].rank)
        slots[FIELD_SUMMARY] = slots[FIELD_DESCRIPTION];
    else if (slots[FIELD_CONTENT].text == NULL)
        slots[FIELD_CONTENT] = slots[FIELD_DESCRIPTION];
}

static const void *
keep(struct arena *arena, const void *items, size_t count, size_t size)
{
    void *copy = count > 0 ? arena_array(arena, count, size) : NULL;

    if (copy != NULL)
        memcpy(copy, items, count * size);
    return copy;
}

static void
keep_lists(const struct feed *feed, const struct feed_record *record,
           struct feed_entry *entry)
{
    entry->categories = (const char **)(uintptr_t)keep(
        feed->arena, record->categories, record->n_categories,
        sizeof *record->categories);
    if (entry->categories != NULL)
        entry->n_categories = record->n_categories;
    entry->enclosures = (struct feed_enclosure *)(uintptr_t)keep(
        feed->arena, record->enclosures, record->n_enclosures,
        sizeof *record->enclosures);
    if (entry->enclosures != NULL)
        entry->n_enclosures = record->n_enclosures;
}

void
feed_finish_entry(const struct feed *feed, struct feed_record *record,
                  const char *base, struct feed_entry *entry)
{
    struct feed_slot *slots = record->slots;

    memset(entry, 0, sizeof *entry);
    place_texts(slots);
    entry->id = slot_id(feed, &slots[FIELD_ID]);
    entry->title = slot_plain(feed, &slots[FIELD_TITLE]);
    entry->link = slot_link(feed, &slots[FIELD_LINK], base);
    entry->author = slot_plain(feed, &slots[FIELD_AUTHOR]);
    entry->summary = slot_html(feed, &slots[FIELD_SUMMARY], base);
    entry->content = slot_html(feed, &slots[FIELD_CONTENT], base);
    entry->image = slot_link(feed, &slots[FIELD_IMAGE], base);
    entry->comments = slot_link(feed, &slots[FIELD_COMMENTS], base);
    entry->published = date_instant(slots[FIELD_PUBLISHED].text);
    entry->updated = date_instant(slots[FIELD_UPDATED].text);
    keep_lists(feed, record, entry);
    if (entry->link == NULL && entry->n_enclosures > 0)
        entry->link = entry->enclosures[0].url;
}

void
feed_finish_channel(struct feed *feed, struct feed_record *record,
                    const char *base)
{
    struct feed_slot *slots = record->slots;

    place_texts(slots);
    feed->title = slot_plain(feed, &slots[FIELD_TITLE]);
    feed->link = slot_link(feed, &slots[FIELD_LINK], base);
    feed->description = slot_html(feed, &slots[FIELD_SUMMARY], base);
    feed->language = slot_plain(feed, &slots[FIELD_LANGUAGE]);
    feed->author = slot_plain(feed, &slots[FIELD_AUTHOR]);
    feed->image = slot_link(feed, &slots[FIELD_IMAGE], base);
    feed->self = slot_link(feed, &slots[FIELD_SELF], base);
    feed->updated = date_instant(slots[FIELD_UPDATED].text);
}

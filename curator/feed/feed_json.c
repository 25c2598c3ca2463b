/* JSON Feed 1.0 and 1.1 (jsonfeed.org). What is of another type than the
 * specification says is passed over. */
#include "feed_reader.h"

#include "polyphony/json.h"
#include "polyphony/mem.h"

#include <stdlib.h>
#include <string.h>

static void
offer_member(struct feed_record *record, enum feed_field field, int rank,
             enum feed_form form, const struct json *object, const char *key,
             const char *base)
{
    feed_offer(record, field, rank, form, json_get_text(object, key), base);
}

/* `authors` (1.1) is a list, `author` (1.0) an object; some write an object
 * under the one name or a list under the other. */
static void
take_authors(struct feed_record *record, const struct json *object)
{
    static const char *const keys[] = {"authors", "author"};

    for (int k = 0; k < 2; k++) {
        const struct json *value = json_get(object, keys[k]);
        const struct json *one =
            json_is_array(value) ? json_first(value) : NULL;

        if (json_is_object(value) || json_text(value) != NULL)
            feed_offer_author(record, 5 - k,
                              json_is_object(value)
                                  ? json_get_text(value, "name")
                                  : json_text(value));
        for (; one != NULL; one = json_next(one))
            feed_offer_author(record, 5 - k, json_get_text(one, "name"));
    }
}

static void
take_lists(struct feed *feed, struct feed_record *record,
           const struct json *item, const char *base)
{
    const struct json *tags = json_get(item, "tags");
    const struct json *files = json_get(item, "attachments");

    if (json_is_array(tags)) {
        for (const struct json *tag = json_first(tags); tag != NULL;
             tag = json_next(tag))
            feed_add_category(feed, record, json_text(tag));
    }
    if (!json_is_array(files))
        return;
    for (const struct json *file = json_first(files); file != NULL;
         file = json_next(file)) {
        struct buf length = {.max = 32};
        double size = json_get_number(file, "size_in_bytes", -1);

        if (size >= 0 && size < 9e15)
            buf_printf(&length, "%lld", (long long)size);
        feed_add_enclosure(feed, record, base, json_get_text(file, "url"),
                           json_get_text(file, "mime_type"), buf_text(&length));
        buf_deinit(&length);
    }
}

static void
take_item(struct feed *feed, struct feed_record *record,
          const struct json *item, const char *base)
{
    feed_offer(record, FIELD_ID, 5, FORM_PLAIN,
               json_get_id(feed->arena, item, "id"), NULL);
    offer_member(record, FIELD_TITLE, 5, FORM_PLAIN, item, "title", NULL);
    offer_member(record, FIELD_LINK, 5, FORM_PLAIN, item, "url", base);
    offer_member(record, FIELD_LINK, 4, FORM_PLAIN, item, "external_url", base);
    offer_member(record, FIELD_SUMMARY, 5, FORM_PLAIN, item, "summary", base);
    offer_member(record, FIELD_CONTENT, 5, FORM_HTML, item, "content_html",
                 base);
    offer_member(record, FIELD_CONTENT, 4, FORM_PLAIN, item, "content_text",
                 base);
    offer_member(record, FIELD_IMAGE, 5, FORM_PLAIN, item, "image", base);
    offer_member(record, FIELD_IMAGE, 4, FORM_PLAIN, item, "banner_image",
                 base);
    offer_member(record, FIELD_PUBLISHED, 5, FORM_PLAIN, item, "date_published",
                 NULL);
    offer_member(record, FIELD_UPDATED, 5, FORM_PLAIN, item, "date_modified",
                 NULL);
    take_authors(record, item);
    take_lists(feed, record, item, base);
}

static void
take_items(struct feed *feed, const struct json *items, const char *base)
{
    struct feed_record record;
    int64_t deadline = clock_mono_ms() + FEED_MAX_MS;
    const struct json *item;
    size_t room = 0;

    feed_record_init(&record);
    for (item = json_first(items);
         item != NULL && feed->n_entries < FEED_MAX_ENTRIES &&
         !arena_failed(feed->arena) && clock_mono_ms() < deadline;
         item = json_next(item)) {
        if (!json_is_object(item))
            continue;
        feed->entries = mem_grow(feed->entries, &room, feed->n_entries + 1,
                                 sizeof *feed->entries);
        take_item(feed, &record, item, base);
        feed_finish_entry(feed, &record, base, &feed->entries[feed->n_entries]);
        feed->n_entries++;
        feed_record_reset(&record);
    }
    feed->cut_short = item != NULL;
    feed_record_deinit(&record);
}

static void
take_feed(struct feed *feed, const struct json *doc, const char *base)
{
    struct feed_record record;

    feed_record_init(&record);
    offer_member(&record, FIELD_TITLE, 5, FORM_PLAIN, doc, "title", NULL);
    offer_member(&record, FIELD_LINK, 5, FORM_PLAIN, doc, "home_page_url",
                 base);
    offer_member(&record, FIELD_SELF, 5, FORM_PLAIN, doc, "feed_url", base);
    offer_member(&record, FIELD_DESCRIPTION, 5, FORM_PLAIN, doc, "description",
                 base);
    offer_member(&record, FIELD_IMAGE, 5, FORM_PLAIN, doc, "icon", base);
    offer_member(&record, FIELD_IMAGE, 4, FORM_PLAIN, doc, "favicon", base);
    offer_member(&record, FIELD_LANGUAGE, 5, FORM_PLAIN, doc, "language", NULL);
    take_authors(&record, doc);
    feed_finish_channel(feed, &record, base);
    feed_record_deinit(&record);
}

/* The format has no date of its own: the newest entry's. */
static void
date_by_entries(struct feed *feed)
{
    for (size_t i = 0; i < feed->n_entries; i++) {
        const struct feed_entry *entry = &feed->entries[i];

        if (entry->updated > feed->updated)
            feed->updated = entry->updated;
        if (entry->published > feed->updated)
            feed->updated = entry->published;
    }
}

bool
feed_read_json(struct feed *feed, const char *utf8, size_t len,
               const char *base, struct error *err)
{
    struct json *doc;
    const struct json *items;
    const char *version;
    bool ok = true;

    if (!json_parse(utf8, len, &doc, err))
        return false;
    items = json_get(doc, "items");
    version = json_get_text(doc, "version");
    if (version == NULL || strstr(version, "jsonfeed.org/version/") == NULL) {
        version = NULL;
        ok = json_is_array(items) &&
             (json_get_text(doc, "home_page_url") != NULL ||
              json_get_text(doc, "feed_url") != NULL);
    }
    if (!json_is_object(doc) || !ok) {
        json_free(doc);
        return error_set(err, ERROR_INPUT, "JSON, but no JSON Feed");
    }
    feed->format = version != NULL && strstr(version, "version/1.1") != NULL
                       ? "json1.1"
                       : "json1.0";
    take_feed(feed, doc, base);
    if (json_is_array(items))
        take_items(feed, items, base);
    date_by_entries(feed);
    json_free(doc);
    return true;
}

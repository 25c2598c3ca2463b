/* The one writer of article; see the header. An article's text is the page's
 * as extracted, or, where no page could be had, what the feed carried. */
#include "polyphony/archive.h"
#include "polyphony/date.h"
#include "polyphony/extract.h"
#include "polyphony/feed.h"
#include "polyphony/language.h"
#include "polyphony/mem.h"
#include "polyphony/plain.h"
#include "polyphony/url.h"
#include "polyphony/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX ((size_t)1 << 20) /* bytes of one article's text */
#define SUMMARY_MAX 600            /* bytes: longer ones are the content */
#define LONG_CONTENT 400           /* words: the feed carries the article */
#define TRIES 3                    /* of a page */
#define FUTURE (24 * 3600)         /* dates past this are not believed */

struct entry_row {
    const char *guid, *url, *key, *title, *author, *site, *language;
    char *summary, *content;
    int64_t published;
    size_t words;
    bool shares_link; /* with another entry of the same answer */
    char digest[17];
};

static size_t
count_words(const char *text)
{
    size_t words = 0;
    bool inside = false;

    for (; *text != '\0'; text++) {
        bool blank = (unsigned char)*text <= ' ';

        words += !blank && !inside;
        inside = !blank;
    }
    return words;
}

static char *
as_text(const char *html)
{
    struct buf out = {.max = TEXT_MAX};

    if (html != NULL)
        plain_from_html(html, strlen(html), &out);
    return buf_take(&out);
}

/* The beginning of a text, up to a blank. */
static char *
first_words(const char *text)
{
    size_t len = utf8_prefix(text, strlen(text), SUMMARY_MAX);

    while (len > 0 && (unsigned char)text[len] > ' ')
        len--;
    return mem_strndup(text, len);
}

static uint64_t
fnv(uint64_t hash, const char *text)
{
    for (; text != NULL && *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return (hash ^ 0xFF) * 1099511628211u;
}

static void
read_entry(struct arena *arena, const struct feed *feed,
           const struct feed_entry *entry, int64_t now, struct entry_row *row)
{
    const char *text;
    uint64_t digest = 14695981039346656037u;

    row->guid = feed_entry_identity(arena, entry);
    row->url = entry->link != NULL ? url_clean(arena, entry->link) : NULL;
    if (row->url != NULL && url_is_inner(row->url))
        row->url = NULL;
    row->key = row->url != NULL ? url_identity(arena, row->url) : NULL;
    row->title = entry->title != NULL ? entry->title : "";
    row->author = entry->author;
    row->site = feed->title;
    row->summary = as_text(entry->summary);
    row->content = as_text(entry->content);
    if (row->content[0] == '\0' && strlen(row->summary) > SUMMARY_MAX) {
        row->content = row->summary; /* the whole article, called a summary */
        row->summary = first_words(row->content);
    }
    row->published = entry->published != TIME_NONE && entry->published != 0
                         ? entry->published
                         : entry->updated;
    if (row->published > now + FUTURE)
        row->published = TIME_NONE;
    row->words = count_words(row->content);
    text = row->words > 0 ? row->content : row->summary;
    row->language = language_guess(text, strlen(text));
    if (row->language == NULL && feed->language != NULL)
        row->language = language_code(feed->language);
    digest = fnv(fnv(fnv(digest, row->title), row->summary), row->content);
    snprintf(row->digest, sizeof row->digest, "%016llx",
             (unsigned long long)digest);
}

static void
drop_entry(struct entry_row *row)
{
    free(row->summary);
    free(row->content);
}

struct known {
    int64_t article; /* 0: not known */
    bool is_changed;
};

static bool
look_up(struct store *store, const char *sql, int64_t feed, const char *value,
        const struct entry_row *row, struct known *known, struct error *err)
{
    struct db_stmt *q;

    if (known->article != 0 || value == NULL)
        return true;
    q = db_query(store->db, err, sql, "it", feed, value);
    if (db_next(q)) {
        known->article = db_int(q, 0);
        known->is_changed = strcmp(db_text(q, 1), row->digest) != 0;
    }
    return db_done(q, err);
}

/* The row that this entry is already: by its guid, else by its address
 * (unless several entries of this answer share it, as in feeds whose links
 * all lead to the home page), else by its content. */
static bool
find_article(struct store *store, int64_t feed, const struct entry_row *row,
             struct known *known, struct error *err)
{
    bool has_words = row->content[0] != '\0' || row->summary[0] != '\0';

    memset(known, 0, sizeof *known);
    return look_up(store,
                   "SELECT id, digest FROM article "
                   "WHERE feed = $1 AND guid = $2",
                   feed, row->guid, row, known, err) &&
           look_up(store,
                   "SELECT id, digest FROM article "
                   "WHERE feed = $1 AND url_key = $2 ORDER BY guid LIMIT 1",
                   feed, row->shares_link ? NULL : row->key, row, known, err) &&
           look_up(store,
                   "SELECT id, digest FROM article "
                   "WHERE feed = $1 AND digest = $2 ORDER BY guid LIMIT 1",
                   feed, has_words && !row->shares_link ? row->digest : NULL,
                   row, known, err);
}

static const char *
page_state(const struct entry_row *row, long *pages)
{
    if (row->url == NULL || row->words >= LONG_CONTENT || *pages <= 0)
        return "none";
    (*pages)--;
    return "wanted";
}

static const char *
own_text(const struct entry_row *row)
{
    return row->words > 0 ? row->content : row->summary;
}

static bool
insert_article(struct store *store, int64_t feed, const struct entry_row *row,
               const char *page, int64_t now, struct error *err)
{
    return db_run(
        store->db, err,
        "INSERT INTO article(feed, guid, url, url_key, title, author, site, "
        "published, seen, changed, summary, content, text, language, words, "
        "digest, page) VALUES ($1, $2, $3, $4, $5, $6, $7, "
        "nullif($8, -9223372036854775807 - 1), $9, $9, $10, $11, $12, $13, "
        "$14, $15, $16)",
        "ittttttiittttitt", feed, row->guid, row->url, row->key, row->title,
        row->author, row->site, row->published, now, row->summary, row->content,
        own_text(row), row->language, (int64_t)count_words(own_text(row)),
        row->digest, page);
}

/* An edited entry: its words are new, its page is read again, its story and
 * whatever was suggested about it stay. */
static bool
update_article(struct store *store, int64_t article,
               const struct entry_row *row, const char *page, int64_t now,
               struct error *err)
{
    return db_run(store->db, err,
                  "UPDATE article SET title = $2, summary = $3, content = $4, "
                  "text = CASE WHEN page = 'read' THEN text ELSE $5 END, "
                  "changed = $6, digest = $7, page = $8, page_tries = 0, "
                  "page_after = 0 WHERE id = $1",
                  "ittttitt", article, row->title, row->summary, row->content,
                  own_text(row), now, row->digest, page);
}

static bool
store_entry(struct store *store, int64_t feed, const struct entry_row *row,
            long *pages, int64_t now, struct archive_counts *counts,
            struct error *err)
{
    struct known known;

    if (!find_article(store, feed, row, &known, err))
        return false;
    if (known.article == 0) {
        counts->added++;
        return insert_article(store, feed, row, page_state(row, pages), now,
                              err);
    }
    if (!known.is_changed) {
        counts->known++;
        return true;
    }
    counts->changed++;
    return update_article(store, known.article, row, page_state(row, pages),
                          now, err);
}

static int
newest_first(const void *a, const void *b)
{
    const struct entry_row *x = a, *y = b;

    if (x->published != y->published)
        return x->published < y->published ? 1 : -1;
    return strcmp(x->guid, y->guid);
}

static int
by_key(const void *a, const void *b)
{
    const struct entry_row *const *x = a, *const *y = b;

    return strcmp((*x)->key != NULL ? (*x)->key : "",
                  (*y)->key != NULL ? (*y)->key : "");
}

static void
mark_shared_links(struct arena *arena, struct entry_row *rows, size_t count)
{
    struct entry_row **sorted = arena_array(arena, count, sizeof *sorted);

    for (size_t i = 0; i < count; i++)
        sorted[i] = &rows[i];
    qsort(sorted, count, sizeof *sorted, by_key);
    for (size_t i = 1; i < count; i++) {
        if (sorted[i]->key != NULL && by_key(&sorted[i], &sorted[i - 1]) == 0)
            sorted[i]->shares_link = sorted[i - 1]->shares_link = true;
    }
}

bool
archive_entries(struct store *store, int64_t feed, const struct feed *read,
                long pages, int64_t now, struct archive_counts *counts,
                struct error *err)
{
    struct arena *arena = arena_new(0);
    struct entry_row *rows = arena_array(arena, read->n_entries, sizeof *rows);
    bool ok = true;

    memset(counts, 0, sizeof *counts);
    for (size_t i = 0; i < read->n_entries; i++)
        read_entry(arena, read, &read->entries[i], now, &rows[i]);
    qsort(rows, read->n_entries, sizeof *rows, newest_first);
    mark_shared_links(arena, rows, read->n_entries);
    for (size_t i = 0; i < read->n_entries; i++) {
        ok = ok && store_entry(store, feed, &rows[i], &pages, now, counts, err);
        drop_entry(&rows[i]);
    }
    arena_free(arena);
    return ok;
}

/* --- pages --- */

bool
archive_wanted(struct store *store, int64_t feed, int64_t now,
               struct arena *arena, struct archive_wanted **list, size_t *count,
               struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err,
        "SELECT min(id), min(url), url_key FROM article WHERE page = 'wanted' "
        "AND page_after <= $1 AND ($2 = 0 OR feed = $2) GROUP BY url_key "
        "ORDER BY max(coalesce(published, seen)) DESC, url_key",
        "ii", now, feed);
    size_t capacity = 0;
    struct archive_wanted *made = NULL;

    *count = 0;
    while (db_next(q)) {
        made = mem_grow(made, &capacity, *count + 1, sizeof *made);
        made[*count].article = db_int(q, 0);
        made[*count].url = arena_strdup(arena, db_text(q, 1));
        made[(*count)++].key = arena_strdup(arena, db_text(q, 2));
    }
    *list = arena_array(arena, *count, sizeof **list);
    if (*count > 0)
        memcpy(*list, made, *count * sizeof **list);
    free(made);
    return db_done(q, err);
}

/* A page that yields much less than the feed carried (a stub, a wall) does
 * not replace it. */
static bool
is_better(const struct extract *page, size_t content_words)
{
    return page->text != NULL && page->words > 0 &&
           page->words * 2 >= content_words;
}

static bool
fill_article(struct store *store, int64_t article, size_t content_words,
             const struct extract *page, int64_t now, struct error *err)
{
    bool better = is_better(page, content_words);
    int64_t published = TIME_NONE;

    if (page->published != NULL)
        published = date_instant(page->published);
    if (published > now + FUTURE)
        published = TIME_NONE;
    return db_run(
        store->db, err,
        "UPDATE article SET page = 'read', page_words = NULL, "
        "text = CASE WHEN $2 = 1 THEN $3 ELSE text END, "
        "words = CASE WHEN $2 = 1 THEN $4 ELSE words END, "
        "language = coalesce($5, language), "
        "title = CASE WHEN title = '' THEN coalesce($6, '') ELSE title END, "
        "author = coalesce(author, $7), "
        "published = coalesce(published, "
        "nullif($8, -9223372036854775807 - 1)) WHERE id = $1",
        "iitittti", article, (int64_t)better, page->text, (int64_t)page->words,
        page->language, page->title, page->author, published);
}

bool
archive_page(struct store *store, int64_t article, const struct extract *page,
             int64_t now, struct error *err)
{
    struct db_stmt *q;
    bool ok = true;

    if (!db_begin(store->db, err))
        return false;
    q = db_query(store->db, err,
                 "SELECT b.id, b.content FROM article AS a JOIN article AS b "
                 "ON b.url_key = a.url_key AND b.page = 'wanted' "
                 "WHERE a.id = $1 ORDER BY b.id",
                 "i", article);
    while (ok && db_next(q))
        ok = fill_article(store, db_int(q, 0), count_words(db_text(q, 1)), page,
                          now, err);
    if (ok)
        ok = db_done(q, err);
    else
        db_drop(q);
    if (ok)
        return db_commit(store->db, err);
    db_rollback(store->db);
    return false;
}

bool
archive_no_page(struct store *store, int64_t article, const char *state,
                const char *words, int64_t after, struct error *err)
{
    return db_run(store->db, err,
                  "UPDATE article SET page_tries = page_tries + 1, "
                  "page = CASE WHEN $2 = 'wanted' AND page_tries + 1 >= $5 "
                  "THEN 'failed' ELSE $2 END, page_words = $3, "
                  "page_after = $4 WHERE page = 'wanted' AND url_key = "
                  "(SELECT url_key FROM article WHERE id = $1)",
                  "ittii", article, state, words, after, (int64_t)TRIES);
}

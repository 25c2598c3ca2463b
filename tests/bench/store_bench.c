/* The floor under storing: rows inserted by one prepared statement in one
 * transaction, beside archive_entries() on the same feeds, in turns and each
 * into a fresh home with the same tables and indexes.
 *
 * Prints rows a second of both and how many times longer ours takes. Ours
 * also finds what it has already, and makes plain text, addresses, digests
 * and languages of what it stores. */
#include "polyphony/archive.h"
#include "polyphony/buf.h"
#include "polyphony/clock.h"
#include "polyphony/feed.h"
#include "polyphony/mem.h"
#include "polyphony/store.h"

#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define N_FEEDS 20
#define N_ENTRIES 200
#define N_TURNS 3

static struct feed *feeds[N_FEEDS];

static void
stop(const char *why)
{
    fprintf(stderr, "store_bench: %s\n", why);
    exit(1);
}

static double
seconds(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        stop("no clock");
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Words by a small generator, so that texts differ and repeat as texts do. */
static void
add_words(struct buf *out, uint64_t *state, int count)
{
    static const char *words[] = {
        "stream", "state",   "table", "query",  "the",      "of",     "with",
        "index",  "latency", "cost",  "a",      "pipeline", "batch",  "reads",
        "writes", "teams",   "how",   "faster", "release",  "report", "and"};

    while (count-- > 0) {
        *state = *state * 6364136223846793005U + 1442695040888963407U;
        buf_printf(out, "%s ",
                   words[(*state >> 33) % (sizeof words / sizeof words[0])]);
    }
}

static void
make_feed(int number)
{
    uint64_t state = (uint64_t)number + 1;
    struct buf xml = {0};
    struct error err;

    buf_printf(&xml, "<rss version=\"2.0\"><channel><title>Feed %d</title>",
               number);
    for (int i = 0; i < N_ENTRIES; i++) {
        buf_printf(&xml,
                   "<item><link>https://site%d.example/%d?utm_source=rss"
                   "</link><guid>g%d-%d</guid><title>",
                   number, i, number, i);
        add_words(&xml, &state, 9);
        buf_add(&xml, "</title><description>&lt;p&gt;");
        add_words(&xml, &state, 45);
        buf_add(&xml, "&lt;/p&gt;</description></item>");
    }
    buf_add(&xml, "</channel></rss>");
    if (!feed_parse(buf_text(&xml), xml.len, NULL, &feeds[number], &err))
        stop(err.text);
    buf_deinit(&xml);
}

static char *
fresh_home(void)
{
    char path[] = "/tmp/polyphony-bench-XXXXXX";
    char *home;
    bool made;
    struct error err;

    if (mkdtemp(path) == NULL)
        stop("no folder in /tmp");
    home = mem_strdup(path);
    if (!store_init(home, &made, &err))
        stop(err.text);
    return home;
}

/* A home is a flat folder. */
static void
remove_home(char *home)
{
    DIR *folder = opendir(home);
    struct dirent *entry;

    while (folder != NULL && (entry = readdir(folder)) != NULL)
        if (entry->d_name[0] != '.')
            (void)unlinkat(dirfd(folder), entry->d_name, 0);
    if (folder != NULL)
        closedir(folder);
    if (rmdir(home) != 0)
        fprintf(stderr, "store_bench: %s stays\n", home);
    free(home);
}

static void
add_feeds(struct store *store)
{
    struct error err;

    for (int i = 0; i < N_FEEDS; i++) {
        char url[64];

        snprintf(url, sizeof url, "https://site%d.example/feed", i);
        if (!db_run(store->db, &err,
                    "INSERT INTO feed(id, url, title, added_at) "
                    "VALUES ($1, $2, $2, 0)",
                    "it", (int64_t)i + 1, url))
            stop(err.text);
    }
}

static double
time_ours(const char *home)
{
    struct archive_counts counts;
    size_t added = 0;
    struct store store;
    struct error err;
    double start;

    if (!store_open(home, &store, &err))
        stop(err.text);
    add_feeds(&store);
    start = seconds();
    if (!db_begin(store.db, &err))
        stop(err.text);
    for (int i = 0; i < N_FEEDS; i++) {
        counts = (struct archive_counts){0};
        if (!archive_entries(&store, i + 1, feeds[i], 10, 1700000000, &counts,
                             &err))
            stop(err.text);
        added += counts.added;
    }
    if (!db_commit(store.db, &err))
        stop(err.text);
    start = seconds() - start;
    store_close(&store);
    if (added != (size_t)N_FEEDS * N_ENTRIES)
        stop("not all entries were stored");
    return start;
}

static void
insert(sqlite3_stmt *stmt, int feed, const struct feed_entry *entry)
{
    if (sqlite3_bind_int(stmt, 1, feed) != SQLITE_OK ||
        sqlite3_bind_text(stmt, 2, entry->id, -1, NULL) != SQLITE_OK ||
        sqlite3_bind_text(stmt, 3, entry->link, -1, NULL) != SQLITE_OK ||
        sqlite3_bind_text(stmt, 4, entry->title, -1, NULL) != SQLITE_OK ||
        sqlite3_bind_text(stmt, 5, entry->summary, -1, NULL) != SQLITE_OK ||
        sqlite3_step(stmt) != SQLITE_DONE || sqlite3_reset(stmt) != SQLITE_OK)
        stop("a plain insert failed");
}

static double
time_floor(const char *home)
{
    struct buf path = {0};
    struct store store;
    struct error err;
    sqlite3_stmt *stmt = NULL;
    sqlite3 *db = NULL;
    double start;

    if (!store_open(home, &store, &err))
        stop(err.text);
    add_feeds(&store);
    store_close(&store);
    buf_printf(&path, "%s/polyphony.db", home);
    if (sqlite3_open(buf_text(&path), &db) != SQLITE_OK ||
        sqlite3_prepare_v2(
            db,
            "INSERT INTO article(feed, guid, url, url_key, title, summary, "
            "seen, changed, digest) VALUES (?1, ?2, ?3, ?3, ?4, ?5, 0, 0, '')",
            -1, &stmt, NULL) != SQLITE_OK)
        stop("no plain database");
    start = seconds();
    if (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
        stop("no plain transaction");
    for (int i = 0; i < N_FEEDS; i++)
        for (size_t e = 0; e < feeds[i]->n_entries; e++)
            insert(stmt, i + 1, &feeds[i]->entries[e]);
    if (sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
        stop("no plain commit");
    start = seconds() - start;
    (void)sqlite3_finalize(stmt);
    (void)sqlite3_close(db);
    buf_deinit(&path);
    return start;
}

static double
in_fresh_home(double (*time_it)(const char *home))
{
    char *home = fresh_home();
    double taken = time_it(home);

    remove_home(home);
    return taken;
}

int
main(void)
{
    double floor_s = 1e9, our_s = 1e9, rows = N_FEEDS * N_ENTRIES;

    for (int i = 0; i < N_FEEDS; i++)
        make_feed(i);
    for (int turn = 0; turn < N_TURNS; turn++) {
        double floor_now = in_fresh_home(time_floor);
        double our_now = in_fresh_home(time_ours);

        floor_s = floor_now < floor_s ? floor_now : floor_s;
        our_s = our_now < our_s ? our_now : our_s;
    }
    printf("%.0f articles: plain inserts %.0f rows/s, storing %.0f rows/s, "
           "ratio %.1f\n",
           rows, rows / floor_s, rows / our_s, our_s / floor_s);
    for (int i = 0; i < N_FEEDS; i++)
        feed_free(feeds[i]);
    return 0;
}

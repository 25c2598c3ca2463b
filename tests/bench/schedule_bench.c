/* A day's scheduling at the size that one machine serves: plan, compose,
 * check and store, on one processor.
 *
 *   schedule_bench [REPS [STORIES]]        default 10000 2000
 *   schedule_bench REPS STORIES one        that size only, for a profile
 *   schedule_bench REPS STORIES FOLDER     only makes the home, to look at
 *
 * Three homes are made, of a quarter, all and twice as many reps (and
 * stories, so that each story has as many reps), each rep wanting three
 * texts. Prints texts and reps a second, where the time went, the peak of
 * memory, how much longer a rep of the largest home takes than one of the
 * smallest, and how storing compares with its floor: the same rows inserted
 * by prepared statements into the same tables, in one transaction, and in one
 * a story as ours are. Times are
 * processor time, since others may be at work too. */
#include "made_articles.h"

#include "polyphony/clock.h"
#include "polyphony/company.h"
#include "polyphony/json.h"
#include "polyphony/mem.h"
#include "polyphony/scheduler.h"

#include <dirent.h>
#include <math.h>
#include <sched.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NOW 1795428000 /* 2026-11-23T10:00:00Z, a Monday */
#define DAY 86400
#define SITES 400
#define CANDIDATES 80 /* stories ranked for an audience */
#define COMPANY 20
#define QUOTA 3
#define CHUNK 500 /* reps imported at once */

static void
stop(const char *why)
{
    fprintf(stderr, "schedule_bench: %s\n", why);
    exit(1);
}

static double
processor(void)
{
    return (double)clock_cpu_ns() / 1e9;
}

/* --- the home
 * ------------------------------------------------------------------- */

static size_t
topic_of_story(size_t story)
{
    return story * 7 % MADE_TOPICS;
}

static void
make_story(struct db *db, size_t i)
{
    uint64_t state = i + 1;
    size_t topic = topic_of_story(i);
    struct buf title = {0}, text = {0}, summary = {0};
    char url[80], guid[24], site[24];
    struct error err;

    made_title(&title, &state, topic);
    made_article(&text, &state, topic);
    made_sentence(&summary, &state, topic);
    snprintf(site, sizeof site, "site%zu", i % SITES);
    snprintf(guid, sizeof guid, "g%06zu", i);
    snprintf(url, sizeof url, "https://%s.example/%s", site, guid);
    if (!db_run(db, &err,
                "INSERT INTO article(id, feed, guid, url, url_key, title, "
                "site, published, seen, changed, summary, text, language, "
                "words, digest, page) VALUES ($1, 1, $2, $3, $3, $4, $5, $6, "
                "$6, $6, $7, $8, 'en', 600, '', 'read')",
                "itttti"
                "tt",
                (int64_t)i + 1, guid, url, buf_text(&title), site,
                (int64_t)(NOW - DAY - (int64_t)(i % 50) * 3600),
                buf_text(&summary), buf_text(&text)) ||
        !db_run(db, &err,
                "INSERT INTO story(id, key, lead, founded, published) "
                "VALUES ($1, $2, $1, $3, $3)",
                "iti", (int64_t)i + 1, guid, (int64_t)NOW - DAY) ||
        !db_run(db, &err, "UPDATE article SET story = id WHERE id = $1", "i",
                (int64_t)i + 1))
        stop(err.text);
    buf_deinit(&title);
    buf_deinit(&text);
    buf_deinit(&summary);
}

static void
add_rep(struct buf *json, size_t i)
{
    static const char *const zones[] = {"Europe/Berlin", "Europe/London",
                                        "America/New_York", "Asia/Singapore",
                                        "Europe/Lisbon"};
    static const char *const networks[] = {
        "\"linkedin\"", "\"linkedin\",\"x\"", "\"mastodon\",\"linkedin\"",
        "\"bluesky\"",  "\"x\",\"bluesky\"",  "\"facebook\",\"threads\""};
    static const char *const tones[] = {"plain and technical", "warm",
                                        "dry, short", "curious", "direct"};
    uint64_t state = i + 77;
    const char *const *topic = made_topics[i % MADE_TOPICS];
    const char *const *other = made_topics[made_draw(&state, MADE_TOPICS)];

    buf_printf(json,
               "%s{\"id\":\"r%05zu\",\"name\":\"%s %s\",\"language\":\"en\","
               "\"audience\":{\"id\":\"r%05zu\",\"name\":\"Head of %s\","
               "\"about\":\"Heads of %s who plan %s and weigh %s against "
               "%s.\",\"keywords\":[",
               i % CHUNK == 0 ? "" : ",", i, MADE_PICK(&state, made_first),
               MADE_PICK(&state, made_last), i, topic[0], topic[0], topic[1],
               topic[2], other[3]);
    for (int k = 0; k < 5; k++)
        buf_printf(json, "%s\"%s\"", k > 0 ? "," : "",
                   k < 4 ? topic[1 + made_draw(&state, MADE_NOUNS)]
                         : other[1 + made_draw(&state, MADE_NOUNS)]);
    buf_printf(json,
               "],\"role\":\"Head of %s\"},\"networks\":[%s],"
               "\"voice\":{\"tone\":\"%s\",\"emoji\":%s,\"hashtags\":%d},"
               "\"daily_quota\":%d,\"working_hours\":{\"days\":[1,2,3,4,5],"
               "\"start\":\"0%d:%s\",\"end\":\"17:00\",\"timezone\":\"%s\"}}",
               topic[0], MADE_PICK(&state, networks), MADE_PICK(&state, tones),
               made_draw(&state, 4) == 0 ? "true" : "false",
               (int)made_draw(&state, 4), QUOTA, 7 + (int)made_draw(&state, 3),
               made_draw(&state, 2) == 0 ? "00" : "30",
               MADE_PICK(&state, zones));
}

static void
make_reps(struct store *store, size_t reps)
{
    for (size_t from = 0; from < reps; from += CHUNK) {
        struct buf json = {0};
        struct reps_import counts;
        struct error err;

        buf_add(&json, "[");
        for (size_t i = from; i < reps && i < from + CHUNK; i++)
            add_rep(&json, i);
        buf_add(&json, "]");
        if (!reps_import(store, buf_text(&json), json.len, NULL, NULL, &counts,
                         &err))
            stop(err.text);
        if (counts.skipped > 0)
            stop("a rep was not taken");
        buf_deinit(&json);
    }
}

/* What the curator would have ranked: stories of the rep's own topic first,
 * then of any. */
static void
rank_for(struct db *db, size_t rep, size_t stories)
{
    uint64_t state = rep * 31 + 5;
    char audience[32];
    struct error err;

    snprintf(audience, sizeof audience, "r%05zu", rep);
    for (int k = 0; k < CANDIDATES; k++) {
        size_t topic = rep % MADE_TOPICS;
        size_t story = made_draw(&state, stories);
        double score = .3 + .3 * (double)made_draw(&state, 1000) / 1000;
        char why[160];

        for (int i = 0;
             i < 32 && k < CANDIDATES / 2 && topic_of_story(story) != topic;
             i++)
            story = (story + 1) % stories;
        if (topic_of_story(story) == topic)
            score += .3;
        snprintf(why, sizeof why,
                 "[{\"term\":\"%s\",\"weight\":0.41},"
                 "{\"term\":\"%s\",\"weight\":0.2}]",
                 made_topics[topic][1 + made_draw(&state, MADE_NOUNS)],
                 made_topics[topic][1 + made_draw(&state, MADE_NOUNS)]);
        if (!db_run(db, &err,
                    "INSERT INTO relevance(audience, story, score, why) "
                    "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                    "tirt", audience, (int64_t)story + 1, score, why))
            stop(err.text);
    }
}

static void
make_company(struct store *store)
{
    uint64_t state = 4711;
    struct buf lines = {0};
    struct company_import counts;
    struct error err;

    for (int i = 0; i < COMPANY; i++) {
        buf_add(&lines, "{\"text\":\"New on our page. ");
        for (int k = 0; k < 3; k++) {
            struct buf sentence = {0};

            made_sentence(&sentence, &state, (size_t)i % MADE_TOPICS);
            for (const char *c = buf_text(&sentence); *c != '\0'; c++)
                buf_add_char(&lines, *c == '"' ? '\'' : *c);
            buf_add_char(&lines, ' ');
            buf_deinit(&sentence);
        }
        buf_add(&lines, "\",\"published\":\"2026-11-20T09:00:00Z\"}\n");
    }
    if (!company_import(store, buf_text(&lines), lines.len, NOW, NULL, NULL,
                        &counts, &err))
        stop(err.text);
    buf_deinit(&lines);
}

static void
make_home(const char *home, size_t reps, size_t stories)
{
    struct store store;
    struct error err;
    bool made;

    if (!store_init(home, &made, &err) || !store_open(home, &store, &err))
        stop(err.text);
    make_reps(&store, reps);
    make_company(&store);
    if (!db_begin(store.db, &err) ||
        !db_run(store.db, &err,
                "INSERT INTO feed(id, url, title, added_at) VALUES "
                "(1, 'https://feed.example/', 'feed', 0)",
                ""))
        stop(err.text);
    for (size_t i = 0; i < stories; i++)
        make_story(store.db, i);
    for (size_t i = 0; i < reps; i++)
        rank_for(store.db, i, stories);
    if (!db_commit(store.db, &err))
        stop(err.text);
    store_close(&store);
}

/* A home is a flat folder. */
static void
remove_home(const char *home)
{
    DIR *folder = opendir(home);
    struct dirent *entry;

    while (folder != NULL && (entry = readdir(folder)) != NULL)
        if (entry->d_name[0] != '.')
            (void)unlinkat(dirfd(folder), entry->d_name, 0);
    if (folder != NULL)
        closedir(folder);
    if (rmdir(home) != 0)
        fprintf(stderr, "schedule_bench: %s stays\n", home);
}

/* --- what is measured
 * ----------------------------------------------------------- */

struct measured {
    double cpu, wall, compose, check, store, plan;
    size_t planned, written, refused;
    /* Seconds of the same rows by plain inserts: in one transaction, and in as
     * many as ours have texts on one story. */
    double plain, plain_many;
    long peak_kb;
};

static void
schedule(const char *home, struct measured *it)
{
    struct scheduler scheduler = {.now = NOW, .max_age_days = -1};
    struct config *config;
    struct store store;
    struct error err;
    int64_t wall = clock_mono_ms();

    it->cpu = processor();
    if (!store_open(home, &store, &err) || !config_load(home, &config, &err))
        stop(err.text);
    scheduler.store = &store;
    scheduler.config = config;
    if (!scheduler_run(&scheduler, &err))
        stop(err.text);
    config_free(config);
    store_close(&store);
    it->cpu = processor() - it->cpu;
    it->wall = (double)(clock_mono_ms() - wall) / 1e3;
    it->plan = (double)scheduler.took.plan_ns / 1e9;
    it->compose = (double)scheduler.took.compose_ns / 1e9;
    it->check = (double)scheduler.took.check_ns / 1e9;
    it->store = (double)scheduler.took.store_ns / 1e9;
    it->planned = scheduler.report.planned;
    it->written = scheduler.report.written;
    it->refused = scheduler.report.refused;
}

/* --- the floor under storing
 * ---------------------------------------------------- */

/* The rows of one table that belong to a suggestion, from one database to the
 * other. */
struct copy {
    sqlite3_stmt *from, *to;
};

static const char *const copied[] = {"suggestion", "revision", "finding",
                                     "slot", "audit"};

static sqlite3_stmt *
prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt;

    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
        stop(sqlite3_errmsg(db));
    return stmt;
}

static void
copy_init(struct copy *copy, sqlite3 *from, sqlite3 *to, const char *table)
{
    char sql[400];
    size_t len;

    snprintf(sql, sizeof sql, "SELECT * FROM %s WHERE %s = ?1 ORDER BY 1",
             table, strcmp(table, "suggestion") == 0 ? "id" : "suggestion");
    copy->from = prepare(from, sql);
    snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (?1", table);
    for (int i = 1; i < sqlite3_column_count(copy->from); i++) {
        len = strlen(sql);
        snprintf(sql + len, sizeof sql - len, ", ?%d", i + 1);
    }
    len = strlen(sql);
    snprintf(sql + len, sizeof sql - len, ")");
    copy->to = prepare(to, sql);
}

/* Seconds that the inserting took. */
static double
copy_rows(struct copy *copy, sqlite3_int64 id)
{
    double took = 0;

    if (sqlite3_bind_int64(copy->from, 1, id) != SQLITE_OK)
        stop("a plain row is not bound");
    while (sqlite3_step(copy->from) == SQLITE_ROW) {
        double start = processor();

        for (int i = 0; i < sqlite3_column_count(copy->from); i++)
            if (sqlite3_bind_value(copy->to, i + 1,
                                   sqlite3_column_value(copy->from, i)) !=
                SQLITE_OK)
                stop("a plain value is not bound");
        if (sqlite3_step(copy->to) != SQLITE_DONE ||
            sqlite3_reset(copy->to) != SQLITE_OK)
            stop("a plain insert failed");
        took += processor() - start;
    }
    (void)sqlite3_reset(copy->from);
    return took;
}

static sqlite3 *
open_plain(const char *home, const char *name)
{
    struct buf path = {0};
    sqlite3 *db;

    buf_printf(&path, "%s/%s", home, name);
    if (sqlite3_open(buf_text(&path), &db) != SQLITE_OK)
        stop("no plain database");
    buf_deinit(&path);
    return db;
}

static double
timed(sqlite3 *db, const char *sql)
{
    double start = processor();

    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        stop(sqlite3_errmsg(db));
    return processor() - start;
}

/* `each` texts a transaction; 0: all in one. */
static double
time_plain(const char *home, const char *name, size_t each)
{
    sqlite3 *from = open_plain(home, "polyphony.db");
    sqlite3 *to = open_plain(home, name);
    sqlite3_stmt *ids = prepare(from, "SELECT id FROM suggestion ORDER BY id");
    struct copy copies[COUNT(copied)];
    double took;
    size_t rows = 0;

    for (size_t i = 0; i < COUNT(copied); i++)
        copy_init(&copies[i], from, to, copied[i]);
    took = timed(to, "PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE");
    while (sqlite3_step(ids) == SQLITE_ROW) {
        if (each > 0 && ++rows % each == 0)
            took += timed(to, "COMMIT; BEGIN IMMEDIATE");
        for (size_t i = 0; i < COUNT(copied); i++)
            took += copy_rows(&copies[i], sqlite3_column_int64(ids, 0));
    }
    took += timed(to, "COMMIT");
    for (size_t i = 0; i < COUNT(copied); i++) {
        (void)sqlite3_finalize(copies[i].from);
        (void)sqlite3_finalize(copies[i].to);
    }
    (void)sqlite3_finalize(ids);
    (void)sqlite3_close(from);
    (void)sqlite3_close(to);
    return took;
}

/* The database as it is before a text is stored, for the floor. */
static void
keep_plain(const char *home, const char *name)
{
    struct buf path = {0};
    struct store store;
    struct error err;

    buf_printf(&path, "%s/%s", home, name);
    if (!store_open(home, &store, &err) ||
        !db_backup(store.db, buf_text(&path), &err))
        stop(err.text);
    store_close(&store);
    buf_deinit(&path);
}

/* --- one size
 * ------------------------------------------------------------------- */

static bool
make_it(const char *home, size_t reps, size_t stories, struct measured *it)
{
    (void)it;
    make_home(home, reps, stories);
    keep_plain(home, "plain.db");
    keep_plain(home, "many.db");
    return true;
}

static bool
schedule_it(const char *home, size_t reps, size_t stories, struct measured *it)
{
    (void)reps;
    (void)stories;
    schedule(home, it);
    return true;
}

static bool
insert_it(const char *home, size_t reps, size_t stories, struct measured *it)
{
    it->plain = time_plain(home, "plain.db", 0);
    it->plain_many = time_plain(home, "many.db", reps * QUOTA / stories);
    return true;
}

/* Each step in a process of its own, so that its memory is its own. */
static void
in_child(bool (*step)(const char *, size_t, size_t, struct measured *),
         const char *home, size_t reps, size_t stories, struct measured *it)
{
    struct rusage used;
    int ends[2], status;
    pid_t child;

    if (pipe(ends) != 0 || (child = fork()) < 0)
        stop("no process");
    if (child == 0) {
        if (!step(home, reps, stories, it) ||
            write(ends[1], it, sizeof *it) != (ssize_t)sizeof *it)
            _exit(1);
        _exit(0);
    }
    close(ends[1]);
    if (read(ends[0], it, sizeof *it) != (ssize_t)sizeof *it ||
        wait4(child, &status, 0, &used) != child || status != 0)
        stop("a step failed");
    close(ends[0]);
    if (step == schedule_it)
        it->peak_kb = used.ru_maxrss;
}

static struct measured
measure(size_t reps, size_t stories)
{
    char home[] = "/tmp/polyphony-bench-XXXXXX";
    struct measured it = {0};

    if (mkdtemp(home) == NULL)
        stop("no folder in /tmp");
    in_child(make_it, home, reps, stories, &it);
    in_child(schedule_it, home, reps, stories, &it);
    in_child(insert_it, home, reps, stories, &it);
    remove_home(home);
    printf("%zu reps, %zu stories: %zu texts of %zu in %.1f s (wall %.1f), "
           "%.0f texts/s, %.0f reps/s, peak %.0f MB\n",
           reps, stories, it.written, reps * QUOTA, it.cpu, it.wall,
           (double)it.written / it.cpu, (double)reps / it.cpu,
           (double)it.peak_kb / 1024);
    printf("  a text: compose %.3f ms, check %.3f, store %.3f, all %.3f; "
           "plan %.2f s; not written %zu; plain inserts %.3f ms (%.2f of "
           "storing), with as many commits %.3f ms (%.2f)\n",
           it.compose * 1e3 / (double)it.written,
           it.check * 1e3 / (double)it.written,
           it.store * 1e3 / (double)it.written,
           it.cpu * 1e3 / (double)it.written, it.plan, it.refused,
           it.plain * 1e3 / (double)it.written, it.plain / it.store,
           it.plain_many * 1e3 / (double)it.written, it.plain_many / it.store);
    fflush(stdout);
    return it;
}

int
main(int argc, char **argv)
{
    size_t reps = argc > 1 ? strtoul(argv[1], NULL, 10) : 10000;
    size_t stories = argc > 2 ? strtoul(argv[2], NULL, 10) : reps / 5;
    struct measured small, middle, large;
    cpu_set_t one;

    if (reps < 8 || stories < 4)
        stop("too few");
    CPU_ZERO(&one);
    CPU_SET((size_t)sched_getcpu(), &one);
    if (sched_setaffinity(0, sizeof one, &one) != 0 ||
        setenv("POLYPHONY_SCHEDULE_STORY_REPS", "20", 1) != 0)
        stop("no processor to stay on");
    if (argc > 3) {
        if (strcmp(argv[3], "one") == 0)
            (void)measure(reps, stories);
        else
            make_home(argv[3], reps, stories);
        return 0;
    }
    small = measure(reps / 4, stories / 4);
    middle = measure(reps, stories);
    large = measure(reps * 2, stories * 2);
    printf("%zu reps: %.0f reps/s, %.0f texts/s, peak %ld MB; a rep of %zu "
           "costs %.2f of one of %zu; plain inserts take %.2f of storing, "
           "with as many commits %.2f, ratio %.1f\n",
           reps, (double)reps / middle.cpu, (double)middle.written / middle.cpu,
           large.peak_kb / 1024, reps * 2,
           large.cpu / (double)(reps * 2) / (small.cpu / (double)(reps / 4)),
           reps / 4, middle.plain / middle.store,
           middle.plain_many / middle.store, middle.store / middle.plain);
    return 0;
}

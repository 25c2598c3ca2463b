/* polyphony report NAME: figures for marketing and managers. A report is a
 * statement and its column heads; --json gives the same as JSON Lines. Counts
 * stand beside their base; nothing is blended into one score. */
#include "commands.h"
#include "home.h"

#include "polyphony/json.h"

#include <stdio.h>
#include <string.h>

#define COLUMNS 8
#define NAME_WIDTH 34

struct report {
    const char *name, *about;
    const char *heads[COLUMNS];
    const char *sql;
};

#define DAYS_30 "2592000"

static const struct report reports[] = {
    {"feeds",
     "What each feed gave in 30 days, and what became of it",
     {"feed", "articles", "suggested", "shared", "dismissed"},
     "SELECT coalesce(nullif(f.title, ''), f.url), "
     "(SELECT count(*) FROM article AS a WHERE a.feed = f.id AND "
     "a.seen >= $1 - " DAYS_30 "), count(g.id), "
     "sum(coalesce(g.state = 'shared', 0)), "
     "sum(coalesce(g.state = 'dismissed', 0)) FROM feed AS f "
     "LEFT JOIN article AS a ON a.feed = f.id "
     "LEFT JOIN suggestion AS g ON g.article = a.id AND "
     "g.made >= $1 - " DAYS_30 " GROUP BY f.id ORDER BY 4 DESC, 3 DESC, 1"},
    {"pickup",
     "From what was read to what came of it, last 30 days",
     {"stories", "written", "offered", "accepted", "edited", "shared",
      "clicked", "leads"},
     "SELECT (SELECT count(*) FROM story WHERE founded >= $1 - " DAYS_30
     "), (SELECT count(*) FROM suggestion WHERE made >= $1 - " DAYS_30
     "), (SELECT count(DISTINCT suggestion) FROM audit WHERE is_now = "
     "'offered' AND at >= $1 - " DAYS_30
     "), (SELECT count(DISTINCT suggestion) FROM audit WHERE is_now IN "
     "('accepted', 'scheduled') AND at >= $1 - " DAYS_30
     "), (SELECT count(DISTINCT suggestion) FROM audit WHERE what = 'edit' "
     "AND at >= $1 - " DAYS_30
     "), (SELECT count(*) FROM share WHERE at >= $1 - " DAYS_30
     "), (SELECT count(DISTINCT suggestion) FROM click WHERE kind = 'person' "
     "AND at >= $1 - " DAYS_30
     "), (SELECT count(*) FROM outcome WHERE kind = 'lead' AND "
     "at >= $1 - " DAYS_30 ")"},
    {"reps",
     "What each rep was offered in 30 days, and did with it",
     {"rep", "written", "shared", "dismissed", "expired", "replies", "leads"},
     "SELECT r.name, count(g.id), sum(coalesce(g.state = 'shared', 0)), "
     "sum(coalesce(g.state = 'dismissed', 0)), "
     "sum(coalesce(g.state = 'expired', 0)), "
     "(SELECT count(*) FROM outcome AS o WHERE o.rep = r.id AND o.kind = "
     "'reply'), (SELECT count(*) FROM outcome AS o WHERE o.rep = r.id AND "
     "o.kind = 'lead') FROM rep AS r LEFT JOIN suggestion AS g ON "
     "g.rep = r.id AND g.made >= $1 - " DAYS_30
     " WHERE r.state <> 'gone' GROUP BY r.id ORDER BY r.name, r.id"},
};

#define N_REPORTS (sizeof reports / sizeof reports[0])

static size_t
columns_of(const struct report *report)
{
    size_t n = 0;

    while (n < COLUMNS && report->heads[n] != NULL)
        n++;
    return n;
}

/* A name in its column: cut with an ellipsis, filled with blanks. */
static void
add_name(struct buf *line, const char *name)
{
    size_t len = name != NULL ? strlen(name) : 0;
    int wide = text_columns(name, len);
    bool cut = wide > NAME_WIDTH;

    while (wide > NAME_WIDTH - cut && len > 0) {
        do
            len--;
        while (len > 0 && ((unsigned char)name[len] & 0xC0) == 0x80);
        wide = text_columns(name, len);
    }
    buf_printf(line, "%.*s%s%*s", (int)len, name != NULL ? name : "",
               cut ? "…" : "", NAME_WIDTH - wide - cut, "");
}

static void
print_row(const struct report *report, struct db_stmt *q, bool json)
{
    struct buf line = {.max = 65536};
    struct json_out out = {.buf = &line};
    size_t n = columns_of(report);
    bool named = strcmp(report->name, "pickup") != 0;

    if (json)
        json_open(&out, '{');
    for (size_t i = 0; i < n; i++) {
        bool is_name = named && i == 0;

        if (json && is_name)
            json_member(&out, report->heads[i], db_text(q, (int)i));
        else if (json)
            json_member_int(&out, report->heads[i], db_int(q, (int)i));
        else if (is_name)
            add_name(&line, db_text(q, (int)i));
        else
            buf_printf(&line, "%10lld", (long long)db_int(q, (int)i));
    }
    if (json)
        json_close(&out, '}');
    puts(buf_text(&line));
    buf_deinit(&line);
}

static void
print_heads(const struct report *report)
{
    bool named = strcmp(report->name, "pickup") != 0;

    printf("%s%s%s\n\n", bold(), report->about, plain());
    for (size_t i = 0; i < columns_of(report); i++) {
        if (named && i == 0)
            printf("%-*s", NAME_WIDTH, report->heads[i]);
        else
            printf("%10s", report->heads[i]);
    }
    putchar('\n');
}

static const struct report *
find_report(const char *name)
{
    for (size_t i = 0; i < N_REPORTS; i++) {
        if (strcmp(reports[i].name, name) == 0)
            return &reports[i];
    }
    return NULL;
}

static int
list_reports(void)
{
    for (size_t i = 0; i < N_REPORTS; i++)
        printf("  polyphony report %-8s %s\n", reports[i].name,
               reports[i].about);
    return cli_finish(EXIT_FINE);
}

int
cmd_report(struct args *args)
{
    const struct report *report;
    bool json = args_flag(args, "--json");
    struct home home;
    struct db_stmt *q;
    struct error err;
    int status = EXIT_FINE;

    if (!args_done(args, 0, 1))
        return EXIT_USAGE;
    if (args->count == 0)
        return list_reports();
    report = find_report(args->items[0]);
    if (report == NULL) {
        cli_complain("%s: no such report; polyphony report lists them",
                     args->items[0]);
        return EXIT_USAGE;
    }
    if (!home_open(args, &home, &status))
        return status;
    if (!json)
        print_heads(report);
    q = db_query(home.store.db, &err, report->sql, "i", home.now);
    while (db_next(q))
        print_row(report, q, json);
    if (!db_done(q, &err))
        status = cli_fail(&err);
    home_close(&home);
    return cli_finish(status);
}

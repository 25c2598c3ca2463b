/* polyphony report NAME: figures for marketing and managers. A report is a
 * statement and its column heads; --json gives the same as JSON Lines. Counts
 * stand beside their base; nothing is blended into one score. */
#include "commands.h"
#include "home.h"

#include "polyphony/json.h"
#include "polyphony/report.h"

#include <stdio.h>
#include <string.h>

#define NAME_WIDTH 34

static size_t
columns_of(const struct report *report)
{
    size_t n = 0;

    while (n < REPORT_COLUMNS && report->heads[n] != NULL)
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
    bool named = report->is_named;

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
    bool named = report->is_named;

    printf("%s%s%s\n\n", bold(), report->about, plain());
    for (size_t i = 0; i < columns_of(report); i++) {
        if (named && i == 0)
            printf("%-*s", NAME_WIDTH, report->heads[i]);
        else
            printf("%10s", report->heads[i]);
    }
    putchar('\n');
}

static int
list_reports(void)
{
    size_t count;
    const struct report *reports = report_table(&count);

    for (size_t i = 0; i < count; i++)
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
    report = report_find(args->items[0]);
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

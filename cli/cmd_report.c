/* polyphony report NAME: figures for marketing and managers. --json gives the
 * same as JSON Lines. Counts stand beside their base; nothing is blended into
 * one score. */
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
print_row(const struct report *report, const struct report_row *row, bool json)
{
    struct buf line = {.max = 65536};
    struct json_out out = {.buf = &line};
    size_t first = report->is_named ? 1 : 0, n = columns_of(report);

    if (json)
        json_open(&out, '{');
    if (json && report->is_named)
        json_member(&out, report->heads[0], row->name);
    else if (report->is_named)
        add_name(&line, row->name);
    for (size_t i = first; i < n; i++) {
        if (json)
            json_member_int(&out, report->heads[i], row->counts[i - first]);
        else
            buf_printf(&line, "%10lld", (long long)row->counts[i - first]);
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
    struct arena *arena;
    struct home home;
    struct report_row *rows;
    struct error err;
    int status = EXIT_FINE;
    size_t count;

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
    arena = arena_new(0);
    if (!report->read(&home.store, home.now, arena, &rows, &count, &err))
        status = cli_fail(&err);
    for (size_t i = 0; status == EXIT_FINE && i < count; i++)
        print_row(report, &rows[i], json);
    arena_free(arena);
    home_close(&home);
    return cli_finish(status);
}

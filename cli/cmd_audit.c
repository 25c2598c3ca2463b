/* polyphony audit ...: the record for somebody outside, and whether it is
 * still what was written. */
#include "commands.h"
#include "home.h"

#include "polyphony/audit.h"
#include "polyphony/clock.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* --- export
 * --------------------------------------------------------------- */

static bool
write_line(const char *line, size_t len, void *context)
{
    return fwrite(line, 1, len, context) == len;
}

/* Whole or not there: written beside, then renamed. */
static bool
export_file(struct home *home, int64_t since, const char *path,
            struct audit_head *head, struct error *err)
{
    struct buf beside = {.max = 8192};
    FILE *file;
    bool ok;

    buf_printf(&beside, "%s.part", path);
    file = fopen(buf_text(&beside), "w");
    if (file == NULL) {
        buf_deinit(&beside);
        return error_errno(err, "%s", path);
    }
    ok = audit_export(&home->store, since, write_line, file, head, err);
    if (ok && (fflush(file) != 0 || fsync(fileno(file)) != 0))
        ok = error_errno(err, "%s", path);
    if (fclose(file) != 0 && ok)
        ok = error_errno(err, "%s", path);
    if (ok && rename(buf_text(&beside), path) != 0)
        ok = error_errno(err, "%s", path);
    if (!ok)
        unlink(buf_text(&beside));
    buf_deinit(&beside);
    return ok;
}

static bool
read_since(struct args *args, int64_t *since)
{
    const char *text = args_option(args, "--since");

    *since = TIME_NONE;
    if (text == NULL || time_parse(text, since))
        return true;
    cli_complain("--since: \"%s\" is no date; write 2026-11-24", text);
    return false;
}

int
cmd_audit_export(struct args *args)
{
    char anchor[AUDIT_HEAD_TEXT];
    struct audit_head head;
    struct home home;
    struct error err;
    const char *path;
    int64_t since;
    int status = EXIT_FINE;
    bool ok;

    if (!read_since(args, &since) || !args_done(args, 0, 1))
        return EXIT_USAGE;
    path = args->count > 0 && strcmp(args->items[0], "-") != 0 ? args->items[0]
                                                               : NULL;
    if (!home_open(args, &home, &status))
        return status;
    ok = path != NULL ? export_file(&home, since, path, &head, &err)
                      : audit_export(&home.store, since, write_line, stdout,
                                     &head, &err);
    if (ok) /* beside the lines, not among them */
        fprintf(path != NULL ? stdout : stderr,
                "The audit up to row %lld. Keep this where nobody here can "
                "change it:\n%s\n",
                (long long)head.rows, audit_head_text(&head, anchor));
    else
        status = cli_fail(&err);
    home_close(&home);
    return cli_finish(status);
}

/* --- verify
 * --------------------------------------------------------------- */

static int
verify_home(struct args *args, const struct audit_head *expected)
{
    char anchor[AUDIT_HEAD_TEXT];
    struct audit_head head;
    struct home home;
    struct error err;
    int status = EXIT_FINE;

    if (!home_open(args, &home, &status))
        return status;
    if (audit_verify(&home.store, expected, &head, &err))
        printf("%lld %s, each as it was written%s.\n%s\n", (long long)head.rows,
               count_word(head.rows == 1, "row", "rows"),
               expected != NULL ? ", and what you expected is among them" : "",
               audit_head_text(&head, anchor));
    else
        status = cli_fail(&err);
    home_close(&home);
    return cli_finish(status);
}

static int
verify_file(const char *path, const struct audit_head *expected)
{
    char anchor[AUDIT_HEAD_TEXT];
    struct audit_head before, head;
    struct error err;

    if (!audit_verify_file(path, expected, &before, &head, &err))
        return cli_fail(&err);
    printf("%s: %lld %s, each as it was written%s.\n%s\n", path,
           (long long)(head.rows - before.rows),
           count_word(head.rows - before.rows == 1, "row", "rows"),
           expected != NULL ? ", and what you expected is among them" : "",
           audit_head_text(&head, anchor));
    if (before.rows > 0)
        printf("It begins after row %lld; that the audit was %s then, only an "
               "earlier export or head can show.\n",
               (long long)before.rows, audit_head_text(&before, anchor));
    return cli_finish(EXIT_FINE);
}

int
cmd_audit_verify(struct args *args)
{
    const char *text = args_option(args, "--expect");
    struct audit_head expected;
    struct error err;

    if (!args_done(args, 0, 1))
        return EXIT_USAGE;
    if (text != NULL && !audit_head_read(text, &expected, &err))
        return cli_fail(&err);
    return args->count > 0
               ? verify_file(args->items[0], text != NULL ? &expected : NULL)
               : verify_home(args, text != NULL ? &expected : NULL);
}

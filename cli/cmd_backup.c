/* polyphony backup FILE: a consistent copy of the database, while others
 * work on it. */
#include "commands.h"
#include "home.h"

#include "polyphony/audit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Here rather than in the driver, so that an error names the file that was
 * asked for, and why; and readable for its owner alone. */
static bool
make_empty(const char *beside, const char *file, struct error *err)
{
    int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0)
        return error_errno(err, "%s", file);
    return close(fd) == 0 || error_errno(err, "%s", file);
}

int
cmd_backup(struct args *args)
{
    struct home home;
    struct error err;
    struct stat st;
    struct buf beside = {.max = 8192};
    struct audit_head head;
    char anchor[AUDIT_HEAD_TEXT];
    const char *file;
    int status = EXIT_FINE;
    bool ok;

    if (!args_done(args, 1, 1))
        return EXIT_USAGE;
    file = args->items[0];
    if (stat(file, &st) == 0)
        return cli_complain("%s: is there already; name a new file", file);
    if (!home_open(args, &home, &status))
        return status;
    /* whole or not there: written beside, then renamed */
    buf_printf(&beside, "%s.part", file);
    unlink(buf_text(&beside));
    ok = audit_head_now(&home.store, &head, &err) &&
         make_empty(buf_text(&beside), file, &err) &&
         db_backup(home.store.db, buf_text(&beside), &err);
    if (ok && rename(buf_text(&beside), file) != 0)
        ok = error_errno(&err, "%s", file);
    if (!ok)
        unlink(buf_text(&beside));
    if (ok && stat(file, &st) == 0)
        printf("%s: %lld KiB. `polyphony restore` puts it back.\nIts audit "
               "reaches at least (polyphony audit "
               "verify --expect):\n%s\n",
               file, (long long)st.st_size / 1024,
               audit_head_text(&head, anchor));
    if (!ok)
        status = cli_fail(&err);
    buf_deinit(&beside);
    home_close(&home);
    return cli_finish(status);
}

/* polyphony backup FILE: a consistent copy of the database, while others
 * work on it. */
#include "commands.h"
#include "home.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int
cmd_backup(struct args *args)
{
    struct home home;
    struct error err;
    struct stat st;
    struct buf beside = {.max = 8192};
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
    ok = db_backup(home.store.db, buf_text(&beside), &err);
    if (ok && rename(buf_text(&beside), file) != 0)
        ok = error_errno(&err, "%s", file);
    if (!ok)
        unlink(buf_text(&beside));
    if (ok && stat(file, &st) == 0)
        printf("%s: %lld KiB. To restore it, put it in a home as "
               "polyphony.db.\n",
               file, (long long)st.st_size / 1024);
    if (!ok)
        status = cli_fail(&err);
    buf_deinit(&beside);
    home_close(&home);
    return cli_finish(status);
}

/* polyphony restore FILE: a backup in the place of the home's database. */
#include "commands.h"
#include "home.h"

#include "polyphony/clock.h"
#include "polyphony/restore.h"

#include <stdio.h>
#include <string.h>

static const char *
name_of(const char *file)
{
    const char *slash = strrchr(file, '/');

    return slash != NULL ? slash + 1 : file;
}

/* Into the record that was restored, which knows nothing of what came after
 * it; this also brings an older database up to date. */
static bool
note(struct home *home, const char *file, struct error *err)
{
    struct queue queue;
    char words[200];

    snprintf(words, sizeof words, "from %.180s", name_of(file));
    return home_name(home, NULL, err) && home_fill_queue(home, &queue, err) &&
           queue_note_act(&queue, "restore backup", words, err);
}

static void
say(const char *folder, const char *file, const char *aside)
{
    printf("%s is in place.\n", name_of(file));
    if (aside[0] != '\0')
        printf("What was there before is %s/backups/%s.\n", folder, aside);
    printf(
        "What happened since that backup is not in it: who shared something "
        "since is\noffered it again, and who was forgotten since has to be "
        "forgotten again.\n`polyphony doctor` says whether all is well; then "
        "start polyphony.\n");
}

int
cmd_restore(struct args *args)
{
    const char *folder = store_home(args->home);
    char aside[RESTORE_ASIDE];
    struct home home;
    struct error err;
    int status = EXIT_FINE;

    if (!args_done(args, 1, 1))
        return EXIT_USAGE;
    if (!restore_backup(folder, args->items[0], clock_now(), aside, &err))
        return cli_fail(&err);
    if (!home_open(args, &home, &status))
        return status;
    if (note(&home, args->items[0], &err))
        say(folder, args->items[0], aside);
    else
        status = cli_fail(&err);
    home_close(&home);
    store_own(folder);
    return cli_finish(status);
}

/* polyphony init: makes a home, or takes an empty folder as one. */
#include "commands.h"
#include "home.h"

#include <stdio.h>

int
cmd_init(struct args *args)
{
    const char *folder = store_home(args->home);
    struct error err;
    bool made;

    if (!args_done(args, 0, 0))
        return EXIT_USAGE;
    if (!home_make(folder, &made, &err))
        return cli_fail(&err);
    if (made)
        printf("%s is ready; its polyphony.ini shows every setting. Next: "
               "polyphony run prints\na link, and a browser leads you through "
               "the rest; or at the shell: polyphony import\nfeeds FILE.opml, "
               "import reps REPS.json, then curate and schedule.\n",
               folder);
    else
        printf("%s is there already; nothing was changed.\n", folder);
    return cli_finish(EXIT_FINE);
}

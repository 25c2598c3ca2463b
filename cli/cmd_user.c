/* polyphony user add: a person who signs in to the desk. */
#include "commands.h"
#include "home.h"

#include "polyphony/people.h"

#include <stdio.h>

int
cmd_user_add(struct args *args)
{
    struct person_new new = {.role = args_option(args, "--role"),
                             .rep = args_option(args, "--rep"),
                             .mail = args_option(args, "--mail")};
    char secret[SECRET_TEXT];
    struct home home;
    struct error err;
    int status = EXIT_FINE;

    if (!args_done(args, 1, 1))
        return EXIT_USAGE;
    if (new.role == NULL || !people_is_role(new.role)) {
        cli_complain("user add: --role %s; rep, reviewer, marketing, manager "
                     "or admin",
                     new.role == NULL ? "is missing" : "is none of ours");
        return cli_usage(args);
    }
    if (!home_open(args, &home, &status))
        return status;
    new.name = args->items[0];
    if (people_add(&home.store, &new, home.now, secret, &err))
        printf("%s (%s) is in. One-time sign-in link, good for seven days "
               "(put it\nbehind the address at which the desk is reached):\n\n"
               "   /sign-in/%s\n",
               new.name, new.role, secret);
    else
        status = cli_fail(&err);
    home_close(&home);
    return cli_finish(status);
}

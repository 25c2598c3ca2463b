/* polyphony user add, person forget: who signs in to the desk, and whom the
 * installation forgets. */
#include "commands.h"
#include "home.h"

#include "polyphony/forget.h"
#include "polyphony/people.h"

#include <stdio.h>

struct adding {
    struct queue *queue;
    const struct person_new *new;
    char *secret;
};

/* The person and the audit's row that says so, both or none. */
static bool
add(void *context, struct error *err)
{
    struct adding *adding = context;
    char note[400];

    snprintf(note, sizeof note, "%.250s (%s%s%.100s)", adding->new->name,
             adding->new->role, adding->new->rep != NULL ? " of " : "",
             adding->new->rep != NULL ? adding->new->rep : "");
    return people_add(adding->queue->store, adding->new, adding->queue->now,
                      adding->secret, err) &&
           queue_note_act(adding->queue, "add person", note, err);
}

static void
print_link(const struct home *home, const struct person_new *new,
           const char *secret)
{
    const char *url = config_text(home->config, "desk.url");

    printf("%s (%s) is in. One-time sign-in link, good for seven days%s:\n\n"
           "   %s/sign-in/%s\n",
           new->name, new->role,
           url[0] != '\0' ? ""
                          : " (put it\nbehind the address at which the desk "
                            "is reached)",
           url, secret);
}

int
cmd_user_add(struct args *args)
{
    struct person_new new = {.role = args_option(args, "--role"),
                             .rep = args_option(args, "--rep"),
                             .mail = args_option(args, "--mail")};
    char secret[SECRET_TEXT];
    struct home home;
    struct queue queue;
    struct adding adding = {&queue, &new, secret};
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
    if (!home_queue(args, 1, 1, &home, &queue, &status))
        return status;
    new.name = args->items[0];
    if (db_transaction(home.store.db, add, &adding, &err))
        print_link(&home, &new, secret);
    else
        status = cli_fail(&err);
    home_close(&home);
    return cli_finish(status);
}

static void
print_forgotten(const struct forgotten *f)
{
    printf("Forgotten: from now on %s.\n"
           "%zu %s of the audit without the name; %zu %s withdrawn; %lld "
           "shared %s stay with the record of their approval.\n",
           f->pseudonym, f->rows, count_word(f->rows == 1, "row", "rows"),
           f->withdrawn,
           count_word(f->withdrawn == 1, "suggestion", "suggestions"),
           (long long)f->kept, count_word(f->kept == 1, "text", "texts"));
    if (f->old_rows > 0)
        printf("%zu %s of the audit from before version 30 of the database "
               "can't be changed and still hold the name.\n",
               f->old_rows, count_word(f->old_rows == 1, "row", "rows"));
    printf("Backups and exports made before now still hold all of it: delete "
           "them or make\nthem anew. What was posted on networks is not "
           "ours to take back.\n");
}

int
cmd_person_forget(struct args *args)
{
    struct forgotten forgotten;
    struct home home;
    struct queue queue;
    struct error err;
    int status = EXIT_FINE;

    if (!home_queue(args, 1, 1, &home, &queue, &status))
        return status;
    if (forget_person(&queue, args->items[0], &forgotten, &err))
        print_forgotten(&forgotten);
    else
        status = cli_fail(&err);
    home_close(&home);
    return cli_finish(status);
}

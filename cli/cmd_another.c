/* polyphony queue another: another text for the rep, in this one's place. */
#include "commands.h"
#include "home.h"

#include "polyphony/scheduler.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
show(struct home *home, int64_t id, int64_t former, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct suggestion g;
    struct rep rep;
    bool ok = queue_find(&home->store, id, arena, &g, err) &&
              reps_find(&home->store, g.rep, arena, &rep, err);

    if (ok) {
        printf("Another angle; #%lld is discarded%s.\n\n", (long long)former,
               strcmp(g.state, "in_review") == 0
                   ? ", and a reviewer reads the new one first"
                   : "");
        ok = card_print(home, &rep, &g, err);
    }
    arena_free(arena);
    return ok;
}

int
cmd_queue_another(struct args *args)
{
    struct scheduler scheduler = {.max_age_days = -1};
    struct queue queue;
    struct home home;
    struct error err;
    int64_t former, id;
    int status = EXIT_FINE;

    if (!home_queue(args, 1, 1, &home, &queue, &status))
        return status;
    former = strtoll(args->items[0], NULL, 10);
    scheduler.store = &home.store;
    scheduler.config = home.config;
    scheduler.now = home.now;
    if (!scheduler_another(&scheduler, former, queue.who, &id, &err) ||
        !show(&home, id, former, &err))
        status = cli_fail(&err);
    else
        printf("\nWithin %d seconds, polyphony queue undo --as %s brings the "
               "former text back.\n",
               QUEUE_UNDO_SECONDS, queue.who);
    home_close(&home);
    return cli_finish(status);
}

/* The queue for the length of a request; see the header. */
#include "desk_queue.h"

#include "place.h"

#include "polyphony/holidays.h"

#include <stdlib.h>
#include <string.h>

bool
desk_queue_open(struct request *request, struct desk_queue *open,
                struct error *err)
{
    const struct config *config = request->config;

    memset(open, 0, sizeof *open);
    open->queue = (struct queue){
        .store = request->store,
        .now = request->now,
        .who = request->person.name,
        .blind_percent = (int)config_number(config, "review.blind_percent"),
        .horizon_days = (int)config_number(config, "schedule.horizon_days"),
        .config = config};
    open->books = &request->place->rules;
    if (!rulebook_hold(open->books, request->store, config, &open->book, err))
        return false;
    open->queue.pack = open->book->pack;
    if (!holidays_load(request->store, request->now, SLOT_HORIZON, &open->quiet,
                       &open->queue.n_quiet, err)) {
        desk_queue_close(open);
        return false;
    }
    open->queue.quiet = open->quiet;
    return true;
}

void
desk_queue_close(struct desk_queue *open)
{
    if (open->books != NULL)
        rulebook_release(open->books, open->book);
    free(open->quiet);
    memset(open, 0, sizeof *open);
}

struct act {
    struct queue *queue;
    const char *what, *note;
    bool (*work)(void *context, struct error *);
    void *context;
};

static bool
run_act(void *context, struct error *err)
{
    struct act *act = context;

    return (act->work == NULL || act->work(act->context, err)) &&
           queue_note_act(act->queue, act->what, act->note, err);
}

bool
desk_act(struct request *request, const char *what, const char *note,
         bool (*work)(void *context, struct error *), void *context,
         struct error *err)
{
    struct desk_queue open;
    struct act act = {&open.queue, what, note, work, context};
    bool ok = desk_queue_open(request, &open, err) &&
              db_join(request->store->db, run_act, &act, err);

    desk_queue_close(&open);
    return ok;
}

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

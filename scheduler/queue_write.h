/* What the files queue*.c share: rows of audit and findings, and the state of
 * a suggestion before a move. Not for others. */
#ifndef POLYPHONY_QUEUE_WRITE_H
#define POLYPHONY_QUEUE_WRITE_H

#include "polyphony/queue.h"

struct queue_audit {
    const char *what;
    int64_t suggestion; /* 0: about none */
    const char *was, *is_now, *note, *text;
};

/* One row of the chain; within a transaction. */
bool queue_write_audit(struct queue *queue, const struct queue_audit *row,
                       struct error *err) MUST_CHECK;

/* "starter 1": which rules a text was checked with. */
void queue_pack_name(const struct guideline *pack, char *out, size_t size);

bool queue_write_findings(struct queue *queue, int64_t id, int revision,
                          const struct guideline_report *report,
                          struct error *err) MUST_CHECK;

/* Is it a state in which a suggestion holds neither slot nor wording? */
bool queue_is_dead(const char *state);

/* One move with its audit row, decision and slot; within a transaction. */
bool queue_move(struct queue *queue, const struct suggestion *suggestion,
                const char *to, const char *what, const char *note,
                struct error *err) MUST_CHECK;

/* scheduler/place.c */
struct place {
    int64_t story;
    const char *story_key, *network;
    int64_t from;       /* no slot before it */
    int64_t suggestion; /* whose own slot does not count; 0: none yet */
};
struct placed {
    int64_t at, day_starts;
};

/* The next free slot by the rep's hours, the rep's other slots, and those of
 * colleagues on the story; ERROR_LIMIT when there is none. */
bool queue_place(struct queue *queue, const struct rep *rep,
                 const struct place *place, struct placed *placed,
                 struct error *err) MUST_CHECK;

/* Is `place->from` itself such a time? ERROR_CONFLICT says why not. */
bool queue_fits(struct queue *queue, const struct rep *rep,
                const struct place *place, struct error *err) MUST_CHECK;

/* A new slot from an instant on, for one that had none or lost it. */
bool queue_new_slot(struct queue *queue, const struct suggestion *suggestion,
                    int64_t from, struct error *err) MUST_CHECK;

bool queue_write_slot(struct queue *queue, int64_t suggestion, const char *rep,
                      int64_t story, const char *network,
                      const struct placed *placed,
                      struct error *err) MUST_CHECK;

#endif

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

/* "starter 1 (9f2c41aa)": which rules a text was checked with. */
#define QUEUE_PACK_NAME 100
void queue_pack_name(const struct guideline *pack, char *out, size_t size);

/* What the rules say of a text on an article; the report is yours. */
bool queue_check_rules(struct queue *queue, int64_t article,
                       const char *network, const char *text,
                       struct guideline_report **report,
                       struct error *err) MUST_CHECK;

bool queue_write_findings(struct queue *queue, int64_t id, int revision,
                          const struct guideline_report *report,
                          struct error *err) MUST_CHECK;

/* What the rules look at beside the text: the article's row, and what the
 * company posted on it; in `arena`. ERROR_NOTFOUND: the article is gone. */
bool queue_load_post(struct store *store, int64_t article, struct arena *arena,
                     struct guideline_post *post, struct error *err) MUST_CHECK;

/* The same for a new text; ERROR_CONFLICT when a rule blocks it. */
bool queue_check_new(struct queue *queue, const struct queue_new *new,
                     struct guideline_report **report,
                     struct error *err) MUST_CHECK;

/* Writes a text that passed: its slot, row, revision, findings, audit and
 * first move, and the plan's line; within a transaction. Where it fails with
 * *wrote false (no slot, the rep has the story), nothing was written. */
bool queue_insert(struct queue *queue, const struct queue_new *new,
                  const struct guideline_report *report, int64_t *id,
                  bool *wrote, struct error *err) MUST_CHECK;

/* Puts one in twenty (queue->blind_percent) of what cleared itself into the
 * blind sample. */
bool queue_mark_blind(struct queue *queue, int64_t id, const char *key,
                      struct error *err) MUST_CHECK;

/* Another angle (queue_another.c), within a transaction: the text that is
 * replaced gives its slot away and is discarded, ERROR_CONFLICT where it can't
 * be any more; *offered: it was on the rep's table, where the new one goes. */
struct placed;
bool queue_give_place(struct queue *queue, const struct queue_new *new,
                      struct placed *placed, bool *offered,
                      struct error *err) MUST_CHECK;
bool queue_take_place(struct queue *queue, const struct queue_new *new,
                      int64_t id, struct error *err) MUST_CHECK;
/* The text that came in its place is withdrawn. */
bool queue_take_back(struct queue *queue, const struct suggestion *g,
                     struct error *err) MUST_CHECK;
#define QUEUE_ANOTHER "take another angle" /* the name of the move */

/* Does g->text differ from all that it must not echo by now? */
bool queue_differs(struct queue *queue, const struct rep *rep,
                   const struct suggestion *g, struct error *err) MUST_CHECK;

/* The wording before the last edit, as a new revision, into *g too; checked
 * like any other text. Within a transaction. */
bool queue_put_text_back(struct queue *queue, const struct rep *rep,
                         struct suggestion *g, struct arena *arena,
                         struct error *err) MUST_CHECK;

/* Is it a state in which a suggestion holds neither slot nor wording? */
bool queue_is_dead(const char *state);

/* One move with its audit row, decision and slot; within a transaction. */
bool queue_move(struct queue *queue, const struct suggestion *suggestion,
                const char *to, const char *what, const char *note,
                struct error *err) MUST_CHECK;

/* Does the table of moves have it? ERROR_CONFLICT with who did what. */
bool queue_may_move(struct queue *queue, const struct suggestion *suggestion,
                    const char *to, const char *what,
                    struct error *err) MUST_CHECK;

/* A verb of a person: one move, with what it needs beside it in the same
 * transaction. */
struct queue_verb {
    struct queue *queue;
    int64_t id;
    const char *to, *what, *note; /* to NULL: it stays where it is */
    bool early;  /* an approved text may be offered before its day */
    bool clears; /* lets a text go on: checked with the rules of now first */
    /* More to do before the move; may be NULL. */
    bool (*also)(struct queue_verb *verb, struct suggestion *g,
                 struct error *err);
    int64_t when;
    const char *verdict; /* a reviewer's */
    const char *address; /* of a share */
};
bool queue_do_verb(struct queue_verb *verb, struct error *err) MUST_CHECK;
/* The same within a transaction; `context` is the verb. */
bool queue_run_verb(void *context, struct error *err) MUST_CHECK;

/* ERROR_CONFLICT where the text is not the one of queue->seen. */
bool queue_is_as_seen(struct queue *queue, const struct suggestion *g,
                      struct error *err) MUST_CHECK;

/* False, naming the rule, where one blocks the text. */
bool queue_not_blocked(struct queue_verb *verb, struct suggestion *g,
                       struct error *err) MUST_CHECK;

/* ERROR_CONFLICT while marketing holds its story back beyond `at`. */
bool queue_not_embargoed(struct queue *queue, const struct suggestion *g,
                         int64_t at, struct error *err) MUST_CHECK;

/* The slot as it was before the act with this note, of "schedule" or "move":
 * the same time where nobody has it by now, else another one. Notes of other
 * acts change nothing. */
bool queue_time_as_before(struct queue *queue, const struct suggestion *g,
                          const char *note, struct error *err) MUST_CHECK;

/* The note with which a text of the blind sample goes back to review. */
#define QUEUE_BLIND "blind sample"

/* With it begins the note of an approval by the rep whose text it is. */
#define QUEUE_OWN_TEXT "own text"

/* What is done to many at once ends in this: an undo takes all of it back. */
#define QUEUE_ALL_AT_ONCE " all"
/* Its note, by which an undo knows where it began: "NOTE (2 of 3)". */
const char *queue_part_note(struct arena *arena, const char *note, size_t part,
                            size_t count);

/* The next free slot by the rep's hours, the rep's other slots, and those of
 * colleagues on the story; ERROR_LIMIT when there is none.
 * scheduler/assign/place.c */
struct placed {
    int64_t at, day_starts;
};
bool queue_place(struct queue *queue, const struct rep *rep, int64_t story,
                 const char *story_key, const char *network, int64_t from,
                 struct placed *placed, struct error *err) MUST_CHECK;

/* ERROR_CONFLICT when a rep's own choice of a time is within SLOT_GAP of
 * another post of theirs, or within SLOT_SPACING of a colleague's on the story
 * and network. Hours and quotas are the rep's to leave. */
bool queue_time_is_free(struct queue *queue, const struct suggestion *g,
                        int64_t at, struct error *err) MUST_CHECK;

bool queue_write_slot(struct queue *queue, int64_t suggestion, const char *rep,
                      int64_t story, const char *network,
                      const struct placed *placed,
                      struct error *err) MUST_CHECK;

/* A new slot from `from` on, by queue_place(); ERROR_LIMIT: none is free. */
bool queue_place_again(struct queue *queue, const struct suggestion *g,
                       int64_t from, struct error *err) MUST_CHECK;

#endif

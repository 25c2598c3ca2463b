/* The queue: a suggestion's life, from the moment its text is stored to the
 * share. The one writer of suggestion, revision, finding, decision, slot and
 * audit; every move is checked against the table of moves, and written in one
 * transaction with its audit row.
 *
 * The bound on likeness holds here: a text is compared with all that it must
 * not echo in the same transaction that stores it, so that no two writers can
 * pass two alike texts. */
#ifndef POLYPHONY_QUEUE_H
#define POLYPHONY_QUEUE_H

#include "polyphony/arena.h"
#include "polyphony/config.h"
#include "polyphony/differ.h"
#include "polyphony/digest.h"
#include "polyphony/guideline.h"
#include "polyphony/reps.h"
#include "polyphony/store.h"

struct queue {
    struct store *store;
    const struct guideline *pack;
    int64_t now;
    const char *who; /* a person's name, or "polyphony" */
    int blind_percent;
    int horizon_days;     /* how far ahead a slot may lie */
    const int64_t *quiet; /* days without posts (holidays.h); may be NULL */
    size_t n_quiet;
    const struct config *config; /* caps of networks; NULL: none */
    bool any_hours; /* a person's own time may lie outside the rep's hours */
    /* The revision that the person has read: ERROR_CONFLICT where the text was
     * changed since, for the verbs, an edit and a mend. 0: whichever. */
    int seen;
    int64_t act;     /* the audit's row of what was done with it last */
    int64_t undo_of; /* the act that an undo takes back; 0: the last one */
};

/* --- writing ------------------------------------------------------------ */

struct queue_new {
    const struct rep *rep;
    int64_t story, article;
    const char *key, *story_key;
    const char *network, *text, *link, *angle, *opening, *structure;
    const char *phrases, *spans;        /* as in differ_post */
    const char *source, *why, *reasons; /* JSON */
    const char *writer, *day;           /* day: the plan that it belongs to */
    double score;
    /* Another angle: the rep's approved or offered text on the story whose
     * slot this one takes, and which is discarded; 0: none. */
    int64_t replaces;
};

/* Stores a draft with its revision, findings, slot and audit row, moves it to
 * approved or in_review as the rep's policy says, and marks the plan's line
 * done. ERROR_CONFLICT when the text is too close to another one, when a rule
 * blocks it, or when the rep has the story already; ERROR_LIMIT when no slot
 * is free. */
bool queue_add(struct queue *queue, const struct queue_new *new, int64_t *id,
               struct error *err) MUST_CHECK;

/* The same for many texts on one story: each is put when it is written, so
 * that the next one is written away from it, and they are stored together in
 * one transaction. One thread; its store's connection has no other writer
 * meanwhile. */
#define QUEUE_BATCH 32 /* texts at most */
struct queue_batch;
struct queue_batch *queue_batch_new(struct queue *queue); /* yours */
void queue_batch_free(struct queue_batch *batch);         /* NULL is fine */
/* Turns to a story; what was put on another and not stored is dropped. */
bool queue_batch_open(struct queue_batch *batch, int64_t story,
                      struct error *err) MUST_CHECK;
/* What a text on it must differ from, those that were put included; good
 * until the next call. */
const struct differ_story *queue_batch_differ(const struct queue_batch *batch);
/* One more that it must differ from, until another story is turned to. */
void queue_batch_avoid(struct queue_batch *batch,
                       const struct differ_post *post);
size_t queue_batch_count(const struct queue_batch *batch);
/* What the rules say of a text on the story's article, before it is put;
 * `ready` is the same text (NULL: made from it). The report is borrowed until
 * the next call. Putting the text that was asked about asks no second time. */
bool queue_batch_check(struct queue_batch *batch, int64_t article,
                       const char *network, const char *text,
                       struct differ_text *ready,
                       const struct guideline_report **report,
                       struct error *err) MUST_CHECK;
/* Checks a text against that, the rep's history, and the rules. What `new`
 * points to must live until it is stored. ERROR_CONFLICT as queue_add(). */
bool queue_batch_put(struct queue_batch *batch, const struct queue_new *new,
                     const struct differ_history *history,
                     struct error *err) MUST_CHECK;
/* Stores them in order. False: the first *stored are stored, the next one
 * was refused (`err` as queue_add()), and that one and those after it are
 * dropped: write them anew. Where another connection has written since the
 * story was opened, all is compared again within the transaction. */
bool queue_batch_store(struct queue_batch *batch, size_t *stored,
                       struct error *err) MUST_CHECK;

/* The verbs of people. `note` may be NULL where it is not a reason. Each
 * gives ERROR_NOTFOUND for no such suggestion, and ERROR_CONFLICT with who
 * did what when its state does not allow the move. */
bool queue_approve(struct queue *queue, int64_t id, const char *note,
                   struct error *err) MUST_CHECK;
bool queue_request_change(struct queue *queue, int64_t id, const char *note,
                          struct error *err) MUST_CHECK;
bool queue_reject(struct queue *queue, int64_t id, const char *note,
                  struct error *err) MUST_CHECK;
bool queue_accept(struct queue *queue, int64_t id,
                  struct error *err) MUST_CHECK;
bool queue_not_yet(struct queue *queue, int64_t id,
                   struct error *err) MUST_CHECK;
/* What is scheduled already is moved to that time; ERROR_CONFLICT where that is
 * its time, and where queue_time_is_worked() says no, unless any_hours. */
bool queue_schedule(struct queue *queue, int64_t id, int64_t at,
                    struct error *err) MUST_CHECK;
/* ERROR_CONFLICT, in words, for a time outside the rep's working hours, on a
 * holiday or a day away: proposed slots never are, a rep's own choice may. */
bool queue_time_is_worked(struct queue *queue, const struct rep *rep,
                          int64_t at, struct error *err) MUST_CHECK;
bool queue_dismiss(struct queue *queue, int64_t id, const char *reason,
                   struct error *err) MUST_CHECK;
bool queue_snooze(struct queue *queue, int64_t id, int64_t until,
                  struct error *err) MUST_CHECK;
/* When the rep's next working day begins, holidays and days away left out;
 * tomorrow where none is near. */
bool queue_next_day(struct queue *queue, const struct rep *rep, int64_t *begins,
                    struct error *err) MUST_CHECK;
/* Ends a snooze: it is offered again, in a slot from now on. */
bool queue_wake(struct queue *queue, int64_t id, struct error *err) MUST_CHECK;
bool queue_shared(struct queue *queue, int64_t id, const char *address,
                  struct error *err) MUST_CHECK;
/* The address of what is noted as posted, told later or corrected; NULL takes
 * it out. ERROR_CONFLICT where it is not noted as posted. */
bool queue_set_address(struct queue *queue, int64_t id, const char *address,
                       struct error *err) MUST_CHECK;
bool queue_withdraw(struct queue *queue, int64_t id, const char *note,
                    struct error *err) MUST_CHECK;
/* A new revision; all checks run again. ERROR_CONFLICT when it is too close to
 * a colleague's text. *state (a literal, may be NULL) is what became of it. */
bool queue_edit(struct queue *queue, int64_t id, const char *text,
                const char **state, struct error *err) MUST_CHECK;

/* The mends that need no judgement (capitals, hashtag case, a disclosure)
 * made in the text, as an edit; *count of them. ERROR_NOTFOUND when there is
 * none to make, ERROR_CONFLICT where they would break another rule. */
bool queue_mend(struct queue *queue, int64_t id, size_t *count,
                const char **state, struct error *err) MUST_CHECK;

/* The same in a text that is not stored yet: *mended in `arena` (`text` itself
 * where *count is 0). Stores nothing. */
bool queue_mend_text(struct queue *queue, int64_t id, const char *text,
                     struct arena *arena, const char **mended, size_t *count,
                     struct error *err) MUST_CHECK;

/* Approves what waits of a story and has no warning or block; *count. */
bool queue_approve_story(struct queue *queue, int64_t story, size_t *count,
                         struct error *err) MUST_CHECK;

/* The same, but only of those that the person has read, in the wording that
 * they have read, the blind sample included. */
struct queue_seen {
    int64_t id;
    int revision;
};
bool queue_approve_seen(struct queue *queue, const struct queue_seen *seen,
                        size_t n_seen, size_t *count,
                        struct error *err) MUST_CHECK;

/* A row of the audit about no suggestion: that `who` did `what`, to whom in
 * the note. Part of the caller's transaction where one is open.
 * scheduler/queue/audit.c */
bool queue_note_act(struct queue *queue, const char *what, const char *note,
                    struct error *err) MUST_CHECK;

/* The reverse of `who`'s own last move, or of the one that queue->undo_of
 * names, if it is at most 10 seconds old, or of all that they moved at once:
 * *count of them, *id the last one (told of a refusal too, 0: none).
 * ERROR_CONFLICT where it was too long ago, or something came after it. */
#define QUEUE_UNDO_SECONDS 10
bool queue_undo(struct queue *queue, int64_t *id, size_t *count,
                struct error *err) MUST_CHECK;

/* The live suggestions of a story, withdrawn: it was retracted; or, where it
 * was blocked only, those that nobody accepted or scheduled yet. */
bool queue_withdraw_story(struct queue *queue, int64_t story, bool taken_too,
                          const char *note, size_t *count,
                          struct error *err) MUST_CHECK;

/* The same of a rep who is with us no more. */
bool queue_withdraw_rep(struct queue *queue, const char *rep, const char *note,
                        size_t *count, struct error *err) MUST_CHECK;
/* What a withdrawal would reach, to be said before it: live suggestions that
 * nobody has taken; accepted or scheduled; shared, which it can't reach. */
struct queue_reach {
    int64_t untaken, taken, shared;
};
bool queue_reach_story(struct store *store, int64_t story,
                       struct queue_reach *reach, struct error *err) MUST_CHECK;
bool queue_reach_rep(struct store *store, const char *rep,
                     struct queue_reach *reach, struct error *err) MUST_CHECK;

/* What time does by itself: approved texts are offered from the start of
 * their day, those not reviewed in time get a later slot, what nobody took
 * within three days of its slot expires, and so does what is not shared when
 * its story expires. */
struct queue_tick {
    size_t offered, moved, expired;
};
bool queue_tick(struct queue *queue, struct queue_tick *counts,
                struct error *err) MUST_CHECK;

/* Another slot for what nobody has taken yet, where it stands too close to
 * another one; *at is when. ERROR_CONFLICT where a rep chose its time. */
bool queue_other_time(struct queue *queue, int64_t id, int64_t *at,
                      struct error *err) MUST_CHECK;

/* The time that it had before queue_other_time(), too close as it may be: for
 * an undo. ERROR_CONFLICT where something else was done with it since, or that
 * time has passed. */
bool queue_former_time(struct queue *queue, int64_t id, int64_t *at,
                       struct error *err) MUST_CHECK;

/* After a change of hours, zones, holidays, away days, embargo or expiry: what
 * nobody has taken yet and lies outside is given another slot (or expires,
 * where there is none); what a rep accepted or scheduled stays. `rep` and
 * `story` limit it (NULL, 0: all). */
struct queue_fit {
    size_t moved, kept, expired;
};
bool queue_fit_slots(struct queue *queue, const char *rep, int64_t story,
                     struct queue_fit *counts, struct error *err) MUST_CHECK;

/* --- reading ------------------------------------------------------------ */

struct suggestion {
    int64_t id, story, article;
    const char *key, *rep, *rep_name, *story_key, *network, *state, *text;
    const char *link, *angle, *opening, *structure, *phrases, *spans;
    const char *source, *why, *reasons, *writer, *pack, *error;
    const char *url, *title, *site; /* of the article */
    int64_t words;                  /* of the article */
    double score;
    int revision;
    int64_t made, slot, snoozed, accepted; /* TIME_NONE: none */
    bool blind;
};

enum queue_which {
    QUEUE_ALL,
    QUEUE_LIVE,   /* not rejected, dismissed, expired, withdrawn, discarded */
    QUEUE_REVIEW, /* in review, and the blind sample */
    QUEUE_TODAY,  /* offered and not snoozed, accepted, scheduled, or a change
                     asked for */
    QUEUE_COMING  /* those, and what is snoozed, approved or in review */
};

/* By story and rep; `rep` NULL: all reps. In `arena`. */
bool queue_list(struct store *store, enum queue_which which, const char *rep,
                int64_t now, struct arena *arena, struct suggestion **list,
                size_t *count, struct error *err) MUST_CHECK;
bool queue_find(struct store *store, int64_t id, struct arena *arena,
                struct suggestion *suggestion, struct error *err) MUST_CHECK;

struct queue_finding {
    const char *rule, *severity, *message, *fix;
    int64_t start, end;
    bool can_mend; /* by machine; known of a trial only */
};
/* Of the current revision. */
bool queue_findings(struct store *store, int64_t id, struct arena *arena,
                    struct queue_finding **list, size_t *count,
                    struct error *err) MUST_CHECK;

/* They as the member "findings", as the shell and the API say them. */
struct json_out;
void queue_put_findings(struct json_out *out, const struct queue_finding *list,
                        size_t count);

/* What waits for a reviewer: in review, and the blind sample. Those whose
 * slot is next come first, a story's texts together. What is NULL, "" or 0 in
 * the filter leaves all. In `arena`. */
struct queue_filter {
    const char *network, *rep, *rule;
    const char *words; /* stand in the text or in the article's title */
    int64_t story;
    int64_t due_from, due_before; /* the slot */
};
struct queue_waiting {
    int64_t id, story;
    int64_t since; /* when it came to review */
    int64_t slot;  /* TIME_NONE: none */
    int64_t revision, trust;
    const char *rep, *rep_name, *network, *title;
};
bool queue_waiting(struct store *store, const struct queue_filter *filter,
                   struct arena *arena, struct queue_waiting **list,
                   size_t *count, struct error *err) MUST_CHECK;

/* The texts on a story that one on it must differ from, each made ready once
 * for all that are compared with them; yours. */
struct queue_others;
bool queue_others_load(struct store *store, int64_t story, int64_t now,
                       struct queue_others **others,
                       struct error *err) MUST_CHECK;
void queue_others_free(struct queue_others *others); /* NULL is fine */

/* The one of another rep that is most like `text`; text NULL where nobody else
 * has one. Borrowed from `others`. */
struct queue_nearest {
    int64_t id;
    const char *rep_name, *state, *text;
    double closeness; /* 1 is the bound (likeness.h) */
    int run;          /* words in a row in both */
    int64_t made;     /* when it was first written */
};
void queue_others_nearest(struct queue_others *others, const char *rep,
                          const char *text, struct queue_nearest *nearest);

/* What another wording of a suggestion would meet, for the checks beside a
 * text while it is being written; nothing is stored and nothing is reserved. */
struct queue_trial {
    struct network_measure measure;
    const struct queue_finding *findings;
    size_t n_findings;
    double closeness; /* to the nearest text: 0 alone, 1 the bound (differ.h) */
    const char *alike; /* why it could not be stored as too close; or NULL */
    bool blocked;      /* a rule would not let it pass */
    bool needs_person; /* it would go to review */
};
/* In `arena`. ERROR_NOTFOUND: no such suggestion; ERROR_INPUT: empty text. */
bool queue_try(struct queue *queue, int64_t id, const char *text,
               struct arena *arena, struct queue_trial *trial,
               struct error *err) MUST_CHECK;

struct queue_event {
    int64_t at;
    const char *who, *what, *was, *is_now, *note, *text, *pack;
};
/* The whole record of a suggestion, oldest first. */
bool queue_record(struct store *store, int64_t id, struct arena *arena,
                  struct queue_event **list, size_t *count,
                  struct error *err) MUST_CHECK;

/* What a text on a story, and by a rep, has to differ from; yours. `except`
 * is a suggestion that is left out (its text is about to change); 0: none. */
bool queue_load_story(struct store *store, int64_t story, int64_t now,
                      struct differ_story **out, struct error *err) MUST_CHECK;
bool queue_load_history(struct store *store, const char *rep, int64_t except,
                        struct differ_history **out,
                        struct error *err) MUST_CHECK;

#endif

/* A company changes its rules: texts that were checked with the former ones
 * are checked again, and a pack can be tried on what was written lately
 * before it is taken. One thread a store. */
#ifndef POLYPHONY_RULES_H
#define POLYPHONY_RULES_H

#include "polyphony/buf.h"
#include "polyphony/config.h"
#include "polyphony/queue.h"

struct rules_applied {
    size_t checked, reviewed, withdrawn, cleared;
};

/* Checks every live, not yet shared suggestion that was checked with other
 * rules than queue->pack, each in a transaction of its own (killed anywhere,
 * the next call goes on). What newly breaks a rule that wants a person goes
 * to review; a frozen text that breaks a block is withdrawn with the reason;
 * what waited for a reviewer only because of rules that are gone clears
 * itself; all others stay where they are and note the new version. */
bool rules_apply(struct queue *queue, struct rules_applied *counts,
                 struct error *err) MUST_CHECK;

/* "12 checked, 2 sent to review, 1 withdrawn"; returns out. */
#define RULES_WORDS 160
char *rules_words(const struct rules_applied *counts, char out[RULES_WORDS]);

/* The same for one suggestion, if it was checked with other rules; nothing
 * for any other, and for one that is not there. */
bool rules_apply_one(struct queue *queue, int64_t id,
                     struct error *err) MUST_CHECK;

/* How many suggestions rules_apply() would check. */
bool rules_apply_count(struct queue *queue, int64_t *count,
                       struct error *err) MUST_CHECK;

/* --- the company's own pack ------------------------------------------------
 */

struct rules_origin {
    int kept;     /* the last version that is kept; 0: none */
    bool is_file; /* of the operator's, named by [review] rules */
};

/* The JSON of a kept version, appended; 0: of what is in force, which is the
 * last one kept, else what [review] rules names; RULES_AS_GIVEN: the latter. */
#define RULES_AS_GIVEN (-1)
bool rules_text(struct store *store, const struct config *config, int version,
                struct buf *json, struct rules_origin *origin,
                struct error *err) MUST_CHECK;
/* starter, open, checked or regulated, with the company's name in it. */
bool rules_preset_text(const struct config *config, const char *name,
                       struct buf *json, struct error *err) MUST_CHECK;

/* Keeps a pack as the next version, which is then in force, with a row in the
 * audit. `kept` is rules_origin.kept of when it was read: ERROR_CONFLICT with
 * who saved another one since. Call rules_apply() with the new pack. */
bool rules_keep(struct queue *queue, const char *json, size_t len, int kept,
                const char *note, int *version, struct error *err) MUST_CHECK;

struct rules_version {
    int version;
    int64_t at;
    const char *who, *note;
};
/* The newest first; at most RULES_VERSIONS; in `arena`. */
#define RULES_VERSIONS 50
bool rules_versions(struct store *store, struct arena *arena,
                    struct rules_version **list, size_t *count,
                    struct error *err) MUST_CHECK;

/* --- before it is taken --------------------------------------------------- */

struct rules_example {
    int64_t suggestion;
    const char *rep_name, *text, *message;
    size_t start, end; /* code points of the text */
};

#define RULES_EXAMPLES 5

struct rules_catch {
    const char *rule, *title;
    enum guideline_severity severity;
    size_t texts; /* that it finds something in */
    size_t fresh; /* of these, where it found nothing when they were written */
    struct rules_example examples[RULES_EXAMPLES]; /* the newest ones */
    size_t n_examples;
};

struct rules_trial {
    size_t texts; /* wordings looked at, first ones and edits */
    size_t clean, warned, blocked; /* by the gravest finding; advise is clean */
    struct rules_catch *rules;     /* every rule, in the pack's order */
    size_t count;
};

/* What each rule of `pack` would have caught among the wordings since an
 * instant. Changes nothing. In `arena`. */
bool rules_try(struct store *store, const struct guideline *pack, int64_t since,
               struct arena *arena, struct rules_trial *trial,
               struct error *err) MUST_CHECK;

#endif

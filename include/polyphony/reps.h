/* Reps, their audiences and voices: the one writer of the tables audience,
 * rep, voice and voice_line. One thread a store. */
#ifndef POLYPHONY_REPS_H
#define POLYPHONY_REPS_H

#include "polyphony/digest.h"
#include "polyphony/arena.h"
#include "polyphony/audience.h"
#include "polyphony/json.h"
#include "polyphony/slot.h"
#include "polyphony/store.h"

struct rep {
    const char *id, *name;
    const char *language; /* ISO 639-1 of what they write */
    const char *audience_id;
    struct audience audience;
    const char **networks; /* names of the network table, wanted first */
    size_t n_networks;
    int quota; /* suggestions a day */
    struct slot_hours hours;
    const char *timezone;
    const char *review; /* flagged, all, none */
    int trust;          /* 0..2 */
    const char *state;  /* active, away, gone */
    const char *json;   /* the rep as imported, for the composer's voice */
};

struct reps_import {
    size_t added, changed, unchanged, skipped;
    size_t own;           /* reps who keep what they gave in My voice */
    size_t taught, lines; /* reps whose sample posts say something, and what
                             was learned of them in all */
};

/* A list of reps as miniweb/reps.json, in one transaction. A rep that can't
 * be used (no id, unknown network or zone, working hours that are none) is
 * skipped and told to `complain`; the others are taken. ERROR_INPUT when the
 * file is no list of reps at all. What a rep asked for and which sample posts
 * they gave by reps_set_voice() and the like stands against the file. */
bool reps_import(struct store *store, const char *json, size_t len,
                 void (*complain)(const char *line, void *context),
                 void *context, struct reps_import *counts,
                 struct error *err) MUST_CHECK;

/* The same, but where one of them can't be used nothing is taken: true, with
 * counts->skipped and what would have become of the others. */
bool reps_import_whole(struct store *store, const char *json, size_t len,
                       void (*complain)(const char *line, void *context),
                       void *context, struct reps_import *counts,
                       struct error *err) MUST_CHECK;

struct json_out;
/* A rep as reps.json has them: what was imported or given, with audience,
 * review policy and days away as they are now. Importing it again says that
 * they are as they were. scheduler/reps_json.c */
bool reps_write_json(struct store *store, const struct rep *rep,
                     struct json_out *out, struct error *err) MUST_CHECK;

/* Those that are not gone, in the order of their ids; in `arena`. */
bool reps_list(struct store *store, struct arena *arena, struct rep **reps,
               size_t *count, struct error *err) MUST_CHECK;

/* One by its id, or by its name where that is clear. ERROR_NOTFOUND names the
 * ids that there are. */
bool reps_find(struct store *store, const char *id, struct arena *arena,
               struct rep *rep, struct error *err) MUST_CHECK;

/* Of a rep known by id `id`, `timezone` and `hours` alone: a fraction of the
 * work of reps_find(). ERROR_NOTFOUND without the ids. */
bool reps_find_hours(struct store *store, const char *id, struct arena *arena,
                     struct rep *rep, struct error *err) MUST_CHECK;

/* After a review: trust grows with unchanged approvals and falls with a miss
 * (DESIGN.md "A suggestion's life"). */
bool reps_set_trust(struct store *store, const char *id, int trust,
                    struct error *err) MUST_CHECK;

/* flagged, all, none: what a reviewer sees of their texts. */
bool reps_set_review(struct store *store, const char *id, const char *policy,
                     struct error *err) MUST_CHECK;
/* active, away or gone; what they were given stays. */
bool reps_set_state(struct store *store, const char *id, const char *state,
                    struct error *err) MUST_CHECK;

/* --- what was learned of a rep's voice (voice_learn.h) --- */

struct rep_line {
    int64_t id;
    const char *is, *line, *json; /* as in voice_learn.h */
    int edits, samples;
};

/* Looks at the rep's sample posts and last edits once more and brings the
 * lines up to date: what no longer holds goes, and what the rep took out never
 * comes back. Call it where an edit or a sample was stored, in the same
 * transaction. Only edits by the rep count: by id, name, or as a person who
 * signs in for the rep. */
bool reps_learn(struct store *store, const char *rep, int64_t now,
                struct error *err) MUST_CHECK;

/* The lines that stand, oldest first, in `arena`. */
bool reps_voice_lines(struct store *store, const char *rep, struct arena *arena,
                      struct rep_line **list, size_t *count,
                      struct error *err) MUST_CHECK;

/* What a rep asks of their texts, as they give it in the desk. */
struct voice_given {
    const char *tone, *notes; /* free text; NULL: none */
    const char *length;       /* short, long; NULL: as it comes */
    const char *person;       /* i, none: the first person; NULL: either */
    bool emoji;
    int hashtags;           /* at most, 0 to 10 */
    const char **languages; /* ISO 639-1, one at least */
    size_t n_languages;
};
/* Each rewrites the rep's JSON and learns anew, in one transaction. No later
 * import takes it away. scheduler/reps_voice.c */
bool reps_set_voice(struct store *store, const char *rep,
                    const struct voice_given *given, int64_t now,
                    struct error *err) MUST_CHECK;
bool reps_add_sample(struct store *store, const char *rep, const char *text,
                     int64_t now, struct error *err) MUST_CHECK;
/* By what it says, never by its place: another tab may have removed one
 * before it. ERROR_NOTFOUND where it is not there (any more). */
bool reps_remove_sample(struct store *store, const char *rep,
                        const char *digest, int64_t now,
                        struct error *err) MUST_CHECK;
/* What a sample post is named by; returns out. */
char *reps_sample_digest(const char *text, char out[DIGEST_TEXT]);

/* For the import: `imported` with what the rep gave themselves in its place,
 * yours; NULL where they gave nothing. */
bool reps_keep_own(struct store *store, const char *rep,
                   const struct json *imported, struct json **merged,
                   struct error *err) MUST_CHECK;

/* ERROR_NOTFOUND where the rep has no such line (any more). */
bool reps_remove_line(struct store *store, const char *rep, int64_t line,
                      int64_t now, struct error *err) MUST_CHECK;

/* Takes a removal back: the line counts again, while it is true. */
bool reps_restore_line(struct store *store, const char *rep, int64_t line,
                       int64_t now, struct error *err) MUST_CHECK;

#endif

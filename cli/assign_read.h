/* Reading of the files that `polyphony assign` takes; see assign_read.c. */
#ifndef POLYPHONY_ASSIGN_READ_H
#define POLYPHONY_ASSIGN_READ_H

#include "polyphony/arena.h"
#include "polyphony/assign.h"

/* Ids to numbers 0, 1, 2 ... in the order in which they came. */
struct id_map {
    struct id_entry {
        uint64_t hash; /* 0: free */
        uint32_t number;
    } * table;
    const char **ids;
    size_t count, room, ids_room;
};

#define ID_NONE UINT32_MAX

/* The number of an id of `len` bytes, or ID_NONE. */
uint32_t id_find(const struct id_map *map, const char *id, size_t len);
/* The same, and it gets the next number where it is new; borrows `id`. */
uint32_t id_add(struct id_map *map, const char *id);
void id_deinit(struct id_map *map);

/* A line of REPS.jsonl that gets an answer. */
struct answer {
    const char *rep;   /* NULL where it has none */
    const char *error; /* NULL where the line is usable; then it is the next
                          rep of the problem */
};

struct assign_input {
    struct arena *arena; /* all texts */
    struct id_map stories, sources, reps;
    struct assign_story *story;
    struct assign_rep *rep;
    struct assign_candidate *candidate;
    struct answer *answers;
    size_t n_stories, n_reps, n_candidates, n_answers;
    size_t story_room, rep_room, candidate_room, answer_room;
    bool complained; /* something was unusable: exit status 1 */
};

/* A line of REPS.jsonl before it is checked as a whole. */
struct rep_line {
    const char *rep;
    size_t first;             /* candidates from there on are this line's */
    double quota, per_source; /* NAN: not given; -1: no whole number */
    const char *skipped;      /* why its first unusable candidate is none */
    size_t n_skipped;
};

/* Reads the line if it is of the usual kind, as our own programs write it:
 * ASCII, no escapes, known keys once each, plain numbers. False, and nothing
 * done, for any other line, be it good or bad. */
bool assign_read_plain(struct assign_input *input, const char *text,
                       struct rep_line *line);

void assign_candidate_add(struct assign_input *input, uint32_t story,
                          int32_t score);
void assign_candidate_skip(struct assign_input *input, struct rep_line *line,
                           const char *story, size_t len, const char *why);

void assign_input_init(struct assign_input *input);
void assign_input_deinit(struct assign_input *input);

/* Complain about each unusable line on stderr and go on; false only where
 * the file itself cannot be read. */
bool assign_read_stories(struct assign_input *input, const char *path,
                         struct error *err) MUST_CHECK;
bool assign_read_reps(struct assign_input *input, const char *path,
                      struct error *err) MUST_CHECK;

#endif

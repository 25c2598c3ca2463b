/* What came of sharing: the replies, leads, meetings and deals that people
 * tell us of, and a rep's weeks in figures. The one writer of outcome. Activity
 * (shared), response (clicks, replies) and outcome (lead, meeting, deal) stay
 * apart: nothing here blends them. One thread a store. */
#ifndef POLYPHONY_OUTCOME_H
#define POLYPHONY_OUTCOME_H

#include "polyphony/arena.h"
#include "polyphony/store.h"

struct outcome {
    int64_t id, at;
    int64_t suggestion; /* 0: of no certain one */
    const char *rep;    /* id */
    const char *kind;   /* reply, lead, meeting, deal */
    double value;       /* in the company's currency; 0: not said */
    const char *note;   /* may be NULL */
    const char *title;  /* when read: the article's; NULL: of none */
};

/* `id` and `title` are not looked at; *id is the new row's. ERROR_INPUT for
 * an unknown kind, a value that is none, or a suggestion of another rep;
 * ERROR_NOTFOUND for an unknown rep or suggestion. */
bool outcome_add(struct store *store, const struct outcome *new, int64_t *id,
                 struct error *err) MUST_CHECK;

/* `rep` NULL: of anybody. ERROR_NOTFOUND where that rep has no such row. */
bool outcome_remove(struct store *store, int64_t id, const char *rep,
                    struct error *err) MUST_CHECK;

/* Newest first, at most OUTCOME_LISTED; `rep` NULL: everybody's. In `arena`. */
#define OUTCOME_LISTED 200
bool outcome_list(struct store *store, const char *rep, struct arena *arena,
                  struct outcome **list, size_t *count,
                  struct error *err) MUST_CHECK;

/* A week, Monday to Sunday in UTC. Clicks are people's: scanners and what
 * might be one are left out. */
struct outcome_week {
    int64_t from;
    int64_t offered, accepted, edited, shared, dismissed; /* activity */
    int64_t clicks, replies;                              /* response */
    int64_t leads, meetings, deals;                       /* outcome */
    double value;
};

/* The last `n` weeks into `weeks`, oldest first, this one last. `rep` NULL:
 * of all. */
bool outcome_weeks(struct store *store, const char *rep, int64_t now, size_t n,
                   struct outcome_week *weeks, struct error *err) MUST_CHECK;

#endif

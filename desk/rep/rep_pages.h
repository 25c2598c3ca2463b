/* What a rep's pages share: finding a suggestion that is theirs, showing one
 * as a card, and the checks of a wording. Whose rows are shown is always asked
 * by request->person.rep; another rep's suggestion is not found. */
#ifndef POLYPHONY_DESK_REP_PAGES_H
#define POLYPHONY_DESK_REP_PAGES_H

#include "desk/desk_queue.h"
#include "desk/page.h"

/* The one of the address's :id. ERROR_NOTFOUND for another rep's. */
bool rep_suggestion(struct request *request, struct suggestion *g,
                    struct error *err) MUST_CHECK;

/* id, network, slot, title, url, site, minutes, why and the text with its
 * fold (card.html, share.html). */
void card_fill(struct request *request, struct view *card,
               const struct suggestion *g);
/* A text as the network shows it: {{{above}}}, and {{{below}}} the fold. */
void card_fill_text(struct view *card, const char *network, const char *text);
/* The first words of a text, on one line. */
const char *first_words(struct request *request, const char *text);

/* What queue_try() said, for checks.html. */
void checks_fill(struct view *view, const char *network,
                 const struct queue_trial *trial);

/* A card that is being edited: what was typed, and what it meets. */
struct today_edit {
    int64_t id;
    const char *text;                /* NULL: as stored */
    const struct queue_trial *trial; /* NULL: not tried */
    const char *problem, *note;      /* sentences; may be NULL */
};

/* The page, with the card of `edit` (may be NULL) open. */
bool today_show(struct request *request, struct response *response,
                const struct today_edit *edit, struct error *err) MUST_CHECK;

/* The page of sharing, once more: what was typed and what is wrong with it. */
struct share_again {
    const char *at, *problem;
    bool ask_anyway; /* outside of the rep's hours: a second yes is asked */
    const char *address, *address_problem;
    const char *instance, *instance_problem;
};
bool share_show(struct request *request, struct response *response,
                const struct suggestion *g, const struct share_again *again,
                struct error *err) MUST_CHECK;

/* A move of queue.h for the address's own suggestion: opened, moved, ended.
 * page_today_after.c */
struct rep_move {
    struct desk_queue open;
    struct suggestion g;
    int64_t act; /* the audit's row of it, once ended */
};
bool rep_move_begin(struct request *request, struct rep_move *move,
                    struct error *err) MUST_CHECK;
void rep_move_end(struct rep_move *move);
/* After ERROR_CONFLICT: two tabs, a reviewer, or time; it moved on since the
 * page was drawn. The page says so. */
bool rep_moved_on(struct request *request, struct response *response,
                  const struct rep_move *move, struct error *err) MUST_CHECK;
/* Where a page posts to take that very act back. */
const char *undo_path(struct request *request, int64_t act);

/* "tomorrow", "Monday", "Monday 7 December": the day of an instant. */
const char *day_words(struct request *request, int64_t when);

/* "2026-11-24T08:40" as a browser's field writes it, by the rep's clock. */
bool local_time_read(struct request *request, const char *text, int64_t *when);
const char *local_time_text(struct request *request, int64_t when);

/* An error as a sentence for a rep: without "suggestion 7: ", its moments by
 * their clock. */
const char *rep_sentence(struct request *request, const char *text);

#endif

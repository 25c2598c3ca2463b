/* What the commands with a database share: opening the home, progress on a
 * terminal, times as a person reads them, and texts laid out in lines. */
#ifndef POLYPHONY_CLI_HOME_H
#define POLYPHONY_CLI_HOME_H

#include "cli.h"

#include "polyphony/config.h"
#include "polyphony/guideline.h"
#include "polyphony/queue.h"
#include "polyphony/store.h"

struct home {
    struct store store;
    struct config *config;
    struct guideline *pack; /* after home_fill_queue() */
    int64_t *quiet;         /* the same */
    char who[120], as[128]; /* the same: in the record; as an argument */
    int64_t now;
};

/* A new folder or an empty one becomes a home, with its settings as comments
 * in polyphony.ini; one that is there stays as it is (*made is false). */
bool home_make(const char *folder, bool *made, struct error *err) MUST_CHECK;

/* False after a line on stderr; *status is then the exit status. */
bool home_open(struct args *args, struct home *home, int *status);
void home_close(struct home *home);
/* The end of a command: frees both, flushes stdout; returns its exit status. */
int home_leave(struct home *home, struct arena *arena, int status);

/* The queue as whoever --as names (taken out of the words), else $USER: a
 * person or rep that is known, or "shell: NAME" in the record. The words are
 * counted first, so that a wrong use is one without a home, too. */
bool home_queue(struct args *args, size_t min_words, size_t max_words,
                struct home *home, struct queue *queue, int *status);

/* home->who: whoever `as` names, else $USER. */
bool home_name(struct home *home, const char *as, struct error *err) MUST_CHECK;

/* The queue of an open home, as home->who; freed by home_close(). */
bool home_fill_queue(struct home *home, struct queue *queue,
                     struct error *err) MUST_CHECK;

/* " --as NAME" as it was given, for a line that the reader can run; "" where
 * it was not. */
const char *home_as(const struct home *home);

/* On a terminal: one line on stderr, written over. Elsewhere: one line a step
 * as it begins. progress_end() clears the line. */
void progress_show(const char *step, size_t done, size_t left);
void progress_end(void);

/* "a curate is running already; waiting for it to end" */
void progress_waiting(const char *name);

/* Codes for bold, dim, and something to look at, on a terminal that is no
 * dumb one and without NO_COLOR; else "". */
const char *bold(void);
const char *dim(void);
const char *flag(void);
const char *plain(void);

/* "Mon 23 Nov 10:42" in the zone; TIME_NONE: "no time yet". */
const char *time_words(const struct zone *zone, int64_t when, char *out,
                       size_t size);

/* The same with its zone: "Mon 23 Nov 10:42 UTC", "... (Asia/Kolkata)". For
 * where the reader can't know whose clock is meant. */
const char *time_zoned(const struct zone *zone, const char *name, int64_t when,
                       char *out, size_t size);

/* "1 feed", "3 feeds": "%lld %s" with count_word(n == 1, "feed", "feeds"). */
const char *count_word(bool is_one, const char *one, const char *many);

/* Columns on a terminal; CJK and emoji take two. */
int text_columns(const char *text, size_t len);

/* "   why you  forecasts, bias", in `code`, the text wrapped beside it. */
void print_labelled(const char *code, const char *label, const char *text);

/* `text` in lines of at most `width` columns, each after `indent` blanks. */
void print_wrapped(const char *text, int indent, int width);

/* A person's idea of a moment: RFC 3339, "tomorrow", "2d", "3h", "2026-11-24",
 * "2026-11-24 09:00" (in the zone). False when it is none. */
bool moment_read(const char *text, const struct zone *zone, int64_t now,
                 int64_t *when);

/* One suggestion as a card, with its slot in the rep's zone. */
bool card_print(struct home *home, const struct rep *rep,
                const struct suggestion *suggestion, struct error *err);

/* One suggestion as a line of JSON (the contract of `queue list --json`). */
bool card_json(struct store *store, const struct suggestion *suggestion,
               struct buf *out, struct error *err);

/* What a round did, and a rep's day; shared with the demo. */
struct curator_report;
struct scheduler_report;
void curate_report(const struct curator_report *report);
void schedule_report(const struct scheduler_report *report);
/* "2 suggestions have another slot." Nothing where nothing changed. */
void fit_report(const struct queue_fit *fit);
/* *shown: the cards that the rep can do something about now. */
bool today_print(struct home *home, const struct rep *rep, size_t *shown,
                 struct error *err);

#endif

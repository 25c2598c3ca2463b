/* What write.c and write_text.c share. Not for others. */
#ifndef POLYPHONY_WRITE_INNER_H
#define POLYPHONY_WRITE_INNER_H

#include "polyphony/compose.h"
#include "polyphony/model.h"
#include "polyphony/queue.h"
#include "polyphony/scheduler.h"

struct todo {
    const char *rep;
    int64_t story;
    double score;
    /* Another angle: the text that it replaces, with its network; 0: none. */
    int64_t replaces;
    const char *network, *key;
};

/* The story at hand, kept while the plan stays with it. */
struct at_hand {
    int64_t story, article;
    char *key, *title, *url, *text;
    struct compose_index *index;
    char why_not[200]; /* when there is no index */
};

struct writing {
    struct scheduler *scheduler;
    struct queue queue;
    struct queue_batch *batch;
    bool at_once; /* each text is stored as soon as it is written */
    struct at_hand at_hand;
    struct arena *arena; /* of the texts that are not stored yet */
    struct model *model; /* NULL: the grammar writes */
    unsigned silences;   /* of the model's server, in a row */
};

/* Everything but the story at hand; close it when done. */
void write_open(struct writing *writing, struct scheduler *scheduler);
void write_close(struct writing *writing);

/* Turns to a story; index NULL and why_not where nothing can be said of it. */
bool write_take_up(struct writing *writing, int64_t story,
                   struct error *err) MUST_CHECK;
void write_put_down(struct at_hand *it);

/* A text on the story at hand, put to the batch, or stored where at_once. */
bool write_text(struct writing *writing, const struct rep *rep,
                const struct todo *todo, struct error *why) MUST_CHECK;

/* ERROR_STORE ends the round; any other failure is this text's alone. */
bool write_is_fatal(const struct error *why);

#endif

/* A waiting text as the reviewer sees it, and the story beside it: what
 * page_queue.c lists; item_parts.h names its parts. */
#ifndef POLYPHONY_DESK_QUEUE_ITEM_H
#define POLYPHONY_DESK_QUEUE_ITEM_H

#include "desk_queue.h"
#include "queue_words.h"
#include "view.h"

/* What an article says, read once for all texts on it. */
struct item_article {
    int64_t id;
    const char *text, *whole; /* whole: with the title */
    char digest[DIGEST_TEXT]; /* of all that a text is held against */
    struct item_article *next;
};

/* Of one request. */
struct items {
    struct request *request;
    struct desk_queue *open;
    struct item_article *articles;
    struct queue_others *others; /* of the story shown last */
    int64_t others_story;
};

/* Call at the end. */
void items_free(struct items *items);

struct item {
    struct suggestion g;
    struct queue_finding *findings;
    size_t n_findings;
    bool is_clean, is_blocked;
    bool wants_look; /* item_show(): close to another, or a number is off */
    int64_t since;
};

bool item_load(struct items *items, int64_t id, struct item *item,
               struct error *err) MUST_CHECK;
bool item_article(struct items *items, int64_t id,
                  const struct item_article **article,
                  struct error *err) MUST_CHECK;

/* Everything that queue_item.html says of it. */
bool item_show(struct items *items, struct item *item, struct view *view,
               struct error *err) MUST_CHECK;

/* Title, reason and mend of a rule in words; "" for one that is gone. */
void item_rule_words(const struct items *items, const char *rule,
                     const char **title, const char **why, const char **fix);

/* "3 numbers stand in the article"; *missing is one that does not, or "".
 * Pure. */
size_t numbers_in(const char *text, const char *article, char *missing,
                  size_t size);

#endif

/* A waiting text as the reviewer sees it, and the story beside it: what
 * page_queue.c lists; item_parts.h names its parts. */
#ifndef POLYPHONY_DESK_QUEUE_ITEM_H
#define POLYPHONY_DESK_QUEUE_ITEM_H

#include "desk/desk_queue.h"
#include "desk/view/queue_words.h"
#include "desk/view/view.h"

/* What an article says, read once for all texts on it. */
struct item_article {
    int64_t id;
    const char *text, *whole; /* whole: with the title */
    struct item_article *next;
};

/* Of one request. */
struct items {
    struct request *request;
    struct desk_queue *open;
    struct item_article *articles;
    struct queue_others *others; /* of the story shown last */
    int64_t others_story, known_story;
    const char *known; /* item_find_key() */
};

/* Call at the end. */
void items_free(struct items *items);

struct item {
    const struct queue_waiting *waiting;
    bool is_clean;   /* item_show(): no rule does more than advise */
    bool wants_look; /* item_show(): close to another, or a number is off */

    /* item_load(): once it is wanted. */
    bool is_loaded, is_blocked;
    struct suggestion g;
    struct queue_finding *findings;
    size_t n_findings;
};

/* Once for all that ask. */
bool item_load(struct items *items, struct item *item,
               struct error *err) MUST_CHECK;
bool item_article(struct items *items, int64_t id,
                  const struct item_article **article,
                  struct error *err) MUST_CHECK;

/* The name in the memo of what is said of a text, or of several on a story:
 * `words` has what the page brings along; all else that is read for it is
 * counted in `changed`, by story, or is the same for a day. Ask for it before
 * anything of it is read. */
bool item_find_key(struct items *items, int64_t story, const char *words,
                   char key[DIGEST_TEXT], struct error *err) MUST_CHECK;

/* Everything that queue_item.html says of it. */
bool item_show(struct items *items, struct item *item, struct view *view,
               struct error *err) MUST_CHECK;

/* Title, reason and mend of a rule in words; "" for one that is gone. */
void item_rule_words(const struct items *items, const char *rule,
                     const char **title, const char **why, const char **fix);

/* A number of a text, and where it stands in the article. */
#define NUMBER_NOWHERE ((size_t)-1)
struct number_at {
    size_t start, end, place; /* bytes; place NUMBER_NOWHERE: not there */
};
/* The first `most` numbers of a text, how many. 1,180 and 1.180 and 1 180 are
 * the same. Pure. */
size_t numbers_find(const char *text, const char *article,
                    struct number_at *list, size_t most);

#endif

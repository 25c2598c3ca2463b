/* Which articles tell the same story. Pure: articles in, groups out; the
 * order they are given in does not matter, ties follow ids. Wrong merges are
 * worse than missed ones. Time and memory grow near-linearly. Thread-safe. */
#ifndef POLYPHONY_STORY_H
#define POLYPHONY_STORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STORY_TEXT_BYTES 4000 /* of an article's text that are read */
#define STORY_WINDOW_DAYS 10  /* articles farther apart are not compared */
#define STORY_NONE 0          /* no fixed story */

struct story_article {
    const char *id;           /* settles ties; not NULL */
    const char *title, *text; /* NULL is "" */
    const char *site;         /* a host or a name; NULL when not known */
    const char *language;     /* ISO 639-1; NULL: guessed */
    int64_t published;        /* TIME_NONE when not known */
    int64_t fixed;            /* a story that it must keep, or STORY_NONE */
};

struct story_answer {
    size_t group; /* number of the article that leads the group */
    bool is_lead;
    /* The fixed story that the group is, or STORY_NONE for a new one. Of two
     * articles with the same `fixed` the group is always the same. */
    int64_t fixed;
};

/* Two fixed stories that tell the same: never merged, only reported. */
struct story_pair {
    int64_t a, b;    /* a < b */
    double likeness; /* .5..1 */
};

struct story_pairs {
    struct story_pair *items; /* free() it */
    size_t count, cap;
};

/* Fills answers[count]. `alike` may be NULL; else it is overwritten with the
 * pairs of fixed stories that are the same, each once. */
void story_group(const struct story_article *articles, size_t count,
                 struct story_answer *answers, struct story_pairs *alike);

#endif

/* Is a text a new one? The likeness rule against everything it must not echo.
 *
 * A `differ_story` holds what stands against a text on one story: the
 * article's title, opening paragraph and description, company posts, and
 * the reps' live texts; a `differ_history` holds one rep's own posts. Both
 * are filled row by row, in a fixed order. The bounds (METHODS.md, "Same post
 * or not"): the likeness rule against each text of others and of one's own;
 * less than 70% of the text's pieces from company post, title, first
 * paragraph or description; an opening (three words) once a story and once in
 * a rep's last posts. Same-rep texts on the story are left out: networks
 * of one rep are alternatives. One thread at a time; pure otherwise. */
#ifndef POLYPHONY_DIFFER_H
#define POLYPHONY_DIFFER_H

#include "polyphony/error.h"

#include <stddef.h>

#define DIFFER_OPENING 3 /* words */
#define DIFFER_RECENT 40 /* posts of a rep whose openings rest */

struct differ_story;
struct differ_history;

/* What is kept of a post: a row of the store. All but `text` may be NULL.
 * `phrases` is the identifiers of phrases used, blank between; `spans` is
 * "start-end" in code points of the article's text, blank between. */
struct differ_post {
    const char *rep, *network, *text, *angle, *structure, *phrases, *spans;
    const char *name; /* the rep's, for complaints; NULL: `rep` */
};

/* `text` is the article's: its first long paragraph is looked at. Any may be
 * NULL. */
struct differ_story *differ_story_new(const char *title, const char *text,
                                      const char *excerpt);
void differ_story_free(struct differ_story *story);
void differ_story_add_company(struct differ_story *story, const char *text);
void differ_story_add(struct differ_story *story,
                      const struct differ_post *post);

struct differ_history *differ_history_new(void);
void differ_history_free(struct differ_history *history);
/* Oldest first. `post->rep` is not looked at. */
void differ_history_add(struct differ_history *history,
                        const struct differ_post *post);

/* Does `text` differ from all of it? `history` may be NULL. `alike`, when not
 * NULL, says why not ("it is too close to a colleague's text (Maren)", "it
 * opens as the post of Maren does", ...) on false. */
bool differ_check(const struct differ_story *story,
                  const struct differ_history *history, const char *rep,
                  const char *text, struct error *alike);

/* The same for who checks a text and then keeps it: it is folded once. Adding
 * shares it; `post->text` is not looked at. */
struct differ_text;
struct likeness_text;
struct differ_text *differ_text_new(const char *text); /* yours */
void differ_text_free(struct differ_text *text);       /* NULL is fine */
struct differ_text *differ_text_share(struct differ_text *text); /* to free */
/* As the rules want it (guideline.h); borrowed. */
const struct likeness_text *differ_text_folded(const struct differ_text *text);
bool differ_check_text(const struct differ_story *story,
                       const struct differ_history *history, const char *rep,
                       const struct differ_text *text, struct error *alike);
void differ_story_take(struct differ_story *story,
                       const struct differ_post *post,
                       struct differ_text *text);

/* 0: alone, 1: at the bound, more: over it, for the meter in the desk. */
double differ_closeness(const struct differ_story *story, const char *rep,
                        const char *text);

/* How often a phrase stands in the story's posts of others; how many posts
 * ago the rep used it (0: never). */
size_t differ_story_used(const struct differ_story *story, const char *phrase);
size_t differ_history_since(const struct differ_history *history,
                            const char *phrase);
/* Among the rep's last `posts`: how many have that angle, that structure. */
size_t differ_history_angle(const struct differ_history *history, size_t posts,
                            const char *angle);
size_t differ_history_structure(const struct differ_history *history,
                                size_t posts, const char *structure);
/* Texts that other reps have on the story. */
size_t differ_story_count(const struct differ_story *story, const char *rep);
/* Code points of [start, end) that stand in posts of other reps. */
size_t differ_story_overlap(const struct differ_story *story, const char *rep,
                            size_t start, size_t end);

/* How many of those posts used anything of it. */
size_t differ_story_uses(const struct differ_story *story, const char *rep,
                         size_t start, size_t end);

#endif

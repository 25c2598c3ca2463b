/* A text of a rep's own about an article, made from the article's own
 * sentences and the rep's voice, without a model.
 *
 * Everything here is a function of its arguments: the same story, rep,
 * network, context, attempt and seed give the same bytes. Every number, name
 * and quotation comes from the article; what was used is returned as exact
 * slices. Where no distinct, faithful and well-formed text can be had,
 * compose_text() says why: no text is better than a weak copy.
 *
 * For the store: keep a `struct compose` for the process, read each article
 * once, fill a differ_story with the story's live texts and a differ_history
 * with the rep's own, compose, check the guidelines, store, and add the row to
 * both. A `struct compose` and an index that is ready are read-only and may be
 * shared by threads; the rest is one thread's. */
#ifndef POLYPHONY_COMPOSE_H
#define POLYPHONY_COMPOSE_H

#include "polyphony/arena.h"
#include "polyphony/differ.h"
#include "polyphony/voice.h"

#include <stdint.h>

struct compose;       /* the phrase packs */
struct compose_index; /* an article, taken apart once */

bool compose_new(struct compose **compose, struct error *err) MUST_CHECK;
void compose_free(struct compose *compose);
bool compose_knows(const struct compose *compose, const char *language);

/* All strings are borrowed during compose_read() only; any but url and text
 * may be NULL. `language` is ISO 639-1; NULL: guessed. */
struct compose_article {
    const char *id, *url, *title, *text, *excerpt, *author, *site, *language;
};

/* False where the article has nothing to say something from: too short, no
 * sentences, a language that we do not write. */
bool compose_read(const struct compose *compose,
                  const struct compose_article *article,
                  struct compose_index **index, struct error *why) MUST_CHECK;
void compose_index_free(struct compose_index *index);
const char *compose_index_language(const struct compose_index *index);

struct compose_rep {
    const char *id, *name;
    const char *role;      /* the audience's, one of them; or NULL */
    const char **keywords; /* the audience's, in order of weight */
    size_t n_keywords;
    const struct voice *voice;
};

/* Says of a text whether it may be shown to people at all; `data` is yours.
 * Used for the guidelines, so that this module needs not know them. `ready`
 * is the text as differ.h keeps it; share it to have it longer. */
typedef bool compose_gate(void *data, const char *network, const char *text,
                          struct differ_text *ready);

struct compose_options {
    uint64_t seed;
    unsigned attempt;   /* another number, another text */
    compose_gate *gate; /* NULL: all pass */
    void *gate_data;
};

struct compose_source {
    size_t start, end; /* code points of the article's text, end exclusive */
    const char *text;  /* exactly that slice */
};

struct compose_result { /* in the arena given */
    const char *text, *angle, *opening, *link, *structure;
    const char *phrases; /* as in differ_post */
    const char *spans;
    const struct compose_source *sources;
    size_t n_sources;
};

/* `history` may be NULL. Nothing is added to either: call differ_*_add() with
 * what was stored. */
bool compose_text(const struct compose_index *index,
                  const struct compose_rep *rep, const char *network,
                  const struct differ_story *story,
                  const struct differ_history *history,
                  const struct compose_options *options, struct arena *arena,
                  struct compose_result *result, struct error *why) MUST_CHECK;

/* --- for another writer than the grammar (writer.h) --- */

/* The sentences that a text for this rep would be made from, best first:
 * those that colleagues have not used. `list` has room for `most`. */
size_t compose_offer(const struct compose_index *index,
                     const struct compose_rep *rep, const char *network,
                     const struct differ_story *story,
                     const struct differ_history *history, struct arena *arena,
                     struct compose_source *list, size_t most);

/* Takes over a body (a text without link and hashtags) that somebody else
 * wrote, if it keeps to all that compose_text() promises: well formed; each
 * number, name, quotation and negation as in the article; nobody's "I" but
 * what the rep stated; its own words, and yet the article's; short enough;
 * different; past the gate. Link and hashtags are added here. `why` says what
 * it failed, in words that its writer can act on. */
bool compose_adopt(const struct compose_index *index,
                   const struct compose_rep *rep, const char *network,
                   const char *body, const struct differ_story *story,
                   const struct differ_history *history,
                   const struct compose_options *options, struct arena *arena,
                   struct compose_result *result, struct error *why) MUST_CHECK;

#endif

/* What is asked of a language model, and what is read of its answer. Pure:
 * the asking itself is model.h, the judgement of the text compose_adopt().
 *
 * The model gets sentences of the article, the audience, the voice and the
 * words to leave out; no link, no name of a rep, no colleague's text. What it
 * answers is untrusted: only the first choice's text is taken out of it. */
#ifndef POLYPHONY_WRITER_H
#define POLYPHONY_WRITER_H

#include "polyphony/audience.h"
#include "polyphony/compose.h"

#define WRITER_EVIDENCE 8 /* sentences offered */
#define WRITER_TRIES 3    /* the first, and two that name what failed */

struct writer_ask {
    const char *model, *language; /* ISO 639-1 */
    size_t max_characters;
    const struct audience *audience;
    const struct voice *voice;
    const struct compose_source *evidence;
    size_t n_evidence;
    const char *last, *failed; /* the last answer and what was wrong with it;
                                  NULL the first time */
};

/* The body of a request to /chat/completions, appended to `out` as JSON. */
void writer_prompt(const struct writer_ask *ask, struct buf *out);

/* The text in an answer (JSON of /chat/completions), in `arena`: white space
 * and one pair of quotation marks around all of it are dropped. ERROR_INPUT
 * says why there is none. */
bool writer_read(const char *answer, size_t len, struct arena *arena,
                 const char **text, struct error *err) MUST_CHECK;

#endif

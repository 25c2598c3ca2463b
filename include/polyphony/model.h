/* A language model's server, as the operator configured it: one request, one
 * answer, over HTTP. Because the operator names it, an inner address is fine
 * here, as nowhere else; no redirect is followed, no proxy asked, and time and
 * bytes are bounded. One thread at a time. */
#ifndef POLYPHONY_MODEL_H
#define POLYPHONY_MODEL_H

#include "polyphony/buf.h"
#include "polyphony/config.h"

#define MODEL_MAX_ANSWER ((size_t)1 << 20) /* bytes */

struct model;

/* By [writer] url, model, key_file and timeout_s. *model is NULL, and that is
 * no error, where no url is set. ERROR_INPUT where the settings make no sense
 * or the key cannot be read. */
bool model_new(const struct config *config, struct model **model,
               struct error *err) MUST_CHECK;
void model_free(struct model *model); /* NULL is fine */
const char *model_name(const struct model *model);

/* POSTs `request` (JSON) to URL/chat/completions and appends the answer to
 * `answer`. ERROR_IO: no answer, or one that is not 200; ERROR_LIMIT: too slow
 * or too large. */
bool model_ask(struct model *model, const struct buf *request,
               struct buf *answer, struct error *err) MUST_CHECK;

#endif

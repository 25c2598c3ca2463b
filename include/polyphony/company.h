/* What the company page itself published: the one writer of company_post. */
#ifndef POLYPHONY_COMPANY_H
#define POLYPHONY_COMPANY_H

#include "polyphony/arena.h"
#include "polyphony/store.h"

struct company_import {
    size_t added, unchanged, skipped;
};

/* Lines {"text","url","published","network"}; a line that can't be used is
 * told to `complain` and skipped. One transaction. */
bool company_import(struct store *store, const char *lines, size_t len,
                    int64_t now,
                    void (*complain)(const char *line, void *context),
                    void *context, struct company_import *counts,
                    struct error *err) MUST_CHECK;

struct company_post {
    const char *text, *url, *network;
    int64_t published; /* TIME_NONE: not told */
};
/* Takes a post out; *post is what it was, in `arena`. company_put() brings it
 * back. ERROR_NOTFOUND for none. */
bool company_remove(struct store *store, int64_t id, struct arena *arena,
                    struct company_post *post, struct error *err) MUST_CHECK;
/* One post; *added false where its text is there already. ERROR_INPUT for no
 * text, or one over 20,000 bytes. */
bool company_put(struct store *store, const struct company_post *post,
                 bool *added, struct error *err) MUST_CHECK;
/* Another text for it. ERROR_CONFLICT where another post says that. */
bool company_correct(struct store *store, int64_t id, const char *text,
                     struct error *err) MUST_CHECK;

/* The posts that a text on this story must not echo: those on one of its
 * articles first, then all of the last 30 days; at most 50; in `arena`. */
bool company_posts(struct store *store, int64_t story, int64_t now,
                   struct arena *arena, const char ***texts, size_t *count,
                   struct error *err) MUST_CHECK;

#endif

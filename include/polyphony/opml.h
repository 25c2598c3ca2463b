/* OPML in and out: the lists of feeds that readers export, with their folders.
 * As tolerant and as guarded as feed_parse(). Pure. */
#ifndef POLYPHONY_OPML_H
#define POLYPHONY_OPML_H

#include "polyphony/arena.h"
#include "polyphony/buf.h"

#include <stddef.h>

struct opml_feed {
    const char *url;    /* absolute http(s) */
    const char *title;  /* may be NULL */
    const char *site;   /* the site's address; may be NULL */
    const char *folder; /* "Industry/Steel"; NULL at the top */
};

struct opml {
    const char *title;       /* may be NULL */
    struct opml_feed *feeds; /* in the file's order, each address once */
    size_t n_feeds;
    size_t skipped; /* outlines with an address that is no http(s) one */
    struct arena *arena;
};

#define OPML_MAX_BYTES ((size_t)16 << 20)
#define OPML_MAX_FEEDS 50000

/* On success *opml is yours. ERROR_INPUT for what is no OPML. */
bool opml_parse(const char *bytes, size_t len, struct opml **opml,
                struct error *err) MUST_CHECK;
void opml_free(struct opml *opml); /* NULL is fine */

/* The same out, OPML 2.0: an outline a folder, in the given order; those of
 * one folder must stand together. What opml_parse() reads back is the same. */
void opml_write(const char *title, const struct opml_feed *feeds, size_t count,
                struct buf *out);

#endif

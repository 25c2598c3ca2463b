/* The article in a page: its text without what surrounds it, and what the
 * page says of it (title, author, date, site ...).
 *
 * Pure: bytes in, a struct out. Works for any page; no rules for single
 * sites. Any bytes may come: bounds on size, depth and time are those of
 * polyphony/html.h. One thread an extraction, any number at a time. */
#ifndef POLYPHONY_EXTRACT_H
#define POLYPHONY_EXTRACT_H

#include "polyphony/error.h"

#include <stddef.h>

#define EXTRACT_MAX_BYTES ((size_t)32 << 20)

/* What is known beside the bytes; all may be NULL. */
struct extract_source {
    const char *url;     /* the page's address, for relative links and dates */
    const char *charset; /* from the HTTP header */
};

/* Strings are UTF-8 and live as long as the struct; absent is NULL. */
struct extract {
    const char *url;       /* as given, else canonical */
    const char *canonical; /* what the page calls its own address */
    const char *title;     /* without the site's name */
    const char *author;    /* names, separated by ", " */
    const char *published; /* the day that the page shows its readers (where it
                              shows that of a change alone, that one), else
                              tells programs; RFC 3339 with the page's own
                              offset, or without one, or without a time */
    const char *site;
    const char *image;    /* absolute */
    const char *language; /* ISO 639-1 */
    const char *excerpt;  /* the page's own description, or the beginning */
    const char *text;     /* never NULL; a blank line between paragraphs */
    size_t words;         /* in text; a CJK character counts as half a word */
    const char **feeds;   /* absolute addresses that the page names */
    size_t n_feeds;
};

/* On success *out is yours. A page without an article is no failure: its text
 * is what there is, or "". Failures: ERROR_LIMIT (too large, too tangled),
 * ERROR_INPUT (empty, or no text page at all). `source` may be NULL. */
bool extract_article(const char *bytes, size_t len,
                     const struct extract_source *source, struct extract **out,
                     struct error *err) MUST_CHECK;
void extract_free(struct extract *extract); /* NULL is fine */

#endif

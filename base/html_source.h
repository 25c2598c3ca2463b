/* The bytes of a page made ready for gumbo; private to base/html*.c. */
#ifndef POLYPHONY_HTML_SOURCE_H
#define POLYPHONY_HTML_SOURCE_H

#include "polyphony/buf.h"

struct html_span {
    size_t start, end; /* bytes of the source */
};

struct html_source {
    struct buf text;        /* what gumbo is to read */
    struct html_span *data; /* where the ld+json texts stand */
    size_t n_data, room;
};

/* The attribute by which a kept <script> says which of `data` is its text. */
#define HTML_SOURCE_DATA "data-polyphony"

void html_source_clean(const char *bytes, size_t len,
                       struct html_source *source);
void html_source_deinit(struct html_source *source);

#endif

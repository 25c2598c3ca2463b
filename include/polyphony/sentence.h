/* Sentences of a plain text. Paragraphs (blank lines) and line breaks end a
 * sentence; abbreviations, initials, decimals and closing quotes do not.
 * Spans are byte offsets into the text. Pure and thread-safe. */
#ifndef POLYPHONY_SENTENCE_H
#define POLYPHONY_SENTENCE_H

#include <stddef.h>

struct sentence {
    size_t start, end;  /* bytes, end exclusive, no white space at the ends */
    unsigned paragraph; /* from 0 */
};

/* Fills an array that is yours (free()); returns how many, at most `max`. */
size_t sentence_split(const char *text, size_t len, size_t max,
                      struct sentence **sentences);

#endif

/* Inner part of likeness.c: a text as it is compared. */
#ifndef TEXT_LIKENESS_FOLD_H
#define TEXT_LIKENESS_FOLD_H

#include <stddef.h>
#include <stdint.h>

/* The folded text as code points, words apart by one blank, no blank at the
 * ends. Yours (free()); *count says how many. */
int32_t *likeness_fold(const char *text, size_t *count);

/* The same by all of Unicode's rules, whatever the characters: what the short
 * way for plain ones is tested against. */
int32_t *likeness_fold_fully(const char *text, size_t *count);

#endif

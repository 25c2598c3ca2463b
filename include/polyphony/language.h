/* Which language a text is in. Pure and thread-safe. */
#ifndef POLYPHONY_LANGUAGE_H
#define POLYPHONY_LANGUAGE_H

#include <stddef.h>

/* ISO 639-1 code ("en"), a literal, from stop words and scripts; NULL when
 * the text is too short or not like any language known here. */
const char *language_guess(const char *text, size_t len);

/* "en-GB", "EN_us", "eng" to "en"; NULL for none or unknown. A literal. */
const char *language_code(const char *tag);

/* "German" for "de"; codes that nobody here knows stay as they are. */
const char *language_name(const char *code);

#endif

/* UTF-8 and code points. Text past a parser of ours is always valid UTF-8
 * without NUL, so these never fail; positions that people and contracts see
 * count code points. Categories and foldings are Unicode's, by libutf8proc.
 * All pure and thread-safe. */
#ifndef POLYPHONY_UTF8_H
#define POLYPHONY_UTF8_H

#include "polyphony/buf.h"

#include <stddef.h>
#include <stdint.h>

/* Decode one code point at *p and step over it; bad bytes give U+FFFD and a
 * step of one. *p must be before end. */
int32_t utf8_next(const char **p, const char *end);

/* Write a code point (a valid one) as UTF-8; returns how many bytes, 1..4. */
size_t utf8_encode(int32_t cp, char out[4]);

bool utf8_valid(const char *bytes, size_t len);

/* Append `bytes` with everything that is not valid UTF-8 turned into U+FFFD
 * and NUL dropped. */
void utf8_mend(struct buf *out, const char *bytes, size_t len);

/* The code points of a text: yours (free()), never NULL, *count of them and a
 * zero behind the last. */
int32_t *utf8_decode(const char *text, size_t len, size_t *count);

size_t utf8_count(const char *text, size_t len); /* code points */
/* Code points of the grapheme cluster at points[at]; at least 1. */
size_t utf8_grapheme(const int32_t *points, size_t count, size_t at);
size_t utf8_graphemes(const char *text, size_t len);

/* Byte offset of code point number `index` (len when past the end). */
size_t utf8_offset(const char *text, size_t len, size_t index);

bool utf8_is_letter(int32_t cp);  /* L* and marks M* */
bool utf8_is_digit(int32_t cp);   /* N* */
bool utf8_is_decimal(int32_t cp); /* Nd: digits of any script */
bool utf8_is_word(int32_t cp);    /* letter or digit */
bool utf8_is_mark(int32_t cp);    /* M*: accents, vowel signs */
bool utf8_is_upper(int32_t cp);   /* Lu, Lt */
bool utf8_is_lower(int32_t cp);   /* Ll */
bool utf8_is_space(int32_t cp);   /* White_Space */
bool utf8_is_cjk(int32_t cp);     /* Han, Kana, Hangul: words without blanks */
bool utf8_is_dash(int32_t cp);    /* Pd */
bool utf8_is_invisible(int32_t cp); /* Default_Ignorable_Code_Point */
int32_t utf8_lower(int32_t cp);
int32_t utf8_upper(int32_t cp);

/* One code point taken apart (NFKD), or case-folded: how many parts are in
 * `parts`, at most UTF8_PARTS. */
#define UTF8_PARTS 32
size_t utf8_take_apart(int32_t cp, int32_t parts[UTF8_PARTS]);
size_t utf8_fold_case(int32_t cp, int32_t parts[UTF8_PARTS]);

/* Appends, in the named form. NFKC_CF is NFKC with case folding, default
 * ignorables dropped. */
enum utf8_form { UTF8_NFC, UTF8_NFKC, UTF8_NFKC_CF };
void utf8_normalise(struct buf *out, enum utf8_form form, const char *text,
                    size_t len);

/* Appends with runs of white space as one blank, trimmed; control characters
 * and bidi overrides dropped: a title as people read it. */
void utf8_squeeze(struct buf *out, const char *text, size_t len);
/* Appends with its lines: \r, \v and \f end one, too (as office programs paste
 * them); other control characters and the bidi overrides, which would paint a
 * terminal or turn what a reviewer reads, are dropped. */
void utf8_lines(struct buf *out, const char *text, size_t len);

/* Bytes of the longest prefix of at most max_bytes that ends between code
 * points. */
size_t utf8_prefix(const char *text, size_t len, size_t max_bytes);

#endif

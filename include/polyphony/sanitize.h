/* Other people's HTML made harmless, and made plain.
 *
 * What passes is on a list: text-level, block, list and table elements, a
 * few of their attributes, images, sound and video. Everything else loses its
 * tag and keeps its text, but for elements whose text is no prose (script,
 * style, form fields ...), which go whole. Addresses are made absolute and
 * must be http(s), mailto or an inline raster image. The output is always
 * balanced and fully escaped, so that no reader can see other elements in it
 * than were written. Pure and thread-safe. */
#ifndef POLYPHONY_SANITIZE_H
#define POLYPHONY_SANITIZE_H

#include "polyphony/buf.h"

#define SANITIZE_MAX_BYTES ((size_t)8 << 20)

/* Appends the sanitised form of a fragment of HTML (UTF-8). `base` resolves
 * relative links and may be NULL: they then stay as they are. Where the
 * HTML is over a limit of the parser its plain text is appended, escaped. */
void sanitize_html(struct buf *out, const char *html, size_t len,
                   const char *base);

/* Appends the text of a fragment: tags gone, references decoded, white space
 * folded to single blanks. For titles and names. */
void sanitize_text(struct buf *out, const char *html, size_t len);

#endif

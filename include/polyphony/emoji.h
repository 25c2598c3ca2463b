/* Emoji sequences (UTS 51): what people see as one emoji, and what X counts
 * as one. Only sequences that fonts draw as one are taken together: a joiner
 * between any other two emoji leaves two. Pure and thread-safe. */
#ifndef POLYPHONY_EMOJI_H
#define POLYPHONY_EMOJI_H

#include <stddef.h>
#include <stdint.h>

/* Code points of the emoji that begins at points[at]; 0 where none does.
 * Signs that are text by default (the copyright sign, arrows) are emoji only
 * with U+FE0F behind them; no emoji has U+FE0E behind it. */
size_t emoji_match(const int32_t *points, size_t count, size_t at);

#endif

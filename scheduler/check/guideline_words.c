/* Capitals for a hashtag's words: "#warehouseplanning" is split by words that
 * stand in the post or its article, and by a list of common ones
 * (scheduler/packs/hashtag-words.txt, our own). Fewest words win; a tag that
 * does not come out even gets no mend. */
#include "guideline_inner.h"

#include "polyphony/embedded.h"
#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_TAG = 64, MAX_WORD = 20 };

/* Is there a line that is this word? The list is sorted. */
static bool
is_listed(const char *word, size_t len)
{
    const struct embedded *list =
        embedded_find("scheduler/packs/hashtag-words.txt");

    return embedded_has_line(list, word, len);
}

/* Does the word stand by itself in a folded text? */
static bool
stands_in(const char *text, const char *word, size_t len)
{
    for (const char *at = text; (at = strchr(at, word[0])) != NULL; at++) {
        if ((at == text || at[-1] == ' ') && strncmp(at, word, len) == 0 &&
            (at[len] == '\0' || strchr(" .,;:!?", at[len]) != NULL))
            return true;
    }
    return false;
}

/* words[i]: the last word's length in the best split of the first i letters;
 * 0 where there is none. */
static void
split(const char *tag, size_t len, const char *near, size_t *words)
{
    size_t fewest[MAX_TAG + 1] = {0};

    for (size_t end = 1; end <= len; end++) {
        words[end] = 0;
        for (size_t n = 2; n <= end && n <= MAX_WORD; n++) {
            size_t start = end - n;

            if ((start > 0 && words[start] == 0) ||
                (words[end] > 0 && fewest[start] + 1 >= fewest[end]))
                continue;
            if (is_listed(tag + start, n) ||
                (n > 3 && stands_in(near, tag + start, n))) {
                words[end] = n;
                fewest[end] = fewest[start] + 1;
            }
        }
    }
}

static void
add_folded(struct buf *out, const char *text)
{
    if (text != NULL) {
        fold_text(out, text, utf8_prefix(text, strlen(text), 4096));
        buf_add_char(out, ' ');
    }
}

void
mend_hashtag_case(struct check *check, struct finding *finding,
                  const struct entity *entity)
{
    struct buf near = {.max = (size_t)1 << 18};
    size_t len = entity->end - entity->start - 1, words[MAX_TAG + 1];
    char tag[MAX_TAG + 2] = "#";

    if (len > MAX_TAG)
        return;
    for (size_t i = 0; i < len; i++)
        tag[i + 1] = (char)check->points[entity->start + 1 + i];
    tag[len + 1] = '\0';
    add_folded(&near, check->post->text);
    add_folded(&near, check->post->article_title);
    add_folded(&near, check->post->article_description);
    split(tag + 1, len, buf_text(&near), words);
    for (size_t end = len; words[end] > 0; end -= words[end]) {
        tag[1 + end - words[end]] = (char)utf8_upper(tag[1 + end - words[end]]);
        if (end == words[end]) { /* even to the front */
            finding_mend(check, finding, entity->start, entity->end, tag);
            break;
        }
    }
    buf_deinit(&near);
}

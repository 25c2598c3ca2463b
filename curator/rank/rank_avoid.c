/* Articles that an audience does not want at all: an avoid phrase stands in
 * them, word by word. The index keeps each article's words in order for
 * this, as numbers. */
#include "rank_internal.h"
#include "polyphony/language.h"
#include "polyphony/mem.h"

#include <string.h>

#define MAX_PHRASE_WORDS 8

struct phrase {
    uint32_t words[MAX_PHRASE_WORDS];
    size_t count;
};

struct rank_avoid {
    struct phrase *phrases;
    size_t count;
};

static bool
read_phrase(struct rank_index *index, struct terms *reader, const char *text,
            struct phrase *phrase)
{
    const struct term *list;
    size_t count = terms_read(reader, text, strlen(text), &list), words = 0;

    if (count > MAX_PHRASE_WORDS)
        return false;
    for (size_t i = 0; i < count; i++) {
        char spelling[TERM_MAX_BYTES];
        const char *stem = rank_stem(text, &list[i], false, spelling);

        phrase->words[i] =
            stem != NULL ? vocabulary_find(index->stems, stem) : RANK_STOP;
        if (phrase->words[i] == NO_TERM)
            return false; /* nowhere in the index */
        words += stem != NULL;
    }
    phrase->count = count;
    return words > 0;
}

struct rank_avoid *
rank_avoid_new(struct rank_index *index, const struct audience *audience)
{
    struct rank_avoid *avoid = mem_calloc(1, sizeof *avoid);
    struct terms *reader = rank_audience_reader(index, audience);

    avoid->phrases = mem_calloc(audience->avoid.count, sizeof *avoid->phrases);
    for (size_t i = 0; i < audience->avoid.count; i++)
        avoid->count += read_phrase(index, reader, audience->avoid.items[i],
                                    &avoid->phrases[avoid->count]);
    return avoid;
}

void
rank_avoid_free(struct rank_avoid *avoid)
{
    free(avoid->phrases);
    free(avoid);
}

bool
rank_avoid_stands(const struct rank_index *index,
                  const struct rank_avoid *avoid, uint32_t article)
{
    const uint32_t *words = index->stream + index->stream_starts[article];
    size_t count =
        index->stream_starts[article + 1] - index->stream_starts[article];

    for (size_t p = 0; p < avoid->count; p++) {
        const struct phrase *phrase = &avoid->phrases[p];

        for (size_t at = 0; at + phrase->count <= count; at++)
            if (words[at] == phrase->words[0] &&
                memcmp(words + at, phrase->words,
                       phrase->count * sizeof *words) == 0)
                return true;
    }
    return false;
}

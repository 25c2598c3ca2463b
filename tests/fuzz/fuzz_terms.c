/* Hostile bytes through everything in text/ that reads a whole text: terms
 * in every language, the guess, phrases. Offsets must stay inside. */
#include "polyphony/audience.h"
#include "polyphony/language.h"
#include "polyphony/mem.h"
#include "polyphony/terms.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const languages[] = {"en", "de", "ar", "ru",
                                            "zh", "fr", "tr", NULL};
    static const char *const items[] = {"IT", "tender offer", "c++"};
    struct audience_list list = {items, 3};
    size_t len = size > 0 ? size - 1 : 0;
    char *text = mem_alloc(len);
    struct terms *terms = terms_new(languages[size > 0 ? data[0] % 8 : 0]);
    struct phrases *phrases = phrases_new(&list, "en");
    const struct term *found;
    size_t count, before = 0;

    if (len > 0)
        memcpy(text, data + 1, len);
    count = terms_read(terms, text, len, &found);
    for (size_t i = 0; i < count; i++) {
        if (found[i].start >= found[i].end || found[i].end > len ||
            found[i].start < before || strlen(found[i].word) > TERM_MAX_BYTES ||
            *found[i].stem == '\0')
            abort();
        before = found[i].start;
    }
    (void)language_guess(text, len);
    (void)phrases_find(phrases, text, len, NULL);
    phrases_free(phrases);
    terms_free(terms);
    free(text);
    return 0;
}

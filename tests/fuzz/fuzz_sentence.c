/* Sentences lie in order within the text, whatever the bytes. */
#include "polyphony/sentence.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size > 0 ? size : 1);
    struct sentence *found = NULL;
    size_t count, at = 0;

    if (text == NULL)
        return 0;
    if (size > 0)
        memcpy(text, data, size);
    count = sentence_split(text, size, 500, &found);
    for (size_t i = 0; i < count; i++) {
        if (found[i].start < at || found[i].end <= found[i].start ||
            found[i].end > size)
            abort();
        at = found[i].end;
    }
    free(found);
    free(text);
    return 0;
}

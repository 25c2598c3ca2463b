/* Any bytes through the charset guess, the guarded parse and the decoder. */
#include "polyphony/buf.h"
#include "polyphony/html.h"
#include "polyphony/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct html_limits limits = {.max_ms = 500};
    char *bytes = mem_alloc(size != 0 ? size : 1);
    struct buf text = {0};

    memcpy(bytes, data, size);
    for (int round = 0; round < 2; round++) {
        struct html *doc;

        limits.fragment = round == 1;
        if (html_parse(bytes, size, &limits, &doc, NULL)) {
            html_text(html_root(doc), &text);
            html_free(doc);
        }
    }
    html_to_utf8(bytes, size, NULL, &text);
    html_decode(&text, bytes, size);
    buf_deinit(&text);
    free(bytes);
    return 0;
}

/* Any bytes as a page. */
#include "polyphony/extract.h"
#include "polyphony/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct extract_source source = {.url = "http://a.example/2020/b.html"};
    char *bytes = mem_alloc(size != 0 ? size : 1);
    struct extract *extract;

    memcpy(bytes, data, size);
    if (extract_article(bytes, size, &source, &extract, NULL))
        extract_free(extract);
    free(bytes);
    return 0;
}

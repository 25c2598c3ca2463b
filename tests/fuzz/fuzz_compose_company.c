/* A company's phrase file of any bytes: taken or refused, never more. */
#include "polyphony/compose_company.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_phrase(void *data, const struct phrase_info *phrase)
{
    *(size_t *)data += strlen(phrase->text) + strlen(phrase->id);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct compose *compose = NULL;
    char *bytes = malloc(size > 0 ? size : 1);
    size_t read = 0;

    if (bytes != NULL && compose_new(&compose, NULL)) {
        memcpy(bytes, data, size);
        if (compose_company_add(compose, "own.json", bytes, size, NULL, NULL))
            compose_company_each(compose, NULL, read_phrase, &read);
        compose_free(compose);
    }
    free(bytes);
    return 0;
}

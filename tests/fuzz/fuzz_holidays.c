/* Quiet days from any bytes. */
#include "polyphony/slot.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = malloc(size > 0 ? size : 1);
    int64_t *days;
    size_t count;

    if (copy == NULL)
        return 0;
    memcpy(copy, data, size);
    if (slot_holidays(copy, size, 18000, 22000, &days, &count, NULL))
        free(days);
    free(copy);
    return 0;
}

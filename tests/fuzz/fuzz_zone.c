/* TZif files of any bytes, and offsets by what was read. */
#include "../../base/zone_tzif.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size > 0 ? size : 1);
    struct tzif tzif;

    if (copy == NULL)
        return 0;
    memcpy(copy, data, size);
    if (tzif_read(copy, size, &tzif)) {
        for (int64_t when = -4000000000; when < 8000000000; when += 86400 * 90)
            if (tzif.rule.is_there)
                tz_rule_offset(&tzif.rule, when);
        tzif_deinit(&tzif);
    }
    free(copy);
    return 0;
}

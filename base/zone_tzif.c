/* TZif files (RFC 8536): a list of transitions, and a rule in the manner of
 * POSIX' TZ for all time after them. What surprises: newer tzdata writes
 * "slim" files whose list ends years ago, so the rule is what counts today;
 * and the first block of a file (32-bit times) is only skipped. */
#include "zone_tzif.h"
#include "polyphony/mem.h"

#include <stdlib.h>
#include <string.h>

#define HEADER 44
#define MAX_OFFSET (26 * 3600) /* RFC 8536, 3.2: -25:59:59 .. 25:59:59 */

struct reader {
    const uint8_t *at, *end;
};

struct header {
    char version;
    uint32_t n_isut, n_isstd, n_leap, n_time, n_type, n_char;
};

static uint32_t
read_32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 |
           p[3];
}

static int64_t
read_time(const uint8_t *p, size_t size)
{
    if (size == 4)
        return (int32_t)read_32(p);
    return (int64_t)((uint64_t)read_32(p) << 32 | read_32(p + 4));
}

static bool
read_header(struct reader *r, struct header *header)
{
    const uint8_t *p = r->at;

    if ((size_t)(r->end - p) < HEADER || memcmp(p, "TZif", 4) != 0)
        return false;
    *header = (struct header){(char)p[4],      read_32(p + 20), read_32(p + 24),
                              read_32(p + 28), read_32(p + 32), read_32(p + 36),
                              read_32(p + 40)};
    r->at += HEADER;
    return header->n_time <= TZIF_MAX_BYTES &&
           header->n_type <= TZIF_MAX_BYTES &&
           header->n_char <= TZIF_MAX_BYTES &&
           header->n_leap <= TZIF_MAX_BYTES &&
           header->n_isstd <= TZIF_MAX_BYTES &&
           header->n_isut <= TZIF_MAX_BYTES;
}

static size_t
block_size(const struct header *h, size_t time_size)
{
    return h->n_time * (time_size + 1) + h->n_type * (size_t)6 + h->n_char +
           h->n_leap * (time_size + 4) + h->n_isstd + h->n_isut;
}

static bool
read_block(struct reader *r, const struct header *h, size_t time_size,
           struct tzif *tzif)
{
    const uint8_t *times = r->at, *types, *infos;

    if (block_size(h, time_size) > (size_t)(r->end - r->at) || h->n_type == 0 ||
        h->n_leap > 0)
        return false;
    types = times + h->n_time * time_size;
    infos = types + h->n_time;
    for (uint32_t i = 0; i < h->n_type; i++) {
        int32_t offset = (int32_t)read_32(infos + (size_t)6 * i);

        if (offset <= -MAX_OFFSET || offset >= MAX_OFFSET)
            return false;
    }
    tzif->first = (int32_t)read_32(infos);
    tzif->count = h->n_time;
    tzif->times = mem_calloc(h->n_time + (size_t)1, sizeof *tzif->times);
    tzif->offsets = mem_calloc(h->n_time + (size_t)1, sizeof *tzif->offsets);
    for (uint32_t i = 0; i < h->n_time; i++) {
        tzif->times[i] = read_time(times + i * time_size, time_size);
        if (types[i] >= h->n_type ||
            (i > 0 && tzif->times[i] <= tzif->times[i - 1]))
            return false;
        tzif->offsets[i] = (int32_t)read_32(infos + (size_t)6 * types[i]);
    }
    r->at += block_size(h, time_size);
    return true;
}

/* The rule between two newlines at the end; an empty one is fine. */
static bool
read_footer(const struct reader *r, struct tz_rule *rule)
{
    const uint8_t *start = r->at + 1, *end;

    if (r->at == r->end || *r->at != '\n')
        return false;
    end = memchr(start, '\n', (size_t)(r->end - start));
    if (end == NULL)
        return false;
    return end == start ||
           tz_rule_read((const char *)start, (size_t)(end - start), rule);
}

bool
tzif_read(const uint8_t *bytes, size_t len, struct tzif *tzif)
{
    struct reader r = {bytes, bytes + len};
    struct header header;
    bool ok = false;

    *tzif = (struct tzif){0};
    if (len > TZIF_MAX_BYTES || !read_header(&r, &header))
        return false;
    if (header.version < '2') {
        ok = read_block(&r, &header, 4, tzif);
    } else if (block_size(&header, 4) <= (size_t)(r.end - r.at)) {
        r.at += block_size(&header, 4);
        ok = read_header(&r, &header) && read_block(&r, &header, 8, tzif) &&
             read_footer(&r, &tzif->rule);
    }
    if (!ok)
        tzif_deinit(tzif);
    return ok;
}

void
tzif_deinit(struct tzif *tzif)
{
    free(tzif->times);
    free(tzif->offsets);
    *tzif = (struct tzif){0};
}

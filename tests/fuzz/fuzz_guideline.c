/* Packs and posts of any bytes. The first byte chooses: an even one takes the
 * rest for a pack, an odd one for a post, checked by the regulated pack. Each
 * finding, mend and entity must lie within the text. */
#include "polyphony/guideline.h"
#include "polyphony/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
expect(bool it_holds)
{
    if (!it_holds)
        abort();
}

static void
check_post(const struct guideline *pack, const char *text,
           const struct network *network)
{
    const char *history[] = {"An earlier post about ports", text};
    struct guideline_post post = {
        .text = text,
        .network = network,
        .article_title = "A title",
        .corporate = "What the company said",
        .history = history,
        .n_history = 2,
    };
    size_t count = utf8_count(text, strlen(text)), at = 0;
    struct guideline_report *report;

    guideline_check(pack, &post, &report);
    expect(report->measure.fits <= count);
    for (size_t i = 0; i < report->n_entities; i++) {
        expect(report->entities[i].start >= at &&
               report->entities[i].end > report->entities[i].start);
        at = report->entities[i].end;
    }
    expect(at <= count);
    for (size_t i = 0; i < report->n_findings; i++) {
        const struct guideline_finding *finding = &report->findings[i];
        size_t last = 0;

        expect(finding->start <= finding->end && finding->end <= count);
        for (size_t m = 0; m < finding->n_mends; m++) {
            expect(finding->mends[m].start >= last &&
                   finding->mends[m].start <= finding->mends[m].end);
            last = finding->mends[m].end;
        }
        expect(last <= count);
    }
    guideline_report_free(report);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct guideline *pack = NULL;
    struct buf text = {.max = 1 << 20};
    char *copy;

    if (size == 0 || size > 1 << 16)
        return 0;
    copy = malloc(size); /* exact, so that one byte too many is seen */
    if (copy == NULL)
        return 0;
    memcpy(copy, data + 1, size - 1);
    utf8_mend(&text, copy, size - 1);
    if (data[0] % 2 == 0) {
        if (guideline_load(copy, size - 1, &pack, NULL))
            check_post(pack, "A post, risk-free #now https://a.com",
                       network_find("x"));
    } else if (guideline_load_builtin("regulated", &pack, NULL)) {
        const struct network *network = network_next(NULL);

        for (int i = data[0] / 2 % 11; i > 0; i--)
            network = network_next(network);
        check_post(pack, buf_text(&text), network);
    }
    guideline_free(pack);
    buf_deinit(&text);
    free(copy);
    return 0;
}

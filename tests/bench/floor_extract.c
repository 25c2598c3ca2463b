/* The floor of article extraction: plain gumbo_parse over the same bytes, as
 * they are, beside our own extraction, in one process and in turns.
 *
 *   floor_extract [--rounds N] FILE...
 *
 * prints MB/s of both and their ratio (ours over the floor; less is quicker).
 * Build: make build/bench/floor_extract */
#include "polyphony/buf.h"
#include "polyphony/extract.h"
#include "polyphony/file.h"
#include "polyphony/mem.h"

#include <gumbo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double
cpu_seconds(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) != 0)
        return 0;
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double
time_floor(const struct buf *page)
{
    double start = cpu_seconds();
    GumboOutput *output = gumbo_parse_with_options(&kGumboDefaultOptions,
                                                   buf_text(page), page->len);

    gumbo_destroy_output(&kGumboDefaultOptions, output);
    return cpu_seconds() - start;
}

static double
time_ours(const struct buf *page)
{
    double start = cpu_seconds();
    struct extract *extract = NULL;

    if (extract_article(buf_text(page), page->len, NULL, &extract, NULL))
        extract_free(extract);
    return cpu_seconds() - start;
}

int
main(int argc, char **argv)
{
    int first = 1, rounds = 3, n = 0;
    struct buf *pages;
    double bytes = 0, floor_s = 0, ours_s = 0;

    if (argc > 3 && strcmp(argv[1], "--rounds") == 0) {
        rounds = atoi(argv[2]);
        first = 3;
    }
    pages = mem_calloc((size_t)argc, sizeof *pages);
    for (int i = first; i < argc; i++) {
        if (file_read(argv[i], &pages[n], NULL))
            bytes += (double)pages[n++].len;
    }
    for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < n; i++) {
            floor_s += time_floor(&pages[i]);
            ours_s += time_ours(&pages[i]);
        }
    }
    for (int i = 0; i < n; i++)
        buf_deinit(&pages[i]);
    free(pages);
    if (n == 0 || floor_s <= 0)
        return 2;
    printf("floor_extract: %d pages, %.1f MB, %d rounds: gumbo_parse %.1f "
           "MB/s, extraction %.1f MB/s, ratio %.2f\n",
           n, bytes / 1e6, rounds, bytes * rounds / 1e6 / floor_s,
           bytes * rounds / 1e6 / ours_s, ours_s / floor_s);
    return 0;
}

/* Any bytes through charsets, XML, every dialect, dates and the sanitiser. */
#include "polyphony/feed.h"
#include "polyphony/mem.h"
#include "polyphony/opml.h"
#include "polyphony/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const char *text)
{
    if (text != NULL && !utf8_valid(text, strlen(text)))
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct feed_source source = {.url = "http://example.org/feed"};
    char *bytes = mem_alloc(size != 0 ? size : 1);
    struct feed *feed;
    struct opml *opml;

    memcpy(bytes, data, size);
    if (feed_parse(bytes, size, &source, &feed, NULL)) {
        check(feed->title);
        for (size_t i = 0; i < feed->n_entries; i++) {
            check(feed->entries[i].title);
            check(feed->entries[i].summary);
            check(feed->entries[i].content);
            check(feed_entry_identity(feed->arena, &feed->entries[i]));
        }
        feed_free(feed);
    }
    if (opml_parse(bytes, size, &opml, NULL))
        opml_free(opml);
    free(bytes);
    return 0;
}

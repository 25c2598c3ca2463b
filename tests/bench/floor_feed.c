/* The floor under feed reading: bare libxml2 SAX over the same bytes.
 *
 *   floor_feed N FILE...
 *
 * reads the files, then N times all of them by libxml2's SAX with empty
 * handlers, N times by feed_parse() (sanitising on), and prints both speeds
 * and their ratio: what our reading costs above the bare parse. */
#include "polyphony/clock.h"
#include "polyphony/feed.h"
#include "polyphony/file.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>

struct input {
    struct buf bytes;
};

static void
on_start(void *user, const xmlChar *name, const xmlChar *prefix,
         const xmlChar *space, int n_spaces, const xmlChar **spaces,
         int n_attrs, int n_defaulted, const xmlChar **attrs)
{
    (void)name;
    (void)prefix;
    (void)space;
    (void)n_spaces;
    (void)spaces;
    (void)n_attrs;
    (void)n_defaulted;
    (void)attrs;
    ++*(size_t *)user;
}

static void
on_end(void *user, const xmlChar *name, const xmlChar *prefix,
       const xmlChar *space)
{
    (void)user;
    (void)name;
    (void)prefix;
    (void)space;
}

static void
on_text(void *user, const xmlChar *text, int len)
{
    (void)text;
    *(size_t *)user += (size_t)len;
}

static void
on_error(void *user, xmlErrorPtr error)
{
    (void)user;
    (void)error;
}

static void
bare_sax(const struct input *input, size_t *seen)
{
    xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
                         .startElementNs = on_start,
                         .endElementNs = on_end,
                         .characters = on_text,
                         .cdataBlock = on_text,
                         .serror = on_error};
    xmlParserCtxtPtr parser =
        xmlCreatePushParserCtxt(&sax, seen, NULL, 0, NULL);

    if (parser == NULL)
        exit(1);
    xmlCtxtUseOptions(parser,
                      XML_PARSE_NONET | XML_PARSE_RECOVER | XML_PARSE_NOCDATA);
    (void)xmlParseChunk(parser, buf_text(&input->bytes), (int)input->bytes.len,
                        1);
    xmlFreeDoc(parser->myDoc);
    xmlFreeParserCtxt(parser);
}

static void
ours(const struct input *input, size_t *seen)
{
    struct feed *feed = NULL;

    if (feed_parse(buf_text(&input->bytes), input->bytes.len, NULL, &feed,
                   NULL))
        *seen += feed->n_entries;
    feed_free(feed);
}

static double
run(void (*read)(const struct input *, size_t *), const struct input *inputs,
    size_t count, long rounds)
{
    size_t seen = 0;
    int64_t start = clock_mono_ms();

    for (long round = 0; round < rounds; round++) {
        for (size_t i = 0; i < count; i++)
            read(&inputs[i], &seen);
    }
    return (double)(clock_mono_ms() - start) / 1000 + (seen == 0 ? 1e9 : 0);
}

int
main(int argc, char **argv)
{
    struct input *inputs = calloc((size_t)argc, sizeof *inputs);
    long rounds = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
    size_t count = 0, bytes = 0;
    double floor_s, our_s, mb;

    if (rounds <= 0 || inputs == NULL) {
        fprintf(stderr, "usage: floor_feed N FILE...\n");
        return 2;
    }
    xmlInitParser();
    for (int i = 2; i < argc; i++) {
        struct error err;

        inputs[count].bytes = (struct buf){.max = FEED_MAX_BYTES};
        if (file_read(argv[i], &inputs[count].bytes, &err))
            bytes += inputs[count++].bytes.len;
    }
    mb = (double)bytes * (double)rounds / 1e6;
    floor_s = run(bare_sax, inputs, count, rounds);
    our_s = run(ours, inputs, count, rounds);
    printf("bare SAX %.1f MB/s, feed_parse %.1f MB/s, ratio %.1f\n",
           mb / floor_s, mb / our_s, our_s / floor_s);
    for (size_t i = 0; i < count; i++)
        buf_deinit(&inputs[i].bytes);
    free(inputs);
    return 0;
}

/* The guarded door to libxml2; see the header. Nothing else in the program
 * includes libxml2. The guards: input in chunks with bounds on bytes, depth,
 * events and time; no network, no external subset, no parameter entities; the
 * document's own entities are neither declared nor expanded (xml_mend() has
 * taken the DTD out before, so this is the second lock on that door). */
#include "polyphony/xml.h"

#include "polyphony/buf.h"
#include "polyphony/clock.h"
#include "polyphony/mem.h"
#include "polyphony/utf8.h"
#include "xml_mend.h"

#include <libxml/entities.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK ((size_t)32 << 10)
#define MAX_ATTRS 256

struct reader {
    const struct xml_handler *handler;
    void *user;
    struct xml_limits limits;
    xmlParserCtxtPtr parser;
    struct buf values; /* of the attributes of one element */
    struct xml_attr attrs[MAX_ATTRS];
    size_t events, elements;
    int depth;
    int64_t deadline;
    bool broken, limited, stopped, ended;
};

static void
stop(struct reader *r)
{
    r->stopped = true;
    xmlStopParser(r->parser);
}

/* As long as entities are not replaced, libxml2 writes each '&' of a value as
 * "&#38;" (and no other reference). */
static void
add_value(struct buf *out, const char *p, const char *end)
{
    while (p < end) {
        const char *amp = memchr(p, '&', (size_t)(end - p));

        if (amp == NULL)
            break;
        amp++;
        buf_add_bytes(out, p, (size_t)(amp - p));
        p = end - amp >= 4 && memcmp(amp, "#38;", 4) == 0 ? amp + 4 : amp;
    }
    buf_add_bytes(out, p, (size_t)(end - p));
    buf_add_char(out, '\0');
}

/* Values are not terminated in libxml2's buffer: copy all of an element into
 * one of ours. The attributes point into it when it has stopped moving. */
static size_t
take_attributes(struct reader *r, int count, const xmlChar **raw)
{
    size_t n = count > 0 ? (size_t)count : 0;
    const char *value;

    if (n > MAX_ATTRS)
        n = MAX_ATTRS;
    buf_cut(&r->values, 0);
    for (size_t i = 0; i < n; i++) {
        const xmlChar **five = raw + i * 5;

        add_value(&r->values, (const char *)five[3], (const char *)five[4]);
    }
    value = buf_text(&r->values);
    for (size_t i = 0; i < n && buf_ok(&r->values); i++) {
        const xmlChar **five = raw + i * 5;

        r->attrs[i] = (struct xml_attr){
            .name = (const char *)five[0],
            .prefix = (const char *)five[1],
            .space = (const char *)five[2],
            .value = value,
        };
        value += strlen(value) + 1;
    }
    return n;
}

static void
on_start(void *user, const xmlChar *name, const xmlChar *prefix,
         const xmlChar *space, int n_spaces, const xmlChar **spaces,
         int n_attrs, int n_defaulted, const xmlChar **attrs)
{
    struct reader *r = user;
    struct xml_element element = {.name = (const char *)name,
                                  .prefix = (const char *)prefix,
                                  .space = (const char *)space,
                                  .attrs = r->attrs};

    (void)n_spaces;
    (void)spaces;
    (void)n_defaulted;
    if (r->stopped)
        return;
    element.n_attrs = take_attributes(r, n_attrs, attrs);
    if (!buf_ok(&r->values))
        element.n_attrs = 0;
    r->events += 1 + element.n_attrs;
    r->elements++;
    if (r->depth >= r->limits.max_depth || r->events > r->limits.max_events ||
        !buf_ok(&r->values)) {
        r->limited = true;
        stop(r);
        return;
    }
    r->depth++;
    if (!r->handler->start(r->user, &element))
        stop(r);
}

static void
on_end(void *user, const xmlChar *name, const xmlChar *prefix,
       const xmlChar *space)
{
    struct reader *r = user;

    (void)name;
    (void)prefix;
    (void)space;
    if (r->stopped || r->depth == 0)
        return;
    r->depth--;
    if (r->depth == 0)
        r->ended = true;
    r->handler->end(r->user);
}

static void
on_text(void *user, const xmlChar *text, int len)
{
    struct reader *r = user;

    if (!r->stopped && len > 0 && r->depth > 0)
        r->handler->text(r->user, (const char *)text, (size_t)len);
}

static xmlEntityPtr
on_entity(void *user, const xmlChar *name)
{
    (void)user;
    return xmlGetPredefinedEntity(name);
}

static void
on_error(void *user, xmlErrorPtr error)
{
    struct reader *r = user;

    /* Junk after the end and a missing end are no reason to read again. */
    if (error->level == XML_ERR_FATAL && !r->ended && !r->stopped &&
        error->code != XML_ERR_DOCUMENT_END &&
        error->code != XML_ERR_TAG_NOT_FINISHED)
        r->broken = true;
}

static void
start_library(void)
{
    xmlInitParser();
}

static bool
open_parser(struct reader *r, struct error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    xmlSAXHandler sax = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = on_start,
        .endElementNs = on_end,
        .characters = on_text,
        .ignorableWhitespace = on_text,
        .cdataBlock = on_text,
        .getEntity = on_entity,
        .serror = on_error,
    };

    pthread_once(&once, start_library);
    r->parser = xmlCreatePushParserCtxt(&sax, r, NULL, 0, NULL);
    if (r->parser == NULL)
        return error_set(err, ERROR_LIMIT, "no memory for the XML parser");
    if (xmlCtxtUseOptions(r->parser, XML_PARSE_NONET | XML_PARSE_RECOVER |
                                         XML_PARSE_NOCDATA) != 0)
        return error_set(err, ERROR_LIMIT, "the XML parser's options");
    return true;
}

static void
push_all(struct reader *r, const char *bytes, size_t len)
{
    while (len > 0 && !r->stopped && !r->ended) {
        size_t chunk = len < CHUNK ? len : CHUNK;

        (void)xmlParseChunk(r->parser, bytes, (int)chunk, 0);
        bytes += chunk;
        len -= chunk;
        if (clock_mono_ms() > r->deadline) {
            r->limited = true;
            r->stopped = true;
        }
    }
    if (!r->stopped && !r->ended)
        (void)xmlParseChunk(r->parser, "", 0, 1);
    /* Whatever stayed open ends here, so that the handler sees pairs. */
    for (; r->depth > 0; r->depth--)
        r->handler->end(r->user);
}

static void
set_limits(struct reader *r, const struct xml_limits *limits)
{
    if (limits != NULL)
        r->limits = *limits;
    if (r->limits.max_bytes == 0)
        r->limits.max_bytes = (size_t)32 << 20;
    if (r->limits.max_events == 0)
        r->limits.max_events = 4000000;
    if (r->limits.max_depth <= 0)
        r->limits.max_depth = 200;
    if (r->limits.max_ms <= 0)
        r->limits.max_ms = 10000;
    r->deadline = clock_mono_ms() + r->limits.max_ms;
    r->values.max = (size_t)10 << 20;
}

/* The byte passes; an attribute may make "&amp;" of '&', hence five times. */
static void
prepare(const struct reader *r, const char *utf8, size_t len, struct buf *ready)
{
    struct buf valid = {.max = r->limits.max_bytes * 3};
    struct buf mended = {.max = r->limits.max_bytes * 6};

    if (!utf8_valid(utf8, len)) {
        utf8_mend(&valid, utf8, len);
        utf8 = buf_text(&valid);
        len = valid.len;
    }
    if (r->limits.repair) {
        xml_mend(&mended, utf8, len);
        ready->max = r->limits.max_bytes * 8;
        xml_repair(ready, buf_text(&mended), mended.len);
    } else {
        ready->max = r->limits.max_bytes * 6;
        xml_mend(ready, utf8, len);
    }
    buf_deinit(&valid);
    buf_deinit(&mended);
}

bool
xml_parse(const char *utf8, size_t len, const struct xml_limits *limits,
          const struct xml_handler *handler, void *user,
          struct xml_outcome *outcome, struct error *err)
{
    struct reader *r = mem_calloc(1, sizeof *r);
    struct buf ready = {0};
    bool ok = false;

    r->handler = handler;
    r->user = user;
    set_limits(r, limits);
    if (len > r->limits.max_bytes) {
        error_set(err, ERROR_LIMIT, "XML over %zu MiB",
                  r->limits.max_bytes >> 20);
        goto out;
    }
    prepare(r, utf8, len, &ready);
    if (!open_parser(r, err))
        goto out;
    push_all(r, buf_text(&ready), ready.len);
    if (r->elements == 0)
        error_set(err, ERROR_INPUT, "no XML element in it");
    else
        ok = true;
out:
    if (outcome != NULL)
        *outcome = (struct xml_outcome){.broken = r->broken,
                                        .limited = r->limited,
                                        .n_elements = r->elements};
    if (r->parser != NULL)
        xmlFreeParserCtxt(r->parser);
    buf_deinit(&ready);
    buf_deinit(&r->values);
    free(r);
    return ok;
}

const char *
xml_attr(const struct xml_element *element, const char *name)
{
    for (size_t i = 0; i < element->n_attrs; i++) {
        if (element->attrs[i].prefix == NULL &&
            strcmp(element->attrs[i].name, name) == 0)
            return element->attrs[i].value;
    }
    return NULL;
}

/* XML in: libxml2's push parser behind one guarded door.
 *
 * Input is UTF-8 (html_to_utf8 or feed_parse see to that; what an XML
 * declaration says about the encoding is ignored). Nothing is ever fetched;
 * a document's own entities and its DTD are ignored, HTML's entities are
 * known. Ill-formed input is read on: control characters are dropped, junk
 * before the first and after the last element is passed over, bare
 * ampersands are text. With `repair`, tags are balanced and attributes quoted
 * first: for documents whose first reading reported `broken`. Every bound
 * ends in what was read so far. Thread-safe. */
#ifndef POLYPHONY_XML_H
#define POLYPHONY_XML_H

#include "polyphony/error.h"

#include <stddef.h>

struct xml_attr {
    const char *name;   /* local name */
    const char *prefix; /* NULL without one */
    const char *space;  /* namespace; NULL without one or if undeclared */
    const char *value;
};

struct xml_element {
    const char *name, *prefix, *space; /* as for attributes */
    const struct xml_attr *attrs;
    size_t n_attrs;
};

/* Called in document order; what the pointers show lives during the call
 * only. start() may return false to end the reading. */
struct xml_handler {
    bool (*start)(void *user, const struct xml_element *element);
    void (*text)(void *user, const char *text, size_t len);
    void (*end)(void *user);
};

struct xml_limits {
    size_t max_bytes;  /* 0: 32 MiB */
    size_t max_events; /* elements and attributes; 0: 4 million */
    int max_depth;     /* 0: 200 */
    int max_ms;        /* 0: 10,000 */
    bool repair;
};

struct xml_outcome {
    bool broken;  /* not well-formed */
    bool limited; /* a bound was reached: the rest was not read */
    size_t n_elements;
};

/* False where there is not one element. `limits` and `outcome` may be NULL. */
bool xml_parse(const char *utf8, size_t len, const struct xml_limits *limits,
               const struct xml_handler *handler, void *user,
               struct xml_outcome *outcome, struct error *err) MUST_CHECK;

/* Value of an attribute without namespace; NULL when absent. */
const char *xml_attr(const struct xml_element *element, const char *name);

#endif

/* Byte passes before libxml2 sees a document; private to base/xml*.c. */
#ifndef POLYPHONY_XML_MEND_H
#define POLYPHONY_XML_MEND_H

#include "polyphony/buf.h"

#include <stdbool.h>

/* Valid UTF-8 in; the same out without prolog, DTD, processing instructions,
 * comments and control characters; every '&' begins one of XML's five
 * references or a number that XML allows. */
void xml_mend(struct buf *out, const char *utf8, size_t len);

/* What xml_mend() made, with tags balanced and attributes quoted. */
void xml_repair(struct buf *out, const char *mended, size_t len);

/* May this byte begin, or stand in, the name of an element? Every byte of a
 * multibyte character may. */
bool xml_name_starts(unsigned char c);
bool xml_name_goes_on(unsigned char c);

#endif

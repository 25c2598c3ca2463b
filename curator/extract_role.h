/* What an element does to the text around it; private to extract_page.c. */
#ifndef POLYPHONY_CURATOR_EXTRACT_ROLE_H
#define POLYPHONY_CURATOR_EXTRACT_ROLE_H

#include "polyphony/html.h"

enum role {
    ROLE_INLINE, /* its text goes on in the same block */
    ROLE_BLOCK,  /* a block ends before and after it */
    ROLE_BREAK,  /* <br> */
    ROLE_SKIP    /* nothing in it is read */
};

enum role node_role(const struct html_node *node);

#endif

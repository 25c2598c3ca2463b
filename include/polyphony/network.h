/* The networks: how long a post may be there, in which unit that is counted,
 * and how a share page is opened with the text ready. One table, a line a
 * network (scheduler/check/network.c). Texts are valid UTF-8. Pure,
 * thread-safe. */
#ifndef POLYPHONY_NETWORK_H
#define POLYPHONY_NETWORK_H

#include "polyphony/buf.h"

#include <stddef.h>

enum network_unit {
    NETWORK_POINTS,      /* Unicode code points */
    NETWORK_EMOJI_BYTES, /* Threads: code points, an emoji its UTF-8 bytes */
    NETWORK_GRAPHEMES,   /* what a reader takes for one character */
    NETWORK_MASTODON,    /* graphemes; links and handles shortened */
    NETWORK_WEIGHTED     /* X: after NFC, other scripts 2, links 23 */
};

struct network {
    const char *name;  /* "linkedin" */
    const char *title; /* "LinkedIn" */
    enum network_unit unit;
    size_t limit;       /* in the unit; 0: none known */
    size_t limit_bytes; /* of UTF-8; 0: none */
    const char *share;  /* page that opens with the post ready; NULL: none.
                           {text} {url} {both} {instance} stand for values */
    bool takes_text;    /* false: only the link is taken, copy the text */
    size_t fold;        /* code points before "see more"; 0: shown whole */
    bool draws_card;    /* of a link: its title and site, and the link short */
};

const struct network *network_find(const char *name); /* NULL: no such */
/* "LinkedIn" of "linkedin", for sentences; the name itself where there is none
 * of that name. */
const char *network_title(const char *name);
/* All networks in the table's order: pass NULL first; NULL at the end. */
const struct network *network_next(const struct network *before);

size_t network_limit(const struct network *network); /* 0: none */
size_t network_length(const struct network *network, const char *text);

/* Code points from the start of the text that fit the limit. */
size_t network_fits(const struct network *network, const char *text);

/* Everything about a text at once. */
struct network_measure {
    size_t length, limit; /* in the network's unit; limit 0: none */
    size_t fits;          /* code points */
    bool valid;           /* the network would take it: not empty, not over
                             the limit, no characters that it refuses */
};
struct network_measure network_measure_text(const struct network *network,
                                            const char *text);

/* The share page's address, appended to `out`; values percent-encoded. Where
 * the text names `url` already it is not added a second time. `instance` is a
 * Mastodon server ("mastodon.example"), else NULL; `url` may be NULL. False
 * where the network has no such page, or the instance is no host name. */
bool network_share_link(const struct network *network, const char *instance,
                        const char *text, const char *url,
                        struct buf *out) MUST_CHECK;

/* Can it be the name of a Mastodon server: "mastodon.example"? */
bool network_is_instance(const char *instance);

/* Bytes of the text that stand above the fold: its length where nothing is
 * folded. By width of a line it can be earlier; this is the latest place. */
size_t network_fold(const struct network *network, const char *text);

/* A mailto: address with subject and body, to nobody in particular. */
void network_mail_link(const char *subject, const char *text, const char *url,
                       struct buf *out);

#endif

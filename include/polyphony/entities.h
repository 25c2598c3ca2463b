/* Links, hashtags, mentions and cashtags in a post, as X finds them (the
 * rules of twitter-text 3.1, github.com/twitter/twitter-text): links without
 * a scheme count where they end in a top-level domain of IANA's list. Other
 * networks use the same entities. Linear in the text. Pure, thread-safe. */
#ifndef POLYPHONY_ENTITIES_H
#define POLYPHONY_ENTITIES_H

#include <stddef.h>
#include <stdint.h>

enum entity_kind {
    ENTITY_URL,
    ENTITY_HASHTAG, /* with its sign: "#b2b" */
    ENTITY_MENTION, /* "@jane"; "@jane/list" is none */
    ENTITY_CASHTAG, /* "$ACME" */
    ENTITY_KINDS
};

struct entity {
    enum entity_kind kind;
    size_t start, end; /* code points, end exclusive */
};

/* The entities of a text in code points (utf8_decode), in order, no two of
 * them overlapping: what begins first stays. The array is yours (free()) and
 * may be NULL when there are none. Returns how many. */
size_t entities_find(const int32_t *points, size_t count,
                     struct entity **entities);

/* Only the links, whatever begins before them: what X's counting sees. */
size_t entities_find_urls(const int32_t *points, size_t count,
                          struct entity **entities);

#endif

/* Who must be reviewed: the policy that says where a checked text goes. Pure.
 * DESIGN.md "A suggestion's life" states it. */
#ifndef POLYPHONY_REVIEW_H
#define POLYPHONY_REVIEW_H

#include <stdbool.h>

struct review_case {
    const char *policy; /* flagged, all, none */
    int trust;          /* 0..2 */
    bool is_edit;       /* a rep changed the words */
    bool has_warn, has_block;
    bool is_regulated; /* the pack is: warnings always need a person */
};

/* Does the text need a person before it can be offered? A block always
 * does, and can't be approved while it stands. */
bool review_needs_person(const struct review_case *it);

/* Trust after a reviewer's word: how many of the rep's last texts were
 * approved unchanged, and of how many. A miss (rejected, change asked for, or
 * withdrawn for a rule) lowers it by one. */
int review_trust(int trust, bool is_miss, int unchanged, int decided);

#endif

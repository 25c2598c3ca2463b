/* Who must be reviewed; see the header. */
#include "polyphony/review.h"

#include <string.h>

#define FIRST_TRUST 5   /* unchanged approvals for level 1 */
#define SECOND_TRUST 20 /* for level 2, with fewer than 5% changed */

bool
review_needs_person(const struct review_case *it)
{
    if (it->has_block || strcmp(it->policy, "all") == 0)
        return true;
    if (strcmp(it->policy, "none") == 0)
        return false;
    if (it->has_warn && (it->trust < 2 || it->is_regulated))
        return true;
    return it->is_edit && it->trust < 1;
}

int
review_trust(int trust, bool is_miss, int unchanged, int decided)
{
    if (is_miss)
        return trust > 0 ? trust - 1 : 0;
    if (trust < 2 && decided >= SECOND_TRUST &&
        (decided - unchanged) * 20 < decided)
        return 2;
    if (trust < 1 && unchanged >= FIRST_TRUST)
        return 1;
    return trust;
}

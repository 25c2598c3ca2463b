/* The table of contents of the curator: what a round is made of. */
#include "polyphony/curator.h"

bool
curator_run(struct curator *curator, struct error *err)
{
    return gather_due(curator, err) && stories_group(curator, err) &&
           relevance_rank(curator, err);
}

/* On a day without a suggestion: what was read for the rep all the same, best
 * first, to be looked at and not to be shared from here. */
#include "desk/pages.h"
#include "rep_pages.h"

#include "polyphony/reps.h"

#define LISTED 12
#define READ_PER_MINUTE 230 /* words */

/* What was suggested to them before is not told again. */
#define STORIES                                                                \
    "SELECT v.score, a.title, a.url, a.site, a.words, (SELECT "                \
    "count(DISTINCT c.rep) FROM suggestion AS c WHERE c.story = s.id AND "     \
    "c.state IN ('in_review', 'changes_requested', 'approved', 'offered', "    \
    "'accepted', 'scheduled', 'shared')) FROM relevance AS v "                 \
    "JOIN story AS s ON s.id = v.story JOIN article AS a ON a.id = s.lead "    \
    "WHERE v.audience = $1 AND s.state = 'open' AND s.same_as IS NULL AND "    \
    "(s.embargo IS NULL OR s.embargo <= $2) AND (s.expires IS NULL OR "        \
    "s.expires > $2) AND NOT EXISTS (SELECT 1 FROM suggestion AS g WHERE "     \
    "g.story = s.id AND g.rep = $3) ORDER BY v.score DESC, s.id LIMIT $4"

bool
page_anyway(struct request *request, struct response *response,
            struct error *err)
{
    struct view *view = page_view(request, "What was read for you");
    struct db_stmt *q;
    struct rep rep;

    if (!reps_find(request->store, request->person.rep, request->arena, &rep,
                   err))
        return false;
    view_int(view, "cut",
             config_number(request->config, "schedule.least_score"));
    q = db_query(request->store->db, err, STORIES, "titi", rep.audience_id,
                 request->now, rep.id, (int64_t)LISTED);
    while (db_next(q)) {
        struct view *item = view_item(view, "stories");
        int64_t minutes =
            (db_int(q, 4) + READ_PER_MINUTE - 1) / READ_PER_MINUTE;

        view_int(item, "score", (int64_t)(db_real(q, 0) * 100 + .5));
        view_text(item, "article", db_text(q, 1));
        view_link(item, "url", db_text(q, 2));
        view_text(item, "site", db_text(q, 3));
        view_int(item, "minutes", minutes > 0 ? minutes : 1);
        if (db_int(q, 5) > 0)
            view_format(item, "colleagues", "%lld %s", (long long)db_int(q, 5),
                        db_int(q, 5) == 1 ? "colleague" : "colleagues");
    }
    return db_done(q, err) && page_show(request, response, "anyway", view, err);
}

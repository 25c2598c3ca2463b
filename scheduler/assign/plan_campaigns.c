/* Which stories the running campaigns are about: by words in the lead's title
 * or summary, by a feed that tells the story, or by name. */
#include "plan_problem.h"

#include "polyphony/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
mark(struct problem *problem, size_t campaign, int64_t story)
{
    struct open_story *found = plan_problem_story(problem, story);

    if (found != NULL)
        found->campaigns |= (uint32_t)1 << campaign;
}

/* Stories by one text parameter of a statement. */
static bool
mark_all(struct scheduler *scheduler, struct problem *problem, size_t campaign,
         const char *sql, const struct campaign_names *names, struct error *err)
{
    for (size_t i = 0; i < names->count; i++) {
        struct db_stmt *q =
            db_query(scheduler->store->db, err, sql, "t", names->items[i]);

        while (db_next(q))
            mark(problem, campaign, db_int(q, 0));
        if (!db_done(q, err))
            return false;
    }
    return true;
}

/* The titles and summaries are gone through only where a campaign has words. */
static bool
mark_words(struct scheduler *scheduler, struct problem *problem,
           struct error *err)
{
    struct db_stmt *q;
    bool any = false;

    for (size_t i = 0; i < problem->n_campaigns; i++)
        any = any || problem->campaigns[i].words.count > 0;
    if (!any)
        return true;
    q = db_query(scheduler->store->db, err,
                 "SELECT s.id, a.title, a.summary " OPEN_STORIES, "iii",
                 scheduler->now, plan_oldest(scheduler), (int64_t)LEAST_WORDS);
    while (db_next(q)) {
        struct buf text = {.max = (size_t)1 << 20};

        buf_printf(&text, "%s\n%s", db_text(q, 1), db_text(q, 2));
        for (size_t i = 0; i < problem->n_campaigns; i++) {
            if (campaign_has_words(&problem->campaigns[i], buf_text(&text)))
                mark(problem, i, db_int(q, 0));
        }
        buf_deinit(&text);
    }
    return db_done(q, err);
}

bool
plan_campaigns_load(struct scheduler *scheduler, struct problem *problem,
                    struct error *err)
{
    if (!campaign_list(scheduler->store, scheduler->now, false, problem->arena,
                       &problem->campaigns, &problem->n_campaigns, err))
        return false;
    if (problem->n_campaigns > MOST_CAMPAIGNS)
        problem->n_campaigns = MOST_CAMPAIGNS;
    for (size_t i = 0; i < problem->n_campaigns; i++) {
        const struct campaign *it = &problem->campaigns[i];

        if (!mark_all(scheduler, problem, i,
                      "SELECT DISTINCT coalesce(s.same_as, s.id) FROM article "
                      "AS a JOIN story AS s ON s.id = a.story "
                      "WHERE a.feed = CAST($1 AS INTEGER)",
                      &it->feeds, err) ||
            !mark_all(scheduler, problem, i,
                      "SELECT coalesce(same_as, id) FROM story WHERE key = $1",
                      &it->stories, err))
            return false;
    }
    return mark_words(scheduler, problem, err);
}

uint32_t
plan_campaign_of(const struct problem *problem, const struct open_story *story,
                 const struct rep *rep)
{
    uint32_t best = NO_CAMPAIGN;

    for (uint32_t i = 0; i < problem->n_campaigns; i++) {
        const struct campaign *it = &problem->campaigns[i];

        if ((story->campaigns >> i & 1) != 0 && campaign_has_rep(it, rep->id) &&
            (best == NO_CAMPAIGN ||
             it->weight > problem->campaigns[best].weight))
            best = i;
    }
    return best;
}

/* Why a rep got a story, in words that a person understands: its place among
 * what fits them, and what became of the better ones. */
#include "plan_problem.h"

#include "polyphony/json.h"
#include "polyphony/mem.h"

#include <stdlib.h>
#include <string.h>

#define NONE SIZE_MAX

struct telling {
    const struct scheduler *scheduler;
    const struct problem *problem;
    const struct plan_line *lines;
    /* The lines of a rep, and those of a story, as lists of indexes. */
    size_t *of_rep, *next_of_rep;
    size_t *of_story, *next_of_story;
};

/* Where a rep stands among their candidates. */
struct place {
    size_t fitting;    /* that fit at all */
    size_t before;     /* worth more today, the rep's own ones too */
    size_t best;       /* the best of those that are not; NONE: there is none */
    bool of_own_sites; /* those are all from sites that the rep has today */
    size_t fitter;     /* fit better, whatever they are worth today */
};

static bool
is_own(const struct telling *telling, uint32_t rep, uint32_t story)
{
    size_t i = telling->of_rep[rep];

    while (i != NONE && telling->lines[i].story != story)
        i = telling->next_of_rep[i];
    return i != NONE;
}

static bool
has_source(const struct telling *telling, const struct plan_line *line,
           uint32_t source)
{
    size_t i = telling->of_rep[line->rep];

    while (i != NONE &&
           telling->problem->stories[telling->lines[i].story].source != source)
        i = telling->next_of_rep[i];
    return i != NONE;
}

static struct place
find_place(const struct telling *telling, const struct plan_line *line)
{
    const struct problem *problem = telling->problem;
    const struct assign_rep *range = &problem->reps[line->rep];
    struct place place = {.best = NONE, .of_own_sites = true};

    for (size_t c = range->first; c < range->first + range->count; c++) {
        const struct assign_candidate *it = &problem->candidates[c];

        place.fitting++;
        if (c == line->candidate)
            continue;
        place.fitter +=
            problem->choices[c].fit > problem->choices[line->candidate].fit;
        if (it->score <= problem->candidates[line->candidate].score)
            continue;
        place.before++;
        if (is_own(telling, line->rep, it->story))
            continue;
        place.of_own_sites =
            place.of_own_sites &&
            has_source(telling, line, problem->stories[it->story].source);
        if (place.best == NONE ||
            it->score > problem->candidates[place.best].score)
            place.best = c;
    }
    return place;
}

/* Who holds a story with the greatest fit, of how many; NULL: nobody. */
static const struct plan_line *
find_holder(const struct telling *telling, uint32_t story, size_t *holders)
{
    const struct choice *choices = telling->problem->choices;
    const struct plan_line *best = NULL;

    *holders = 0;
    for (size_t i = telling->of_story[story]; i != NONE;
         i = telling->next_of_story[i]) {
        const struct plan_line *line = &telling->lines[i];

        ++*holders;
        if (best == NULL ||
            choices[line->candidate].fit > choices[best->candidate].fit)
            best = line;
    }
    return best;
}

/* What became of the story that would have been better. */
static void
tell_better(const struct telling *telling, const struct plan_line *line,
            const struct place *place, struct buf *words)
{
    const struct problem *problem = telling->problem;
    uint32_t story = problem->candidates[place->best].story;
    size_t holders;
    const struct plan_line *holder = find_holder(telling, story, &holders);

    if (has_source(telling, line, problem->stories[story].source)) {
        buf_add(words, ", better ones are from a site that you have today");
    } else if (holders >= problem->stories[story].capacity && holder != NULL) {
        const char *name = telling->scheduler->reps[holder->rep].name;
        bool fits_better = problem->choices[holder->candidate].fit >
                           problem->choices[place->best].fit;

        buf_printf(words,
                   fits_better ? ", the best went to %s, whom it fits better"
                               : ", the best went to %s, who would have none",
                   name);
    } else {
        buf_add(words, ", the best has enough colleagues");
    }
}

/* "second best of 23 that fit you" */
static void
tell_place(const struct place *place, struct buf *words)
{
    static const char *const ranks[] = {"best", "second best", "third best",
                                        "fourth best", "fifth best"};

    if (place->fitting == 1)
        buf_add(words, "the one story that fits you");
    else if (place->best != NONE && place->of_own_sites)
        buf_printf(words,
                   "best of %zu that fit you, from another site than what "
                   "else you have today",
                   place->fitting);
    else if (place->before < sizeof ranks / sizeof ranks[0])
        buf_printf(words, "%s of %zu that fit you", ranks[place->before],
                   place->fitting);
    else
        buf_printf(words, "number %zu of %zu that fit you", place->before + 1,
                   place->fitting);
}

static const char *
tell(const struct telling *telling, const struct plan_line *line)
{
    const struct problem *problem = telling->problem;
    const struct choice *choice = &problem->choices[line->candidate];
    struct place place = find_place(telling, line);
    struct buf list = {.max = 4000}, words = {.max = 1000};
    struct json_out out = {.buf = &list};
    const char *text;

    json_open(&out, '[');
    if (problem->stories[line->story].pinned)
        json_put_text(&out, "pinned by marketing");
    else if (choice->campaign != NO_CAMPAIGN) {
        buf_printf(&words, "part of the campaign %s",
                   problem->campaigns[choice->campaign].name);
        json_put_text(&out, buf_text(&words));
        buf_cut(&words, 0);
    }
    tell_place(&place, &words);
    if (place.best != NONE && !place.of_own_sites)
        tell_better(telling, line, &place, &words);
    json_put_text(&out, buf_text(&words));
    if (place.best == NONE && place.fitter > place.before && !choice->is_rested)
        json_put_text(&out, "from another site than your last ones");
    if (telling->problem->has_failed[line->rep])
        json_put_text(&out, "in place of one that could not be written");
    json_close(&out, ']');
    text = arena_strdup(problem->arena, buf_text(&list));
    buf_deinit(&list);
    buf_deinit(&words);
    return text;
}

static size_t *
empty_lists(size_t count)
{
    size_t *heads = mem_calloc(count + 1, sizeof *heads);

    for (size_t i = 0; i < count; i++)
        heads[i] = NONE;
    return heads;
}

void
plan_reasons(const struct scheduler *scheduler, const struct problem *problem,
             struct plan_line *lines, size_t count)
{
    struct telling telling = {.scheduler = scheduler,
                              .problem = problem,
                              .lines = lines,
                              .of_rep = empty_lists(scheduler->n_reps),
                              .of_story = empty_lists(problem->n_stories),
                              .next_of_rep = empty_lists(count),
                              .next_of_story = empty_lists(count)};

    for (size_t i = 0; i < count; i++) {
        telling.next_of_rep[i] = telling.of_rep[lines[i].rep];
        telling.of_rep[lines[i].rep] = i;
        telling.next_of_story[i] = telling.of_story[lines[i].story];
        telling.of_story[lines[i].story] = i;
    }
    for (size_t i = 0; i < count; i++)
        lines[i].reason = tell(&telling, &lines[i]);
    free(telling.of_rep);
    free(telling.of_story);
    free(telling.next_of_rep);
    free(telling.next_of_story);
}

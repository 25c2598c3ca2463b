/* Reps: the list of who shares, where and when. page_rep.c has one of them,
 * page_rep_moves.c what becomes of one, page_reps_files.c the files. */
#include "marketing.h"
#include "reps_page.h"

#include "polyphony/network.h"

#include <string.h>
#include <strings.h>

#define LISTED 50

/* "Mon-Fri 09:00-17:00" */
static const char *
hours_words(struct request *request, const struct slot_hours *hours)
{
    const char *words = "";

    for (int d = 1; d <= 7; d++) {
        int last = d;

        if (!hours->works[d])
            continue;
        while (last < 7 && hours->works[last + 1])
            last++;
        words = arena_printf(
            request->arena, "%s%s%s%s%s", words, words[0] != '\0' ? ", " : "",
            rep_days[d], last > d ? "–" : "", last > d ? rep_days[last] : "");
        d = last;
    }
    return arena_printf(request->arena, "%s %02d:%02d–%02d:%02d", words,
                        hours->start / 60, hours->start % 60, hours->end / 60,
                        hours->end % 60);
}

static const char *
network_words(struct request *request, const struct rep *rep)
{
    const char *words = "";

    for (size_t i = 0; i < rep->n_networks; i++)
        words = arena_printf(request->arena, "%s%s%s", words, i > 0 ? ", " : "",
                             network_find(rep->networks[i])->title);
    return words;
}

/* The policy, and how far trust widens it (DESIGN: "Who must be reviewed"). */
static const char *
review_words(const struct rep *rep)
{
    static const char *const flagged[] = {
        "edits and what a rule flags are reviewed",
        "what a rule flags is reviewed, clean edits pass",
        "what a rule blocks is mended, warnings pass"};

    return strcmp(rep->review, "all") == 0      ? "every text is reviewed"
           : strcmp(rep->review, "none") == 0   ? "no text is reviewed"
           : rep->trust >= 0 && rep->trust <= 2 ? flagged[rep->trust]
                                                : flagged[0];
}

static bool
add_rep(struct request *request, struct view *view, const struct rep *rep,
        struct error *err)
{
    struct view *item = view_item(view, "reps");
    struct person person;

    view_text(item, "id", rep->id);
    view_text(item, "name", rep->name);
    view_text(item, "audience", rep->audience.name);
    view_text(item, "audience_id", rep->audience_id);
    view_text(item, "networks", network_words(request, rep));
    view_text(item, "hours", hours_words(request, &rep->hours));
    view_text(item, "zone", rep->timezone);
    view_int(item, "quota", rep->quota);
    view_text(item, "review", review_words(rep));
    if (!people_find_rep(request->store, request->arena, rep->id, &person, err))
        return false;
    view_flag(item, "is_invited", person.id != 0);
    return rep_add_away(request, item, rep, err);
}

static bool
is_wanted(const struct rep *rep, const char *words)
{
    return words[0] == '\0' || strcasestr(rep->name, words) != NULL ||
           strcasestr(rep->audience.name, words) != NULL ||
           strcmp(rep->id, words) == 0;
}

bool
page_reps(struct request *request, struct response *response, struct error *err)
{
    struct view *view = page_view(request, "Reps");
    const char *words = request_query(request, "q");
    struct rep *list;
    size_t count, seen = 0, first;
    int64_t page = 1, waiting;

    (void)text_number(request_query(request, "page"), 1, 10000, &page);
    first = (size_t)(page - 1) * LISTED;
    if (!reps_list(request->store, request->arena, &list, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!is_wanted(&list[i], words))
            continue;
        if (seen >= first && seen < first + LISTED &&
            !add_rep(request, view, &list[i], err))
            return false;
        seen++;
    }
    view_text(view, "heading",
              count == 0 ? "No reps yet"
                         : count_words(request, (int64_t)count, "rep", "reps"));
    view_flag(view, "has_reps", count > 0);
    if (!db_number(request->store->db, err, &waiting, 0,
                   "SELECT count(*) FROM rep AS r WHERE r.state <> 'gone' AND "
                   "NOT EXISTS (SELECT 1 FROM person AS p WHERE p.rep = r.id "
                   "AND p.erased IS NULL)",
                   ""))
        return false;
    view_int(view, "uninvited", waiting);
    view_flag(view, "has_uninvited", waiting > 0);
    view_text(view, "q", words);
    if (seen > first + LISTED)
        view_text(view, "more",
                  path_with(request, path_with(request, "/reps", "q", words),
                            "page",
                            arena_printf(request->arena, "%lld",
                                         (long long)page + 1)));
    return page_show(request, response, "reps", view, err);
}

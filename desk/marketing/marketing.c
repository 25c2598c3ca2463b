/* What marketing's pages share; see the header. */
#include "marketing.h"

#include "desk/view/chart.h"

#include "polyphony/clock.h"
#include "polyphony/stories.h"

#include <stdio.h>
#include <string.h>

const char *
count_words(struct request *request, int64_t count, const char *one,
            const char *many)
{
    return arena_printf(request->arena, "%lld %s", (long long)count,
                        count == 1 ? one : many);
}

bool
add_round(struct request *request, struct response *response, struct view *view)
{
    struct job job;
    struct view *group;

    if (!jobs_last_round(&request->place->jobs, &job))
        return false;
    if (job.state == JOB_FAILED) {
        view_text(view, "round_problem", job.problem);
        return false;
    }
    if (job.state == JOB_DONE) {
        if (job.curated.trouble[0] != '\0')
            view_text(view, "round_problem", job.curated.trouble);
        return false;
    }
    group = view_group(view, "round");
    view_text(group, "step", job.step);
    view_flag(group, "has_figures", job.done + job.left > 0);
    view_int(group, "done", (int64_t)job.done);
    view_int(group, "all", (int64_t)(job.done + job.left));
    if (response != NULL)
        response_header(request, response, "Refresh", "3");
    return true;
}

const char *
reason_words(struct request *request, const struct pickup_group *group)
{
    const char *words = "";

    for (size_t i = 0; i < group->n_reasons; i++)
        words = arena_printf(request->arena, "%s%s%s %lld", words,
                             i > 0 ? ", " : "", group->reasons[i].name,
                             (long long)group->reasons[i].count);
    return words;
}

const char *
path_with(struct request *request, const char *path, const char *name,
          const char *value)
{
    struct buf out = {.max = 8192};
    const char *made;

    buf_add(&out, path);
    buf_printf(&out, "%c%s=", strchr(path, '?') != NULL ? '&' : '?', name);
    buf_add_url(&out, value);
    made = arena_strdup(request->arena, buf_text(&out));
    buf_deinit(&out);
    return made;
}

void
view_bar(struct view *view, const char *name, double share, const char *css)
{
    struct buf out = {.max = 4096};

    chart_bar(&out, share, css);
    view_html(view, name, buf_text(&out));
    buf_deinit(&out);
}

size_t
split_list(struct request *request, const char *text, size_t most,
           const char ***items)
{
    size_t count = 0;

    *items = arena_array(request->arena, most + 1, sizeof **items);
    while (*text != '\0' && count < most) {
        size_t len, trimmed;

        text += strspn(text, ", \t\r\n");
        len = trimmed = strcspn(text, ",\r\n");
        while (trimmed > 0 && strchr(" \t", text[trimmed - 1]) != NULL)
            trimmed--;
        if (trimmed > 0)
            (*items)[count++] = arena_strndup(request->arena, text, trimmed);
        text += len;
    }
    return count;
}

bool
read_moment(struct request *request, const char *text, int64_t *when)
{
    struct civil civil = {0};
    int year, used = 0;

    if (request->is_verb)
        return time_parse(text, when);
    if (sscanf(text, "%4d-%2d-%2dT%2d:%2d%n", &year, &civil.month, &civil.day,
               &civil.hour, &civil.minute, &used) != 5 ||
        (text[used] != '\0' && text[used] != ':'))
        return false;
    civil.year = year;
    if (year < 1970 || year > 9999 || civil.month < 1 || civil.month > 12 ||
        civil.day < 1 || civil.day > 31 || civil.hour < 0 || civil.hour > 23 ||
        civil.minute < 0 || civil.minute > 59)
        return false;
    *when = zone_instant(page_zone(request), &civil);
    return true;
}

void
view_moment(struct request *request, struct view *view, const char *name,
            int64_t when)
{
    struct civil c = zone_civil(page_zone(request), when);

    view_format(view, name, "%04lld-%02d-%02dT%02d:%02d", (long long)c.year,
                c.month, c.day, c.hour, c.minute);
}

#define KEY_DIGITS 12 /* of a story */

/* A number could be the beginning of another story's key. */
static bool
key_asked(struct request *request, const char **key, struct error *err)
{
    const char *asked = request_param(request, "id");
    struct db_stmt *q;
    int64_t number = 0;

    *key = request_param(request, "key");
    if ((*key)[0] != '\0')
        return true;
    (void)text_number(asked, 1, INT64_MAX, &number);
    q = db_query(request->store->db, err,
                 "SELECT key FROM story WHERE id = $1 UNION SELECT key FROM "
                 "story WHERE key = $2 LIMIT 1",
                 "it", strlen(asked) < KEY_DIGITS ? number : 0, asked);
    if (db_next(q))
        *key = arena_strdup(request->arena, db_text(q, 0));
    return db_done(q, err);
}

bool
story_asked(struct request *request, struct story_row *row, struct error *err)
{
    const char *key;

    if (!key_asked(request, &key, err))
        return false;
    if (key[0] != '\0' &&
        stories_find(request->store, key, request->arena, row, err))
        return true;
    return key[0] != '\0' && err->kind != ERROR_NOTFOUND
               ? false
               : error_set(err, ERROR_NOTFOUND, "There is no such story");
}

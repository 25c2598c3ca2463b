/* Reps as a file: reps.json in, reps.json out. */
#include "marketing.h"
#include "reps_page.h"

#include "polyphony/json.h"

#define TOLD 100 /* lines of a file that can't be used */

/* --- in ------------------------------------------------------------------- */

struct complaints {
    struct view *view;
    size_t count;
};

static void
complain(const char *line, void *context)
{
    struct complaints *complaints = context;

    if (complaints->count++ < TOLD)
        view_text(view_item(complaints->view, "complaints"), "line", line);
}

/* Nothing was taken: each line that can't be used, and what the others are. */
static bool
refuse(struct request *request, struct response *response,
       const struct complaints *complaints, const struct reps_import *counts,
       struct error *err)
{
    struct view *view = complaints->view;
    size_t usable = counts->added + counts->changed + counts->unchanged;

    response->status = 422;
    view_format(view, "heading", "Nothing was taken over: %s",
                count_words(request, (int64_t)counts->skipped,
                            "rep can’t be used", "reps can’t be used"));
    if (counts->skipped > TOLD)
        view_int(view, "more", (int64_t)(counts->skipped - TOLD));
    view_flag(view, "has_usable", usable > 0);
    view_text(view, "them", counts->skipped == 1 ? "it" : "them");
    view_int(view, "new", (int64_t)counts->added);
    view_int(view, "changed", (int64_t)counts->changed);
    view_int(view, "same", (int64_t)counts->unchanged);
    return page_show(request, response, "reps_refused", view, err);
}

bool
page_reps_import(struct request *request, struct response *response,
                 struct error *err)
{
    struct complaints complaints = {.view = page_view(request, "Reps")};
    bool skips = request_field(request, "skip")[0] != '\0', ok;
    struct reps_import counts;
    const char *fitted;

    if (request->upload.len == 0)
        return error_set(err, ERROR_INPUT, "Choose a file first");
    ok = (skips ? reps_import : reps_import_whole)(
        request->store, request->upload.bytes, request->upload.len, complain,
        &complaints, &counts, err);
    if (!ok) {
        error_wrap(err, "It is no list of reps that can be read");
        return false;
    }
    if (counts.skipped > 0 &&
        (!skips || counts.added + counts.changed + counts.unchanged == 0))
        return refuse(request, response, &complaints, &counts, err);
    return rep_fit_slots(request, NULL, &fitted, err) &&
           page_done(request, response, "/reps", err,
                     "%zu added, %zu changed, %zu as they were%s.%s%s",
                     counts.added, counts.changed, counts.unchanged,
                     counts.skipped > 0
                         ? arena_printf(request->arena, ", skipped: %zu",
                                        counts.skipped)
                         : "",
                     counts.own > 0
                         ? arena_printf(request->arena,
                                        " %zu %s what they gave in My voice.",
                                        counts.own,
                                        counts.own == 1 ? "keeps" : "keep")
                         : "",
                     fitted);
}

/* --- out ------------------------------------------------------------------ */

bool
page_reps_export(struct request *request, struct response *response,
                 struct error *err)
{
    struct json_out out = {.buf = &response->body};
    struct rep *list;
    size_t count;

    if (!reps_list(request->store, request->arena, &list, &count, err))
        return false;
    response_download(request, response, "application/json", "reps.json");
    json_open(&out, '[');
    for (size_t i = 0; i < count; i++) {
        if (!reps_write_json(request->store, &list[i], &out, err))
            return false;
    }
    json_close(&out, ']');
    json_line(&out);
    return true;
}

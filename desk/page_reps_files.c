/* Reps as a file: reps.json in, reps.json out. */
#include "marketing.h"
#include "reps_page.h"

#include "polyphony/audiences.h"
#include "polyphony/json.h"

#include <string.h>

#define TOLD 5 /* of the lines of a file that were skipped */

struct complaints {
    struct request *request;
    const char *words;
    size_t count;
};

static void
complain(const char *line, void *context)
{
    struct complaints *complaints = context;

    if (complaints->count++ < TOLD)
        complaints->words = arena_printf(complaints->request->arena,
                                         "%s %.150s.", complaints->words, line);
}

bool
page_reps_import(struct request *request, struct response *response,
                 struct error *err)
{
    struct complaints complaints = {.request = request, .words = ""};
    struct reps_import counts;
    const char *fitted;

    if (request->upload.len == 0)
        return error_set(err, ERROR_INPUT, "Choose a file first");
    if (!reps_import(request->store, request->upload.bytes, request->upload.len,
                     complain, &complaints, &counts, err)) {
        error_wrap(err, "It is no list of reps that can be read");
        return false;
    }
    if (counts.added + counts.changed + counts.unchanged == 0)
        return error_set(err, ERROR_INPUT, "None of its reps can be used:%s",
                         complaints.words);
    return rep_fit_slots(request, NULL, &fitted, err) &&
           page_done(request, response, "/reps", err,
                     "%zu added, %zu changed, %zu as they were%s%s.%s%s",
                     counts.added, counts.changed, counts.unchanged,
                     counts.skipped > 0 ? ", skipped: " : "",
                     counts.skipped > 0
                         ? arena_printf(request->arena, "%zu", counts.skipped)
                         : "",
                     complaints.words, fitted);
}

/* Each rep as it was given, with the audience as it is now. */
static void
put_rep(struct json_out *out, const struct rep *rep, const char *audience)
{
    struct json *doc = NULL;

    if (!json_parse(rep->json, strlen(rep->json), &doc, NULL))
        return;
    json_open(out, '{');
    for (const struct json *at = json_first(doc); at != NULL;
         at = json_next(at)) {
        if (json_key(at) == NULL)
            continue;
        json_put_key(out, json_key(at));
        if (strcmp(json_key(at), "audience") == 0 && audience != NULL)
            json_put_raw(out, audience);
        else
            json_put_node(out, at);
    }
    json_close(out, '}');
    json_free(doc);
}

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
        struct audience_row audience;

        if (!audiences_find(request->store, list[i].audience_id, request->arena,
                            &audience, err))
            return false;
        put_rep(&out, &list[i], audience.json);
    }
    json_close(&out, ']');
    json_line(&out);
    return true;
}

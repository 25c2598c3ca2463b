/* A rep as they were before their form was saved. What stood in reps.json, the
 * policy and the audience's id are kept in a setting; the audience itself is
 * put back as it is then. */
#include "marketing.h"
#include "reps_page.h"

#include "polyphony/audiences.h"
#include "polyphony/json.h"

#include <stdlib.h>
#include <string.h>

#define MOST ((size_t)2 << 20)

static const char *
json_source(struct request *request, const struct json *node)
{
    struct buf text = {.max = MOST};
    struct json_out out = {.buf = &text};
    const char *made;

    json_put_node(&out, node);
    made = arena_strdup(request->arena, buf_text(&text));
    buf_deinit(&text);
    return made;
}

bool
rep_keep_before(struct request *request, const struct rep *rep,
                struct error *err)
{
    struct buf text = {.max = MOST};
    struct json_out out = {.buf = &text};
    bool ok;

    json_open(&out, '{');
    json_member(&out, "audience", rep->audience_id);
    json_member(&out, "review", rep->review);
    json_put_key(&out, "rep");
    json_put_raw(&out, rep->json);
    json_close(&out, '}');
    ok = store_set(request->store,
                   arena_printf(request->arena, "rep.before.%s", rep->id),
                   buf_text(&text), err);
    buf_deinit(&text);
    return ok;
}

static bool
import_before(struct request *request, struct rep *rep, struct error *err)
{
    struct buf text = {.max = MOST};
    struct json_out out = {.buf = &text};
    struct reps_import counts = {0};
    bool ok;

    json_open(&out, '[');
    ok = reps_write_json(request->store, rep, &out, err);
    json_close(&out, ']');
    ok = ok &&
         reps_import(request->store, buf_text(&text), text.len, NULL, NULL,
                     &counts, err) &&
         (counts.skipped == 0 || error_set(err, ERROR_CONFLICT,
                                           "It can't be taken back: what was "
                                           "before does not fit any more")) &&
         reps_set_review(request->store, rep->id, rep->review, err);
    buf_deinit(&text);
    return ok;
}

static bool
put_before(struct request *request, struct rep *rep, struct error *err)
{
    struct audience_row audience;
    struct json *doc = NULL;
    char *before = NULL;
    bool ok = store_setting(
        request->store, arena_printf(request->arena, "rep.before.%s", rep->id),
        &before, err);

    if (ok &&
        (before == NULL || !json_parse(before, strlen(before), &doc, NULL)))
        ok = error_set(err, ERROR_CONFLICT, "There is nothing to take back");
    if (ok) {
        rep->audience_id =
            arena_strdup(request->arena, json_get_text(doc, "audience"));
        rep->review =
            arena_strdup(request->arena, json_get_text(doc, "review"));
        rep->json = json_source(request, json_get(doc, "rep"));
        ok = audiences_find(request->store, rep->audience_id, request->arena,
                            &audience, err) &&
             import_before(request, rep, err);
    }
    json_free(doc);
    free(before);
    return ok;
}

bool
page_rep_undo(struct request *request, struct response *response,
              struct error *err)
{
    const char *path, *fitted;
    struct rep rep;

    return rep_find_there(request, &rep, &path, err) &&
           put_before(request, &rep, err) &&
           rep_fit_slots(request, rep.id, &fitted, err) &&
           page_done(request, response, path, err,
                     "%.200s is as they were before.%s", rep.name, fitted);
}

/* What the company's page posted about a story: recorded, corrected, taken
 * out; each with its way back. Texts that are written keep away from it. */
#include "marketing.h"

#include "polyphony/company.h"
#include "polyphony/json.h"
#include "polyphony/network.h"
#include "polyphony/stories.h"

#include <stdlib.h>
#include <string.h>

static bool
find(struct request *request, struct story_row *row, const char **path,
     struct error *err)
{
    if (!story_asked(request, row, err))
        return false;
    *path = arena_printf(request->arena, "/stories/%s", row->key);
    return true;
}

static bool
post_of(struct request *request, int64_t story, int64_t id,
        struct company_post *post, struct error *err)
{
    struct db_stmt *q =
        db_query(request->store->db, err,
                 "SELECT text FROM company_post WHERE id = $1 AND url_key IN "
                 "(SELECT url_key FROM article WHERE story = $2)",
                 "ii", id, story);
    bool found = db_next(q);

    memset(post, 0, sizeof *post);
    if (found)
        post->text = arena_strdup(request->arena, db_text(q, 0));
    return db_done(q, err) &&
           (found ||
            error_set(err, ERROR_NOTFOUND, "There is no such post any more"));
}

bool
page_story_company(struct request *request, struct response *response,
                   struct error *err)
{
    const char *text = request_field(request, "text"), *path;
    const char *network = request_field(request, "network");
    struct company_post post = {.text = text, .published = request->now};
    struct story_row row;
    bool added;

    if (!find(request, &row, &path, err))
        return false;
    if (text[strspn(text, " \t\r\n")] == '\0' || strlen(text) > 19000)
        return error_set(err, ERROR_INPUT, "Give the text of the post");
    post.url = row.url;
    post.network = network_find(network) != NULL ? network : "linkedin";
    if (!company_put(request->store, &post, &added, err))
        return false;
    if (!added)
        return page_done(request, response, path, err,
                         "That post is recorded already.");
    return page_done_undo(
        request, response, path,
        arena_printf(request->arena, "%s/company/%lld?do=remove", path,
                     (long long)db_last_id(request->store->db)),
        err, "Recorded. Texts that are written from now on keep away from it.");
}

/* --- as it was before ----------------------------------------------------- */

static const char *
kept_key(struct request *request)
{
    return arena_printf(request->arena, "company.before.%lld",
                        (long long)request->person.id);
}

/* The last one that this person changed or took out. */
static bool
keep(struct request *request, int64_t id, const struct company_post *post,
     struct error *err)
{
    struct buf line = {.max = 65536};
    struct json_out out = {.buf = &line};
    bool ok;

    json_open(&out, '{');
    json_member_int(&out, "post", id);
    json_member(&out, "text", post->text);
    json_member(&out, "url", post->url);
    json_member(&out, "network", post->network);
    json_member_int(&out, "published", post->published);
    json_close(&out, '}');
    ok = store_set(request->store, kept_key(request), buf_text(&line), err);
    buf_deinit(&line);
    return ok;
}

static bool
put_back(struct request *request, const struct json *kept, struct error *err)
{
    const char *text = json_get_text(kept, "text");
    int64_t id = (int64_t)json_get_number(kept, "post", 0), there;
    struct company_post post = {.text = text,
                                .url = json_get_text(kept, "url"),
                                .network = json_get_text(kept, "network"),
                                .published = (int64_t)json_get_number(
                                    kept, "published", (double)request->now)};
    bool added;

    if (text == NULL)
        return error_set(err, ERROR_CONFLICT, "There is nothing to take back");
    if (!db_number(request->store->db, err, &there, 0,
                   "SELECT count(*) FROM company_post WHERE id = $1", "i", id))
        return false;
    return there > 0 ? company_correct(request->store, id, text, err)
                     : company_put(request->store, &post, &added, err);
}

bool
page_story_company_undo(struct request *request, struct response *response,
                        struct error *err)
{
    struct json *kept = NULL;
    struct story_row row;
    char *text = NULL;
    const char *path;
    bool ok;

    if (!find(request, &row, &path, err) ||
        !store_setting(request->store, kept_key(request), &text, err))
        return false;
    if (text == NULL || !json_parse(text, strlen(text), &kept, NULL)) {
        free(text);
        return error_set(err, ERROR_CONFLICT, "There is nothing to take back");
    }
    ok = put_back(request, kept, err);
    json_free(kept);
    free(text);
    return ok && page_done(request, response, path, err,
                           "The post stands as it did before.");
}

/* Corrected or taken out; the undo of a new one comes with ?do=remove. */
bool
page_story_company_change(struct request *request, struct response *response,
                          struct error *err)
{
    const char *text = request_field(request, "text"), *path, *undo;
    struct company_post post;
    struct story_row row;
    bool removes = strcmp(request_field(request, "do"), "remove") == 0 ||
                   strcmp(request_query(request, "do"), "remove") == 0;
    int64_t id;

    if (!request_param_id(request, "post", &id))
        return error_set(err, ERROR_NOTFOUND, "There is no such post");
    if (!find(request, &row, &path, err) ||
        !post_of(request, row.id, id, &post, err) ||
        (removes
             ? !company_remove(request->store, id, request->arena, &post, err)
             : !company_correct(request->store, id, text, err)) ||
        !keep(request, id, &post, err))
        return false;
    undo = arena_printf(request->arena, "%s/company/undo", path);
    return page_done_undo(request, response, path, undo, err,
                          removes ? "The post is taken out; texts may come "
                                    "close to it again."
                                  : "Corrected. Texts that are written from "
                                    "now on keep away from it.");
}

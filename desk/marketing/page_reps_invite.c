/* Inviting everybody at once who was not invited yet: by mail where mail goes
 * out and an address is known (from the first run's field, or a rep's "mail"
 * in a file), else by a link to pass on. */
#include "marketing.h"
#include "rep_write.h"
#include "reps_page.h"

#include "polyphony/json.h"

#include <stdlib.h>
#include <string.h>

#define AT_ONCE 50

/* Those that wait, in the order of names: *count of them at most AT_ONCE,
 * *all in all. */
static bool
list_uninvited(struct request *request, const char **ids, size_t *count,
               int64_t *all, struct error *err)
{
    struct db_stmt *q;

    *count = 0;
    if (!db_number(request->store->db, err, all, 0,
                   "SELECT count(*) FROM rep AS r WHERE r.state <> 'gone' AND "
                   "NOT EXISTS (SELECT 1 FROM person AS p WHERE p.rep = r.id "
                   "AND p.erased IS NULL)",
                   ""))
        return false;
    q = db_query(request->store->db, err,
                 "SELECT r.id FROM rep AS r WHERE r.state <> 'gone' AND NOT "
                 "EXISTS (SELECT 1 FROM person AS p WHERE p.rep = r.id AND "
                 "p.erased IS NULL) ORDER BY r.name, r.id LIMIT $1",
                 "i", (int64_t)AT_ONCE);
    while (*count < AT_ONCE && db_next(q))
        ids[(*count)++] = arena_strdup(request->arena, db_text(q, 0));
    return db_done(q, err);
}

/* NULL where none is known that mail would reach. */
static bool
mail_of(struct request *request, const struct rep *rep, const char **mail,
        struct error *err)
{
    const char *key = arena_printf(request->arena, "start.mail.%s", rep->id);
    struct json *doc = NULL;
    char *kept = NULL;

    *mail = NULL;
    if (!store_setting(request->store, key, &kept, err))
        return false;
    if (kept != NULL && kept[0] != '\0')
        *mail = arena_strdup(request->arena, kept);
    free(kept);
    if (*mail == NULL && json_parse(rep->json, strlen(rep->json), &doc, NULL))
        *mail = arena_strdup(request->arena, json_get_text(doc, "mail"));
    json_free(doc);
    if (*mail != NULL && !is_mail_address(*mail))
        *mail = NULL;
    return true;
}

static bool
invite_one(struct request *request, struct view *view, const char *id,
           int64_t number, size_t *mailed, struct error *err)
{
    struct invitation invitation;
    struct view *item;
    const char *mail;
    struct rep rep;

    if (!reps_find(request->store, id, request->arena, &rep, err) ||
        !mail_of(request, &rep, &mail, err) ||
        !rep_invite(request, id, rep.name, mail, &invitation, err))
        return false;
    /* With the person from now on, and nowhere else. */
    if (mail != NULL &&
        !store_set(request->store,
                   arena_printf(request->arena, "start.mail.%s", id), "", err))
        return false;
    *mailed += invitation.mailed;
    item = view_item(view, "invited");
    view_text(item, "rep", id);
    view_text(item, "name", invitation.name);
    view_text(item, "link", invitation.link);
    view_text(item, "mail", invitation.mail);
    view_int(item, "number", number);
    view_flag(item, "mailed", invitation.mailed);
    view_flag(item, "is_in", invitation.is_in);
    return true;
}

bool
reps_invite(struct request *request, struct response *response,
            const char *back, struct error *err)
{
    struct view *view = page_view(request, "Invitations");
    const char *ids[AT_ONCE];
    size_t count, mailed = 0;
    int64_t all;

    if (!list_uninvited(request, ids, &count, &all, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!invite_one(request, view, ids[i], (int64_t)i, &mailed, err))
            return false;
    }
    view_text(
        view, "heading",
        count == 0 ? "Everybody was invited already"
        : mailed == count
            ? arena_printf(request->arena, "%s on the way",
                           count_words(request, (int64_t)mailed,
                                       "invitation is", "invitations are"))
        : mailed > 0 ? arena_printf(request->arena,
                                    "%zu get a mail, %zu a link from you",
                                    mailed, count - mailed)
        : count == 1 ? "Give them their link"
                     : arena_printf(request->arena,
                                    "Give each of the %zu their link", count));
    if (all > (int64_t)count) {
        view_int(view, "n_left", all - (int64_t)count);
        view_text(view, "left",
                  count_words(request, all - (int64_t)count, "more rep waits",
                              "more reps wait"));
    }
    view_text(view, "back", back);
    return page_show(request, response, "invited", view, err);
}

bool
page_reps_invite(struct request *request, struct response *response,
                 struct error *err)
{
    return reps_invite(request, response, "/reps", err);
}

/* Editing a suggestion in its card: checks while one types, mends, saving.
 * Whatever happens, what was typed comes back. */
#include "desk/pages.h"
#include "rep_pages.h"

#include <stdio.h>
#include <string.h>

/* Browsers send \r\n in a text; ours has \n (request.h did that already), and
 * no blanks at its ends. */
static const char *
typed_text(struct request *request)
{
    struct buf text = {.max = FORM_MAX};
    const char *given = request_field(request, "text");
    const char *kept;

    buf_add(&text, given + strspn(given, " \t\n"));
    buf_trim(&text);
    kept = arena_strdup(request->arena, buf_text(&text));
    buf_deinit(&text);
    return kept;
}

/* The card stays open, with a status and what the checks say. */
static bool
show_again(struct request *request, struct response *response,
           struct queue *queue, struct today_edit *edit, struct error *err)
{
    struct queue_trial *trial = arena_alloc(request->arena, sizeof *trial);
    struct error ignored;

    if (queue_try(queue, edit->id, edit->text, request->arena, trial, &ignored))
        edit->trial = trial;
    return today_show(request, response, edit, err);
}

const char *
rep_sentence(struct request *request, const char *text)
{
    char *words =
        arena_printf(request->arena, "%s.", page_times(request, text));
    const char *prefix = "suggestion ";
    size_t len = strlen(prefix);

    /* "suggestion 7: it is too close ..." is for a shell. */
    if (strncmp(words, prefix, len) == 0) {
        char *colon = strstr(words, ": ");

        if (colon != NULL &&
            strspn(words + len, "0123456789") == (size_t)(colon - words) - len)
            words = colon + 2;
    }
    if (words[0] >= 'a' && words[0] <= 'z')
        words[0] = (char)(words[0] - 'a' + 'A');
    return words;
}

/* A rule that blocks would only come back from the reviewer. */
static const char *
blocking_rule(struct request *request, struct queue *queue,
              const struct today_edit *edit)
{
    struct queue_trial trial;
    struct error ignored;

    if (!queue_try(queue, edit->id, edit->text, request->arena, &trial,
                   &ignored) ||
        !trial.blocked)
        return NULL;
    for (size_t i = 0; i < trial.n_findings; i++) {
        if (strcmp(trial.findings[i].severity, "block") == 0)
            return arena_printf(request->arena,
                                "It cannot go out like this. %s.",
                                trial.findings[i].message);
    }
    return NULL;
}

/* Saved: what it means is said; refused: why, above what was typed. */
static bool
save(struct request *request, struct response *response, struct queue *queue,
     struct today_edit *edit, struct error *err)
{
    const char *state = NULL;
    struct error why;
    char here[64];

    edit->problem = blocking_rule(request, queue, edit);
    if (edit->problem != NULL) {
        response->status = 422;
        return show_again(request, response, queue, edit, err);
    }
    if (queue_edit(queue, edit->id, edit->text, &state, &why)) {
        snprintf(here, sizeof here, "/today#s%lld", (long long)edit->id);
        return page_done_undo(request, response, here,
                              undo_path(request, queue->act), err, "%s",
                              strcmp(state, "in_review") == 0
                                  ? "Kept. A reviewer looks at it before you "
                                    "share it."
                                  : "Kept. It is ready to share.");
    }
    if (why.kind != ERROR_CONFLICT && why.kind != ERROR_INPUT) {
        *err = why;
        return false;
    }
    edit->problem = rep_sentence(request, why.text);
    response->status = why.kind == ERROR_CONFLICT ? 409 : 422;
    return show_again(request, response, queue, edit, err);
}

static bool
mend(struct request *request, struct response *response, struct queue *queue,
     struct today_edit *edit, struct error *err)
{
    size_t count;

    if (!queue_mend_text(queue, edit->id, edit->text, request->arena,
                         &edit->text, &count, err))
        return false;
    edit->note = count == 0   ? "There was nothing a machine can mend."
                 : count == 1 ? "Mended in one place; not kept yet."
                              : arena_printf(request->arena,
                                             "Mended in %zu places; not kept "
                                             "yet.",
                                             count);
    return show_again(request, response, queue, edit, err);
}

bool
page_today_edit(struct request *request, struct response *response,
                struct error *err)
{
    const char *what = request_field(request, "do");
    struct today_edit edit = {.text = typed_text(request)};
    struct desk_queue open;
    struct suggestion g;
    bool ok;

    if (!rep_suggestion(request, &g, err) ||
        !desk_queue_open(request, &open, err))
        return false;
    edit.id = g.id;
    if (edit.text[0] == '\0') {
        edit.problem = "There are no words yet.";
        edit.text = NULL;
        response->status = 422;
        ok = today_show(request, response, &edit, err);
    } else if (strcmp(what, "mend") == 0) {
        ok = mend(request, response, &open.queue, &edit, err);
    } else if (strcmp(what, "check") == 0) {
        ok = show_again(request, response, &open.queue, &edit, err);
    } else {
        ok = save(request, response, &open.queue, &edit, err);
    }
    desk_queue_close(&open);
    return ok;
}

/* For the script: the checks alone, as markup. */
bool
page_today_check(struct request *request, struct response *response,
                 struct error *err)
{
    const char *text = typed_text(request);
    struct view *view = view_new(request->arena);
    struct queue_trial trial;
    struct desk_queue open;
    struct suggestion g;
    bool ok;

    if (!rep_suggestion(request, &g, err))
        return false;
    response->type = "text/html; charset=utf-8";
    if (text[0] == '\0') /* nothing stands below the field then */
        return true;
    if (!desk_queue_open(request, &open, err))
        return false;
    ok = queue_try(&open.queue, g.id, text, request->arena, &trial, err);
    desk_queue_close(&open);
    if (!ok)
        return false;
    checks_fill(view, g.network, &trial);
    return page_piece(request, response, "checks", view, err);
}

/* "?edit=7": the card is open. */
bool
page_today(struct request *request, struct response *response,
           struct error *err)
{
    struct today_edit edit = {0};
    struct desk_queue open;
    struct suggestion g;
    bool ok;

    if (!text_number(request_query(request, "edit"), 1, INT64_MAX, &edit.id))
        return today_show(request, response, NULL, err);
    if (!queue_find(request->store, edit.id, request->arena, &g, err)) {
        if (err->kind != ERROR_NOTFOUND)
            return false;
        return today_show(request, response, NULL, err);
    }
    if (request->person.rep == NULL || strcmp(g.rep, request->person.rep) != 0)
        return error_set(err, ERROR_NOTFOUND, "There is no such suggestion");
    if (!desk_queue_open(request, &open, err))
        return false;
    edit.text = g.text;
    ok = show_again(request, response, &open.queue, &edit, err);
    desk_queue_close(&open);
    return ok;
}

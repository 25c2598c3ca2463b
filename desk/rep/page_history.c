/* All that a rep was offered, newest first and paged by the last number seen,
 * and the whole record of one. */
#include "desk/pages.h"
#include "rep_pages.h"

#include "polyphony/clock.h"
#include "polyphony/network.h"

#include <string.h>

#define A_PAGE 20

/* What became of it, for its rep. */
static const char *
fate(const char *state)
{
    static const struct {
        const char *state, *words;
    } all[] = {{"draft", "being written"},
               {"in_review", "with a reviewer"},
               {"changes_requested", "a change is asked for"},
               {"approved", "coming up"},
               {"offered", "offered"},
               {"accepted", "accepted"},
               {"scheduled", "scheduled"},
               {"shared", "shared"},
               {"dismissed", "not for you"},
               {"rejected", "turned down by a reviewer"},
               {"expired", "its time passed"},
               {"withdrawn", "withdrawn"},
               {"discarded", "gave way to another angle"}};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (strcmp(all[i].state, state) == 0)
            return all[i].words;
    }
    return state;
}

/* "%cold \%5%": with what LIKE would read as its own marks escaped. */
static const char *
pattern_of(struct request *request, const char *words)
{
    struct buf text = {.max = 1000};
    const char *pattern;

    buf_add_char(&text, '%');
    for (; *words != '\0' && text.len < 900; words++) {
        if (strchr("%_\\", *words) != NULL)
            buf_add_char(&text, '\\');
        buf_add_char(&text, *words);
    }
    buf_add_char(&text, '%');
    pattern = arena_strdup(request->arena, buf_text(&text));
    buf_deinit(&text);
    return pattern;
}

static const char *
next_path(struct request *request, const char *words, int64_t before)
{
    struct buf path = {.max = 4000};
    const char *text;

    buf_printf(&path, "/history?before=%lld", (long long)before);
    if (words[0] != '\0') {
        buf_add(&path, "&q=");
        buf_add_url(&path, words);
    }
    text = arena_strdup(request->arena, buf_text(&path));
    buf_deinit(&path);
    return text;
}

bool
page_history(struct request *request, struct response *response,
             struct error *err)
{
    struct view *view = page_view(request, "All you were offered");
    const char *words = request_query(request, "q");
    int64_t before = INT64_MAX, last = 0;
    struct db_stmt *q;
    size_t count = 0;

    if (!text_number(request_query(request, "before"), 1, INT64_MAX, &before))
        before = INT64_MAX;
    q = db_query(request->store->db, err,
                 "SELECT g.id, g.network, g.state, g.text, g.made, s.at, "
                 "s.address, a.title FROM suggestion AS g JOIN article AS a ON "
                 "a.id = g.article LEFT JOIN share AS s ON s.suggestion = g.id "
                 "WHERE g.rep = $1 AND g.id < $2 AND ($4 = '%%' OR g.text LIKE "
                 "$4 ESCAPE '\\' OR a.title LIKE $4 ESCAPE '\\') "
                 "ORDER BY g.id DESC LIMIT $3",
                 "tiit", request->person.rep, before, (int64_t)A_PAGE + 1,
                 pattern_of(request, words));
    while (db_next(q) && count++ < A_PAGE) {
        struct view *item = view_item(view, "rows");

        last = db_int(q, 0);
        view_int(item, "id", last);
        view_text(item, "network", network_title(db_text(q, 1)));
        view_text(item, "fate", fate(db_text(q, 2)));
        view_flag(item, "is_shared", strcmp(db_text(q, 2), "shared") == 0);
        view_text(item, "first_words", first_words(request, db_text(q, 3)));
        page_time(request, item, "made", db_int(q, 4));
        view_link(item, "address", db_text(q, 6));
        view_text(item, "article", db_text(q, 7));
    }
    if (count > A_PAGE)
        view_link(view, "next", next_path(request, words, last));
    view_text(view, "q", words);
    view_flag(view, "is_first", before == INT64_MAX);
    return db_done(q, err) &&
           page_show(request, response, "history", view, err);
}

/* Moves as the audit names them, in words for the rep. */
static const char *
event_words(const struct queue_event *e)
{
    static const struct {
        const char *what, *words;
    } all[] = {{"write", "written"},
               {"clear itself", "passed the checks"},
               {"send to review", "sent to a reviewer"},
               {"offer", "offered to you"},
               {"accept", "accepted"},
               {"schedule", "scheduled"},
               {"move", "moved to another time"},
               {"share", "noted as posted"},
               {"dismiss", "not for you"},
               {"snooze", "put off"},
               {"wake", "brought back"},
               {"not yet", "not posted yet"},
               {"address", "its address told"},
               {"edit", "words changed"},
               {"undo", "taken back"},
               {"approve", "approved"},
               {"ask for a change", "a change asked for"},
               {"reject", "turned down"},
               {"withdraw", "withdrawn"},
               {"expire", "its time passed"}};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (strcmp(all[i].what, e->what) == 0)
            return all[i].words;
    }
    return e->what;
}

bool
page_history_one(struct request *request, struct response *response,
                 struct error *err)
{
    struct queue_event *list;
    struct suggestion g;
    struct view *view;
    size_t count;
    const char *text = NULL;

    if (!rep_suggestion(request, &g, err) ||
        !queue_record(request->store, g.id, request->arena, &list, &count, err))
        return false;
    view = page_view(request, "Record");
    card_fill(request, view, &g);
    view_text(view, "fate", fate(g.state));
    for (size_t i = 0; i < count; i++) {
        struct view *item = view_item(view, "events");
        const struct queue_event *e = &list[i];

        page_time(request, item, "event_at", e->at);
        view_text(item, "who", e->who);
        view_text(item, "what", event_words(e));
        if (strcmp(e->what, "snooze") != 0 && strcmp(e->what, "write") != 0)
            view_text(item, "note", page_times(request, e->note));
        if (e->text != NULL && (text == NULL || strcmp(text, e->text) != 0))
            view_text(item, "words", e->text);
        if (e->text != NULL)
            text = e->text;
    }
    return page_show(request, response, "record_own", view, err);
}

/* Posting a suggestion: its text to copy, a link to the network's own page,
 * and the question whether it was posted. We post nothing ourselves. */
#include "desk/pages.h"
#include "rep_desk.h"
#include "rep_pages.h"

#include "polyphony/clock.h"
#include "polyphony/network.h"

#include <string.h>
#include <strings.h>

static bool
is_one_of(const char *state, const char *const *states)
{
    for (; *states != NULL; states++) {
        if (strcmp(state, *states) == 0)
            return true;
    }
    return false;
}

static void
add_state(struct request *request, struct view *view,
          const struct suggestion *g)
{
    static const char *const ready[] = {"accepted", "scheduled", NULL};
    static const char *const open[] = {"offered", "approved", NULL};
    static const char *const times[] = {"offered", "approved", "accepted",
                                        "scheduled", NULL};
    static const struct {
        const char *state, *words;
    } others[] = {
        {"in_review", "It is with a reviewer; it comes back to Today."},
        {"changes_requested", "A reviewer asked for a change."},
        {"shared", "It is noted as posted."},
        {"dismissed", "You set it aside."},
        {"expired", "Its time has passed."},
        {"withdrawn", "It was withdrawn before it was posted."},
        {"rejected", "A reviewer turned it down."},
        {"discarded", "It gave way to another wording."},
        {"draft", "It is being written."}};
    bool is_late =
        strcmp(g->state, "expired") == 0 || strcmp(g->state, "withdrawn") == 0;

    view_flag(view, "ready", is_one_of(g->state, ready));
    view_flag(view, "open", is_one_of(g->state, open));
    view_flag(view, "can_plan", is_one_of(g->state, times));
    view_flag(view, "asked", strcmp(g->state, "changes_requested") == 0);
    view_flag(view, "wants_picture", strcmp(g->network, "instagram") == 0);
    view_flag(view, "late", is_late);
    view_flag(view, "is_planned", strcmp(g->state, "scheduled") == 0);
    view_flag(view, "is_scheduled",
              strcmp(g->state, "scheduled") == 0 && g->slot > request->now);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strcmp(others[i].state, g->state) == 0)
            view_text(view, "state_words", others[i].words);
    }
}

/* The network's page with the text, or at least the link, ready. */
static bool
add_links(struct request *request, struct view *view,
          const struct suggestion *g, struct error *err)
{
    const struct network *network = network_find(g->network);
    const char *instance;
    struct buf link = {.max = 65536};

    if (!rep_desk_instance(request->store, g->rep, request->arena, &instance,
                           err))
        return false;
    view_text(view, "instance", instance);
    view_flag(view, "asks_instance", strcmp(g->network, "mastodon") == 0);
    if (network != NULL &&
        network_share_link(network, instance, g->text, g->link, &link)) {
        view_link(view, "link", buf_text(&link));
        view_flag(view, "takes_text", network->takes_text);
    }
    buf_cut(&link, 0);
    network_mail_link(g->title, g->text, g->link, &link);
    view_text(view, "mail", buf_text(&link));
    buf_cut(&link, 0);
    if (network_share_link(network_find("whatsapp"), NULL, g->text, g->link,
                           &link))
        view_link(view, "whatsapp", buf_text(&link));
    buf_deinit(&link);
    return true;
}

static bool
add_share(struct request *request, struct view *view,
          const struct suggestion *g, struct error *err)
{
    struct db_stmt *q = db_query(
        request->store->db, err,
        "SELECT at, address FROM share WHERE suggestion = $1", "i", g->id);

    if (db_next(q)) {
        page_time(request, view, "shared", db_int(q, 0));
        view_link(view, "address", db_text(q, 1));
    }
    return db_done(q, err);
}

bool
share_show(struct request *request, struct response *response,
           const struct suggestion *g, const struct share_again *again,
           struct error *err)
{
    const char *network = network_title(g->network);
    struct view *view = page_view(
        request, arena_printf(request->arena, "Share on %s", network));
    bool has_slot = g->slot != TIME_NONE && g->slot > request->now;

    card_fill(request, view, g);
    add_state(request, view, g);
    view_text(view, "text", g->text);
    view_text(view, "at",
              again != NULL && again->at != NULL
                  ? again->at
                  : local_time_text(request,
                                    has_slot ? g->slot : request->now + 3600));
    view_text(view, "zone", zone_name(page_zone(request)));
    if (again != NULL) {
        view_text(view, "problem", again->problem);
        view_flag(view, "ask_anyway", again->ask_anyway);
        view_text(view, "typed_address", again->address);
        view_text(view, "address_problem", again->address_problem);
        view_text(view, "typed_instance", again->instance);
        view_text(view, "instance_problem", again->instance_problem);
    }
    return add_links(request, view, g, err) &&
           add_share(request, view, g, err) &&
           page_show(request, response, "share", view, err);
}

bool
page_share(struct request *request, struct response *response,
           struct error *err)
{
    struct suggestion g;

    return rep_suggestion(request, &g, err) &&
           share_show(request, response, &g, NULL, err);
}

/* "https://Mastodon.example/@me", "@me@mastodon.example": the host of it. */
static const char *
read_instance(struct request *request, const char *text)
{
    const char *at = strstr(text, "://");
    const char *host = at != NULL ? at + 3 : text;
    char *name;

    if (at == NULL && strrchr(text, '@') != NULL)
        host = strrchr(text, '@') + 1;
    name = arena_strndup(request->arena, host, strcspn(host, "/?# "));
    for (char *p = name; *p != '\0'; p++) {
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    }
    return network_is_instance(name) ? name : NULL;
}

bool
page_share_instance(struct request *request, struct response *response,
                    struct error *err)
{
    const char *given = request_field(request, "instance");
    const char *instance = read_instance(request, given);
    struct share_again again = {.instance = given};
    struct suggestion g;

    if (!rep_suggestion(request, &g, err))
        return false;
    if (instance == NULL) {
        again.instance_problem = "That is no server's name. It looks like "
                                 "mastodon.social";
        response->status = 422;
        return share_show(request, response, &g, &again, err);
    }
    return rep_desk_set_instance(request->store, g.rep, instance, err) &&
           page_done(
               request, response,
               arena_printf(request->arena, "/share/%lld", (long long)g.id),
               err, "Kept: %s.", instance);
}

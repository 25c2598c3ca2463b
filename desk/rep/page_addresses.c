/* Addresses without a sign-in, each with a rep's secret in it: their slots as
 * a calendar, their posts as a feed. Made, renewed and ended by the rep. */
#include "desk/mail/mail.h"
#include "desk/page.h"
#include "desk/pages.h"
#include "rep_calendar.h"
#include "rep_desk.h"

#include "polyphony/clock.h"

#include <stdio.h>
#include <string.h>

#define POSTS_LISTED 50

/* The desk's address; where none is set, the one that the rep used to come
 * here. It is shown to nobody else. */
static const char *
own_base(struct request *request)
{
    const char *base = mail_base(request->config);

    return base[0] != '\0' ? base
                           : arena_printf(request->arena, "http%s://%s",
                                          request->is_tls ? "s" : "",
                                          request_header(request, "Host"));
}

bool
page_addresses(struct request *request, struct response *response,
               struct error *err)
{
    struct view *view = page_view(request, "Addresses");
    const char *base;
    char secret[SECRET_TEXT];

    if (!rep_desk_renew(request->store, request->person.rep, request->now,
                        secret, err))
        return false;
    view_text(view, "secret", secret);
    base = own_base(request);
    view_text(view, "ics",
              arena_printf(request->arena, "%s/ics/%s", base, secret));
    view_text(view, "rss",
              arena_printf(request->arena, "%s/rss/%s", base, secret));
    response_header(request, response, "Cache-Control", "no-store");
    return page_show(request, response, "addresses", view, err);
}

bool
page_addresses_end(struct request *request, struct response *response,
                   struct error *err)
{
    return rep_desk_end(request->store, request->person.rep, err) &&
           page_done(request, response, "/results", err,
                     "Ended: nobody reads by those addresses any more.");
}

/* The rep whose secret the address has; the same answer for a wrong one and
 * for one that has ended. */
static bool
find_rep(struct request *request, struct response *response, const char **rep,
         struct error *err)
{
    *rep = NULL;
    if (request->store == NULL) {
        page_refuse(request, response, 503, NULL,
                    "The database can't be opened; the log says why.");
        return true;
    }
    if (!rep_desk_whose(request->store, request_param(request, "secret"),
                        request->arena, rep, err))
        return false;
    if (*rep == NULL)
        page_refuse(request, response, 404, NULL,
                    "There is no such address, or it was ended.");
    else
        response_header(request, response, "Cache-Control",
                        "private, max-age=300");
    return true;
}

bool
page_ics(struct request *request, struct response *response, struct error *err)
{
    const char *rep;

    if (!find_rep(request, response, &rep, err))
        return false;
    if (rep == NULL)
        return true;
    response->type = "text/calendar; charset=utf-8";
    return rep_calendar(request->store, rep, mail_base(request->config),
                        request->now, &response->body, err);
}

/* --- the feed ------------------------------------------------------------- */

/* XML 1.0 knows no control characters but tab and line ends, and not U+FFFE
 * and U+FFFF. */
static void
add_xml(struct buf *out, const char *text)
{
    struct buf clean = {.max = (size_t)1 << 20};

    for (; *text != '\0'; text++) {
        if (strncmp(text, "\xEF\xBF\xBE", 3) == 0 ||
            strncmp(text, "\xEF\xBF\xBF", 3) == 0)
            text += 2;
        else if ((unsigned char)*text >= 0x20 || *text == '\t' || *text == '\n')
            buf_add_char(&clean, *text);
    }
    buf_add_html(out, buf_text(&clean));
    buf_deinit(&clean);
}

static void
add_element(struct buf *out, const char *name, const char *text)
{
    buf_printf(out, "<%s>", name);
    add_xml(out, text);
    buf_printf(out, "</%s>\n", name);
}

/* RFC 822, as RSS 2.0 asks. */
static void
add_date(struct buf *out, const char *name, int64_t when)
{
    static const char days[][4] = {"",    "Mon", "Tue", "Wed",
                                   "Thu", "Fri", "Sat", "Sun"};
    static const char months[][4] = {"",    "Jan", "Feb", "Mar", "Apr",
                                     "May", "Jun", "Jul", "Aug", "Sep",
                                     "Oct", "Nov", "Dec"};
    struct civil c = zone_civil(zone_find("UTC"), when);

    buf_printf(out, "<%s>%s, %02d %s %04lld %02d:%02d:%02d +0000</%s>\n", name,
               days[c.weekday], c.day, months[c.month], (long long)c.year,
               c.hour, c.minute, c.second, name);
}

static bool
add_posts(struct request *request, const char *rep, struct buf *out,
          struct error *err)
{
    struct db_stmt *q =
        db_query(request->store->db, err,
                 "SELECT a.title, s.address, g.text, s.at FROM share AS s "
                 "JOIN suggestion AS g ON g.id = s.suggestion "
                 "JOIN article AS a ON a.id = g.article "
                 "WHERE s.rep = $1 AND s.address IS NOT NULL "
                 "ORDER BY s.at DESC, s.suggestion DESC LIMIT $2",
                 "ti", rep, (int64_t)POSTS_LISTED);

    while (db_next(q)) {
        buf_add(out, "<item>\n");
        add_element(out, "title", db_text(q, 0));
        add_element(out, "link", db_text(q, 1));
        add_element(out, "guid", db_text(q, 1));
        add_element(out, "description", db_text(q, 2));
        add_date(out, "pubDate", db_int(q, 3));
        buf_add(out, "</item>\n");
    }
    return db_done(q, err);
}

bool
page_rss(struct request *request, struct response *response, struct error *err)
{
    const char *rep, *base = mail_base(request->config);
    struct buf *out = &response->body;
    const char *name = "";
    struct db_stmt *q;

    if (!find_rep(request, response, &rep, err))
        return false;
    if (rep == NULL)
        return true;
    q = db_query(request->store->db, err, "SELECT name FROM rep WHERE id = $1",
                 "t", rep);
    if (db_next(q))
        name = arena_strdup(request->arena, db_text(q, 0));
    if (!db_done(q, err))
        return false;
    response->type = "application/rss+xml; charset=utf-8";
    buf_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                 "<rss version=\"2.0\"><channel>\n");
    buf_add(out, "<title>Posts of ");
    add_xml(out, name);
    buf_add(out, "</title>\n");
    add_element(out, "link", base[0] != '\0' ? base : "http://localhost/");
    buf_add(out, "<description>Posts that were shared.</description>\n");
    add_date(out, "lastBuildDate", request->now);
    if (!add_posts(request, rep, out, err))
        return false;
    buf_add(out, "</channel></rss>\n");
    return true;
}

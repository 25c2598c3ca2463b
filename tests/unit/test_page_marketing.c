/* Marketing's pages: the first run, feeds, stories, audiences, reps, the
 * calendar, pick-up and the manager's report; what is hostile in them. */
#include "marketing_test.h"

#include "polyphony/clock.h"
#include "polyphony/opml.h"
#include "polyphony/pickup.h"
#include "polyphony/report.h"
#include "polyphony/stories.h"
#include "polyphony/subscription.h"

#include <math.h>

/* --- hostile texts on every page ------------------------------------------ */

static void
every_page_shows_and_escapes(void **state)
{
    static const struct {
        const char *path, *has;
    } pages[] = {
        {"/feeds", "1 feed: 1 needs you"},
        {"/feeds/1", "&lt;script&gt;"},
        {"/feeds/starter", "Software"},
        {"/stories", "Fits Cooks &lt;script&gt;"},
        {"/stories?state=fits", "Fits Cooks &lt;script&gt;"},
        {"/stories?q=%25%5C'&state=pinned&audience=nobody&page=9", "No story"},
        {"/stories/ab12", "shared"},
        {"/campaigns", "No campaign runs"},
        {"/audiences", "Cooks &lt;script&gt;"},
        {"/audiences/ann", "1 story"},
        {"/audiences/new", "A new audience"},
        {"/reps", "not invited yet"},
        {"/reps?q=nobody", "Nobody is called so"},
        {"/reps/ann", "Invite"},
        {"/reps/new", "Add this rep"},
        {"/calendar?from=2026-11-16", "&lt;script&gt;"},
        {"/calendar?span=month&from=2026-11-01&network=linkedin", "post"},
        {"/calendar?from=9999-99-99&network=%3Cb%3E", "none too close"},
        {"/pickup", "1 of 1 offered were accepted"},
        {"/pickup?days=7", "7 days"},
        {"/start/going", "</b> brings nothing: Not a feed"},
    };
    struct place place;

    (void)state;
    make_place(&place);
    /* six places fold behind one line of a phone's */
    desk_get(&place.t, "/reps");
    assert_has(&place.t, "<details class=\"menu\">");
    assert_has(&place.t, "Pages; this is </span>Reps</summary>");
    desk_get(&place.t, "/campaigns");
    assert_has(&place.t, "Pages; this is </span>Stories</summary>");
    desk_get(&place.t, "/calendar");
    assert_has(&place.t, "Pages; this is </span>Calendar</summary>");
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        int status = desk_get(&place.t, pages[i].path);

        if (status != 200)
            fail_msg("%s: %d %s", pages[i].path, status, desk_body(&place.t));
        assert_has(&place.t, pages[i].has);
        assert_lacks(&place.t, "<script>alert");
    }
    assert_int_equal(desk_get(&place.t, "/feeds/77"), 404);
    assert_int_equal(desk_get(&place.t, "/feeds/found/77"), 404);
    assert_int_equal(desk_get(&place.t, "/stories/zz"), 404);
    assert_int_equal(desk_get(&place.t, "/audiences/zz"), 404);
    assert_int_equal(desk_get(&place.t, "/reps/zz"), 404);
    drop_place(&place);
}

/* --- feeds ---------------------------------------------------------------- */

static void
a_feed_is_muted_removed_and_back(void **state)
{
    struct place place;
    struct desk_test *t = &place.t;

    (void)state;
    make_place(&place);
    assert_int_equal(desk_post(t, "/feeds/1/mute", ""), 303);
    desk_get(t, "/feeds");
    assert_has(t, "/feeds/1/unmute");
    assert_has(t, "is muted"); /* with its undo */
    assert_int_equal(desk_post(t, "/feeds/1/unmute", ""), 303);
    assert_int_equal(desk_post(t, "/feeds/1/folder", "folder=Trade%2FCranes"),
                     303);
    desk_get(t, "/feeds?folder=Trade%2FCranes");
    assert_has(t, "Trade/Cranes");
    desk_get(t, "/feeds?folder=Trade"); /* what is below it, too */
    assert_has(t, "/feeds/1/mute");
    assert_int_equal(desk_post(t, "/feeds/1/folder?folder=", ""), 303);
    desk_get(t, "/feeds/1");
    assert_has(t, "It stands in no folder now");
    assert_int_equal(desk_post(t, "/feeds/1/remove", ""), 303);
    desk_get(t, "/feeds");
    assert_has(t, "No feeds yet");
    assert_has(t, "/feeds/1/restore");
    assert_int_equal(desk_get(t, "/feeds/1"), 404);
    assert_int_equal(desk_post(t, "/feeds/1/restore", ""), 303);
    assert_int_equal(desk_get(t, "/feeds/1"), 200);
    assert_int_equal(desk_post(t, "/feeds/9/mute", ""), 404);
    drop_place(&place);
}

static void
addresses_and_files_are_added(void **state)
{
    static const char opml[] =
        "<opml version='2.0'><body><outline text='Steel &amp; more'>"
        "<outline text='B' xmlUrl='https://b.example/feed'/></outline>"
        "<outline xmlUrl='http://127.0.0.1/feed'/></body></opml>";
    struct place place;
    struct desk_test *t = &place.t;

    (void)state;
    make_place(&place);
    assert_int_equal(desk_post(t, "/feeds/add",
                               "feed=https%3A%2F%2Fc.example"
                               "%2Ffeed&feed=javascript%3A1"),
                     303);
    desk_get(t, "/feeds");
    assert_has(t, "1 feed is added");
    assert_has(t, "1 could not be taken");
    assert_int_equal(desk_post(t, "/feeds/add", ""), 422);
    assert_int_equal(
        desk_post(t, "/feeds/add", "feed=http%3A%2F%2F10.0.0.1%2F"), 422);
    assert_int_equal(desk_post(t, "/feeds/find", "url=+"), 422);
    assert_int_equal(desk_upload(t, "/feeds/import", opml, sizeof opml - 1),
                     200);
    assert_has(t, "1 feed is added");
    assert_has(t, "1 added, 0 there already, 1 that can’t be used");
    assert_has(t, "http://127.0.0.1/feed"); /* which one, and why */
    assert_int_equal(desk_upload(t, "/feeds/import", opml, sizeof opml - 1),
                     200);
    assert_has(t, "Nothing new was in it");
    desk_get(t, "/feeds?q=B.EXAMPLE");
    assert_has(t, ">B</a>");
    assert_lacks(t, "c.example/feed");
    desk_get(t, "/feeds?folder=Steel+%26+more");
    assert_has(t, "Well, in Steel &amp; more");
    assert_lacks(t, "c.example/feed");
    desk_get(t, "/feeds?q=%25nothing%3Cb%3E&show=well&page=3");
    assert_has(t, "No feed is like that");
    assert_int_equal(desk_upload(t, "/feeds/import", "\0\xFF<", 3), 422);
    assert_int_equal(desk_upload(t, "/feeds/import", "", 0), 422);
    assert_int_equal(desk_post(t, "/feeds/starter", "pack=software"), 200);
    assert_int_equal(desk_post(t, "/feeds/starter", "pack=..%2Fx"), 404);
    assert_int_equal(desk_get(t, "/feeds/export"), 200);
    assert_has(t, "xmlUrl=\"https://b.example/feed\"");
    assert_lacks(t, "<script>");
    drop_place(&place);
}

static void
what_is_written_as_opml_reads_back(void **state)
{
    static const struct opml_feed feeds[] = {
        {"https://a.example/?a=1&b=2", "A \"quoted\" & so", NULL, ""},
        {"https://b.example/feed", "B\x01 tab", "https://b.example/", "X & Y"},
        {"https://c.example/feed", NULL, NULL, "X & Y"},
        {"https://d.example/feed", "D", NULL, "Z"}};
    struct buf out = {0};
    struct error err = {0};
    struct opml *opml;

    (void)state;
    opml_write("All & more", feeds, 4, &out);
    if (!opml_parse(buf_text(&out), out.len, &opml, &err))
        fail_msg("%s\n%s", err.text, buf_text(&out));
    assert_int_equal(opml->n_feeds, 4);
    assert_string_equal(opml->feeds[0].url, feeds[0].url);
    assert_string_equal(opml->feeds[0].title, feeds[0].title);
    assert_null(opml->feeds[0].folder);
    assert_string_equal(opml->feeds[1].folder, "X & Y");
    assert_string_equal(opml->feeds[2].folder, "X & Y");
    assert_string_equal(opml->feeds[3].folder, "Z");
    opml_free(opml);
    buf_deinit(&out);
}

static void
many_feeds_are_shown_by_parts(void **state)
{
    struct place place;
    struct desk_test *t = &place.t;

    (void)state;
    make_place(&place);
    run(t, "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n "
           "WHERE i < 200) INSERT INTO feed(id, url, title, added_at) SELECT "
           "i, printf('https://f%03d.example/feed', i), printf('Feed no %03d', "
           "i), 0 FROM n;"
           "INSERT INTO fetch_state(feed, health, words, last_visit) SELECT "
           "id, CASE WHEN id < 50 THEN 'stopped' ELSE 'well' END, 'x', 5 FROM "
           "feed WHERE id > 1;");
    desk_get(t, "/feeds");
    assert_has(t, "All 49 that need you");
    assert_has(t, "All 151 that are well");
    assert_has(t, "Look for its feed");
    assert_lacks(t, "Feed no 040");
    desk_get(t, "/feeds?show=need");
    assert_has(t, "Feed no 040");
    assert_lacks(t, "Feed no 150");
    desk_get(t, "/feeds?show=well&page=3");
    assert_has(t, "Feed no 200");
    assert_has(t, "page=2");
    assert_lacks(t, "page=4");
    assert_int_equal(desk_post(t, "/feeds/mute", "feed=3&feed=4&feed=x"), 303);
    desk_get(t, "/feeds");
    assert_has(t, "2 feeds are muted");
    assert_has(t, "/feeds/unmute?feeds=3");
    assert_int_equal(desk_post(t, "/feeds/unmute?feeds=3%2C4%2C", ""), 303);
    desk_get(t, "/feeds");
    assert_has(t, "All 49 that need you");
    assert_int_equal(desk_post(t, "/feeds/mute", ""), 422);
    assert_int_equal(desk_post(t, "/feeds/add",
                               "feed=https%3A%2F%2Fnew.example%2Ffeed&"
                               "replaces=2&replace=1"),
                     303);
    desk_get(t, "/feeds");
    assert_has(t, "Feed no 002 is removed");
    assert_has(t, "/feeds/2/restore");
    assert_int_equal(desk_get(t, "/feeds/2"), 404);
    drop_place(&place);
}

/* --- stories -------------------------------------------------------------- */

static void
a_story_is_pinned_embargoed_and_retracted(void **state)
{
    struct place place;
    struct desk_test *t = &place.t;

    (void)state;
    make_place(&place);
    assert_int_equal(desk_post(t, "/stories/ab12/pin", ""), 303);
    desk_get(t, "/stories?state=pinned");
    assert_has(t, "/stories/ab12/unpin");
    assert_int_equal(
        desk_post(t, "/stories/ab12/embargo", "until=2026-11-30T09%3A00"), 303);
    desk_get(t, "/stories?state=embargo");
    assert_has(t, "not before Mon 30 Nov 09:00");
    assert_has(t, "/stories/ab12/embargo?until="); /* its undo */
    assert_int_equal(desk_post(t, "/stories/ab12/embargo?until=", ""), 303);
    desk_get(t, "/stories/ab12");
    assert_lacks(t, "Not offered before Mon");
    assert_int_equal(
        desk_post(t, "/stories/ab12/embargo", "until=2020-01-01T00%3A00"), 422);
    assert_int_equal(desk_post(t, "/stories/ab12/expire", "until=soon"), 422);
    assert_int_equal(
        desk_post(t, "/stories/ab12/company", "text=We+said+so+%3Cb%3E"), 303);
    desk_get(t, "/stories/ab12");
    assert_has(t, "We said so &lt;b&gt;");
    assert_int_equal(desk_post(t, "/stories/ab12/company", "text=+"), 422);
    assert_int_equal(desk_post(t, "/stories/ab12/retract", "note=wrong"), 303);
    desk_get(t, "/stories/ab12");
    assert_has(t, "Shared already, call them: Ann &lt;script&gt;");
    assert_has(t, "retracted: wrong");
    assert_int_equal(desk_post(t, "/stories/ab12/open", ""), 303);
    assert_int_equal(desk_post(t, "/stories/zz/pin", ""), 404);
    drop_place(&place);
}

static void
a_campaign_begins_and_ends(void **state)
{
    struct place place;
    struct desk_test *t = &place.t;

    (void)state;
    make_place(&place);
    assert_int_equal(
        desk_post(t, "/campaigns", "name=%3Cb%3E&words=oven%2C+bread&weight=5"),
        303);
    desk_get(t, "/campaigns");
    assert_has(t, "1 campaign runs");
    assert_has(t, "bread, oven");
    assert_lacks(t, "<b>");
    assert_int_equal(desk_post(t, "/campaigns", "name=x&words=oven&weight=99"),
                     422);
    assert_has(t, "1 to 20");
    assert_int_equal(desk_post(t, "/campaigns", "name=y&words=&weight=5"), 422);
    assert_int_equal(desk_post(t, "/campaigns/end", "name=%3Cb%3E"), 303);
    assert_int_equal(desk_post(t, "/campaigns/end", "name=none"), 404);
    drop_place(&place);
}

/* --- audiences and reps --------------------------------------------------- */

#define AUDIENCE                                                               \
    "name=Bakers&about=Bakers+who+run+ovens+all+night&keywords=bread+ovens&"   \
    "avoid=crypto&role=&industry="

static void
an_audience_is_tried_saved_and_undone(void **state)
{
    struct place place;
    struct desk_test *t = &place.t;

    (void)state;
    make_place(&place);
    assert_int_equal(desk_post(t, "/audiences/ann/preview", AUDIENCE), 200);
    assert_has(t, "good enough");
    assert_lacks(t, "<html");
    assert_int_equal(desk_post(t, "/audiences/ann", AUDIENCE "&do=preview"),
                     200);
    assert_has(t, "value=\"Bakers\"");
    assert_int_equal(desk_post(t, "/audiences/ann", AUDIENCE), 303);
    desk_get(t, "/audiences/ann");
    assert_has(t, "bread ovens");
    assert_int_equal(desk_post(t, "/audiences/ann/undo", ""), 303);
    desk_get(t, "/audiences/ann");
    assert_has(t, "Cooks");
    assert_int_equal(desk_post(t, "/audiences/ann", "name=&about=x"), 422);
    assert_int_equal(desk_post(t, "/audiences/ann/remove", ""), 409);
    assert_int_equal(desk_post(t, "/audiences/new", AUDIENCE), 303);
    assert_int_equal(desk_get(t, "/audiences/bakers"), 200);
    assert_int_equal(desk_post(t, "/audiences/bakers/remove", ""), 303);
    assert_int_equal(desk_get(t, "/audiences/bakers"), 404);
    desk_get(t, "/audiences");
    assert_has(t, "/audiences/bakers/undo");
    assert_int_equal(desk_post(t, "/audiences/bakers/undo", ""), 303);
    assert_int_equal(desk_get(t, "/audiences/bakers"), 200);
    assert_int_equal(desk_post(t, "/audiences/nobody/undo", ""), 409);
    drop_place(&place);
}

#define REP                                                                    \
    "name=Zo%C3%AB+Klein&audience=ann&network=x&network=linkedin&quota=3&"     \
    "day=1&day=7&start=08%3A00&end=12%3A00&timezone=Asia%2FKathmandu&"         \
    "language=de&review=all"

static void
a_rep_is_made_changed_and_invited(void **state)
{
    struct place place;
    struct desk_test *t = &place.t;

    (void)state;
    make_place(&place);
    assert_int_equal(desk_post(t, "/reps/new", REP), 303);
    assert_int_equal(desk_get(t, "/reps/zo-klein"), 200);
    assert_has(t, "value=\"Asia/Kathmandu\"");
    assert_has(t, "value=\"x\" checked");
    assert_has(t, "value=\"all\" checked");
    desk_get(t, "/reps");
    assert_has(t, "Mon, Sun 08:00–12:00");
    assert_int_equal(desk_post(t, "/reps/new", "name=A&audience=ann"), 422);
    assert_has(t, "Tick a network");
    assert_int_equal(
        desk_post(t, "/reps/zo-klein",
                  "name=A&audience=ann&network=x&quota=2&day=1&start=25%3A00&"
                  "end=12%3A00&timezone=Mars%2FBase&language=en"),
        422);
    assert_int_equal(
        desk_post(t, "/reps/zo-klein/away", "from=2026-12-01&to=2026-12-05"),
        303);
    desk_get(t, "/reps/zo-klein");
    assert_has(t, "2026-12-01 to 2026-12-05");
    assert_int_equal(desk_post(t, "/reps/zo-klein/back", ""), 303);
    assert_int_equal(desk_post(t, "/reps/zo-klein/away", "from=never"), 422);
    assert_int_equal(desk_post(t, "/reps/zo-klein/invite", "mail="), 200);
    assert_has(t, "/sign-in/");
    assert_int_equal(desk_post(t, "/reps/zo-klein/invite", "mail=nobody"), 422);
    assert_int_equal(desk_post(t, "/reps/zo-klein/remove", ""), 303);
    assert_int_equal(desk_get(t, "/reps/zo-klein"), 404);
    assert_int_equal(desk_post(t, "/reps/zo-klein/restore", ""), 303);
    assert_int_equal(desk_get(t, "/reps/zo-klein"), 200);
    drop_place(&place);
}

static void
reps_come_and_go_as_files(void **state)
{
    static const char file[] =
        "[{\"id\":\"bo\",\"name\":\"Bo\",\"audience\":{\"id\":\"b\",\"name\":"
        "\"B\"},\"networks\":[\"linkedin\"]},"
        "{\"id\":\"<i>\",\"networks\":[\"nowhere\"]}]";
    static const char good[] =
        "[{\"id\":\"bo\",\"name\":\"Bo\",\"mail\":\"bo@tarnwell.example\","
        "\"audience\":{\"id\":\"b\",\"name\":\"B\"},\"networks\":"
        "[\"linkedin\"],\"review\":\"all\",\"away\":[{\"from\":"
        "\"2026-12-01\",\"to\":\"2026-12-02\"}]}]";
    struct place place;
    struct desk_test *t = &place.t;
    char *big, *exported;

    (void)state;
    make_place(&place);
    assert_int_equal(desk_upload(t, "/reps/import", file, sizeof file - 1),
                     422);
    assert_has(t, "Nothing was taken over: 1 rep can’t be used");
    assert_has(t, "rep 2, &lt;i&gt;: ");
    assert_has(t, "Without it: 1 new, 0 changed");
    desk_get(t, "/reps");
    assert_lacks(t, "/reps/bo");
    assert_int_equal(desk_upload(t, "/reps/import", good, sizeof good - 1),
                     303);
    desk_get(t, "/reps");
    assert_has(t, "1 added, 0 changed, 0 as they were");
    assert_has(t, "every text is reviewed");
    assert_has(t, "Invite the 2 who were not yet");
    assert_lacks(t, "<i>");
    assert_int_equal(desk_get(t, "/reps/export"), 200);
    assert_has(t, "\"id\":\"bo\"");
    exported = strdup(desk_body(t));
    assert_int_equal(desk_upload(t, "/reps/import", exported, strlen(exported)),
                     303);
    desk_get(t, "/reps");
    assert_has(t, "0 added, 0 changed, 2 as they were");
    assert_int_equal(
        desk_post(t, "/reps/bo/away", "from=2026-12-24&to=2026-12-26"), 303);
    desk_get(t, "/reps/export");
    assert_has(t, "2026-12-26");
    assert_string_not_equal(desk_body(t), exported);
    free(exported);
    exported = strdup(desk_body(t));
    desk_upload(t, "/reps/import", exported, strlen(exported));
    desk_get(t, "/reps/export");
    assert_string_equal(desk_body(t), exported); /* out, in and out again */
    free(exported);
    assert_int_equal(desk_post(t, "/reps/invite", ""), 200);
    assert_has(t, "Give each of the 2 their link");
    assert_int_equal(desk_post(t, "/reps/invite", ""), 200);
    assert_has(t, "Everybody was invited already");
    assert_int_equal(desk_upload(t, "/reps/import", "{}", 2), 422);
    assert_int_equal(desk_upload(t, "/reps/import", "[1,2]", 5), 422);
    big = malloc(1000000);
    assert_non_null(big);
    memset(big, '[', 1000000);
    assert_int_equal(desk_upload(t, "/reps/import", big, 1000000), 422);
    assert_int_equal(desk_upload(t, "/calendar/holidays", big, 1000000), 422);
    free(big);
    assert_int_equal(desk_upload(t, "/calendar/holidays", "a\0b", 3), 422);
    drop_place(&place);
}

static void
what_is_too_close_gets_another_time(void **state)
{
    struct place place;
    struct desk_test *t = &place.t;

    (void)state;
    make_place(&place);
    desk_add_rep(t, "bo");
    run(t, "UPDATE rep SET name = 'Bo', json = '{\"id\":\"bo\",\"name\":\"Bo\","
           "\"networks\":[\"linkedin\"],\"audience\":{\"name\":\"x\"}}' WHERE "
           "id = 'bo'; UPDATE audience SET json = '{\"name\":\"x\"}' WHERE id "
           "= 'bo';"
           "INSERT INTO suggestion(id, key, rep, story, article, network, "
           "state, text, made, why) VALUES (2, 'k2', 'bo', 1, 1, 'linkedin', "
           "'offered', 'Ovens at night.', 1794910000, '[]');"
           "INSERT INTO slot(suggestion, rep, story, network, at, day_starts) "
           "VALUES (2, 'bo', 1, 'linkedin', 1794921800, 0);");
    desk_get(t, "/calendar?from=2026-11-09");
    assert_has(t, "Nothing is planned in these days.");
    assert_has(t, "/calendar?span=week&amp;from=2026-11-17");
    desk_get(t, "/calendar?from=2026-11-16&rep=bO");
    assert_has(t, "1 post, 1 too close"); /* to one that is filtered out */
    assert_has(t, "tells the same 30 minutes before");
    assert_has(t, "/calendar/2/move");
    run(t, "UPDATE slot SET at = 1794920000 WHERE suggestion = 2");
    run(t, "UPDATE slot SET at = 1794920000 WHERE suggestion = 1");
    desk_get(t, "/calendar?from=2026-11-16");
    assert_has(t, "tells the same at the same time");
    desk_get(t, "/calendar?from=2026-11-16&audience=ann");
    assert_has(t, "1 post, none too close");
    assert_int_equal(
        desk_post(t, "/calendar/2/move",
                  "back=%2Fcalendar%3Fspan%3Dweek%26from%3D2026-11-16"),
        303);
    desk_get(t, "/calendar?from=2026-11-16");
    assert_has(t, "It has another time");
    assert_has(t, "none too close");
    assert_int_equal(desk_post(t, "/calendar/1/move", ""), 409);
    assert_int_equal(desk_post(t, "/calendar/99/move", ""), 404);
    drop_place(&place);
}

static void
shell_and_pages_count_the_same(void **state)
{
    struct place place;
    struct error err = {0};
    struct report_row *rows;
    struct arena *arena = arena_new(0);
    size_t count;

    (void)state;
    make_place(&place);
    assert_true(report_find("pickup")->read(&place.t.store, DESK_TEST_NOW,
                                            arena, &rows, &count, &err));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].counts[2], 1); /* offered */
    assert_int_equal(rows[0].counts[3], 1); /* accepted */
    assert_int_equal(rows[0].counts[5], 1); /* shared */
    assert_true(report_find("feeds")->read(&place.t.store, DESK_TEST_NOW, arena,
                                           &rows, &count, &err));
    assert_int_equal(count, 1);
    assert_string_equal(rows[0].name, "Feed " EVIL);
    assert_int_equal(rows[0].counts[1], 1);
    assert_int_equal(rows[0].counts[2], 1);
    assert_true(report_find("reps")->read(&place.t.store, DESK_TEST_NOW, arena,
                                          &rows, &count, &err));
    assert_int_equal(rows[0].counts[1], 1);
    arena_free(arena);
    drop_place(&place);
}

/* --- figures -------------------------------------------------------------- */

static void
exports_carry_no_formulas(void **state)
{
    struct place place;

    (void)state;
    make_place(&place);
    assert_int_equal(desk_get(&place.t, "/pickup/export"), 200);
    assert_has(&place.t, "\"topic\",\"'=cmd|calc\",1,1,0,1,0,0,0");
    assert_has(&place.t, "\"site\",\"'@site\"");
    drop_place(&place);
}

static void
the_report_has_ranges_and_says_what_it_lacks(void **state)
{
    struct place place;
    struct desk_test *t = &place.t;

    (void)state;
    make_place(&place);
    assert_int_equal(desk_get(t, "/report"), 403);
    desk_sign_in(t, "Max", "manager", NULL);
    assert_int_equal(desk_get(t, "/report"), 200);
    assert_has(t, "1 of 1 rep shared in four weeks");
    assert_has(t, "no baseline to hold them against yet");
    assert_has(t, "too few to judge");
    run(t, "UPDATE share SET at = 1780000000"); /* long ago */
    assert_int_equal(desk_get(t, "/report"), 200);
    assert_has(t, "against the first four");
    assert_has(t, "was 100");
    assert_int_equal(desk_get(t, "/report/export"), 200);
    assert_has(t, "\"activity\",\"Reps who shared\"");
    run(t, "DELETE FROM share");
    desk_get(t, "/report");
    assert_has(t, "Nobody has shared yet");
    assert_lacks(t, "too few to judge"); /* no columns of noughts */
    assert_int_equal(desk_get(t, "/feeds"), 403);
    drop_place(&place);
}

static void
ranges_hold_what_is_known_of_them(void **state)
{
    double low, high;

    (void)state;
    /* exact Poisson limits of 10 events, 90 %: 5.43 and 16.96 */
    pickup_range_count(10, &low, &high);
    assert_true(fabs(low - 5.43) < 0.05 && fabs(high - 16.96) < 0.05);
    pickup_range_count(0, &low, &high);
    assert_true(low == 0 && high > 2.9 && high < 3.2);
    pickup_range_share(0, 0, &low, &high);
    assert_true(low == 0 && high == 1);
    pickup_range_share(17, 24, &low, &high);
    assert_true(fabs(low - 0.540) < 0.01 && fabs(high - 0.834) < 0.01);
}

/* --- the first run -------------------------------------------------------- */

static void
four_answers_are_checked_and_kept(void **state)
{
    struct desk_test t;
    struct error err = {0};
    int lock;

    (void)state;
    desk_test_init(&t);
    lock = store_try_lock(&t.store, "curate", &err);
    desk_sign_in(&t, "Mia", "admin", NULL);
    assert_int_equal(desk_get(&t, "/start"), 200);
    assert_has(&t, "Four answers");
    assert_int_equal(
        desk_post(&t, "/start",
                  "site=nowhere&audience=short&mails=a%40b%0A%3Cb%3E&"
                  "preset=open"),
        422);
    assert_has(&t, "No address of a site");
    assert_has(&t, "A whole sentence");
    assert_has(&t, "a@b is no address");
    assert_has(&t, "value=\"open\" checked");
    assert_lacks(&t, "<b>");
    assert_int_equal(
        desk_post(&t, "/start",
                  "site=127.0.0.1&audience=Bakers+who+run+ovens+all+night.&"
                  "mails=ann.lee%40a.example%2C+bo%40a.example&"
                  "preset=regulated&zone=Asia%2FKathmandu"),
        303);
    assert_int_equal(desk_get(&t, "/start"), 303); /* it has begun */
    desk_get(&t, "/start/going");
    assert_has(&t, "Ann Lee");
    assert_has(&t, "A site is still wanted");
    desk_get(&t, "/reps/ann-lee-a-example");
    assert_has(&t, "value=\"Asia/Kathmandu\"");
    assert_has(&t, "value=\"all\" checked");
    assert_int_equal(desk_post(&t, "/start/invite", ""), 200);
    assert_has(&t, "/sign-in/");
    close(lock);
    desk_test_deinit(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_page_shows_and_escapes),
        cmocka_unit_test(a_feed_is_muted_removed_and_back),
        cmocka_unit_test(addresses_and_files_are_added),
        cmocka_unit_test(many_feeds_are_shown_by_parts),
        cmocka_unit_test(what_is_written_as_opml_reads_back),
        cmocka_unit_test(a_story_is_pinned_embargoed_and_retracted),
        cmocka_unit_test(a_campaign_begins_and_ends),
        cmocka_unit_test(an_audience_is_tried_saved_and_undone),
        cmocka_unit_test(a_rep_is_made_changed_and_invited),
        cmocka_unit_test(reps_come_and_go_as_files),
        cmocka_unit_test(what_is_too_close_gets_another_time),
        cmocka_unit_test(shell_and_pages_count_the_same),
        cmocka_unit_test(exports_carry_no_formulas),
        cmocka_unit_test(the_report_has_ranges_and_says_what_it_lacks),
        cmocka_unit_test(ranges_hold_what_is_known_of_them),
        cmocka_unit_test(four_answers_are_checked_and_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

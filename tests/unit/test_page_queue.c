/* The reviewer's queue: what is shown of a waiting text, each move, who comes
 * second, and texts from outside. */
#include "reviewing.h"

#include "../../desk/view/marks.h"
#include "../../desk/reviewer/queue_item.h"

#include <pthread.h>

#define ONE                                                                    \
    "61% began with a shaft seal. I would fix the flush line first, and then " \
    "have a long look at who feeds it. https://a.example/1"
#define TWO                                                                    \
    "My customers always ask for one more sensor; nobody ever asked me for a " \
    "cheaper gasket, which costs 40 euros. https://a.example/1"
#define PLAIN                                                                  \
    "Two thermometers and an honest captain: what a winter of claims taught "  \
    "me about patience. https://a.example/1"
#define SHOUTED                                                                \
    "Ten minutes a week and a rag: THAT IS ALL IT TAKES to keep the old "      \
    "workhorse dry through winter. https://a.example/1"

static void
shows(struct desk_test *t, const char *text)
{
    if (!reviewing_shows(t, text))
        fail_msg("\"%s\" is not in\n%s", text, desk_body(t));
}

static void
what_waits_is_shown_by_story(void **state)
{
    struct desk_test t;
    int64_t one, two, three;
    char text[100];

    (void)state;
    reviewing_init(&t);
    desk_sign_in(&t, "Ruth", "reviewer", NULL);
    assert_int_equal(desk_get(&t, "/queue"), 200);
    shows(&t, "<h1>Nothing needs you</h1>");
    shows(&t, "0 cleared themselves today");
    shows(&t, "Nothing else is due");
    one = reviewing_text(&t, "ann", ONE);
    two = reviewing_text(&t, "cleo", TWO);
    assert_int_equal(desk_get(&t, "/queue"), 200);
    shows(&t, "<h1>2 need you, 0 cleared themselves</h1>");
    shows(&t, "waited 14 minutes");
    shows(&t, "Seals &lt;stop&gt; pumps");
    shows(&t, "Cleo &lt;b&gt;, LinkedIn");
    shows(&t, "<li>Of 1,940 unplanned stops recorded");
    shows(&t, "<span class=\"taken\">61% began with a shaft seal.</span>");
    shows(&t, "1 number stands in the article");
    shows(&t, "40 does not stand in the article");
    shows(&t, "written by the grammar");
    shows(&t, "nearest is Cleo &lt;b&gt;\xE2\x80\x99s");
    /* A number that the article has not is for a person to look at. */
    assert_false(reviewing_shows(&t, "Approve the"));
    three = reviewing_text(&t, "bob", PLAIN);
    assert_int_equal(desk_get(&t, "/queue"), 200);
    shows(&t, "Approve the 2 clean ones");
    snprintf(text, sizeof text, "value=\"%lld:1 %lld:1 \"", (long long)one,
             (long long)three);
    shows(&t, text);
    snprintf(text, sizeof text, "%lld:1 ", (long long)two);
    assert_false(reviewing_shows(&t, text));
    desk_test_deinit(&t);
}

static void
a_broken_rule_is_marked_with_its_mend(void **state)
{
    struct desk_test t;
    char path[100];
    int64_t id;

    (void)state;
    reviewing_init(&t);
    desk_sign_in(&t, "Ruth", "reviewer", NULL);
    id = reviewing_text(&t, "bob", SHOUTED);
    assert_int_equal(desk_get(&t, "/queue"), 200);
    shows(&t, "<mark>THAT IS ALL IT TAKES</mark>");
    shows(&t, "1 finding");
    shows(&t, "Mend it so");
    shows(&t, "<del>THAT IS ALL IT TAKES</del>");
    snprintf(path, sizeof path, "/queue/%lld/mend", (long long)id);
    assert_int_equal(desk_post(&t, path, "revision=1&back=?network=linkedin"),
                     303);
    snprintf(path, sizeof path, "/queue?network=linkedin&at=%lld#s%lld",
             (long long)id, (long long)id);
    assert_string_equal(response_get(&t.response, "Location"), path);
    assert_int_equal(desk_get(&t, "/queue"), 200);
    assert_false(reviewing_shows(&t, "<mark>"));
    shows(&t, "second version, edited by Ruth");
    shows(&t, "<del>THAT");
    desk_test_deinit(&t);
}

/* A reviewer who is a rep besides approved their own words, and nothing told
 * of it. */
static void
own_texts_are_told_and_regulated_ones_left_to_others(void **state)
{
    struct error err = {0};
    struct desk_test t;
    struct db_stmt *q;
    struct queue queue;
    struct guideline *pack;
    char path[100];
    int64_t id;
    size_t count;

    (void)state;
    reviewing_init(&t);
    desk_sign_in(&t, "Ann", "reviewer", "ann");
    id = reviewing_text(&t, "ann", ONE);
    assert_true(guideline_load_builtin("regulated", &pack, &err));
    queue = (struct queue){
        .store = &t.store, .pack = pack, .now = DESK_TEST_NOW, .who = "Ann"};
    assert_false(queue_approve(&queue, id, NULL, &err));
    assert_int_equal(err.kind, ERROR_CONFLICT);
    assert_true(queue_approve_story(&queue, 1, &count, &err));
    assert_int_equal(count, 0);
    assert_string_equal(reviewing_state(&t, id), "in_review");
    guideline_free(pack);
    if (!db_run(t.store.db, &err, "DELETE FROM finding", ""))
        fail_msg("%s", err.text);
    snprintf(path, sizeof path, "/queue/%lld/approve", (long long)id);
    assert_int_equal(desk_post(&t, path, "revision=1"), 303);
    assert_string_equal(reviewing_state(&t, id), "approved");
    q = db_query(t.store.db, &err,
                 "SELECT a.note, d.note FROM audit AS a JOIN decision AS d ON "
                 "d.suggestion = a.suggestion WHERE a.what = 'approve'",
                 "");
    assert_true(db_next(q));
    assert_string_equal(db_text(q, 0), "own text");
    assert_string_equal(db_text(q, 1), "own text");
    db_drop(q);
    desk_test_deinit(&t);
}

static const struct {
    const char *verb, *form, *state;
    int status;
} moves[] = {
    {"approve", "revision=1&next=7", "approved", 303},
    {"change", "revision=1&note=Say+less", "changes_requested", 303},
    {"change", "revision=1&note=+", "in_review", 422},
    {"change", "note=Say+less", "in_review", 400},
    {"reject", "revision=1", "rejected", 303},
    {"edit", "revision=1&text=", "in_review", 422},
    {"edit", "revision=1&text=Two+dry+seals+and+a+quiet+night+for+everyone.",
     "in_review", 303},
    {"edit",
     "revision=1&then=approve&text=Two+dry+seals+and+a+quiet+night+for+all.",
     "approved", 303},
    {"mend", "revision=1", "in_review", 422},
    {"approve", "revision=2", "in_review", 409},
};

static void
each_move_does_what_it_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        struct desk_test t;
        char path[100];
        int64_t id;
        int status;

        reviewing_init(&t);
        desk_sign_in(&t, "Ruth", "reviewer", NULL);
        id = reviewing_text(&t, "ann", ONE);
        snprintf(path, sizeof path, "/queue/%lld/%s", (long long)id,
                 moves[i].verb);
        status = desk_post(&t, path, moves[i].form);
        if (status != moves[i].status ||
            strcmp(reviewing_state(&t, id), moves[i].state) != 0)
            fail_msg("%s %s: %d, %s\n%s", moves[i].verb, moves[i].form, status,
                     reviewing_state(&t, id), desk_body(&t));
        if (i == 0)
            assert_string_equal(response_get(&t.response, "Location"),
                                "/queue?at=7#s7");
        desk_test_deinit(&t);
    }
}

static void
who_comes_second_sees_who_decided(void **state)
{
    struct desk_test t;
    char path[100];
    int64_t id;

    (void)state;
    reviewing_init(&t);
    id = reviewing_text(&t, "ann", ONE);
    desk_sign_in(&t, "Ruth <i>", "reviewer", NULL);
    snprintf(path, sizeof path, "/queue/%lld/change", (long long)id);
    assert_int_equal(desk_post(&t, path, "revision=1&note=Say+less"), 303);
    desk_sign_in(&t, "Otto", "reviewer", NULL);
    snprintf(path, sizeof path, "/queue/%lld/reject", (long long)id);
    assert_int_equal(desk_post(&t, path, "revision=1&reason=My+%3Cwords%3E"),
                     409);
    shows(&t, "<h1>Ruth &lt;i&gt; was faster</h1>");
    shows(&t, "Say less");
    shows(&t, "My &lt;words&gt;");
    assert_string_equal(reviewing_state(&t, id), "changes_requested");
    desk_test_deinit(&t);
}

#define AT_ONCE 6

static void *
ask_undo(void *context)
{
    desk_post(context, "/queue/undo", "");
    return NULL;
}

/* Six clicks, each on a thread with a store of its own as the server has
 * them: one takes the last verdict back, the others nothing. */
static void
undo_at_once_takes_one_back(void **state)
{
    struct desk_test t, others[AT_ONCE];
    pthread_t threads[AT_ONCE];
    struct error err = {0};
    int64_t one, two, undone;
    char path[100];

    (void)state;
    reviewing_init(&t);
    desk_sign_in(&t, "Ruth", "reviewer", NULL);
    one = reviewing_text(&t, "ann", ONE);
    two = reviewing_text(&t, "bob", PLAIN);
    snprintf(path, sizeof path, "/queue/%lld/approve", (long long)one);
    assert_int_equal(desk_post(&t, path, "revision=1"), 303);
    snprintf(path, sizeof path, "/queue/%lld/approve", (long long)two);
    assert_int_equal(desk_post(&t, path, "revision=1"), 303);
    for (size_t i = 0; i < AT_ONCE; i++) {
        memset(&others[i], 0, sizeof others[i]);
        strcpy(others[i].cookie, t.cookie);
        others[i].host = t.host;
        others[i].peer = t.peer;
        others[i].config = t.config;
        others[i].arena = arena_new(0);
        response_init(&others[i].response);
        assert_true(store_open(t.home, &others[i].store, &err));
        assert_true(desk_place_init(&others[i].place, t.home, t.config, &err));
    }
    for (size_t i = 0; i < AT_ONCE; i++)
        assert_int_equal(
            pthread_create(&threads[i], NULL, ask_undo, &others[i]), 0);
    for (size_t i = 0; i < AT_ONCE; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(others[i].response.status, 303);
        response_deinit(&others[i].response);
        arena_free(others[i].arena);
        desk_place_deinit(&others[i].place);
        store_close(&others[i].store);
    }
    assert_true(db_number(t.store.db, &err, &undone, 0,
                          "SELECT count(*) FROM audit WHERE what = 'undo'",
                          ""));
    assert_int_equal(undone, 1);
    assert_string_equal(reviewing_state(&t, one), "approved");
    assert_string_equal(reviewing_state(&t, two), "in_review");
    desk_test_deinit(&t);
}

/* What a window says is done is what its Undo takes back, whatever was done in
 * another one since. */
static void
two_windows_take_back_what_they_say(void **state)
{
    struct desk_test t;
    int64_t one, two;
    char path[100], undo[100];
    const char *said;

    (void)state;
    reviewing_init(&t);
    desk_sign_in(&t, "Ruth", "reviewer", NULL);
    one = reviewing_text(&t, "ann", ONE);
    two = reviewing_text(&t, "bob", PLAIN);
    snprintf(path, sizeof path, "/queue/%lld/approve", (long long)one);
    assert_int_equal(desk_post(&t, path, "revision=1"), 303);
    assert_int_equal(desk_get(&t, "/queue"), 200);
    said = strstr(desk_body(&t), "/queue/undo?act=");
    assert_non_null(said);
    snprintf(undo, sizeof undo, "%.*s", (int)strcspn(said, "\""), said);
    snprintf(path, sizeof path, "/queue/%lld/reject", (long long)two);
    assert_int_equal(desk_post(&t, path, "revision=1"), 303);
    assert_int_equal(desk_post(&t, undo, ""), 303);
    assert_string_equal(reviewing_state(&t, one), "in_review");
    assert_string_equal(reviewing_state(&t, two), "rejected");
    desk_test_deinit(&t);
}

static void
all_clean_ones_and_back(void **state)
{
    struct desk_test t;
    int64_t one, two, three;
    char form[200];

    (void)state;
    reviewing_init(&t);
    desk_sign_in(&t, "Ruth", "reviewer", NULL);
    one = reviewing_text(&t, "ann", ONE);
    two = reviewing_text(&t, "cleo", TWO);
    three = reviewing_text(&t, "bob", SHOUTED);
    snprintf(form, sizeof form, "seen=%lld:1+%lld:2+%lld:1", (long long)one,
             (long long)two, (long long)three);
    assert_int_equal(desk_post(&t, "/queue/approve", form), 303);
    assert_string_equal(reviewing_state(&t, one), "approved");
    assert_string_equal(reviewing_state(&t, two), "in_review");
    assert_string_equal(reviewing_state(&t, three), "in_review");
    assert_int_equal(desk_post(&t, "/queue/undo", ""), 303);
    assert_string_equal(reviewing_state(&t, one), "in_review");
    assert_int_equal(desk_get(&t, "/queue"), 200);
    shows(&t, "Taken back");
    assert_int_equal(desk_post(&t, "/queue/approve", "seen=x"), 303);
    desk_test_deinit(&t);
}

/* Nothing in the queue tells one of the blind sample; a word on it is taken
 * and can be taken back. */
static void
a_blind_sample_looks_like_any_other(void **state)
{
    struct desk_test t;
    struct error err;
    char path[100];
    int64_t id;

    (void)state;
    reviewing_init(&t);
    desk_sign_in(&t, "Ruth", "reviewer", NULL);
    assert_true(
        db_script(t.store.db, "UPDATE rep SET review = 'flagged'", &err));
    id = reviewing_text(&t, "ann", ONE);
    assert_string_equal(reviewing_state(&t, id), "approved");
    assert_true(db_script(t.store.db, "UPDATE suggestion SET blind = 1", &err));
    assert_int_equal(desk_get(&t, "/queue"), 200);
    shows(&t, "<h1>1 needs you");
    assert_false(reviewing_shows(&t, "blind"));
    snprintf(path, sizeof path, "/queue/%lld/approve", (long long)id);
    assert_int_equal(desk_post(&t, path, "revision=1"), 303);
    assert_int_equal(desk_get(&t, "/queue"), 200);
    shows(&t, "Nothing needs you");
    assert_int_equal(desk_post(&t, "/queue/undo", ""), 303);
    assert_int_equal(desk_get(&t, "/queue"), 200);
    shows(&t, "<h1>1 needs you");
    /* At once with others it is the same, though its state never moves. */
    snprintf(path, sizeof path, "seen=%lld:1", (long long)id);
    assert_int_equal(desk_post(&t, "/queue/approve", path), 303);
    assert_int_equal(desk_post(&t, "/queue/undo", ""), 303);
    assert_int_equal(desk_get(&t, "/queue"), 200);
    shows(&t, "Taken back");
    shows(&t, "<h1>1 needs you");
    snprintf(path, sizeof path, "/queue/%lld/approve", (long long)id);
    assert_int_equal(desk_post(&t, path, "revision=1"), 303);
    desk_sign_in(&t, "Otto", "reviewer", NULL);
    snprintf(path, sizeof path, "/queue/%lld/reject", (long long)id);
    assert_int_equal(desk_post(&t, path, "revision=1"), 409);
    shows(&t, "<h1>Ruth was faster</h1>");
    assert_string_equal(reviewing_state(&t, id), "approved");
    desk_test_deinit(&t);
}

static void
filters_leave_what_they_say(void **state)
{
    struct desk_test t;

    (void)state;
    reviewing_init(&t);
    desk_sign_in(&t, "Ruth", "reviewer", NULL);
    reviewing_text(&t, "ann", ONE);
    reviewing_text(&t, "bob", SHOUTED);
    assert_int_equal(desk_get(&t, "/queue?rule=shouting"), 200);
    shows(&t, "Shown here: 1;");
    shows(&t, "Bob, LinkedIn");
    assert_false(reviewing_shows(&t, "Ann, LinkedIn"));
    assert_int_equal(desk_get(&t, "/queue?rep=ann&network=linkedin"), 200);
    shows(&t, "Ann, LinkedIn");
    assert_int_equal(desk_get(&t, "/queue?words=FLUSH+line&due=late"), 200);
    shows(&t, "None of the 2 is like that");
    assert_int_equal(desk_get(&t, "/queue?words=FLUSH+line&due=later"), 200);
    assert_int_equal(desk_get(&t, "/queue?words=FLUSH+line&story=1"), 200);
    shows(&t, "Ann, LinkedIn");
    assert_false(reviewing_shows(&t, "Bob, LinkedIn"));
    assert_int_equal(desk_get(&t, "/queue?words=100%25&story=x"), 200);
    assert_false(reviewing_shows(&t, "Bob, LinkedIn"));
    assert_int_equal(desk_get(&t, "/queue?words=pumps"), 200);
    shows(&t, "Bob, LinkedIn");
    assert_int_equal(desk_get(&t, "/queue?rep=%22%3E&from=9999"), 200);
    assert_int_equal(desk_get(&t, "/queue?from=20"), 200);
    shows(&t, "Bob, LinkedIn");
    desk_test_deinit(&t);
}

/* --- the record and the decisions ----------------------------------------- */

static void
the_record_tells_all_moves(void **state)
{
    struct desk_test t;
    char path[100], form[200];
    int64_t id;

    (void)state;
    reviewing_init(&t);
    desk_sign_in(&t, "Ruth", "reviewer", NULL);
    id = reviewing_text(&t, "cleo", SHOUTED);
    snprintf(path, sizeof path, "/queue/%lld/mend", (long long)id);
    assert_int_equal(desk_post(&t, path, "revision=1"), 303);
    snprintf(path, sizeof path, "/queue/%lld/reject", (long long)id);
    snprintf(form, sizeof form, "revision=2&reason=%s", "%3Cno%3E");
    assert_int_equal(desk_post(&t, path, form), 303);
    snprintf(path, sizeof path, "/record/%lld", (long long)id);
    assert_int_equal(desk_get(&t, path), 200);
    shows(&t, "<h1>Cleo &lt;b&gt;, LinkedIn: rejected</h1>");
    shows(&t, "<del>THAT IS ALL IT TAKES</del>");
    shows(&t, "&lt;no&gt;");
    shows(&t, "rows is whole");
    shows(&t, "rules: starter ");
    strcat(path, "/json");
    assert_int_equal(desk_get(&t, path), 200);
    shows(&t, "\"what\":\"reject\"");
    assert_non_null(
        strstr(response_get(&t.response, "Content-Disposition"), "attachment"));
    assert_int_equal(desk_get(&t, "/record/999"), 404);
    assert_int_equal(desk_get(&t, "/record/x/json"), 404);
    assert_int_equal(desk_get(&t, "/decisions"), 200);
    shows(&t, "<h1>1 decided in 30 days</h1>");
    shows(&t, "Ruth");
    shows(&t, "nobody knows what the rules miss");
    desk_test_deinit(&t);
}

/* --- marks ---------------------------------------------------------------- */

static const struct {
    const char *why, *text;
    int64_t start, end;
    const char *html;
} marked[] = {
    {"plain", "abc def", 4, 7, "abc <mark>def</mark>"},
    {"after an emoji", "\xF0\x9F\x98\x80 abc", 2, 5,
     "\xF0\x9F\x98\x80 <mark>abc</mark>"},
    {"half a letter with its accent", "cafe\xCC\x81 x", 3, 4,
     "caf<mark>e\xCC\x81</mark> x"},
    {"half a family",
     "a\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7"
     "b",
     1, 2,
     "a<mark>\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7</mark>"
     "b"},
    {"past the end", "abc", 1, 99, "a<mark>bc</mark>"},
    {"no place", "abc", 2, 2, "abc"},
    {"the wrong way round", "abc", 3, 1, "abc"},
    {"below nothing", "abc", -5, 1, "<mark>a</mark>bc"},
    {"markup in the text", "<b>&", 0, 3, "<mark>&lt;b&gt;</mark>&amp;"},
    {"empty", "", 0, 5, ""},
};

static void
findings_are_marked_by_code_points(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof marked / sizeof *marked; i++) {
        struct mark_range at =
            marks_range(marked[i].text, marked[i].start, marked[i].end);
        struct buf out = {0};

        marks_post(&out, marked[i].text, NULL, &at, 1);
        if (strcmp(buf_text(&out), marked[i].html) != 0)
            fail_msg("%s: %s", marked[i].why, buf_text(&out));
        buf_deinit(&out);
    }
}

static void
marks_and_taken_words_may_overlap(void **state)
{
    struct mark_range found[] = {
        {20, 27, false}, {8, 15, false}, {10, 18, false}};
    struct buf out = {0};

    (void)state;
    marks_post(&out, "one two three four five six seven", "two three four five",
               found, 3);
    assert_string_equal(
        buf_text(&out),
        "one <span class=\"taken\">two </span><mark>three four</mark><span "
        "class=\"taken\"> f</span><mark>ive six</mark> seven");
    buf_deinit(&out);
}

static const struct {
    const char *why, *text, *found, *missing; /* a blank after each */
} numbers[] = {
    {"as written", "61% of 1,940 stops", "61 1,940 ", ""},
    {"one that is not there", "62% of 1,940", "1,940 ", "62 "},
    {"without the comma", "1940 stops", "1940 ", ""},
    {"as Germans write it", "1.940 Mal", "1.940 ", ""},
    {"as the French do",
     "1\xE2\x80\xAF"
     "940 fois",
     "1\xE2\x80\xAF"
     "940 ",
     ""},
    {"with a blank", "1 940 stops", "1 940 ", ""},
    {"two numbers with a blank", "9 212", "9 212 ", ""},
    {"a decimal is no group", "19.40", "", "19.40 "},
    {"not within a longer one", "at 9 and 19", "9 ", "19 "},
    {"addresses claim nothing", "https://a.example/77 #top10 @x8", "", ""},
    {"none", "no number", "", ""},
    {"at the end", "ends with 212.", "212 ", ""},
};

static void
numbers_are_looked_for_in_the_article(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct number_at list[8];
        struct buf found = {0}, missing = {0};
        size_t count = numbers_find(numbers[i].text, ARTICLE, list, 8);

        for (size_t k = 0; k < count; k++) {
            struct buf *out =
                list[k].place == NUMBER_NOWHERE ? &missing : &found;

            buf_add_bytes(out, numbers[i].text + list[k].start,
                          list[k].end - list[k].start);
            buf_add(out, " ");
        }
        if (strcmp(buf_text(&found), numbers[i].found) != 0 ||
            strcmp(buf_text(&missing), numbers[i].missing) != 0)
            fail_msg("%s: \"%s\", not \"%s\"", numbers[i].why, buf_text(&found),
                     buf_text(&missing));
        buf_deinit(&found);
        buf_deinit(&missing);
    }
}

static const struct {
    const char *why, *text, *html;
} hidden[] = {
    {"turned round",
     "a\xE2\x80\xAE"
     "b",
     "a<span class=\"sign\">U+202E</span>b"},
    {"zero width",
     "a\xE2\x80\x8B"
     "b",
     "a<span class=\"sign\">U+200B</span>b"},
    {"a joiner between Latin letters",
     "a\xE2\x80\x8D"
     "b",
     "a<span class=\"sign\">U+200D</span>b"},
    {"a joiner between emoji", "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x8F\xAD",
     "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x8F\xAD"},
    {"markup beside it", "<\xE2\x80\x8B>",
     "&lt;<span class=\"sign\">U+200B</span>&gt;"},
    {"a heart's variant", "\xE2\x9D\xA4\xEF\xB8\x8F",
     "\xE2\x9D\xA4\xEF\xB8\x8F"},
};

static void
signs_that_nobody_sees_are_written_out(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
        struct buf out = {0};

        marks_post(&out, hidden[i].text, NULL, NULL, 0);
        if (strcmp(buf_text(&out), hidden[i].html) != 0)
            fail_msg("%s: %s", hidden[i].why, buf_text(&out));
        buf_deinit(&out);
    }
}

static void
hints_are_quieter_than_findings(void **state)
{
    struct mark_range found[] = {{.start = 4, .end = 12, .is_hint = true},
                                 {.start = 8, .end = 10}};
    struct buf out = {0};

    (void)state;
    marks_post(&out, "one two three four", NULL, found, 2);
    assert_string_equal(buf_text(&out),
                        "one <span class=\"hinted\">two </span><mark>th</mark>"
                        "<span class=\"hinted\">re</span>e four");
    buf_deinit(&out);
}

/* Approved with words in the panel that were not saved: which ones? */
static void
an_edit_is_never_dropped_in_silence(void **state)
{
    struct desk_test t;
    char path[80];
    int64_t id;

    (void)state;
    reviewing_init(&t);
    desk_sign_in(&t, "Ruth", "reviewer", NULL);
    id = reviewing_text(&t, "ann", PLAIN);
    snprintf(path, sizeof path, "/queue/%lld/approve", (long long)id);
    assert_int_equal(desk_post(&t, path,
                               "revision=1&next=0&text=A+torch+found+%3Cnine%3E"
                               "+valves"),
                     409);
    shows(&t, "You changed the text, and did not save it");
    shows(&t, "A torch found &lt;nine&gt; valves</textarea>");
    shows(&t, "Approve it as it was");
    assert_string_equal(reviewing_state(&t, id), "in_review");
    assert_int_equal(desk_post(&t, path, "revision=1&next=0"), 303);
    assert_string_equal(reviewing_state(&t, id), "approved");
    desk_test_deinit(&t);
}

/* A number's sentence, why nobody can approve it, whose texts go at once. */
static void
what_a_reviewer_asks_is_there(void **state)
{
    struct desk_test t;
    int64_t id, cleo;
    char text[100];

    (void)state;
    reviewing_init(&t);
    desk_sign_in(&t, "Ruth", "reviewer", NULL);
    id = reviewing_text(&t, "ann", ONE);
    reviewing_text(&t, "bob", PLAIN);
    cleo = reviewing_text(&t, "cleo", TWO);
    snprintf(text, sizeof text, "/queue/%lld/edit", (long long)cleo);
    assert_int_equal(desk_post(&t, text,
                               "revision=1&text=Call+me+at+%2B49+170+1234567+"
                               "about+the+gasket+that+nobody+paid+for."),
                     303);
    assert_int_equal(desk_get(&t, "/queue"), 200);
    shows(&t, "<b>61</b> <span class=\"said\">Of 1,940 unplanned stops "
              "recorded at 212 plants, <span class=\"same\">61</span>% began");
    shows(&t, "nobody can pass that");
    snprintf(text, sizeof text, "<a href=\"#s%lld\">Ann</a>", (long long)id);
    shows(&t, text);
    desk_test_deinit(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_waits_is_shown_by_story),
        cmocka_unit_test(a_broken_rule_is_marked_with_its_mend),
        cmocka_unit_test(own_texts_are_told_and_regulated_ones_left_to_others),
        cmocka_unit_test(each_move_does_what_it_says),
        cmocka_unit_test(who_comes_second_sees_who_decided),
        cmocka_unit_test(undo_at_once_takes_one_back),
        cmocka_unit_test(two_windows_take_back_what_they_say),
        cmocka_unit_test(all_clean_ones_and_back),
        cmocka_unit_test(a_blind_sample_looks_like_any_other),
        cmocka_unit_test(filters_leave_what_they_say),
        cmocka_unit_test(the_record_tells_all_moves),
        cmocka_unit_test(findings_are_marked_by_code_points),
        cmocka_unit_test(marks_and_taken_words_may_overlap),
        cmocka_unit_test(signs_that_nobody_sees_are_written_out),
        cmocka_unit_test(hints_are_quieter_than_findings),
        cmocka_unit_test(an_edit_is_never_dropped_in_silence),
        cmocka_unit_test(what_a_reviewer_asks_is_there),
        cmocka_unit_test(numbers_are_looked_for_in_the_article),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The driver, the home and the settings, on a real folder. */
#include "polyphony/config.h"
#include "polyphony/embedded.h"
#include "polyphony/file.h"
#include "polyphony/mem.h"
#include "polyphony/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static char folder[64];

static int
make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/polyphony-store-XXXXXX");
    return mkdtemp(folder) == NULL;
}

static int
drop_folder(void **state)
{
    char command[128];

    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command) != 0;
}

static void
open_home(struct store *store)
{
    struct error err;
    bool made;

    if (!store_init(folder, &made, &err) || !store_open(folder, store, &err))
        fail_msg("%s", err.text);
}

static void
a_home_is_made_once(void **state)
{
    struct error err;
    bool made;

    (void)state;
    assert_true(store_init(folder, &made, &err));
    assert_true(made);
    assert_true(store_init(folder, &made, &err));
    assert_false(made);
}

static void
a_folder_with_other_things_is_refused(void **state)
{
    struct error err;
    char path[128];
    bool made;

    (void)state;
    snprintf(path, sizeof path, "%s/letter.txt", folder);
    assert_true(file_write(path, "x", 1, &err));
    assert_false(store_init(folder, &made, &err));
    assert_int_equal(err.kind, ERROR_CONFLICT);
}

static void
no_home_names_the_mend(void **state)
{
    struct store store;
    struct error err;

    (void)state;
    assert_false(store_open(folder, &store, &err));
    assert_int_equal(err.kind, ERROR_NOTFOUND);
    assert_non_null(strstr(err.text, "init"));
}

static void
rows_come_back_as_bound(void **state)
{
    struct store store;
    struct db_stmt *q, *again;
    struct error err;
    int64_t rows;

    (void)state;
    open_home(&store);
    assert_true(db_run(store.db, &err,
                       "INSERT INTO setting(key, value) VALUES ($2, $1)", "tt",
                       "second", "first"));
    q = db_query(store.db, &err, "SELECT key, value FROM setting", "");
    assert_true(db_next(q));
    assert_string_equal(db_text(q, 0), "first");
    /* the same statement within itself */
    again = db_query(store.db, &err, "SELECT key, value FROM setting", "");
    assert_true(db_next(again));
    assert_string_equal(db_text(again, 1), "second");
    assert_true(db_done(again, &err));
    assert_false(db_next(q));
    assert_true(db_done(q, &err));
    assert_true(
        db_number(store.db, &err, &rows, 7, "SELECT max(id) FROM feed", ""));
    assert_int_equal(rows, 7); /* NULL: otherwise */
    store_close(&store);
}

static bool
put_and_fail(void *context, struct error *err)
{
    struct db *db = context;

    return db_run(db, err, "INSERT INTO setting(key, value) VALUES ('a', 'b')",
                  "") &&
           error_set(err, ERROR_INPUT, "no");
}

static void
a_failed_transaction_leaves_nothing(void **state)
{
    struct store store;
    struct error err;
    int64_t rows;

    (void)state;
    open_home(&store);
    assert_false(db_transaction(store.db, put_and_fail, store.db, &err));
    assert_string_equal(err.text, "no");
    assert_true(db_number(store.db, &err, &rows, 0,
                          "SELECT count(*) FROM setting", ""));
    assert_int_equal(rows, 0);
    assert_true(db_begin(store.db, &err));
    assert_false(db_begin(store.db, &err)); /* nesting is refused */
    db_rollback(store.db);
    store_close(&store);
}

static void
the_store_refuses_what_must_not_happen(void **state)
{
    static const char *const statements[] = {
        "INSERT INTO suggestion(key, rep, story, article, network, text, made)"
        " VALUES ('k', 'nobody', 1, 1, 'x', 't', 0)",
        "INSERT INTO story(key, lead, founded, state) "
        "VALUES ('k', NULL, 0, 'lost')",
        "INSERT INTO setting(key, value) VALUES ('k', NULL)",
    };
    struct store store;
    struct error err;

    (void)state;
    open_home(&store);
    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
        if (db_run(store.db, &err, statements[i], ""))
            fail_msg("taken: %s", statements[i]);
    }
    store_close(&store);
}

static void
write_settings(const char *text)
{
    struct error err;
    char path[128];

    snprintf(path, sizeof path, "%s/polyphony.ini", folder);
    assert_true(file_write(path, text, strlen(text), &err));
}

static void
settings_file_then_environment(void **state)
{
    struct config *config;
    struct error err;

    (void)state;
    write_settings("[fetch]\ninterval_ms = 250\n[company]\nname = Polder\n");
    assert_true(config_load(folder, &config, &err));
    assert_int_equal(config_number(config, "fetch.interval_ms"), 250);
    assert_string_equal(config_text(config, "company.name"), "Polder");
    assert_int_equal(config_number(config, "schedule.max_age_days"), 14);
    config_free(config);
    setenv("POLYPHONY_FETCH_INTERVAL_MS", "0", 1);
    assert_true(config_load(folder, &config, &err));
    assert_int_equal(config_number(config, "fetch.interval_ms"), 0);
    config_free(config);
    unsetenv("POLYPHONY_FETCH_INTERVAL_MS");
}

/* What init writes can be read as it is, and says each default. */
static void
settings_as_a_file_change_nothing(void **state)
{
    struct buf text = {.max = 65536};
    struct config *config;
    struct error err;

    (void)state;
    config_write_defaults(&text);
    assert_true(buf_ok(&text));
    assert_non_null(strstr(buf_text(&text), "\n[company]\n; the company's"));
    assert_non_null(strstr(buf_text(&text), "\n;max_age_days = 14\n"));
    for (const char *line = buf_text(&text); *line != '\0';
         line += strcspn(line, "\n") + 1)
        assert_true(strcspn(line, "\n") <= 80 &&
                    (line[0] == ';' || line[0] == '[' || line[0] == '\n'));
    write_settings(buf_text(&text));
    assert_true(config_load(folder, &config, &err));
    assert_false(config_is_given(config, "company.name"));
    assert_int_equal(config_number(config, "schedule.max_age_days"), 14);
    config_free(config);
    buf_deinit(&text);
}

/* What the desk keeps counts until a file says it. */
static void
what_is_said_at_the_desk_yields_to_the_file(void **state)
{
    struct config *config;
    struct store store;
    struct error err;
    const char *before;

    (void)state;
    write_settings("[company]\ntimezone = Europe/Oslo\n");
    open_home(&store);
    assert_true(config_load(folder, &config, &err));
    before = config_text(config, "company.name");
    assert_true(config_say(config, &store, "company.name", "Polder", &err));
    assert_true(
        config_say(config, &store, "company.timezone", "Asia/Tokyo", &err));
    assert_false(config_say(config, &store, "fetch.proxy", "x", &err));
    assert_string_equal(before, ""); /* whoever reads it still may */
    assert_string_equal(config_text(config, "company.name"), "Polder");
    assert_string_equal(config_text(config, "company.timezone"), "Europe/Oslo");
    config_free(config);
    write_settings("");
    assert_true(config_load(folder, &config, &err));
    assert_true(config_read_said(config, &store, &err));
    assert_string_equal(config_text(config, "company.name"), "Polder");
    assert_string_equal(config_text(config, "company.timezone"), "Asia/Tokyo");
    config_free(config);
    store_close(&store);
}

static void
bad_settings_are_named(void **state)
{
    static const struct {
        const char *text, *named;
    } bad[] = {
        {"[fetch]\ninterval_ms = soon\n", "soon"},
        {"[fetch]\ninterval_ms = -1\n", "-1"},
        {"[fetch]\nspeed = 3\n", "speed"},
        {"[fetch\n", "line 1"},
    };
    struct config *config;
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        write_settings(bad[i].text);
        assert_false(config_load(folder, &config, &err));
        if (strstr(err.text, bad[i].named) == NULL)
            fail_msg("\"%s\" does not name %s", err.text, bad[i].named);
    }
}

static void
a_backup_is_whole(void **state)
{
    struct store store;
    struct db *copy;
    struct error err;
    char path[128], text[100];

    (void)state;
    open_home(&store);
    snprintf(path, sizeof path, "%s/copy", folder);
    assert_true(store_set(&store, "a", "b", &err));
    assert_true(db_backup(store.db, path, &err));
    store_close(&store);
    assert_true(db_open(path, false, &copy, &err));
    assert_true(db_check(copy, text, sizeof text, &err));
    assert_string_equal(text, "ok");
    db_close(copy);
}

/* Reading is of one moment, and ends by itself where something is written. */
static void
reading_sees_one_moment(void **state)
{
    struct store store, other;
    struct error err = {0};
    char *value = NULL;

    (void)state;
    open_home(&store);
    assert_true(store_open(folder, &other, &err));
    assert_true(store_set(&store, "k", "first", &err));
    assert_true(db_begin_reading(store.db, &err));
    assert_true(db_begin_reading(store.db, &err));
    assert_true(store_setting(&store, "k", &value, &err));
    free(value);
    assert_true(store_set(&other, "k", "second", &err));
    assert_true(store_setting(&store, "k", &value, &err));
    assert_string_equal(value, "first");
    free(value);
    assert_true(store_set(&store, "mine", "1", &err));
    assert_true(store_setting(&store, "k", &value, &err));
    assert_string_equal(value, "second");
    free(value);
    assert_true(db_begin_reading(store.db, &err));
    assert_true(db_begin(store.db, &err));
    assert_true(db_begin_reading(store.db, &err));
    assert_true(store_set(&store, "k", "third", &err));
    assert_true(db_commit(store.db, &err));
    assert_true(store_setting(&other, "k", &value, &err));
    assert_string_equal(value, "third");
    free(value);
    assert_true(db_begin_reading(store.db, &err));
    db_rollback(store.db);
    assert_true(db_begin(store.db, &err));
    db_rollback(store.db);
    store_close(&other);
    store_close(&store);
}

/* Of two with one number the second would never run. */
static void
each_migration_has_a_number_of_its_own(void **state)
{
    const struct embedded *file = NULL;
    long last = 1;

    (void)state;
    while ((file = embedded_next("store/migrate/", file)) != NULL) {
        long number = strtol(strrchr(file->name, '/') + 1, NULL, 10);

        if (number <= last)
            fail_msg("%s: number %ld is taken", file->name, number);
        last = number;
    }
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, make_folder, drop_folder)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_home_is_made_once),
        TEST(a_folder_with_other_things_is_refused),
        TEST(no_home_names_the_mend),
        TEST(rows_come_back_as_bound),
        TEST(a_failed_transaction_leaves_nothing),
        TEST(the_store_refuses_what_must_not_happen),
        TEST(settings_file_then_environment),
        TEST(settings_as_a_file_change_nothing),
        TEST(what_is_said_at_the_desk_yields_to_the_file),
        TEST(bad_settings_are_named),
        TEST(a_backup_is_whole),
        TEST(reading_sees_one_moment),
        TEST(each_migration_has_a_number_of_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

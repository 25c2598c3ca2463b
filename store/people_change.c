/* What an admin changes of a person: name, mail address, whether they may sign
 * in. A name goes on meaning the same person in what was written under it, so
 * that former ones are kept. See the header. */
#include "polyphony/people.h"

#include <string.h>

struct change {
    struct store *store;
    int64_t person, now;
    const char *text; /* name or address; may be NULL */
    bool locked;
};

/* Does anybody else sign in by it, by whatever of theirs? */
static bool
is_free(struct change *change, struct error *err)
{
    int64_t found;

    return db_number(change->store->db, err, &found, 0,
                     "SELECT count(*) FROM person WHERE erased IS NULL AND id "
                     "<> $1 AND (lower(mail) = lower($2) OR name = $2)",
                     "it", change->person, change->text) &&
           (found == 0 ||
            error_set(err, ERROR_CONFLICT,
                      "%s: somebody signs in with this already", change->text));
}

static bool
rename_person(void *context, struct error *err)
{
    struct change *change = context;
    struct db *db = change->store->db;

    return people_name_fits(change->store, change->text, change->person, err) &&
           is_free(change, err) &&
           db_run(db, err,
                  "INSERT INTO person_name(name, person, until) SELECT name, "
                  "id, $2 FROM person WHERE id = $1 AND name <> $3 AND erased "
                  "IS NULL ON CONFLICT(name) DO UPDATE SET until = "
                  "excluded.until",
                  "iit", change->person, change->now, change->text) &&
           db_run(db, err,
                  "DELETE FROM person_name WHERE person = $1 AND name = $2",
                  "it", change->person, change->text) &&
           db_run(db, err,
                  "UPDATE person SET name = $2 WHERE id = $1 AND erased IS "
                  "NULL",
                  "it", change->person, change->text);
}

bool
people_rename(struct store *store, int64_t person, const char *name,
              int64_t now, struct error *err)
{
    struct change change = {
        .store = store, .person = person, .now = now, .text = name};

    return db_join(store->db, rename_person, &change, err);
}

bool
people_former_name(struct store *store, struct arena *arena, int64_t person,
                   const char **name, struct error *err)
{
    struct db_stmt *q =
        db_query(store->db, err,
                 "SELECT name FROM person_name WHERE person = $1 ORDER BY "
                 "until DESC, name LIMIT 1",
                 "i", person);

    *name = NULL;
    if (db_next(q))
        *name = arena_strdup(arena, db_text(q, 0));
    return db_done(q, err);
}

static bool
set_mail(void *context, struct error *err)
{
    struct change *change = context;

    return (change->text == NULL || is_free(change, err)) &&
           db_run(change->store->db, err,
                  "UPDATE person SET mail = $2 WHERE id = $1 AND erased IS "
                  "NULL",
                  "it", change->person, change->text) &&
           people_end_links(change->store, change->person, err);
}

bool
people_set_mail(struct store *store, int64_t person, const char *mail,
                struct error *err)
{
    struct change change = {.store = store, .person = person, .text = mail};

    if (mail != NULL && !people_is_mail(mail))
        return error_set(err, ERROR_INPUT, "\"%.80s\" is no mail address",
                         mail);
    return db_join(store->db, set_mail, &change, err);
}

static bool
set_lock(void *context, struct error *err)
{
    struct change *change = context;
    struct db *db = change->store->db;
    int64_t admins;

    if (!change->locked)
        return db_run(db, err, "UPDATE person SET locked = NULL WHERE id = $1",
                      "i", change->person);
    if (!db_number(db, err, &admins, 0,
                   "SELECT count(*) FROM person WHERE role = 'admin' AND "
                   "erased IS NULL AND locked IS NULL AND id <> $1",
                   "i", change->person))
        return false;
    if (admins == 0)
        return error_set(err, ERROR_CONFLICT,
                         "nobody would be admin any more: name another one "
                         "first");
    return db_run(db, err,
                  "UPDATE person SET locked = $2 WHERE id = $1 AND locked IS "
                  "NULL",
                  "ii", change->person, change->now) &&
           people_end_links(change->store, change->person, err);
}

bool
people_set_lock(struct store *store, int64_t person, bool locked, int64_t now,
                struct error *err)
{
    struct change change = {
        .store = store, .person = person, .now = now, .locked = locked};

    return db_join(store->db, set_lock, &change, err);
}

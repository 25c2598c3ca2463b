/* Forgetting a person, in one transaction; see the header. Surprising: a
 * rep's id may be their name, so that the row moves to another id. */
#include "polyphony/forget.h"

#include "polyphony/clock.h"
#include "polyphony/digest.h"
#include "polyphony/people.h"
#include "scheduler/queue/queue_write.h"

#include <stdio.h>
#include <string.h>

#define GONE "(forgotten)"
#define FORMER 100
#define AT_ONCE 256 /* rows of the audit, read before they are written */

struct forgetting {
    struct queue *queue;
    struct forgotten *out;
    struct arena *arena;
    const char *given; /* as the caller named them */
    int64_t person;
    const char *name, *mail, *rep, *rep_name, *audience; /* may be NULL */
    const char *former[FORMER];                          /* names */
    char new_rep[40];
};

static struct db *
db_of(const struct forgetting *f)
{
    return f->queue->store->db;
}

/* --- who -------------------------------------------------------------------
 */

static bool
find_rep(struct forgetting *f, const char *id, struct error *err)
{
    struct db_stmt *q = db_query(db_of(f), err,
                                 "SELECT r.id, r.name, r.audience, (SELECT "
                                 "count(*) FROM rep AS o WHERE o.audience = "
                                 "r.audience) FROM rep AS r WHERE r.id = $1",
                                 "t", id);

    if (db_next(q)) {
        f->rep = arena_strdup(f->arena, db_text(q, 0));
        f->rep_name = arena_strdup(f->arena, db_text(q, 1));
        if (db_int(q, 3) == 1)
            f->audience = arena_strdup(f->arena, db_text(q, 2));
    }
    return db_done(q, err);
}

/* A rep who never signed in becomes a person, to have a number. */
static bool
number_rep(struct forgetting *f, struct error *err)
{
    struct db_stmt *q =
        db_query(db_of(f), err,
                 "SELECT id, name, mail FROM person WHERE rep = $1 AND erased "
                 "IS NULL ORDER BY id LIMIT 1",
                 "t", f->rep);

    if (db_next(q)) {
        f->person = db_int(q, 0);
        f->name = arena_strdup(f->arena, db_text(q, 1));
        f->mail = arena_strdup(f->arena, db_text(q, 2));
    }
    if (!db_done(q, err))
        return false;
    if (f->person != 0)
        return true;
    if (!db_run(db_of(f), err,
                "INSERT INTO person(name, role, rep, made) VALUES ($1, 'rep', "
                "$2, $3)",
                "tti", arena_printf(f->arena, "rep %s", f->rep), f->rep,
                f->queue->now))
        return false;
    f->person = db_last_id(db_of(f));
    f->name = f->rep_name;
    return true;
}

static bool
find_whom(struct forgetting *f, struct error *err)
{
    struct person person;

    if (!people_find_login(f->queue->store, f->arena, f->given, &person, err))
        return false;
    f->person = person.id;
    f->name = person.name;
    f->mail = person.mail;
    if (!find_rep(f, person.id != 0 ? person.rep : f->given, err))
        return false;
    if (person.id == 0 && f->rep == NULL)
        return error_set(err, ERROR_NOTFOUND,
                         "nobody is called \"%.80s\": give a person's name or "
                         "mail address, or a rep's id",
                         f->given);
    return person.id != 0 || number_rep(f, err);
}

static bool
may_go(struct forgetting *f, struct error *err)
{
    int64_t others;

    if (f->name != NULL && strcmp(f->name, f->queue->who) == 0)
        return error_set(err, ERROR_CONFLICT,
                         "nobody can forget themselves: another admin does");
    if (!db_number(db_of(f), err, &others, 0,
                   "SELECT (SELECT count(*) FROM person WHERE role = 'admin' "
                   "AND erased IS NULL AND locked IS NULL AND id <> $1) + "
                   "(SELECT count(*) FROM "
                   "person WHERE id = $1 AND role <> 'admin')",
                   "i", f->person))
        return false;
    return others > 0 ||
           error_set(err, ERROR_CONFLICT,
                     "%s is the last admin: name another one first", f->name);
}

/* --- the audit -------------------------------------------------------------
 */

struct audit_field {
    int64_t id;
    const char *digest;
};

/* The rows that a query names lose one field to its digest, some at a time:
 * changed rows are not found again. */
static bool
drop_fields(struct forgetting *f, const char *select, const char *update,
            const char *a, const char *b, size_t *rows, struct error *err)
{
    struct audit_field found[AT_ONCE];
    size_t count;

    do {
        struct db_stmt *q =
            db_query(db_of(f), err, select, "tti", a, b, (int64_t)AT_ONCE);

        count = 0;
        while (count < AT_ONCE && db_next(q)) {
            char digest[DIGEST_TEXT];
            const char *const texts[] = {db_text(q, 2), db_text(q, 1)};

            found[count++] = (struct audit_field){
                db_int(q, 0),
                arena_strdup(f->arena, digest_text(digest, texts, 2))};
        }
        if (!db_done(q, err))
            return false;
        for (size_t i = 0; i < count; i++) {
            if (!db_run(db_of(f), err, update, "itt", found[i].id,
                        found[i].digest, f->out->pseudonym))
                return false;
        }
        *rows += count;
    } while (count == AT_ONCE);
    return true;
}

/* As who they stand in the record: at the desk, at the shell, by id. */
static bool
drop_name(struct forgetting *f, const char *name, struct error *err)
{
    const char *shell;
    int64_t old;
    size_t rows = 0;

    if (name == NULL || name[0] == '\0')
        return true;
    shell = arena_printf(f->arena, "shell: %s", name);
    if (!drop_fields(
            f,
            "SELECT id, who, who_salt FROM audit WHERE who IN ($1, $2) AND "
            "who_salt IS NOT NULL ORDER BY id LIMIT $3",
            "UPDATE audit SET who = $2, who_salt = NULL, alias = $3 WHERE id "
            "= $1",
            name, shell, &rows, err) ||
        !drop_fields(
            f,
            "SELECT id, note, note_salt FROM audit WHERE replace(note, $1, "
            "'') <> note AND note_salt IS NOT NULL AND $2 <> '' ORDER BY id "
            "LIMIT $3",
            "UPDATE audit SET note = $2, note_salt = NULL WHERE id = $1 AND "
            "$3 <> ''",
            name, shell, &rows, err) ||
        !db_number(db_of(f), err, &old, 0,
                   "SELECT count(*) FROM audit WHERE who IN ($1, $2)", "tt",
                   name, shell))
        return false;
    f->out->rows += rows;
    f->out->old_rows += (size_t)old;
    return true;
}

/* The texts of theirs that nobody outside ever saw. */
static bool
drop_texts(struct forgetting *f, struct error *err)
{
    return drop_fields(
        f,
        "SELECT u.id, u.text, u.text_salt FROM audit AS u JOIN suggestion AS "
        "g ON g.id = u.suggestion WHERE g.rep = $1 AND g.state <> 'shared' AND "
        "u.text IS NOT NULL AND u.text_salt IS NOT NULL AND $2 <> '' ORDER BY "
        "u.id LIMIT $3",
        "UPDATE audit SET text = $2, text_salt = NULL WHERE id = $1 AND $3 "
        "<> ''",
        f->rep, "x", &f->out->rows, err);
}

/* --- other tables ----------------------------------------------------------
 */

/* Where names stand beside what was done. */
static bool
rename_who(struct forgetting *f, const char *name, struct error *err)
{
    static const char *const updates[] = {
        "UPDATE decision SET who = $2 WHERE who IN ($1, 'shell: ' || $1)",
        "UPDATE revision SET who = $2 WHERE who IN ($1, 'shell: ' || $1)",
        "UPDATE campaign SET who = $2 WHERE who IN ($1, 'shell: ' || $1)",
        "UPDATE rule_pack SET who = $2 WHERE who IN ($1, 'shell: ' || $1)",
        "UPDATE decision SET note = replace(note, $1, $2) WHERE replace(note, "
        "$1, '') <> note",
        "UPDATE rule_pack SET note = replace(note, $1, $2) WHERE "
        "replace(note, $1, '') <> note",
        "UPDATE outcome SET note = replace(note, $1, $2) WHERE replace(note, "
        "$1, '') <> note"};

    if (name == NULL || name[0] == '\0')
        return true;
    for (size_t i = 0; i < sizeof updates / sizeof updates[0]; i++) {
        if (!db_run(db_of(f), err, updates[i], "tt", name, f->out->pseudonym))
            return false;
    }
    return true;
}

/* What is on its way to them, whatever the address, or out to webhooks; the
 * address that was noted before there was a person; what stands by for others
 * to undo or to hear again. Mail of others that
 * only mentions them stays: it is emptied once it is sent. */
static bool
drop_messages(struct forgetting *f, const char *name, struct error *err)
{
    static const char *const statements[] = {
        "DELETE FROM mail WHERE lower(recipient) = lower($1) OR "
        "replace(text, 'Hello ' || $1 || ',', '') <> text",
        "DELETE FROM webhook WHERE replace(body, '\"rep\":\"' || $1 || '\"', "
        "'') <> body OR replace(body, '\"rep_name\":\"' || $1 || '\"', '') <> "
        "body",
        "DELETE FROM setting WHERE key = 'start.mail.' || $1",
        "DELETE FROM setting WHERE (key LIKE 'company.before.%' OR key LIKE "
        "'audience.before.%' OR key LIKE 'rep.before.%') AND (replace(value, "
        "$1, '') <> value OR "
        "replace(key, $1, '') <> key)",
        "DELETE FROM api_answer WHERE replace(body, $1, '') <> body"};

    if (name == NULL || name[0] == '\0')
        return true;
    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
        if (!db_run(db_of(f), err, statements[i], "t", name))
            return false;
    }
    return true;
}

/* What is live is withdrawn first, each with its row of the audit. */
static bool
withdraw(struct forgetting *f, struct error *err)
{
    struct suggestion *list;
    size_t count;

    if (!queue_list(f->queue->store, QUEUE_LIVE, f->rep, f->queue->now,
                    f->arena, &list, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct queue_verb verb = {.queue = f->queue,
                                  .id = list[i].id,
                                  .to = "withdrawn",
                                  .what = "withdraw",
                                  .note = "the rep was forgotten"};

        if (strcmp(list[i].state, "shared") == 0)
            continue;
        if (!queue_run_verb(&verb, err))
            return false;
        f->out->withdrawn++;
    }
    return db_number(db_of(f), err, &f->out->kept, 0,
                     "SELECT count(*) FROM suggestion WHERE rep = $1 AND state "
                     "= 'shared'",
                     "t", f->rep);
}

static bool
run_all(struct forgetting *f, const char *const *statements, size_t count,
        const char *a, const char *b, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!db_run(db_of(f), err, statements[i], "tt", a, b))
            return false;
    }
    return true;
}

#define UNSHARED                                                               \
    "(SELECT id FROM suggestion WHERE rep = $1 AND state <> 'shared')"

static bool
empty_rep(struct forgetting *f, struct error *err)
{
    static const char *const statements[] = {
        "DELETE FROM finding WHERE $2 = $2 AND suggestion IN " UNSHARED,
        "UPDATE revision SET text = $2 WHERE suggestion IN " UNSHARED,
        "UPDATE suggestion SET text = $2, error = NULL WHERE rep = $1 AND "
        "state <> 'shared'",
        "DELETE FROM voice WHERE rep = $1 AND $2 = $2",
        "DELETE FROM voice_line WHERE rep = $1 AND $2 = $2",
        "DELETE FROM away WHERE rep = $1 AND $2 = $2",
        "DELETE FROM rep_desk WHERE rep = $1 AND $2 = $2",
        "DELETE FROM plan WHERE rep = $1 AND $2 = $2",
        "DELETE FROM idle WHERE rep = $1 AND $2 = $2",
        "DELETE FROM slot_gone WHERE rep = $1 AND $2 = $2",
        "DELETE FROM campaign_part WHERE kind = 'rep' AND value = $1 AND $2 = "
        "$2",
        "UPDATE outcome SET note = NULL WHERE rep = $1 AND $2 = $2",
        "UPDATE share SET address = NULL WHERE rep = $1 AND $2 = $2",
    };

    return run_all(f, statements, sizeof statements / sizeof statements[0],
                   f->rep, GONE, err);
}

/* $1 is the id that was, $2 the one that is. */
static bool
move_rep(struct forgetting *f, struct error *err)
{
    static const char *const statements[] = {
        "UPDATE person SET rep = $2 WHERE rep = $1",
        "UPDATE suggestion SET rep = $2, key = $2 || ' ' || id WHERE rep = $1",
        "UPDATE slot SET rep = $2 WHERE rep = $1",
        "UPDATE share SET rep = $2 WHERE rep = $1",
        "UPDATE outcome SET rep = $2 WHERE rep = $1",
        "DELETE FROM rep WHERE id = $1 AND $2 = $2",
    };

    return db_run(db_of(f), err,
                  "INSERT INTO rep(id, name, audience, language, networks, "
                  "quota, hours, review, trust, state, json) SELECT $2, $3, "
                  "audience, language, networks, 0, hours, review, 0, 'gone', "
                  "'{\"id\":\"' || $2 || '\",\"name\":\"' || $3 || "
                  "'\",\"networks\":' || networks || ',\"audience\":{\"id\":"
                  "\"' || $2 || '\",\"name\":\"' || $3 || '\"}}' FROM rep "
                  "WHERE id = $1",
                  "ttt", f->rep, f->new_rep, f->out->pseudonym) &&
           run_all(f, statements, sizeof statements / sizeof statements[0],
                   f->rep, f->new_rep, err);
}

/* An audience of theirs alone describes them as well. */
static bool
move_audience(struct forgetting *f, struct error *err)
{
    static const char *const statements[] = {
        "INSERT INTO audience(id, name, json) SELECT $2, 'of ' || $2, "
        "'{\"id\":\"' || $2 || '\",\"name\":\"' || $2 || '\"}' FROM audience "
        "WHERE id = $1",
        "UPDATE rep SET audience = $2 WHERE audience = $1",
        "DELETE FROM relevance WHERE audience = $1 AND $2 = $2",
        "DELETE FROM ranking WHERE audience = $1 AND $2 = $2",
        "DELETE FROM audience WHERE id = $1 AND $2 = $2",
    };

    return f->audience == NULL ||
           run_all(f, statements, sizeof statements / sizeof statements[0],
                   f->audience, f->new_rep, err);
}

/* What stood by for them to undo, and the wording of their audience. */
static bool
drop_settings(struct forgetting *f, struct error *err)
{
    return db_run(
        db_of(f), err, "DELETE FROM setting WHERE key IN ($1, $2)", "tt",
        arena_printf(f->arena, "company.before.%lld", (long long)f->person),
        f->audience == NULL
            ? ""
            : arena_printf(f->arena, "audience.before.%s", f->audience));
}

/* --- the whole -------------------------------------------------------------
 */

static bool
forget_rep(struct forgetting *f, struct error *err)
{
    return f->rep == NULL || (drop_texts(f, err) && empty_rep(f, err) &&
                              move_rep(f, err) && move_audience(f, err));
}

/* Names of before: the record still has them. */
static bool
forget_former(struct forgetting *f, struct error *err)
{
    struct db_stmt *q = db_query(db_of(f), err,
                                 "SELECT name FROM person_name WHERE person = "
                                 "$1 ORDER BY until DESC LIMIT $2",
                                 "ii", f->person, (int64_t)FORMER);
    size_t count = 0;

    while (count < FORMER && db_next(q))
        f->former[count++] = arena_strdup(f->arena, db_text(q, 0));
    if (!db_done(q, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!drop_name(f, f->former[i], err) ||
            !rename_who(f, f->former[i], err) ||
            !drop_messages(f, f->former[i], err))
            return false;
    }
    return true;
}

static bool
forget_names(struct forgetting *f, struct error *err)
{
    const char *const names[] = {f->name, f->rep_name, f->rep, f->mail};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        bool is_twice = false;

        for (size_t k = 0; k < i; k++)
            is_twice = is_twice || (names[i] != NULL && names[k] != NULL &&
                                    strcmp(names[i], names[k]) == 0);
        if (!is_twice &&
            (!drop_name(f, names[i], err) || !rename_who(f, names[i], err) ||
             !drop_messages(f, names[i], err)))
            return false;
    }
    return forget_former(f, err);
}

static bool
forget(void *context, struct error *err)
{
    struct forgetting *f = context;

    memset(f->out, 0, sizeof *f->out);
    if (!find_whom(f, err) || !may_go(f, err))
        return false;
    snprintf(f->out->pseudonym, sizeof f->out->pseudonym, "person %lld",
             (long long)f->person);
    snprintf(f->new_rep, sizeof f->new_rep, "person-%lld",
             (long long)f->person);
    if (f->rep != NULL && !withdraw(f, err))
        return false;
    return db_run(db_of(f), err, "INSERT INTO erasing(person) VALUES ($1)", "i",
                  f->person) &&
           forget_names(f, err) && drop_settings(f, err) &&
           forget_rep(f, err) &&
           people_erase(f->queue->store, f->person, f->out->pseudonym, f->mail,
                        f->queue->now, err) &&
           db_run(db_of(f), err, "DELETE FROM erasing", "") &&
           queue_write_audit(f->queue,
                             &(struct queue_audit){.what = "forget",
                                                   .note = f->out->pseudonym},
                             err);
}

bool
forget_person(struct queue *queue, const char *name,
              struct forgotten *forgotten, struct error *err)
{
    struct forgetting f = {
        .queue = queue, .out = forgotten, .arena = arena_new(0), .given = name};
    bool ok = db_overwrite(queue->store->db, true, err) &&
              db_transaction(queue->store->db, forget, &f, err);

    arena_free(f.arena);
    return ok && db_overwrite(queue->store->db, false, err);
}

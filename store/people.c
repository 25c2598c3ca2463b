/* Persons; see the header. Their links and passwords are in people_secret.c.
 */
#include "polyphony/people.h"

#include "polyphony/utf8.h"

#include <string.h>
#include <strings.h>

#define NAME_MAX_BYTES 200
#define MAIL_MAX_BYTES 254 /* RFC 5321, 4.5.3.1.3, without < and > */
#define NON_JOINER 0x200C  /* Persian, Hindi and others spell with these */
#define JOINER 0x200D

bool
people_is_role(const char *role)
{
    static const char *const roles[] = {"rep", "reviewer", "marketing",
                                        "manager", "admin"};

    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        if (strcmp(roles[i], role) == 0)
            return true;
    }
    return false;
}

/* A line of the audit says who it was: what ends or turns a line, or is not
 * seen at all, would let one be taken for another. */
bool
people_is_name(const char *name)
{
    const char *p = name, *end = name + strlen(name);
    struct buf squeezed = {.max = NAME_MAX_BYTES + 1};
    bool is_name = end > p && end - p <= NAME_MAX_BYTES;
    int32_t before = 0;

    while (is_name && p < end) {
        int32_t cp = utf8_next(&p, end);
        bool joins = (cp == NON_JOINER || cp == JOINER) && before > 0x7F;

        is_name = joins || !utf8_is_invisible(cp);
        before = cp;
    }
    if (is_name) {
        utf8_squeeze(&squeezed, name, strlen(name));
        is_name = strcmp(buf_text(&squeezed), name) == 0;
    }
    buf_deinit(&squeezed);
    return is_name && before != NON_JOINER && before != JOINER;
}

bool
people_is_mail(const char *text)
{
    const char *at = strchr(text, '@');

    if (at == NULL || at == text || at[1] == '\0' || strchr(at + 1, '@') ||
        strlen(text) > MAIL_MAX_BYTES || text[0] == '-')
        return false;
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text <= ' ' || strchr("<>()\"\\,;:\x7F", *text))
            return false;
    }
    return true;
}

/* Undo and the audit go by names: nobody is called as the program is, as who
 * works at the shell, or as somebody who will be forgotten. */
static bool
is_reserved(const char *name)
{
    static const char gone[] = "person ";
    size_t len = sizeof gone - 1;

    return strcasecmp(name, "polyphony") == 0 ||
           strncasecmp(name, "shell:", 6) == 0 ||
           (strncasecmp(name, gone, len) == 0 && name[len] != '\0' &&
            name[len + strspn(name + len, "0123456789")] == '\0');
}

/* What finds two people at the sign-in finds nobody: whoever adds a second
 * one would shut the first one out. */
static bool
is_free(struct store *store, const struct person_new *new, struct error *err)
{
    const char *mail = new->mail != NULL ? new->mail : "";
    int64_t found = 0;

    if (!db_number(store->db, err, &found, 0,
                   "SELECT (SELECT count(*) FROM person WHERE lower(mail) IN "
                   "(lower($1), lower($2)) AND erased IS NULL) + (SELECT "
                   "count(*) FROM person WHERE name = $1 AND erased IS NULL)",
                   "tt", mail[0] != '\0' ? mail : new->name, new->name))
        return false;
    return found == 0 || error_set(err, ERROR_CONFLICT,
                                   "%s: somebody signs in with this already",
                                   mail[0] != '\0' ? mail : new->name);
}

bool
people_name_fits(struct store *store, const char *name, int64_t person,
                 struct error *err)
{
    int64_t found;

    if (!people_is_name(name))
        return error_set(err, ERROR_INPUT,
                         "a name is one line of 1 to %d bytes, with nothing "
                         "in it that can't be seen",
                         NAME_MAX_BYTES);
    if (is_reserved(name))
        return error_set(err, ERROR_INPUT, "%s: nobody can be called that",
                         name);
    return db_number(store->db, err, &found, 0,
                     "SELECT (SELECT count(*) FROM person WHERE name = $1 AND "
                     "id <> $2) + (SELECT count(*) FROM person_name WHERE "
                     "name = $1 AND person <> $2)",
                     "ti", name, person) &&
           (found == 0 ||
            error_set(err, ERROR_CONFLICT,
                      "%s: somebody has this name already, or had it", name));
}

static bool
check(struct store *store, const struct person_new *new, struct error *err)
{
    int64_t found = 0;

    if (!people_name_fits(store, new->name, 0, err))
        return false;
    if (!people_is_role(new->role))
        return error_set(err, ERROR_INPUT,
                         "%s: no role; rep, reviewer, marketing, manager or "
                         "admin",
                         new->role);
    if (strcmp(new->role, "rep") == 0 && new->rep == NULL)
        return error_set(err, ERROR_INPUT,
                         "a person with the role rep needs --rep ID");
    if (new->rep != NULL &&
        !db_number(store->db, err, &found, 0,
                   "SELECT count(*) FROM rep WHERE id = $1", "t", new->rep))
        return false;
    if (new->rep != NULL && found == 0)
        return error_set(err, ERROR_INPUT, "%s: no such rep; import reps first",
                         new->rep);
    if (new->mail != NULL &&new->mail[0] != '\0' && !people_is_mail(new->mail))
        return error_set(err, ERROR_INPUT, "\"%.80s\" is no mail address",
                         new->mail);
    return is_free(store, new, err);
}

struct adding {
    struct store *store;
    const struct person_new *new;
    int64_t now;
    char *secret;
};

static bool
add(void *context, struct error *err)
{
    struct adding *adding = context;
    const struct person_new *new = adding->new;
    struct db *db = adding->store->db;

    return check(adding->store, new, err) &&
           db_run(db, err,
                  "INSERT INTO person(name, role, rep, mail, made) "
                  "VALUES ($1, $2, $3, $4, $5)",
                  "tttti", new->name, new->role, new->rep, new->mail,
                  adding->now) &&
           people_link(adding->store, db_last_id(db), adding->now,
                       INVITATION_SECONDS, adding->secret, err);
}

bool
people_add(struct store *store, const struct person_new *new, int64_t now,
           char secret[SECRET_TEXT], struct error *err)
{
    struct adding adding = {
        .store = store, .new = new, .now = now, .secret = secret};

    return db_join(store->db, add, &adding, err);
}

bool
people_count(struct store *store, int64_t *count, struct error *err)
{
    return db_number(store->db, err, count, 0,
                     "SELECT count(*) FROM person WHERE erased IS NULL", "");
}

#define COLUMNS                                                                \
    "id, name, role, rep, mail, EXISTS (SELECT 1 FROM rep AS r WHERE r.id = "  \
    "person.rep AND r.state = 'gone'), locked "

static bool
read_person(struct db_stmt *q, struct arena *arena, struct person *person,
            struct error *err)
{
    *person = (struct person){0};
    if (db_next(q)) {
        *person = (struct person){
            .id = db_int(q, 0),
            .name = arena_strdup(arena, db_text(q, 1)),
            .role = arena_strdup(arena, db_text(q, 2)),
            .rep = arena_strdup(arena, db_text(q, 3)),
            .mail = arena_strdup(arena, db_text(q, 4)),
            .is_gone = db_int(q, 5) != 0,
            .is_locked = !db_is_null(q, 6),
        };
        if (db_next(q))
            *person = (struct person){0};
    }
    return db_done(q, err);
}

bool
people_find(struct store *store, struct arena *arena, int64_t id,
            struct person *person, struct error *err)
{
    return read_person(db_query(store->db, err,
                                "SELECT " COLUMNS "FROM person "
                                "WHERE id = $1 AND erased IS NULL",
                                "i", id),
                       arena, person, err);
}

bool
people_find_rep(struct store *store, struct arena *arena, const char *rep,
                struct person *person, struct error *err)
{
    return read_person(
        db_query(store->db, err,
                 "SELECT " COLUMNS "FROM person WHERE rep = $1 "
                 "AND erased IS NULL ORDER BY role <> 'rep', id LIMIT 1",
                 "t", rep),
        arena, person, err);
}

bool
people_join_rep(struct store *store, int64_t person, const char *rep,
                struct error *err)
{
    if (!db_run(store->db, err,
                "UPDATE person SET rep = $2 WHERE id = $1 AND rep IS NULL AND "
                "erased IS NULL",
                "it", person, rep))
        return false;
    return db_changes(store->db) == 1 ||
           error_set(err, ERROR_CONFLICT, "They are a rep already");
}

bool
people_find_login(struct store *store, struct arena *arena, const char *login,
                  struct person *person, struct error *err)
{
    return read_person(
        db_query(store->db, err,
                 "SELECT " COLUMNS "FROM person "
                 "WHERE lower(mail) = lower($1) AND erased IS NULL "
                 "UNION SELECT " COLUMNS "FROM person "
                 "WHERE name = $1 AND erased IS NULL LIMIT 2",
                 "t", login),
        arena, person, err);
}

bool
people_erase(struct store *store, int64_t person, const char *pseudonym,
             const char *mail, int64_t now, struct error *err)
{
    static const char *const statements[] = {
        "DELETE FROM password WHERE person = $1",
        "DELETE FROM session WHERE person = $1",
        "DELETE FROM token WHERE person = $1",
        "DELETE FROM sign_in_link WHERE person = $1",
        "DELETE FROM api_answer WHERE person = $1",
        "DELETE FROM digest WHERE person = $1",
        "DELETE FROM person_name WHERE person = $1",
    };

    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
        if (!db_run(store->db, err, statements[i], "i", person))
            return false;
    }
    return (mail == NULL ||
            db_run(store->db, err,
                   "DELETE FROM mail WHERE lower(recipient) = lower($1)", "t",
                   mail)) &&
           db_run(store->db, err,
                  "UPDATE person SET name = $2, mail = NULL, erased = $3 "
                  "WHERE id = $1",
                  "iti", person, pseudonym, now);
}

struct role_change {
    struct store *store;
    int64_t person;
    const char *role;
};

static bool
set_role(void *context, struct error *err)
{
    struct role_change *change = context;
    struct db *db = change->store->db;
    int64_t others, has_rep;

    if (!db_number(db, err, &others, 0,
                   "SELECT count(*) FROM person WHERE role = 'admin' AND "
                   "erased IS NULL AND locked IS NULL AND id <> $1",
                   "i", change->person) ||
        !db_number(db, err, &has_rep, 0,
                   "SELECT count(*) FROM person WHERE id = $1 AND rep IS NOT "
                   "NULL",
                   "i", change->person))
        return false;
    if (others == 0 && strcmp(change->role, "admin") != 0)
        return error_set(err, ERROR_CONFLICT,
                         "nobody would be admin any more: name another one "
                         "first");
    if (strcmp(change->role, "rep") == 0 && has_rep == 0)
        return error_set(err, ERROR_INPUT,
                         "somebody who is no rep has no day to see");
    if (!db_run(db, err,
                "UPDATE person SET role = $2 WHERE id = $1 AND role <> $2 AND "
                "erased IS NULL",
                "it", change->person, change->role))
        return false;
    return db_changes(db) == 0 ||
           people_end_links(change->store, change->person, err);
}

bool
people_set_role(struct store *store, int64_t person, const char *role,
                struct error *err)
{
    struct role_change change = {store, person, role};

    if (!people_is_role(role))
        return error_set(err, ERROR_INPUT, "\"%.40s\" is no role of ours",
                         role);
    return db_join(store->db, set_role, &change, err);
}

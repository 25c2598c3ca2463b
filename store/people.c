/* Persons and their one-time links; see the header. */
#include "polyphony/people.h"
#include "polyphony/digest.h"

#include <sodium.h>
#include <string.h>

#define LINK_SECONDS (7 * 86400)

static bool
is_role(const char *role)
{
    static const char *const roles[] = {"rep", "reviewer", "marketing",
                                        "manager", "admin"};

    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        if (strcmp(roles[i], role) == 0)
            return true;
    }
    return false;
}

static bool
check(struct store *store, const struct person_new *new, struct error *err)
{
    int64_t found = 0;

    if (new->name[strspn(new->name, " ")] == '\0' || strlen(new->name) > 200)
        return error_set(err, ERROR_INPUT,
                         "a name of 1 to 200 bytes is wanted");
    if (!is_role(new->role))
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
    if (!db_number(store->db, err, &found, 0,
                   "SELECT count(*) FROM person WHERE name = $1", "t",
                   new->name))
        return false;
    return found == 0 ||
           error_set(err, ERROR_CONFLICT, "%s: somebody has this name already",
                     new->name);
}

static bool
write_link(struct store *store, int64_t person, int64_t now,
           char secret[SECRET_TEXT], struct error *err)
{
    unsigned char bytes[32];
    char hash[DIGEST_TEXT];
    const char *const texts[] = {"sign-in link", secret};

    if (sodium_init() < 0)
        return error_set(err, ERROR_IO, "no random numbers from the system");
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(secret, SECRET_TEXT, bytes, sizeof bytes);
    return db_run(store->db, err,
                  "INSERT INTO sign_in_link(hash, person, made, expires) "
                  "VALUES ($1, nullif($2, 0), $3, $4)",
                  "tiii", digest_text(hash, texts, 2), person, now,
                  now + LINK_SECONDS);
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
           write_link(adding->store, db_last_id(db), adding->now,
                      adding->secret, err);
}

bool
people_add(struct store *store, const struct person_new *new, int64_t now,
           char secret[SECRET_TEXT], struct error *err)
{
    struct adding adding = {
        .store = store, .new = new, .now = now, .secret = secret};

    return db_transaction(store->db, add, &adding, err);
}

bool
people_count(struct store *store, int64_t *count, struct error *err)
{
    return db_number(store->db, err, count, 0,
                     "SELECT count(*) FROM person WHERE erased IS NULL", "");
}

static bool
set_up(void *context, struct error *err)
{
    struct adding *adding = context;

    return db_run(adding->store->db, err,
                  "DELETE FROM sign_in_link WHERE person IS NULL", "") &&
           write_link(adding->store, 0, adding->now, adding->secret, err);
}

bool
people_set_up_link(struct store *store, int64_t now, char secret[SECRET_TEXT],
                   struct error *err)
{
    struct adding adding = {.store = store, .now = now, .secret = secret};

    return db_transaction(store->db, set_up, &adding, err);
}

/* One-time links and passwords (argon2id by libsodium); see the header. */
#include "polyphony/digest.h"
#include "polyphony/people.h"

#include <sodium.h>
#include <string.h>

#define LINK "sign-in link"

bool
secret_make(char secret[SECRET_TEXT], struct error *err)
{
    unsigned char bytes[32];

    if (sodium_init() < 0)
        return error_set(err, ERROR_IO, "no random numbers from the system");
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(secret, SECRET_TEXT, bytes, sizeof bytes);
    return true;
}

char *
secret_hash(char hash[SECRET_TEXT], const char *kind, const char *secret)
{
    const char *const texts[] = {kind, secret};

    return digest_text(hash, texts, 2);
}

/* --- links ------------------------------------------------------------ */

bool
people_link(struct store *store, int64_t person, int64_t now, int64_t seconds,
            char secret[SECRET_TEXT], struct error *err)
{
    char hash[SECRET_TEXT];

    return secret_make(secret, err) &&
           db_run(store->db, err,
                  "INSERT INTO sign_in_link(hash, person, made, expires) "
                  "VALUES ($1, nullif($2, 0), $3, $4)",
                  "tiii", secret_hash(hash, LINK, secret), person, now,
                  now + seconds);
}

bool
people_end_links(struct store *store, int64_t person, struct error *err)
{
    return db_run(store->db, err,
                  "DELETE FROM sign_in_link WHERE person = $1 AND used IS NULL",
                  "i", person);
}

struct setting_up {
    struct store *store;
    const struct person_new *new;
    const char *password;
    const char *taken; /* the link's secret */
    char *secret;
    int64_t now, person;
};

static bool
make_set_up_link(void *context, struct error *err)
{
    struct setting_up *up = context;

    return db_run(up->store->db, err,
                  "DELETE FROM sign_in_link WHERE person IS NULL", "") &&
           people_link(up->store, 0, up->now, INVITATION_SECONDS, up->secret,
                       err);
}

bool
people_set_up_link(struct store *store, int64_t now, char secret[SECRET_TEXT],
                   struct error *err)
{
    struct setting_up up = {.store = store, .now = now, .secret = secret};

    return db_transaction(store->db, make_set_up_link, &up, err);
}

bool
people_link_look(struct store *store, const char *secret, int64_t now,
                 int64_t *person, struct error *err)
{
    char hash[SECRET_TEXT];
    const char *why = "This link is not known here";
    struct db_stmt *q =
        db_query(store->db, err,
                 "SELECT l.person, l.used, l.expires, p.erased, p.locked "
                 "FROM sign_in_link l LEFT JOIN person p ON p.id = l.person "
                 "WHERE l.hash = $1",
                 "t", secret_hash(hash, LINK, secret));

    *person = 0;
    if (db_next(q)) {
        *person = db_int(q, 0);
        why = NULL;
        if (!db_is_null(q, 1))
            why = "This link was used already; it works once";
        else if (db_int(q, 2) <= now)
            why = "This link has run out";
        else if (!db_is_null(q, 3))
            why = "This link is not known here";
        else if (!db_is_null(q, 4))
            why = "Your sign-in is switched off; who runs this place did that";
    }
    if (!db_done(q, err))
        return false;
    return why == NULL || error_set(err, ERROR_NOTFOUND, "%s", why);
}

bool
people_link_take(struct store *store, const char *secret, int64_t now,
                 int64_t *person, struct error *err)
{
    char hash[SECRET_TEXT];

    if (!people_link_look(store, secret, now, person, err) ||
        !db_run(store->db, err,
                "UPDATE sign_in_link SET used = $2 "
                "WHERE hash = $1 AND used IS NULL",
                "ti", secret_hash(hash, LINK, secret), now))
        return false;
    return db_changes(store->db) == 1 ||
           error_set(err, ERROR_NOTFOUND,
                     "This link was used already; it works once");
}

static bool
own(void *context, struct error *err)
{
    struct setting_up *up = context;
    int64_t owner, people;

    if (!people_link_take(up->store, up->taken, up->now, &owner, err) ||
        !people_count(up->store, &people, err))
        return false;
    if (owner != 0 || people != 0)
        return error_set(err, ERROR_CONFLICT,
                         "This place has an owner already");
    if (!db_run(up->store->db, err,
                "INSERT INTO person(name, role, mail, made) "
                "VALUES ($1, 'admin', nullif($2, ''), $3)",
                "tti", up->new->name, up->new->mail, up->now))
        return false;
    up->person = db_last_id(up->store->db);
    return up->password == NULL ||
           people_set_password(up->store, up->person, up->password, up->now,
                               err);
}

bool
people_own(struct store *store, const char *secret,
           const struct person_new *new, const char *password, int64_t now,
           int64_t *person, struct error *err)
{
    struct setting_up up = {.store = store,
                            .new = new,
                            .password = password,
                            .taken = secret,
                            .now = now};
    bool ok;

    if (new->name[strspn(new->name, " ")] == '\0' || strlen(new->name) > 200)
        return error_set(err, ERROR_INPUT,
                         "a name of 1 to 200 bytes is wanted");
    if (password != NULL && !password_fits(password, err))
        return false;
    ok = db_transaction(store->db, own, &up, err);
    *person = up.person;
    return ok;
}

/* --- passwords -------------------------------------------------------- */

bool
password_fits(const char *password, struct error *err)
{
    size_t len = strlen(password), count = 0;

    for (size_t i = 0; i < len; i++)
        count += ((unsigned char)password[i] & 0xC0) != 0x80;
    if (count < PASSWORD_LEAST)
        return error_set(err, ERROR_INPUT,
                         "The password has %zu characters; %d are the least",
                         count, PASSWORD_LEAST);
    return len <= PASSWORD_MOST ||
           error_set(err, ERROR_INPUT, "The password is over %d bytes long",
                     PASSWORD_MOST);
}

bool
people_set_password(struct store *store, int64_t person, const char *password,
                    int64_t now, struct error *err)
{
    char hash[crypto_pwhash_STRBYTES];

    if (!password_fits(password, err))
        return false;
    if (sodium_init() < 0 ||
        crypto_pwhash_str(hash, password, strlen(password),
                          crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return error_set(err, ERROR_LIMIT,
                         "no memory to keep the password safely");
    return db_run(store->db, err,
                  "INSERT INTO password(person, hash, changed) "
                  "VALUES ($1, $2, $3) ON CONFLICT(person) DO UPDATE "
                  "SET hash = excluded.hash, changed = excluded.changed",
                  "iti", person, hash, now);
}

bool
people_has_password(struct store *store, int64_t person, bool *has,
                    struct error *err)
{
    int64_t count;

    if (!db_number(store->db, err, &count, 0,
                   "SELECT count(*) FROM password WHERE person = $1", "i",
                   person))
        return false;
    *has = count > 0;
    return true;
}

bool
people_check_password(struct store *store, int64_t person, const char *password,
                      bool *is_right, struct error *err)
{
    char hash[crypto_pwhash_STRBYTES] = "";
    struct db_stmt *q =
        db_query(store->db, err, "SELECT hash FROM password WHERE person = $1",
                 "i", person);
    bool known = db_next(q);

    *is_right = false;
    if (known && strlen(db_text(q, 0)) < sizeof hash)
        memcpy(hash, db_text(q, 0), strlen(db_text(q, 0)) + 1);
    if (!db_done(q, err))
        return false;
    if (sodium_init() < 0)
        return error_set(err, ERROR_IO, "no random numbers from the system");
    if (strlen(password) > PASSWORD_MOST)
        return true;
    if (known)
        *is_right =
            crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
    else if (crypto_pwhash_str(hash, password, strlen(password),
                               crypto_pwhash_OPSLIMIT_INTERACTIVE,
                               crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return error_set(err, ERROR_LIMIT, "no memory to check a password");
    sodium_memzero(hash, sizeof hash);
    return true;
}

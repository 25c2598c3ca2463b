/* Who signs in, and by what: the one writer of person, sign_in_link and
 * password. Secrets are random (libsodium); only their hashes are kept. One
 * thread a store. */
#ifndef POLYPHONY_PEOPLE_H
#define POLYPHONY_PEOPLE_H

#include "polyphony/arena.h"
#include "polyphony/store.h"

#define SECRET_TEXT 65    /* bytes that a secret in hexadecimal needs */
#define PASSWORD_LEAST 10 /* characters */
#define PASSWORD_MOST 200 /* bytes */
#define INVITATION_SECONDS (7 * 86400)
#define SIGN_IN_SECONDS (20 * 60)

bool people_is_role(const char *role);

struct person_new {
    const char *name;
    const char *role; /* rep, reviewer, marketing, manager, admin */
    const char *rep;  /* id; needed for a rep, may be NULL for others */
    const char *mail; /* may be NULL */
};

/* id 0: nobody. */
struct person {
    int64_t id;
    const char *name, *role;
    const char *rep, *mail; /* may be NULL */
    bool is_gone;           /* the rep is: theirs to forget, not to act for */
    bool is_locked;         /* nothing signs them in */
};

/* Stores a person and a link that works once within seven days; its secret
 * goes to `secret` and is kept nowhere. ERROR_INPUT for an unknown role or
 * rep, and for a name that is the program's; ERROR_CONFLICT for a name or a
 * mail address that is taken, by either of which people sign in. */
bool people_add(struct store *store, const struct person_new *new, int64_t now,
                char secret[SECRET_TEXT], struct error *err) MUST_CHECK;

bool people_count(struct store *store, int64_t *count,
                  struct error *err) MUST_CHECK;

/* Texts of *person live in the arena; id 0 when nobody is found. `login` is a
 * name or a mail address; one that several have finds nobody. */
bool people_find(struct store *store, struct arena *arena, int64_t id,
                 struct person *person, struct error *err) MUST_CHECK;
bool people_find_login(struct store *store, struct arena *arena,
                       const char *login, struct person *person,
                       struct error *err) MUST_CHECK;

/* Who signs in for a rep; id 0: nobody. */
bool people_find_rep(struct store *store, struct arena *arena, const char *rep,
                     struct person *person, struct error *err) MUST_CHECK;

/* Somebody who is no rep yet becomes one besides; ERROR_CONFLICT for others. */
bool people_join_rep(struct store *store, int64_t person, const char *rep,
                     struct error *err) MUST_CHECK;

/* Links not used yet end where the role is another one: they were given out
 * for the former. ERROR_INPUT for an unknown role, or for a rep's without a
 * rep; ERROR_CONFLICT where nobody would be admin any more. */
bool people_set_role(struct store *store, int64_t person, const char *role,
                     struct error *err) MUST_CHECK;

/* One line of 1 to 200 bytes without double blanks, blanks at an end, control
 * characters or others that nobody sees. Pure. */
bool people_is_name(const char *name);
/* One address that mail would reach; nothing in it ends a line of SMTP or of a
 * header. Pure. */
bool people_is_mail(const char *text);

/* A name that `person` (0: a new one) can have: ERROR_INPUT, or ERROR_CONFLICT
 * where somebody else has it or had it. */
bool people_name_fits(struct store *store, const char *name, int64_t person,
                      struct error *err) MUST_CHECK;

/* Another name; the former stays known (people_former_name) and nobody else's.
 * Errors as people_add() has them. */
bool people_rename(struct store *store, int64_t person, const char *name,
                   int64_t now, struct error *err) MUST_CHECK;
/* The last one they had, in the arena; NULL: none. */
bool people_former_name(struct store *store, struct arena *arena,
                        int64_t person, const char **name,
                        struct error *err) MUST_CHECK;

/* NULL: none. Links not used yet end: they went to the former address. */
bool people_set_mail(struct store *store, int64_t person, const char *mail,
                     struct error *err) MUST_CHECK;

/* Locked: no session, link, password or token of theirs lets them in; unused
 * links end. ERROR_CONFLICT where nobody would be admin any more. */
bool people_set_lock(struct store *store, int64_t person, bool locked,
                     int64_t now, struct error *err) MUST_CHECK;

/* Name, mail, password, links, and all that the desk keeps of somebody who is
 * signed in; the row stays under `pseudonym`. Mail that waits for `mail` (may
 * be NULL) goes too. Within the caller's transaction; forget.h does the rest.
 */
bool people_erase(struct store *store, int64_t person, const char *pseudonym,
                  const char *mail, int64_t now, struct error *err) MUST_CHECK;

/* The link by which the first person owns an empty place; an older one ends.
 */
bool people_set_up_link(struct store *store, int64_t now,
                        char secret[SECRET_TEXT], struct error *err) MUST_CHECK;

/* A link that signs `person` in once within `seconds`. */
bool people_link(struct store *store, int64_t person, int64_t now,
                 int64_t seconds, char secret[SECRET_TEXT],
                 struct error *err) MUST_CHECK;

/* What was given out for `person` to sign in by, and not used yet, ends. */
bool people_end_links(struct store *store, int64_t person,
                      struct error *err) MUST_CHECK;

/* Whose link is it? *person is 0 for a set-up link. ERROR_NOTFOUND with the
 * reason for one that is unknown, used or too old. Looking uses nothing up. */
bool people_link_look(struct store *store, const char *secret, int64_t now,
                      int64_t *person, struct error *err) MUST_CHECK;

/* The same, and it is used up; of two who try, one is told that it is. */
bool people_link_take(struct store *store, const char *secret, int64_t now,
                      int64_t *person, struct error *err) MUST_CHECK;

/* The set-up link's holder becomes the first admin, with a password (NULL:
 * none). */
bool people_own(struct store *store, const char *secret,
                const struct person_new *new, const char *password, int64_t now,
                int64_t *person, struct error *err) MUST_CHECK;

/* ERROR_INPUT says what is wrong with one that is too short or too long. */
bool password_fits(const char *password, struct error *err) MUST_CHECK;
bool people_set_password(struct store *store, int64_t person,
                         const char *password, int64_t now,
                         struct error *err) MUST_CHECK;
bool people_has_password(struct store *store, int64_t person, bool *has,
                         struct error *err) MUST_CHECK;

/* Takes a tenth of a second and 64 MiB, also for person 0 and for one without
 * a password, so that time does not tell who exists. */
bool people_check_password(struct store *store, int64_t person,
                           const char *password, bool *is_right,
                           struct error *err) MUST_CHECK;

/* A random secret, and the hash under which a secret of a kind is kept. */
bool secret_make(char secret[SECRET_TEXT], struct error *err) MUST_CHECK;
char *secret_hash(char hash[SECRET_TEXT], const char *kind, const char *secret);

#endif

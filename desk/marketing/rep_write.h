/* A rep and an audience as forms give them, written as the reps.json that
 * reps_import() reads: one door for files and forms, with the same checks. */
#ifndef POLYPHONY_DESK_REP_WRITE_H
#define POLYPHONY_DESK_REP_WRITE_H

#include "desk/http/request.h"

struct rep_fields {
    const char *id, *name, *language, *timezone, *start, *end;
    const char *audience; /* JSON */
    const char **networks;
    size_t n_networks;
    int64_t quota;
    bool works[8]; /* by ISO weekday */
};

struct audience_fields {
    const char *id, *name, *about, *role, *industry;
    const char *const *keywords, *const *avoid;
    size_t n_keywords, n_avoid;
};

/* Members of `old` (JSON; NULL: none) that no field names are kept. In the
 * request's arena. */
const char *audience_write(struct request *request,
                           const struct audience_fields *fields,
                           const char *old);
/* ERROR_INPUT says what can't be used. */
bool rep_write(struct request *request, const struct rep_fields *fields,
               const char *old, struct error *err) MUST_CHECK;

/* "ines-berg" of "Ines Berg"; "" where no letter or digit is in it. */
const char *id_of_name(struct request *request, const char *name);
/* Could mail reach it? "ines@tarnwell.example" */
bool is_mail_address(const char *text);

/* A link for whoever signs in for the rep, made now; a person is made where
 * there is none (`mail` may be NULL). Mailed where mail goes out and they have
 * an address: *mailed; else *link is to be shown, once. To marketing no link
 * is shown of somebody who is more than a rep: it would sign marketing in with
 * what they may do. Then, and for somebody who was here already and becomes a
 * rep besides, *is_in: they sign in as before. */
struct invitation {
    const char *name, *link, *mail;
    bool mailed, is_in;
};
bool rep_invite(struct request *request, const char *rep, const char *name,
                const char *mail, struct invitation *invitation,
                struct error *err) MUST_CHECK;

#endif

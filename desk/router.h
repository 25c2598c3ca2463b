/* Which address is answered how, by whom; not for others. */
#ifndef POLYPHONY_ROUTER_H
#define POLYPHONY_ROUTER_H

struct answer {
    int status;
    const char *type;  /* of the body */
    const char *allow; /* methods, for 405; else NULL */
    char body[2000];
};

void router_answer(const char *home, const char *method, const char *path,
                   struct answer *answer);

/* A problem document (RFC 9457). */
void router_problem(int status, const char *detail, struct answer *answer);

#endif

/* Forgetting a person (GDPR, article 17). What goes: name, mail, password,
 * sessions, tokens, links, what stood by for them to undo; of a rep also voice,
 * samples, learned lines, days away, the texts that were never shared, the
 * audience that nobody else has. What stays: texts that were shared with the
 * record of their approval, under a pseudonym ("person 12"), and the audit's
 * chain (docs/internals/audit.md). Exports and backups made before are not
 * reached. One thread a store. */
#ifndef POLYPHONY_FORGET_H
#define POLYPHONY_FORGET_H

#include "polyphony/queue.h"

struct forgotten {
    char pseudonym[40];
    size_t rows;      /* of the audit, that do not name them any more */
    size_t old_rows;  /* that still do: written before there were salts */
    size_t withdrawn; /* suggestions that were live */
    int64_t kept;     /* texts that were shared, and stay */
};

/* `name` is a person's name or mail address, or a rep's id. In the name of
 * queue->who. ERROR_NOTFOUND: nobody; ERROR_CONFLICT: the last admin, or
 * oneself. */
bool forget_person(struct queue *queue, const char *name,
                   struct forgotten *forgotten, struct error *err) MUST_CHECK;

#endif

/* A company's own phrases beside those that the program brings: files of the
 * home's folder "phrases", each one language (docs/internals/phrases.md).
 *
 * A file is taken whole or not at all: one phrase that can't be used leaves
 * the file out, the built-in ones go on, and whoever asks is told which field
 * it is and how to mend it. Pure;
 * phrases.h reads the folder. Add before the first article is read. */
#ifndef POLYPHONY_COMPOSE_COMPANY_H
#define POLYPHONY_COMPOSE_COMPANY_H

#include "polyphony/compose.h"

#include <stddef.h>

#define PHRASES_BYTES ((size_t)1 << 20) /* of a file */
#define PHRASES_COUNT 2000              /* phrases in a file */
#define PHRASE_LENGTH 160               /* code points */

/* A line "FILE: FIELD: what is wrong; the mend". `is_fault`: the file is left
 * out for it; else it is only worth knowing. */
typedef void phrases_told(void *data, bool is_fault, const char *line);

/* Takes a file in; `name` is how it is called in lines. False: left out, and
 * at least one fault was told. `told` may be NULL. */
bool compose_company_add(struct compose *compose, const char *name,
                         const char *json, size_t len, phrases_told *told,
                         void *data);

struct phrase_info {
    const char *language, *kind, *id, *text;
    const char *angle;   /* of the evidence that it is for; NULL: any */
    const char *tone;    /* of the voice that it is for; NULL: any */
    const char *from;    /* the file's name; NULL: built in */
    const char *address; /* formal, informal; NULL: either */
    bool spoken;         /* for evidence in the first person */
    bool filler;         /* for large crews only */
    bool off;            /* switched off by a file */
};

/* Every phrase, by language and kind; `language` NULL: all of them. */
void compose_company_each(const struct compose *compose, const char *language,
                          void (*each)(void *data,
                                       const struct phrase_info *phrase),
                          void *data);

#endif

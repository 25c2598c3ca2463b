/* The one table of rule kinds: a file for each family. A new kind is a line
 * in its family's table; a new family is a file and a line here. */
#include "guideline_inner.h"

#include <string.h>

static const struct rule_kind *const families[] = {
    phrase_kinds,  /* wording: banned-phrase, tone, claim, density, ... */
    regex_kinds,   /* patterns */
    capital_kinds, /* shouting */
    form_kinds,    /* length, counts, hashtags, links */
    unicode_kinds, /* styled and disguised letters */
    private_kinds, /* personal data */
    repeat_kinds,  /* copies of the company, the article, oneself */
};

const struct rule_kind *
rule_kind_find(const char *name)
{
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        for (const struct rule_kind *kind = families[i]; kind->name != NULL;
             kind++) {
            if (strcmp(kind->name, name) == 0)
                return kind;
        }
    }
    return NULL;
}

bool
guideline_kind(size_t number, const char **name, const char **fields)
{
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        for (const struct rule_kind *kind = families[i]; kind->name != NULL;
             kind++) {
            if (number-- == 0) {
                *name = kind->name;
                *fields = kind->fields;
                return true;
            }
        }
    }
    return false;
}

/* Guidelines: a company's rules for posts, and what a text breaks.
 *
 * A pack of rules (JSON, bench/social/README.md lists the kinds) is compiled
 * once; a compiled pack is read-only and may be shared between threads. A
 * check is pure: post in, report out. A finding never stops anything by
 * itself: it says where, why, and how to mend it. */
#ifndef POLYPHONY_GUIDELINE_H
#define POLYPHONY_GUIDELINE_H

#include "polyphony/entities.h"
#include "polyphony/error.h"
#include "polyphony/network.h"

#include <stddef.h>

enum guideline_severity { GUIDELINE_ADVISE, GUIDELINE_WARN, GUIDELINE_BLOCK };

struct guideline; /* a compiled pack */

/* Compiles a pack. On failure *pack is NULL and err names rule and field:
 * "rule superlative: phrases: empty". Unknown kinds and fields that change
 * what a rule means are errors, notes are not. */
bool guideline_load(const char *json, size_t len, struct guideline **pack,
                    struct error *err) MUST_CHECK;
/* A pack that the program carries: "starter", "open", "checked",
 * "regulated". */
bool guideline_load_builtin(const char *name, struct guideline **pack,
                            struct error *err) MUST_CHECK;
void guideline_free(struct guideline *pack); /* NULL is fine */

/* The JSON of such a pack, appended to `json`, with the company's own name
 * where the pack says {company}: what a company starts from and edits. */
struct buf;
bool guideline_preset(const char *name, const char *company, struct buf *json,
                      struct error *err) MUST_CHECK;

const char *guideline_name(const struct guideline *pack); /* borrowed */
int guideline_version(const struct guideline *pack);
bool guideline_is_regulated(const struct guideline *pack);
size_t guideline_rules(const struct guideline *pack);
/* The `number`th rule, from 0; borrowed. */
void guideline_rule(const struct guideline *pack, size_t number,
                    const char **id, const char **title,
                    enum guideline_severity *severity);
/* The `number`th kind of rule, from 0: its name, and its parameters with a
 * blank between. False past the last. For those who let people edit rules. */
bool guideline_kind(size_t number, const char **name, const char **fields);

/* A rule's title, reason and mend by its id, borrowed; false: no such rule. */
bool guideline_find_rule(const struct guideline *pack, const char *id,
                         const char **title, const char **why,
                         const char **fix);
/* Eight hexadecimal digits over the pack's own bytes: two packs that share a
 * name and a version and are not the same differ here. Borrowed. */
const char *guideline_mark(const struct guideline *pack);

/* What is checked. Everything is borrowed for the call; all but text and
 * network may be NULL. */
struct likeness_text;
struct guideline_post {
    const char *text; /* valid UTF-8 */
    const struct network *network;
    const char *article_title, *article_description, *article_url;
    /* The text, and title, empty line and description, made ready, by who has
     * them so already; NULL: made here. */
    const struct likeness_text *own, *article;
    const char *corporate;      /* the company's own post on the article */
    const char *const *history; /* the rep's earlier posts */
    size_t n_history;
};

/* A change that can be made by machine. */
struct guideline_mend {
    size_t start, end; /* code points; start == end inserts */
    const char *replacement;
};

struct guideline_finding {
    const char *rule, *title, *why, *fix; /* the pack's words */
    enum guideline_severity severity;
    size_t start, end;   /* code points of the text, end exclusive */
    const char *message; /* one line: what was found here */
    const struct guideline_mend *mends; /* in order, none overlapping */
    size_t n_mends;
};

/* What a check found. Everything in it lives until guideline_report_free();
 * the rule's own words as long as the pack. */
struct guideline_report {
    struct network_measure measure;
    const struct guideline_finding *findings; /* by place, then the pack's
                                                 order */
    size_t n_findings;
    const struct entity *entities;
    size_t n_entities;
};

/* Never fails; a report is always yours. Texts over GUIDELINE_MAX_POINTS are
 * measured whole; the other rules look at that much of them. */
#define GUIDELINE_MAX_POINTS ((size_t)256 << 10)
void guideline_check(const struct guideline *pack,
                     const struct guideline_post *post,
                     struct guideline_report **report);
void guideline_report_free(struct guideline_report *report);

/* The gravest severity in a report; false when there is no finding. */
bool guideline_worst(const struct guideline_report *report,
                     enum guideline_severity *worst);
const char *guideline_severity_name(enum guideline_severity severity);

#endif

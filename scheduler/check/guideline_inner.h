/* Between the files of the guideline module. Each family of rule kinds is a
 * file that offers kinds (guideline_kinds.c lists them all): how a rule's
 * parameters are read, and how a post is checked against them. */
#ifndef POLYPHONY_GUIDELINE_INNER_H
#define POLYPHONY_GUIDELINE_INNER_H

#include "polyphony/arena.h"
#include "polyphony/fold.h"
#include "polyphony/guideline.h"
#include "polyphony/json.h"
#include "polyphony/likeness.h"

#include "guideline_match.h"

struct check;
struct rule;

struct rule_kind {
    const char *name;
    const char *fields; /* the parameters it knows, each between blanks */
    /* Reads the parameters into rule->params. */
    bool (*load)(struct guideline *pack, struct rule *rule,
                 const struct json *params, struct error *err);
    void (*check)(struct check *check, const struct rule *rule);
};

/* By name; NULL for none. */
const struct rule_kind *rule_kind_find(const char *name);

struct rule {
    const char *id, *title, *why, *fix;
    enum guideline_severity severity;
    const struct rule_kind *kind;
    const char *const *networks; /* NULL: all */
    size_t n_networks;
    const void *params; /* the kind's own */
};

struct guideline {
    struct arena *arena; /* everything but the next two lives here */
    struct matcher *matcher;
    struct regex_list *regexes;
    const char *name;
    int version;
    char mark[9]; /* guideline_mark() */
    bool regulated;
    struct rule *rules;
    size_t n_rules;
};

/* Reading parameters. All name the field in their errors. */
bool params_phrases(struct guideline *pack, const struct json *params,
                    const char *field, bool literal, unsigned *set,
                    struct error *err); /* absent: set 0 */
bool params_number(const struct json *params, const char *field, double low,
                   double high, double *value, struct error *err);
bool params_count(const struct json *params, const char *field, size_t *value,
                  struct error *err); /* absent: left as it is */
bool params_words(struct guideline *pack, const struct json *params,
                  const char *field, const char *const **words, size_t *count,
                  struct error *err); /* as given */
bool params_flag(const struct json *params, const char *field, bool *value,
                 struct error *err);

/* A post under check. */
struct check {
    const struct guideline *pack;
    const struct guideline_post *post;
    const int32_t *points; /* at most GUIDELINE_MAX_POINTS of them */
    size_t count, whole;   /* whole: of the uncut text */
    struct fold fold;
    const struct entity *entities;
    size_t n_entities;
    struct fold_span *masks; /* links, mentions, addresses; sorted */
    size_t n_masks, mask_capacity;
    struct fold_span *emails;
    size_t n_emails, email_capacity;
    struct hits hits;
    struct fold_span *quotes; /* what stands between quotation marks */
    size_t n_quotes, quote_capacity;
    bool quotes_known;
    struct likeness_text *own; /* the text, made when asked for */
    struct network_measure measure;
    const struct rule *rule; /* being checked */
    size_t rule_findings;
    struct findings *findings;
};

/* guideline_scan.c: what in a text is no running text, and quotation marks */
void check_find_masks(struct check *check);
bool check_is_masked(const struct check *check, size_t at, size_t *end);
bool check_is_quoted(struct check *check, size_t start, size_t end);

/* guideline_report.c: findings. NULL when there are enough of this rule. */
struct finding;
struct finding *check_add(struct check *check, size_t start, size_t end,
                          const char *fmt, ...) PRINTF_LIKE(4, 5);
/* "TITLE: “what stands there”" */
struct finding *check_add_hit(struct check *check, size_t start, size_t end);
/* To the finding that was added last; NULL is fine, and adds nothing. */
void finding_mend(struct check *check, struct finding *finding, size_t start,
                  size_t end, const char *replacement);
/* A finding that is worth a hint only, whatever the rule's severity. */
void finding_advise(struct finding *finding);
struct findings *findings_new(void);
void findings_free(struct findings *findings);
void findings_take(struct findings *findings, struct arena *arena,
                   struct guideline_report *report);

/* guideline_words.c: "#warehouseplanning" to "#WarehousePlanning", where the
 * words are known from the text, the article or a list of ours. */
void mend_hashtag_case(struct check *check, struct finding *finding,
                       const struct entity *tag);

/* guideline_phrase.c: places in sentences of the folded text */
bool check_is_negated(const struct check *check, size_t from, size_t words);

/* guideline_regex.c */
void regex_list_free(struct regex_list *list);

/* The kinds, by file. */
extern const struct rule_kind phrase_kinds[]; /* ends with a NULL name */
extern const struct rule_kind regex_kinds[];
extern const struct rule_kind form_kinds[];
extern const struct rule_kind capital_kinds[];
extern const struct rule_kind unicode_kinds[];
extern const struct rule_kind private_kinds[];
extern const struct rule_kind repeat_kinds[];

#endif

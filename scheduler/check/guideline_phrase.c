/* Rules about wording: phrases that may not stand, or not alone, or not
 * beside each other. All of them ask for the hits that one pass of the
 * matcher left; none reads the text again, but for the words before a hit. */
#include "guideline_inner.h"

#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <string.h>

/* What lets a hit pass. */
struct guards {
    unsigned except, unless;
    size_t negation; /* words */
    bool skip_quotes;
};

struct phrase_params {
    struct guards guards;
    unsigned phrases;    /* or `when`, `brand`, `names` */
    unsigned need, with; /* `with`: `praise`, too */
    size_t min;
    bool discloses; /* "I work at" is among what is needed */
};

#define GUARD_FIELDS "except unless quotes negation literal "

static bool
read_guards(struct guideline *pack, const struct json *params, bool literal,
            struct guards *guards, struct error *err)
{
    const struct json *quotes = json_get(params, "quotes");

    if (!json_is_null(quotes)) {
        if (json_text(quotes) == NULL || strcmp(json_text(quotes), "skip") != 0)
            return error_set(err, ERROR_INPUT, "quotes: not \"skip\"");
        guards->skip_quotes = true;
    }
    return params_phrases(pack, params, "except", literal, &guards->except,
                          err) &&
           params_phrases(pack, params, "unless", literal, &guards->unless,
                          err) &&
           params_count(params, "negation", &guards->negation, err);
}

static bool
has_list(const struct json *params, const char *field, struct error *err)
{
    if (json_first(json_get(params, field)) != NULL)
        return true;
    return error_set(err, ERROR_INPUT, "%s: missing or empty", field);
}

/* All kinds are read alike; they differ in the names of their lists. */
static bool
read_phrases(struct guideline *pack, struct rule *rule,
             const struct json *params, const char *main_list,
             const char *with_list, struct error *err)
{
    struct phrase_params *made = arena_alloc(pack->arena, sizeof *made);
    bool literal = false;

    rule->params = made;
    made->min = 1;
    if (!params_flag(params, "literal", &literal, err) ||
        !read_guards(pack, params, literal, &made->guards, err) ||
        !has_list(params, main_list, err) ||
        !params_phrases(pack, params, main_list, literal, &made->phrases,
                        err) ||
        !params_count(params, "min", &made->min, err) ||
        !params_phrases(pack, params, "need", literal, &made->need, err))
        return false;
    return with_list == NULL ||
           params_phrases(pack, params, with_list, literal, &made->with, err);
}

static bool
load_phrases(struct guideline *pack, struct rule *rule,
             const struct json *params, struct error *err)
{
    return read_phrases(pack, rule, params, "phrases", NULL, err);
}

static bool
load_required(struct guideline *pack, struct rule *rule,
              const struct json *params, struct error *err)
{
    return has_list(params, "need", err) &&
           read_phrases(pack, rule, params, "when", NULL, err);
}

static bool
load_disclosure(struct guideline *pack, struct rule *rule,
                const struct json *params, struct error *err)
{
    struct phrase_params *made;

    if (!has_list(params, "need", err) || !has_list(params, "praise", err) ||
        !read_phrases(pack, rule, params, "brand", "praise", err))
        return false;
    made = (struct phrase_params *)rule->params;
    for (const struct json *item = json_first(json_get(params, "need"));
         item != NULL; item = json_next(item))
        made->discloses |= strcmp(json_text(item), "i work at") == 0;
    return true;
}

static bool
load_competitor(struct guideline *pack, struct rule *rule,
                const struct json *params, struct error *err)
{
    return read_phrases(pack, rule, params, "names", "with", err);
}

/* "." between digits ("3.5") ends no sentence. */
static bool
ends_sentence(const struct fold *fold, size_t at)
{
    char c = fold->text[at];

    if (c == '!' || c == '?')
        return true;
    return c == '.' && !(fold_is_word(fold_before(fold, at)) &&
                         fold_is_word(fold_at(fold, at + 1)));
}

static bool
is_word_byte(char c)
{
    return (unsigned char)c >= 0x80 || (c >= 'a' && c <= 'z') ||
           (c >= '0' && c <= '9') || c == '\'';
}

static bool
is_negation(const char *word, size_t len)
{
    static const char *const words[] = {"no",      "not",     "never",
                                        "without", "cannot",  "nobody",
                                        "none",    "nothing", "neither"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strlen(words[i]) == len && memcmp(words[i], word, len) == 0)
            return true;
    }
    return len > 3 && memcmp(word + len - 3, "n't", 3) == 0;
}

bool
check_is_negated(const struct check *check, size_t from, size_t words)
{
    const char *text = check->fold.text;
    size_t at = from;

    while (words > 0 && at > 0) {
        size_t end;

        while (at > 0 && !is_word_byte(text[at - 1])) {
            if (ends_sentence(&check->fold, at - 1))
                return false;
            at--;
        }
        for (end = at; at > 0 && is_word_byte(text[at - 1]);)
            at--;
        if (is_negation(text + at, end - at))
            return true;
        words--;
    }
    return false;
}

static void
sentence_around(const struct check *check, size_t at, size_t *from, size_t *to)
{
    *from = *to = at;
    while (*from > 0 && !ends_sentence(&check->fold, *from - 1))
        --*from;
    while (*to < check->fold.len && !ends_sentence(&check->fold, *to))
        ++*to;
}

/* Does one of the hits of a set lie around these bytes? */
static bool
is_within(const struct check *check, unsigned set, size_t from, size_t to)
{
    size_t count;
    const struct hit *hits = hits_of(&check->hits, set, &count);

    for (size_t i = 0; i < count && hits[i].from <= from; i++) {
        if (hits[i].to >= to)
            return true;
    }
    return false;
}

static bool
stands(const struct check *check, unsigned set)
{
    size_t count;

    hits_of(&check->hits, set, &count);
    return count > 0;
}

static bool
passes(struct check *check, const struct guards *guards, const struct hit *hit)
{
    if (is_within(check, guards->except, hit->from, hit->to))
        return true;
    if (guards->skip_quotes && check_is_quoted(check, hit->start, hit->end))
        return true;
    return guards->negation > 0 &&
           check_is_negated(check, hit->from, guards->negation);
}

/* The next hit of the rule that does not pass and does not overlap the one
 * before; *at counts through them, *end is where the last one ended. */
static const struct hit *
next_hit(struct check *check, const struct phrase_params *params, size_t *at,
         size_t *end)
{
    size_t count;
    const struct hit *hits = hits_of(&check->hits, params->phrases, &count);

    while (*at < count) {
        const struct hit *hit = &hits[(*at)++];

        if (hit->from < *end || passes(check, &params->guards, hit))
            continue;
        *end = hit->to;
        return hit;
    }
    return NULL;
}

static void
check_phrases(struct check *check, const struct rule *rule)
{
    const struct phrase_params *params = rule->params;
    const struct hit *hit;
    size_t at = 0, end = 0;

    if (stands(check, params->guards.unless))
        return;
    while ((hit = next_hit(check, params, &at, &end)) != NULL) {
        if (check_add_hit(check, hit->start, hit->end) == NULL)
            break;
    }
}

enum { MAX_DENSITY = 64 };

static void
check_density(struct check *check, const struct rule *rule)
{
    const struct phrase_params *params = rule->params;
    const struct hit *found[MAX_DENSITY], *hit;
    size_t count = 0, different = 0, at = 0, end = 0;

    if (stands(check, params->guards.unless))
        return;
    while (count < MAX_DENSITY &&
           (hit = next_hit(check, params, &at, &end)) != NULL) {
        bool again = false;

        for (size_t i = 0; i < count; i++)
            again |= found[i]->phrase == hit->phrase;
        different += !again;
        found[count++] = hit;
    }
    for (size_t i = 0; different >= params->min && i < count; i++)
        check_add_hit(check, found[i]->start, found[i]->end);
}

static void
check_required(struct check *check, const struct rule *rule)
{
    const struct phrase_params *params = rule->params;

    if (!stands(check, params->need))
        check_phrases(check, rule);
}

/* A word as it is; one that shouts, as a name. */
static void
add_name(struct buf *out, const int32_t *points, size_t count)
{
    bool shouts = count > 4;

    for (size_t i = 0; i < count; i++)
        shouts = shouts && utf8_is_upper(points[i]);
    for (size_t i = 0; i < count; i++)
        buf_add_codepoint(out,
                          shouts && i > 0 ? utf8_lower(points[i]) : points[i]);
}

/* "I work at NAME." before the text, NAME as the text has it. */
static void
mend_disclosure(struct check *check, struct finding *finding,
                const struct hit *brand)
{
    struct buf insert = {.max = 1024};
    size_t at = brand->start;

    buf_add(&insert, "I work at ");
    while (at < brand->end && !utf8_is_word(check->points[at]))
        at++;
    while (at < brand->end) {
        size_t end = at;

        while (end < brand->end && utf8_is_word(check->points[end]))
            end++;
        add_name(&insert, check->points + at, end - at);
        for (at = end; at < brand->end && !utf8_is_word(check->points[at]);
             at++)
            buf_add_codepoint(&insert, check->points[at]);
    }
    buf_add(&insert, ". ");
    if (buf_ok(&insert))
        finding_mend(check, finding, 0, 0, buf_text(&insert));
    buf_deinit(&insert);
}

static void
check_disclosure(struct check *check, const struct rule *rule)
{
    const struct phrase_params *params = rule->params;
    size_t at = 0, end = 0, count, start, stop;
    const struct hit *brand,
        *praise = hits_of(&check->hits, params->with, &count);
    struct finding *finding;

    if (count == 0 || stands(check, params->need) ||
        stands(check, params->guards.unless))
        return;
    brand = next_hit(check, params, &at, &end);
    if (brand == NULL)
        return;
    start = brand->start < praise->start ? brand->start : praise->start;
    stop = brand->end > praise->end ? brand->end : praise->end;
    finding = check_add_hit(check, start, stop);
    if (params->discloses)
        mend_disclosure(check, finding, brand);
}

static void
check_competitor(struct check *check, const struct rule *rule)
{
    const struct phrase_params *params = rule->params;
    const struct hit *hit, *with;
    size_t at = 0, end = 0, count;

    with = hits_of(&check->hits, params->with, &count);
    if ((params->with != 0 && count == 0) ||
        stands(check, params->guards.unless))
        return;
    while ((hit = next_hit(check, params, &at, &end)) != NULL) {
        size_t from, to, start = hit->start, stop = hit->end, i = 0;

        if (params->with != 0) { /* beside: in the same sentence */
            sentence_around(check, hit->from, &from, &to);
            while (i < count && (with[i].from < from || with[i].to > to))
                i++;
            if (i == count)
                continue;
            start = start < with[i].start ? start : with[i].start;
            stop = stop > with[i].end ? stop : with[i].end;
        }
        if (check_add_hit(check, start, stop) == NULL)
            break;
    }
}

const struct rule_kind phrase_kinds[] = {
    {"banned-phrase", "phrases " GUARD_FIELDS, load_phrases, check_phrases},
    {"tone", "phrases " GUARD_FIELDS, load_phrases, check_phrases},
    {"claim", "phrases " GUARD_FIELDS, load_phrases, check_phrases},
    {"density", "phrases min " GUARD_FIELDS, load_phrases, check_density},
    {"required-when", "when need " GUARD_FIELDS, load_required, check_required},
    {"disclosure", "brand praise need " GUARD_FIELDS, load_disclosure,
     check_disclosure},
    {"competitor", "names with " GUARD_FIELDS, load_competitor,
     check_competitor},
    {NULL, NULL, NULL, NULL},
};

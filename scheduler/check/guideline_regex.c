/* Patterns: POSIX extended expressions on the folded text, run by PCRE2 under
 * limits, so that no pattern hangs a check. An expression is checked and
 * translated first: what POSIX leaves undefined (and PCRE2 reads in its own
 * way) is an error that names the place, not a surprise. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "guideline_inner.h"

#include "polyphony/log.h"
#include "polyphony/mem.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_PATTERN = 4000, /* bytes */
    MAX_NESTING = 50,   /* parentheses */
    DEPTH_LIMIT = 2000, /* of backtracking, when interpreted */
    HEAP_LIMIT_KIB = 4096
};
#define STEP_BUDGET ((size_t)200 << 20) /* all starts of a text together */

struct regex_list { /* what a pack has compiled, to be freed */
    pcre2_code *code;
    struct regex_list *next;
};

struct regex_params {
    const pcre2_code *code;
    size_t negation;
};

void
regex_list_free(struct regex_list *list)
{
    while (list != NULL) {
        struct regex_list *next = list->next;

        pcre2_code_free(list->code);
        free(list);
        list = next;
    }
}

/* "[...]" from `at`: copied with its backslashes doubled, since POSIX has
 * none there. Returns the place behind it, 0 when it is not closed. */
static size_t
copy_bracket(const char *pattern, size_t at, struct buf *out)
{
    buf_add_char(out, pattern[at++]);
    if (pattern[at] == '^')
        buf_add_char(out, pattern[at++]);
    if (pattern[at] == ']') {
        buf_add(out, "\\]");
        at++;
    }
    while (pattern[at] != '\0' && pattern[at] != ']') {
        if (pattern[at] == '[' && pattern[at + 1] == ':') {
            const char *end = strstr(pattern + at + 2, ":]");

            if (end == NULL)
                return 0;
            buf_add_bytes(out, pattern + at, (size_t)(end - pattern) + 2 - at);
            at = (size_t)(end - pattern) + 2;
            continue;
        }
        if (pattern[at] == '[' &&
            (pattern[at + 1] == '.' || pattern[at + 1] == '='))
            return 0;
        if (pattern[at] == '\\' || pattern[at] == '[')
            buf_add_char(out, '\\');
        buf_add_char(out, pattern[at++]);
    }
    if (pattern[at] != ']')
        return 0;
    buf_add_char(out, ']');
    return at + 1;
}

static bool
refuse(struct error *err, size_t at, const char *why)
{
    return error_set(err, ERROR_INPUT, "pattern: %s at byte %zu", why, at);
}

/* "{2}", "{2,}", "{2,5}" at `at`: the place behind it, 0 for none. */
static size_t
interval_end(const char *pattern, size_t at)
{
    size_t digits = strspn(pattern + at + 1, "0123456789"), end;

    if (digits == 0 || digits > 3)
        return 0;
    end = at + 1 + digits;
    if (pattern[end] == ',') {
        digits = strspn(pattern + end + 1, "0123456789");
        if (digits > 3)
            return 0;
        end += 1 + digits;
    }
    return pattern[end] == '}' ? end + 1 : 0;
}

static bool
translate(const char *pattern, struct buf *out, struct error *err)
{
    bool repeatable = false; /* may a repeat stand here? */
    size_t depth = 0, at = 0, end;

    while (pattern[at] != '\0') {
        char c = pattern[at];

        switch (c) {
        case '\\':
            if (pattern[at + 1] == '\0' ||
                strchr(".[]\\()*+?{}|^$/-#%&'\"!,:; ", pattern[at + 1]) == NULL)
                return refuse(err, at, "a backslash before no sign");
            buf_add_bytes(out, pattern + at, 2);
            at += 2;
            repeatable = true;
            continue;
        case '[':
            end = copy_bracket(pattern, at, out);
            if (end == 0)
                return refuse(err, at, "a bracket without end");
            at = end;
            repeatable = true;
            continue;
        case '*':
        case '+':
        case '?':
        case '{':
            end = c == '{' ? interval_end(pattern, at) : at + 1;
            if (!repeatable || end == 0)
                return refuse(err, at, "a repeat of nothing");
            buf_add_bytes(out, pattern + at, end - at);
            at = end;
            repeatable = false; /* "a+?" would be lazy in PCRE2 */
            continue;
        case '(':
            if (pattern[at + 1] == '?' || pattern[at + 1] == '*')
                return refuse(err, at, "a repeat of nothing");
            if (++depth > MAX_NESTING)
                return refuse(err, at, "too many parentheses");
            repeatable = false;
            break;
        case ')':
            if (depth == 0)
                return refuse(err, at, "a parenthesis too many");
            depth--;
            repeatable = true;
            break;
        case '|':
        case '^':
        case '$':
            repeatable = false;
            break;
        default:
            repeatable = true;
        }
        buf_add_char(out, c);
        at++;
    }
    if (depth > 0)
        return refuse(err, at, "a parenthesis missing");
    return at > 0 || refuse(err, 0, "nothing");
}

static pcre2_code *
compile(const char *pattern, struct error *err)
{
    PCRE2_UCHAR8 why[200];
    PCRE2_SIZE at = 0;
    int code = 0;
    pcre2_code *made = pcre2_compile(
        (PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
        PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_DOLLAR_ENDONLY |
            PCRE2_NEVER_BACKSLASH_C | PCRE2_NO_AUTO_CAPTURE,
        &code, &at, NULL);

    if (made == NULL) {
        pcre2_get_error_message(code, why, sizeof why);
        error_set(err, ERROR_INPUT, "pattern: %s", (const char *)why);
        return NULL;
    }
    /* Without just-in-time code it is interpreted, with the same result. */
    (void)pcre2_jit_compile(made, PCRE2_JIT_COMPLETE);
    return made;
}

static bool
load_regex(struct guideline *pack, struct rule *rule, const struct json *params,
           struct error *err)
{
    struct regex_params *made = arena_alloc(pack->arena, sizeof *made);
    const char *pattern = json_get_text(params, "pattern");
    struct buf translated = {.max = MAX_PATTERN * 2};
    struct regex_list *entry;
    pcre2_code *code = NULL;

    rule->params = made;
    if (!params_count(params, "negation", &made->negation, err))
        return false;
    if (pattern == NULL || strlen(pattern) > MAX_PATTERN)
        return error_set(err, ERROR_INPUT, "pattern: missing, or over %d bytes",
                         MAX_PATTERN);
    if (translate(pattern, &translated, err))
        code = compile(buf_text(&translated), err);
    buf_deinit(&translated);
    if (code == NULL)
        return false;
    entry = mem_calloc(1, sizeof *entry);
    *entry = (struct regex_list){code, pack->regexes};
    pack->regexes = entry;
    made->code = code;
    return true;
}

/* The limit holds for each start within the text, so long texts get less. */
static uint32_t
match_limit(size_t len)
{
    size_t limit = STEP_BUDGET / (len + 1);

    return limit < 2000 ? 2000 : limit > 200000 ? 200000 : (uint32_t)limit;
}

static int
find_next(const pcre2_code *code, const struct fold *fold, size_t from,
          pcre2_match_data *data, pcre2_match_context *context)
{
    return pcre2_match(code, (PCRE2_SPTR)fold->text, fold->len, from,
                       PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY, data, context);
}

static void
check_regex(struct check *check, const struct rule *rule)
{
    const struct regex_params *params = rule->params;
    const struct fold *fold = &check->fold;
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    pcre2_match_context *context = pcre2_match_context_create(NULL);
    size_t from = 0;
    int rc = PCRE2_ERROR_NOMEMORY;

    if (data == NULL || context == NULL)
        goto out;
    rc = PCRE2_ERROR_NOMATCH; /* of an empty text too */
    pcre2_set_match_limit(context, match_limit(fold->len));
    pcre2_set_depth_limit(context, DEPTH_LIMIT);
    pcre2_set_heap_limit(context, HEAP_LIMIT_KIB);
    while (from < fold->len &&
           (rc = find_next(params->code, fold, from, data, context)) >= 0) {
        const PCRE2_SIZE *place = pcre2_get_ovector_pointer(data);
        size_t start = place[0], end = place[1];

        if (end <= start)
            break;
        from = end;
        if (params->negation > 0 &&
            check_is_negated(check, start, params->negation))
            continue;
        if (check_add_hit(check, fold->start[start], fold->end[end - 1]) ==
            NULL)
            break;
    }
out:
    if (rc < 0 && rc != PCRE2_ERROR_NOMATCH)
        log_event(LOG_WARNING, "guideline",
                  "rule %s: the pattern took too much on a text of %zu bytes",
                  rule->id, fold->len);
    pcre2_match_context_free(context);
    pcre2_match_data_free(data);
}

const struct rule_kind regex_kinds[] = {
    {"regex", "pattern negation", load_regex, check_regex},
    {NULL, NULL, NULL, NULL},
};

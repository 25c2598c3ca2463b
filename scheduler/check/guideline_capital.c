/* Shouting: words, runs of words, or whole texts in capitals. Read on the
 * text as given, since folding takes case away. */
#include "guideline_inner.h"

#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

struct capital_params {
    size_t word;             /* letters that make one word too many; 0: off */
    size_t run, run_longest; /* words in a row; 0: off */
    double share;            /* over 1: off */
    size_t share_letters;
    const char *const *allow; /* folded */
    size_t n_allow;
};

static bool
load_capital(struct guideline *pack, struct rule *rule,
             const struct json *params, struct error *err)
{
    struct capital_params *made = arena_alloc(pack->arena, sizeof *made);
    const char **folded;
    const char *const *allow;

    rule->params = made;
    made->share = 2;
    if (!params_count(params, "word", &made->word, err) ||
        !params_count(params, "run", &made->run, err) ||
        !params_count(params, "run_longest", &made->run_longest, err) ||
        !params_number(params, "share", 0, 1, &made->share, err) ||
        !params_count(params, "share_letters", &made->share_letters, err) ||
        !params_words(pack, params, "allow", &allow, &made->n_allow, err))
        return false;
    folded = arena_array(pack->arena, made->n_allow + 1, sizeof *folded);
    for (size_t i = 0; i < made->n_allow; i++) {
        struct buf word = {0};

        fold_text(&word, allow[i], strlen(allow[i]));
        folded[i] = arena_strdup(pack->arena, buf_text(&word));
        buf_deinit(&word);
    }
    made->allow = folded;
    return true;
}

struct word {
    size_t start, end;
    size_t upper, lower; /* cased letters */
    bool is_allowed;
};

static bool
is_apostrophe(int32_t cp)
{
    return cp == '\'' || cp == 0x2019;
}

static bool
is_on_list(const struct capital_params *params, const struct check *check,
           const struct word *word)
{
    struct fold fold;
    bool found = false;

    fold_init(&fold, check->points + word->start, word->end - word->start, NULL,
              0);
    for (size_t i = 0; i < params->n_allow && !found; i++)
        found = strcmp(params->allow[i], fold.text) == 0;
    fold_deinit(&fold);
    return found;
}

/* The next word at or after *at, outside links, mentions and hashtags. */
static bool
next_word(const struct check *check, const struct capital_params *params,
          size_t *at, struct word *word)
{
    const int32_t *p = check->points;
    size_t i = *at, end;

    while (i < check->count && (check->n_masks > 0 || !utf8_is_word(p[i]))) {
        if (check_is_masked(check, i, &end)) {
            i = end;
        } else if (p[i] == '#' || p[i] == 0xFF03) {
            i++;
            while (i < check->count && (utf8_is_word(p[i]) || p[i] == '_'))
                i++;
        } else if (utf8_is_word(p[i])) {
            break;
        } else {
            i++;
        }
    }
    if (i >= check->count)
        return false;
    *word = (struct word){.start = i};
    for (; i < check->count && (utf8_is_word(p[i]) || fold_is_invisible(p[i]) ||
                                (is_apostrophe(p[i]) && i + 1 < check->count &&
                                 utf8_is_letter(p[i + 1])));
         i++) {
        word->upper += utf8_is_upper(p[i]);
        word->lower += utf8_is_lower(p[i]);
    }
    word->end = *at = i;
    word->is_allowed = word->upper > 1 && word->lower == 0 &&
                       params->n_allow > 0 && is_on_list(params, check, word);
    return true;
}

/* Nothing but blanks between two places? */
static bool
only_blanks(const struct check *check, size_t from, size_t to)
{
    while (from < to && utf8_is_space(check->points[from]))
        from++;
    return from == to;
}

struct run { /* capital words in a row */
    size_t start, end, words, longest;
};

/* The same words in small letters; the first begins a sentence or does not. */
static void
mend_capitals(struct check *check, struct finding *finding,
              const struct capital_params *params, size_t start, size_t stop)
{
    struct buf text = {.max = (size_t)1 << 20};
    size_t at = start, before = start;
    bool first = true;
    struct word word;

    while (before > 0 && utf8_is_space(check->points[before - 1]))
        before--;
    first = before == 0 || (check->points[before - 1] < 0x80 &&
                            strchr(".!?:", (char)check->points[before - 1]));
    for (size_t last = start; last < stop;) {
        bool got = next_word(check, params, &at, &word) && word.start < stop;
        size_t to = got ? word.start : stop;

        while (last < to) {
            if (check->points[last] < 0x80 &&
                strchr(".!?", (char)check->points[last]) != NULL)
                first = true;
            buf_add_codepoint(&text, check->points[last++]);
        }
        while (got && last < word.end && last < stop) {
            int32_t cp = check->points[last];
            bool keep = word.lower > 0 || word.is_allowed ||
                        (first && last == word.start) ||
                        (word.upper == 1 && cp == 'I');

            buf_add_codepoint(&text, keep ? cp : utf8_lower(cp));
            last++;
        }
        first = false;
        if (!got)
            break;
    }
    if (buf_ok(&text))
        finding_mend(check, finding, start, stop, buf_text(&text));
    buf_deinit(&text);
}

static bool
report_capitals(struct check *check, const struct capital_params *params,
                size_t start, size_t end)
{
    struct finding *finding = check_add_hit(check, start, end);

    mend_capitals(check, finding, params, start, end);
    return finding != NULL;
}

static bool
end_run(struct check *check, const struct capital_params *params,
        struct run *run)
{
    bool shouts =
        (params->run > 0 && run->words >= params->run &&
         run->longest >= params->run_longest) ||
        (params->word > 0 && run->words > 0 && run->longest >= params->word);

    if (shouts)
        report_capitals(check, params, run->start, run->end);
    *run = (struct run){0};
    return shouts;
}

static void
check_capitals(struct check *check, const struct rule *rule)
{
    const struct capital_params *params = rule->params;
    size_t at = 0, upper = 0, cased = 0, first = 0, last = 0;
    bool any = false, shouts = false;
    struct run run = {0};
    struct word word;

    while (next_word(check, params, &at, &word)) {
        bool capital = word.upper > 1 && word.lower == 0 && !word.is_allowed;

        if (word.upper + word.lower != 1 && !word.is_allowed) {
            upper += word.upper;
            cased += word.upper + word.lower;
        }
        if (!any)
            first = word.start;
        any = true;
        last = word.end;
        if (run.words > 0 && !only_blanks(check, run.end, word.start))
            shouts |= end_run(check, params, &run);
        if (capital) {
            if (run.words++ == 0)
                run.start = word.start;
            if (word.upper > run.longest)
                run.longest = word.upper;
            run.end = word.end;
        } else if (run.words > 0 &&
                   (word.is_allowed || (word.upper == 1 && word.lower == 0))) {
            run.end = word.end; /* not counted, and no break either */
        } else {
            shouts |= end_run(check, params, &run);
        }
    }
    shouts |= end_run(check, params, &run);
    if (!shouts && cased >= params->share_letters && cased > 0 &&
        (double)upper > params->share * (double)cased)
        report_capitals(check, params, first, last);
}

const struct rule_kind capital_kinds[] = {
    {"all-caps", "word run run_longest share share_letters allow", load_capital,
     check_capitals},
    {NULL, NULL, NULL, NULL},
};

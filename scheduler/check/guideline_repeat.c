/* Rules against saying it again: the company's post, the article's own
 * headline, one's earlier posts. Measured as everywhere (likeness.h). */
#include "guideline_inner.h"

#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_HISTORY = 1000, MIN_CONTAINED = 6 /* words */ };

enum against { CORPORATE, ARTICLE, HISTORY, OPENING };

struct repeat_params {
    enum against against;
    double jaccard, containment, edit, covered; /* over 1: never */
    size_t words, times;
};

static bool
load_repeat(struct guideline *pack, struct rule *rule,
            const struct json *params, struct error *err)
{
    static const char *const names[] = {"corporate", "article", "history",
                                        "history-opening"};
    struct repeat_params *made = arena_alloc(pack->arena, sizeof *made);
    const char *against = json_get_text(params, "against");
    size_t i = 0;

    rule->params = made;
    made->jaccard = made->containment = made->edit = made->covered = 2;
    made->words = 3;
    made->times = 2;
    while (i < 4 && (against == NULL || strcmp(against, names[i]) != 0))
        i++;
    if (i == 4)
        return error_set(err, ERROR_INPUT,
                         "against: not corporate, article, history or "
                         "history-opening");
    made->against = (enum against)i;
    return params_number(params, "c5_jaccard", 0, 1, &made->jaccard, err) &&
           params_number(params, "c5_containment", 0, 1, &made->containment,
                         err) &&
           params_number(params, "token_edit", 0, 1, &made->edit, err) &&
           params_number(params, "covered", 0, 1, &made->covered, err) &&
           params_count(params, "words", &made->words, err) &&
           params_count(params, "times", &made->times, err);
}

/* Comparing is more than linear; no post is longer than this anywhere. */
#define MAX_COMPARED ((size_t)128 << 10)

static struct likeness_text *
read_text(const char *text)
{
    size_t len = strlen(text);
    struct likeness_text *made;
    char *cut;

    if (len <= MAX_COMPARED)
        return likeness_new(text);
    cut = mem_strndup(text, utf8_prefix(text, len, MAX_COMPARED));
    made = likeness_new(cut);
    free(cut);
    return made;
}

static const struct likeness_text *
own_text(struct check *check)
{
    if (check->post->own != NULL)
        return check->post->own;
    if (check->own == NULL)
        check->own = read_text(check->post->text);
    return check->own;
}

static bool
repeats_text(struct check *check, const struct repeat_params *params,
             const struct likeness_text *other)
{
    const struct likeness_text *own = own_text(check);
    struct likeness like = likeness_compare(own, other, NULL);
    bool hit = like.jaccard >= params->jaccard || like.edit >= params->edit;

    if (likeness_words(own) == 0 || likeness_words(other) == 0)
        hit = false;
    else if (!hit && like.containment >= params->containment)
        hit = likeness_words(own) >= MIN_CONTAINED &&
              likeness_words(other) >= MIN_CONTAINED;
    if (!hit && params->covered <= 1 && likeness_words(own) > 0)
        hit = likeness_covered(own, other) >= params->covered;
    return hit;
}

static bool
repeats(struct check *check, const struct repeat_params *params,
        const char *text)
{
    struct likeness_text *other = read_text(text);
    bool hit = repeats_text(check, params, other);

    likeness_free(other);
    return hit;
}

static void
check_article(struct check *check, const struct repeat_params *params)
{
    const struct guideline_post *post = check->post;
    struct buf article = {.max = (size_t)1 << 20};

    if (post->article == NULL) {
        buf_add(&article, post->article_title);
        buf_add(&article, "\n\n");
        buf_add(&article, post->article_description);
    }
    if (post->article != NULL
            ? repeats_text(check, params, post->article)
            : article.len > 2 && repeats(check, params, buf_text(&article)))
        check_add(check, 0, check->whole,
                  "nearly all of it stands in the article's headline and "
                  "description");
    buf_deinit(&article);
}

static void
check_history(struct check *check, const struct repeat_params *params)
{
    const struct guideline_post *post = check->post;

    for (size_t i = 0; i < post->n_history && i < MAX_HISTORY; i++) {
        if (repeats(check, params, post->history[i])) {
            check_add(check, 0, check->whole,
                      "as good as one of your earlier posts");
            return;
        }
    }
}

static void
check_opening(struct check *check, const struct repeat_params *params)
{
    const struct guideline_post *post = check->post;
    struct buf own = {.max = 4096}, other = {.max = 4096};
    size_t times = 0;

    if (post->n_history == 0)
        return;
    if (likeness_words(own_text(check)) >= params->words)
        likeness_opening(own_text(check), (int)params->words, &own);
    for (size_t i = 0; own.len > 0 && i < post->n_history && i < MAX_HISTORY;
         i++) {
        struct likeness_text *earlier = read_text(post->history[i]);

        buf_cut(&other, 0);
        likeness_opening(earlier, (int)params->words, &other);
        times += strcmp(buf_text(&own), buf_text(&other)) == 0;
        likeness_free(earlier);
    }
    if (times >= params->times && times > 0)
        check_add(check, 0, check->whole < 40 ? check->whole : 40,
                  "%zu earlier posts begin with “%s”", times, buf_text(&own));
    buf_deinit(&own);
    buf_deinit(&other);
}

static void
check_repeat(struct check *check, const struct rule *rule)
{
    const struct repeat_params *params = rule->params;

    switch (params->against) {
    case CORPORATE:
        if (check->post->corporate != NULL &&
            repeats(check, params, check->post->corporate))
            check_add(check, 0, check->whole, "the company's own post");
        break;
    case ARTICLE:
        check_article(check, params);
        break;
    case HISTORY:
        check_history(check, params);
        break;
    case OPENING:
        check_opening(check, params);
        break;
    }
}

const struct rule_kind repeat_kinds[] = {
    {"repetition",
     "against c5_jaccard c5_containment token_edit covered words times",
     load_repeat, check_repeat},
    {NULL, NULL, NULL, NULL},
};

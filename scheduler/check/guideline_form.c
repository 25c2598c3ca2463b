/* Rules about a post's form: how long, how many of a thing, which hashtags,
 * which links. */
#include "guideline_inner.h"

#include "polyphony/emoji.h"
#include "polyphony/mem.h"
#include "polyphony/url.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- length */

struct length_params {
    bool limit;
    size_t min_words, first_line_max; /* 0: off */
};

static bool
load_length(struct guideline *pack, struct rule *rule,
            const struct json *params, struct error *err)
{
    struct length_params *made = arena_alloc(pack->arena, sizeof *made);
    const char *limit = json_get_text(params, "limit");

    rule->params = made;
    if (!json_is_null(json_get(params, "limit"))) {
        if (limit == NULL || strcmp(limit, "network") != 0)
            return error_set(err, ERROR_INPUT, "limit: not \"network\"");
        made->limit = true;
    }
    return params_count(params, "min_words", &made->min_words, err) &&
           params_count(params, "first_line_max", &made->first_line_max, err);
}

static bool
is_over(const struct check *check)
{
    const struct network *network = check->post->network;

    return (check->measure.limit > 0 &&
            check->measure.length > check->measure.limit) ||
           (network->limit_bytes > 0 &&
            strlen(check->post->text) > network->limit_bytes);
}

/* Where the text may end so that it fits: behind a sentence if that keeps
 * most of it, else behind a word, with room for the dots. */
static size_t
find_cut(const struct check *check, bool *sentence)
{
    size_t fits = check->measure.fits, word = 0;

    *sentence = true;
    for (size_t at = fits < check->count ? fits : check->count; at > fits / 2;
         at--) {
        int32_t before = check->points[at - 1];

        if (at < check->count && !utf8_is_space(check->points[at]))
            continue;
        if (before < 0x80 && strchr(".!?", (char)before) != NULL)
            return at;
        if (word == 0 && at + 2 <= fits && utf8_is_word(before))
            word = at;
    }
    *sentence = false;
    return word;
}

static void
check_limit(struct check *check)
{
    size_t fits = check->measure.fits, cut, n = check->n_entities;
    struct finding *finding;
    bool sentence;

    if (!is_over(check))
        return;
    finding = check_add(check, fits, check->whole, "%zu of %zu",
                        check->measure.length, check->measure.limit);
    cut = find_cut(check, &sentence);
    for (size_t i = 0; i < n; i++) {
        if (check->entities[i].kind == ENTITY_URL &&
            check->entities[i].end > cut)
            return; /* a cut would lose the link */
    }
    if (cut > 0)
        finding_mend(check, finding, cut, check->whole,
                     sentence ? "" : "\xE2\x80\xA6");
}

static size_t
count_words(const struct check *check)
{
    size_t words = 0, cjk = 0, end;
    bool inside = false;

    for (size_t at = 0; at < check->count; at++) {
        int32_t cp = check->points[at];

        if (check_is_masked(check, at, &end)) {
            at = end - 1;
            inside = false;
        } else if (cp == '#' || cp == 0xFF03) {
            while (at + 1 < check->count &&
                   (utf8_is_word(check->points[at + 1]) ||
                    check->points[at + 1] == '_'))
                at++;
            inside = false;
        } else if (utf8_is_cjk(cp)) {
            cjk++;
            inside = false;
        } else if (utf8_is_word(cp)) {
            words += !inside;
            inside = true;
        } else if (utf8_is_space(cp)) {
            inside = false;
        }
    }
    return words + cjk / 3;
}

static void
check_length(struct check *check, const struct rule *rule)
{
    const struct length_params *params = rule->params;
    size_t line = 0;

    if (params->limit)
        check_limit(check);
    if (params->min_words > 0) {
        size_t words = count_words(check);

        if (words < params->min_words)
            check_add(check, 0, check->whole,
                      "%zu %s of your own, at least %zu", words,
                      words == 1 ? "word" : "words", params->min_words);
    }
    while (line < check->count && check->points[line] != '\n')
        line++;
    if (params->first_line_max > 0 && line > params->first_line_max)
        check_add(check, params->first_line_max, line,
                  "the first line has %zu characters, at most %zu are shown",
                  line, params->first_line_max);
}

/* ---- counts */

enum counted {
    COUNT_HASHTAG,
    COUNT_MENTION,
    COUNT_URL,
    COUNT_EMOJI,
    COUNT_EXCLAMATION,
    N_COUNTED
};

struct max_on_network {
    const struct network *network;
    size_t max;
};

struct count_params {
    enum counted of;
    size_t max;
    struct max_on_network *by_network;
    size_t n_by_network;
};

static bool
load_by_network(struct guideline *pack, struct count_params *made,
                const struct json *map, struct error *err)
{
    if (json_is_null(map))
        return true;
    if (!json_is_object(map))
        return error_set(err, ERROR_INPUT, "max_by_network: not an object");
    made->by_network =
        arena_array(pack->arena, json_count(map) + 1, sizeof *made->by_network);
    for (const struct json *item = json_first(map); item != NULL;
         item = json_next(item)) {
        struct max_on_network *entry = &made->by_network[made->n_by_network++];

        entry->network = network_find(json_key(item));
        if (entry->network == NULL)
            return error_set(err, ERROR_INPUT,
                             "max_by_network: %.40s is no network",
                             json_key(item));
        if (!params_count(map, json_key(item), &entry->max, err))
            return error_wrap(err, "max_by_network");
    }
    return true;
}

static bool
load_count(struct guideline *pack, struct rule *rule, const struct json *params,
           struct error *err)
{
    static const char *const names[] = {"hashtag", "mention", "url", "emoji",
                                        "exclamation"};
    struct count_params *made = arena_alloc(pack->arena, sizeof *made);
    const char *of = json_get_text(params, "of");
    size_t i = 0;

    rule->params = made;
    while (i < N_COUNTED && (of == NULL || strcmp(of, names[i]) != 0))
        i++;
    if (i == N_COUNTED)
        return error_set(err, ERROR_INPUT,
                         "of: not hashtag, mention, url, emoji or "
                         "exclamation");
    made->of = (enum counted)i;
    if (json_is_null(json_get(params, "max")))
        return error_set(err, ERROR_INPUT, "max: missing");
    return params_count(params, "max", &made->max, err) &&
           load_by_network(pack, made, json_get(params, "max_by_network"), err);
}

static bool
is_exclamation(int32_t cp)
{
    return cp == '!' || cp == 0xFF01 || cp == 0x203C;
}

/* What is counted, one after the other: the next one from *at on. */
static bool
next_counted(const struct check *check, enum counted of, size_t *at,
             struct fold_span *found)
{
    static const enum entity_kind kinds[] = {ENTITY_HASHTAG, ENTITY_MENTION,
                                             ENTITY_URL};
    size_t end;

    if (of <= COUNT_URL) { /* *at counts entities */
        while (*at < check->n_entities) {
            const struct entity *entity = &check->entities[(*at)++];

            if (entity->kind == kinds[of]) {
                *found = (struct fold_span){entity->start, entity->end};
                return true;
            }
        }
        return false;
    }
    while (*at < check->count) {
        size_t start = *at, length;

        if (check_is_masked(check, start, &end)) {
            *at = end;
            continue;
        }
        length = of == COUNT_EMOJI
                     ? emoji_match(check->points, check->count, start)
                     : is_exclamation(check->points[start]);
        *at += length > 0 ? length : 1;
        if (length > 0) {
            *found = (struct fold_span){start, start + length};
            return true;
        }
    }
    return false;
}

/* A surplus tag inside a sentence loses only its sign. */
static void
mend_tag(struct check *check, struct finding *finding, struct fold_span tag)
{
    size_t next = tag.end, start = tag.start;

    while (next < check->count && utf8_is_space(check->points[next]))
        next++;
    if (next < check->count && check->points[next] != '#') {
        finding_mend(check, finding, tag.start, tag.start + 1, "");
        return;
    }
    while (start > 0 && utf8_is_space(check->points[start - 1]))
        start--;
    finding_mend(check, finding, start, tag.end, "");
}

static void
mend_counted(struct check *check, struct finding *finding, enum counted of,
             struct fold_span span)
{
    int32_t before = span.start > 0 ? check->points[span.start - 1] : ' ';

    switch (of) {
    case COUNT_HASHTAG:
        mend_tag(check, finding, span);
        break;
    case COUNT_EMOJI:
        finding_mend(check, finding, span.start, span.end, "");
        break;
    case COUNT_EXCLAMATION:
        finding_mend(check, finding, span.start, span.end,
                     is_exclamation(before) || before == '?' ? "" : ".");
        break;
    default: /* links and mentions are for a person to choose */
        break;
    }
}

enum { MAX_MENDS = 100 };

static void
check_count(struct check *check, const struct rule *rule)
{
    const struct count_params *params = rule->params;
    size_t max = params->max, count = 0, at = 0, surplus = 0;
    struct fold_span found, first = {0, 0}, last = {0, 0};
    struct finding *finding;

    for (size_t i = 0; i < params->n_by_network; i++) {
        if (params->by_network[i].network == check->post->network)
            max = params->by_network[i].max;
    }
    while (next_counted(check, params->of, &at, &found)) {
        if (++count == max + 1) {
            first = found;
            surplus = at; /* where the first surplus one ended */
        }
        last = found;
    }
    if (count <= max)
        return;
    finding =
        check_add(check, first.start, last.end, "%zu, at most %zu", count, max);
    mend_counted(check, finding, params->of, first);
    for (size_t i = 0;
         i < MAX_MENDS && next_counted(check, params->of, &surplus, &found);
         i++)
        mend_counted(check, finding, params->of, found);
}

/* ---- hashtags */

struct hashtag_params {
    size_t camel_from; /* letters; 0: off */
    const char *const *banned;
    size_t n_banned;
};

static bool
load_hashtag(struct guideline *pack, struct rule *rule,
             const struct json *params, struct error *err)
{
    struct hashtag_params *made = arena_alloc(pack->arena, sizeof *made);
    const char *const *banned;
    const char **folded;

    rule->params = made;
    if (!params_count(params, "camel_from", &made->camel_from, err) ||
        !params_words(pack, params, "banned", &banned, &made->n_banned, err))
        return false;
    folded = arena_array(pack->arena, made->n_banned + 1, sizeof *folded);
    for (size_t i = 0; i < made->n_banned; i++) {
        struct buf tag = {0};

        fold_text(&tag, banned[i] + (*banned[i] == '#'),
                  strlen(banned[i]) - (*banned[i] == '#'));
        folded[i] = arena_strdup(pack->arena, buf_text(&tag));
        buf_deinit(&tag);
    }
    made->banned = folded;
    return true;
}

static bool
is_hard_to_read(const struct check *check, const struct entity *tag,
                size_t from)
{
    size_t letters = 0;

    for (size_t i = tag->start + 1; i < tag->end; i++) {
        int32_t cp = check->points[i];

        if (cp >= 0x80 || utf8_is_upper(cp))
            return false;
        letters += utf8_is_letter(cp);
    }
    return letters >= from;
}

static bool
is_banned(const struct check *check, const struct entity *tag,
          const struct hashtag_params *params)
{
    struct fold fold;
    bool found = false;

    fold_init(&fold, check->points + tag->start + 1, tag->end - tag->start - 1,
              NULL, 0);
    for (size_t i = 0; i < params->n_banned && !found; i++)
        found = strcmp(params->banned[i], fold.text) == 0;
    fold_deinit(&fold);
    return found;
}

static void
check_hashtag(struct check *check, const struct rule *rule)
{
    const struct hashtag_params *params = rule->params;

    for (size_t i = 0; i < check->n_entities; i++) {
        const struct entity *tag = &check->entities[i];
        struct finding *finding;

        if (tag->kind != ENTITY_HASHTAG)
            continue;
        if (params->camel_from > 0 &&
            is_hard_to_read(check, tag, params->camel_from)) {
            finding = check_add_hit(check, tag->start, tag->end);
            mend_hashtag_case(check, finding, tag);
        }
        if (params->n_banned > 0 && is_banned(check, tag, params)) {
            finding = check_add_hit(check, tag->start, tag->end);
            mend_tag(check, finding, (struct fold_span){tag->start, tag->end});
        }
    }
}

/* ---- links */

struct link_params {
    bool https;
    const char *const *banned; /* lower case */
    size_t n_banned;
};

static bool
load_link(struct guideline *pack, struct rule *rule, const struct json *params,
          struct error *err)
{
    struct link_params *made = arena_alloc(pack->arena, sizeof *made);

    rule->params = made;
    return params_flag(params, "https", &made->https, err) &&
           params_words(pack, params, "banned_domains", &made->banned,
                        &made->n_banned, err);
}

/* The address's host in small ASCII letters into `host`; false when it is
 * longer than names can be. */
static bool
read_host(const struct check *check, const struct entity *url, char *host,
          size_t size, bool *secure, bool *has_scheme)
{
    const int32_t *p = check->points;
    size_t at = url->start, len = 0;

    *has_scheme = *secure = false;
    for (size_t i = at; i + 2 < url->end && i < at + 6; i++) {
        if (p[i] == ':' && p[i + 1] == '/' && p[i + 2] == '/') {
            *has_scheme = true;
            *secure = i == at + 5;
            at = i + 3;
            break;
        }
    }
    for (; at < url->end &&
           (p[at] >= 0x80 || strchr("/:?#", (char)p[at]) == NULL);
         at++) {
        if (len + 1 >= size)
            return false;
        host[len++] = p[at] < 0x80 ? (char)utf8_lower(p[at]) : '?';
    }
    host[len] = '\0';
    return true;
}

static bool
is_domain_or_below(const char *host, const char *domain)
{
    size_t host_len = strlen(host), len = strlen(domain);

    return host_len >= len && strcasecmp(host + host_len - len, domain) == 0 &&
           (host_len == len || host[host_len - len - 1] == '.');
}

/* Is it the address of the article, which we know without https only? */
static bool
is_plain_article(const struct check *check, const struct entity *url)
{
    const char *article = check->post->article_url, *a, *b;
    struct buf text = {.max = 65536};
    struct arena *arena;
    bool same;

    if (article == NULL || strncasecmp(article, "http://", 7) != 0)
        return false;
    for (size_t i = url->start; i < url->end; i++)
        buf_add_codepoint(&text, check->points[i]);
    arena = arena_new(0);
    a = url_identity(arena, article);
    b = url_identity(arena, buf_text(&text));
    same = a != NULL && b != NULL && strcmp(a, b) == 0;
    arena_free(arena);
    buf_deinit(&text);
    return same;
}

/* A site without https is nothing that the writer, or a reviewer, could mend:
 * for the article itself it is a hint, and https would break its link. */
static void
find_insecure(struct check *check, const struct entity *url)
{
    struct finding *finding = check_add_hit(check, url->start, url->end);

    if (is_plain_article(check, url))
        finding_advise(finding);
    else
        finding_mend(check, finding, url->start, url->start + 4, "https");
}

static void
check_link(struct check *check, const struct rule *rule)
{
    const struct link_params *params = rule->params;
    char host[256];
    bool secure, has_scheme;

    for (size_t i = 0; i < check->n_entities; i++) {
        const struct entity *url = &check->entities[i];

        if (url->kind != ENTITY_URL ||
            !read_host(check, url, host, sizeof host, &secure, &has_scheme))
            continue;
        if (params->https && has_scheme && !secure)
            find_insecure(check, url);
        for (size_t j = 0; j < params->n_banned; j++) {
            if (is_domain_or_below(host, params->banned[j])) {
                check_add_hit(check, url->start, url->end);
                break;
            }
        }
    }
}

const struct rule_kind form_kinds[] = {
    {"length", "limit min_words first_line_max", load_length, check_length},
    {"max-count", "of max max_by_network", load_count, check_count},
    {"hashtag", "camel_from banned", load_hashtag, check_hashtag},
    {"link", "https banned_domains", load_link, check_link},
    {NULL, NULL, NULL, NULL},
};

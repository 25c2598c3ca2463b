/* A body that another writer made becomes a text of ours, or is refused; see
 * compose.h. The order of the checks is that of their price, and of what a
 * writer should hear first. */
#include "compose_inner.h"

#include "polyphony/emoji.h"
#include "polyphony/entities.h"
#include "polyphony/mem.h"
#include "polyphony/network.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

#define MAX_BYTES 4000
#define MAX_WORDS 120
#define MAX_LINES 8
#define RUN 3 /* words of a sentence that a text uses stand in a row */

/* --- is it a text at all
 * -------------------------------------------------------------------- */

/* Markup, controls, what cannot be seen, pictures: none of it is prose. */
static bool
is_plain(const char *body, struct error *why)
{
    size_t count, lines = 1;
    int32_t *points = utf8_decode(body, strlen(body), &count);
    const char *what = NULL;

    for (size_t i = 0; i < count && what == NULL; i++) {
        int32_t cp = points[i];

        lines += cp == '\n';
        if ((cp < 0x20 && cp != '\n') || cp == 0x7F || cp == 0xFFFD ||
            utf8_is_invisible(cp))
            what = "a control or invisible character";
        else if (cp < 0x80 && strchr("<>{}[]`*_|\\^~=", (char)cp) != NULL)
            what = "markup";
        else if (emoji_match(points, count, i) > 0)
            what = "an emoji";
    }
    free(points);
    if (what != NULL)
        return error_set(why, ERROR_INPUT, "it holds %s", what);
    return lines <= MAX_LINES ||
           error_set(why, ERROR_INPUT, "it has more than %d lines", MAX_LINES);
}

/* "evil.example": networks make links of it, and some know more endings than
 * others. What the article has ("Node.js") is a word. */
static bool
has_address(const struct compose_index *index, const char *body)
{
    struct word *words = NULL;
    size_t n = words_cut(body, strlen(body), &words);
    bool found = strstr(body, "://") != NULL || strpbrk(body, "#@") != NULL;

    for (size_t i = 0; i < n && !found; i++) {
        size_t len = words[i].end - words[i].start;

        found = !words[i].digit &&
                memchr(body + words[i].start, '.', len) != NULL &&
                index_count(index, words[i].stem) == 0;
    }
    free(words);
    return found;
}

static bool
has_no_entities(const struct compose_index *index, const char *body,
                struct error *why)
{
    size_t count;
    int32_t *points = utf8_decode(body, strlen(body), &count);
    struct entity *entities = NULL;
    size_t n = entities_find(points, count, &entities);

    free(points);
    free(entities);
    return (n == 0 && !has_address(index, body)) ||
           error_set(why, ERROR_INPUT,
                     "it holds a link, a hashtag or a mention; link and "
                     "hashtags are added to it");
}

static bool
begins_and_ends(const struct compose_index *index, const char *body,
                const struct word *words, size_t n, struct error *why)
{
    static const char *const ends[] = {".", "!", "?", "…", "”", "»", "“", "\""};
    size_t len = strlen(body);

    if (!words[0].capital && !words[0].digit)
        return error_set(why, ERROR_INPUT, "it begins with a small letter");
    if (word_set_has(&index->pack->words[WORDS_ANAPHOR], words[0].key))
        return error_set(why, ERROR_INPUT,
                         "it begins with \"%.*s\", which points at nothing",
                         (int)(words[0].end - words[0].start),
                         body + words[0].start);
    for (size_t i = 0; i < n; i++)
        if (words[i].end - words[i].start > 60)
            return error_set(why, ERROR_INPUT, "it has a word of 60 letters");
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        size_t size = strlen(ends[i]);

        if (len >= size && strcmp(body + len - size, ends[i]) == 0)
            return true;
    }
    return error_set(why, ERROR_INPUT, "its last sentence has no end");
}

static bool
is_well_formed(const struct compose_index *index, const char *body,
               struct error *why)
{
    struct draft draft = {.n_units = 0};
    struct word *words = NULL;
    size_t n;
    bool ok;

    if (!is_plain(body, why) || !has_no_entities(index, body, why))
        return false;
    if (!form_is_fine(body, &draft))
        return error_set(why, ERROR_INPUT,
                         "it has too few words or repeats some of them");
    n = words_cut(body, strlen(body), &words);
    ok = n <= MAX_WORDS ||
         error_set(why, ERROR_INPUT, "it has %zu words; %d is the most", n,
                   MAX_WORDS);
    ok = ok && begins_and_ends(index, body, words, n, why);
    free(words);
    return ok && (!pack_bars(index->pack, body) ||
                  error_set(why, ERROR_INPUT,
                            "it holds a phrase that belongs in no post"));
}

/* --- what it was made from
 * ------------------------------------------------------------------ */

static bool
uses(const struct compose_index *index, const struct unit *unit,
     const struct word *words, size_t n)
{
    for (size_t i = 0; i + RUN <= n; i++)
        for (size_t k = unit->first; k + RUN <= unit->first + unit->count;
             k++) {
            size_t run = 0, content = 0;

            while (run < RUN && index->words[k + run].key == words[i + run].key)
                content += !word_set_has(&index->pack->words[WORDS_STOP],
                                         words[i + run++].key);
            if (run == RUN && content > 0)
                return true;
        }
    return false;
}

/* Sentences of the article of which three words in a row stand in the body. */
static bool
find_sources(const struct compose_index *index, const char *body,
             struct arena *arena, struct compose_result *result,
             struct error *why)
{
    struct word *words = NULL;
    size_t n = words_cut(body, strlen(body), &words);
    struct compose_source *sources =
        arena_array(arena, index->n_units + 1, sizeof *sources);
    const char *spans = "";

    for (size_t i = 0; i < index->n_units; i++) {
        const struct unit *unit = &index->units[i];

        if (unit->kind != UNIT_SENTENCE || !uses(index, unit, words, n))
            continue;
        if (result->n_sources == 0)
            result->angle = arena_strdup(arena, unit->angle);
        sources[result->n_sources++] = (struct compose_source){
            unit->cp_start, unit->cp_end,
            arena_strndup(arena, index->text + unit->start,
                          unit->end - unit->start)};
        spans = arena_printf(arena, "%s%s%zu-%zu", spans,
                             spans[0] != '\0' ? " " : "", unit->cp_start,
                             unit->cp_end);
    }
    free(words);
    result->sources = sources;
    result->spans = spans;
    return result->n_sources > 0 ||
           error_set(why, ERROR_INPUT,
                     "none of the sentences given can be seen in it: keep "
                     "three words in a row of one");
}

/* --- the whole text
 * ------------------------------------------------------------------------- */

static const char *
lay_out(const struct compose_index *index, const struct compose_rep *rep,
        const char *body, struct arena *arena)
{
    struct layout layout = {
        .kind = (unsigned)(compose_hash_text(compose_hash_text(0, rep->id),
                                             index->url) %
                           LAYOUTS),
        .tags_inside = rep->voice->habits.tags_inside,
        .tags_last = rep->voice->habits.tags_last,
        .link = index->url};
    struct rep_terms terms;
    struct buf text = {0};
    const char *made;

    rep_terms_find(index, rep, arena, &terms);
    layout.disclosure = disclosure_of(index->pack, rep->voice, body, arena);
    layout_pick_tags(&layout, &terms, body, (size_t)rep->voice->hashtags, true);
    layout_write(&layout, body, &text);
    made = arena_strdup(arena, buf_text(&text));
    buf_deinit(&text);
    return made;
}

static bool
is_taken(const char *network, const char *text,
         const struct differ_story *story, const struct differ_history *history,
         const char *rep, const struct compose_options *options,
         struct error *why)
{
    struct differ_text *ready;
    bool ok;

    if (!layout_fits(network, text))
        return error_set(why, ERROR_LIMIT, "it is too long for %s",
                         network_title(network));
    ready = differ_text_new(text);
    ok = differ_check_text(story, history, rep, ready, why) &&
         (options->gate == NULL ||
          options->gate(options->gate_data, network, text, ready) ||
          error_set(why, ERROR_CONFLICT,
                    "a rule of the company, or a word that the rep avoids, "
                    "stands against it"));
    differ_text_free(ready);
    return ok;
}

bool
compose_adopt(const struct compose_index *index, const struct compose_rep *rep,
              const char *network, const char *body,
              const struct differ_story *story,
              const struct differ_history *history,
              const struct compose_options *options, struct arena *arena,
              struct compose_result *result, struct error *why)
{
    struct buf trimmed = {.max = MAX_BYTES};
    const char *text;
    bool ok;

    *result = (struct compose_result){0};
    if (strlen(body) > MAX_BYTES || !utf8_valid(body, strlen(body)))
        return error_set(why, ERROR_LIMIT, "it is far too long");
    if (!voice_writes(rep->voice, index->pack->language))
        return error_set(why, ERROR_INPUT, "%s does not write %s",
                         rep->name != NULL ? rep->name : rep->id,
                         index->pack->language);
    buf_add(&trimmed, body + strspn(body, " \n\r\t"));
    buf_trim(&trimmed);
    body = arena_strdup(arena, buf_text(&trimmed));
    buf_deinit(&trimmed);
    ok = is_well_formed(index, body, why) &&
         faithful_check(index, rep, body, why) &&
         find_sources(index, body, arena, result, why);
    if (!ok)
        return false;
    text = lay_out(index, rep, body, arena);
    result->text = text;
    result->opening = compose_first_words(arena, text);
    result->link = arena_strdup(arena, index->url);
    result->structure = "model";
    result->phrases = "";
    return is_taken(network, text, story, history, rep->id, options, why);
}

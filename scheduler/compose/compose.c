/* The choice: which evidence, in which shape, for this rep. Candidates are
 * tried best first, and the first that says enough of the rep's own terms is
 * taken; each has to pass form, length, difference and the caller's gate, so
 * that a good score never buys a fault. When whole sentences and clauses are
 * used up, key phrases carry the text; when those are as well, there is none.
 */
#include "compose_inner.h"

#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

#define TRIED_UNITS 14
#define TRIED_SHAPES 6
#define TRIED_PHRASES 40
#define MAX_SHAPES 64
#define OVERLAP 30      /* code points in common with a colleague's evidence */
#define WHOLE_TERM .6   /* a term of several words that is all there */
#define USED_PHRASE 1.8 /* what each use of a key phrase costs it */
#define PHRASE_USES 3   /* by colleagues; then it is gone */
#define ENOUGH_TERMS_LARGE 2
#define ENOUGH_TERMS 2    /* of the rep's, in the body */
#define PATIENCE 9        /* tries after a text that says less than that */
#define RICH 60           /* units of an article that can spare two a post */
#define ANGLE_WINDOW 6    /* the rep's last posts whose angles rest */
#define SHAPE_WINDOW 8    /* ... whose structures rest */
#define LARGE_CREW 8      /* texts on a story: then fillers are taken */
#define HIT_VALUE 2       /* of a term of the rep's in the body */
#define HIT_VALUE_LARGE 4 /* ... in a large crew, where terms tell apart */
#define PATIENCE_LARGE 10
#define GOOD_ENOUGH .35 /* worth of evidence, where the crew is small */
#define EMOJI_SHARE .4  /* of the texts of those who like them */
#define EMOJI_OFTEN .8

struct ranked {
    const struct unit *unit;
    double score, hits;
};

struct ranked_shape {
    const struct shape *shape;
    double score;
};

struct work {
    const struct compose_index *index;
    const struct compose_rep *rep;
    const char *network;
    const struct differ_story *story;
    const struct differ_history *history;
    const struct compose_options *options;
    struct arena *arena;
    struct rep_terms terms;
    uint64_t hash;
    struct ranked *units, *phrases; /* free ones, best first */
    size_t n_units, n_phrases;
    struct compose_result best;
    size_t best_hits, tries_left;
    double best_value;
    bool found;
    bool choosy;          /* few colleagues: only the best will do */
    const char *roles;    /* what many of the audience are called; or NULL */
    const char *tones;    /* of the rep's voice */
    struct error refused; /* by the last check that failed */
};

/* 0..1, the same for the same things. */
static double
chance(uint64_t hash, size_t salt)
{
    return (double)(compose_hash(hash, &salt, sizeof salt) >> 11) /
           (double)(UINT64_C(1) << 53);
}

static double
hits_of(const struct work *work, const struct unit *unit)
{
    double hits = 0;

    for (size_t k = 0; k < work->terms.n_stems; k++)
        if (unit_has(work->index, unit, work->terms.stems[k]))
            hits += work->terms.weights[k];
    /* "data" alone is not "data breach". */
    for (size_t t = 0; t < work->terms.count; t++) {
        const struct term_of_rep *term = &work->terms.items[t];
        size_t found = 0;

        for (size_t k = 0; term->n_words > 1 && k < term->n_stems; k++)
            found += unit_has(work->index, unit, term->stems[k]);
        if (term->tag != NULL && found > 1 && found == term->n_stems)
            hits += WHOLE_TERM;
    }
    return hits;
}

static double
liking(const struct work *work, const struct unit *unit)
{
    const struct voice_cues *cues = &work->rep->voice->cues;
    double liked = voice_likes_unit(work->rep->voice, work->index, unit);

    if (cues->figure && strcmp(unit->angle, "statistic") == 0)
        liked += .4;
    if (cues->quote && (unit->quoted || unit->spoken))
        liked += .2;
    if (cues->detail && strcmp(unit->angle, "how-to") == 0)
        liked += .3;
    if (cues->brief)
        liked -= (double)unit->count / 100;
    return liked - .25 * (double)differ_history_angle(
                             work->history, ANGLE_WINDOW, unit->angle);
}

static int
compare_ranked(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->unit->start > y->unit->start) -
           (x->unit->start < y->unit->start);
}

/* Evidence that colleagues have is gone; a key phrase may come a second time,
 * but later. */
static bool
is_free(const struct work *work, const struct unit *unit, double *penalty)
{
    size_t uses, length = unit->cp_end - unit->cp_start, overlap;

    if (unit->kind != UNIT_PHRASE) {
        overlap = differ_story_overlap(work->story, work->rep->id,
                                       unit->cp_start, unit->cp_end);
        return overlap <= OVERLAP && overlap * 2 <= length;
    }
    uses = differ_story_uses(work->story, work->rep->id, unit->cp_start,
                             unit->cp_end);
    *penalty = USED_PHRASE * (double)uses;
    return uses < PHRASE_USES;
}

static size_t
rank(struct work *work, const struct unit *units, size_t count,
     struct ranked *out)
{
    size_t n = 0;

    for (size_t i = 0; i < count; i++) {
        const struct unit *unit = &units[i];
        struct ranked *made = &out[n];
        double penalty = 0;

        if (!is_free(work, unit, &penalty))
            continue;
        if (unit->kind != UNIT_PHRASE && work->choosy &&
            unit->worth < GOOD_ENOUGH)
            continue;
        if (unit->two && (!work->choosy || work->index->n_units < RICH))
            continue;
        made->unit = unit;
        made->hits = hits_of(work, unit);
        made->score =
            (work->choosy ? 1.8 : 2.4) * (made->hits > 2 ? 2 : made->hits) +
            (work->choosy ? 2.4 : .9) * unit->worth + liking(work, unit) +
            (work->choosy ? .15 : .35) * chance(work->hash, unit->start) -
            penalty;
        n++;
    }
    qsort(out, n, sizeof *out, compare_ranked);
    return n;
}

/* Worth quotation marks: it takes a side, or a person says what they did. */
static bool
is_quotable(const struct work *work, const struct unit *unit)
{
    return unit->argues && (work->index->author != NULL ||
                            (work->index->site != NULL && !unit->single));
}

static bool
suits(const struct work *work, const struct shape *shape,
      const struct unit *unit)
{
    bool question = strcmp(unit->angle, "question") == 0;

    if (question && strstr(shape->text, "{asked}") != NULL)
        return false; /* two questions, one after the other */
    if (strcmp(shape->unit, "plain") == 0)
        return !unit->spoken;
    if (strcmp(shape->unit, "quote") == 0)
        return !unit->quoted && unit->kind == UNIT_SENTENCE &&
               (!work->choosy || is_quotable(work, unit));
    if (strcmp(shape->unit, "pair") == 0)
        return !unit->spoken && !unit->negated && !question &&
               work->index->n_units >= RICH &&
               strcmp(work->network, "x") != 0 &&
               strcmp(work->network, "bluesky") != 0;
    return false;
}

static int
compare_shapes(const void *a, const void *b)
{
    const struct ranked_shape *x = a, *y = b;

    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return strcmp(x->shape->name, y->shape->name);
}

static bool
wants_statement(const struct shape *shape)
{
    return strstr(shape->text, "{statement}") != NULL;
}

static bool
speaks_of_term(const struct work *work, const struct unit *unit)
{
    for (size_t t = 0; t < work->terms.count; t++)
        if (term_is_sayable(work->index, &work->terms.items[t], unit))
            return true;
    return false;
}

/* Shapes that suit the unit (NULL: key phrases), best first. */
static size_t
rank_shapes(const struct work *work, const struct unit *unit, size_t salt,
            struct ranked_shape *out)
{
    const struct compose_pack *pack = work->index->pack;
    size_t n = 0;

    for (size_t i = 0; i < pack->n_shapes && n < MAX_SHAPES; i++) {
        const struct shape *shape = &pack->shapes[i];
        double score;

        if (unit != NULL ? !suits(work, shape, unit)
                         : strcmp(shape->unit, "phrases") != 0)
            continue;
        if (wants_statement(shape) && work->rep->voice->statements.count == 0)
            continue;
        if (names_meet(shape->never, work->tones))
            continue;
        score = shape->weight * (.3 + chance(work->hash + salt, i));
        if (names_meet(shape->tones, work->tones))
            score *= 1.8;
        if (unit != NULL && work->choosy && strchr(shape->text + 1, '{') &&
            !speaks_of_term(work, unit))
            score *= .4; /* better no reason than a false one */
        if (shape->cue != NULL && voice_has_tone(work->rep->voice, shape->cue))
            score *= 1.5;
        score *= voice_likes_shape(work->rep->voice, work->index, shape, unit);
        if (score <= 0)
            continue;
        score /= 1 + 1.5 * (double)differ_history_structure(
                               work->history, SHAPE_WINDOW, shape->name);
        out[n++] = (struct ranked_shape){shape, score};
    }
    qsort(out, n, sizeof *out, compare_shapes);
    return n;
}

static size_t
body_hits(const struct work *work, const char *body)
{
    struct word *words = NULL;
    size_t n = words_cut(body, strlen(body), &words), hits = 0;

    for (size_t k = 0; k < work->terms.n_stems; k++)
        for (size_t i = 0; i < n; i++)
            if (words[i].stem == work->terms.stems[k]) {
                hits++;
                break;
            }
    free(words);
    return hits;
}

const char *
compose_first_words(struct arena *arena, const char *text)
{
    struct word *words = NULL;
    size_t n = words_cut(text, strlen(text), &words);
    size_t last = n < DIFFER_OPENING ? n : DIFFER_OPENING;
    const char *made =
        arena_strndup(arena, text, last > 0 ? words[last - 1].end : 0);

    free(words);
    return made;
}

static void
keep(struct work *work, const struct draft *draft, const struct shape *shape,
     const char *text)
{
    struct arena *arena = work->arena;
    struct compose_result *best = &work->best;
    struct compose_source *sources =
        arena_array(arena, draft->n_units, sizeof *sources);
    const char *phrases = "", *spans = "";

    for (size_t i = 0; i < draft->n_units; i++) {
        const struct unit *unit = draft->units[i];

        sources[i] = (struct compose_source){
            unit->cp_start, unit->cp_end,
            arena_strndup(arena, work->index->text + unit->start,
                          unit->end - unit->start)};
        spans = arena_printf(arena, "%s%s%zu-%zu", spans, i > 0 ? " " : "",
                             unit->cp_start, unit->cp_end);
    }
    for (size_t i = 0; i < draft->n_phrases; i++)
        phrases = arena_printf(arena, "%s%s%s", phrases, i > 0 ? " " : "",
                               draft->phrases[i]);
    best->text = arena_strdup(arena, text);
    best->angle = arena_strdup(
        arena, shape->angle != NULL ? shape->angle : draft->units[0]->angle);
    best->opening = compose_first_words(arena, text);
    best->link = arena_strdup(arena, work->index->url);
    best->structure = arena_strdup(arena, shape->name);
    best->phrases = phrases;
    best->spans = spans;
    best->sources = sources;
    best->n_sources = draft->n_units;
}

static void
lay_out(const struct work *work, const struct draft *draft, uint64_t hash,
        struct buf *text)
{
    const struct compose_pack *pack = work->index->pack;
    const struct voice *voice = work->rep->voice;
    struct layout layout = {.kind = (unsigned)(chance(hash, 1) * LAYOUTS),
                            .tags_inside = voice->habits.tags_inside,
                            .tags_last = voice->habits.tags_last,
                            .link = work->index->url};

    if (voice->emoji &&
        chance(hash, 2) <
            (voice->habits.emoji_often ? EMOJI_OFTEN : EMOJI_SHARE))
        layout.emoji = layout_pick_emoji(pack, buf_text(&draft->body),
                                         voice->habits.emoji_often, hash);
    layout.disclosure =
        disclosure_of(pack, voice, buf_text(&draft->body), work->arena);
    layout_pick_tags(&layout, &work->terms, buf_text(&draft->body),
                     (size_t)voice->hashtags, work->choosy);
    layout_write(&layout, buf_text(&draft->body), text);
}

static bool
passes(struct work *work, const char *text)
{
    const struct compose_options *options = work->options;
    struct differ_text *ready;
    bool ok;

    if (!layout_fits(work->network, text))
        return false;
    ready = differ_text_new(text);
    ok = differ_check_text(work->story, work->history, work->rep->id, ready,
                           &work->refused) &&
         (options->gate == NULL ||
          options->gate(options->gate_data, work->network, text, ready));
    differ_text_free(ready);
    return ok;
}

/* Fill, lay out, check. `value` is what the evidence is worth. True when a
 * text that is good enough is found. */
static bool
try_shape(struct work *work, const struct shape *shape,
          const struct unit *const *evidence, double value, size_t salt)
{
    struct fill fill = {.index = work->index,
                        .rep = work->rep,
                        .terms = &work->terms,
                        .story = work->story,
                        .history = work->history,
                        .hash = work->hash + salt,
                        .choosy = work->choosy,
                        .roles = work->roles,
                        .tones = work->tones};
    struct draft draft;
    struct buf text = {0};
    size_t hits, enough = work->choosy ? ENOUGH_TERMS : ENOUGH_TERMS_LARGE;
    bool fine;

    for (int i = 0; i < 3; i++)
        fill.evidence[i] = evidence[i];
    draft_fill(&draft, &fill, shape->text);
    fine = !draft.failed && draft.n_units > 0 &&
           form_is_fine(buf_text(&draft.body), &draft);
    hits = fine ? body_hits(work, buf_text(&draft.body)) : 0;
    value += (work->choosy ? HIT_VALUE : HIT_VALUE_LARGE) *
             (double)(hits > enough ? enough : hits);
    if (fine && (!work->found || value > work->best_value)) {
        lay_out(work, &draft, fill.hash, &text);
        if (passes(work, buf_text(&text))) {
            keep(work, &draft, shape, buf_text(&text));
            work->found = true;
            work->best_value = value;
            work->best_hits = hits;
        }
    }
    draft_deinit(&draft);
    buf_deinit(&text);
    if (!work->found)
        return false;
    if (work->tries_left > 0)
        work->tries_left--;
    return work->tries_left == 0 || work->best_hits >= enough ||
           work->best_hits >= work->terms.n_stems;
}

/* A second unit for a pair: another paragraph, short enough beside the first,
 * later in the article. */
static const struct unit *
second_unit(const struct work *work, const struct unit *first)
{
    for (size_t i = 0; i < work->n_units; i++) {
        const struct unit *unit = work->units[i].unit;

        if (unit->paragraph > first->paragraph && !unit->spoken &&
            !unit->negated && unit->count + first->count <= 46 &&
            strcmp(unit->angle, "question") != 0)
            return unit;
    }
    return NULL;
}

static bool
try_units(struct work *work)
{
    for (size_t i = 0; i < work->n_units && i < TRIED_UNITS; i++) {
        const struct unit *unit = work->units[i].unit;
        struct ranked_shape shapes[MAX_SHAPES];
        size_t n = rank_shapes(work, unit, i, shapes);

        for (size_t s = 0; s < n && (work->choosy || s < TRIED_SHAPES); s++) {
            const struct unit *evidence[3] = {unit, NULL, NULL};

            if (strcmp(shapes[s].shape->unit, "pair") == 0)
                evidence[1] = second_unit(work, unit);
            if (try_shape(work, shapes[s].shape, evidence, work->units[i].score,
                          i * 8 + s))
                return true;
        }
    }
    return false;
}

/* Does the phrase speak of a term of the rep's that the others do not? */
static bool
adds_term(const struct work *work, const struct unit *unit,
          const struct unit *const *others, size_t n)
{
    for (size_t k = 0; k < work->terms.n_stems; k++) {
        bool known = !unit_has(work->index, unit, work->terms.stems[k]);

        for (size_t i = 0; i < n && !known; i++)
            known = unit_has(work->index, others[i], work->terms.stems[k]);
        if (!known)
            return true;
    }
    return false;
}

/* The first phrase is among the best for the rep; the others come from other
 * sentences, those first that speak of more of the rep's terms. */
static bool
pick_phrases(const struct work *work, size_t round,
             const struct unit **evidence)
{
    size_t n = 1;

    if (work->n_phrases < 3)
        return false;
    evidence[0] = work->phrases[round % work->n_phrases].unit;
    for (int pass = 0; pass < 2; pass++)
        for (size_t k = 0; k < work->n_phrases && n < 3; k++) {
            size_t at = (k + round * 2 + 1) % work->n_phrases;
            const struct unit *unit = work->phrases[at].unit;
            bool apart = pass == 1 || adds_term(work, unit, evidence, n);

            for (size_t i = 0; i < n; i++)
                apart = apart && unit->sentence != evidence[i]->sentence &&
                        unit != evidence[i];
            if (apart)
                evidence[n++] = unit;
        }
    return n == 3;
}

static bool
try_phrases(struct work *work)
{
    for (size_t round = 0; round < TRIED_PHRASES; round++) {
        const struct unit *evidence[3] = {NULL, NULL, NULL};
        struct ranked_shape shapes[MAX_SHAPES];
        size_t n = rank_shapes(work, NULL, 1000 + round, shapes);

        if (n == 0 || !pick_phrases(work, round, evidence))
            return false;
        if (try_shape(work, shapes[0].shape, evidence, 0, 1000 + round))
            return true;
    }
    return false;
}

static bool
choose(struct work *work)
{
    /* In a large crew, where no sentence that is left speaks of the rep's
     * terms, a phrase that does is better. */
    bool phrases_first = !work->choosy && work->n_units > 0 &&
                         work->n_phrases > 0 && work->units[0].hits <= 0 &&
                         work->phrases[0].hits > 0;

    work->tries_left = work->choosy ? PATIENCE : PATIENCE_LARGE;
    if (phrases_first && (try_phrases(work) || work->found))
        return true;
    if (try_units(work) || work->found)
        return true;
    if (work->choosy) {
        work->choosy = false;
        work->n_units =
            rank(work, work->index->units, work->index->n_units, work->units);
        if (try_units(work) || work->found)
            return true;
    }
    return try_phrases(work) || work->found;
}

static uint64_t
hash_of(const struct work *work)
{
    uint64_t hash = compose_hash_text(work->options->seed, work->index->id);

    hash = compose_hash_text(hash, work->index->url);
    hash = compose_hash_text(hash, work->rep->id);
    hash = compose_hash_text(hash, work->network);
    return compose_hash(hash, &work->options->attempt,
                        sizeof work->options->attempt);
}

/* What is free for the rep, best first; work_end() gives it back. */
static void
work_begin(struct work *work)
{
    const struct compose_index *index = work->index;

    work->hash = hash_of(work);
    work->choosy = differ_story_count(work->story, work->rep->id) < LARGE_CREW;
    work->roles = roles_of(index->pack, work->rep, work->arena);
    work->tones = tones_of(index->pack, work->rep->voice, work->arena);
    rep_terms_find(index, work->rep, work->arena, &work->terms);
    work->units = mem_calloc(index->n_units + 1, sizeof *work->units);
    work->phrases = mem_calloc(index->n_phrases + 1, sizeof *work->phrases);
    work->n_units = rank(work, index->units, index->n_units, work->units);
    work->n_phrases =
        rank(work, index->phrases, index->n_phrases, work->phrases);
}

static void
work_end(struct work *work)
{
    free(work->units);
    free(work->phrases);
}

bool
compose_text(const struct compose_index *index, const struct compose_rep *rep,
             const char *network, const struct differ_story *story,
             const struct differ_history *history,
             const struct compose_options *options, struct arena *arena,
             struct compose_result *result, struct error *why)
{
    struct work work = {.index = index,
                        .rep = rep,
                        .network = network,
                        .story = story,
                        .history = history,
                        .options = options,
                        .arena = arena};

    *result = (struct compose_result){0};
    if (!voice_writes(rep->voice, index->pack->language))
        return error_set(why, ERROR_INPUT, "%s does not write %s",
                         rep->name != NULL ? rep->name : rep->id,
                         index->pack->language);
    work_begin(&work);
    if (choose(&work))
        *result = work.best;
    work_end(&work);
    if (!work.found)
        return error_set(
            why, ERROR_CONFLICT, "no text left that differs enough%s%s",
            work.refused.text[0] != '\0' ? ": " : "", work.refused.text);
    return true;
}

size_t
compose_offer(const struct compose_index *index, const struct compose_rep *rep,
              const char *network, const struct differ_story *story,
              const struct differ_history *history, struct arena *arena,
              struct compose_source *list, size_t most)
{
    struct compose_options options = {0};
    struct work work = {.index = index,
                        .rep = rep,
                        .network = network,
                        .story = story,
                        .history = history,
                        .options = &options,
                        .arena = arena};
    size_t n = 0;

    work_begin(&work);
    for (size_t i = 0; i < work.n_units && n < most; i++) {
        const struct unit *unit = work.units[i].unit;

        if (unit->kind == UNIT_SENTENCE && !unit->spoken)
            list[n++] = (struct compose_source){
                unit->cp_start, unit->cp_end,
                arena_strndup(arena, index->text + unit->start,
                              unit->end - unit->start)};
    }
    work_end(&work);
    return n;
}

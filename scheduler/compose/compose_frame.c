/* Fills a shape: "{lead} {E}" with a phrase and the evidence. A slot in small
 * letters that is no known name takes a phrase of that list, whose own slots
 * are filled in turn, once. The phrase is the one least used by colleagues
 * on the story and by the rep lately; equals are told apart by the hash.
 *
 *   {E} {E2}       evidence as a sentence     {Q} {Q2}  within quotation marks
 *   {n1} {n2} {n3} key phrases, {N1} with a capital
 *   {term} {Term}    a term of the rep's that the evidence speaks of
 *   {also} {Also}    one that stands in the article, but not in the evidence
 *   {topic} {Topic}  either
 *   {word} {Word}    as {term}, without the article that it needs
 *   {roles} {Roles}  what many of the audience are called
 *   {site} {author} {statement} */
#include "compose_inner.h"

#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_SLOT 24
#define RESTS 12          /* posts of the rep in which a phrase rests */
#define RESTS_CHOOSY 120  /* ... where only the best will do */
#define COST_TEAM 4       /* used once by a colleague on this story */
#define COST_RECENT 16    /* used by the rep within RESTS posts */
#define COST_EVER 2       /* used by the rep before that */
#define COST_BARE_LARGE 5 /* ... in a large crew, where terms tell apart */
#define COST_BARE 2       /* says nothing of the rep's terms */
#define COST_ALSO 2       /* speaks of what the evidence does not */
#define COST_ANY 1        /* would go with evidence of any kind */
#define COST_TONELESS 1   /* would go with any voice */
#define COST_ROLES 4      /* a colleague may have the same audience */
#define COST_NAME 4       /* a long name in many texts makes them alike */
#define COST_FILLER 3

bool
unit_has(const struct compose_index *index, const struct unit *unit,
         uint64_t stem)
{
    for (size_t i = unit->first; i < unit->first + unit->count; i++)
        if (index->words[i].stem == stem)
            return true;
    return false;
}

static bool
evidence_has(const struct fill *fill, const struct term_of_rep *term)
{
    for (int i = 0; i < 3; i++) {
        size_t found = 0;

        for (size_t k = 0; fill->evidence[i] != NULL && k < term->n_stems; k++)
            found += unit_has(fill->index, fill->evidence[i], term->stems[k]);
        if (found > 0 && found == term->n_stems)
            return true;
    }
    return false;
}

bool
term_is_sayable(const struct compose_index *index,
                const struct term_of_rep *term, const struct unit *unit)
{
    size_t found = 0;

    if (term->text == NULL || !term->is_noun || !term->is_subject ||
        term->with_the)
        return false;
    for (size_t k = 0; k < term->n_stems; k++)
        found += unit_has(index, unit, term->stems[k]);
    return found > 0 && found == term->n_stems;
}

/* Do the rep's terms tie the evidence to what they do: one of them in it,
 * another in the article? */
static bool
is_relevant(const struct fill *fill)
{
    size_t in_article = 0, in_evidence = 0;

    for (size_t i = 0; i < fill->terms->count; i++) {
        const struct term_of_rep *term = &fill->terms->items[i];

        in_article += term->is_subject;
        in_evidence += fill->evidence[0] != NULL &&
                       term_is_sayable(fill->index, term, fill->evidence[0]);
    }
    return in_evidence > 0 && in_article > 1;
}

enum term_slot { SLOT_TERM, SLOT_ALSO, SLOT_TOPIC, SLOT_WORD, SLOT_NONE };

static enum term_slot
slot_of(const char *name)
{
    if (strcmp(name, "term") == 0 || strcmp(name, "Term") == 0)
        return SLOT_TERM;
    if (strcmp(name, "also") == 0 || strcmp(name, "Also") == 0)
        return SLOT_ALSO;
    if (strcmp(name, "topic") == 0 || strcmp(name, "Topic") == 0)
        return SLOT_TOPIC;
    if (strcmp(name, "word") == 0 || strcmp(name, "Word") == 0)
        return SLOT_WORD;
    return SLOT_NONE;
}

/* The kind of term that a phrase asks for; none asks for two. */
static enum term_slot
slot_in(const char *text)
{
    static const char *const names[] = {"{term}", "{Term}",  "{also}",
                                        "{Also}", "{topic}", "{Topic}",
                                        "{word}", "{Word}"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strstr(text, names[i]) != NULL)
            return (enum term_slot)(i / 2);
    return SLOT_NONE;
}

void
phrase_find_slots(struct phrase *phrase)
{
    phrase->term_slot = (unsigned char)slot_in(phrase->text);
    phrase->asks_roles = strstr(phrase->text, "oles}") != NULL;
    phrase->asks_site = strstr(phrase->text, "{site}") != NULL;
    phrase->asks_author = strstr(phrase->text, "{author}") != NULL;
}

/* The term to speak of, each at most once a text. */
static const struct term_of_rep *
pick_term(const struct draft *draft, const struct fill *fill,
          enum term_slot slot)
{
    const struct term_of_rep *best = NULL;
    uint64_t best_rank = 0;

    for (size_t i = 0; i < fill->terms->count; i++) {
        const struct term_of_rep *term = &fill->terms->items[i];
        uint64_t rank;

        if (slot == SLOT_WORD ? term->bare == NULL
                              : term->text == NULL || !term->is_noun)
            continue;
        if (fill->choosy && (!term->is_subject || term->with_the))
            continue;
        if (term == draft->said ||
            (slot != SLOT_TOPIC &&
             evidence_has(fill, term) != (slot != SLOT_ALSO)))
            continue;
        rank = compose_hash(fill->hash + i, term->text, strlen(term->text)) | 1;
        if (rank > best_rank) {
            best_rank = rank;
            best = term;
        }
    }
    return best;
}

static const char *
pick_statement(const struct fill *fill)
{
    const struct voice_list *list = &fill->rep->voice->statements;

    return list->count > 0 ? list->items[fill->hash % list->count] : NULL;
}

enum small { SMALL_NO, SMALL_YES, SMALL_NAME };

/* Can the evidence go on behind a comma? A name keeps its capital; of a word
 * that stands nowhere else we cannot tell. */
static enum small
goes_small(const struct compose_index *index, const struct unit *unit)
{
    const struct word *first = &index->words[unit->first];
    size_t small = 0, capital = 0;

    if (!index->pack->lowers || first->digit || first->start != unit->start ||
        unit->two || strcmp(unit->angle, "question") == 0 ||
        word_set_has(&index->pack->words[WORDS_ORDER], first->key))
        return SMALL_NO;
    if (first->upper)
        return SMALL_NAME;
    if (first->end - first->start == 1 &&
        word_set_has(&index->pack->words[WORDS_FIRST], first->key))
        return SMALL_NO;
    if (!first->capital ||
        word_set_has(&index->pack->words[WORDS_STOP], first->key) ||
        word_set_has(&index->pack->words[WORDS_DETERMINER], first->key))
        return SMALL_YES;
    for (size_t i = 1; i < index->n_words; i++)
        if (index->words[i].key == first->key) {
            bool inside = index->words[i].start == index->words[i - 1].end + 1;

            small += !index->words[i].capital;
            capital += index->words[i].capital && inside;
        }
    return small > capital ? SMALL_YES : capital > 0 ? SMALL_NAME : SMALL_NO;
}

/* "Keep in mind that", "According to {author},": the evidence goes on. */
static bool
wants_small(const char *text)
{
    size_t len = strlen(text);

    return len > 0 && strchr(".:?!}", text[len - 1]) == NULL;
}

static bool
suits_evidence(const struct phrase *phrase, const struct unit *unit)
{
    if (phrase->angle == NULL)
        return true;
    return unit != NULL && (name_among(phrase->angle, unit->angle) ||
                            (unit->argues && unit->kind != UNIT_PHRASE &&
                             name_among(phrase->angle, "opinion")));
}

static bool
can_fill(const struct fill *fill, const struct phrase *phrase,
         const bool *terms)
{
    const struct compose_index *index = fill->index;
    const struct unit *unit = fill->evidence[0];

    if (phrase->off || (phrase->spoken && (unit == NULL || !unit->spoken)) ||
        (phrase->filler && !phrase->wish && fill->choosy &&
         !voice_likes_phrase(fill->rep->voice, phrase)) ||
        !suits_evidence(phrase, unit) ||
        !voice_takes_phrase(fill->rep->voice, phrase))
        return false;
    if (phrase->tones != NULL && !names_meet(phrase->tones, fill->tones))
        return false;
    if (wants_small(phrase->text) &&
        (unit == NULL || fill->rep->voice->habits.dash ||
         goes_small(index, unit) == SMALL_NO))
        return false;
    if (phrase->asks_roles &&
        (fill->roles == NULL || (fill->choosy && !is_relevant(fill))))
        return false;
    if (fill->choosy && unit != NULL && unit->single && phrase->asks_site &&
        !phrase->asks_author)
        return false;
    return terms[phrase->term_slot] &&
           (index->site != NULL || !phrase->asks_site) &&
           (index->author != NULL || !phrase->asks_author);
}

static size_t
cost_of(const struct fill *fill, const struct phrase *phrase, size_t since)
{
    enum term_slot slot = (enum term_slot)phrase->term_slot;
    size_t cost = differ_story_used(fill->story, phrase->id) * COST_TEAM;

    if (since > 0)
        cost += since <= RESTS ? COST_RECENT : COST_EVER;
    if (phrase->asks_roles)
        cost += fill->choosy ? COST_ROLES : COST_FILLER;
    else if (slot == SLOT_NONE)
        cost += fill->choosy ? COST_BARE : COST_BARE_LARGE;
    else if (slot == SLOT_ALSO && fill->choosy)
        cost += COST_ALSO;
    if (phrase->angle == NULL && phrase->tone == NULL && phrase->from == NULL)
        cost += COST_ANY;
    if (phrase->tones == NULL && phrase->from == NULL)
        cost += COST_TONELESS;
    if (phrase->asks_site || phrase->asks_author)
        cost += fill->choosy ? COST_NAME / 2 : COST_NAME;
    return voice_phrase_cost(fill->rep->voice, phrase,
                             cost + (phrase->filler ? COST_FILLER : 0));
}

static const struct phrase *
pick_phrase(const struct draft *draft, const struct fill *fill,
            const struct phrase_list *list)
{
    const bool terms[] = {
        [SLOT_TERM] = pick_term(draft, fill, SLOT_TERM) != NULL,
        [SLOT_ALSO] = pick_term(draft, fill, SLOT_ALSO) != NULL,
        [SLOT_TOPIC] = pick_term(draft, fill, SLOT_TOPIC) != NULL,
        [SLOT_WORD] = pick_term(draft, fill, SLOT_WORD) != NULL,
        [SLOT_NONE] = true,
    };
    const struct phrase *best = NULL;
    size_t best_cost = 0;
    uint64_t best_rank = 0;

    for (size_t i = 0; i < list->count; i++) {
        const struct phrase *phrase = &list->items[i];
        size_t cost, since;
        uint64_t rank;

        if (!can_fill(fill, phrase, terms))
            continue;
        since = differ_history_since(fill->history, phrase->id);
        if (fill->choosy && since > 0 && since <= RESTS_CHOOSY)
            continue;
        cost = cost_of(fill, phrase, since);
        rank = compose_hash_text(fill->hash, phrase->id);
        if (best == NULL || cost < best_cost ||
            (cost == best_cost && rank < best_rank)) {
            best = phrase;
            best_cost = cost;
            best_rank = rank;
        }
    }
    return best;
}

static void
add_capital(struct buf *out, const char *text)
{
    const char *p = text, *end = text + strlen(text);

    if (p == end)
        return;
    buf_add_codepoint(out, utf8_upper(utf8_next(&p, end)));
    buf_add(out, p);
}

static void
use_unit(struct draft *draft, const struct unit *unit)
{
    for (size_t i = 0; i < draft->n_units; i++)
        if (draft->units[i] == unit)
            return;
    if (draft->n_units < sizeof draft->units / sizeof *draft->units)
        draft->units[draft->n_units++] = unit;
}

/* The evidence behind what stands there already: "On transit: the bus ...". */
static void
add_evidence(struct draft *draft, const struct fill *fill,
             const struct unit *unit)
{
    const char *body = buf_text(&draft->body), *p = unit->text,
               *end = p + strlen(p);
    size_t len = draft->body.len;
    enum small small;

    while (len > 0 && body[len - 1] == ' ')
        len--;
    if (len == 0 || strchr(".?!\n", body[len - 1]) != NULL) {
        buf_add(&draft->body, unit->text);
        return;
    }
    small = goes_small(fill->index, unit);
    if (small == SMALL_YES)
        buf_add_codepoint(&draft->body, utf8_lower(utf8_next(&p, end)));
    else if (small == SMALL_NO &&
             (body[len - 1] == ',' ||
              (body[len - 1] >= 'a' && body[len - 1] <= 'z')))
        draft->failed = true;
    buf_add(&draft->body, p);
}

/* {E}, {Q2}, {n1}, {N3}: a letter and the number of the evidence. */
static bool
fill_evidence(struct draft *draft, const struct fill *fill, const char *slot)
{
    const struct compose_pack *pack = fill->index->pack;
    size_t at = slot[1] == '\0' ? 0 : (size_t)(slot[1] - '1');
    const struct unit *unit;

    if (strchr("EQnN", slot[0]) == NULL || at > 2 ||
        (slot[1] != '\0' && slot[2] != '\0'))
        return false;
    unit = fill->evidence[at];
    if (unit == NULL) {
        draft->failed = true;
        return true;
    }
    use_unit(draft, unit);
    if (slot[0] == 'N') {
        add_capital(&draft->body, unit->text);
        return true;
    }
    if (slot[0] == 'Q')
        buf_add(&draft->body, pack->open_quote);
    if (slot[0] == 'E' && pack->lowers)
        add_evidence(draft, fill, unit);
    else if (slot[0] == 'E')
        add_after(fill->index, &draft->body, unit);
    else
        buf_add(&draft->body, unit->text);
    if (slot[0] == 'Q')
        buf_add(&draft->body, pack->close_quote);
    return true;
}

/* "the", or "The" where a sentence begins. */
static void
add_the(struct buf *body, const char *the)
{
    const char *text = buf_text(body);
    size_t len = body->len;

    while (len > 0 && text[len - 1] == ' ')
        len--;
    if (len == 0 || strchr(".?!:\n", text[len - 1]) != NULL) {
        add_capital(body, the);
    } else {
        while (len > 0 && text[len - 1] != ' ' && text[len - 1] != '\n')
            len--;
        if (text[len] >= 'A' && text[len] <= 'Z')
            return; /* two capitals around it would look like one name */
        buf_add(body, the);
    }
    buf_add_char(body, ' ');
}

static bool
fill_word(struct draft *draft, const struct fill *fill, const char *slot)
{
    enum term_slot kind = slot_of(slot);
    const char *text = NULL;

    if (strcmp(slot, "site") == 0) {
        text = fill->index->site;
        if (text != NULL && fill->index->the_site)
            add_the(&draft->body, fill->index->pack->the);
    } else if (strcmp(slot, "author") == 0) {
        text = fill->index->author;
    } else if (strcasecmp(slot, "roles") == 0) {
        text = fill->roles;
    } else if (strcmp(slot, "statement") == 0) {
        text = pick_statement(fill);
    } else if (kind != SLOT_NONE) {
        const struct term_of_rep *term = pick_term(draft, fill, kind);

        text = term == NULL        ? NULL
               : kind == SLOT_WORD ? term->bare
                                   : term->text;
        draft->said = term;
    } else {
        return false;
    }
    if (text == NULL)
        draft->failed = true;
    else if (strchr("TARW", slot[0]) != NULL)
        add_capital(&draft->body, text);
    else if (kind != SLOT_NONE || slot[0] == 'a')
        add_contracted(fill->index->pack, &draft->body, text);
    else
        buf_add(&draft->body, text);
    return true;
}

static void expand(struct draft *draft, const struct fill *fill,
                   const char *text, int depth);

static void
fill_phrase(struct draft *draft, const struct fill *fill, const char *slot,
            int depth)
{
    const struct phrase_list *list =
        pack_list(fill->index->pack, slot, strlen(slot));
    const struct phrase *phrase = NULL;

    if (list != NULL && depth == 0)
        phrase = pick_phrase(draft, fill, list);
    if (phrase == NULL ||
        draft->n_phrases == sizeof draft->phrases / sizeof *draft->phrases) {
        draft->failed = true;
        return;
    }
    draft->phrases[draft->n_phrases++] = phrase->id;
    expand(draft, fill, phrase->text, depth + 1);
    if (strcmp(slot, "lead") == 0)
        voice_join(fill->rep->voice, compose_hash_text(fill->hash, phrase->id),
                   &draft->body);
}

static void
expand(struct draft *draft, const struct fill *fill, const char *text,
       int depth)
{
    while (*text != '\0' && !draft->failed) {
        size_t plain = strcspn(text, "{"), len;
        char slot[MAX_SLOT];

        buf_add_bytes(&draft->body, text, plain);
        text += plain;
        if (*text == '\0')
            break;
        len = strcspn(text, "}");
        if (text[len] != '}' || len >= sizeof slot) {
            draft->failed = true;
            break;
        }
        memcpy(slot, text + 1, len - 1);
        slot[len - 1] = '\0';
        if (!fill_evidence(draft, fill, slot) && !fill_word(draft, fill, slot))
            fill_phrase(draft, fill, slot, depth);
        text += len + 1;
    }
}

void
draft_fill(struct draft *draft, const struct fill *fill,
           const char *template_text)
{
    *draft = (struct draft){.body = {.max = 8000}};
    expand(draft, fill, template_text, 0);
    if (!buf_ok(&draft->body))
        draft->failed = true;
}

void
draft_deinit(struct draft *draft)
{
    buf_deinit(&draft->body);
}

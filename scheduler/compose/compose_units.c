/* Takes an article apart into what a post can be made from: whole sentences,
 * and clauses that are sentences by themselves. A clause is cut only at
 * punctuation, where neither half changes the other's truth: never at "if",
 * "unless" or "that". Its negation stays within it. */
#include "compose_inner.h"

#include "polyphony/mem.h"
#include "polyphony/sentence.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

#define MAX_SENTENCES 1500
#define MIN_CLAUSE 6 /* words */
#define MAX_LABEL 8
#define MAX_TWO 38 /* of two sentences together */

static bool
word_in(const struct compose_index *index, size_t at, enum word_list list)
{
    return word_set_has(&index->pack->words[list], index->words[at].key);
}

/* Does a stop stand behind the unit's last word? */
static bool
has_stop(const struct compose_index *index, const struct unit *unit)
{
    for (size_t i = index->words[unit->first + unit->count - 1].end;
         i < unit->end; i++)
        if (strchr(".!?", index->text[i]) != NULL)
            return true;
    return false;
}

/* The unit as it stands in a post: blanks single, a capital, a stop. */
static const char *
posted(const struct compose_index *index, const struct unit *unit)
{
    struct buf out = {0}, clean = {0};
    const char *p = index->text + unit->start, *end = index->text + unit->end,
               *rest = p, *made;
    int32_t first = utf8_next(&rest, end);

    if (unit->kind == UNIT_CLAUSE && first != utf8_upper(first)) {
        buf_add_codepoint(&out, utf8_upper(first));
        p = rest;
    }
    buf_add_bytes(&out, p, (size_t)(end - p));
    utf8_squeeze(&clean, buf_text(&out), out.len);
    if (!has_stop(index, unit))
        buf_add_char(&clean, '.');
    made = arena_strdup(index->arena, buf_text(&clean));
    buf_deinit(&out);
    buf_deinit(&clean);
    return made;
}

static bool
holds_quotes(const char *text, size_t start, size_t end)
{
    size_t len = end - start;

    return memchr(text + start, '"', len) != NULL ||
           memmem(text + start, len, "“", 3) != NULL ||
           memmem(text + start, len, "«", 2) != NULL;
}

static void
add_unit(struct compose_index *index, struct unit unit)
{
    unit.quoted = holds_quotes(index->text, unit.start, unit.end);
    unit.negated = stretch_has(index, unit.first, unit.count, WORDS_NEGATION);
    unit.spoken = stretch_is_spoken(index, unit.first, unit.count);
    unit.single = stretch_has(index, unit.first, unit.count, WORDS_SELF);
    unit.argues = stretch_has(index, unit.first, unit.count, WORDS_OPINION);
    if (unit.spoken && unit.quoted)
        return; /* who speaks cannot be told apart */
    unit.angle = unit_angle(index, &unit);
    unit.worth = unit_worth(index, &unit);
    unit.text = posted(index, &unit);
    index->units = mem_grow(index->units, &index->units_room,
                            index->n_units + 1, sizeof unit);
    index->units[index->n_units++] = unit;
}

/* Is the text between word `at` - 1 and word `at` a place to cut? */
static bool
is_cut(const struct compose_index *index, size_t at)
{
    const char *p = index->text + index->words[at - 1].end,
               *end = index->text + index->words[at].start;
    bool comma = false;

    for (; p < end; p++) {
        if (*p == ';' || *p == ')' || *p == '(' || *p == '"')
            return *p == ';';
        comma = comma || *p == ',';
        if (memcmp(p, "—", 3) == 0 || memcmp(p, " – ", 5) == 0)
            return true;
    }
    return comma && word_in(index, at, WORDS_CUT);
}

static struct unit
clause(const struct compose_index *index, const struct unit *sentence,
       size_t first, size_t end_word)
{
    struct unit unit = *sentence;
    size_t before;

    unit.kind = UNIT_CLAUSE;
    unit.first = first;
    unit.count = end_word - first;
    unit.start = index->words[first].start;
    if (first == sentence->first)
        unit.start = sentence->start;
    unit.end = index->words[end_word - 1].end;
    if (index->text[unit.end] == '%' || index->text[unit.end] == ')')
        unit.end++;
    before =
        utf8_count(index->text + sentence->start, unit.start - sentence->start);
    unit.cp_start = sentence->cp_start + before;
    unit.cp_end = unit.cp_start +
                  utf8_count(index->text + unit.start, unit.end - unit.start);
    return unit;
}

static size_t
negations(const struct compose_index *index, size_t first, size_t count)
{
    size_t found = 0;

    for (size_t i = first; i < first + count; i++)
        found += word_in(index, i, WORDS_NEGATION);
    return found;
}

/* A clause that leaves no negation of its sentence behind. */
static bool
keeps_negation(const struct compose_index *index, const struct unit *sentence,
               const struct unit *part)
{
    return negations(index, sentence->first, sentence->count) ==
           negations(index, part->first, part->count);
}

static bool
is_usable(const struct compose_index *index, const struct unit *unit,
          bool begins, bool ends)
{
    struct stretch stretch = {.start = unit->start,
                              .end = unit->end,
                              .first = unit->first,
                              .count = unit->count,
                              .begins = begins,
                              .ends = ends};

    return stretch_is_usable(index, &stretch);
}

/* "either x, or", "is x, became y, and": a half of it says too little. */
static bool
is_of_list(const struct compose_index *index, const struct unit *sentence,
           size_t cut)
{
    if (!word_in(index, cut, WORDS_DROP) && !word_in(index, cut, WORDS_PAIR))
        return false;
    for (size_t i = sentence->first; i < cut; i++) {
        if (word_in(index, i, WORDS_PAIR))
            return true;
        if (i > sentence->first + 3 && i + 1 < cut &&
            index->text[index->words[i].end] == ',')
            return true;
    }
    return false;
}

/* The clause up to `cut` (a word): needs a subject and a verb of its own. */
static void
try_leading(struct compose_index *index, const struct unit *sentence,
            size_t cut)
{
    struct unit unit;

    if (cut < sentence->first + MIN_CLAUSE ||
        word_in(index, sentence->first, WORDS_SUBORDINATE) ||
        is_of_list(index, sentence, cut))
        return;
    unit = clause(index, sentence, sentence->first, cut);
    if (keeps_negation(index, sentence, &unit) &&
        is_usable(index, &unit, false, false))
        add_unit(index, unit);
}

/* The clause from `cut` to the next cut or the end. A conjunction is dropped;
 * what follows must be able to be a subject. */
static void
try_trailing(struct compose_index *index, const struct unit *sentence,
             size_t cut, size_t end_word)
{
    struct unit unit;
    size_t first = cut;

    if (word_in(index, first, WORDS_DROP))
        first++;
    else if (word_in(index, first, WORDS_CUT))
        return; /* "which", "who": needs what stands before */
    if (first + MIN_CLAUSE > end_word ||
        word_in(index, first, WORDS_SUBORDINATE) ||
        word_in(index, first, WORDS_VERB))
        return;
    if (!word_in(index, first, WORDS_DETERMINER) &&
        !index->words[first].capital)
        return;
    unit = clause(index, sentence, first, end_word);
    if (keeps_negation(index, sentence, &unit) &&
        is_usable(index, &unit, false, false))
        add_unit(index, unit);
}

/* Words of a connective ("For example", "However") at the sentence's start,
 * with a comma behind; it ties the sentence to the one before. 0: none. */
static size_t
peel_length(const struct compose_index *index, const struct unit *sentence)
{
    const char *text = index->text + sentence->start;

    for (size_t i = 0; i < index->pack->peel.count; i++) {
        size_t len = strlen(index->pack->peel.items[i]), n = 0;

        if (len + 2 >= sentence->end - sentence->start ||
            strncasecmp(text, index->pack->peel.items[i], len) != 0 ||
            text[len] != ',')
            continue;
        while (n < sentence->count &&
               index->words[sentence->first + n].start < sentence->start + len)
            n++;
        return n;
    }
    return 0;
}

/* "Third parties: Third parties may ...": words of a heading that the page ran
 * into the sentence; they have no verb, and a capital follows. 0: none. */
static size_t
label_length(const struct compose_index *index, const struct unit *sentence)
{
    for (size_t i = 1; i <= MAX_LABEL && i + MIN_CLAUSE <= sentence->count;
         i++) {
        size_t at = sentence->first + i;

        if (index->text[index->words[at - 1].end] == ':')
            return index->words[at].capital &&
                           !stretch_is_finite(index, sentence->first, i)
                       ? i
                       : 0;
    }
    return 0;
}

/* The sentence without its connective or heading. */
static bool
try_peeled(struct compose_index *index, const struct unit *sentence,
           size_t peeled)
{
    size_t first = sentence->first + peeled;
    struct unit unit;

    if (peeled == 0 || peeled + MIN_CLAUSE > sentence->count ||
        word_in(index, first, WORDS_SUBORDINATE))
        return false;
    unit = clause(index, sentence, first, sentence->first + sentence->count);
    unit.cp_end = sentence->cp_end;
    unit.end = sentence->end;
    if (!is_usable(index, &unit, false, true))
        return false;
    add_unit(index, unit);
    return true;
}

/* A sentence and the one behind it, which may point back to it. */
static void
try_two(struct compose_index *index, const struct unit *one,
        const struct unit *next)
{
    struct stretch second = {.start = next->start,
                             .end = next->end,
                             .first = next->first,
                             .count = next->count,
                             .begins = true,
                             .ends = true,
                             .follows = true};
    struct unit both = *one;

    if (one->paragraph != next->paragraph ||
        one->sentence + 1 != next->sentence ||
        one->count + next->count > MAX_TWO || next->count < MIN_CLAUSE ||
        label_length(index, next) > 0 || !is_usable(index, one, true, true) ||
        !stretch_is_usable(index, &second))
        return;
    both.end = next->end;
    both.cp_end = next->cp_end;
    both.count = one->count + next->count;
    both.two = true;
    if (negations(index, both.first, both.count) > 0)
        return; /* readers may take it for both */
    add_unit(index, both);
}

static void
find_clauses(struct compose_index *index, const struct unit *sentence)
{
    size_t end = sentence->first + sentence->count, before = 0;

    for (size_t at = sentence->first + 1; at < end; at++) {
        if (!is_cut(index, at))
            continue;
        if (before == 0)
            try_leading(index, sentence, at);
        else
            try_trailing(index, sentence, before, at);
        before = at;
    }
    if (before > 0)
        try_trailing(index, sentence, before, end);
}

void
units_find(struct compose_index *index)
{
    struct sentence *found = NULL;
    size_t n = sentence_split(index->text, index->len, MAX_SENTENCES, &found);
    size_t word = 0, byte = 0, point = 0;
    struct unit before = {.count = MAX_TWO};

    for (size_t i = 0; i < n; i++) {
        struct unit unit = {.kind = UNIT_SENTENCE,
                            .start = found[i].start,
                            .end = found[i].end,
                            .sentence = i,
                            .paragraph = found[i].paragraph};

        point += utf8_count(index->text + byte, unit.start - byte);
        byte = unit.start;
        unit.cp_start = point;
        unit.cp_end =
            point + utf8_count(index->text + unit.start, unit.end - unit.start);
        while (word < index->n_words && index->words[word].start < unit.start)
            word++;
        unit.first = word;
        while (word < index->n_words && index->words[word].end <= unit.end)
            word++;
        unit.count = word - unit.first;
        if (unit.count < MIN_CLAUSE)
            continue;
        try_two(index, &before, &unit);
        before = unit;
        if (try_peeled(index, &unit, label_length(index, &unit)))
            continue;
        if (!try_peeled(index, &unit, peel_length(index, &unit)) &&
            is_usable(index, &unit, true, true))
            add_unit(index, unit);
        find_clauses(index, &unit);
    }
    free(found);
}

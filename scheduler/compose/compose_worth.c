/* What a unit is worth, whoever the rep is: what kind of evidence it is (its
 * angle), and how well it would stand alone in a post. The choice for a rep is
 * compose.c's. */
#include "compose_inner.h"

#include <string.h>

static bool
word_in(const struct compose_index *index, size_t at, enum word_list list)
{
    return word_set_has(&index->pack->words[list], index->words[at].key);
}

/* A number that counts or measures: "12%", "340 pallets", "Rs 16", not
 * "clause 35", "Flink 1.16", "1.14.2", a year. */
static bool
is_figure(const struct compose_index *index, const struct unit *unit, size_t at)
{
    const struct word *word = &index->words[at];
    const char *text = index->text;
    size_t len = word->end - word->start, points = 0;

    if (!word->digit || word->capital)
        return false;
    for (size_t i = word->start; i < word->end; i++)
        points += text[i] == '.';
    if (text[word->end] == '%')
        return true;
    if (points > 1 ||
        (len == 4 && (text[word->start] == '1' || text[word->start] == '2')))
        return false;
    if (at > unit->first &&
        (index->words[at - 1].capital || word_in(index, at - 1, WORDS_LABEL)))
        return false;
    return at + 1 < unit->first + unit->count && text[word->end] == ' ' &&
           !index->words[at + 1].digit && !index->words[at + 1].capital &&
           !word_in(index, at + 1, WORDS_STOP) &&
           !word_in(index, at + 1, WORDS_VERB);
}

/* What the evidence is, for the reader: the angle. */
const char *
unit_angle(const struct compose_index *index, const struct unit *unit)
{
    size_t at = unit->end - 1;

    while (at > unit->start && strchr("\"')”", index->text[at]) != NULL)
        at--;
    if (index->text[at] == '?')
        return "question";
    if (unit->quoted)
        return "quotation";
    for (size_t i = unit->first; i < unit->first + unit->count; i++) {
        if (is_figure(index, unit, i))
            return "statistic";
    }
    if (stretch_has(index, unit->first, unit->count, WORDS_TREND))
        return "trend";
    if (stretch_has(index, unit->first, unit->count, WORDS_CONTRAST))
        return "contrast";
    if (stretch_has(index, unit->first, unit->count, WORDS_HOWTO))
        return "how-to";
    return "claim";
}

static bool
has_ending(const struct compose_index *index, size_t at,
           const struct text_list *endings)
{
    const struct word *word = &index->words[at];

    for (size_t i = 0; i < endings->count; i++) {
        size_t n = strlen(endings->items[i]);

        if (word->end - word->start > n + 1 &&
            memcmp(index->text + word->end - n, endings->items[i], n) == 0)
            return true;
    }
    return false;
}

/* A finite verb is "is", "has", "will" and the like, or a common verb that no
 * article or preposition stands before ("the report", "in use"); a word with
 * the ending of a participle needs a noun before it and no preposition behind
 * it ("data collected by"). */
static bool
is_finite(const struct compose_index *index, size_t first, size_t end,
          size_t at)
{
    bool participle = has_ending(index, at, &index->pack->participles);

    if (word_in(index, at, WORDS_FINITE))
        return true;
    if (!word_in(index, at, WORDS_VERB) &&
        !(participle && at > first && at + 1 < end &&
          word_in(index, at + 1, WORDS_ARTICLE)))
        return false;
    if (at == first)
        return true; /* an order */
    if (at + 1 == end || index->words[at + 1].start != index->words[at].end + 1)
        return false; /* "welfare benefits.", "with key filters, as fast" */
    if (word_in(index, at - 1, WORDS_ARTICLE) ||
        word_in(index, at - 1, WORDS_DETERMINER) ||
        word_in(index, at - 1, WORDS_BEFORE) ||
        word_in(index, at - 1, WORDS_JOIN))
        return false;
    return !participle || (!word_in(index, at + 1, WORDS_BEFORE) &&
                           !word_in(index, at + 1, WORDS_BEHIND));
}

/* How deep in brackets word `at` is; `depth` is that of the word before. */
static size_t
depth_at(const struct compose_index *index, size_t at, size_t depth)
{
    for (size_t i = index->words[at - 1].end; i < index->words[at].start; i++) {
        if (index->text[i] == '(')
            depth++;
        else if (index->text[i] == ')' && depth > 0)
            depth--;
    }
    return depth;
}

bool
stretch_is_finite(const struct compose_index *index, size_t first, size_t count)
{
    size_t end = first + count, owed = 0, depth = 0;
    bool chain = false;

    if (index->pack->words[WORDS_FINITE].count == 0)
        return true;
    for (size_t i = first; i < end; i++) {
        depth = i > first ? depth_at(index, i, depth) : 0;
        if (depth > 0)
            continue;
        if (word_in(index, i, WORDS_RELATIVE)) {
            owed++;
            chain = false;
        } else if (is_finite(index, first, end, i)) {
            if (!chain && owed-- == 0)
                return true;
            chain = true;
        } else if (!word_in(index, i, WORDS_NEGATION)) {
            chain = false;
        }
    }
    return false;
}

static double
worth_of_length(size_t count)
{
    if (count < 8)
        return -.3;
    if (count < 11)
        return .05;
    if (count <= 26)
        return .25;
    return count <= 32 ? .1 : -.2;
}

/* What kind of sentence makes people read on. */
static double
worth_of_angle(const char *angle)
{
    static const struct {
        const char *angle;
        double worth;
    } table[] = {
        {"statistic", .15}, {"quotation", .05}, {"how-to", 0},
        {"contrast", .1},   {"trend", .08},     {"question", -.3},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].angle, angle) == 0)
            return table[i].worth;
    return 0;
}

/* Brackets, half a dozen figures, "a_name", "StringView", "COVID": signs that
 * a sentence is read with the page at hand. */
static double
cost_of_signs(const struct compose_index *index, const struct unit *unit)
{
    const char *text = index->text;
    size_t digits = 0, brackets = 0, codes = 0;

    for (size_t i = unit->start; i < unit->end; i++) {
        brackets += text[i] == '(' || text[i] == ';';
        codes += text[i] == '/' || text[i] == '&' || text[i] == '+';
    }
    for (size_t i = unit->first; i < unit->first + unit->count; i++) {
        const struct word *word = &index->words[i];

        digits += word->digit;
        for (size_t k = word->start + 1; k < word->end && !word->upper; k++)
            codes += text[k] == '_' ||
                     (text[k] >= 'A' && text[k] <= 'Z' && text[k - 1] >= 'a');
    }
    return .1 * (double)(brackets > 3 ? 3 : brackets) +
           .06 * (double)(codes > 3 ? 3 : codes) + (digits > 3 ? .1 : 0);
}

/* "Click", "Produce content that": a verb in its plain form stands first. */
static bool
begins_as_order(const struct compose_index *index, const struct unit *unit)
{
    size_t at = unit->first;

    if (word_in(index, at, WORDS_ORDER))
        return true;
    return word_in(index, at, WORDS_VERB) &&
           !has_ending(index, at, &index->pack->participles) &&
           !word_in(index, at + 1, WORDS_FINITE) &&
           !word_in(index, at + 1, WORDS_JOIN);
}

/* "Stock of the 600 has fallen": which 600, the sentence before knows. */
static bool
counts_the_unknown(const struct compose_index *index, const struct unit *unit)
{
    for (size_t i = unit->first + 1; i < unit->first + unit->count; i++)
        if (index->words[i].digit && word_in(index, i - 1, WORDS_ARTICLE) &&
            (i + 1 == unit->first + unit->count ||
             word_in(index, i + 1, WORDS_STOP)))
            return true;
    return false;
}

/* Names and reasons make a sentence solid; vague words, words that point
 * elsewhere and talk about the page itself do not. */
static double
worth_of_words(const struct compose_index *index, const struct unit *unit)
{
    size_t names = 0, vague = 0, weak = 0, telling, dull;
    double worth = 0;

    for (size_t i = unit->first; i < unit->first + unit->count; i++) {
        names += i > unit->first && index->words[i].capital;
        vague += word_in(index, i, WORDS_VAGUE);
        weak += word_in(index, i, WORDS_WEAK);
    }
    if (unit->two && weak > 0)
        weak--; /* it points to the sentence in front */
    telling = runs_count(index, unit, &index->pack->telling);
    dull = runs_count(index, unit, &index->pack->dull);
    if (stretch_has(index, unit->first, unit->count, WORDS_REASON))
        worth += .08;
    if (begins_as_order(index, unit))
        worth -= .4;
    if (counts_the_unknown(index, unit))
        worth -= .25;
    return worth + .03 * (double)(names > 2 ? 2 : names) -
           .06 * (double)(vague > 3 ? 3 : vague) - .15 * (double)weak +
           .12 * (double)(telling > 2 ? 2 : telling) -
           .25 * (double)(dull > 3 ? 3 : dull);
}

/* How much of what the article is about the sentence says: the frequency of
 * its words, and those of the title. */
static double
worth_of_subject(const struct compose_index *index, const struct unit *unit)
{
    double central = 0;
    size_t content = 0, titled = 0;

    for (size_t i = unit->first; i < unit->first + unit->count; i++) {
        size_t n;

        if (word_in(index, i, WORDS_STOP))
            continue;
        n = index_count(index, index->words[i].stem);
        central += n > 8 ? 1 : (double)n / 8;
        content++;
        for (size_t t = 0; t < index->n_title; t++)
            if (index->title_words[t].stem == index->words[i].stem) {
                titled += n > 1;
                break;
            }
    }
    return (content > 0 ? .3 * central / (double)content : 0) +
           .06 * (double)(titled > 3 ? 3 : titled);
}

/* Best between eleven and twenty-six words, early or at the end, about what
 * the article is about, with a reason, a figure, a name. */
double
unit_worth(const struct compose_index *index, const struct unit *unit)
{
    double worth =
        .15 + worth_of_length(unit->two ? unit->count * 2 / 3 : unit->count);

    worth += .12 / (1 + (double)unit->paragraph / 5);
    worth += worth_of_subject(index, unit) + worth_of_angle(unit->angle) +
             worth_of_words(index, unit) - cost_of_signs(index, unit);
    if (unit->argues)
        worth += .1;
    if (unit->spoken) /* what "I" did is seldom what others look for */
        worth -= (word_in(index, unit->first, WORDS_FIRST) ? .4 : .3) -
                 (unit->argues ? .15 : 0);
    if (unit->kind == UNIT_CLAUSE)
        worth -= .12;
    if (unit->two)
        worth += .1;
    return worth;
}

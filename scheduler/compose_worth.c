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

static double
worth_of_length(size_t count)
{
    if (count < 9)
        return -.3;
    if (count < 12 || (count > 32 && count <= 36))
        return .1;
    return count <= 32 ? .25 : -.15;
}

/* What kind of sentence makes people read on. */
static double
worth_of_angle(const char *angle)
{
    static const struct {
        const char *angle;
        double worth;
    } table[] = {
        {"statistic", .15}, {"quotation", .1}, {"how-to", .1},
        {"contrast", .08},  {"trend", .05},    {"question", -.3},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].angle, angle) == 0)
            return table[i].worth;
    return 0;
}

/* Names and reasons make a sentence solid, vague words and words that point
 * elsewhere do not. */
static double
worth_of_words(const struct compose_index *index, const struct unit *unit)
{
    size_t names = 0, vague = 0, weak = 0;

    for (size_t i = unit->first; i < unit->first + unit->count; i++) {
        names += i > unit->first && index->words[i].capital;
        vague += word_in(index, i, WORDS_VAGUE);
        weak += word_in(index, i, WORDS_WEAK);
    }
    return .05 * (double)(names > 2 ? 2 : names) -
           .06 * (double)(vague > 3 ? 3 : vague) - .1 * (double)weak +
           (stretch_has(index, unit->first, unit->count, WORDS_REASON) ? .12
                                                                       : 0);
}

/* Best between twelve and thirty-two words, early, about what the article is
 * about, with a reason, a figure, a name. */
double
unit_worth(const struct compose_index *index, const struct unit *unit)
{
    double worth = .3 + worth_of_length(unit->count), central = 0;
    size_t content = 0;

    worth += .1 / (1 + (double)unit->paragraph / 6);
    for (size_t i = unit->first; i < unit->first + unit->count; i++)
        if (!word_in(index, i, WORDS_STOP)) {
            size_t n = index_count(index, index->words[i].stem);

            central += n > 8 ? 1 : (double)n / 8;
            content++;
        }
    if (content > 0)
        worth += .2 * central / (double)content;
    worth += worth_of_angle(unit->angle) + worth_of_words(index, unit);
    if (unit->spoken) /* what "I" did is seldom what others look for */
        worth -= word_in(index, unit->first, WORDS_FIRST) ? .45 : .3;
    if (unit->kind == UNIT_CLAUSE)
        worth -= .15;
    return worth;
}

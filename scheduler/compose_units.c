/* Takes an article apart into what a post can be made from: whole sentences,
 * and clauses that are sentences by themselves. A clause is cut only at
 * punctuation, where neither half changes the other's truth: never at "if",
 * "unless" or "that". Its negation stays within it. */
#include "compose_inner.h"

#include "polyphony/language.h"
#include "polyphony/mem.h"
#include "polyphony/sentence.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

#define MAX_TEXT ((size_t)200 << 10)
#define MAX_SENTENCES 1500
#define MIN_UNITS 3       /* an article with fewer has nothing to say */
#define MIN_UNIT_WORDS 45 /* in all sentences that can be used */
#define MIN_CLAUSE 6      /* words */

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
static const char *
angle_of(const struct compose_index *index, const struct unit *unit)
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
static double
worth_of(const struct compose_index *index, const struct unit *unit)
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
    if (unit.spoken && unit.quoted)
        return; /* who speaks cannot be told apart */
    unit.angle = angle_of(index, &unit);
    unit.worth = worth_of(index, &unit);
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
    struct stretch stretch = {unit->start, unit->end, unit->first,
                              unit->count, begins,    ends};

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

/* The sentence without its connective. */
static void
try_peeled(struct compose_index *index, const struct unit *sentence)
{
    size_t peeled = peel_length(index, sentence),
           first = sentence->first + peeled;
    struct unit unit;

    if (peeled == 0 || peeled + MIN_CLAUSE > sentence->count ||
        word_in(index, first, WORDS_SUBORDINATE))
        return;
    unit = clause(index, sentence, first, sentence->first + sentence->count);
    unit.cp_end += sentence->end - unit.end; /* stops are one byte each */
    unit.end = sentence->end;
    if (is_usable(index, &unit, false, true))
        add_unit(index, unit);
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
        if (is_usable(index, &unit, true, true))
            add_unit(index, unit);
        else
            try_peeled(index, &unit);
        find_clauses(index, &unit);
    }
    free(found);
}

static int
compare_keys(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static void
count_stems(struct compose_index *index)
{
    index->n_stems = index->n_words + index->n_title;
    index->stems = mem_calloc(index->n_stems + 1, sizeof *index->stems);
    for (size_t i = 0; i < index->n_words; i++)
        index->stems[i] = index->words[i].linked ? 0 : index->words[i].stem;
    for (size_t i = 0; i < index->n_title; i++)
        index->stems[index->n_words + i] = index->title_words[i].stem;
    qsort(index->stems, index->n_stems, sizeof *index->stems, compare_keys);
}

/* Words of "https://a.example/b" are no words of the article. */
static void
mark_links(struct compose_index *index)
{
    size_t word = 0;

    for (size_t i = 0; i < index->len;) {
        size_t len = strcspn(index->text + i, " \n\t");
        bool linked = memmem(index->text + i, len, "://", 3) != NULL ||
                      memmem(index->text + i, len, "www.", 4) != NULL;

        while (word < index->n_words && index->words[word].start < i + len)
            index->words[word++].linked = linked;
        i += len > 0 ? len : 1;
    }
}

static size_t
lower_bound(const struct compose_index *index, uint64_t stem)
{
    size_t low = 0, high = index->n_stems;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (index->stems[middle] < stem)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t
index_count(const struct compose_index *index, uint64_t stem)
{
    size_t at = lower_bound(index, stem), n = at;

    while (n < index->n_stems && index->stems[n] == stem)
        n++;
    return n - at;
}

size_t
index_count_word(const struct compose_index *index, const char *word,
                 size_t len)
{
    return index_count(index, word_stem(word, len));
}

/* A name as it can be said: letters, some blanks, no list of people. */
static const char *
name_or_null(struct arena *arena, const char *name, size_t max_words)
{
    size_t words = 1;

    if (name == NULL || name[0] == '\0' || strlen(name) > 60)
        return NULL;
    for (const char *p = name; *p != '\0'; p++) {
        if (strchr("<>@/|{}[]()#:,;\"&=\n", *p) != NULL)
            return NULL;
        words += *p == ' ';
    }
    return words <= max_words ? arena_strdup(arena, name) : NULL;
}

/* Does the address hold the first word of `name`? "Apache Flink" at
 * flink.apache.org is the site's name; "supply chain law" may be its subject.
 */
static bool
address_names(const char *url, const char *name)
{
    char word[32];
    size_t len = strcspn(name, " ");

    if (url == NULL || len < 4 || len >= sizeof word)
        return false;
    memcpy(word, name, len);
    word[len] = '\0';
    return strcasestr(url, word) != NULL;
}

/* Feeds are titled "Posts on Depot Weekly" and "Depot Weekly - all about
 * depots" by the programs that make them; people say "Depot Weekly". */
static const char *
site_name(struct arena *arena, const char *given, const char *url)
{
    static const char *const tails[] = {" – ", " — ", " - ", " | "};
    const char *at;
    char *name;

    if (given == NULL)
        return NULL;
    for (at = given; (at = strstr(at, " on ")) != NULL;) {
        at += strlen(" on ");
        if (address_names(url, at))
            given = at;
    }
    name = arena_strdup(arena, given);
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if ((at = strstr(name, tails[i])) != NULL)
            name[at - name] = '\0';
    return name_or_null(arena, name, 4);
}

static struct compose_index *
index_new(const struct compose_pack *pack,
          const struct compose_article *article)
{
    struct arena *arena = arena_new(0);
    struct compose_index *index = arena_alloc(arena, sizeof *index);
    const char *author = article->author;

    index->arena = arena;
    index->pack = pack;
    index->id = arena_strdup(arena, article->id != NULL ? article->id : "");
    index->url = arena_strdup(arena, article->url);
    index->title =
        arena_strdup(arena, article->title != NULL ? article->title : "");
    index->len = utf8_prefix(article->text, strlen(article->text), MAX_TEXT);
    index->text = arena_strndup(arena, article->text, index->len);
    index->site = site_name(arena, article->site, article->url);
    if (author != NULL && strchr(author, ' ') != NULL)
        index->author = name_or_null(arena, author, 3);
    index->n_words = words_cut(index->text, index->len, &index->words);
    index->n_title =
        words_cut(index->title, strlen(index->title), &index->title_words);
    mark_links(index);
    count_stems(index);
    return index;
}

static bool
is_enough(const struct compose_index *index)
{
    size_t words = 0, sentences = 0;

    for (size_t i = 0; i < index->n_units; i++)
        if (index->units[i].kind == UNIT_SENTENCE) {
            words += index->units[i].count;
            sentences++;
        }
    return sentences >= MIN_UNITS && words >= MIN_UNIT_WORDS;
}

static const char *
language_name(const char *code)
{
    static const char *const names[][2] = {
        {"de", "German"},   {"nl", "Dutch"},      {"fr", "French"},
        {"es", "Spanish"},  {"it", "Italian"},    {"pl", "Polish"},
        {"ja", "Japanese"}, {"pt", "Portuguese"}, {"sv", "Swedish"},
        {"da", "Danish"},   {"zh", "Chinese"},    {"ru", "Russian"},
        {"en", "English"},
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i][0], code) == 0)
            return names[i][1];
    return code;
}

bool
compose_read(const struct compose *compose,
             const struct compose_article *article,
             struct compose_index **index, struct error *why)
{
    const char *language = language_code(article->language);
    const struct compose_pack *pack;

    *index = NULL;
    if (language == NULL && article->language != NULL &&
        article->language[0] != '\0')
        return error_set(why, ERROR_INPUT, "we do not write \"%.20s\" yet",
                         article->language);
    if (language == NULL)
        language = language_guess(article->text, strlen(article->text));
    if (language == NULL)
        return error_set(why, ERROR_INPUT,
                         "cannot tell which language the article is in");
    pack = compose_pack_for(compose, language);
    if (pack == NULL)
        return error_set(why, ERROR_INPUT, "we do not write %s yet",
                         language_name(language));
    *index = index_new(pack, article);
    units_find(*index);
    if (!is_enough(*index)) {
        compose_index_free(*index);
        *index = NULL;
        return error_set(why, ERROR_INPUT,
                         "the article has too few sentences that can stand "
                         "alone");
    }
    key_phrases_find(*index);
    return true;
}

void
compose_index_free(struct compose_index *index)
{
    if (index == NULL)
        return;
    free(index->words);
    free(index->title_words);
    free(index->units);
    free(index->phrases);
    free(index->stems);
    arena_free(index->arena);
}

const char *
compose_index_language(const struct compose_index *index)
{
    return index->pack->language;
}

/* Key phrases: short noun phrases of the article ("the returns desk"), found
 * without a tagger by what stands around them. A run of content words that
 * follows an article or a preposition, and ends before a function word or
 * punctuation, is nearly always one. Strict again: there are plenty. And the
 * rep's terms in the article, which work alike. */
#include "compose_inner.h"

#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PHRASE 6 /* words */
#define MAX_FOUND 400
#define MAX_TAG 30 /* bytes */

static bool
word_in(const struct compose_index *index, size_t at, enum word_list list)
{
    return word_set_has(&index->pack->words[list], index->words[at].key);
}

/* Is there one blank and nothing else between words at and at + 1? */
static bool
is_joined(const struct compose_index *index, size_t at)
{
    return at + 1 < index->n_words &&
           index->words[at + 1].start == index->words[at].end + 1 &&
           index->text[index->words[at].end] == ' ';
}

static bool
ends_with(const struct compose_index *index, size_t at, const char *ending)
{
    size_t len = index->words[at].end - index->words[at].start,
           n = strlen(ending);

    return len > n + 1 &&
           memcmp(index->text + index->words[at].end - n, ending, n) == 0;
}

static bool
ends_with_any(const struct compose_index *index, size_t at,
              const struct text_list *endings)
{
    for (size_t i = 0; i < endings->count; i++)
        if (ends_with(index, at, endings->items[i]))
            return true;
    return false;
}

static bool
is_content(const struct compose_index *index, size_t at)
{
    const struct word *word = &index->words[at];

    return !word->digit && word->end - word->start >= 3 &&
           word->end - word->start <= 24 && !word_in(index, at, WORDS_STOP) &&
           !word_in(index, at, WORDS_VERB) &&
           !word_in(index, at, WORDS_LOOSE) &&
           !word_in(index, at, WORDS_FIRST) &&
           !word_in(index, at, WORDS_ANAPHOR) &&
           !word_in(index, at, WORDS_NEGATION);
}

/* Does a sentence or a line end between words at - 1 and at? */
static bool
is_apart(const struct compose_index *index, size_t at)
{
    bool stopped = false;

    for (size_t i = index->words[at - 1].end; i < index->words[at].start; i++) {
        if (index->text[i] == '\n')
            return true;
        stopped = stopped || strchr(".!?", index->text[i]) != NULL;
    }
    return stopped && index->words[at].capital;
}

/* No negation in the sentence: a phrase out of it would lose it. */
static bool
is_affirmed(const struct compose_index *index, size_t at)
{
    size_t i = at;

    while (i > 0 && !is_apart(index, i))
        i--;
    do {
        if (word_in(index, i, WORDS_NEGATION))
            return false;
        i++;
    } while (i < index->n_words && !is_apart(index, i));
    return true;
}

/* Words of the phrase that begins at content word `at`; 0 for none. */
static size_t
phrase_length(const struct compose_index *index, size_t at, bool with_article)
{
    size_t n = 0, content = 0;

    while (n < MAX_PHRASE && at + n < index->n_words) {
        size_t i = at + n;

        if (n > 0 && !is_joined(index, i - 1))
            break;
        if (is_content(index, i)) {
            content++;
            n++;
            continue;
        }
        if (n > 0 && with_article && word_in(index, i, WORDS_JOIN) &&
            is_joined(index, i) && i + 1 < index->n_words &&
            is_content(index, i + 1)) {
            n++;
            continue;
        }
        break;
    }
    if (content < 2 || content > 4 || at + n >= index->n_words)
        return 0;
    /* What follows: punctuation, or a function word. */
    if (is_joined(index, at + n - 1) && !word_in(index, at + n, WORDS_STOP))
        return 0;
    /* "a policy concerning the", "a book called": verbs. */
    if (ends_with_any(index, at + n - 1, &index->pack->weak_ends) &&
        at + n < index->n_words && is_joined(index, at + n - 1) &&
        (word_in(index, at + n, WORDS_ARTICLE) ||
         word_in(index, at + n, WORDS_DETERMINER)))
        return 0;
    return ends_with_any(index, at + n - 1, &index->pack->no_ends) ||
                   !phrase_is_built(index, at, n)
               ? 0
               : n;
}

static bool
is_known(const struct compose_index *index, const struct unit *unit,
         size_t content)
{
    for (size_t i = 0; i < index->n_phrases; i++) {
        const struct unit *other = &index->phrases[i];
        size_t skip = other->count > content ? other->count - content : 0;
        size_t n = 0;

        while (n < content && n + skip < other->count &&
               index->words[other->first + skip + n].stem ==
                   index->words[unit->first + unit->count - content + n].stem)
            n++;
        if (n == content)
            return true;
    }
    return false;
}

/* The site's own name is no subject of the article. */
static bool
is_of_site(const struct compose_index *index, const struct unit *unit)
{
    size_t len = index->site != NULL ? strlen(index->site) : 0;

    return len > 0 && memmem(index->text + unit->start, unit->end - unit->start,
                             index->site, len) != NULL;
}

static double
phrase_worth(const struct compose_index *index, size_t first, size_t count)
{
    double worth = 0;

    for (size_t i = first; i < first + count; i++) {
        size_t n = index_count(index, index->words[i].stem);

        worth += n > 12 ? 1 : (double)n / 12;
    }
    return worth / (double)count;
}

static void
add_phrase(struct compose_index *index, size_t at, size_t content,
           bool with_article, size_t sentence)
{
    struct unit unit = {
        .kind = UNIT_PHRASE, .angle = "topics", .sentence = sentence};

    unit.first = with_article ? at - 1 : at;
    unit.count = with_article ? content + 1 : content;
    unit.start = index->words[unit.first].start;
    unit.end = index->words[at + content - 1].end;
    if (!stretch_is_fit_phrase(index, unit.start, unit.end, unit.first,
                               unit.count) ||
        is_of_site(index, &unit) || is_known(index, &unit, content) ||
        !is_affirmed(index, at))
        return;
    unit.cp_start = utf8_count(index->text, unit.start);
    unit.cp_end = unit.cp_start +
                  utf8_count(index->text + unit.start, unit.end - unit.start);
    unit.text = arena_strndup(index->arena, index->text + unit.start,
                              unit.end - unit.start);
    unit.worth = phrase_worth(index, at, content);
    index->phrases = mem_grow(index->phrases, &index->phrases_room,
                              index->n_phrases + 1, sizeof unit);
    index->phrases[index->n_phrases++] = unit;
}

/* ", die alte Gräben schließen": a relative pronoun, no article. */
static bool
follows_comma(const struct compose_index *index, size_t at)
{
    size_t start = index->words[at].start;

    return start < 2 || index->text[start - 2] == ',';
}

void
key_phrases_find(struct compose_index *index)
{
    size_t sentence = 0, seen = 0;

    for (size_t i = 1; i < index->n_words && index->n_phrases < MAX_FOUND;
         i++) {
        bool article = word_in(index, i - 1, WORDS_ARTICLE);
        size_t n;

        while (seen < i)
            sentence += is_apart(index, ++seen);
        if (!is_joined(index, i - 1) || !is_content(index, i) ||
            (!article && !word_in(index, i - 1, WORDS_BEFORE)))
            continue;
        n = phrase_length(index, i, article);
        if (n == 0 || (phrase_needs_article(index->pack) &&
                       (!article || index->words[i - 1].capital ||
                        follows_comma(index, i - 1))))
            continue;
        add_phrase(index, i, n, article && !index->words[i - 1].capital,
                   sentence);
        i += n;
    }
}

/* ---- the rep's terms */

/* How the article says a term, where it stands as a noun phrase of its own:
 * "the consent of", "of consent", "a consent". */
struct usage {
    size_t the, a, bare;
};

/* "the privacy of users" does not say that one speaks of "the privacy". */
static bool
before_join(const struct compose_index *index, size_t at)
{
    return at < index->n_words && word_in(index, at, WORDS_JOIN);
}

static struct usage
usage_of(const struct compose_index *index, const uint64_t *stems, size_t n)
{
    const char *said = index->pack->the;
    uint64_t the = said != NULL ? word_key(said, strlen(said)) : 0;
    struct usage usage = {0};

    for (size_t i = 1; i + n <= index->n_words; i++) {
        size_t k = 0;

        while (k < n && index->words[i + k].stem == stems[k])
            k++;
        if (k < n || !is_joined(index, i - 1) ||
            (is_joined(index, i + n - 1) && !word_in(index, i + n, WORDS_STOP)))
            continue;
        if (index->words[i - 1].key == the)
            usage.the += !before_join(index, i + n);
        else if (word_in(index, i - 1, WORDS_ARTICLE))
            usage.a++;
        else if (word_in(index, i - 1, WORDS_BEFORE))
            usage.bare++;
    }
    return usage;
}

/* Where the keyword's words stand one after the other, spelt as the article
 * mostly spells them within a sentence; SIZE_MAX for nowhere. */
static size_t
find_run(const struct compose_index *index, const uint64_t *stems, size_t n)
{
    size_t small = SIZE_MAX, capital = SIZE_MAX, start = SIZE_MAX;
    size_t n_small = 0, n_capital = 0;

    for (size_t i = 0; i + n <= index->n_words; i++) {
        size_t k = 0;

        while (k < n && index->words[i + k].stem == stems[k] &&
               !index->words[i + k].linked &&
               (k + 1 == n || is_joined(index, i + k)))
            k++;
        if (k < n)
            continue;
        /* "Personal Data" in "Personal Data Protection Bill" is not it. */
        if (index->words[i].capital && i + n < index->n_words &&
            is_joined(index, i + n - 1) && index->words[i + n].capital)
            continue;
        if (!index->words[i].capital) {
            small = n_small++ == 0 ? i : small;
        } else if (i > 0 && is_joined(index, i - 1)) {
            capital = n_capital++ == 0 ? i : capital;
        } else {
            start = i;
        }
    }
    if (n_capital > n_small)
        return capital;
    return small != SIZE_MAX ? small : start;
}

static const char *
make_tag(struct arena *arena, const char *keyword)
{
    struct buf tag = {0};
    const char *p = keyword, *end = p + strlen(p), *made = NULL;
    bool start = true, letter = false;

    buf_add_char(&tag, '#');
    while (p < end) {
        int32_t cp = utf8_next(&p, end);

        if (!utf8_is_word(cp)) {
            start = true;
            continue;
        }
        letter = letter || utf8_is_letter(cp);
        buf_add_codepoint(&tag, start ? utf8_upper(cp) : cp);
        start = false;
    }
    if (letter && tag.len > 2 && tag.len <= MAX_TAG)
        made = arena_strdup(arena, buf_text(&tag));
    buf_deinit(&tag);
    return made;
}

/* "#MeitY" where the article writes it so, not "#Meity". */
static const char *
spell_tag(const struct compose_index *index, struct arena *arena, uint64_t stem,
          const char *tag)
{
    for (size_t i = 0; i < index->n_words; i++) {
        const char *word = index->text + index->words[i].start;
        size_t len = index->words[i].end - index->words[i].start;

        if (index->words[i].stem == stem && !index->words[i].linked &&
            len == strlen(tag) - 1 && index->words[i].capital &&
            strncasecmp(word, tag + 1, len) == 0)
            return arena_printf(arena, "#%.*s", (int)len, word);
    }
    return tag;
}

bool
index_has_key(const struct compose_index *index, uint64_t key)
{
    for (size_t i = 0; i < index->n_words; i++)
        if (index->words[i].key == key)
            return true;
    return false;
}

/* As the keyword is written, where the article has it so: "cartons" and not
 * "carton". */
static size_t
find_exact(const struct compose_index *index, const struct word *words,
           size_t n)
{
    for (size_t i = 0; i + n <= index->n_words; i++) {
        size_t k = 0;

        while (k < n && index->words[i + k].key == words[k].key &&
               !index->words[i + k].linked &&
               (k + 1 == n || is_joined(index, i + k)) &&
               (index->pack->capital_nouns || !index->words[i + k].capital))
            k++;
        if (k == n)
            return i;
    }
    return SIZE_MAX;
}

/* With the article that the text says it with. */
static void
say_with_article(const struct compose_index *index, size_t at, size_t n,
                 struct arena *arena, struct term_of_rep *term)
{
    size_t start = index->words[at].start,
           len = index->words[at + n - 1].end - start;
    uint64_t keys[4];
    const char *article;

    for (size_t i = 0; i < n && i < 4; i++)
        keys[i] = index->words[at + i].key;
    term->bare = arena_strndup(arena, index->text + start, len);
    article = n <= 4 ? term_article(index, term->bare, keys, n, arena) : NULL;
    term->is_noun = article != NULL;
    term->text =
        arena_printf(arena, "%s%s", article != NULL ? article : "", term->bare);
}

/* A subject that readers could follow: several words that stand together in
 * the article, or one that stands there as a noun or a name. "#Consider" is
 * none. */
static bool
names_subject(const struct compose_index *index, const uint64_t *stems,
              size_t n)
{
    struct usage usage;
    size_t at = find_run(index, stems, n);

    if (n == 0 || at == SIZE_MAX)
        return false;
    if (n > 1 || index->words[at].capital)
        return true;
    if (word_in(index, at, WORDS_VERB) || word_in(index, at, WORDS_STOP) ||
        word_in(index, at, WORDS_TREND) || word_in(index, at, WORDS_SPEECH) ||
        word_in(index, at, WORDS_HOWTO) || word_in(index, at, WORDS_VAGUE))
        return false;
    usage = usage_of(index, stems, n);
    return usage.the + usage.a + usage.bare > 0 ||
           (!ends_with_any(index, at, &index->pack->no_ends) &&
            !ends_with_any(index, at, &index->pack->weak_ends));
}

/* "consent" and "data breaches", but "the outbreak". */
static bool
is_said_bare(const struct compose_index *index, size_t last,
             const struct usage *usage)
{
    const struct word *word = &index->words[last];

    if (index->pack->the == NULL || usage->bare * 2 >= usage->the + usage->a)
        return true;
    return usage->bare > 0 && (usage->a == 0 || word->key != word->stem);
}

/* How often the words stand in the article one after the other. */
static size_t
count_runs(const struct compose_index *index, const uint64_t *stems, size_t n)
{
    size_t found = 0;

    for (size_t i = 0; i + n <= index->n_words; i++) {
        size_t k = 0;

        while (k < n && index->words[i + k].stem == stems[k])
            k++;
        found += k == n;
    }
    return found;
}

static bool
is_in_title(const struct compose_index *index, const uint64_t *stems, size_t n)
{
    for (size_t i = 0; i + n <= index->n_title; i++) {
        size_t k = 0;

        while (k < n && index->title_words[i + k].stem == stems[k])
            k++;
        if (k == n)
            return true;
    }
    return false;
}

/* Nothing with a verb or a pronoun in it, and no ordinary word: something that
 * people look for. */
static bool
is_concept_at(const struct compose_index *index, size_t at, size_t n)
{
    bool name = index->words[at].capital && at > 0 && is_joined(index, at - 1);

    for (size_t i = at; i < at + n; i++)
        if (!is_content(index, i) && !word_in(index, i, WORDS_JOIN) &&
            !index->words[i].digit && !index->words[i].capital)
            return false;
    if (word_in(index, at + n - 1, WORDS_ORDINARY) && !name)
        return false;
    return n > 1 || (!word_in(index, at, WORDS_ORDINARY) &&
                     !word_in(index, at, WORDS_COMMON));
}

/* What the article is about: in its title, a name, or said again and again. */
static bool
is_subject_at(const struct compose_index *index, size_t at,
              const uint64_t *stems, size_t n)
{
    bool name = index->words[at].capital && at > 0 && is_joined(index, at - 1);

    return is_concept_at(index, at, n) &&
           (is_in_title(index, stems, n) ||
            count_runs(index, stems, n) >= (n > 1  ? 2
                                            : name ? 3
                                                   : 6));
}

static bool
has_ordinary(const struct compose_index *index, const struct word *words,
             size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (word_set_has(&index->pack->words[WORDS_ORDINARY], words[i].key))
            return true;
    return false;
}

static bool
is_subject(const struct compose_index *index, const uint64_t *stems, size_t n)
{
    size_t at = find_run(index, stems, n);

    return at != SIZE_MAX && is_subject_at(index, at, stems, n);
}

static void
find_term(const struct compose_index *index, const char *keyword,
          struct arena *arena, struct term_of_rep *term)
{
    struct word *words = NULL;
    size_t n = words_cut(keyword, strlen(keyword), &words), missing = 0;
    uint64_t *all = arena_array(arena, n + 1, sizeof *all);

    term->stems = arena_array(arena, n + 1, sizeof *term->stems);
    for (size_t i = 0; i < n; i++) {
        all[i] = words[i].stem;
        if (word_set_has(&index->pack->words[WORDS_STOP], words[i].key))
            continue;
        if (index_count(index, words[i].stem) > 0)
            term->stems[term->n_stems++] = words[i].stem;
        else
            missing++;
    }
    term->n_words = n;
    term->scattered = n > 1 && find_run(index, all, n) == SIZE_MAX;
    if (term->n_stems > 0 && missing == 0 &&
        (term->scattered || names_subject(index, all, n)))
        term->tag = make_tag(arena, keyword);
    if (n > 0 &&
        word_set_has(&index->pack->words[WORDS_ORDINARY], words[0].key) &&
        (n == 1 || !is_subject(index, all, n)))
        term->tag = NULL;
    term->is_concept =
        term->tag != NULL && term->scattered && !has_ordinary(index, words, n);
    if (term->tag != NULL && n == 1)
        term->tag = spell_tag(index, arena, all[0], term->tag);
    if (n > 0 && n <= 4 && missing == 0 && term->n_stems > 0 &&
        !word_set_has(&index->pack->words[WORDS_STOP], words[n - 1].key)) {
        bool gendered = index->pack->definite.count > 0;
        size_t at = gendered ? find_exact(index, words, n) : SIZE_MAX;

        if (at == SIZE_MAX)
            at = find_run(index, all, n);
        if (at != SIZE_MAX && gendered && names_subject(index, all, n) &&
            stretch_is_fit_phrase(index, index->words[at].start,
                                  index->words[at + n - 1].end, at, n)) {
            say_with_article(index, at, n, arena, term);
        } else if (at != SIZE_MAX && !gendered &&
                   stretch_is_fit_phrase(index, index->words[at].start,
                                         index->words[at + n - 1].end, at, n) &&
                   !ends_with_any(index, at + n - 1, &index->pack->no_ends)) {
            size_t len = index->words[at + n - 1].end - index->words[at].start;
            struct usage usage = usage_of(index, all, n);
            bool bare = is_said_bare(index, at + n - 1, &usage);

            term->is_concept = is_concept_at(index, at, n);
            term->is_subject = is_subject_at(index, at, all, n);
            term->with_the = !bare;
            term->text =
                arena_printf(arena, "%s%.*s", bare ? "" : "the ", (int)len,
                             index->text + index->words[at].start);
            term->is_noun = bare ? usage.bare > 0 && usage.bare >= usage.a
                                 : usage.the >= usage.a;
            if (index->pack->the == NULL) /* its phrases need no article */
                term->is_noun = names_subject(index, all, n);
            /* "for free", "of getting": a single word needs more to go by. */
            else if (n == 1 &&
                     (usage.bare + usage.the < 2 ||
                      (usage.the == 0 &&
                       ends_with_any(index, at, &index->pack->weak_ends))))
                term->is_noun = false;
        }
    }
    free(words);
}

static void
add_stem(const struct compose_index *index, struct rep_terms *terms,
         uint64_t stem)
{
    for (size_t i = 0; i < terms->n_stems; i++)
        if (terms->stems[i] == stem)
            return;
    terms->weights[terms->n_stems] =
        1 / sqrt(1 + (double)index_count(index, stem) / 6);
    terms->stems[terms->n_stems++] = stem;
}

void
rep_terms_find(const struct compose_index *index, const struct compose_rep *rep,
               struct arena *arena, struct rep_terms *terms)
{
    size_t room = 0;

    *terms = (struct rep_terms){0};
    terms->items =
        arena_array(arena, rep->n_keywords + 1, sizeof *terms->items);
    for (size_t i = 0; i < rep->n_keywords; i++) {
        find_term(index, rep->keywords[i], arena, &terms->items[i]);
        room += terms->items[i].n_stems;
    }
    terms->count = rep->n_keywords;
    terms->stems = arena_array(arena, room + 1, sizeof *terms->stems);
    terms->weights = arena_array(arena, room + 1, sizeof *terms->weights);
    for (size_t i = 0; i < terms->count; i++)
        for (size_t k = 0; k < terms->items[i].n_stems; k++)
            add_stem(index, terms, terms->items[i].stems[k]);
}

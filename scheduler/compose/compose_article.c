/* How a language says its nouns: with which article, and in which key phrases.
 * Where nouns have a gender the article's own text tells it ("la consigne"),
 * and a term whose article never stands there is not spoken of. The rules are
 * the pack's: "definite", "contract", "adjective_ends", "capital_nouns". */
#include "compose_inner.h"

#include "polyphony/utf8.h"

#include <string.h>

static bool
ends_so(const char *word, size_t len, const char *ending, size_t n)
{
    return len > n + 1 && memcmp(word + len - n, ending, n) == 0;
}

static bool
ends_with_any(const struct compose_index *index, size_t at,
              const struct text_list *endings)
{
    const struct word *word = &index->words[at];

    for (size_t i = 0; i < endings->count; i++)
        if (ends_so(index->text + word->start, word->end - word->start,
                    endings->items[i], strlen(endings->items[i])))
            return true;
    return false;
}

/* ---- key phrases */

static bool
is_small_adjective(const struct compose_index *index, size_t at)
{
    return !index->words[at].capital &&
           ends_with_any(index, at, &index->pack->adjective_ends);
}

/* "die laufenden Kosten", "Zahl der Kraniche" */
static bool
is_built_of_capitals(const struct compose_index *index, size_t at, size_t n)
{
    const struct word *words = index->words + at;

    if (!words[n - 1].capital)
        return false;
    return n == 2 ? is_small_adjective(index, at)
                  : n == 3 && words[0].capital &&
                        stretch_has(index, at + 1, 1, WORDS_JOIN);
}

/* "fotografías de época", "campagne photographique"; a verb in the third
 * person looks like a noun, so nothing looser is safe. */
static bool
is_built_of_endings(const struct compose_index *index, size_t at, size_t n)
{
    const struct compose_pack *pack = index->pack;

    if (n == 2)
        return ends_with_any(index, at + 1, &pack->adjective_ends);
    if (n < 3 || n > 4 || !stretch_has(index, at + 1, 1, WORDS_JOIN) ||
        ends_with_any(index, at + 2, &pack->infinitive_ends))
        return false;
    return n == 3 || ends_with_any(index, at + 3, &pack->adjective_ends);
}

bool
phrase_is_built(const struct compose_index *index, size_t at, size_t n)
{
    const struct compose_pack *pack = index->pack;

    if (pack->capital_nouns)
        return is_built_of_capitals(index, at, n);
    return pack->adjective_ends.count == 0 || is_built_of_endings(index, at, n);
}

bool
phrase_needs_article(const struct compose_pack *pack)
{
    return pack->capital_nouns || pack->adjective_ends.count > 0;
}

/* ---- a term's article */

static bool
matches(const struct compose_index *index, size_t at, const uint64_t *keys,
        size_t n)
{
    size_t k = 0;

    while (k < n && at + k < index->n_words &&
           index->words[at + k].key == keys[k])
        k++;
    return k == n;
}

/* "seen>said-ending": an article of the text, what is said for it, and how
 * nouns must not end for that. With a capital it counts at the beginning of a
 * sentence alone, where it is no other case. */
struct rule {
    const char *seen, *said, *except;
    size_t seen_len, said_len;
};

static bool
read_rule(const char *text, struct rule *rule)
{
    const char *sign = strchr(text, '>');

    if (sign == NULL)
        return false;
    rule->seen = text;
    rule->seen_len = (size_t)(sign - text);
    rule->said = sign + 1;
    rule->said_len = strcspn(sign + 1, "-");
    rule->except = rule->said[rule->said_len] == '-'
                       ? rule->said + rule->said_len + 1
                       : NULL;
    return true;
}

static bool
is_seen(const struct compose_index *index, const struct rule *rule,
        const uint64_t *keys, size_t n)
{
    uint64_t seen = word_key(rule->seen, rule->seen_len);
    bool first = rule->seen[0] >= 'A' && rule->seen[0] <= 'Z';

    for (size_t i = 1; i < index->n_words; i++) {
        const struct word *last;

        if (index->words[i - 1].key != seen || !matches(index, i, keys, n) ||
            (first && !index->words[i - 1].capital))
            continue;
        last = &index->words[i + n - 1];
        if (rule->except == NULL ||
            !ends_so(index->text + last->start, last->end - last->start,
                     rule->except, strlen(rule->except)))
            return true;
    }
    return false;
}

/* "l’alerte" is one word of the text. */
static bool
is_elided(const struct compose_index *index, const struct rule *rule,
          const char *noun)
{
    char word[96];
    size_t len = strlen(noun);

    if (rule->seen_len + len >= sizeof word)
        return false;
    memcpy(word, rule->seen, rule->seen_len);
    memcpy(word + rule->seen_len, noun, len);
    return index_has_key(index, word_key(word, rule->seen_len + len));
}

const char *
term_article(const struct compose_index *index, const char *noun,
             const uint64_t *keys, size_t n, struct arena *arena)
{
    const struct text_list *list = &index->pack->definite;

    for (size_t i = 0; i < list->count; i++) {
        struct rule rule;
        bool elided;

        if (!read_rule(list->items[i], &rule) || rule.seen_len == 0)
            continue;
        elided = rule.seen[rule.seen_len - 1] == '\'';
        if (elided ? is_elided(index, &rule, noun)
                   : is_seen(index, &rule, keys, n))
            return arena_printf(arena, "%.*s%s", (int)rule.said_len, rule.said,
                                elided ? "" : " ");
    }
    return NULL;
}

/* ---- after a colon or a dash */

/* "L'alerte": its first letter is an article's. */
static bool
is_elided_start(const struct compose_pack *pack, const char *text)
{
    return pack->small_after_colon && strchr("LDQSNCJ", text[0]) != NULL &&
           (text[1] == '\'' || strncmp(text + 1, "’", 3) == 0);
}

/* "Selon X : la balance ..." where a small word begins the sentence, which is
 * no name. */
void
add_after(const struct compose_index *index, struct buf *out,
          const struct unit *unit)
{
    const char *text = unit->text, *p = text, *end = text + strlen(text);
    size_t at = out->len;
    int32_t cp = utf8_next(&p, end);

    while (at > 0 && (out->data[at - 1] == ' ' || out->data[at - 1] == '\n'))
        at--;
    if (at > 0 && at < out->len && out->data[out->len - 1] == ' ' &&
        ((index->pack->small_after_colon && out->data[at - 1] == ':') ||
         (at > 3 && memcmp(out->data + at - 3, "–", 3) == 0)) &&
        utf8_is_upper(cp) &&
        (is_elided_start(index->pack, text) ||
         word_set_has(&index->pack->words[WORDS_STOP],
                      index->words[unit->first].key))) {
        buf_add_codepoint(out, utf8_lower(cp));
        text = p;
    }
    buf_add(out, text);
}

/* ---- "de el" is "del" */

/* "*" stands for any word that begins with a vowel. */
static bool
melts(const char *text, const char *what, size_t len)
{
    static const char *const vowels[] = {"a", "e", "i", "o", "u", "A",
                                         "E", "I", "O", "U", "é", "è",
                                         "ê", "É", "È", "î"};

    if (what[0] != '*')
        return strncmp(text, what, len) == 0 && text[len] == ' ';
    for (size_t i = 0; i < sizeof vowels / sizeof *vowels; i++)
        if (strncmp(text, vowels[i], strlen(vowels[i])) == 0)
            return true;
    return false;
}

void
add_contracted(const struct compose_pack *pack, struct buf *out,
               const char *text)
{
    for (size_t i = 0; i < pack->contract.count; i++) {
        const char *rule = pack->contract.items[i], *plus, *sign;
        size_t before, after;

        plus = strchr(rule, '+');
        sign = strchr(rule, '>');
        if (plus == NULL || sign == NULL || sign < plus)
            continue;
        before = (size_t)(plus - rule);
        after = (size_t)(sign - plus - 1);
        if (out->len < before + 1 || !melts(text, plus + 1, after) ||
            out->data[out->len - 1] != ' ' ||
            memcmp(out->data + out->len - 1 - before, rule, before) != 0 ||
            (out->len > before + 1 &&
             strchr(" \n", out->data[out->len - before - 2]) == NULL))
            continue;
        buf_cut(out, out->len - before - 1);
        buf_add(out, sign + 1);
        text += plus[1] == '*' ? 0 : after;
        break;
    }
    buf_add(out, text);
}

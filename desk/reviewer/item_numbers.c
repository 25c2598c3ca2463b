/* The numbers of a text, each with the sentence of the article that it stands
 * in. 1,180 and 1.180 and 1 180 are one number: a German text on an English
 * article writes it its own way. */
#include "item_parts.h"

#include "desk/view/marks.h"

#include "polyphony/sentence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY 32           /* bytes of a number in plain digits */
#define NUMBERS 12       /* of a text that are looked for */
#define PARAGRAPH 4000   /* bytes around a number that are split */
#define MISSING_MOST 100 /* bytes of all that stand nowhere */

/* --- reading ---------------------------------------------------------------
 */

struct number {
    size_t len; /* bytes of the text */
    /* In plain digits, a full stop before decimals; "1.180" has two. */
    char keys[2][KEY];
};

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t
digits(const char *text)
{
    size_t len = 0;

    while (is_digit(text[len]))
        len++;
    return len;
}

/* Bytes of what stands between groups of three; 0: nothing that does. */
static size_t
group_mark(const char *text, bool blanks)
{
    static const char *const marks[] = {
        ",",           ".", "'", "\xE2\x80\x99", "\xC2\xA0", "\xE2\x80\xAF",
        "\xE2\x80\x89" /* a right quote, fixed, narrow and thin blanks */};

    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (strncmp(text, marks[i], strlen(marks[i])) == 0)
            return strlen(marks[i]);
    }
    return blanks && text[0] == ' ';
}

static void
add_digits(char key[KEY], const char *text, size_t len)
{
    size_t used = strlen(key);

    snprintf(key + used, KEY - used, "%.*s", (int)(len < KEY ? len : KEY),
             text);
}

/* ",940,118" after the first digits: its bytes, *count of groups. */
static size_t
read_groups(const char *text, char key[KEY], bool blanks, size_t *count)
{
    size_t mark = group_mark(text, blanks), len = 0;

    *count = 0;
    while (mark > 0 && strncmp(text + len, text, mark) == 0 &&
           digits(text + len + mark) == 3) {
        add_digits(key, text + len + mark, 3);
        len += mark + 3;
        ++*count;
    }
    return len;
}

/* The number that begins here. `blanks` may stand between its groups. */
static void
read_number(const char *text, bool blanks, struct number *number)
{
    size_t first = digits(text), groups = 0, len = first;

    memset(number, 0, sizeof *number);
    add_digits(number->keys[0], text, first);
    if (first <= 3 && text[0] != '0')
        len += read_groups(text + len, number->keys[0], blanks, &groups);
    if (groups == 1 && (text[first] == '.' || text[first] == ','))
        snprintf(number->keys[1], KEY, "%.*s.%.3s", (int)first, text,
                 text + first + 1);
    if ((text[len] == '.' || text[len] == ',') && is_digit(text[len + 1]) &&
        (groups == 0 || text[len] != text[first])) {
        size_t more = digits(text + len + 1);

        add_digits(number->keys[0], ".", 1);
        add_digits(number->keys[0], text + len + 1, more);
        number->keys[1][0] = '\0';
        len += 1 + more;
    }
    number->len = len;
}

static bool
is_same(const struct number *a, const struct number *b)
{
    for (size_t i = 0; i < 2; i++) {
        for (size_t k = 0; k < 2 && a->keys[i][0] != '\0'; k++) {
            if (strcmp(a->keys[i], b->keys[k]) == 0)
                return true;
        }
    }
    return false;
}

/* Where it stands in the article; NUMBER_NOWHERE. */
static size_t
find_number(const struct number *number, const char *article)
{
    const char *at = article;

    while ((at = strpbrk(at, "0123456789")) != NULL) {
        struct number with, without;

        read_number(at, true, &with);
        read_number(at, false, &without);
        if (is_same(number, &with) || is_same(number, &without))
            return (size_t)(at - article);
        at += without.len;
    }
    return NUMBER_NOWHERE;
}

/* Links, hashtags and handles hold digits that claim nothing. */
static bool
is_address(const char *word, size_t len)
{
    if (word[0] == '#' || word[0] == '@')
        return true;
    for (size_t i = 0; i + 2 < len; i++) {
        if (memcmp(word + i, "://", 3) == 0)
            return true;
    }
    return len > 4 && memcmp(word, "www.", 4) == 0;
}

/* "1 180" is one number if the article has it, else two. */
static struct number_at
look_up(const char *text, size_t at, const char *article)
{
    struct number number;
    size_t place;

    read_number(text + at, true, &number);
    place = find_number(&number, article);
    if (place == NUMBER_NOWHERE) {
        read_number(text + at, false, &number);
        place = find_number(&number, article);
    }
    return (struct number_at){at, at + number.len, place};
}

size_t
numbers_find(const char *text, const char *article, struct number_at *list,
             size_t most)
{
    size_t count = 0, at = 0;

    while (text[at] != '\0' && count < most) {
        size_t word = strcspn(text + at, " \t\n"), end = at + word;

        if (is_address(text + at, word))
            at = end;
        while (at < end && count < most) {
            if (!is_digit(text[at])) {
                at++;
                continue;
            }
            list[count] = look_up(text, at, article);
            at = list[count++].end;
        }
        at += strspn(text + at, " \t\n");
    }
    return count;
}

/* --- showing ---------------------------------------------------------------
 */

/* The sentence around a place of the article. */
static struct mark_range
sentence_at(const char *article, size_t place)
{
    size_t from = place, to = place + strcspn(article + place, "\n"), count;
    struct mark_range range;
    struct sentence *list;

    while (from > 0 && article[from - 1] != '\n')
        from--;
    if (to - from > PARAGRAPH) {
        from = from + PARAGRAPH / 2 < place ? place - PARAGRAPH / 2 : from;
        while (from > 0 && ((unsigned char)article[from] & 0xC0) == 0x80)
            from--;
        to = to - from > PARAGRAPH ? from + PARAGRAPH : to;
        while (((unsigned char)article[to] & 0xC0) == 0x80)
            to--;
    }
    range = (struct mark_range){.start = from, .end = to};
    count = sentence_split(article + from, to - from, 200, &list);
    for (size_t i = 0; i < count; i++) {
        if (from + list[i].start <= place && place < from + list[i].end)
            range = (struct mark_range){.start = from + list[i].start,
                                        .end = from + list[i].end};
    }
    free(list);
    return range;
}

static void
show_place(struct items *items, const char *article,
           const struct number_at *number, const char *said, struct view *list)
{
    struct view *view = view_item(list, "numbers");
    struct mark_range range = sentence_at(article, number->place);
    char *sentence = arena_strndup(items->request->arena, article + range.start,
                                   range.end - range.start);
    size_t at = number->place - range.start;
    struct number there;
    struct mark_range same;
    struct buf html = {.max = (size_t)1 << 20};

    read_number(sentence + at, false, &there);
    same = (struct mark_range){.start = at, .end = at + there.len};
    marks_one(&html, sentence, same, "same");
    view_text(view, "number", said);
    view_html(view, "sentence", buf_text(&html));
    buf_deinit(&html);
}

void
item_show_numbers(struct items *items, struct item *item, const char *taken,
                  const struct item_article *article, struct view *view)
{
    struct number_at list[NUMBERS];
    /* The sentence that it was made from comes before any other. */
    const char *whole =
        arena_printf(items->request->arena, "%s\n%s", taken, article->whole);
    size_t found = 0, count = numbers_find(item->g.text, whole, list, NUMBERS);
    struct buf missing = {.max = 1000};

    for (size_t i = 0; i < count; i++) {
        const char *said =
            arena_strndup(items->request->arena, item->g.text + list[i].start,
                          list[i].end - list[i].start);

        if (list[i].place != NUMBER_NOWHERE) {
            found++;
            show_place(items, whole, &list[i], said, view);
        } else if (missing.len < MISSING_MOST) {
            buf_printf(&missing, "%s%s", missing.len > 0 ? ", " : "", said);
        }
    }
    if (found > 0) {
        view_text(view, "numbered",
                  found == 1 ? "that number" : "these numbers");
        item_add_chip(view, "ok", "%zu %s in the article", found,
                      found == 1 ? "number stands" : "numbers stand");
    }
    if (missing.len > 0) {
        item->wants_look = true;
        item_add_chip(view, "bad", "%s %s not stand in the article",
                      buf_text(&missing), count - found == 1 ? "does" : "do");
    }
    buf_deinit(&missing);
}

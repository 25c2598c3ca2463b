/* Hashtags, mentions and cashtags as twitter-text 3.1 finds them, and the
 * order among all entities; links are found in entities_url.c. */
#include "entities.h"

#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_NAME = 20, MAX_LIST = 25, MAX_CASHTAG = 6 };

struct entity *
entity_list_add(struct entity_list *list, enum entity_kind kind, size_t start,
                size_t end)
{
    struct entity *entity;

    list->items = mem_grow(list->items, &list->capacity, list->count + 1,
                           sizeof *list->items);
    entity = &list->items[list->count++];
    *entity = (struct entity){kind, start, end};
    return entity;
}

static bool
is_alpha(int32_t cp)
{
    return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
}

static bool
is_name_char(int32_t cp)
{
    return is_alpha(cp) || (cp >= '0' && cp <= '9') || cp == '_';
}

static bool
is_in(int32_t cp, const char *set)
{
    return cp > 0 && cp < 0x80 && strchr(set, (char)cp) != NULL;
}

/* Letters and marks: at least one of these makes a hashtag. */
static bool
is_tag_letter(int32_t cp)
{
    return utf8_is_letter(cp);
}

static bool
is_tag_char(int32_t cp)
{
    static const int32_t special[] = {
        0x200C, 0x200D, 0xA67E, 0x5BE,  0x5F3,  0x5F4, 0xFF5E, 0x301C,
        0x309B, 0x309C, 0x30A0, 0x30FB, 0x3003, 0xF0B, 0xF0C,  0xB7};

    if (cp < 0x80)
        return is_name_char(cp);
    if (is_tag_letter(cp) || utf8_is_decimal(cp))
        return true;
    for (size_t i = 0; i < sizeof special / sizeof special[0]; i++) {
        if (cp == special[i])
            return true;
    }
    return false;
}

static bool
is_hash(int32_t cp)
{
    return cp == '#' || cp == 0xFF03;
}

static bool
is_at(int32_t cp)
{
    return cp == '@' || cp == 0xFF20;
}

static bool
is_scheme_mark(const int32_t *p, size_t count, size_t at)
{
    return at + 2 < count && p[at] == ':' && p[at + 1] == '/' &&
           p[at + 2] == '/';
}

/* A tag needs a sign before it that is none of a tag's own, and that the
 * tag before it has not used up. */
static bool
may_begin_tag(const int32_t *p, size_t at, size_t used)
{
    int32_t before;

    if (at == 0)
        return true;
    if (at - 1 < used)
        return false;
    before = p[at - 1];
    return before == 0xFE0E || before == 0xFE0F ||
           (!is_tag_char(before) && before != '&');
}

static void
scan_hashtags(const int32_t *p, size_t count, struct entity_list *found)
{
    size_t used = 0;

    for (size_t at = 0; at + 1 < count; at++) {
        size_t end = at + 1;
        bool lettered = false;

        if (!is_hash(p[at]) || !may_begin_tag(p, at, used) ||
            p[end] == 0xFE0F || p[end] == 0x20E3)
            continue;
        while (end < count && is_tag_char(p[end]))
            lettered |= is_tag_letter(p[end++]);
        if (!lettered) {
            at = end > at + 1 ? end - 1 : at; /* no tag begins in digits */
            continue;
        }
        if ((end >= count || !is_hash(p[end])) &&
            !is_scheme_mark(p, count, end))
            entity_list_add(found, ENTITY_HASHTAG, at, end);
        used = end;
        at = end - 1;
    }
}

static bool
may_begin_mention(const int32_t *p, size_t at, size_t used)
{
    size_t rt;

    if (at == 0)
        return true;
    if (at - 1 < used)
        return false;
    if (!is_name_char(p[at - 1]) && !is_in(p[at - 1], "!#$%&*") &&
        !is_at(p[at - 1]))
        return true;
    /* "RT@name": a retweet by hand */
    if (at < 2 + used || (p[at - 2] | 0x20) != 'r' || (p[at - 1] | 0x20) != 't')
        return false;
    rt = at - 2;
    return rt == 0 ||
           (rt > used && !is_name_char(p[rt - 1]) && !is_in(p[rt - 1], "+~.-"));
}

/* "@name/list" is taken whole, so that nothing else is found in it; the list
 * is then left out by the caller (kind ENTITY_KINDS). */
static void
scan_mentions(const int32_t *p, size_t count, struct entity_list *found)
{
    size_t used = 0;

    for (size_t at = 0; at + 1 < count; at++) {
        enum entity_kind kind = ENTITY_MENTION;
        size_t end = at + 1;

        if (!is_at(p[at]) || !may_begin_mention(p, at, used))
            continue;
        while (end < count && end - at <= MAX_NAME && is_name_char(p[end]))
            end++;
        if (end == at + 1)
            continue;
        if (end + 1 < count && p[end] == '/' && is_alpha(p[end + 1])) {
            size_t slash = end++;

            while (end < count && end - slash <= MAX_LIST &&
                   (is_name_char(p[end]) || p[end] == '-'))
                end++;
            kind = ENTITY_KINDS;
        }
        if ((end >= count ||
             (!is_at(p[end]) && !entities_is_latin_accent(p[end]))) &&
            !is_scheme_mark(p, count, end))
            entity_list_add(found, kind, at, end);
        used = end;
        at = end - 1;
    }
}

static bool
may_end_cashtag(const int32_t *p, size_t count, size_t at)
{
    return at >= count || entities_is_space(p[at]) || p[at] == 0xFEFF ||
           is_in(p[at], "!'#%&()*+,\\-./:;<=>?@[]^_{|}~$");
}

static void
scan_cashtags(const int32_t *p, size_t count, struct entity_list *found)
{
    for (size_t at = 0; at + 1 < count; at++) {
        size_t letters = at + 1, end = 0;

        if (p[at] != '$' || (at > 0 && !entities_is_space(p[at - 1]) &&
                             !entities_is_direction(p[at - 1])))
            continue;
        while (letters < count && letters - at <= MAX_CASHTAG &&
               is_alpha(p[letters]))
            letters++;
        if (letters == at + 1)
            continue;
        if (letters + 1 < count && is_in(p[letters], "._")) {
            size_t class_end = letters + 1;

            while (class_end < count && class_end - letters <= 2 &&
                   is_alpha(p[class_end]))
                class_end++;
            if (class_end > letters + 1 && may_end_cashtag(p, count, class_end))
                end = class_end;
        }
        if (end == 0 && may_end_cashtag(p, count, letters))
            end = letters;
        if (end > 0)
            entity_list_add(found, ENTITY_CASHTAG, at, end);
    }
}

static int
by_start(const void *a, const void *b)
{
    const struct entity *x = a, *y = b;

    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return x->kind < y->kind ? -1 : x->kind > y->kind;
}

size_t
entities_find(const int32_t *points, size_t count, struct entity **entities)
{
    struct entity_list found = {0};
    size_t kept = 0, last_end = 0;

    entities_scan_urls(points, count, &found);
    scan_mentions(points, count, &found);
    scan_hashtags(points, count, &found);
    scan_cashtags(points, count, &found);
    if (found.count > 1)
        qsort(found.items, found.count, sizeof *found.items, by_start);
    for (size_t i = 0; i < found.count; i++) {
        struct entity entity = found.items[i];

        if (entity.start < last_end)
            continue;
        last_end = entity.end;
        if (entity.kind != ENTITY_KINDS)
            found.items[kept++] = entity;
    }
    if (kept == 0) {
        free(found.items);
        found.items = NULL;
    }
    *entities = found.items;
    return kept;
}

size_t
entities_find_urls(const int32_t *points, size_t count,
                   struct entity **entities)
{
    struct entity_list found = {0};

    entities_scan_urls(points, count, &found);
    *entities = found.items;
    return found.count;
}

/* What a text says of people: what many of an audience's role are called, and
 * that the rep works where a text names the rep's own company. */
#include "compose_inner.h"

#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_ROLE 40 /* bytes */

/* "Head of data" -> "head of data". False for acronyms and names with capitals
 * within ("VP", "DevOps lead"): their plurals look odd. */
static bool
add_small(struct buf *out, const char *text, const struct word *first)
{
    const char *p = text + first->start, *end = text + first->end;

    buf_add_codepoint(out, utf8_lower(utf8_next(&p, end)));
    while (p < end) {
        int32_t cp = utf8_next(&p, end);

        if (utf8_is_upper(cp))
            return false;
        buf_add_codepoint(out, cp);
    }
    return true;
}

/* "officer" -> "officers" by the pack's endings; false where none fits. */
static bool
add_plural(struct buf *out, const struct text_list *endings)
{
    for (size_t i = 0; i < endings->count; i++) {
        const char *rule = endings->items[i], *sign = strchr(rule, '>');
        size_t n = sign != NULL ? (size_t)(sign - rule) : 0;

        if (sign == NULL || n >= out->len ||
            memcmp(buf_text(out) + out->len - n, rule, n) != 0)
            continue;
        if (sign[1] == '!')
            return false;
        out->len -= n;
        buf_add(out, sign + 1);
        return true;
    }
    return false;
}

/* "Head of data platform" -> "data platform leads", by the pack's rules; each
 * has one "*" on either side of ">", or none at all. */
static const char *
role_by_rule(const struct compose_pack *pack, const char *role,
             struct arena *arena)
{
    for (size_t i = 0; i < pack->roles.count; i++) {
        const char *rule = pack->roles.items[i], *sign = strchr(rule, '>'),
                   *star = strchr(rule, '*'), *out;
        size_t before, len = strlen(role), kept;

        if (sign == NULL)
            continue;
        if (star == NULL || star > sign) {
            if (len == (size_t)(sign - rule) &&
                strncasecmp(rule, role, len) == 0)
                return sign + 1;
            continue;
        }
        before = (size_t)(star - rule);
        kept = (size_t)(sign - star) - 1; /* behind the star */
        out = strchr(sign, '*');
        if (out == NULL || len <= before + kept ||
            strncasecmp(rule, role, before) != 0 ||
            strncasecmp(star + 1, role + len - kept, kept) != 0)
            continue;
        return arena_printf(arena, "%.*s%.*s%s", (int)(out - sign - 1),
                            sign + 1, (int)(len - before - kept), role + before,
                            out + 1);
    }
    return NULL;
}

const char *
roles_of(const struct compose_pack *pack, const struct compose_rep *rep,
         struct arena *arena)
{
    const char *role = rep->role, *made = NULL;
    struct word *words = NULL;
    struct buf out = {0};
    size_t n, head;

    if (role == NULL || strlen(role) > MAX_ROLE || pack->plural.count == 0 ||
        strpbrk(role, ",/&()|;:{}<>") != NULL ||
        strcmp(rep->voice->languages.items[0], pack->language) != 0)
        return NULL;
    made = role_by_rule(pack, role, arena);
    if (made != NULL)
        return made;
    n = words_cut(role, strlen(role), &words);
    for (head = 0;
         head < n && !word_set_has(&pack->words[WORDS_JOIN], words[head].key);)
        head++;
    if (n > 0 && n <= 5 && head > 0 && words[0].start == 0 &&
        add_small(&out, role, &words[0])) {
        if (head > 1)
            buf_add_bytes(&out, role + words[0].end,
                          words[head - 1].end - words[0].end);
        if (add_plural(&out, &pack->plural)) {
            buf_add_bytes(&out, role + words[head - 1].end,
                          words[n - 1].end - words[head - 1].end);
            made = arena_strdup(arena, buf_text(&out));
        }
    }
    buf_deinit(&out);
    free(words);
    return made;
}

const char *
disclosure_of(const struct compose_pack *pack, const struct voice *voice,
              const char *body, struct arena *arena)
{
    const char *company = voice->company, *slot;
    struct word *words = NULL, *name = NULL;
    size_t n, k, at = 0;
    bool named = false;

    slot =
        pack->disclosure != NULL ? strstr(pack->disclosure, "{company}") : NULL;
    if (company == NULL || slot == NULL)
        return NULL;
    n = words_cut(body, strlen(body), &words);
    k = words_cut(company, strlen(company), &name);
    for (; k > 0 && at + k <= n && !named; at++) {
        size_t same = 0;

        while (same < k && words[at + same].key == name[same].key)
            same++;
        named = same == k;
    }
    free(words);
    free(name);
    return named
               ? arena_printf(arena, "%.*s%s%s", (int)(slot - pack->disclosure),
                              pack->disclosure, company,
                              slot + strlen("{company}"))
               : NULL;
}

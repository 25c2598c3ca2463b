/* Where link, hashtags and emoji go. The place of the link is part of what a
 * reader takes for a habit, so it changes from post to post like the rest. */
#include "compose_inner.h"

#include "polyphony/network.h"

#include <stdlib.h>
#include <string.h>

enum { AFTER_BLANK, SAME_LINE, AFTER_FIRST, TAGS_INLINE, NEXT_LINE, TAGS_LAST };

static void
add_tags(struct buf *out, const struct layout *layout, const char *before)
{
    for (size_t i = 0; i < layout->n_tags; i++) {
        buf_add(out, i == 0 ? before : " ");
        buf_add(out, layout->tags[i]);
    }
}

static void
add_link(struct buf *out, const struct layout *layout, const char *before)
{
    buf_add(out, before);
    buf_add(out, layout->link);
}

static void
add_disclosure(struct buf *out, const struct layout *layout)
{
    if (layout->disclosure == NULL)
        return;
    buf_add(out, "\n\n");
    buf_add(out, layout->disclosure);
}

/* The link behind the first paragraph; the rest and the hashtags below. */
static void
write_after_first(struct buf *out, const struct layout *layout,
                  const char *body, const char *rest)
{
    buf_add_bytes(out, body, (size_t)(rest - body));
    add_link(out, layout, " ");
    buf_add(out, rest);
    add_disclosure(out, layout);
    add_tags(out, layout, "\n\n");
}

/* The hashtag's word where the body has it; NULL where it has not. */
static const char *
find_tag_word(const char *body, const char *tag)
{
    size_t len = strlen(tag + 1);

    for (const char *p = body; (p = strcasestr(p, tag + 1)) != NULL; p++) {
        unsigned char before = p > body ? (unsigned char)p[-1] : ' ',
                      after = (unsigned char)p[len];

        if (strchr(" \n", before) != NULL &&
            (after == '\0' || strchr(" \n,.;?!", after) != NULL))
            return p;
    }
    return NULL;
}

/* "#" before words of the body; what has none stays a tag of its own. */
static void
put_tags_inside(struct layout *layout, struct buf *body)
{
    size_t left = 0;

    for (size_t i = 0; i < layout->n_tags; i++) {
        const char *at = find_tag_word(buf_text(body), layout->tags[i]);
        struct buf with = {0};

        if (at == NULL) {
            layout->tags[left++] = layout->tags[i];
            continue;
        }
        buf_add_bytes(&with, buf_text(body), (size_t)(at - buf_text(body)));
        buf_add_char(&with, '#');
        buf_add(&with, at);
        buf_cut(body, 0);
        buf_add(body, buf_text(&with));
        buf_deinit(&with);
    }
    layout->n_tags = left;
}

static void write_around(const struct layout *layout, const char *body,
                         struct buf *out);

void
layout_write(const struct layout *layout, const char *body, struct buf *out)
{
    struct layout changed = *layout;
    struct buf inside = {0};

    if (layout->tags_last && changed.kind == TAGS_INLINE)
        changed.kind = TAGS_LAST;
    buf_add(&inside, body);
    if (layout->tags_inside)
        put_tags_inside(&changed, &inside);
    write_around(&changed, buf_text(&inside), out);
    buf_deinit(&inside);
}

static void
write_around(const struct layout *layout, const char *body, struct buf *out)
{
    const char *rest = strstr(body, "\n\n");

    if (layout->kind == AFTER_FIRST && rest != NULL) {
        write_after_first(out, layout, body, rest);
        return;
    }
    buf_add(out, body);
    if (layout->emoji != NULL) {
        buf_add_char(out, ' ');
        buf_add(out, layout->emoji);
    }
    add_disclosure(out, layout);
    switch (layout->kind) {
    case SAME_LINE:
        add_link(out, layout, " ");
        add_tags(out, layout, "\n\n");
        break;
    case TAGS_INLINE:
        add_tags(out, layout, " ");
        add_link(out, layout, "\n\n");
        break;
    case NEXT_LINE:
        add_link(out, layout, "\n");
        add_tags(out, layout, " ");
        break;
    case TAGS_LAST:
        add_link(out, layout, "\n\n");
        add_tags(out, layout, "\n\n");
        break;
    default:
        add_link(out, layout, "\n\n");
        add_tags(out, layout, " ");
    }
}

static bool
says(const struct word *words, size_t n, const struct term_of_rep *term)
{
    size_t found = 0;

    for (size_t k = 0; k < term->n_stems; k++)
        for (size_t i = 0; i < n; i++)
            if (words[i].stem == term->stems[k]) {
                found++;
                break;
            }
    return found == term->n_stems;
}

static bool
has_tag(const struct layout *layout, const char *tag)
{
    for (size_t i = 0; i < layout->n_tags; i++)
        if (strcasecmp(layout->tags[i], tag) == 0)
            return true;
    return false;
}

static void
pick_tags(struct layout *layout, const struct rep_terms *terms,
          const struct word *words, size_t n, size_t most, bool concepts)
{
    for (int round = 0; round < 3; round++)
        for (size_t i = 0; i < terms->count && layout->n_tags < most; i++) {
            const struct term_of_rep *term = &terms->items[i];

            if (term->tag == NULL || has_tag(layout, term->tag) ||
                term->scattered != (round == 2) ||
                (concepts && !term->is_concept))
                continue;
            if (round == 2 ||
                says(words, n, term) == ((round == 1) != layout->tags_inside))
                layout->tags[layout->n_tags++] = term->tag;
        }
}

/* In a small crew concepts only; where there is none of the rep's, one that
 * their readers follow all the same. */
void
layout_pick_tags(struct layout *layout, const struct rep_terms *terms,
                 const char *body, size_t most, bool choosy)
{
    struct word *words = NULL;
    size_t n = words_cut(body, strlen(body), &words);

    if (most > sizeof layout->tags / sizeof *layout->tags)
        most = sizeof layout->tags / sizeof *layout->tags;
    pick_tags(layout, terms, words, n, most, choosy);
    if (layout->n_tags == 0 && most > 0)
        pick_tags(layout, terms, words, n, 1, false);
    free(words);
}

const char *
layout_pick_emoji(const struct compose_pack *pack, const char *body, bool often,
                  uint64_t hash)
{
    const char *best = NULL;
    struct word *words = NULL;
    size_t n = words_cut(body, strlen(body), &words), most = 0;

    for (size_t i = 0; i < pack->signs.count; i++) {
        const struct cue *sign = &pack->signs.items[i];
        size_t hits = 0;

        for (size_t k = 0; k < n; k++)
            hits += word_set_has(&sign->words, words[k].key);
        if (hits > most) {
            most = hits;
            best = sign->name;
        }
    }
    free(words);
    if (best == NULL && pack->emoji.count > 0 &&
        (often || pack->signs.count == 0))
        best = pack->emoji.items[hash % pack->emoji.count];
    return best;
}

bool
layout_fits(const char *network, const char *text)
{
    const struct network *known = network_find(network);

    return known == NULL || network_measure_text(known, text).valid;
}

/* Who wrote it. Names stand in ld+json and meta elements (where they are
 * often the site's, or an editor's account) and in bylines (where they are
 * among dates and roles). What readers see is believed first. */
#include "extract_date.h"
#include "polyphony/url.h"
#include "polyphony/utf8.h"

#include <string.h>
#include <strings.h>

/* What may stand before a name. */
static const char *const before_name[] = {"written by",
                                          "posted by",
                                          "published by",
                                          "reported by",
                                          "story by",
                                          "words by",
                                          "article by",
                                          "by",
                                          "author",
                                          "authors",
                                          "autor/in",
                                          "autorin",
                                          "autoren",
                                          "autor",
                                          "autore",
                                          "auteur",
                                          "autores",
                                          "veröffentlicht von",
                                          "geschrieben von",
                                          "gepostet von",
                                          "verfasst von",
                                          "erstellt von",
                                          "eingestellt von",
                                          "publiziert von",
                                          "ein beitrag von",
                                          "ein artikel von",
                                          "von",
                                          "vom",
                                          "text von",
                                          "text",
                                          "interview",
                                          "publié par",
                                          "rédigé par",
                                          "écrit par",
                                          "par",
                                          "publicado por",
                                          "escrito por",
                                          "por",
                                          "pubblicato da",
                                          "scritto da",
                                          "di",
                                          "door",
                                          "af",
                                          "av",
                                          "przez",
                                          "alle beiträge von",
                                          "zeige alle beiträge von",
                                          "alles von",
                                          "beiträge von",
                                          "artikel von",
                                          "view all posts by",
                                          "posts by",
                                          "autor:innen",
                                          "autor*innen",
                                          "autorinnen",
                                          "автор",
                                          "текст",
                                          "autor:in",
                                          NULL};

/* A name ends where one of these begins. */
static const char *const after_name[] = {" | ",
                                         " \u00B7 ",
                                         " \u2022 ",
                                         " \u2013 ",
                                         " \u2014 ",
                                         " - ",
                                         " // ",
                                         " / ",
                                         "\n",
                                         " on ",
                                         " am ",
                                         " in ",
                                         " at ",
                                         " updated",
                                         " published",
                                         " posted",
                                         " veröffentlicht",
                                         " vom ",
                                         " um ",
                                         " · ",
                                         " for ",
                                         " said",
                                         " le ",
                                         " el ",
                                         " sagt",
                                         " schreibt",
                                         " stand",
                                         " aktualisiert",
                                         " übersetzt",
                                         " fotos:",
                                         "published",
                                         " lehrt",
                                         " ist ",
                                         " is ",
                                         " | ",
                                         "(",
                                         "[",
                                         ", cnn",
                                         " via ",
                                         " •",
                                         " ~ ",
                                         " > ",
                                         " » ",
                                         " hat ",
                                         ". ",
                                         NULL};

static const char *const no_names[] = {
    "admin",     "administrator", "super user", "publisher",  "null",
    "undefined", "anonymous",     "anonym",     "anónimo",    "unknown",
    "editor",    "staff",         "webmaster",  "guest",      "wordpressadmin",
    "name",      "share",         "comments",   "redacción",  "redaccion",
    "autoren",   "authors",       "author",     "profile",    "read more",
    "email",     "about",         "home",       "kommentare", "archiv anzeigen",
    "follow",    "user",          "gast",       NULL};

/* Words of firms and houses: no author by what only meta elements say. */
static const char *const house_words[] = {
    " gmbh ",      " ag ",          " e v ",
    " ev ",        " inc ",         " ltd ",
    " llc ",       " sa ",          " media ",
    " presse ",    " press ",       " redaktion ",
    " redacción ", " magazin ",     " magazine ",
    " zeitung ",   " verlag ",      " news ",
    " online ",    " staff ",       " newsroom ",
    " editors ",   " team ",        " stiftung ",
    " verband ",   " deutschland ", " agencia ",
    " agency ",    " departement ", " bundesamt ",
    " family ",    " kitchens ",    NULL};

/* Who took a picture did not write the text. */
static const char *const picture_words[] = {
    "bild",    "foto",   "fotos", "\u00A9", "image", "photo",
    "picture", "credit", "(c)",   "фото",   NULL};

static bool
is_listed(const char *text, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (strcasecmp(text, *list) == 0)
            return true;
    }
    return false;
}

static const char *
lowered(struct arena *arena, const char *text)
{
    struct buf lower = {0};
    const char *p = text, *end = text + strlen(text), *made;

    while (p < end)
        buf_add_codepoint(&lower, utf8_lower(utf8_next(&p, end)));
    made = arena_strndup(arena, buf_text(&lower), lower.len);
    buf_deinit(&lower);
    return made;
}

/* Past "By", "Von:", and so on; NULL where nothing of it is there. */
static const char *
after_prefix(struct arena *arena, const char *text)
{
    const char *lower = lowered(arena, text);

    for (const char *const *word = before_name; *word != NULL; word++) {
        size_t len = strlen(*word);
        const char *p;

        if (strncmp(lower, *word, len) != 0)
            continue;
        p = text + len; /* lower-casing keeps the bytes of these words */
        if (strncmp(p, "\u00A0", 2) == 0)
            return p + 2;
        if (*p == ' ' || *p == ':' || *p == '\0')
            return p + strspn(p, " :|\n");
    }
    return NULL;
}

/* Does the full stop here end an initial or a title: "J. Smith", "Dr. Smith",
 * "Mary C. Smith"? */
static bool
is_initial(const char *text, size_t at)
{
    size_t letters = 0;

    while (letters < at && letters < 5 && text[at - letters - 1] != ' ')
        letters++;
    return letters <= 2 || (letters < 5 && letters == at);
}

/* Words that stand before a date and within names alike. */
static bool
is_article(const char *mark)
{
    return strcmp(mark, " le ") == 0 || strcmp(mark, " el ") == 0;
}

/* Without "and" at its end, left over of a list that goes on in an element
 * apart. */
static size_t
without_and(const char *text, size_t len)
{
    static const char *const ands[] = {" and", " und", " et",  " y", " e",
                                       " og",  " en",  " och", NULL};

    for (const char *const *word = ands; *word != NULL; word++) {
        size_t tail = strlen(*word);

        if (len > tail && strncmp(text + len - tail, *word, tail) == 0)
            return len - tail;
    }
    return len;
}

/* Cut a text where the name has ended: at marks, digits, role words. */
static const char *
cut_name(struct arena *arena, const char *text)
{
    const char *lower = lowered(arena, text);
    size_t len = strlen(text);

    if (strlen(lower) != len) /* rare letters change their length */
        lower = text;
    for (const char *const *mark = after_name; *mark != NULL; mark++) {
        const char *hit = strstr(lower, *mark);

        while (hit != NULL && strcmp(*mark, ". ") == 0 &&
               is_initial(text, (size_t)(hit - lower)))
            hit = strstr(hit + 1, *mark);
        /* "le 3 mai" ends a name, "Le Clerc" is one. */
        while (hit != NULL && is_article(*mark) &&
               !(hit[4] >= '0' && hit[4] <= '9'))
            hit = strstr(hit + 1, *mark);
        if (hit != NULL && hit > lower && (size_t)(hit - lower) < len)
            len = (size_t)(hit - lower);
    }
    for (size_t i = 0; i < len; i++) {
        if (text[i] >= '0' && text[i] <= '9' &&
            (i == 0 || text[i - 1] == ' ' || text[i - 1] == ',')) {
            len = i;
            break;
        }
    }
    while (len > 0 && strchr(" ,;:|.-~/&", text[len - 1]) != NULL &&
           !(text[len - 1] == '.' && len > 2 && text[len - 3] == ' '))
        len--;
    return arena_strndup(arena, text, without_and(text, len));
}

static bool
is_name(const struct facts *facts, const char *text, bool may_be_one_word)
{
    size_t words = 0, upper = 0;
    const char *p = text, *end = text + strlen(text);
    bool inside = false;

    if (end - p < 2 || end - p > 90 || is_listed(text, no_names) ||
        strstr(text, "http") != NULL || strchr(text, '@') != NULL ||
        strstr(text, "www.") != NULL || strstr(text, "://") != NULL)
        return false;
    if (facts->site != NULL && strcmp(folded_words(facts->arena, facts->site),
                                      folded_words(facts->arena, text)) == 0)
        return false;
    while (p < end) {
        int32_t cp = utf8_next(&p, end);
        bool letter = utf8_is_letter(cp);

        if (letter && !inside) {
            words++;
            upper += utf8_is_upper(cp) || utf8_is_cjk(cp);
        }
        inside = letter || cp == '\'' || cp == 0x2019 || cp == '-' || cp == '.';
    }
    if (words == 0 || words > 12 || (words > 1 && upper * 2 < words))
        return false;
    return words > 1 || may_be_one_word;
}

/* Is it a house and no person: a firm's word in it, or what the page's host
 * is called? */
static bool
is_house(const struct facts *facts, const char *name)
{
    const char *words = folded_words(facts->arena, name);
    const char *host =
        facts->url != NULL ? url_host(facts->arena, facts->url) : NULL;
    struct buf joined = {.max = 400};
    bool house = false;

    for (const char *const *word = house_words; *word != NULL; word++)
        house = house || strstr(words, *word) != NULL;
    for (const char *p = words; *p != '\0'; p++) {
        if (*p != ' ')
            buf_add_char(&joined, *p);
    }
    if (host != NULL && joined.len > 4)
        house = house || strstr(host, buf_text(&joined)) != NULL;
    buf_deinit(&joined);
    return house;
}

static bool
is_picture_credit(const struct facts *facts, const char *text)
{
    const char *lower = lowered(facts->arena, text);

    for (const char *const *word = picture_words; *word != NULL; word++) {
        if (strncmp(lower, *word, strlen(*word)) == 0)
            return true;
    }
    return false;
}

static const char *
name_in(const struct facts *facts, const char *text, bool one_word)
{
    const char *name = squeezed(facts->arena, text);
    const char *after;

    if (name == NULL || strlen(name) > 400)
        return NULL;
    name += strspn(name, " |&,:;~-");
    if (is_picture_credit(facts, name))
        return NULL;
    for (int n = 0; n < 2; n++) {
        after = after_prefix(facts->arena, name);
        if (after != NULL)
            name = after;
    }
    name = cut_name(facts->arena, name);
    return is_name(facts, name, one_word) ? name : NULL;
}

/* How plainly an element is said to hold the author: smaller is better, 9 is
 * not at all. */
static int
mark_rank(const struct html_node *node)
{
    const char *rel = html_attr(node, "rel"), *item, *name, *href;

    if (node->n_attrs == 0)
        return 9;
    item = html_attr(node, "itemprop");
    name = html_attr(node, "class");
    href = node->tag == HTML_A ? html_attr(node, "href") : NULL;
    if (rel != NULL && strcasestr(rel, "author") != NULL)
        return 1;
    if (item != NULL && strcasestr(item, "author") != NULL)
        return 2;
    if (href != NULL && (strcasestr(href, "/author/") != NULL ||
                         strcasestr(href, "/autor/") != NULL ||
                         strcasestr(href, "/authors/") != NULL ||
                         strcasestr(href, "/auteur/") != NULL ||
                         strcasestr(href, "/autoren/") != NULL))
        return 3;
    if (name == NULL)
        return 9;
    if (strcasestr(name, "byline") != NULL)
        return 4;
    if (strcasestr(name, "author") != NULL || strcasestr(name, "autor") ||
        strcasestr(name, "auteur") != NULL ||
        strcasestr(name, "vcard") != NULL || strcasestr(name, "writer") != NULL)
        return 5;
    return 9;
}

static bool
is_in_comments(const struct html_node *node)
{
    for (; node != NULL; node = node->parent) {
        if (element_hints(node) & (HINT_COMMENTS | HINT_LINKED | HINT_NEVER))
            return true;
        if (node->tag == HTML_NAV || node->tag == HTML_FOOTER)
            return true;
    }
    return false;
}

static bool
is_word_end(const struct buf *text)
{
    unsigned char last = (unsigned char)text->data[text->len - 1];

    return last >= 0x80 || (last >= 'a' && last <= 'z');
}

static bool
starts_word(const char *text)
{
    const char *p = text;

    return utf8_is_upper(utf8_next(&p, text + strlen(text)));
}

/* The text of a byline with a mark where one part of it ends. */
static void
separated_text(const struct html_node *top, struct buf *out)
{
    for (const struct html_node *node = top; node != NULL;
         node = html_next(top, node)) {
        switch (node->tag) {
        case HTML_TEXT:
            buf_add(out, node->text);
            break;
        case HTML_A:
        case HTML_B:
        case HTML_STRONG:
        case HTML_EM:
        case HTML_I:
            break;
        case HTML_SPAN: /* "Ann Lee" and "Staff Writer" side by side */
            if (out->len > 0 && is_word_end(out) && node->first != NULL &&
                node->first->tag == HTML_TEXT && starts_word(node->first->text))
                buf_add(out, " | ");
            break;
        default:
            buf_add(out, " | ");
            break;
        }
    }
}

/* Nothing but what stands between the names of a list? */
static bool
is_between_names(const struct facts *facts, const char *text)
{
    static const char *const words[] = {"and", "und", "et",  "y", "e",
                                        "og",  "en",  "och", NULL};
    const char *line = squeezed(facts->arena, text);

    if (line == NULL)
        return true;
    line += strspn(line, ",;|/& ");
    return *line == '\0' || is_listed(line, words);
}

/* A name, and those marked up alike right behind it. */
static const char *
with_coauthors(const struct facts *facts, const struct html_node *node,
               const char *name)
{
    struct buf names = {.max = 1000};
    const char *list = name;
    int rank = mark_rank(node), count = 0;

    buf_add(&names, name);
    for (node = node->next; node != NULL && count < 20; node = node->next) {
        struct buf text = {.max = 400};
        const char *next = NULL;

        count++;
        html_text(node, &text);
        if (node->tag == HTML_TEXT) {
            next = is_between_names(facts, buf_text(&text)) ? "" : NULL;
        } else if (mark_rank(node) == rank) {
            next = name_in(facts, buf_text(&text), false);
            if (next != NULL && strstr(buf_text(&names), next) == NULL) {
                buf_add(&names, ", ");
                buf_add(&names, next);
            }
        }
        buf_deinit(&text);
        if (next == NULL)
            break;
    }
    if (buf_ok(&names))
        list = arena_strdup(facts->arena, buf_text(&names));
    buf_deinit(&names);
    return list;
}

static const char *
marked_author(const struct facts *facts)
{
    const struct html_node *root = html_root(facts->doc), *found = NULL;
    const char *best = NULL;
    int best_rank = 9, tries = 0;

    for (const struct html_node *node = root;
         node != NULL && tries < MARKED_MAX_TRIES;
         node = html_next(root, node)) {
        int rank = mark_rank(node);
        struct buf text = {.max = 20000};
        const char *name = NULL;

        if (rank >= best_rank || node->tag == HTML_META ||
            node->tag == HTML_BODY || node->tag == HTML_LINK)
            continue;
        tries++;
        if (node_is_aside(node)) {
            /* A bar above or beside may hold the byline, plainly marked. */
            rank = rank <= 3 && !is_in_comments(node) ? rank + 5 : 9;
            if (rank >= best_rank)
                continue;
        }
        separated_text(node, &text);
        if (text.len < 600)
            name = name_in(facts, buf_text(&text), true);
        buf_deinit(&text);
        if (name != NULL) {
            best = name;
            best_rank = rank;
            found = node;
        }
    }
    return found != NULL ? with_coauthors(facts, found, best) : NULL;
}

/* Two or three words with capitals and nothing else: a name, most likely. */
static bool
looks_like_name(const char *text)
{
    const char *p = text, *end = text + strlen(text);
    size_t words = 0, letters = 0;

    while (p < end) {
        int32_t cp = utf8_next(&p, end);

        if (utf8_is_letter(cp)) {
            if (letters++ == 0 && !utf8_is_upper(cp))
                return false;
        } else if (cp == ' ') {
            words += letters > 1;
            letters = 0;
        } else if (cp != '-' && cp != '.' && cp != '\'' && cp != 0x2019) {
            return false;
        }
    }
    words += letters > 1;
    return words == 2 || words == 3;
}

/* The name in "4.2.2022 | 13:10 | Ann Lee": the part that looks like one. */
static const char *
name_beside_date(const struct facts *facts, const char *text)
{
    static const char *const marks[] = {" | ",      " - ",      " / ",     ", ",
                                        " \u00B7 ", " \u2022 ", " \u2013 "};

    while (text != NULL) {
        const char *next = NULL, *part;
        size_t len = strlen(text);

        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
            const char *hit = strstr(text, marks[i]);

            if (hit != NULL && (size_t)(hit - text) < len) {
                len = (size_t)(hit - text);
                next = hit + strlen(marks[i]);
            }
        }
        part = arena_strndup(facts->arena, text, len);
        if (looks_like_name(part) && !is_house(facts, part))
            return name_in(facts, part, false);
        text = next;
    }
    return NULL;
}

/* "By Jane Doe", or "6.11.2023 by Jane Doe", in a short block. */
static const char *
printed_name(const struct facts *facts, const struct block *block)
{
    const char *text = block_text(facts->page, block), *after;
    struct page_date date;

    if (block->chars >= 150 || block->why_not & HINT_COMMENTS)
        return NULL;
    after = after_prefix(facts->arena, text);
    if (after != NULL && *after == '\0' &&
        block + 1 < facts->page->blocks + facts->page->n_blocks &&
        block[1].chars < 60)
        return name_in(facts, block_text(facts->page, block + 1), true);
    if (after != NULL)
        return name_in(facts, text, block->chars < 25);
    if (block->chars < 60 && page_date_find(text, block->len, false, &date)) {
        static const char *const by[] = {" von ", " by ", " por ", " par "};

        for (size_t i = 0; i < sizeof by / sizeof *by; i++) {
            const char *at = strstr(text, by[i]);

            if (at != NULL)
                return name_in(facts, at, true);
        }
        return block->keep ? NULL : name_beside_date(facts, text);
    }
    return NULL;
}

/* A byline printed near the headline, or where the text ends. */
static const char *
printed_author(const struct facts *facts)
{
    const struct page *page = facts->page;
    size_t at = date_anchor(facts), last = page->n_blocks;
    const char *name;

    for (size_t i = at + 1; at != SIZE_MAX && i < page->n_blocks && i < at + 8;
         i++) {
        name = printed_name(facts, &page->blocks[i]);
        if (name != NULL)
            return name;
    }
    for (size_t i = 1; at != SIZE_MAX && i <= 2 && i <= at; i++) {
        name = printed_name(facts, &page->blocks[at - i]);
        if (name != NULL)
            return name;
    }
    while (last > 0 && !page->blocks[last - 1].keep)
        last--;
    for (size_t i = last > 2 ? last - 2 : 0; i < last + 2 && i < page->n_blocks;
         i++) {
        name = printed_name(facts, &page->blocks[i]);
        if (name != NULL && !is_house(facts, name))
            return name;
    }
    return NULL;
}

/* WordPress labels what it tells Twitter: "Written by", then the name. */
static const char *
labelled_author(const struct facts *facts)
{
    static const char *const label[] = {"twitter:label1", NULL};
    static const char *const data[] = {"twitter:data1", NULL};
    const char *what = meta_content(facts, label);

    if (what == NULL || after_prefix(facts->arena, what) == NULL)
        return NULL;
    return name_in(facts, meta_content(facts, data), true);
}

static const char *
told_author(const struct facts *facts)
{
    static const char *const names[] = {"author",
                                        "article:author_name",
                                        "parsely-author",
                                        "sailthru.author",
                                        "byl",
                                        "cXenseParse:author",
                                        "mediator_author",
                                        "article:author",
                                        "og:article:author",
                                        "og:author",
                                        "citation_author",
                                        "shareaholic:article_author_name",
                                        "dc.creator",
                                        NULL};
    const char *name = name_in(facts, meta_content(facts, names), false);

    return name != NULL && !is_house(facts, name) ? name : NULL;
}

/* Does the page print it? The account that a publishing system refers to is
 * often not meant to be seen. */
static bool
is_printed(const struct facts *facts, const char *name)
{
    const struct buf *text = &facts->page->text;

    return memmem(buf_text(text), text->len, name, strlen(name)) != NULL;
}

static const char *
ld_author(const struct facts *facts)
{
    const char *name = NULL;

    if (facts->ld.author != NULL)
        name = name_in(facts, facts->ld.author, !facts->ld.author_referred);
    if (name != NULL && (is_house(facts, name) || (facts->ld.author_referred &&
                                                   !is_printed(facts, name))))
        return NULL;
    return name;
}

const char *
author_choose(const struct facts *facts)
{
    const char *name = marked_author(facts), *told = ld_author(facts);

    /* Of several authors a byline is often marked up one by one. */
    if (name == NULL ||
        (told != NULL && strstr(folded_words(facts->arena, told),
                                folded_words(facts->arena, name)) != NULL))
        name = told != NULL ? told : name;
    if (name == NULL)
        name = labelled_author(facts);
    if (name == NULL)
        name = printed_author(facts);
    if (name == NULL)
        name = told_author(facts);
    return name;
}

/* Dates that a page prints for its readers: in bylines near the headline, at
 * last anywhere. A date within a sentence is about the subject more often than
 * about the article. */
#include "extract_date.h"
#include "polyphony/utf8.h"

#include <string.h>
#include <strings.h>

#define ASIDE ((unsigned)(HINT_COMMENTS | HINT_LINKED | HINT_NEVER))

/* Is the page's host named after a country that writes English, and the day
 * first: .uk, .ie, .au ...? */
static bool
is_day_first_host(const char *url)
{
    static const char *const countries[] = {"uk", "ie", "au", "nz", "in", "za",
                                            "ke", "ng", "pk", "sg", "my", "mt"};
    const char *host = url != NULL ? strstr(url, "://") : NULL, *end;

    if (host == NULL)
        return false;
    host += 3;
    end = host + strcspn(host, "/:?#");
    for (size_t i = 0; i < sizeof countries / sizeof *countries; i++) {
        if (end - host > 3 && end[-3] == '.' &&
            strncasecmp(end - 2, countries[i], 2) == 0)
            return true;
    }
    return false;
}

bool
date_month_first(const struct facts *facts)
{
    const char *lang = html_attr(html_root(facts->doc), "lang");

    if (lang == NULL)
        return false;
    if (strcasecmp(lang, "en-US") == 0 || strcasecmp(lang, "en_US") == 0)
        return true;
    return strcasecmp(lang, "en") == 0 && !is_day_first_host(facts->url);
}

/* --- where the page's own date stands --- */

static size_t
block_like_title(const struct facts *facts)
{
    const struct page *page = facts->page;
    const char *words;
    size_t len;

    if (facts->title == NULL)
        return SIZE_MAX;
    words = folded_words(facts->arena, facts->title);
    len = strlen(facts->title);
    for (size_t i = 0; i < page->n_blocks && i < 3000; i++) {
        const struct block *block = &page->blocks[i];

        if (block->why_not & ASIDE || block->len > len + len / 4 ||
            block->len + len / 4 < len)
            continue;
        if (strcmp(folded_words(facts->arena, block_text(page, block)),
                   words) == 0)
            return i;
    }
    return SIZE_MAX;
}

size_t
date_anchor(const struct facts *facts)
{
    const struct page *page = facts->page;
    size_t found = facts->headline;

    if (found == SIZE_MAX)
        found = block_like_title(facts);
    for (size_t i = 0; found == SIZE_MAX && i < page->n_blocks; i++) {
        if (page->blocks[i].tag == HTML_H1 &&
            (page->blocks[i].why_not & (ASIDE | HINT_OUTSIDE)) == 0)
            found = i;
    }
    return found;
}

/* --- what a date is said to be --- */

/* From the most telling on. */
enum label { LABEL_PUBLISHED, LABEL_NONE, LABEL_CHANGED, LABEL_OTHER };

static bool
has_word(const char *text, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (strcasestr(text, *words) != NULL)
            return true;
    }
    return false;
}

/* By the words before it: "Updated", "available until". */
static enum label
label_of(const char *from, const char *to)
{
    static const char *const published[] = {
        "published",      "publié",      "publicad",   "pubblicat",
        "posted",         "publikováno", "publicerad", "publisert",
        "gepubliceerd",   "erschienen",  "erstellt",   "beitrag wurde",
        "geschrieben",    "opublikowan", "datum:",     "stand:",
        "veröffentlicht", "публикован",  NULL};
    static const char *const changed[] = {
        "updated",     "aktualisier", "modified",    "geändert",   "nderung:",
        "bearbeitet",  "edited",      "revised",     "actualizad", "atualizad",
        "modificado",  "mis à jour",  "mise à jour", "modifié",    "aggiornat",
        "bijgewerkt",  "gewijzigd",   "uppdatera",   "oppdatert",  "opdateret",
        "zaktualizow", "aktualizov",  "güncelle",    "бновлен",    "зменен",
        "zuletzt",     "last edit",   NULL};
    static const char *const other[] = {
        "until", "expires", "valid ",     "bis ",      "bis:",     "gültig",
        "born",  "geboren", "termin",     "hasta ",    "jusqu'",   "abruf",
        "today", "heute",   "printed on", "scheduled", "accessed", NULL};
    char before[64];
    size_t len = (size_t)(to - from);

    if (len >= sizeof before) {
        from = to - (sizeof before - 1);
        len = sizeof before - 1;
    }
    memcpy(before, from, len);
    before[len] = '\0';
    if (has_word(before, changed))
        return LABEL_CHANGED;
    if (has_word(before, other))
        return LABEL_OTHER;
    return has_word(before, published) ? LABEL_PUBLISHED : LABEL_NONE;
}

/* The dates of a text but those that are said to be something else; those
 * without a label first. */
static size_t
labelled_dates(const struct facts *facts, const char *text, size_t len,
               struct page_date dates[SHOWN_MAX], enum label *label)
{
    const char *p = text, *end = text + len;
    size_t count = 0, plain = 0;
    struct page_date found;

    while (
        count < SHOWN_MAX &&
        page_date_find(p, (size_t)(end - p), date_month_first(facts), &found)) {
        enum label its = label_of(p, found.from);

        p = found.end;
        if (its == LABEL_OTHER)
            continue;
        dates[count++] = found;
        if (its <= LABEL_NONE && plain++ < count - 1) {
            struct page_date changed = dates[plain - 1];

            dates[plain - 1] = found;
            dates[count - 1] = changed;
        }
    }
    *label = plain > 0 ? LABEL_NONE : count > 0 ? LABEL_CHANGED : LABEL_OTHER;
    return count;
}

/* --- bylines --- */

/* How far before and after the headline a byline may stand, in blocks. */
#define FAR_AFTER 9
#define FAR_BEFORE 3

/* A short line that is no part of the text; nor of an embedded post or below
 * a picture, which have dates of their own. */
static bool
is_byline(const struct block *block, bool before, size_t apart)
{
    if (block->why_not & ASIDE || block->in_quote || block->in_figure)
        return false;
    if (before)
        return block->chars <= 50 && !block->keep;
    if (block->keep && (apart > 3 || block->chars > 40))
        return false;
    return block->chars <= 60 ||
           ((block->why_not & HINT_ABOUT) != 0 && block->chars <= 130);
}

/* The blocks around the headline from near to far; what stands before it, two
 * steps later. SIZE_MAX where there is none. */
static size_t
block_at_step(const struct page *page, size_t anchor, size_t step, bool before)
{
    size_t apart = before ? step - 2 : step;

    if (before)
        return step < 3 || apart > FAR_BEFORE || apart > anchor
                   ? SIZE_MAX
                   : anchor - apart;
    return apart < page->n_blocks - anchor ? anchor + apart : SIZE_MAX;
}

size_t
shown_dates(const struct facts *facts, size_t anchor,
            struct page_date dates[SHOWN_MAX])
{
    const struct page *page = facts->page;
    enum label best = LABEL_OTHER;
    size_t count = 0;

    for (size_t n = 2;
         anchor != SIZE_MAX && best != LABEL_NONE && n <= 2 * FAR_AFTER + 1;
         n++) {
        size_t at = block_at_step(page, anchor, n / 2, n % 2 != 0);
        struct page_date found[SHOWN_MAX];
        enum label label;
        size_t n_found;

        if (at == SIZE_MAX || !is_byline(&page->blocks[at], n % 2 != 0, n / 2))
            continue;
        n_found = labelled_dates(facts, block_text(page, &page->blocks[at]),
                                 page->blocks[at].len, found, &label);
        if (label >= best)
            continue;
        best = label;
        count = n_found;
        memcpy(dates, found, sizeof found);
    }
    return count;
}

/* How far after the headline text may hold an element with its date. */
#define FAR_WITHIN 4

bool
shown_within(const struct facts *facts, size_t anchor, struct page_date *date)
{
    const struct page *page = facts->page;

    for (size_t i = 1; anchor != SIZE_MAX && i <= FAR_WITHIN; i++) {
        const struct block *block;
        const struct element *element;

        if (i >= page->n_blocks - anchor)
            break;
        block = &page->blocks[anchor + i];
        element = &page->elements[block->element];
        if ((block->why_not & ASIDE) == 0 &&
            element->end - element->first <= 3 &&
            marked_within(facts, element->node, date))
            return true;
    }
    return false;
}

/* --- printed elsewhere --- */

/* A date in a short block, or at the beginning of a longer one. */
static bool
printed_date(const struct facts *facts, size_t from, size_t to, size_t most,
             unsigned never, struct page_date *date)
{
    const struct page *page = facts->page;

    for (size_t i = from; i < to && i < page->n_blocks; i++) {
        const struct block *block = &page->blocks[i];
        struct page_date found[SHOWN_MAX];
        size_t len = block->len;
        enum label label;

        if (block->why_not & never)
            continue;
        if (block->chars > most)
            len = utf8_prefix(block_text(page, block), len, 40);
        if (labelled_dates(facts, block_text(page, block), len, found, &label) >
            0) {
            *date = found[0];
            return true;
        }
    }
    return false;
}

/* A block that says what its date is, or follows one that does. */
static bool
labelled_block(const struct facts *facts, size_t at, enum label wanted,
               struct page_date *date)
{
    const struct page *page = facts->page;
    const struct block *block = &page->blocks[at];
    const char *text = block_text(page, block);

    if (block->why_not & ASIDE || block->chars > 120 ||
        !page_date_find(text, block->len, date_month_first(facts), date))
        return false;
    if (label_of(text, date->from) == wanted)
        return true;
    if (at == 0 || block->chars > 20)
        return false;
    block--;
    text = block_text(page, block);
    return block->chars <= 40 && label_of(text, text + block->len) == wanted;
}

bool
printed_labelled(const struct facts *facts, struct page_date *date)
{
    static const enum label wanted[] = {LABEL_PUBLISHED, LABEL_CHANGED};

    for (size_t n = 0; n < sizeof wanted / sizeof *wanted; n++) {
        for (size_t i = 0; i < facts->page->n_blocks; i++) {
            if (labelled_block(facts, i, wanted[n], date))
                return true;
        }
    }
    return false;
}

bool
printed_near(const struct facts *facts, size_t anchor, struct page_date *date)
{
    if (anchor == SIZE_MAX)
        return false;
    return printed_date(facts, anchor + 1, anchor + 12, 250, ASIDE, date) ||
           printed_date(facts, anchor > 6 ? anchor - 6 : 0, anchor, 120, ASIDE,
                        date);
}

/* In the body first, then anywhere, at last even in teasers. */
bool
printed_elsewhere(const struct facts *facts, size_t anchor,
                  struct page_date *date)
{
    const struct page *page = facts->page;
    size_t first = 0;

    while (first < page->n_blocks && !page->blocks[first].keep)
        first++;
    if (printed_date(facts, first, first + 3, 150, HINT_COMMENTS, date) ||
        printed_date(facts, 0, page->n_blocks, 150, ASIDE, date))
        return true;
    return (anchor != SIZE_MAX &&
            printed_date(facts, anchor > 3 ? anchor - 3 : 0, anchor + 25, 150,
                         HINT_COMMENTS, date)) ||
           printed_date(facts, first > 3 ? first - 3 : 0, first, 60,
                        HINT_COMMENTS, date);
}

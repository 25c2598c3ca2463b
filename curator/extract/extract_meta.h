/* What a page says of itself; private to curator/extract*.c. */
#ifndef POLYPHONY_CURATOR_EXTRACT_META_H
#define POLYPHONY_CURATOR_EXTRACT_META_H

#include "extract_page.h"
#include "polyphony/extract.h"

/* From ld+json; NULL where it says nothing. */
struct ld_facts {
    const char *headline, *author, *published, *modified, *uploaded, *site,
        *image, *language;
    bool author_referred; /* by "@id" alone */
};

/* A page and all that is asked of it. Strings live in `arena`. */
struct facts {
    struct arena *arena;
    struct html *doc;
    struct page *page;
    const char *url; /* given, else canonical; may be NULL */
    const char *canonical;
    struct ld_facts ld;
    const struct html_node **metas; /* the <meta> elements, in order */
    size_t n_metas;
    const char *site, *title;
    size_t headline; /* block that shows the title; SIZE_MAX: none */
};

void ld_read(struct arena *arena, struct html *doc, struct ld_facts *facts);

/* Content of the first <meta> that has one of these names (as name, property
 * or itemprop), names in order of preference and ended by NULL; squeezed,
 * never empty. */
const char *meta_content(const struct facts *facts, const char *const *names);

/* One line without markup or references, in the arena; NULL when empty. */
const char *squeezed(struct arena *arena, const char *text);

/* Words in folded form with a blank before, between and after; the form in
 * which titles and names are compared. */
const char *folded_words(struct arena *arena, const char *text);

/* Is a node within what readers wrote, related articles, navigation? */
bool node_is_aside(const struct html_node *node);

/* How many marked-up elements are tried for an author or a date. */
#define MARKED_MAX_TRIES 300

/* Before and after the body is chosen. */
void meta_read(struct facts *facts, const char *given_url);
void meta_fill(const struct facts *facts, struct extract *extract);

const char *title_choose(struct facts *facts);
const char *author_choose(const struct facts *facts);
const char *date_choose(const struct facts *facts);

/* A date as it stands in a page. */
struct page_date {
    int year, month, day;
    int seconds;     /* of the day; -1 where no time was given */
    int offset;      /* minutes east of UTC */
    bool has_offset; /* was a zone given? */
    bool both_ways;  /* 4/5/2019: day and month may be the other way round */
    const char *from, *end; /* where it stands in the text */
};

/* The first date in a text: ISO 8601, numbers with dots or slashes, month
 * names of some twenty languages. `month_first`: how 4/5/2019 is meant. */
bool page_date_find(const char *text, size_t len, bool month_first,
                    struct page_date *date);
const char *page_date_text(struct arena *arena, const struct page_date *date);

#endif

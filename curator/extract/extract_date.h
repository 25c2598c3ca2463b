/* Between the files that find a page's date; private to curator/extract. */
#ifndef POLYPHONY_CURATOR_EXTRACT_DATE_H
#define POLYPHONY_CURATOR_EXTRACT_DATE_H

#include "extract_meta.h"

#define TOLD_MAX 24
#define SHOWN_MAX 4

/* What programs are told in ld+json and meta elements, the most trusted
 * first: when it was published; else when it was changed, made, or a film in
 * it uploaded. */
struct told_dates {
    struct page_date published[TOLD_MAX], lesser[TOLD_MAX];
    size_t n_published, n_lesser;
};

void told_read(const struct facts *facts, struct told_dates *told);

/* Days since 1970. */
int64_t page_date_days(const struct page_date *date);

/* Reads 4/5/2019 as Americans mean it? By the page's language. */
bool date_month_first(const struct facts *facts);

/* The block that the page's own date stands near: the headline, else what
 * comes closest to one; SIZE_MAX: none. */
size_t date_anchor(const struct facts *facts);

/* The dates that a byline near the headline shows; one that is not said to be
 * of a change comes first. How many; 0: none. */
size_t shown_dates(const struct facts *facts, size_t anchor,
                   struct page_date dates[SHOWN_MAX]);

/* The same within the first paragraphs, in elements that are named so. */
bool shown_within(const struct facts *facts, size_t anchor,
                  struct page_date *date);

/* The best element marked up as a date, of those that rank from `least` to
 * `most`; see mark_rank(). */
bool marked_date(const struct facts *facts, int least, int most,
                 struct page_date *date);

/* A marked-up element that agrees with a day, and may know the time. */
bool marked_same_day(const struct facts *facts, const struct page_date *day,
                     struct page_date *date);

/* A date that is an element of its own within a longer text: "<span
 * class=date>3 May 2020.</span> The harbour ...". */
bool marked_within(const struct facts *facts, const struct html_node *top,
                   struct page_date *date);

/* A date anywhere that is said to be of publication, else of a change. */
bool printed_labelled(const struct facts *facts, struct page_date *date);

/* Printed dates that are less sure than a byline's: near the headline in
 * longer text; and anywhere. */
bool printed_near(const struct facts *facts, size_t anchor,
                  struct page_date *date);
bool printed_elsewhere(const struct facts *facts, size_t anchor,
                       struct page_date *date);

#endif

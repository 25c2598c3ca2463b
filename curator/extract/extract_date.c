/* When an article was published. Programs are told in ld+json and meta
 * elements, readers by what stands near the headline. Where the two differ,
 * readers are told the truth: what programs are told is a template's, of
 * another zone, or of an earlier version. (Of the 25 pages of the bench's
 * development half where they differ, the shown day is right on 20, and wrong
 * on one: the others are 4/5/2019 read the wrong way round.) What programs are
 * told then still gives the time of day. */
#include "extract_date.h"
#include "polyphony/clock.h"

#include <string.h>

static bool
same_day(const struct page_date *one, const struct page_date *other)
{
    return one->year == other->year && one->month == other->month &&
           one->day == other->day;
}

/* Of the dates of a list that day's first, if possible with a time. */
static bool
find_day(const struct page_date *list, size_t count,
         const struct page_date *day, struct page_date *found)
{
    bool any = false;

    for (size_t i = 0; i < count; i++) {
        if (!same_day(&list[i], day) || (any && list[i].seconds < 0))
            continue;
        *found = list[i];
        any = true;
        if (found->seconds >= 0)
            break;
    }
    return any;
}

/* The other way to read 4/5/2019. */
static struct page_date
turned_date(const struct page_date *date)
{
    struct page_date turned = *date;

    turned.month = date->day;
    turned.day = date->month;
    return turned;
}

static bool
address_date(const struct facts *facts, struct page_date *date)
{
    const char *path = facts->url != NULL ? strstr(facts->url, "://") : NULL;

    return path != NULL && (path = strchr(path + 3, '/')) != NULL &&
           page_date_find(path, strlen(path), false, date);
}

/* A time in UTC may be of the day before or after the one that readers see.
 * Where something else on the page says that neighbouring day, in agreement
 * with some zone, it is the page's own. */
static bool
is_local_day(const struct page_date *utc, const struct page_date *local)
{
    int64_t apart = page_date_days(local) - page_date_days(utc);

    return (apart == -1 && utc->seconds < 12 * 3600) ||
           (apart == 1 && utc->seconds > 10 * 3600);
}

/* Seconds since 1970; the zone is UTC where none was given. */
static int64_t
instant_of(const struct page_date *date)
{
    return page_date_days(date) * 86400 + date->seconds - date->offset * 60;
}

static void
use_local_day(const struct facts *facts, const struct told_dates *told,
              struct page_date *found)
{
    struct page_date other;

    if (found->seconds < 0 || (found->has_offset && found->offset != 0))
        return;
    for (size_t i = 0; i < told->n_published; i++) {
        const struct page_date *same = &told->published[i];

        if (same->seconds >= 0 && same->offset != 0 &&
            instant_of(same) == instant_of(found)) {
            *found = *same;
            return;
        }
    }
    if ((marked_date(facts, 1, 2, &other) && is_local_day(found, &other)) ||
        (address_date(facts, &other) && is_local_day(found, &other)))
        *found = other;
}

/* Is it the day of publication by what programs are told, too? Then the time
 * may be known, and which number is the month. */
static bool
is_confirmed(const struct facts *facts, const struct told_dates *told,
             const struct page_date *day, struct page_date *found)
{
    struct page_date turned = turned_date(day), marked;

    if (find_day(told->published, told->n_published, day, found) ||
        (day->both_ways &&
         find_day(told->published, told->n_published, &turned, found)))
        return true;
    return marked_date(facts, 1, 1, &marked) &&
           find_day(&marked, 1, day, found);
}

/* Of what a byline shows, that which programs are told as well; else its
 * first date. */
static bool
choose_shown(const struct facts *facts, const struct told_dates *told,
             size_t anchor, struct page_date *date)
{
    struct page_date shown[SHOWN_MAX];
    size_t count = shown_dates(facts, anchor, shown);

    if (count == 0 && shown_within(facts, anchor, &shown[0]))
        count = 1;
    for (size_t i = 0; i < count; i++) {
        if (is_confirmed(facts, told, &shown[i], date))
            return true;
    }
    if (count > 0 && !marked_same_day(facts, &shown[0], date) &&
        !find_day(told->lesser, told->n_lesser, &shown[0], date))
        *date = shown[0];
    return count > 0;
}

const char *
date_choose(const struct facts *facts)
{
    struct told_dates told;
    struct page_date date;
    size_t anchor = date_anchor(facts);

    told_read(facts, &told);
    if (!choose_shown(facts, &told, anchor, &date)) {
        if (told.n_published > 0)
            find_day(told.published, told.n_published, &told.published[0],
                     &date);
        else if (!marked_date(facts, 1, 2, &date) &&
                 !address_date(facts, &date) &&
                 !printed_labelled(facts, &date) &&
                 !marked_date(facts, 3, 5, &date)) {
            if (told.n_lesser > 0)
                date = told.lesser[0];
            else if (!marked_date(facts, 6, 8, &date) &&
                     !printed_near(facts, anchor, &date) &&
                     !printed_elsewhere(facts, anchor, &date))
                return NULL;
        }
        use_local_day(facts, &told, &date);
    }
    return page_date_text(facts->arena, &date);
}

/* Zones by the name of a place ("Europe/Berlin"), which some programs write
 * after the time. The places that feeds name keep one of two summer times or
 * none; asking the system's tables would make a pure reader depend on it. */
#include "feed_date_words.h"

#include "polyphony/clock.h"

#include <string.h>

enum summer { SUMMER_NONE, SUMMER_EU, SUMMER_US };

/* Lower case; a name that ends in '/' stands for the rest of its region. */
static const struct place {
    const char *name;
    int minutes;
    enum summer summer;
} places[] = {
    {"africa/cairo", 120, SUMMER_NONE},
    {"africa/johannesburg", 120, SUMMER_NONE},
    {"africa/lagos", 60, SUMMER_NONE},
    {"africa/nairobi", 180, SUMMER_NONE},
    {"america/argentina/buenos_aires", -180, SUMMER_NONE},
    {"america/bogota", -300, SUMMER_NONE},
    {"america/chicago", -360, SUMMER_US},
    {"america/denver", -420, SUMMER_US},
    {"america/halifax", -240, SUMMER_US},
    {"america/los_angeles", -480, SUMMER_US},
    {"america/mexico_city", -360, SUMMER_NONE},
    {"america/new_york", -300, SUMMER_US},
    {"america/phoenix", -420, SUMMER_NONE},
    {"america/sao_paulo", -180, SUMMER_NONE},
    {"america/toronto", -300, SUMMER_US},
    {"america/vancouver", -480, SUMMER_US},
    {"asia/bangkok", 420, SUMMER_NONE},
    {"asia/calcutta", 330, SUMMER_NONE},
    {"asia/dubai", 240, SUMMER_NONE},
    {"asia/hong_kong", 480, SUMMER_NONE},
    {"asia/jakarta", 420, SUMMER_NONE},
    {"asia/karachi", 300, SUMMER_NONE},
    {"asia/kolkata", 330, SUMMER_NONE},
    {"asia/manila", 480, SUMMER_NONE},
    {"asia/seoul", 540, SUMMER_NONE},
    {"asia/shanghai", 480, SUMMER_NONE},
    {"asia/singapore", 480, SUMMER_NONE},
    {"asia/taipei", 480, SUMMER_NONE},
    {"asia/tokyo", 540, SUMMER_NONE},
    {"australia/brisbane", 600, SUMMER_NONE},
    {"australia/perth", 480, SUMMER_NONE},
    {"europe/athens", 120, SUMMER_EU},
    {"europe/bucharest", 120, SUMMER_EU},
    {"europe/dublin", 0, SUMMER_EU},
    {"europe/helsinki", 120, SUMMER_EU},
    {"europe/istanbul", 180, SUMMER_NONE},
    {"europe/kiev", 120, SUMMER_EU},
    {"europe/kyiv", 120, SUMMER_EU},
    {"europe/lisbon", 0, SUMMER_EU},
    {"europe/london", 0, SUMMER_EU},
    {"europe/minsk", 180, SUMMER_NONE},
    {"europe/moscow", 180, SUMMER_NONE},
    {"europe/riga", 120, SUMMER_EU},
    {"europe/sofia", 120, SUMMER_EU},
    {"europe/tallinn", 120, SUMMER_EU},
    {"europe/vilnius", 120, SUMMER_EU},
    {"europe/", 60, SUMMER_EU},
    {"us/central", -360, SUMMER_US},
    {"us/eastern", -300, SUMMER_US},
    {"us/mountain", -420, SUMMER_US},
    {"us/pacific", -480, SUMMER_US},
};

/* Days since 1970 of the n-th Sunday of a month from 1, or with n = 0 of the
 * last one. */
static int64_t
sunday_of(int64_t year, int month, int n)
{
    int64_t first = date_to_days(year, month, n > 0 ? 1 : 31);
    int64_t weekday = ((first + 4) % 7 + 7) % 7; /* 0 is Sunday */

    return n > 0 ? first + (7 - weekday) % 7 + (n - 1) * 7 : first - weekday;
}

/* `local` in seconds, as the clock on the wall had it. */
static bool
is_summer(const struct place *place, int64_t local)
{
    int64_t days = local / 86400 - (local % 86400 < 0), year, begin, end;
    int month, day;

    date_from_days(days, &year, &month, &day);
    if (place->summer == SUMMER_EU) { /* since 1996: at 01:00 UTC */
        begin = sunday_of(year, 3, 0) * 86400 + 3600 + place->minutes * 60;
        end = sunday_of(year, 10, 0) * 86400 + 7200 + place->minutes * 60;
    } else { /* since 2007: at 02:00 of the local clock */
        begin = sunday_of(year, 3, 2) * 86400 + 7200;
        end = sunday_of(year, 11, 1) * 86400 + 7200;
    }
    return place->summer != SUMMER_NONE && local >= begin && local < end;
}

bool
date_place_find(const char *text, size_t *len, int64_t local, int *minutes)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        size_t n = strlen(places[i].name);

        if (strncmp(text, places[i].name, n) != 0)
            continue;
        while (text[n] == '_' || text[n] == '/' ||
               (text[n] >= 'a' && text[n] <= 'z'))
            n++;
        *len = n;
        *minutes = places[i].minutes + (is_summer(&places[i], local) ? 60 : 0);
        return true;
    }
    return false;
}

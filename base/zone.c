/* Time zones from /usr/share/zoneinfo.
 *
 * We read the files ourselves instead of asking libical, whose built-in zones
 * were the plan: against python's zoneinfo, libical 3.0.16 was right in all
 * of 120,000 random instants of 60 zones from 2020 to 2030, but wrong around
 * the changes of Pacific/Easter in 2020-22, in Newfoundland's summers from
 * 2038 on and in five zones before 2020; and it reads a name as a path. This
 * reader agreed at all of them. */
#include "polyphony/zone.h"
#include "polyphony/clock.h"
#include "polyphony/file.h"
#include "polyphony/mem.h"
#include "zone_tzif.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "/usr/share/zoneinfo/"
#define MAX_NAME 64
#define DAY 86400
#define MAX_TIME ((int64_t)1 << 46) /* two million years either way */
#define MAX_YEAR 1000000
#define MAX_DAY (MAX_TIME / DAY)

struct zone {
    char *name;
    struct tzif data;
    struct zone *next;
};

static pthread_mutex_t zones_lock = PTHREAD_MUTEX_INITIALIZER;
static struct zone *zones; /* never shrinks: tzdata has some 600 names */
static const struct zone utc = {.name = (char *)"UTC"};

/* Letters, digits, "_+-" and single slashes: nothing that leads out of the
 * folder. */
static bool
is_name(const char *name)
{
    size_t len = strlen(name);

    return len > 0 && len <= MAX_NAME && name[0] != '/' &&
           name[len - 1] != '/' && strstr(name, "//") == NULL &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz"
                        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/") == len;
}

static struct zone *
load(const char *name)
{
    struct buf bytes = {.max = TZIF_MAX_BYTES};
    char path[sizeof FOLDER + MAX_NAME];
    struct zone *zone = NULL;
    struct tzif data;

    snprintf(path, sizeof path, "%s%s", FOLDER, name);
    if (file_read(path, &bytes, NULL) &&
        tzif_read((const uint8_t *)buf_text(&bytes), bytes.len, &data)) {
        zone = mem_calloc(1, sizeof *zone);
        zone->name = mem_strdup(name);
        zone->data = data;
    }
    buf_deinit(&bytes);
    return zone;
}

const struct zone *
zone_find(const char *name)
{
    struct zone *zone;

    if (name == NULL || !is_name(name))
        return NULL;
    if (strcmp(name, "UTC") == 0)
        return &utc;
    pthread_mutex_lock(&zones_lock);
    for (zone = zones; zone != NULL; zone = zone->next)
        if (strcmp(zone->name, name) == 0)
            break;
    if (zone == NULL) {
        zone = load(name);
        if (zone != NULL) {
            zone->next = zones;
            zones = zone;
        }
    }
    pthread_mutex_unlock(&zones_lock);
    return zone;
}

const char *
zone_name(const struct zone *zone)
{
    return zone->name;
}

static int64_t
clamp(int64_t when)
{
    if (when > MAX_TIME)
        return MAX_TIME;
    return when < -MAX_TIME ? -MAX_TIME : when;
}

int
zone_offset(const struct zone *zone, int64_t when)
{
    const struct tzif *data = &zone->data;
    size_t low = 0, high = data->count; /* how many transitions are past */

    when = clamp(when);
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (data->times[middle] <= when)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == data->count && data->rule.is_there)
        return tz_rule_offset(&data->rule, when);
    return low > 0 ? data->offsets[low - 1] : data->first;
}

static int64_t
day_of(int64_t seconds)
{
    return seconds / DAY - (seconds % DAY < 0);
}

struct civil
zone_civil(const struct zone *zone, int64_t when)
{
    int64_t local = clamp(when) + zone_offset(zone, when);
    int64_t day = day_of(local);
    int second = (int)(local - day * DAY);
    struct civil civil = {.hour = second / 3600,
                          .minute = second / 60 % 60,
                          .second = second % 60};

    date_from_days(day, &civil.year, &civil.month, &civil.day);
    civil.weekday = (int)((day % 7 + 10) % 7) + 1; /* day 0: Thursday */
    return civil;
}

/* Offsets are looked up a day before and a day after: at most one change lies
 * between. */
static int64_t
instant(const struct zone *zone, int64_t local)
{
    int before = zone_offset(zone, local - DAY);
    int after = zone_offset(zone, local + DAY);

    if (zone_offset(zone, local - before) == before)
        return local - before;
    if (zone_offset(zone, local - after) == after)
        return local - after;
    return local - before;
}

int64_t
zone_instant(const struct zone *zone, const struct civil *civil)
{
    int64_t year = civil->year, month = (int64_t)civil->month - 1, day;

    if (year > MAX_YEAR || year < -MAX_YEAR) /* keeps products in range */
        year = year > 0 ? MAX_YEAR : -MAX_YEAR;
    year += month / 12 - (month % 12 < 0);
    month -= (month / 12 - (month % 12 < 0)) * 12;
    day = date_to_days(year, (int)month + 1, 1) + civil->day - 1;
    return instant(zone, day * DAY + (int64_t)civil->hour * 3600 +
                             (int64_t)civil->minute * 60 + civil->second);
}

int64_t
zone_day(const struct zone *zone, int64_t when)
{
    return day_of(clamp(when) + zone_offset(zone, when));
}

int64_t
zone_day_start(const struct zone *zone, int64_t day)
{
    if (day > MAX_DAY || day < -MAX_DAY)
        day = day > 0 ? MAX_DAY : -MAX_DAY;
    return instant(zone, day * DAY);
}

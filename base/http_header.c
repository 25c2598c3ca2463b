/* Values of HTTP header fields; see the header. Dates go through libcurl's
 * reader, which knows all three forms and no locale. */
#include "polyphony/http_header.h"
#include "polyphony/clock.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define LONGEST_WAIT ((int64_t)30 * 86400)
#define LONGEST_FRESH ((int64_t)365 * 86400)
#define MAX_VALUE 1000

bool
http_date_parse(const char *text, int64_t *when)
{
    time_t value;

    *when = TIME_NONE;
    if (text == NULL || strlen(text) > 100)
        return false;
    value = curl_getdate(text, NULL);
    if (value == -1)
        return false;
    *when = (int64_t)value;
    return true;
}

char *
http_date_text(int64_t when, char *out)
{
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed",
                                   "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int64_t day = when / 86400, second = when % 86400, year;
    int month, mday;

    out[0] = '\0';
    if (when < 0 || when > INT64_C(253402300799)) /* the year 9999 */
        return out;
    date_from_days(day, &year, &month, &mday);
    snprintf(out, HTTP_DATE_TEXT, "%s, %02d %s %04d %02d:%02d:%02d GMT",
             days[(day + 4) % 7], mday, months[month - 1], (int)year,
             (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
    return out;
}

/* Decimal digits to the end or to `stop`; too many of them give `most`. */
static bool
read_seconds(const char *text, const char *stop, int64_t most, int64_t *value)
{
    *value = 0;
    if (!isdigit((unsigned char)*text))
        return false;
    for (; isdigit((unsigned char)*text); text++) {
        if (*value <= most)
            *value = *value * 10 + (*text - '0');
    }
    if (*value > most)
        *value = most;
    return *text == '\0' || strchr(stop, *text) != NULL;
}

/* The instant that an answer's own dates are compared with. */
static int64_t
reference(const char *date, int64_t now)
{
    int64_t sent;

    return http_date_parse(date, &sent) ? sent : now;
}

int64_t
http_retry_after(const char *value, const char *date, int64_t now)
{
    int64_t when, wait;

    if (value == NULL)
        return -1;
    value += strspn(value, " \t");
    if (read_seconds(value, " \t.", LONGEST_WAIT, &wait))
        return wait;
    if (isdigit((unsigned char)*value) || !http_date_parse(value, &when))
        return -1;
    wait = when - reference(date, now);
    if (wait < 0)
        return 0;
    return wait < LONGEST_WAIT ? wait : LONGEST_WAIT;
}

/* One directive of Cache-Control, without regard to case. */
static bool
is_directive(const char *at, const char *name)
{
    size_t len = strlen(name);

    return strncasecmp(at, name, len) == 0 &&
           (at[len] == '\0' || strchr(" \t,=;", at[len]) != NULL);
}

int64_t
http_freshness(const char *cache_control, const char *expires, const char *date,
               int64_t now)
{
    int64_t fresh = -1, when;
    const char *p = cache_control != NULL ? cache_control : "";

    while (*p != '\0') {
        p += strspn(p, " \t,;");
        if (is_directive(p, "no-store") || is_directive(p, "no-cache"))
            return 0;
        if (is_directive(p, "max-age") && fresh < 0) {
            p += strlen("max-age");
            p += strspn(p, " \t=\"");
            if (!read_seconds(p, " \t,;\"", LONGEST_FRESH, &fresh))
                fresh = -1;
        }
        p += strcspn(p, ",;");
    }
    if (fresh >= 0 || expires == NULL)
        return fresh;
    /* An Expires that is no date is in the past (RFC 9111, 5.3). */
    if (!http_date_parse(expires, &when))
        return 0;
    fresh = when - reference(date, now);
    if (fresh < 0)
        return 0;
    return fresh < LONGEST_FRESH ? fresh : LONGEST_FRESH;
}

static const char *
small_word(struct arena *arena, const char *text, size_t len)
{
    char *word = len > 0 && len <= 100 ? arena_strndup(arena, text, len) : NULL;

    for (char *p = word; p != NULL && *p != '\0'; p++) {
        if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7F)
            return NULL;
        *p = (char)tolower((unsigned char)*p);
    }
    return word;
}

const char *
http_content_type(struct arena *arena, const char *value, const char **charset)
{
    const char *type;

    *charset = NULL;
    if (value == NULL || strlen(value) > MAX_VALUE)
        return NULL;
    value += strspn(value, " \t");
    type = small_word(arena, value, strcspn(value, " \t;,"));
    for (value = strchr(value, ';'); value != NULL;
         value = strchr(value, ';')) {
        value += 1 + strspn(value + 1, " \t");
        if (strncasecmp(value, "charset", 7) != 0)
            continue;
        value += 7 + strspn(value + 7, " \t");
        if (*value != '=')
            continue;
        value += 1 + strspn(value + 1, " \t\"'");
        *charset = small_word(arena, value, strcspn(value, " \t;,\"'"));
        break;
    }
    return type;
}

bool
http_value_is_safe(const char *value)
{
    size_t len = value != NULL ? strlen(value) : 0;

    if (len == 0 || len > MAX_VALUE)
        return false;
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)value[i] < ' ' || value[i] == 0x7F)
            return false;
    }
    return true;
}

/* Dates as they stand in pages: machine-readable, or printed for readers of
 * many languages. Only what names year, month and day is a date here. */
#include "extract_meta.h"
#include "polyphony/clock.h"
#include "polyphony/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Month names and their short forms, in lower case and the case of dates, in
 * some fifty languages; a blank on either side of each. One word means two
 * months: listopada is November in Polish, which more pages are written in,
 * and October in Croatian. */
static const char *const months[12] = {
    " january jan januar januari jänner jän janvier janv enero ene "
    "gennaio gen janeiro stycznia ledna január tammikuuta ianuarie ocak "
    "января янв січня ιανουαρίου siječnja januára janvāris janvārī "
    "jaanuar gener xaneiro urtarrila януари студзеня јануар јануара "
    "sausio มกราคม يناير كانون ינואר בינואר जनवरी sty siječanj ",
    " february feb februar februari feber février févr fév fevrier "
    "febrero febbraio fevereiro fev lutego února február helmikuuta "
    "februarie şubat февраля фев лютого φεβρουαρίου veljače februára "
    "februāris februārī veebruar febrer febreiro otsailaren февруари "
    "лютага фебруар фебруара vasario กุมภาพันธ์ فبراير פברואר בפברואר "
    "फरवरी lut ",
    " march mar märz mär mrz mars maart mrt marzo março marca března "
    "března március maaliskuuta martie mart марта мар березня μαρτίου "
    "marts ožujka märts març maret martxoaren март сакавіка kovo มีนาคม "
    "مارس מרץ במרץ मार्च ožujak ",
    " april apr avril avr abril abr aprile kwietnia dubna április "
    "huhtikuuta aprilie nisan апреля апр квітня απριλίου travnja apríla "
    "aprīlis aprīlī aprill apirilaren април красавіка balandžio เมษายน "
    "أبريل ابريل אפריל באפריל अप्रैल kwi travanj ",
    " may mai mayo maggio mag maio mei maja maj května május toukokuuta "
    "mayıs мая май травня μαΐου svibnja mája maijs maijā maig maiatzaren "
    "мај маја gegužės พฤษภาคม مايو מאי במאי मई ",
    " june jun juni juin junio giugno giu junho czerwca června június "
    "kesäkuuta iunie haziran июня июн червня ιουνίου lipnja júna jūnijs "
    "jūnijā juuni juny xuño ekainaren юни јун јуна чэрвеня birželio "
    "มิถุนายน يونيو יוני ביוני जून haz cze lipanj juna ",
    " july jul juli juillet juil julio luglio lug julho lipca července "
    "július heinäkuuta iulie temmuz июля июл липня ιουλίου srpnja júla "
    "jūlijs jūlijā juuli juliol xullo uztailaren юли јул јула ліпеня "
    "liepos กรกฎาคม يوليو יולי ביולי जुलाई iul lip srpanj jula ",
    " august aug août aout agosto ago augustus sierpnia srpna augusztus "
    "elokuuta ağustos августа авг серпня αυγούστου agustus kolovoza "
    "augusts augustā agost abuztuaren augusti август аўгуста avgust "
    "avgusta rugpjūčio สิงหาคม أغسطس אוגוסט באוגוסט अगस्त sie kolovoz ",
    " september sept sep septembre septiembre setiembre settembre set "
    "setembro września září szeptember syyskuuta septembrie eylül "
    "сентября сен сент вересня σεπτεμβρίου rujna septembra septembris "
    "septembrī setembre irailaren септември верасня септембар септембра "
    "rugsėjo กันยายน سبتمبر ספטמבר בספטמבר सितंबर wrz eyl ",
    " october oct oktober okt octobre octubre ottobre ott outubro out "
    "października října október lokakuuta octombrie ekim октября окт "
    "жовтня οκτωβρίου októbra oktobris oktobrī oktoober urriaren "
    "октомври кастрычніка октобар октобра spalio ตุลาคม أكتوبر اكتوبر "
    "אוקטובר באוקטובר अक्टूबर paź eki ",
    " november nov novembre noviembre novembro listopada listopadu "
    "marraskuuta noiembrie kasım ноября ноя листопада νοεμβρίου "
    "studenoga novembra novembris novembrī azaroaren ноември лістапада "
    "новембар новембра lapkričio พฤศจิกายน نوفمبر נובמבר בנובמבר नवंबर "
    "noi lis kas studeni listopad ",
    " december dec dezember dez décembre déc decembre diciembre dic "
    "dicembre dezembro grudnia prosince joulukuuta decembrie aralık "
    "декабря дек грудня δεκεμβρίου desember prosinca decembra decembris "
    "decembrī detsember desembre decembro abenduaren декември снежня "
    "децембар децембра gruodžio ธันวาคม ديسمبر דצמבר בדצמבר दिसंबर gru "
    "ara prosinac ",
};

struct cursor {
    const char *p, *end;
};

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_letter_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (unsigned char)c >= 0x80;
}

/* A number of `least` to `most` digits, not followed by another digit. */
static bool
take_number(struct cursor *at, int least, int most, int *value)
{
    const char *p = at->p;
    int digits = 0;

    *value = 0;
    while (p < at->end && is_digit(*p) && digits < most) {
        *value = *value * 10 + (*p++ - '0');
        digits++;
    }
    if (digits < least || (p < at->end && is_digit(*p)))
        return false;
    at->p = p;
    return true;
}

static bool
take_any(struct cursor *at, const char *set)
{
    if (at->p < at->end && *at->p != '\0' && strchr(set, *at->p) != NULL) {
        at->p++;
        return true;
    }
    return false;
}

static bool
take_text(struct cursor *at, const char *text)
{
    size_t len = strlen(text);

    if ((size_t)(at->end - at->p) >= len &&
        strncasecmp(at->p, text, len) == 0) {
        at->p += len;
        return true;
    }
    return false;
}

static void
skip_blanks(struct cursor *at)
{
    while (at->p < at->end) {
        const char *p = at->p;

        if (!utf8_is_space(utf8_next(&p, at->end)))
            break;
        at->p = p;
    }
}

static bool
is_date(const struct page_date *date)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return date->year >= 1990 && date->year <= 2040 && date->month >= 1 &&
           date->month <= 12 && date->day >= 1 &&
           date->day <= days[date->month - 1] &&
           (date->month != 2 || date->day < 29 || date->year % 4 == 0);
}

/* Month number of the word at the cursor, which is stepped over; 0: none. */
static int
take_month(struct cursor *at)
{
    struct buf word = {.max = 40};
    const char *p = at->p;
    int month = 0;

    buf_add_char(&word, ' ');
    while (p < at->end && word.len < 32) {
        const char *before = p;
        int32_t cp = utf8_next(&p, at->end);

        if (!utf8_is_letter(cp)) {
            p = before;
            break;
        }
        buf_add_codepoint(&word, utf8_lower(cp));
    }
    buf_add_char(&word, ' ');
    for (int i = 0; i < 12 && word.len > 4 && month == 0; i++) {
        if (strstr(months[i], buf_text(&word)) != NULL)
            month = i + 1;
    }
    buf_deinit(&word);
    if (month != 0) {
        at->p = p;
        take_any(at, ".");
    }
    return month;
}

/* "T10:20:30.5+01:00" or " 10:20" after a machine-readable day. */
static void
take_time(struct cursor *at, struct page_date *date)
{
    struct cursor from = *at;
    int hour, minute, second = 0, zone_hour, zone_minute = 0;
    bool minus;

    if (!take_any(&from, "Tt "))
        return;
    skip_blanks(&from);
    if (!take_number(&from, 2, 2, &hour) || !take_any(&from, ":") ||
        !take_number(&from, 2, 2, &minute) || hour > 24 || minute > 59)
        return;
    if (take_any(&from, ":") && !take_number(&from, 2, 2, &second))
        return;
    if (take_any(&from, ".,")) {
        while (from.p < from.end && is_digit(*from.p))
            from.p++;
    }
    date->seconds = hour * 3600 + minute * 60 + (second > 59 ? 59 : second);
    if (hour == 24)
        date->seconds = 0;
    if (take_any(&from, "Zz") || take_text(&from, " UTC") ||
        take_text(&from, " GMT")) {
        date->has_offset = true;
        return;
    }
    if (take_any(&from, " ") && from.p < from.end &&
        strchr("+-", *from.p) == NULL)
        return;
    minus = from.p < from.end && *from.p == '-';
    if (!take_any(&from, "+-"))
        return;
    if (from.end - from.p >= 4 && is_digit(from.p[0]) && is_digit(from.p[1]) &&
        is_digit(from.p[2]) && is_digit(from.p[3])) {
        zone_hour = (from.p[0] - '0') * 10 + from.p[1] - '0';
        zone_minute = (from.p[2] - '0') * 10 + from.p[3] - '0';
    } else if (!take_number(&from, 2, 2, &zone_hour) ||
               (take_any(&from, ":") &&
                !take_number(&from, 2, 2, &zone_minute))) {
        return;
    }
    if (zone_hour > 14 || zone_minute > 59)
        return;
    date->offset = (zone_hour * 60 + zone_minute) * (minus ? -1 : 1);
    date->has_offset = true;
}

/* 2019-11-20, 2019/11/20, 2019.11.20, 20191120, 2019年11月20日 */
static bool
read_year_first(struct cursor at, struct page_date *date)
{
    int all;

    if (take_number(&at, 8, 8, &all)) {
        date->year = all / 10000;
        date->month = all / 100 % 100;
        date->day = all % 100;
        date->end = at.p;
        return is_date(date);
    }
    if (!take_number(&at, 4, 4, &date->year))
        return false;
    if (!take_text(&at, "\u5E74") && !take_text(&at, "\uB144") &&
        !take_any(&at, "-/."))
        return false;
    skip_blanks(&at);
    if (!take_number(&at, 1, 2, &date->month))
        return false;
    if (!take_text(&at, "\u6708") && !take_text(&at, "\uC6D4") &&
        !take_any(&at, "-/."))
        return false;
    skip_blanks(&at);
    if (!take_number(&at, 1, 2, &date->day) || !is_date(date))
        return false;
    take_time(&at, date);
    date->end = at.p;
    return true;
}

static bool
take_year(struct cursor *at, int *year)
{
    if (take_number(at, 4, 4, year)) {
        if (*year >= 2533 && *year <= 2583) /* years of Buddha */
            *year -= 543;
        return true;
    }
    if (!take_number(at, 2, 2, year))
        return false;
    *year += *year < 70 ? 2000 : 1900;
    return true;
}

/* 20.11.2019, 20/11/19, 11/20/2019 */
static bool
read_numbers(struct cursor at, bool month_first, struct page_date *date)
{
    int first, second, swap;
    char mark;

    if (!take_number(&at, 1, 2, &first))
        return false;
    skip_blanks(&at);
    if (at.p == at.end)
        return false;
    mark = *at.p;
    if (!take_any(&at, "./-"))
        return false;
    skip_blanks(&at);
    if (!take_number(&at, 1, 2, &second))
        return false;
    skip_blanks(&at);
    if (at.p == at.end || *at.p != mark)
        return false;
    at.p++;
    skip_blanks(&at);
    if (!take_year(&at, &date->year))
        return false;
    swap = mark == '/' && month_first;
    if (swap ? first > 12 : second > 12)
        swap = !swap;
    date->month = swap ? first : second;
    date->day = swap ? second : first;
    date->both_ways = first <= 12 && second <= 12 && first != second;
    date->end = at.p;
    return is_date(date);
}

static void
skip_small_words(struct cursor *at)
{
    static const char *const words[] = {"de ", "del ",   "of ",   "d'",
                                        "da ", "\u00BA", "\u00AA"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (take_text(at, words[i]))
            skip_blanks(at);
    }
}

/* 20 November 2019, 20. Nov. 2019, 20th of November, 2019 */
static bool
read_day_month(struct cursor at, struct page_date *date)
{
    static const char *const after[] = {"st ",    "nd ",    "rd ",   "th ",
                                        "er ",    "-",      ".",     "/",
                                        "\u00BA", "\u00AA", "\u00B0"};

    if (!take_number(&at, 1, 2, &date->day))
        return false;
    for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
        if (take_text(&at, after[i]))
            break;
    }
    skip_blanks(&at);
    skip_small_words(&at);
    date->month = take_month(&at);
    if (date->month == 0)
        return false;
    while (take_any(&at, ",-/'"))
        ;
    skip_blanks(&at);
    take_any(&at, "'");
    skip_small_words(&at);
    if (!take_year(&at, &date->year))
        return false;
    date->end = at.p;
    return is_date(date);
}

/* 2020. január 5., 2020-May-12, 2020 m. sausio 5 d., /2020/may/12/ */
static bool
read_year_month(struct cursor at, struct page_date *date)
{
    if (!take_number(&at, 4, 4, &date->year))
        return false;
    while (take_any(&at, ".,-/"))
        ;
    skip_blanks(&at);
    if (take_text(&at, "m. "))
        skip_blanks(&at);
    date->month = take_month(&at);
    if (date->month == 0)
        return false;
    while (take_any(&at, ",-/"))
        ;
    skip_blanks(&at);
    if (!take_number(&at, 1, 2, &date->day))
        return false;
    date->end = at.p;
    return is_date(date);
}

/* 20191120101500, as the whole of a value; within an address it tells when a
 * copy was made. */
static bool
read_stamp(struct cursor at, struct page_date *date)
{
    struct cursor day = at;
    size_t digits = 0;

    while (at.p < at.end && is_digit(*at.p) && digits < 15) {
        digits++;
        at.p++;
    }
    if (digits != 14 || at.p != at.end)
        return false;
    day.end = day.p + 8;
    return read_year_first(day, date);
}

/* Does a digit follow the word at the cursor? Looked at first, because most
 * words of a text are no months. */
static bool
word_before_digit(struct cursor at)
{
    size_t letters = 0;

    while (at.p < at.end && letters++ < 24 &&
           (is_letter_byte(*at.p) || *at.p == '.'))
        at.p++;
    skip_blanks(&at);
    return at.p < at.end && is_digit(*at.p);
}

/* "10:20:30 CEST " between day and year, as in Nov 20 10:20:30 CEST 2019. */
static void
skip_clock(struct cursor *at)
{
    struct cursor from = *at;
    int part, letters = 0;

    if (!take_number(&from, 2, 2, &part) || !take_any(&from, ":") ||
        !take_number(&from, 2, 2, &part) || !take_any(&from, ":") ||
        !take_number(&from, 2, 2, &part))
        return;
    skip_blanks(&from);
    while (from.p < from.end && *from.p >= 'A' && *from.p <= 'Z' &&
           letters++ < 5)
        from.p++;
    skip_blanks(&from);
    *at = from;
}

/* November 20, 2019; Nov 20th 2019; Nov 20 10:20:30 CEST 2019 */
static bool
read_month_day(struct cursor at, struct page_date *date)
{
    if (!word_before_digit(at))
        return false;
    date->month = take_month(&at);
    if (date->month == 0)
        return false;
    skip_blanks(&at);
    if (!take_number(&at, 1, 2, &date->day))
        return false;
    if (take_text(&at, "st") || take_text(&at, "nd") || take_text(&at, "rd") ||
        take_text(&at, "th"))
        skip_blanks(&at);
    take_any(&at, ".");
    skip_blanks(&at);
    take_any(&at, ",");
    skip_blanks(&at);
    skip_clock(&at);
    if (!take_number(&at, 4, 4, &date->year))
        return false;
    date->end = at.p;
    return is_date(date);
}

bool
page_date_find(const char *text, size_t len, bool month_first,
               struct page_date *date)
{
    struct cursor at = {text, text + len};
    bool inside = false; /* within a word or number */

    *date = (struct page_date){.seconds = -1, .from = text};
    if (read_stamp(at, date))
        return true;
    while (at.p < at.end) {
        const char *before = at.p;
        int32_t cp;

        *date = (struct page_date){.seconds = -1, .from = before};
        if (!inside && is_digit(*at.p) &&
            (read_year_first(at, date) || read_numbers(at, month_first, date) ||
             read_day_month(at, date) || read_year_month(at, date)))
            return true;
        cp = utf8_next(&at.p, at.end);
        if (!inside && utf8_is_letter(cp)) {
            struct cursor word = {before, at.end};

            if (read_month_day(word, date))
                return true;
        }
        inside = utf8_is_word(cp);
    }
    return false;
}

const char *
page_date_text(struct arena *arena, const struct page_date *date)
{
    char day[16], zone[16] = "";
    int minutes = abs(date->offset);

    snprintf(day, sizeof day, "%04d-%02d-%02d", date->year % 10000,
             date->month % 100, date->day % 100);
    if (date->seconds < 0)
        return arena_strdup(arena, day);
    if (date->has_offset && minutes == 0)
        snprintf(zone, sizeof zone, "Z");
    else if (date->has_offset)
        snprintf(zone, sizeof zone, "%c%02d:%02d", date->offset < 0 ? '-' : '+',
                 minutes / 60 % 100, minutes % 60);
    return arena_printf(arena, "%sT%02d:%02d:%02d%s", day, date->seconds / 3600,
                        date->seconds / 60 % 60, date->seconds % 60, zone);
}

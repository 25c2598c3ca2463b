/* Dates as publishers write them: the contract of date.h as a table. */
#include "polyphony/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *why, *text, *when; /* when "": no date */
} dates[] = {
    {"RFC 3339", "2024-05-06T07:08:09Z", "2024-05-06T07:08:09Z"},
    {"offset with colon", "2024-05-06T07:08:09+02:00", "2024-05-06T05:08:09Z"},
    {"offset without", "2024-05-06T07:08:09-0530", "2024-05-06T12:38:09Z"},
    {"offset of hours", "2024-05-06T07:08+02", "2024-05-06T05:08:00Z"},
    {"blank before the offset", "2024-05-06 07:08:09 +0200",
     "2024-05-06T05:08:09Z"},
    {"offset and Z", "2024-05-06T07:08:09-05:00Z", "2024-05-06T12:08:09Z"},
    {"parts of a second", "2024-05-06T07:08:09.9876543Z",
     "2024-05-06T07:08:09Z"},
    {"comma for the point", "2024-05-06T07:08:09,5Z", "2024-05-06T07:08:09Z"},
    {"small letters", "2024-05-06t07:08:09z", "2024-05-06T07:08:09Z"},
    {"no separators", "20240506T070809Z", "2024-05-06T07:08:09Z"},
    {"date alone", "2024-05-06", "2024-05-06T00:00:00Z"},
    {"date alone, together", "20240506", "2024-05-06T00:00:00Z"},
    {"year and month", "2024-05", "2024-05-01T00:00:00Z"},
    {"year", "2024", "2024-01-01T00:00:00Z"},
    {"day of the year", "2024-060", "2024-02-29T00:00:00Z"},
    {"day of the year, together", "2023060", "2023-03-01T00:00:00Z"},
    {"week", "2024-W01-1", "2024-01-01T00:00:00Z"},
    {"week of the year before", "2020-W53-7", "2021-01-03T00:00:00Z"},
    {"year of two digits", "03-12-31", "2003-12-31T00:00:00Z"},
    {"slashes, year first", "2024/5/6 7:08", "2024-05-06T07:08:00Z"},
    {"RFC 822", "Mon, 06 May 2024 07:08:09 GMT", "2024-05-06T07:08:09Z"},
    {"RFC 822, old year", "Mon, 06 May 24 07:08:09 GMT",
     "2024-05-06T07:08:09Z"},
    {"RFC 850", "Monday, 06-May-24 07:08:09 GMT", "2024-05-06T07:08:09Z"},
    {"asctime", "Mon May  6 07:08:09 2024", "2024-05-06T07:08:09Z"},
    {"date(1)", "Mon May  6 07:08:09 PDT 2024", "2024-05-06T14:08:09Z"},
    {"no seconds", "Mon, 6 May 2024 07:08 +0000", "2024-05-06T07:08:00Z"},
    {"no weekday", "6 May 2024 07:08:09 EST", "2024-05-06T12:08:09Z"},
    {"wrong weekday", "Fri, 06 May 2024 07:08:09 GMT", "2024-05-06T07:08:09Z"},
    {"comma after the month", "Mon, 06 May, 2024 07:08:09 GMT",
     "2024-05-06T07:08:09Z"},
    {"no blank after the comma", "Mon,06 May 2024 07:08:09 GMT",
     "2024-05-06T07:08:09Z"},
    {"zone in brackets", "Mon, 06 May 2024 07:08:09 +0200 (CEST)",
     "2024-05-06T05:08:09Z"},
    {"GMT and an offset", "Mon, 06 May 2024 07:08:09 GMT+0200",
     "2024-05-06T05:08:09Z"},
    {"UTC and hours", "6 May 2024 07:08 UTC-3", "2024-05-06T10:08:00Z"},
    {"German zone", "Mo, 06 Mai 2024 07:08:09 MESZ", "2024-05-06T05:08:09Z"},
    {"a place in summer", "Fri, 31 Mar 2023 20:19:00 America/Los_Angeles",
     "2023-04-01T03:19:00Z"},
    {"a place in winter", "Mon, 02 Jan 2023 15:04:05 Europe/Brussels",
     "2023-01-02T14:04:05Z"},
    {"the last hour of winter", "2024-03-31 01:59 Europe/Berlin",
     "2024-03-31T00:59:00Z"},
    {"the first of summer", "2024-03-31 03:00 Europe/Berlin",
     "2024-03-31T01:00:00Z"},
    {"afternoon", "May 6, 2024 7:08 PM", "2024-05-06T19:08:00Z"},
    {"afternoon, together", "May 6, 2024 - 7:08pm", "2024-05-06T19:08:00Z"},
    {"afternoon with points", "May 6, 2024 7:08 p.m.", "2024-05-06T19:08:00Z"},
    {"noon", "May 6, 2024 12:08 PM", "2024-05-06T12:08:00Z"},
    {"midnight", "May 6, 2024 12:08 AM", "2024-05-06T00:08:00Z"},
    {"an hour alone", "May 6, 2024 7pm", "2024-05-06T19:00:00Z"},
    {"at", "Mon, May 6, 2024 at 07:08 AM EDT", "2024-05-06T11:08:00Z"},
    {"ordinal", "Mon, 6th May 2024 07:08:09 GMT", "2024-05-06T07:08:09Z"},
    {"ordinal and of", "the 2nd of June 2024", "2024-06-02T00:00:00Z"},
    {"month and year", "Nov. 2020", "2020-11-01T00:00:00Z"},
    {"leap second", "Sat, 31 Dec 2016 23:59:60 GMT", "2017-01-01T00:00:00Z"},
    {"hour 24", "2024-05-06T24:00:00Z", "2024-05-07T00:00:00Z"},
    {"before 1970", "Wed, 31 Dec 1969 23:59:59 GMT", "1969-12-31T23:59:59Z"},
    {"after 2038", "Tue, 19 Jan 2038 03:14:08 GMT", "2038-01-19T03:14:08Z"},
    {"a program's year 104", "6 May 104 07:08:09 GMT", "2004-05-06T07:08:09Z"},
    {"day first by size", "26/06/2020", "2020-06-26T00:00:00Z"},
    {"month first by size", "06/26/2020 1:02:03 PM", "2020-06-26T13:02:03Z"},
    {"the weekday decides", "Sat, 11 04 2020 08:51:49 +0100",
     "2020-04-11T07:51:49Z"},
    {"Americans write a 12-hour clock", "5/6/2024 7:08:09 AM",
     "2024-05-06T07:08:09Z"},
    {"others do not", "06/05/2024 07:08", "2024-05-06T07:08:00Z"},
    {"points: day first", "06.05.2024 07:08", "2024-05-06T07:08:00Z"},
    {"points, short year", "6.5.24", "2024-05-06T00:00:00Z"},
    {"hyphens: day first", "06-05-2024", "2024-05-06T00:00:00Z"},
    {"French", "lundi 6 mai 2024 à 7h08", "2024-05-06T07:08:00Z"},
    {"French Tuesday is no March", "mar. 02 juin 2020 00:00:00 +0200",
     "2020-06-01T22:00:00Z"},
    {"French March on a Tuesday", "mar., 03 mars 2020", "2020-03-03T00:00:00Z"},
    {"French August", "jeu. 15 août 2024", "2024-08-15T00:00:00Z"},
    {"Spanish", "lunes, 6 de mayo de 2024", "2024-05-06T00:00:00Z"},
    {"Spanish Tuesday", "martes, 7 de mayo de 2024", "2024-05-07T00:00:00Z"},
    {"Italian", "lun, 06 mag 2024 07:08:09 +0200", "2024-05-06T05:08:09Z"},
    {"Portuguese", "seg, 06 fev 2023 07:08:09 -0300", "2023-02-06T10:08:09Z"},
    {"Dutch", "ma 4 maart 2024", "2024-03-04T00:00:00Z"},
    {"Swedish", "mån, 06 maj 2024 07:08", "2024-05-06T07:08:00Z"},
    {"Finnish", "maanantai 6. toukokuuta 2024", "2024-05-06T00:00:00Z"},
    {"Finnish November", "4. marraskuuta 2024", "2024-11-04T00:00:00Z"},
    {"Polish", "pon., 6 maja 2024", "2024-05-06T00:00:00Z"},
    {"Polish July", "6 lipca 2024", "2024-07-06T00:00:00Z"},
    {"Czech July", "6. července 2024", "2024-07-06T00:00:00Z"},
    {"Czech June", "6. června 2024", "2024-06-06T00:00:00Z"},
    {"Hungarian", "2024. május 6. 7:08", "2024-05-06T07:08:00Z"},
    {"Hungarian with T", "2004-július-13T9:15-05:00", "2004-07-13T14:15:00Z"},
    {"Turkish", "6 Ağustos 2024 Salı", "2024-08-06T00:00:00Z"},
    {"Greek", "Δευ, 06 Μαΐ 2024 07:08:09 EST", "2024-05-06T12:08:09Z"},
    {"Russian", "Пн, 06 мая 2024 07:08:09 +0300", "2024-05-06T04:08:09Z"},
    {"Ukrainian", "6 травня 2024", "2024-05-06T00:00:00Z"},
    {"Ukrainian Wednesday is no August", "середа, 8 травня 2024",
     "2024-05-08T00:00:00Z"},
    {"Korean", "2024년 05월 06일 07:08:09", "2024-05-06T07:08:09Z"},
    {"Korean afternoon", "2024-05-06 오후 07:08:09", "2024-05-06T19:08:09Z"},
    {"Japanese", "2024年5月6日 7時8分", "2024-05-06T07:08:00Z"},
    {"Chinese afternoon", "2024年5月6日 下午7:08", "2024-05-06T19:08:00Z"},
    {"Arabic digits", "٦ مايو ٢٠٢٤", "2024-05-06T00:00:00Z"},
    {"Thai year", "6/5/2567 07:08", "2024-05-06T07:08:00Z"},
    {"Unix seconds", "1714979289", "2024-05-06T07:08:09Z"},
    {"Unix milliseconds", "1714979289123", "2024-05-06T07:08:09Z"},
    {"blanks around", " \n 2024-05-06 \t", "2024-05-06T00:00:00Z"},
    {"nothing", "", ""},
    {"blank", "   ", ""},
    {"words", "yesterday", ""},
    {"a number", "42", ""},
    {"a program's zero", "0000-00-00 00:00:00", ""},
    {"another program's zero", "0001-01-01T00:00:00Z", ""},
    {"year, day, month", "2024-13-06", "2024-06-13T00:00:00Z"},
    {"no such month", "2024-13-16", ""},
    {"no such day", "2024-05-32", ""},
    {"day without year", "6 May", ""},
    {"a very long number", "99999999999999999999999999999999", ""},
};

static void
reads_what_publishers_write(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        char made[TIME_TEXT];

        time_text(date_instant(dates[i].text), made);
        if (strcmp(made, dates[i].when) != 0)
            fail_msg("%s: \"%s\" is %s, not %s", dates[i].why, dates[i].text,
                     made, dates[i].when);
    }
    assert_true(date_instant(NULL) == TIME_NONE);
}

static void
tells_what_was_given(void **state)
{
    struct date date;

    (void)state;
    assert_true(date_read("2024-05-06", &date));
    assert_false(date.has_time || date.has_zone);
    assert_true(date.has_day && date.has_month);
    assert_true(date_read("2024-05", &date));
    assert_false(date.has_day);
    assert_true(date_read("2024", &date));
    assert_false(date.has_month);
    assert_true(date_read("Mon, 06 May 2024 07:08 -0730", &date));
    assert_true(date.has_time && date.has_zone);
    assert_int_equal(date.offset, -(7 * 3600 + 30 * 60));
    assert_false(date_read("soon", &date));
    assert_true(date.when == TIME_NONE);
}

static void
long_text_ends_soon(void **state)
{
    size_t len = 1 << 20;
    char *text = malloc(len + 1);

    (void)state;
    assert_non_null(text);
    memset(text, '1', len);
    text[len] = '\0';
    assert_true(date_instant(text) == TIME_NONE);
    memset(text, 'a', len);
    assert_true(date_instant(text) == TIME_NONE);
    free(text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_publishers_write),
        cmocka_unit_test(tells_what_was_given),
        cmocka_unit_test(long_text_ends_soon),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

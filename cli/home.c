/* Opening the home, progress, times and lines; see home.h. */
#include "home.h"

#include "polyphony/clock.h"
#include "polyphony/file.h"
#include "polyphony/holidays.h"
#include "polyphony/mem.h"
#include "polyphony/scheduler.h"
#include "polyphony/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool
home_make(const char *folder, bool *made, struct error *err)
{
    struct buf text = {.max = 65536};
    char path[4096];
    bool ok = store_init(folder, made, err);

    snprintf(path, sizeof path, "%s/polyphony.ini", folder);
    if (ok && *made && access(path, F_OK) != 0) {
        config_write_defaults(&text);
        ok = file_write(path, buf_text(&text), text.len, err);
    }
    buf_deinit(&text);
    return ok;
}

bool
home_open(struct args *args, struct home *home, int *status)
{
    const char *folder = store_home(args->home);
    struct error err;

    memset(home, 0, sizeof *home);
    home->now = clock_now();
    if (store_open(folder, &home->store, &err) &&
        config_load(folder, &home->config, &err) &&
        config_read_said(home->config, &home->store, &err))
        return true;
    config_free(home->config);
    store_close(&home->store);
    *status = cli_fail(&err);
    return false;
}

void
home_close(struct home *home)
{
    guideline_free(home->pack);
    free(home->quiet);
    config_free(home->config);
    store_close(&home->store);
}

int
home_leave(struct home *home, struct arena *arena, int status)
{
    arena_free(arena);
    home_close(home);
    return cli_finish(status);
}

/* A name goes into the record for good, and into lines of JSON. */
static bool
is_name(const char *name)
{
    size_t len = strlen(name);

    if (len == 0 || len > 100 || !utf8_valid(name, len))
        return false;
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)name[i] < ' ' || name[i] == 0x7F)
            return false;
    }
    return true;
}

/* At the desk people sign in; at the shell anybody can give any name. What
 * the record shows is told apart, unless the name is a known one. */
bool
home_name(struct home *home, const char *as, struct error *err)
{
    const char *user = getenv("USER");
    const char *name = as != NULL                      ? as
                       : user != NULL && is_name(user) ? user
                                                       : "somebody";
    int64_t known;

    if (!db_number(home->store.db, err, &known, 0,
                   "SELECT (SELECT count(*) FROM person WHERE name = $1 AND "
                   "erased IS NULL) + (SELECT count(*) FROM rep WHERE id = $1 "
                   "OR name = $1)",
                   "t", name))
        return false;
    snprintf(home->who, sizeof home->who, "%s%s",
             known > 0 ? "" : "shell: ", name);
    if (as != NULL)
        snprintf(home->as, sizeof home->as,
                 strcspn(as, " '\"\\$&;|<>()*?`#~") < strlen(as)
                     ? " --as \"%s\""
                     : " --as %s",
                 as);
    return true;
}

const char *
home_as(const struct home *home)
{
    return home->as;
}

bool
home_fill_queue(struct home *home, struct queue *queue, struct error *err)
{
    memset(queue, 0, sizeof *queue);
    if (!scheduler_load_rules(&home->store, home->config, &home->pack, err) ||
        !holidays_load(&home->store, home->now, SLOT_HORIZON, &home->quiet,
                       &queue->n_quiet, err))
        return false;
    queue->store = &home->store;
    queue->quiet = home->quiet;
    queue->pack = home->pack;
    queue->config = home->config;
    queue->now = home->now;
    queue->who = home->who;
    queue->blind_percent =
        (int)config_number(home->config, "review.blind_percent");
    queue->horizon_days =
        (int)config_number(home->config, "schedule.horizon_days");
    return true;
}

bool
home_queue(struct args *args, size_t min_words, size_t max_words,
           struct home *home, struct queue *queue, int *status)
{
    const char *as = args_option(args, "--as");
    struct error err;

    *status = EXIT_USAGE;
    if (!args_done(args, min_words, max_words))
        return false;
    if (as != NULL && !is_name(as)) {
        cli_complain("--as: name a person, in 1 to 100 bytes of UTF-8");
        return false;
    }
    *status = EXIT_FINE;
    if (!home_open(args, home, status))
        return false;
    if (!home_name(home, as, &err) || !home_fill_queue(home, queue, &err)) {
        *status = cli_fail(&err);
        home_close(home);
        return false;
    }
    return true;
}

void
fit_report(const struct queue_fit *fit)
{
    if (fit->moved > 0)
        printf(
            "%zu %s another slot.\n", fit->moved,
            count_word(fit->moved == 1, "suggestion has", "suggestions have"));
    if (fit->expired > 0)
        printf("%zu %s: no slot is left.\n", fit->expired,
               count_word(fit->expired == 1, "suggestion expired",
                          "suggestions expired"));
    if (fit->kept > 0)
        printf("%zu that reps accepted or scheduled themselves %s; today "
               "tells them.\n",
               fit->kept,
               count_word(fit->kept == 1, "stays where it is",
                          "stay where they are"));
}

/* --- progress --------------------------------------------------------------
 */

static bool
on_terminal(int fd)
{
    const char *term = getenv("TERM");

    return isatty(fd) && term != NULL && strcmp(term, "dumb") != 0;
}

void
progress_show(const char *step, size_t done, size_t left)
{
    static const char *last;

    if (on_terminal(STDERR_FILENO)) {
        fprintf(stderr, "\r\033[K%s: %zu of %zu", step, done, done + left);
        fflush(stderr);
    } else if (last == NULL || strcmp(last, step) != 0) {
        fprintf(stderr, "%s\n", step);
    }
    last = step;
}

void
progress_end(void)
{
    if (on_terminal(STDERR_FILENO))
        fputs("\r\033[K", stderr);
}

void
progress_waiting(const char *name)
{
    fprintf(stderr,
            "polyphony: a %s is running already; waiting for it to "
            "end\n",
            name);
}

/* --- looks -------------------------------------------------------------------
 */

static const char *
code(const char *sequence)
{
    static int wanted = -1;

    if (wanted < 0)
        wanted = on_terminal(STDOUT_FILENO) && getenv("NO_COLOR") == NULL;
    return wanted ? sequence : "";
}

const char *
bold(void)
{
    return code("\033[1m");
}

const char *
dim(void)
{
    return code("\033[2m");
}

const char *
flag(void)
{
    return code("\033[33m");
}

const char *
plain(void)
{
    return code("\033[0m");
}

const char *
time_words(const struct zone *zone, int64_t when, char *out, size_t size)
{
    static const char days[][4] = {"",    "Mon", "Tue", "Wed",
                                   "Thu", "Fri", "Sat", "Sun"};
    static const char months[][4] = {"",    "Jan", "Feb", "Mar", "Apr",
                                     "May", "Jun", "Jul", "Aug", "Sep",
                                     "Oct", "Nov", "Dec"};
    struct civil c;

    if (when == TIME_NONE) {
        snprintf(out, size, "no time yet");
        return out;
    }
    c = zone_civil(zone, when);
    snprintf(out, size, "%s %d %s %02d:%02d", days[c.weekday], c.day,
             months[c.month], c.hour, c.minute);
    return out;
}

const char *
time_zoned(const struct zone *zone, const char *name, int64_t when, char *out,
           size_t size)
{
    bool utc = strcmp(name, "UTC") == 0;
    char words[64];

    snprintf(out, size, "%s %s%s%s",
             time_words(zone, when, words, sizeof words), utc ? "" : "(", name,
             utc ? "" : ")");
    return out;
}

const char *
count_word(bool is_one, const char *one, const char *many)
{
    return is_one ? one : many;
}

/* Graphemes, of which CJK and emoji take two. */
int
text_columns(const char *text, size_t len)
{
    const char *p = text, *end = text + len;
    int count = (int)utf8_graphemes(text, len);

    while (p < end) {
        int32_t cp = utf8_next(&p, end);

        count += utf8_is_cjk(cp) || (cp >= 0x1F300 && cp <= 0x1FAFF);
    }
    return count;
}

/* Begins where the cursor stands; later lines after `indent` blanks. */
static void
print_line(const char *text, size_t len, int indent, int width)
{
    const char *p = text, *end = text + len;
    int used = 0;

    while (p < end) {
        size_t blanks = strspn(p, " \t");
        size_t word;
        int wide;

        p += blanks < (size_t)(end - p) ? blanks : (size_t)(end - p);
        word = strcspn(p, " \t\n");
        if (word > (size_t)(end - p))
            word = (size_t)(end - p);
        wide = text_columns(p, word);
        if (used > 0 && used + 1 + wide > width) {
            printf("\n%*s", indent, "");
            used = 0;
        }
        printf("%s%.*s", used > 0 ? " " : "", (int)word, p);
        used += wide + (used > 0);
        p += word;
    }
    putchar('\n');
}

void
print_wrapped(const char *text, int indent, int width)
{
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");

        if (len == 0) {
            putchar('\n');
        } else {
            printf("%*s", indent, "");
            print_line(text, len, indent, width);
        }
        text += len + (text[len] == '\n');
    }
}

void
print_labelled(const char *code_of_label, const char *label, const char *text)
{
    printf("   %s%-7s%s  ", code_of_label, label, plain());
    print_line(text, strcspn(text, "\n"), 12, 80 - 12);
}

static bool
relative(const char *text, int64_t now, int64_t *when)
{
    char *end;
    long number = strtol(text, &end, 10);
    long unit = 0;

    if (end == text || number < 0 || number > 3650 || end[0] == '\0' ||
        end[1] != '\0')
        return false;
    if (*end == 'm')
        unit = 60;
    else if (*end == 'h')
        unit = 3600;
    else if (*end == 'd')
        unit = 86400;
    else if (*end == 'w')
        unit = 7 * 86400;
    *when = now + number * unit;
    return unit != 0;
}

bool
moment_read(const char *text, const struct zone *zone, int64_t now,
            int64_t *when)
{
    struct civil c = {0};
    int year, month, day, hour = 8, minute = 0, fields;
    char rest;

    if (strcmp(text, "tomorrow") == 0) {
        *when = zone_day_start(zone, zone_day(zone, now) + 1) + 8 * 3600;
        return true;
    }
    if (relative(text, now, when))
        return true;
    if (strlen(text) > 11 && time_parse(text, when))
        return true;
    fields = sscanf(text, "%4d-%2d-%2d%*1[ T]%2d:%2d%c", &year, &month, &day,
                    &hour, &minute, &rest);
    if ((fields != 3 && fields != 5) || month < 1 || month > 12 || day < 1 ||
        day > 31 || hour < 0 || hour > 23 || minute < 0 || minute > 59)
        return false;
    c.year = year;
    c.month = month;
    c.day = day;
    c.hour = hour;
    c.minute = minute;
    *when = zone_instant(zone, &c);
    return true;
}

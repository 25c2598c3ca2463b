/* Settings: a table of keys with defaults, what was said at the desk,
 * polyphony.ini (libinih), and the environment on top. */
#include "polyphony/config.h"
#include "polyphony/buf.h"
#include "polyphony/mem.h"
#include "polyphony/store.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CAP(network) "posts a rep and day on " network "; 0: as many as quota"

struct config_key {
    const char *name, *otherwise, *help; /* help: for who set it wrong */
    long least, most;                    /* both 0: a text */
};

static const struct config_key keys[] = {
    {"caps.bluesky", "4", CAP("Bluesky"), 0, 20},
    {"caps.facebook", "2", CAP("Facebook"), 0, 20},
    {"caps.instagram", "1", CAP("Instagram"), 0, 20},
    {"caps.linkedin", "2", CAP("LinkedIn"), 0, 20},
    {"caps.mastodon", "4", CAP("Mastodon"), 0, 20},
    {"caps.other", "0", CAP("other places"), 0, 20},
    {"caps.threads", "3", CAP("Threads"), 0, 20},
    {"caps.x", "5", CAP("X"), 0, 20},
    {"company.name", "", "the company's name, for disclosures and invitations",
     0, 0},
    {"company.timezone", "UTC",
     "zone of times shown to who is no rep, as Europe/Berlin", 0, 0},
    {"desk.backups_kept", "30",
     "backups that the page Place keeps; 0: all of them", 0, 1000},
    {"desk.idle_hours", "168", "a session ends after this without a request", 1,
     8760},
    {"desk.proxies", "",
     "networks whose X-Forwarded-For and -Proto count, as 127.0.0.1, ::1", 0,
     0},
    {"desk.request_s", "60", "whole time of one request and its answer", 1,
     3600},
    {"desk.session_days", "30", "a session ends after this in any case", 1,
     365},
    {"desk.sign_in_header", "",
     "header in which a proxy names who is signed in; none: off", 0, 0},
    {"desk.sign_in_networks", "", "networks whose sign_in_header counts", 0, 0},
    {"desk.url", "", "address at which people reach the desk, for mails", 0, 0},
    {"desk.webhook", "", "http address that is told what happens; none: off", 0,
     0},
    {"desk.webhook_inner", "0",
     "1: the webhook may be an address within your network", 0, 1},
    {"desk.webhook_key_file", "", "file with the secret that signs webhooks", 0,
     0},
    {"fetch.contact", "https://polyphony.example/bot",
     "address in our User-Agent where site owners learn who we are", 0, 0},
    {"fetch.interval_ms", "1000", "spacing of requests to one host", 0, 60000},
    {"fetch.max_bytes", "33554432", "decoded bytes of one answer", 1024,
     1073741824},
    {"fetch.pages_per_feed", "100", "article pages asked for, a feed and visit",
     0, 10000},
    {"fetch.parallel", "64", "hosts asked at once", 1, 256},
    {"fetch.proxy", "", "proxy for all fetching; else http_proxy", 0, 0},
    {"fetch.timeout_s", "30", "whole time of one answer", 1, 600},
    {"mail.digest_hour", "8",
     "mail of the day at this hour of each rep's clock; 24: none", 0, 24},
    {"mail.from", "", "sender of mails, as desk@company.example", 0, 0},
    {"mail.key_file", "", "file with the mail server's password", 0, 0},
    {"mail.url", "",
     "mail server, as smtp://host:587 or smtps://host; none: no "
     "mail is sent",
     0, 0},
    {"mail.user", "", "who signs in to the mail server", 0, 0},
    {"review.blind_percent", "5",
     "of what cleared itself, reviewed all the same", 0, 100},
    {"review.rules", "starter",
     "guideline pack: starter, open, checked, regulated, a file; the desk's "
     "wins",
     0, 0},
    {"schedule.first_story", "30",
     "of 100: fit given up so that a rep gets a first story", 0, 100},
    {"schedule.horizon_days", "7", "how far ahead a slot may lie", 1, 30},
    {"schedule.least_score", "25", "of 100: stories below are not suggested", 0,
     100},
    {"schedule.max_age_days", "14",
     "older articles are not suggested; 0 takes any age", 0, 36500},
    {"schedule.per_source", "1", "suggestions a rep and day from one site", 1,
     50},
    {"schedule.story_reps", "8", "reps that share one story in a window", 1,
     10000},
    {"writer.key_file", "", "file with the key for the writer's server", 0, 0},
    {"writer.model", "", "model that writes, as its server names it", 0, 0},
    {"writer.timeout_s", "30", "whole time of one text", 1, 600},
    {"writer.url", "", "OpenAI-compatible server that writes; none: off", 0, 0},
};

#define N_KEYS (sizeof keys / sizeof keys[0])

/* What was said at the desk may be said anew while other threads read. */
struct replaced {
    struct replaced *next;
    char *value;
};

struct config {
    _Atomic(char *) values[N_KEYS];
    bool given[N_KEYS]; /* by file or environment */
    pthread_mutex_t changing;
    struct replaced *replaced; /* may be read still; freed at the end */
};

static const char *const said_at_desk[] = {"company.name", "company.timezone",
                                           "fetch.contact"};

#define N_SAID (sizeof said_at_desk / sizeof said_at_desk[0])

struct reading {
    struct config *config;
    const char *path;
    struct error *err;
};

static size_t
find(const char *name)
{
    size_t i = 0;

    while (i < N_KEYS && strcmp(keys[i].name, name) != 0)
        i++;
    return i;
}

static bool
set(struct config *config, size_t at, const char *value, const char *where,
    struct error *err)
{
    const struct config_key *key = &keys[at];

    if (key->least != 0 || key->most != 0) {
        char *end;
        long number;

        errno = 0;
        number = strtol(value, &end, 10);
        if (errno != 0 || end == value || *end != '\0' || number < key->least ||
            number > key->most)
            return error_set(err, ERROR_INPUT,
                             "%s: %s (%s): \"%.40s\" is no whole number from "
                             "%ld to %ld",
                             where, key->name, key->help, value, key->least,
                             key->most);
    }
    free(config->values[at]);
    config->values[at] = mem_strdup(value);
    config->given[at] = true;
    return true;
}

static int
on_line(void *context, const char *section, const char *name, const char *value)
{
    struct reading *reading = context;
    char key[100];
    size_t at;

    snprintf(key, sizeof key, "%s.%s", section, name);
    at = find(key);
    if (at == N_KEYS)
        return error_set(reading->err, ERROR_INPUT,
                         "%s: no setting is called [%s] %s", reading->path,
                         section, name);
    return set(reading->config, at, value, reading->path, reading->err);
}

static bool
from_environment(struct config *config, struct error *err)
{
    for (size_t i = 0; i < N_KEYS; i++) {
        char name[100];
        const char *value;
        size_t len;

        len = (size_t)snprintf(name, sizeof name, "POLYPHONY_%s", keys[i].name);
        for (size_t k = 0; k < len && k < sizeof name; k++)
            name[k] =
                name[k] == '.' ? '_' : (char)toupper((unsigned char)name[k]);
        value = getenv(name);
        if (value != NULL && !set(config, i, value, name, err))
            return false;
    }
    return true;
}

bool
config_load(const char *home, struct config **out, struct error *err)
{
    struct config *config = mem_calloc(1, sizeof *config);
    struct reading reading = {.config = config, .err = err};
    char path[4096];
    int line;

    *out = NULL;
    pthread_mutex_init(&config->changing, NULL);
    for (size_t i = 0; i < N_KEYS; i++)
        config->values[i] = mem_strdup(keys[i].otherwise);
    snprintf(path, sizeof path, "%s/polyphony.ini", home);
    reading.path = path;
    if (err != NULL)
        err->kind = ERROR_NONE;
    line = ini_parse(path, on_line, &reading);
    if (line > 0 && (err == NULL || err->kind == ERROR_NONE))
        error_set(err, ERROR_INPUT, "%s: line %d is no \"key = value\"", path,
                  line);
    if (line == -1 && errno != ENOENT)
        line = 1 + error_errno(err, "%s", path);
    if (line > 0 || !from_environment(config, err)) {
        config_free(config);
        return false;
    }
    *out = config;
    return true;
}

void
config_free(struct config *config)
{
    if (config == NULL)
        return;
    for (size_t i = 0; i < N_KEYS; i++)
        free(config->values[i]);
    for (struct replaced *r = config->replaced, *next; r != NULL; r = next) {
        next = r->next;
        free(r->value);
        free(r);
    }
    pthread_mutex_destroy(&config->changing);
    free(config);
}

const char *
config_text(const struct config *config, const char *key)
{
    size_t at = find(key);

    return at < N_KEYS ? atomic_load(&config->values[at]) : "";
}

long
config_number(const struct config *config, const char *key)
{
    return strtol(config_text(config, key), NULL, 10);
}

/* --- what was said at the desk -------------------------------------------- */

bool
config_is_given(const struct config *config, const char *key)
{
    size_t at = find(key);

    return at < N_KEYS && config->given[at];
}

/* "" is the default again. */
static void
put(struct config *config, size_t at, const char *value)
{
    struct replaced *old = mem_calloc(1, sizeof *old);

    if (value[0] == '\0')
        value = keys[at].otherwise;
    pthread_mutex_lock(&config->changing);
    old->value = atomic_exchange(&config->values[at], mem_strdup(value));
    old->next = config->replaced;
    config->replaced = old;
    pthread_mutex_unlock(&config->changing);
}

static void
setting_key(const char *key, char *out, size_t size)
{
    snprintf(out, size, "config.%s", key);
}

bool
config_read_said(struct config *config, struct store *store, struct error *err)
{
    for (size_t i = 0; i < N_SAID; i++) {
        size_t at = find(said_at_desk[i]);
        char setting[60], *value;

        setting_key(said_at_desk[i], setting, sizeof setting);
        if (!store_setting(store, setting, &value, err))
            return false;
        if (value != NULL && !config->given[at])
            put(config, at, value);
        free(value);
    }
    return true;
}

bool
config_say(struct config *config, struct store *store, const char *key,
           const char *value, struct error *err)
{
    char setting[60];

    for (size_t i = 0; i < N_SAID; i++) {
        if (strcmp(said_at_desk[i], key) != 0)
            continue;
        setting_key(key, setting, sizeof setting);
        if (!store_set(store, setting, value, err))
            return false;
        if (!config->given[find(key)])
            put(config, find(key), value);
        return true;
    }
    return error_set(err, ERROR_USAGE, "%s is not said at the desk", key);
}

/* --- as a file ------------------------------------------------------------ */

static const char file_head[] =
    "; The settings of this polyphony, each with its default. To change one, "
    "take\n"
    "; the \";\" at its beginning away; it counts from the next start on. "
    "Each is an\n"
    "; environment variable too, which wins: [fetch] interval_ms is\n"
    "; POLYPHONY_FETCH_INTERVAL_MS. `man polyphony` says more.\n";

void
config_write_defaults(struct buf *out)
{
    size_t section = 0;

    buf_add(out, file_head);
    for (size_t i = 0; i < N_KEYS; i++) {
        const struct config_key *key = &keys[i];
        size_t len = strcspn(key->name, ".");

        if (len != section ||
            strncmp(key->name, keys[i - 1].name, len + 1) != 0)
            buf_printf(out, "\n[%.*s]\n", (int)len, key->name);
        section = len;
        buf_printf(out, "; %s", key->help);
        if (key->least != 0 || key->most != 0)
            buf_printf(out, " (%ld to %ld)", key->least, key->most);
        buf_printf(out, "\n;%s =%s%s\n", key->name + len + 1,
                   key->otherwise[0] != '\0' ? " " : "", key->otherwise);
    }
}

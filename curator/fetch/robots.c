/* robots.txt (RFC 9309): reading and matching; see the header. It leaves to
 * the fetcher when the file is read and what its absence means.
 *
 * A pattern is matched piece by piece between its asterisks, each piece at
 * its first place after the one before, which is all that globs need: the
 * cost of a rule is its length plus the path's, whatever a hostile file
 * holds. */
#include "polyphony/robots.h"
#include "polyphony/arena.h"
#include "polyphony/buf.h"
#include "polyphony/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_RULES 5000
#define MAX_PATTERN 2000
#define MAX_PATH 8000
#define MAX_DELAY_MS (3600 * 1000)

struct rule {
    const char *pattern;
    size_t len;
    bool allow;
};

/* The rules for one kind of agent: us by name, or everybody. */
struct group {
    struct rule *rules;
    size_t count, capacity;
    int delay_ms;
    bool seen;
};

struct robots {
    struct arena *arena;
    struct group groups[2]; /* 0: "*", 1: us */
};

struct reader {
    struct robots *robots;
    const char *agent;
    bool holds[2];  /* does the group being read hold for ... */
    bool has_rules; /* then the next user-agent line begins a new group */
};

/* The spelling in which patterns and paths are compared: what is encoded
 * without need is decoded, other bytes are %XX with capital digits (RFC 9309,
 * 2.2.2). `*` and `$` stay as they are. */
static void
put_canonical(struct buf *out, const char *text, size_t len)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        bool encoded = c == '%' && i + 2 < len &&
                       isxdigit((unsigned char)text[i + 1]) &&
                       isxdigit((unsigned char)text[i + 2]);

        if (encoded) {
            char pair[3] = {text[i + 1], text[i + 2], '\0'};

            c = (unsigned char)strtoul(pair, NULL, 16);
            i += 2;
        }
        if (encoded ? isalnum(c) || (c != '\0' && strchr("-._~", c) != NULL)
                    : c > ' ' && c < 0x7F) {
            buf_add_char(out, (char)c);
        } else {
            buf_add_char(out, '%');
            buf_add_char(out, hex[c >> 4]);
            buf_add_char(out, hex[c & 15]);
        }
    }
}

static void
add_rule(struct reader *reader, bool allow, const char *value, size_t len)
{
    struct buf pattern = {.max = 3 * MAX_PATTERN};
    const char *kept = NULL;

    if (len == 0 || len > MAX_PATTERN)
        return; /* "Disallow:" alone allows everything */
    put_canonical(&pattern, value, len);
    for (int i = 0; i < 2; i++) {
        struct group *group = &reader->robots->groups[i];

        if (!reader->holds[i] || group->count >= MAX_RULES)
            continue;
        if (kept == NULL)
            kept = arena_strndup(reader->robots->arena, buf_text(&pattern),
                                 pattern.len);
        group->rules = mem_grow(group->rules, &group->capacity,
                                group->count + 1, sizeof *group->rules);
        group->rules[group->count++] = (struct rule){kept, pattern.len, allow};
    }
    buf_deinit(&pattern);
}

static void
read_agent(struct reader *reader, const char *value, size_t len)
{
    size_t token = 0;

    if (reader->has_rules) {
        reader->holds[0] = reader->holds[1] = false;
        reader->has_rules = false;
    }
    while (token < len && (isalpha((unsigned char)value[token]) ||
                           value[token] == '-' || value[token] == '_'))
        token++;
    if (len >= 1 && value[0] == '*')
        reader->holds[0] = true;
    else if (token == strlen(reader->agent) &&
             strncasecmp(value, reader->agent, token) == 0)
        reader->holds[1] = true;
    for (int i = 0; i < 2; i++)
        reader->robots->groups[i].seen |= reader->holds[i];
}

/* Seconds, perhaps with a fraction. */
static void
read_delay(struct reader *reader, const char *value, size_t len)
{
    int ms = 0, unit = 1000;
    bool point = false;

    for (size_t i = 0; i < len && ms < MAX_DELAY_MS; i++) {
        int digit = value[i] - '0';

        if (value[i] == '.' && !point)
            point = true;
        else if (digit < 0 || digit > 9)
            break;
        else if (point)
            ms += digit * (unit /= 10);
        else
            ms = ms * 10 + digit * 1000;
    }
    if (ms > MAX_DELAY_MS)
        ms = MAX_DELAY_MS;
    for (int i = 0; i < 2; i++) {
        struct group *group = &reader->robots->groups[i];

        if (reader->holds[i] && group->delay_ms < ms)
            group->delay_ms = ms;
    }
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\0';
}

static void
trim(const char **text, size_t *len)
{
    while (*len > 0 && is_blank(**text)) {
        (*text)++;
        (*len)--;
    }
    while (*len > 0 && is_blank((*text)[*len - 1]))
        (*len)--;
}

static bool
is_key(const char *key, size_t len, const char *name)
{
    return strlen(name) == len && strncasecmp(key, name, len) == 0;
}

static void
read_line(struct reader *reader, const char *line, size_t len)
{
    const char *comment = memchr(line, '#', len), *colon, *value;
    size_t key_len, value_len;

    if (comment != NULL)
        len = (size_t)(comment - line);
    colon = memchr(line, ':', len);
    if (colon == NULL)
        return;
    key_len = (size_t)(colon - line);
    value = colon + 1;
    value_len = len - key_len - 1;
    trim(&line, &key_len);
    trim(&value, &value_len);
    if (is_key(line, key_len, "user-agent") ||
        is_key(line, key_len, "useragent") ||
        is_key(line, key_len, "user agent")) {
        read_agent(reader, value, value_len);
    } else if (is_key(line, key_len, "disallow")) {
        reader->has_rules = true;
        add_rule(reader, false, value, value_len);
    } else if (is_key(line, key_len, "allow")) {
        reader->has_rules = true;
        add_rule(reader, true, value, value_len);
    } else if (is_key(line, key_len, "crawl-delay")) {
        read_delay(reader, value, value_len);
    }
}

struct robots *
robots_parse(const char *bytes, size_t len, const char *agent)
{
    struct robots *robots = mem_calloc(1, sizeof *robots);
    struct reader reader = {.robots = robots, .agent = agent};
    size_t start = 0;

    robots->arena = arena_new(0);
    if (len > ROBOTS_MAX_BYTES)
        len = ROBOTS_MAX_BYTES;
    if (len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        start = 3;
    for (size_t i = start; i <= len; i++) {
        if (i < len && bytes[i] != '\n' && bytes[i] != '\r')
            continue;
        if (i > start)
            read_line(&reader, bytes + start, i - start);
        start = i + 1;
    }
    return robots;
}

void
robots_free(struct robots *robots)
{
    if (robots == NULL)
        return;
    free(robots->groups[0].rules);
    free(robots->groups[1].rules);
    arena_free(robots->arena);
    free(robots);
}

static const struct group *
our_group(const struct robots *robots)
{
    return &robots->groups[robots->groups[1].seen ? 1 : 0];
}

/* Does the whole pattern match a beginning of the path (or all of it, where
 * it ends with `$`)? */
static bool
matches(const struct rule *rule, const char *path, size_t path_len)
{
    const char *p = rule->pattern, *end = p + rule->len;
    const char *at = path, *path_end = path + path_len;
    bool anchored = rule->len > 0 && end[-1] == '$', first = true;

    if (anchored)
        end--;
    for (;;) {
        const char *star = memchr(p, '*', (size_t)(end - p));
        size_t piece = (size_t)((star != NULL ? star : end) - p);
        size_t left = (size_t)(path_end - at);
        const char *found = at;

        if (piece > left)
            return false;
        if (star == NULL && anchored && !first)
            found = path_end - piece;
        else if (!first && piece > 0)
            found = memmem(at, left, p, piece);
        if (found == NULL || memcmp(found, p, piece) != 0)
            return false;
        at = found + piece;
        if (star == NULL)
            return !anchored || at == path_end;
        p = star + 1;
        first = false;
    }
}

/* Path and query of an address, in canonical spelling. */
static void
put_path(struct buf *out, const char *url)
{
    const char *scheme = strstr(url, "://");
    size_t len;

    if (url[0] != '/' && scheme != NULL) {
        url = scheme + 3;
        url += strcspn(url, "/?#");
    }
    len = strcspn(url, "#");
    if (url[0] != '/')
        buf_add_char(out, '/');
    put_canonical(out, url, len < MAX_PATH ? len : MAX_PATH);
}

bool
robots_allows(const struct robots *robots, const char *url)
{
    const struct group *group = our_group(robots);
    struct buf path = {.max = 4 * MAX_PATH};
    const struct rule *best = NULL;

    put_path(&path, url);
    if (strcmp(buf_text(&path), "/robots.txt") != 0) {
        for (size_t i = 0; i < group->count; i++) {
            const struct rule *rule = &group->rules[i];

            if (best != NULL && (rule->len < best->len ||
                                 (rule->len == best->len && !rule->allow)))
                continue;
            if (matches(rule, buf_text(&path), path.len))
                best = rule;
        }
    }
    buf_deinit(&path);
    return best == NULL || best->allow;
}

int
robots_crawl_delay_ms(const struct robots *robots)
{
    return our_group(robots)->delay_ms;
}

/* The quick reader of usual lines of REPS.jsonl: most of the time of a large
 * assignment would go into trees of JSON otherwise. It knows one shape and
 * leaves everything else, good or bad, to base/json: what counts is decided
 * in one place, and a test holds the two against each other. */
#include "assign_read.h"

#include <math.h>
#include <string.h>

static const char *
blanks(const char *p)
{
    while (*p == ' ' || *p == '\t')
        p++;
    return p;
}

static const char *
expect(const char *p, char c)
{
    p = blanks(p);
    return *p == c ? p + 1 : NULL;
}

/* A string of plain ASCII; NULL for any other. */
static const char *
plain_text(const char *p, const char **text, size_t *len)
{
    p = expect(p, '"');
    if (p == NULL)
        return NULL;
    *text = p;
    while (*p != '"') {
        unsigned char c = (unsigned char)*p++;

        if (c < 0x20 || c >= 0x7F || c == '\\')
            return NULL;
    }
    *len = (size_t)(p - *text);
    return p + 1;
}

/* A whole number of at most nine digits. */
static const char *
plain_count(const char *p, double *value)
{
    int32_t number = 0, digits = 0;

    p = blanks(p);
    if (p[0] == '0' && p[1] >= '0' && p[1] <= '9')
        return NULL;
    for (; *p >= '0' && *p <= '9'; p++) {
        if (++digits > 9)
            return NULL;
        number = 10 * number + (*p - '0');
    }
    if (digits == 0 || *p == '.' || *p == 'e' || *p == 'E')
        return NULL;
    *value = number;
    return p;
}

/* 0, 0.5, 1.000000: at most 1, at most six places. In millionths. */
static const char *
plain_score(const char *p, int32_t *score)
{
    int32_t value, places = 0;

    p = blanks(p);
    if (*p != '0' && *p != '1')
        return NULL;
    value = *p++ - '0';
    if (*p == '.') {
        for (p++; *p >= '0' && *p <= '9'; p++) {
            if (++places > 6)
                return NULL;
            value = 10 * value + (*p - '0');
        }
        if (places == 0)
            return NULL;
    }
    if ((*p >= '0' && *p <= '9') || *p == 'e' || *p == 'E')
        return NULL;
    for (; places < 6; places++)
        value *= 10;
    if (value > ASSIGN_ONE)
        return NULL;
    *score = value;
    return p;
}

static bool
is_key(const char *text, size_t len, const char *key)
{
    return strlen(key) == len && memcmp(text, key, len) == 0;
}

/* The key of a member and its colon. */
static const char *
plain_key(const char *p, const char **key, size_t *len)
{
    p = plain_text(p, key, len);
    return p != NULL ? expect(p, ':') : NULL;
}

/* "," or the bracket that ends; anything else is not plain. */
static const char *
comma_or(const char *p, char bracket, bool *ends)
{
    p = blanks(p);
    *ends = *p == bracket;
    return *ends || *p == ',' ? p + 1 : NULL;
}

/* {"story":"s1","score":0.5} after its bracket. */
static const char *
plain_candidate(struct assign_input *input, struct rep_line *line,
                const char *p)
{
    const char *story = NULL, *key;
    size_t story_len = 0, key_len;
    int32_t score = -1;
    uint32_t number;
    bool ends = false;

    while (!ends) {
        p = plain_key(p, &key, &key_len);
        if (p == NULL)
            return NULL;
        if (is_key(key, key_len, "story") && story == NULL)
            p = plain_text(p, &story, &story_len);
        else if (is_key(key, key_len, "score") && score < 0)
            p = plain_score(p, &score);
        else
            return NULL;
        if (p != NULL)
            p = comma_or(p, '}', &ends);
        if (p == NULL)
            return NULL;
    }
    if (story == NULL || score < 0)
        return NULL;
    number = id_find(&input->stories, story, story_len);
    if (number != ID_NONE)
        assign_candidate_add(input, number, score);
    else
        assign_candidate_skip(input, line, story, story_len, "no such story");
    return p;
}

static const char *
plain_candidates(struct assign_input *input, struct rep_line *line,
                 const char *p)
{
    bool ends = false;

    p = expect(p, '[');
    if (p == NULL)
        return NULL;
    if (*blanks(p) == ']')
        return blanks(p) + 1;
    while (!ends) {
        p = expect(p, '{');
        if (p != NULL)
            p = plain_candidate(input, line, p);
        if (p != NULL)
            p = comma_or(p, ']', &ends);
        if (p == NULL)
            return NULL;
    }
    return p;
}

static const char *
plain_rep(struct assign_input *input, struct rep_line *line, const char *p)
{
    const char *key, *rep = NULL;
    size_t len, rep_len = 0;
    bool ends = false, has_candidates = false;

    p = expect(p, '{');
    if (p == NULL)
        return NULL;
    while (!ends) {
        p = plain_key(p, &key, &len);
        if (p == NULL)
            return NULL;
        if (is_key(key, len, "rep") && rep == NULL) {
            p = plain_text(p, &rep, &rep_len);
        } else if (is_key(key, len, "quota") && isnan(line->quota)) {
            p = plain_count(p, &line->quota);
        } else if (is_key(key, len, "per_source") && isnan(line->per_source)) {
            p = plain_count(p, &line->per_source);
        } else if (is_key(key, len, "candidates") && !has_candidates) {
            p = plain_candidates(input, line, p);
            has_candidates = true;
        } else {
            return NULL;
        }
        if (p != NULL)
            p = comma_or(p, '}', &ends);
        if (p == NULL)
            return NULL;
    }
    if (rep != NULL)
        line->rep = arena_strndup(input->arena, rep, rep_len);
    return p;
}

bool
assign_read_plain(struct assign_input *input, const char *text,
                  struct rep_line *line)
{
    const struct rep_line before = *line;
    size_t n_candidates = input->n_candidates;
    const char *end = plain_rep(input, line, text);

    if (end != NULL && *blanks(end) == '\0' && line->rep != NULL)
        return true;
    *line = before;
    input->n_candidates = n_candidates;
    return false;
}

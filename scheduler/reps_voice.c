/* A rep's own word on their voice: tone, length and the like, and sample
 * posts. It is kept where an import would have put it, in the JSON of the
 * rep, so that there is one place to read a voice from (voice.h). */
#include "polyphony/digest.h"
#include "polyphony/json.h"
#include "polyphony/language.h"
#include "polyphony/reps.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

#define MOST_SAMPLES 20
#define MOST_BYTES                                                             \
    6000 /* of a sample post: voice_learn.c reads no longer ones */

/* One of these is to change. */
struct change {
    struct store *store;
    const char *rep;
    int64_t now;
    const struct voice_given *given; /* NULL: as it is */
    const char *add;                 /* a sample */
    const char *remove;              /* the digest of one; NULL: none */
    const struct json *samples;      /* these for those; NULL: as they are */
};

/* In the JSON of a voice: the rep gave it themselves in the desk, so that no
 * import takes it from them. */
#define ASKED "asked"
#define OWN_SAMPLES "own_samples"

static bool
is_one_of(const char *key, const char *const *keys)
{
    for (; *keys != NULL; keys++) {
        if (strcmp(key, *keys) == 0)
            return true;
    }
    return false;
}

/* Of two that are the same the first goes. */
static bool
is_removed(const struct change *change, const struct json *sample)
{
    char digest[DIGEST_TEXT];

    return change->remove != NULL && json_text(sample) != NULL &&
           strcmp(reps_sample_digest(json_text(sample), digest),
                  change->remove) == 0;
}

static void
put_samples(struct json_out *out, const struct json *voice,
            const struct change *change)
{
    const struct json *list =
        change->samples != NULL ? change->samples : json_get(voice, "samples");
    bool removed = false;

    json_put_key(out, "samples");
    json_open(out, '[');
    for (const struct json *at = json_first(list); at != NULL;
         at = json_next(at)) {
        if (!removed && is_removed(change, at))
            removed = true;
        else if (json_text(at) != NULL)
            json_put_text(out, json_text(at));
    }
    if (change->add != NULL)
        json_put_text(out, change->add);
    json_close(out, ']');
    if (change->add != NULL || change->remove != NULL ||
        change->samples != NULL || json_true(json_get(voice, OWN_SAMPLES)))
        json_member_bool(out, OWN_SAMPLES, true);
}

static void
put_given(struct json_out *out, const struct voice_given *given)
{
    json_member(out, "tone", given->tone);
    json_member(out, "notes", given->notes);
    json_member(out, "length", given->length);
    json_member(out, "person", given->person);
    json_member_bool(out, "emoji", given->emoji);
    json_member_int(out, "hashtags", given->hashtags);
    json_member_bool(out, ASKED, true);
}

static void
put_voice(struct json_out *out, const struct json *voice,
          const struct change *change)
{
    static const char *const samples[] = {"samples", OWN_SAMPLES, NULL};
    static const char *const given[] = {
        "samples", OWN_SAMPLES, "tone",     "notes", "length",
        "person",  "emoji",     "hashtags", ASKED,   NULL};
    const char *const *ours = change->given != NULL ? given : samples;

    json_open(out, '{');
    for (const struct json *at = json_first(voice); at != NULL;
         at = json_next(at)) {
        if (is_one_of(json_key(at), ours))
            continue;
        json_put_key(out, json_key(at));
        json_put_node(out, at);
    }
    if (change->given != NULL)
        put_given(out, change->given);
    put_samples(out, voice, change);
    json_close(out, '}');
}

/* The first language stays the first while it is among them. */
static const char *
first_language(const struct json *rep, const struct voice_given *given)
{
    const char *code = language_code(json_get_text(rep, "language") != NULL
                                         ? json_get_text(rep, "language")
                                         : "en");

    for (size_t i = 0; i < given->n_languages; i++) {
        if (code != NULL && strcmp(given->languages[i], code) == 0)
            return code;
    }
    return given->languages[0];
}

static void
put_rep(struct json_out *out, const struct json *rep,
        const struct change *change, const char **language)
{
    static const char *const voice[] = {"voice", NULL};
    static const char *const all[] = {"voice", "language", "languages", NULL};
    const struct voice_given *given = change->given;

    json_open(out, '{');
    for (const struct json *at = json_first(rep); at != NULL;
         at = json_next(at)) {
        if (is_one_of(json_key(at), given != NULL ? all : voice))
            continue;
        json_put_key(out, json_key(at));
        json_put_node(out, at);
    }
    if (given != NULL) {
        *language = first_language(rep, given);
        json_member(out, "language", *language);
        json_put_key(out, "languages");
        json_open(out, '[');
        for (size_t i = 0; i < given->n_languages; i++)
            json_put_text(out, given->languages[i]);
        json_close(out, ']');
    }
    json_put_key(out, "voice");
    put_voice(out, json_get(rep, "voice"), change);
    json_close(out, '}');
}

static bool
store_changed(const struct change *change, const struct json *rep,
              struct error *err)
{
    struct buf text = {.max = (size_t)1 << 20},
               voice = {.max = (size_t)1 << 20};
    struct json_out out = {.buf = &text}, inner = {.buf = &voice};
    const char *language = NULL;
    bool ok;

    put_rep(&out, rep, change, &language);
    put_voice(&inner, json_get(rep, "voice"), change);
    ok = buf_ok(&text) && buf_ok(&voice);
    if (!ok)
        error_set(err, ERROR_LIMIT, "that is too much text");
    ok = ok &&
         db_run(change->store->db, err,
                "UPDATE rep SET json = $2, language = coalesce($3, language) "
                "WHERE id = $1",
                "ttt", change->rep, buf_text(&text), language) &&
         db_run(change->store->db, err,
                "INSERT INTO voice(rep, json) VALUES ($1, $2) "
                "ON CONFLICT(rep) DO UPDATE SET json = excluded.json",
                "tt", change->rep, buf_text(&voice)) &&
         reps_learn(change->store, change->rep, change->now, err);
    buf_deinit(&text);
    buf_deinit(&voice);
    return ok;
}

static bool
samples_fit(const struct change *change, const struct json *rep,
            struct error *err)
{
    const struct json *samples = json_get(json_get(rep, "voice"), "samples");
    size_t count = json_is_array(samples) ? json_count(samples) : 0;

    if (change->add != NULL && count >= MOST_SAMPLES)
        return error_set(err, ERROR_LIMIT,
                         "there are %d sample posts already; take one out "
                         "first",
                         MOST_SAMPLES);
    if (change->remove == NULL)
        return true;
    for (const struct json *at = json_first(samples); at != NULL;
         at = json_next(at)) {
        if (is_removed(change, at))
            return true;
    }
    return error_set(err, ERROR_NOTFOUND, "there is no such sample post");
}

static bool
run_change(void *context, struct error *err)
{
    struct change *change = context;
    struct json *doc = NULL;
    struct db_stmt *q =
        db_query(change->store->db, err,
                 "SELECT json FROM rep WHERE id = $1 AND state <> 'gone'", "t",
                 change->rep);
    bool found = db_next(q), ok = true;

    if (found)
        ok = json_parse(db_text(q, 0), db_bytes(q, 0), &doc, err);
    if (!ok)
        db_drop(q);
    else
        ok = db_done(q, err);
    if (ok && !found)
        ok = error_set(err, ERROR_NOTFOUND, "%s: no such rep", change->rep);
    ok = ok && samples_fit(change, doc, err) && store_changed(change, doc, err);
    json_free(doc);
    return ok;
}

bool
reps_set_voice(struct store *store, const char *rep,
               const struct voice_given *given, int64_t now, struct error *err)
{
    struct change change = {
        .store = store, .rep = rep, .now = now, .given = given};

    if (given->n_languages == 0)
        return error_set(err, ERROR_INPUT, "name a language at least");
    if (given->hashtags < 0 || given->hashtags > 10)
        return error_set(err, ERROR_INPUT, "hashtags are 0 to 10");
    return db_transaction(store->db, run_change, &change, err);
}

bool
reps_add_sample(struct store *store, const char *rep, const char *text,
                int64_t now, struct error *err)
{
    struct change change = {
        .store = store, .rep = rep, .now = now, .add = text};

    if (text[strspn(text, " \t\r\n")] == '\0')
        return error_set(err, ERROR_INPUT, "the sample post is empty");
    if (strlen(text) > MOST_BYTES)
        return error_set(err, ERROR_INPUT, "a sample post has at most %d bytes",
                         MOST_BYTES);
    return db_transaction(store->db, run_change, &change, err);
}

char *
reps_sample_digest(const char *text, char out[DIGEST_TEXT])
{
    const char *const texts[] = {"sample", text};

    return digest_text(out, texts, 2);
}

bool
reps_remove_sample(struct store *store, const char *rep, const char *digest,
                   int64_t now, struct error *err)
{
    struct change change = {
        .store = store, .rep = rep, .now = now, .remove = digest};

    return db_transaction(store->db, run_change, &change, err);
}

bool
reps_remove_line(struct store *store, const char *rep, int64_t line,
                 int64_t now, struct error *err)
{
    if (!db_run(store->db, err,
                "UPDATE voice_line SET removed = $3 WHERE id = $1 AND "
                "rep = $2 AND removed IS NULL",
                "iti", line, rep, now))
        return false;
    return db_changes(store->db) > 0 ||
           error_set(err, ERROR_NOTFOUND,
                     "line %lld: no such line; `polyphony voice show %s` lists "
                     "them",
                     (long long)line, rep);
}

bool
reps_restore_line(struct store *store, const char *rep, int64_t line,
                  int64_t now, struct error *err)
{
    if (!db_run(store->db, err,
                "UPDATE voice_line SET removed = NULL WHERE id = $1 AND "
                "rep = $2 AND removed IS NOT NULL",
                "it", line, rep))
        return false;
    if (db_changes(store->db) == 0)
        return error_set(err, ERROR_NOTFOUND, "there is no such line");
    return reps_learn(store, rep, now, err);
}

/* --- an import ------------------------------------------------------------ */

#define MOST_LANGUAGES 16

static void
read_given(const struct json *rep, struct voice_given *given,
           const char **languages)
{
    const struct json *voice = json_get(rep, "voice");

    *given = (struct voice_given){
        .tone = json_get_text(voice, "tone"),
        .notes = json_get_text(voice, "notes"),
        .length = json_get_text(voice, "length"),
        .person = json_get_text(voice, "person"),
        .emoji = json_true(json_get(voice, "emoji")),
        .hashtags = (int)json_get_number(voice, "hashtags", 2),
        .languages = languages};
    for (const struct json *at = json_first(json_get(rep, "languages"));
         at != NULL && given->n_languages < MOST_LANGUAGES;
         at = json_next(at)) {
        if (json_text(at) != NULL)
            languages[given->n_languages++] = json_text(at);
    }
}

static bool
merge(const struct json *stored, const struct json *imported,
      struct json **merged, struct error *err)
{
    const struct json *voice = json_get(stored, "voice");
    const char *languages[MOST_LANGUAGES], *language;
    struct buf text = {.max = (size_t)1 << 20};
    struct json_out out = {.buf = &text};
    struct change change = {0};
    struct voice_given given;
    bool ok;

    read_given(stored, &given, languages);
    if (json_true(json_get(voice, ASKED)) && given.n_languages > 0)
        change.given = &given;
    if (json_true(json_get(voice, OWN_SAMPLES)))
        change.samples = json_get(voice, "samples");
    if (change.given == NULL && change.samples == NULL)
        return true;
    put_rep(&out, imported, &change, &language);
    ok = (buf_ok(&text) ||
          error_set(err, ERROR_LIMIT, "that is too much text")) &&
         json_parse(buf_text(&text), text.len, merged, err);
    buf_deinit(&text);
    return ok;
}

bool
reps_keep_own(struct store *store, const char *rep, const struct json *imported,
              struct json **merged, struct error *err)
{
    struct json *stored = NULL;
    struct db_stmt *q = db_query(
        store->db, err,
        "SELECT json FROM rep WHERE id = $1 AND state <> 'gone'", "t", rep);
    bool ok = true;

    *merged = NULL;
    if (db_next(q) && (strstr(db_text(q, 0), "\"" ASKED "\"") != NULL ||
                       strstr(db_text(q, 0), "\"" OWN_SAMPLES "\"") != NULL))
        ok = json_parse(db_text(q, 0), db_bytes(q, 0), &stored, err);
    if (!ok) {
        db_drop(q);
        return false;
    }
    ok = db_done(q, err) &&
         (stored == NULL || merge(stored, imported, merged, err));
    json_free(stored);
    return ok;
}

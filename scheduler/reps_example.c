/* The same article in two voices, for a rep who asks what theirs does. See the
 * header. */
#include "polyphony/reps_example.h"

#include "polyphony/compose.h"
#include "polyphony/json.h"

#include <string.h>

#define SEED 7
#define ARTICLE                                                                \
    "a.id, a.title, a.summary, a.url, a.text, a.author, a.site, a.language "

/* The index holds what it needs; only the title is kept of the row. */
static bool
read_article(const struct compose *compose, struct db_stmt *q,
             struct arena *arena, struct reps_example *example,
             struct compose_index **index, struct error *err)
{
    struct error ignored;

    while (*index == NULL && db_next(q)) {
        struct compose_article article = {.id = db_text(q, 0),
                                          .title = db_text(q, 1),
                                          .excerpt = db_text(q, 2),
                                          .url = db_text(q, 3),
                                          .text = db_text(q, 4),
                                          .author = db_text(q, 5),
                                          .site = db_text(q, 6),
                                          .language = db_text(q, 7)};

        if (article.text != NULL && article.url != NULL &&
            compose_read(compose, &article, index, &ignored))
            example->title = arena_strdup(arena, article.title);
    }
    return db_done(q, err);
}

static bool
find_article(struct store *store, const struct rep *rep,
             const struct compose *compose, struct arena *arena,
             struct reps_example *example, struct compose_index **index,
             struct error *err)
{
    struct db_stmt *q =
        db_query(store->db, err,
                 "SELECT " ARTICLE "FROM suggestion AS g JOIN article AS a ON "
                 "a.id = g.article WHERE g.rep = $1 ORDER BY g.made DESC "
                 "LIMIT 3",
                 "t", rep->id);

    if (!read_article(compose, q, arena, example, index, err))
        return false;
    if (*index != NULL)
        return true;
    q = db_query(store->db, err,
                 "SELECT " ARTICLE "FROM relevance AS v JOIN story AS s ON "
                 "s.id = v.story JOIN article AS a ON a.id = s.lead WHERE "
                 "v.audience = $1 ORDER BY v.score DESC LIMIT 3",
                 "t", rep->audience_id);
    return read_article(compose, q, arena, example, index, err);
}

/* As given and learned, and what of it stays where neither counts. */
static bool
read_voices(struct store *store, const struct rep *rep, struct arena *arena,
            struct voice *own, struct voice *plain, struct error *err)
{
    struct json *doc = NULL;
    struct rep_line *lines;
    size_t count;
    bool ok = reps_voice_lines(store, rep->id, arena, &lines, &count, err) &&
              json_parse(rep->json, strlen(rep->json), &doc, err);

    if (!ok)
        return false;
    voice_read(arena, doc, own);
    json_free(doc);
    for (size_t i = 0; i < count; i++) {
        struct json *json = NULL;

        if (json_parse(lines[i].json, strlen(lines[i].json), &json, NULL))
            voice_apply(arena, lines[i].line, json, own);
        json_free(json);
    }
    *plain = (struct voice){.company = own->company,
                            .informal = own->informal,
                            .hashtags = VOICE_HASHTAGS,
                            .languages = own->languages};
    return true;
}

static const char *
write_one(const struct compose_index *index, const struct rep *rep,
          const struct voice *voice, const char *network, struct arena *arena)
{
    struct compose_rep writer = {
        .id = rep->id,
        .name = rep->name,
        .role = rep->audience.role,
        .keywords = (const char **)rep->audience.keywords.items,
        .n_keywords = rep->audience.keywords.count,
        .voice = voice};
    struct compose_options options = {.seed = SEED};
    struct differ_story *alone = differ_story_new(NULL, NULL, NULL);
    struct compose_result result = {0};
    struct error ignored;

    if (!compose_text(index, &writer, network, alone, NULL, &options, arena,
                      &result, &ignored))
        result.text = NULL;
    differ_story_free(alone);
    return result.text;
}

bool
reps_example(struct store *store, const struct rep *rep, struct arena *arena,
             struct reps_example *example, struct error *err)
{
    struct compose_index *index = NULL;
    struct compose *compose;
    struct voice own, plain;
    bool ok;

    memset(example, 0, sizeof *example);
    if (!compose_new(&compose, err))
        return false;
    ok = read_voices(store, rep, arena, &own, &plain, err) &&
         find_article(store, rep, compose, arena, example, &index, err);
    if (ok && index != NULL) {
        example->network = rep->n_networks > 0 ? rep->networks[0] : "linkedin";
        example->plain = write_one(index, rep, &plain, example->network, arena);
        example->own = write_one(index, rep, &own, example->network, arena);
        if (example->plain == NULL || example->own == NULL)
            example->title = NULL;
    }
    compose_index_free(index);
    compose_free(compose);
    return ok;
}

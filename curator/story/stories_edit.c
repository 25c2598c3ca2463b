/* Marketing's hand on stories; see the header. */
#include "polyphony/stories.h"
#include "polyphony/clock.h"

#include <string.h>

#define COLUMNS                                                                \
    "SELECT s.id, s.lead, s.key, s.state, s.published, s.embargo, s.pinned, "  \
    "a.title, a.url, a.site, s.note, (SELECT count(*) FROM article AS b "      \
    "WHERE b.story = s.id), (SELECT count(*) FROM suggestion AS g WHERE "      \
    "g.story = s.id), (SELECT max(v.score) FROM relevance AS v WHERE "         \
    "v.story = s.id), s.expires FROM story AS s JOIN article AS a ON a.id = "  \
    "s.lead "

static void
read_row(struct db_stmt *q, struct arena *arena, struct story_row *row)
{
    row->id = db_int(q, 0);
    row->lead = db_int(q, 1);
    row->key = arena_strdup(arena, db_text(q, 2));
    row->state = arena_strdup(arena, db_text(q, 3));
    row->published = db_is_null(q, 4) ? TIME_NONE : db_int(q, 4);
    row->embargo = db_is_null(q, 5) ? TIME_NONE : db_int(q, 5);
    row->pinned = db_int(q, 6) != 0;
    row->title = arena_strdup(arena, db_text(q, 7));
    row->url = arena_strdup(arena, db_text(q, 8));
    row->site = arena_strdup(arena, db_text(q, 9));
    row->note = arena_strdup(arena, db_text(q, 10));
    row->articles = db_int(q, 11);
    row->suggestions = db_int(q, 12);
    row->best = db_real(q, 13);
    row->expires = db_is_null(q, 14) ? TIME_NONE : db_int(q, 14);
}

bool
stories_list(struct store *store, size_t most, struct arena *arena,
             struct story_row **list, size_t *count, struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err, COLUMNS "ORDER BY s.published DESC, s.key LIMIT $1",
        "i", (int64_t)most);

    *list = arena_array(arena, most, sizeof **list);
    *count = 0;
    while (*count < most && db_next(q))
        read_row(q, arena, &(*list)[(*count)++]);
    return db_done(q, err);
}

/* Words with what LIKE would take for a pattern escaped. */
static const char *
like_pattern(struct arena *arena, const char *words)
{
    char *made = arena_alloc(arena, strlen(words) * 2 + 3), *p = made;

    *p++ = '%';
    for (; *words != '\0'; words++) {
        if (strchr("%_\\", *words) != NULL)
            *p++ = '\\';
        *p++ = *words;
    }
    *p++ = '%';
    *p = '\0';
    return made;
}

#define SEARCH                                                                 \
    COLUMNS                                                                    \
    "WHERE s.same_as IS NULL AND ($1 = '' OR a.title LIKE $2 ESCAPE "          \
    "'\\') AND ($3 = '' OR ($3 = 'pinned' AND s.pinned = 1) OR ($3 "           \
    "= 'embargo' AND s.embargo > $4) OR ($3 = 'offered' AND EXISTS "           \
    "(SELECT 1 FROM suggestion AS o WHERE o.story = s.id)) OR ($3 = 'fits' "   \
    "AND EXISTS (SELECT 1 FROM relevance AS b WHERE b.story = s.id AND "       \
    "b.score >= $6)) OR s.state "                                              \
    "= $3) AND ($5 = '' OR EXISTS (SELECT 1 FROM relevance AS e WHERE "        \
    "e.audience = $5 AND e.story = s.id AND e.score >= $6)) "                  \
    "ORDER BY s.published DESC, s.key LIMIT $7 OFFSET $8"

bool
stories_search(struct store *store, const struct stories_filter *filter,
               int64_t now, struct arena *arena, struct story_row **list,
               size_t *count, struct error *err)
{
    const char *words = filter->words != NULL ? filter->words : "";
    const char *state = filter->state != NULL ? filter->state : "";
    const char *audience = filter->audience != NULL ? filter->audience : "";
    struct db_stmt *q =
        db_query(store->db, err, SEARCH, "tttitrii", words,
                 like_pattern(arena, words), state, now, audience,
                 filter->least, (int64_t)filter->most, (int64_t)filter->skip);

    *list = arena_array(arena, filter->most + 1, sizeof **list);
    *count = 0;
    while (*count < filter->most && db_next(q))
        read_row(q, arena, &(*list)[(*count)++]);
    return db_done(q, err);
}

bool
stories_find(struct store *store, const char *key, struct arena *arena,
             struct story_row *row, struct error *err)
{
    const char *last = arena_printf(arena, "%s~", key); /* after any digit */
    struct db_stmt *q = db_query(store->db, err,
                                 COLUMNS "WHERE s.key >= $1 AND s.key < $2 "
                                         "ORDER BY s.key LIMIT 2",
                                 "tt", key, last);
    size_t found = 0;

    while (db_next(q)) {
        if (found++ == 0)
            read_row(q, arena, row);
    }
    if (!db_done(q, err))
        return false;
    if (found == 1 || (found > 1 && strcmp(row->key, key) == 0))
        return true;
    return error_set(err, ERROR_NOTFOUND,
                     found == 0 ? "%s: no such story; `polyphony story list` "
                                  "shows them"
                                : "%s: several stories begin so; write more "
                                  "of it",
                     key);
}

bool
stories_pin(struct store *store, int64_t story, bool pinned, struct error *err)
{
    return db_run(store->db, err, "UPDATE story SET pinned = $2 WHERE id = $1",
                  "ii", story, (int64_t)pinned);
}

bool
stories_embargo(struct store *store, int64_t story, int64_t until,
                struct error *err)
{
    return db_run(store->db, err,
                  "UPDATE story SET embargo = "
                  "nullif($2, -9223372036854775807 - 1) WHERE id = $1 "
                  "OR same_as = $1",
                  "ii", story, until);
}

bool
stories_expire(struct store *store, int64_t story, int64_t when,
               struct error *err)
{
    return db_run(store->db, err,
                  "UPDATE story SET expires = "
                  "nullif($2, -9223372036854775807 - 1) WHERE id = $1 "
                  "OR same_as = $1",
                  "ii", story, when);
}

bool
stories_set_state(struct store *store, int64_t story, const char *state,
                  const char *note, struct error *err)
{
    return db_run(store->db, err,
                  "UPDATE story SET state = $2, note = $3 WHERE id = $1 "
                  "OR same_as = $1",
                  "itt", story, state, note);
}

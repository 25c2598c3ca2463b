/* The audit's chain: written a row at a time, gone through, and exported.
 * Surprising: the head is kept in a table of its own as well, which is no
 * proof against somebody who knows of it, and finds the clumsy cut. */
#include "polyphony/audit.h"
#include "polyphony/clock.h"
#include "polyphony/json.h"
#include "polyphony/lines.h"
#include "queue_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LINE ((size_t)8 << 20)
#define LEAST_HASH 12 /* digits of an expected head */

/* A text that can be forgotten: with its salt, or as its digest without. */
struct field {
    const char *text, *salt;
};

/* A row as texts, which is what the hash is over. */
struct row {
    const char *at, *what, *suggestion, *was, *is_now, *pack;
    struct field who, note, text;
    const char *alias; /* for a `who` that was forgotten */
    bool is_salted;    /* false: written before there were salts */
};

/* What the chain takes of a field. */
static const char *
field_digest(const struct field *field, char digest[DIGEST_TEXT])
{
    if (field->text == NULL || field->salt == NULL)
        return field->text;
    return digest_text(digest, (const char *const[]){field->salt, field->text},
                       2);
}

static void
chain_salted(char chain[DIGEST_TEXT], const char *before, const struct row *row)
{
    char who[DIGEST_TEXT], note[DIGEST_TEXT], text[DIGEST_TEXT];
    const char *const texts[] = {"salted",
                                 before,
                                 row->at,
                                 field_digest(&row->who, who),
                                 row->what,
                                 row->suggestion,
                                 row->was,
                                 row->is_now,
                                 field_digest(&row->note, note),
                                 field_digest(&row->text, text),
                                 row->pack};

    digest_text(chain, texts, sizeof texts / sizeof texts[0]);
}

static void
chain_row(char chain[DIGEST_TEXT], const char *before, const struct row *row)
{
    const char *const texts[] = {
        before,   row->at,     row->who.text,  row->what,      row->suggestion,
        row->was, row->is_now, row->note.text, row->text.text, row->pack};

    if (row->is_salted)
        chain_salted(chain, before, row);
    else
        digest_text(chain, texts, sizeof texts / sizeof texts[0]);
}

/* --- the head
 * ------------------------------------------------------------- */

bool
audit_head_read(const char *text, struct audit_head *head, struct error *err)
{
    char *end;
    long long rows = strtoll(text, &end, 10);
    size_t len = *end == ':' ? strlen(end + 1) : 0;

    memset(head, 0, sizeof *head);
    if (end == text || rows < 0 || *end != ':' || len >= DIGEST_TEXT ||
        (rows > 0 && len < LEAST_HASH) || (rows == 0 && len > 0) ||
        strspn(end + 1, "0123456789abcdef") != len)
        return error_set(err, ERROR_USAGE,
                         "\"%.90s\" is no COUNT:HASH as audit export and "
                         "backup print it",
                         text);
    head->rows = rows;
    memcpy(head->hash, end + 1, len + 1);
    return true;
}

char *
audit_head_text(const struct audit_head *head, char out[AUDIT_HEAD_TEXT])
{
    snprintf(out, AUDIT_HEAD_TEXT, "%lld:%s", (long long)head->rows,
             head->hash);
    return out;
}

bool
audit_head_now(struct store *store, struct audit_head *head, struct error *err)
{
    struct db_stmt *q =
        db_query(store->db, err, "SELECT number, chain FROM audit_head", "");

    memset(head, 0, sizeof *head);
    if (db_next(q)) {
        head->rows = db_int(q, 0);
        snprintf(head->hash, sizeof head->hash, "%s", db_text(q, 1));
    }
    return db_done(q, err);
}

/* --- writing
 * -------------------------------------------------------------- */

/* The last row's own hash, not the head's copy: where somebody cut the end
 * off, the chain goes on and the head's count tells of it. */
static bool
last_chain(struct store *store, char *chain, struct error *err)
{
    struct db_stmt *q = db_query(
        store->db, err, "SELECT chain FROM audit ORDER BY id DESC LIMIT 1", "");

    chain[0] = '\0';
    if (db_next(q))
        snprintf(chain, DIGEST_TEXT, "%s", db_text(q, 0));
    return db_done(q, err);
}

bool
queue_write_audit(struct queue *queue, const struct queue_audit *row,
                  struct error *err)
{
    char before[DIGEST_TEXT], chain[DIGEST_TEXT], pack[QUEUE_PACK_NAME];
    char when[TIME_TEXT], id[24];
    char salts[3][DIGEST_SALT];
    struct db *db = queue->store->db;
    bool ok;

    if (!last_chain(queue->store, before, err))
        return false;
    queue_pack_name(queue->pack, pack, sizeof pack);
    snprintf(id, sizeof id, "%lld", (long long)row->suggestion);
    for (size_t i = 0; i < 3; i++)
        digest_salt(salts[i]);
    chain_row(chain, before,
              &(struct row){.at = time_text(queue->now, when),
                            .who = {queue->who, salts[0]},
                            .what = row->what,
                            .suggestion = id,
                            .was = row->was,
                            .is_now = row->is_now,
                            .note = {row->note, salts[1]},
                            .text = {row->text, salts[2]},
                            .pack = pack,
                            .is_salted = true});
    ok = db_run(db, err,
                "INSERT INTO audit(at, who, what, suggestion, was, is_now, "
                "note, text, pack, chain, who_salt, note_salt, text_salt) "
                "VALUES ($1, $2, $3, nullif($4, 0), $5, $6, $7, $8, $9, $10, "
                "$11, $12, $13)",
                "ittittttttttt", queue->now, queue->who, row->what,
                row->suggestion, row->was, row->is_now, row->note, row->text,
                pack, chain, salts[0], row->note != NULL ? salts[1] : NULL,
                row->text != NULL ? salts[2] : NULL);
    queue->act = db_last_id(db);
    return ok && db_run(db, err,
                        "UPDATE audit_head SET number = number + 1, chain = $1",
                        "t", chain);
}

struct noting {
    struct queue *queue;
    struct queue_audit row;
};

static bool
run_note(void *context, struct error *err)
{
    struct noting *noting = context;

    return queue_write_audit(noting->queue, &noting->row, err);
}

bool
queue_note_act(struct queue *queue, const char *what, const char *note,
               struct error *err)
{
    struct noting noting = {queue, {.what = what, .note = note}};

    return db_join(queue->store->db, run_note, &noting, err);
}

/* --- going through
 * -------------------------------------------------------- */

static bool
is_expected(const struct audit_head *expected, const struct audit_head *head)
{
    return expected->rows != head->rows ||
           strncmp(expected->hash, head->hash, strlen(expected->hash)) == 0;
}

static bool
refuse_head(const struct audit_head *expected, struct error *err)
{
    return error_set(err, ERROR_CONFLICT,
                     "row %lld is not the one whose hash was expected (%.12s): "
                     "the audit up to there was written anew",
                     (long long)expected->rows, expected->hash);
}

static bool
refuse_end(int64_t rows, int64_t expected, const char *by, struct error *err)
{
    return error_set(err, ERROR_CONFLICT,
                     "the audit ends at row %lld, and %s %lld: rows were cut "
                     "off its end",
                     (long long)rows, by, (long long)expected);
}

#define AUDIT_COLUMNS                                                          \
    "SELECT at, who, what, coalesce(suggestion, 0), was, is_now, note, text, " \
    "pack, chain, who_salt, note_salt, text_salt, alias FROM audit "

/* The current row; `when` and `id` (of 24) hold what it points to. */
static struct row
read_row(struct db_stmt *q, bool is_salted, char when[TIME_TEXT], char *id)
{
    snprintf(id, 24, "%lld", (long long)db_int(q, 3));
    return (struct row){.at = time_text(db_int(q, 0), when),
                        .who = {db_text(q, 1), db_text(q, 10)},
                        .what = db_text(q, 2),
                        .suggestion = id,
                        .was = db_text(q, 4),
                        .is_now = db_text(q, 5),
                        .note = {db_text(q, 6), db_text(q, 11)},
                        .text = {db_text(q, 7), db_text(q, 12)},
                        .pack = db_text(q, 8),
                        .alias = db_text(q, 13),
                        .is_salted = is_salted};
}

/* How many rows are of the time before there were salts. */
static bool
count_unsalted(struct store *store, int64_t *count, struct error *err)
{
    return db_number(store->db, err, count, 0,
                     "SELECT unsalted FROM audit_head", "");
}

static bool
verify_rows(struct store *store, const struct audit_head *expected,
            struct audit_head *head, struct error *err)
{
    bool fits = true, known = true;
    int64_t unsalted;
    struct db_stmt *q;

    if (!count_unsalted(store, &unsalted, err))
        return false;
    q = db_query(store->db, err, AUDIT_COLUMNS "ORDER BY id", "");
    while (fits && known && db_next(q)) {
        char when[TIME_TEXT], id[24], chain[DIGEST_TEXT];
        struct row row = read_row(q, head->rows >= unsalted, when, id);

        chain_row(chain, head->hash, &row);
        head->rows++;
        fits = strcmp(chain, db_text(q, 9)) == 0;
        memcpy(head->hash, chain, sizeof chain);
        known = expected == NULL || is_expected(expected, head);
    }
    if (!db_done(q, err))
        return false;
    if (!fits)
        return error_set(err, ERROR_CONFLICT,
                         "the audit's chain breaks at row %lld: it was changed "
                         "outside of polyphony",
                         (long long)head->rows);
    return known || refuse_head(expected, err);
}

bool
audit_verify(struct store *store, const struct audit_head *expected,
             struct audit_head *head, struct error *err)
{
    struct audit_head kept;

    memset(head, 0, sizeof *head);
    /* The head first: rows that are written meanwhile are no cut. */
    if (!audit_head_now(store, &kept, err) ||
        !verify_rows(store, expected, head, err))
        return false;
    if (expected != NULL && head->rows < expected->rows)
        return refuse_end(head->rows, expected->rows, "you expect", err);
    return head->rows >= kept.rows ||
           refuse_end(head->rows, kept.rows, "so many were written:", err);
}

/* --- an export
 * ------------------------------------------------------------ */

/* The text; where it was forgotten what may be said instead. */
static void
put_field(struct json_out *out, const char *key, const struct row *row,
          const struct field *field, const char *instead)
{
    bool is_gone = row->is_salted && field->text != NULL && field->salt == NULL;

    json_member(out, key, is_gone ? instead : field->text);
}

/* Of each field its salt, and the digest of what was forgotten. */
static void
put_salts(struct json_out *out, const struct row *row)
{
    static const char *const keys[] = {"who", "note", "text"};
    const struct field *const fields[] = {&row->who, &row->note, &row->text};

    if (!row->is_salted)
        return;
    json_put_key(out, "salts");
    json_open(out, '{');
    for (size_t i = 0; i < 3; i++) {
        if (fields[i]->salt != NULL)
            json_member(out, keys[i], fields[i]->salt);
    }
    json_close(out, '}');
    json_put_key(out, "forgotten");
    json_open(out, '{');
    for (size_t i = 0; i < 3; i++) {
        if (fields[i]->salt == NULL && fields[i]->text != NULL)
            json_member(out, keys[i], fields[i]->text);
    }
    json_close(out, '}');
}

static void
put_row(struct json_out *out, int64_t number, const struct row *row,
        const char *before, const char *chain)
{
    json_open(out, '{');
    json_member_int(out, "n", number);
    json_member(out, "at", row->at);
    put_field(out, "who", row, &row->who, row->alias);
    json_member(out, "what", row->what);
    json_put_key(out, "suggestion");
    if (strcmp(row->suggestion, "0") == 0)
        json_put_null(out);
    else
        json_put_raw(out, row->suggestion);
    json_member(out, "from", row->was);
    json_member(out, "to", row->is_now);
    put_field(out, "note", row, &row->note, NULL);
    put_field(out, "text", row, &row->text, NULL);
    json_member(out, "pack", row->pack);
    put_salts(out, row);
    json_member(out, "previous", before);
    json_member(out, "hash", chain);
    json_close(out, '}');
    json_line(out);
}

/* Where an export from `since` on begins: the head before it. */
static bool
head_before(struct store *store, int64_t since, int64_t *first,
            struct audit_head *head, struct error *err)
{
    struct db_stmt *q;

    memset(head, 0, sizeof *head);
    if (!db_number(store->db, err, first, INT64_MAX,
                   "SELECT id FROM audit WHERE at >= $1 ORDER BY id LIMIT 1",
                   "i", since) ||
        !db_number(store->db, err, &head->rows, 0,
                   "SELECT count(*) FROM audit WHERE id < $1", "i", *first))
        return false;
    q = db_query(store->db, err,
                 "SELECT chain FROM audit WHERE id < $1 ORDER BY id DESC "
                 "LIMIT 1",
                 "i", *first);
    if (db_next(q))
        snprintf(head->hash, sizeof head->hash, "%s", db_text(q, 0));
    return db_done(q, err);
}

bool
audit_export(struct store *store, int64_t since,
             bool (*write)(const char *line, size_t len, void *context),
             void *context, struct audit_head *head, struct error *err)
{
    struct buf line = {.max = MAX_LINE};
    struct db_stmt *q;
    int64_t first, unsalted;
    bool goes_on = true;

    if (!head_before(store, since, &first, head, err) ||
        !count_unsalted(store, &unsalted, err))
        return false;
    q = db_query(store->db, err, AUDIT_COLUMNS "WHERE id >= $1 ORDER BY id",
                 "i", first);
    while (goes_on && db_next(q)) {
        char when[TIME_TEXT], id[24];
        struct row row = read_row(q, head->rows >= unsalted, when, id);
        struct json_out out = {.buf = &line};

        buf_cut(&line, 0);
        put_row(&out, ++head->rows, &row, head->hash, db_text(q, 9));
        snprintf(head->hash, sizeof head->hash, "%s", db_text(q, 9));
        goes_on = buf_ok(&line) && write(line.data, line.len, context);
    }
    goes_on = goes_on || error_set(err, ERROR_IO, "row %lld: not written",
                                   (long long)head->rows);
    buf_deinit(&line);
    if (goes_on)
        return db_done(q, err);
    db_drop(q);
    return false;
}

static bool
is_hash(const char *text)
{
    return text != NULL && strlen(text) < DIGEST_TEXT;
}

/* A line's field with its salt; what was forgotten is there as a digest. */
static struct field
line_field(const struct json *doc, const char *key)
{
    const char *gone = json_get_text(json_get(doc, "forgotten"), key);

    if (gone != NULL)
        return (struct field){gone, NULL};
    return (struct field){json_get_text(doc, key),
                          json_get_text(json_get(doc, "salts"), key)};
}

/* One line after `head`, which moves on to it. */
static bool
verify_line(const struct json *doc, size_t number, struct audit_head *head,
            struct error *err)
{
    const char *before = json_get_text(doc, "previous");
    const char *hash = json_get_text(doc, "hash");
    char chain[DIGEST_TEXT], id[24];
    double suggestion = json_get_number(doc, "suggestion", 0);
    struct row row = {.at = json_get_text(doc, "at"),
                      .who = line_field(doc, "who"),
                      .what = json_get_text(doc, "what"),
                      .suggestion = id,
                      .was = json_get_text(doc, "from"),
                      .is_now = json_get_text(doc, "to"),
                      .note = line_field(doc, "note"),
                      .text = line_field(doc, "text"),
                      .pack = json_get_text(doc, "pack"),
                      .is_salted = json_is_object(json_get(doc, "salts"))};

    snprintf(id, sizeof id, "%.0f", suggestion);
    if (!is_hash(before) || !is_hash(hash))
        return error_set(err, ERROR_INPUT, "line %zu is no line of an export",
                         number);
    if (strcmp(before, head->hash) != 0 ||
        json_get_number(doc, "n", 0) != (double)(head->rows + 1))
        return error_set(err, ERROR_CONFLICT,
                         "line %zu does not follow the one before it: lines "
                         "were taken out or put in",
                         number);
    chain_row(chain, before, &row);
    head->rows++;
    memcpy(head->hash, chain, sizeof chain);
    return strcmp(chain, hash) == 0 ||
           error_set(err, ERROR_CONFLICT,
                     "line %zu (row %lld) is not what it was: its hash does "
                     "not fit",
                     number, (long long)head->rows);
}

/* What the first line claims to follow. */
static void
begin_file(const struct json *doc, struct audit_head *before)
{
    const char *hash = json_get_text(doc, "previous");
    double n = json_get_number(doc, "n", 1);

    before->rows = n >= 1 && n < 1e15 ? (int64_t)n - 1 : 0;
    snprintf(before->hash, sizeof before->hash, "%s",
             before->rows > 0 && is_hash(hash) ? hash : "");
}

static bool
verify_lines(struct lines *lines, const struct audit_head *expected,
             struct audit_head *before, struct audit_head *head,
             struct error *err)
{
    struct line line;
    bool ok = true;

    while (ok && lines_next(lines, &line, err)) {
        struct json *doc = NULL;

        ok = !line.is_cut && json_parse(line.text, line.len, &doc, err);
        if (!ok) {
            error_set(err, ERROR_INPUT, "line %zu is no line of an export",
                      line.number);
            break;
        }
        if (line.number == 1) {
            begin_file(doc, before);
            *head = *before;
            if (expected != NULL && !is_expected(expected, head))
                ok = refuse_head(expected, err);
        }
        ok = ok && verify_line(doc, line.number, head, err) &&
             (expected == NULL || is_expected(expected, head) ||
              refuse_head(expected, err));
        json_free(doc);
    }
    return ok && err->kind == ERROR_NONE;
}

bool
audit_verify_file(const char *path, const struct audit_head *expected,
                  struct audit_head *before, struct audit_head *head,
                  struct error *err)
{
    struct error unread;
    struct lines *lines;
    bool ok;

    if (err == NULL)
        err = &unread;
    lines = lines_open(path, MAX_LINE, err);
    memset(before, 0, sizeof *before);
    memset(head, 0, sizeof *head);
    if (lines == NULL)
        return false;
    ok = verify_lines(lines, expected, before, head, err);
    lines_close(lines);
    if (!ok)
        return error_wrap(err, "%s", path);
    if (expected != NULL && expected->rows < before->rows)
        return error_set(err, ERROR_INPUT,
                         "%s begins at row %lld, after the one that you "
                         "expect; verify the export before it",
                         path, (long long)before->rows + 1);
    return expected == NULL || head->rows >= expected->rows ||
           refuse_end(head->rows, expected->rows, "you expect", err);
}

/* Those whom an admin named to be told what happens; see the header. The
 * secret stays readable in the table: each event is signed with it
 * (docs/internals/desk.md says why nothing hides it there). */
#include "webhook.h"

#include "polyphony/json.h"
#include "polyphony/people.h"
#include "polyphony/url.h"

#include <string.h>

#define MOST 20
#define TEST_SECONDS 600

bool
webhook_has_targets(struct store *store, const struct config *config, bool *has,
                    struct error *err)
{
    int64_t count = 0;

    if (!webhook_is_on(config) &&
        !db_number(store->db, err, &count, 0,
                   "SELECT count(*) FROM webhook_to WHERE paused IS NULL", ""))
        return false;
    *has = webhook_is_on(config) || count > 0;
    return true;
}

/* Where nobody was told, what happened meanwhile is not told later: the next
 * look at the audit only remembers where it ends. */
static bool
begin_anew(struct store *store, const struct config *config, struct error *err)
{
    bool has;

    return webhook_has_targets(store, config, &has, err) &&
           (has || db_run(store->db, err, "DELETE FROM webhook_seen", ""));
}

static bool
check(struct store *store, const struct config *config,
      const struct webhook_new *new, struct error *err)
{
    int64_t count;

    if (new->name[strspn(new->name, " ")] == '\0' || strlen(new->name) > 100)
        return error_set(err, ERROR_INPUT,
                         "Give it a name, so that you know it again");
    if (strcmp(new->format, "json") != 0 && strcmp(new->format, "slack") != 0 &&
        strcmp(new->format, "teams") != 0)
        return error_set(err, ERROR_INPUT,
                         "It takes events as json, slack or teams");
    if ((strncmp(new->url, "http://", 7) != 0 &&
         strncmp(new->url, "https://", 8) != 0) ||
        strlen(new->url) > 2000)
        return error_set(err, ERROR_INPUT,
                         "An address begins with https:// or http://");
    if (config_number(config, "desk.webhook_inner") == 0 &&
        url_is_inner(new->url))
        return error_set(err, ERROR_INPUT,
                         "That address lies within your network; [desk] "
                         "webhook_inner = 1 in polyphony.ini allows it");
    if (!db_number(store->db, err, &count, 0, "SELECT count(*) FROM webhook_to",
                   ""))
        return false;
    return count < MOST ||
           error_set(err, ERROR_LIMIT, "There are %d; delete one first", MOST);
}

bool
webhook_add(struct store *store, const struct config *config,
            const struct webhook_new *new, int64_t now, int64_t *id,
            char secret[65], struct error *err)
{
    if (!check(store, config, new, err) || !secret_make(secret, err) ||
        !begin_anew(store, config, err) ||
        !db_run(store->db, err,
                "INSERT INTO webhook_to(name, url, format, secret, made) "
                "VALUES ($1, $2, $3, $4, $5)",
                "tttti", new->name, new->url, new->format, secret, now))
        return false;
    *id = db_last_id(store->db);
    return true;
}

static bool
was_there(struct store *store, struct error *err)
{
    return db_changes(store->db) > 0 ||
           error_set(err, ERROR_NOTFOUND, "There is no such webhook");
}

bool
webhook_pause(struct store *store, const struct config *config, int64_t id,
              bool paused, int64_t now, struct error *err)
{
    if (!paused && !begin_anew(store, config, err))
        return false;
    return db_run(store->db, err,
                  "UPDATE webhook_to SET paused = nullif($2, 0) WHERE id = $1",
                  "ii", id, paused ? now : (int64_t)0) &&
           was_there(store, err);
}

bool
webhook_renew(struct store *store, int64_t id, char secret[65],
              struct error *err)
{
    return secret_make(secret, err) &&
           db_run(store->db, err,
                  "UPDATE webhook_to SET secret = $2 WHERE id = $1", "it", id,
                  secret) &&
           was_there(store, err);
}

bool
webhook_delete(struct store *store, int64_t id, struct error *err)
{
    return db_run(store->db, err, "DELETE FROM webhook WHERE target = $1", "i",
                  id) &&
           db_run(store->db, err, "DELETE FROM webhook_to WHERE id = $1", "i",
                  id) &&
           was_there(store, err);
}

bool
webhook_try(struct store *store, const struct config *config, int64_t id,
            int64_t now, struct error *err)
{
    struct buf body = {.max = 1000};
    struct json_out out = {.buf = &body};
    int64_t there;
    bool ok;

    if (!db_number(store->db, err, &there, 0,
                   "SELECT count(*) FROM webhook_to WHERE id = $1 AND paused "
                   "IS NULL",
                   "i", id))
        return false;
    if (there == 0 && (id != 0 || !webhook_is_on(config)))
        return error_set(err, ERROR_NOTFOUND,
                         "There is no such webhook, or it is paused");
    json_open(&out, '{');
    json_member(&out, "event", "test");
    json_member_time(&out, "at", now);
    json_member(&out, "text", "A test: polyphony can be heard here.");
    json_close(&out, '}');
    ok = db_run(store->db, err,
                "INSERT INTO webhook(event, body, made, due, expires, target) "
                "VALUES ('test', $1, $2, $2, $3, $4)",
                "tiii", buf_text(&body), now, now + TEST_SECONDS, id);
    buf_deinit(&body);
    return ok;
}

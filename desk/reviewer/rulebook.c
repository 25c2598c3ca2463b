/* The rules in force; see the header. They are known by their version, or by
 * the operator's file and when it was written, and by the company's name. */
#include "rulebook.h"

#include "polyphony/mem.h"
#include "polyphony/scheduler.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define STAMP 400

struct rulebook_kept {
    struct rulebook book; /* first: what callers hold */
    struct guideline *pack;
    struct json *doc;
    char stamp[STAMP];
    unsigned holders; /* the list itself is one */
};

void
rulebooks_init(struct rulebooks *books)
{
    pthread_mutex_init(&books->lock, NULL);
    books->now = NULL;
}

/* Under the lock. */
static void
let_go(struct rulebook_kept *kept)
{
    if (kept == NULL || --kept->holders > 0)
        return;
    guideline_free(kept->pack);
    json_free(kept->doc);
    free(kept);
}

void
rulebooks_deinit(struct rulebooks *books)
{
    let_go(books->now);
    books->now = NULL;
    pthread_mutex_destroy(&books->lock);
}

static bool
find_stamp(struct store *store, const struct config *config, char *stamp,
           struct error *err)
{
    const char *name = config_text(config, "review.rules");
    struct stat file = {0};
    int64_t version;

    if (!db_number(store->db, err, &version, 0,
                   "SELECT coalesce(max(version), 0) FROM rule_pack", ""))
        return false;
    if (version == 0 && strpbrk(name, "/.") != NULL && stat(name, &file) != 0)
        return error_errno(err, "%s", name);
    snprintf(stamp, STAMP, "%lld %.80s %lld.%ld %lld %.200s",
             (long long)version, name, (long long)file.st_mtim.tv_sec,
             file.st_mtim.tv_nsec, (long long)file.st_size,
             config_text(config, "company.name"));
    return true;
}

static bool
read_pack(struct store *store, const struct config *config,
          struct rulebook_kept *kept, struct error *err)
{
    struct buf json = {.max = (size_t)4 << 20};
    bool ok = rules_text(store, config, 0, &json, &kept->book.origin, err) &&
              guideline_load(buf_text(&json), json.len, &kept->pack, err) &&
              json_parse(buf_text(&json), json.len, &kept->doc, err);

    buf_deinit(&json);
    kept->book.pack = kept->pack;
    kept->book.doc = kept->doc;
    return ok;
}

/* Under the lock: a moment, once a change of the rules. */
static bool
renew(struct rulebooks *books, struct store *store, const struct config *config,
      const char *stamp, struct error *err)
{
    struct rulebook_kept *kept = mem_calloc(1, sizeof *kept);

    kept->holders = 1;
    snprintf(kept->stamp, sizeof kept->stamp, "%s", stamp);
    if (!read_pack(store, config, kept, err)) {
        let_go(kept);
        return false;
    }
    let_go(books->now);
    books->now = kept;
    return true;
}

bool
rulebook_hold(struct rulebooks *books, struct store *store,
              const struct config *config, const struct rulebook **book,
              struct error *err)
{
    char stamp[STAMP];
    bool ok = true;

    *book = NULL;
    if (!find_stamp(store, config, stamp, err))
        return false;
    pthread_mutex_lock(&books->lock);
    if (books->now == NULL || strcmp(books->now->stamp, stamp) != 0)
        ok = renew(books, store, config, stamp, err);
    if (ok) {
        books->now->holders++;
        *book = &books->now->book;
    }
    pthread_mutex_unlock(&books->lock);
    return ok;
}

void
rulebook_release(struct rulebooks *books, const struct rulebook *book)
{
    if (book == NULL)
        return;
    pthread_mutex_lock(&books->lock);
    let_go((struct rulebook_kept *)(uintptr_t)book);
    pthread_mutex_unlock(&books->lock);
}

/* Pages kept for a moment; see the header. They lie in sets by their key: in
 * a full set, and where all of them are too many bytes, the one that was
 * longest unused goes. Who sends a page holds it meanwhile. */
#include "kept.h"

#include "router.h"

#include "polyphony/digest.h"
#include "polyphony/mem.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SETS 256 /* a power of two */
#define WAYS 8
#define PAGE_MOST ((size_t)512 << 10)
#define PAGE_OWN 1024 /* bytes of a page beside its text, about */
#define QUERY_MOST 8

struct kept_bytes {
    atomic_uint holders;
    size_t len;
    char text[];
};

struct wire {
    void *made;
    void (*destroy)(void *);
};

struct kept_page {
    struct kept_pages *home;
    char key[DIGEST_TEXT];
    struct changed changed;
    int64_t used;
    unsigned holders; /* the set is one */
    struct kept_bytes *bytes;
    struct wire wires[2]; /* plain, packed */
};

struct kept_pages {
    pthread_mutex_t lock; /* for a moment only: no page is made under it */
    struct kept_page *pages[SETS][WAYS];
    size_t bytes;
    int64_t clock;
};

struct kept_pages *
kept_new(void)
{
    struct kept_pages *kept;

    if (getenv("POLYPHONY_DESK_UNKEPT") != NULL)
        return NULL;
    kept = mem_calloc(1, sizeof *kept);
    pthread_mutex_init(&kept->lock, NULL);
    return kept;
}

/* --- holding and letting go ----------------------------------------------- */

void
kept_drop_bytes(void *bytes)
{
    struct kept_bytes *held = bytes;

    if (atomic_fetch_sub(&held->holders, 1) == 1)
        free(held);
}

struct kept_bytes *
kept_hold_bytes(struct kept_page *page, const char **bytes)
{
    atomic_fetch_add(&page->bytes->holders, 1);
    *bytes = page->bytes->text;
    return page->bytes;
}

/* Nobody holds it any more. */
static void
destroy(struct kept_page *page)
{
    for (size_t i = 0; i < 2; i++) {
        if (page->wires[i].made != NULL)
            page->wires[i].destroy(page->wires[i].made);
    }
    kept_drop_bytes(page->bytes);
    free(page);
}

void
kept_release(struct kept_page *page)
{
    bool is_last;

    if (page == NULL)
        return;
    pthread_mutex_lock(&page->home->lock);
    is_last = --page->holders == 0;
    pthread_mutex_unlock(&page->home->lock);
    if (is_last)
        destroy(page);
}

/* Under the lock. What is left is in *gone, to be released without it. */
static void
take_out(struct kept_pages *kept, struct kept_page **place,
         struct kept_page **gone)
{
    kept->bytes -= (*place)->bytes->len + PAGE_OWN;
    *gone = *place;
    *place = NULL;
}

void
kept_free(struct kept_pages *kept)
{
    if (kept == NULL)
        return;
    for (size_t i = 0; i < SETS; i++) {
        for (size_t k = 0; k < WAYS; k++)
            kept_release(kept->pages[i][k]);
    }
    pthread_mutex_destroy(&kept->lock);
    free(kept);
}

void *
kept_wire(struct kept_page *page, bool packed)
{
    void *made;

    pthread_mutex_lock(&page->home->lock);
    made = page->wires[packed].made;
    pthread_mutex_unlock(&page->home->lock);
    return made;
}

void *
kept_add_wire(struct kept_page *page, bool packed, void *made,
              void (*destroy_wire)(void *))
{
    struct wire *wire = &page->wires[packed];
    void *right;

    pthread_mutex_lock(&page->home->lock);
    if (wire->made == NULL)
        *wire = (struct wire){made, destroy_wire};
    right = wire->made;
    pthread_mutex_unlock(&page->home->lock);
    if (right != made)
        destroy_wire(made);
    return right;
}

/* --- which page, and is it right? ----------------------------------------- */

/* Whose page of which address; false where it is not one to keep. What the
 * layout says of the person stands in no table's count and is in the key. */
static bool
key_of(const struct request *request, char key[DIGEST_TEXT])
{
    const struct person *person = &request->person;
    const char *texts[8 + 2 * QUERY_MOST];
    char roles[32];
    size_t count = 0;

    if (request->kept == NULL || request->secret == NULL ||
        request->changed.all == 0 || request->flash != NULL ||
        request->query.count > QUERY_MOST)
        return false;
    snprintf(roles, sizeof roles, "%u %d %lld", request->roles, request->is_tls,
             (long long)person->id);
    texts[count++] = request->secret;
    texts[count++] = roles;
    texts[count++] = person->name;
    texts[count++] = person->role;
    texts[count++] = person->rep != NULL ? person->rep : "";
    texts[count++] = request->path;
    for (size_t i = 0; i < request->query.count; i++) {
        texts[count++] = request->query.items[i].name;
        texts[count++] = request->query.items[i].value;
    }
    digest_text(key, texts, count);
    return true;
}

/* Was nothing written since that this page shows? */
static bool
is_right(const struct kept_page *page, const struct request *request)
{
    const struct changed *was = &page->changed, *now = &request->changed;

    if (was->minute != now->minute || was->all != now->all)
        return false;
    return request->route->kept == KEPT_QUEUE ? was->queue == now->queue
                                              : was->day == now->day;
}

static struct kept_page **
set_of(struct kept_pages *kept, const char *key)
{
    return kept
        ->pages[strtoul((char[]){key[0], key[1], '\0'}, NULL, 16) & (SETS - 1)];
}

static struct kept_page **
find(struct kept_pages *kept, const char *key)
{
    struct kept_page **set = set_of(kept, key);

    for (size_t i = 0; i < WAYS; i++) {
        if (set[i] != NULL && strcmp(set[i]->key, key) == 0)
            return &set[i];
    }
    return NULL;
}

bool
kept_get(struct request *request, struct response *response)
{
    struct kept_pages *kept = request->kept;
    struct kept_page **place, *page = NULL, *gone = NULL;
    char key[DIGEST_TEXT];

    if (response->header_count > 0 || !key_of(request, key))
        return false;
    pthread_mutex_lock(&kept->lock);
    place = find(kept, key);
    if (place != NULL && is_right(*place, request)) {
        page = *place;
        page->used = ++kept->clock;
        page->holders++;
    } else if (place != NULL) {
        take_out(kept, place, &gone);
    }
    pthread_mutex_unlock(&kept->lock);
    kept_release(gone);
    if (page == NULL)
        return false;
    response->kept = page;
    response->bytes = page->bytes->text;
    response->len = page->bytes->len;
    return true;
}

/* --- keeping -------------------------------------------------------------- */

static struct kept_page *
make(const struct request *request, const struct response *response,
     const char *key)
{
    struct kept_page *page = mem_calloc(1, sizeof *page);
    size_t len = response->body.len;

    page->home = request->kept;
    page->changed = request->changed;
    page->holders = 2; /* the set and the response */
    page->bytes = mem_alloc(sizeof *page->bytes + len + 1);
    atomic_init(&page->bytes->holders, 1);
    page->bytes->len = len;
    memcpy(page->bytes->text, buf_text(&response->body), len + 1);
    memcpy(page->key, key, sizeof page->key);
    return page;
}

/* Under the lock: a free place in the set of a key. */
static struct kept_page **
room_for(struct kept_pages *kept, const char *key, struct kept_page **gone)
{
    struct kept_page **set = set_of(kept, key), **place = find(kept, key);

    for (size_t i = 0; place == NULL && i < WAYS; i++) {
        if (set[i] == NULL)
            place = &set[i];
    }
    if (place == NULL) {
        place = &set[0];
        for (size_t i = 1; i < WAYS; i++) {
            if (set[i]->used < (*place)->used)
                place = &set[i];
        }
    }
    if (*place != NULL)
        take_out(kept, place, gone);
    return place;
}

/* Under the lock: the longest unused of all. */
static struct kept_page **
oldest_of(struct kept_pages *kept)
{
    struct kept_page **oldest = NULL;

    for (size_t i = 0; i < SETS * WAYS; i++) {
        struct kept_page **place = &kept->pages[i / WAYS][i % WAYS];

        if (*place != NULL &&
            (oldest == NULL || (*place)->used < (*oldest)->used))
            oldest = place;
    }
    return oldest;
}

static void
hold_bounds(struct kept_pages *kept)
{
    for (bool is_over = true; is_over;) {
        struct kept_page *gone = NULL;

        pthread_mutex_lock(&kept->lock);
        is_over = kept->bytes > KEPT_BYTES;
        if (is_over)
            take_out(kept, oldest_of(kept), &gone);
        pthread_mutex_unlock(&kept->lock);
        kept_release(gone);
    }
}

void
kept_put(struct request *request, struct response *response)
{
    struct kept_pages *kept = request->kept;
    struct kept_page *page, *gone = NULL, **place;
    char key[DIGEST_TEXT];

    if (response->status != 200 || response->header_count > 0 ||
        response->file >= 0 || response->bytes != NULL ||
        response->body.len > PAGE_MOST || !buf_ok(&response->body) ||
        !key_of(request, key))
        return;
    page = make(request, response, key);
    pthread_mutex_lock(&kept->lock);
    place = room_for(kept, key, &gone);
    *place = page;
    page->used = ++kept->clock;
    kept->bytes += page->bytes->len + PAGE_OWN;
    pthread_mutex_unlock(&kept->lock);
    kept_release(gone);
    hold_bounds(kept);
    response->kept = page;
    response->bytes = page->bytes->text;
    response->len = page->bytes->len;
}

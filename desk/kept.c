/* Pages kept for a moment; see the header. */
#include "kept.h"

#include "session.h"

#include "polyphony/digest.h"
#include "polyphony/mem.h"

#include <stdlib.h>
#include <string.h>

#define PAGES 32
#define BYTES_MOST ((size_t)192 << 10)
#define TOKENS_MOST 1024 /* forms of a page */
#define QUERY_MOST 8

struct kept_page {
    char key[DIGEST_TEXT]; /* "": none */
    int64_t minute, version, written, used;
    char *bytes;
    size_t len;
    uint32_t *tokens; /* where the form token stands */
    size_t n_tokens;
};

struct kept_pages {
    struct kept_page pages[PAGES];
    struct kept_page before; /* as the database was when kept_get() asked */
    int64_t clock;
};

struct kept_pages *
kept_new(void)
{
    return mem_calloc(1, sizeof(struct kept_pages));
}

static void
empty(struct kept_page *page)
{
    free(page->bytes);
    free(page->tokens);
    memset(page, 0, sizeof *page);
}

void
kept_free(struct kept_pages *kept)
{
    for (size_t i = 0; kept != NULL && i < PAGES; i++)
        empty(&kept->pages[i]);
    free(kept);
}

/* Whose page of which address; false where it is not one to keep. */
static bool
key_of(const struct request *request, char key[DIGEST_TEXT])
{
    const char *texts[2 + 2 * QUERY_MOST];
    size_t count = 0;

    if (request->kept == NULL || request->secret == NULL ||
        request->flash != NULL || request->query.count > QUERY_MOST)
        return false;
    texts[count++] = request->secret;
    texts[count++] = request->path;
    for (size_t i = 0; i < request->query.count; i++) {
        texts[count++] = request->query.items[i].name;
        texts[count++] = request->query.items[i].value;
    }
    digest_text(key, texts, count);
    return true;
}

static bool
state_of(const struct request *request, struct kept_page *now)
{
    struct error err;

    now->minute = request->now / 60;
    now->written = db_written(request->store->db);
    return db_version(request->store->db, &now->version, &err);
}

static struct kept_page *
find(struct kept_pages *kept, const char *key)
{
    for (size_t i = 0; i < PAGES; i++) {
        if (strcmp(kept->pages[i].key, key) == 0)
            return &kept->pages[i];
    }
    return NULL;
}

bool
kept_get(struct request *request, struct response *response)
{
    struct kept_page now = {.minute = -1}, *page;
    char key[DIGEST_TEXT];
    const char *token;
    char *bytes;

    if (!key_of(request, key) || !state_of(request, &now))
        return false;
    request->kept->before = now;
    page = find(request->kept, key);
    if (page == NULL)
        return false;
    if (page->minute != now.minute || page->version != now.version ||
        page->written != now.written) {
        empty(page);
        return false;
    }
    page->used = ++request->kept->clock;
    token = csrf_token(request);
    buf_add_bytes(&response->body, page->bytes, page->len);
    bytes = response->body.data;
    for (size_t i = 0; i < page->n_tokens && buf_ok(&response->body); i++)
        memcpy(bytes + page->tokens[i], token, strlen(token));
    return true;
}

static bool
find_tokens(struct kept_page *page, const char *token)
{
    size_t capacity = 0, len = strlen(token);
    const char *found = page->bytes;

    while ((found = strstr(found, token)) != NULL) {
        if (page->n_tokens == TOKENS_MOST)
            return false;
        page->tokens = mem_grow(page->tokens, &capacity, page->n_tokens + 1,
                                sizeof *page->tokens);
        page->tokens[page->n_tokens++] = (uint32_t)(found - page->bytes);
        found += len;
    }
    return true;
}

void
kept_put(struct request *request, const struct response *response)
{
    struct kept_page *page;
    char key[DIGEST_TEXT];

    if (response->status != 200 || response->header_count > 0 ||
        response->file >= 0 || response->bytes != NULL ||
        response->body.len > BYTES_MOST || !buf_ok(&response->body) ||
        request->csrf == NULL || !key_of(request, key))
        return;
    page = find(request->kept, key);
    for (size_t i = 0; page == NULL && i < PAGES; i++) {
        if (request->kept->pages[i].key[0] == '\0')
            page = &request->kept->pages[i];
    }
    if (page == NULL) {
        page = &request->kept->pages[0];
        for (size_t i = 1; i < PAGES; i++) {
            if (request->kept->pages[i].used < page->used)
                page = &request->kept->pages[i];
        }
    }
    empty(page);
    *page = request->kept->before; /* a write since then makes it old */
    page->used = ++request->kept->clock;
    page->len = response->body.len;
    page->bytes = mem_strdup(buf_text(&response->body));
    memcpy(page->key, key, sizeof key);
    if (strlen(page->bytes) != page->len || !find_tokens(page, request->csrf))
        empty(page);
}

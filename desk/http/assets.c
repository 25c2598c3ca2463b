/* Files of desk/ that browsers fetch once. */
#include "assets.h"
#include "desk/pages.h"
#include "desk/page.h"

#include "polyphony/digest.h"
#include "polyphony/embedded.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static struct asset {
    const char *name, *type;
    const struct embedded *file;
    char path[80], tag[20];
} assets[] = {
    {.name = "style.css", .type = "text/css; charset=utf-8"},
    {.name = "desk.js", .type = "text/javascript; charset=utf-8"},
    {.name = "favicon.svg", .type = "image/svg+xml"},
};

#define ASSETS (sizeof assets / sizeof assets[0])

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
read_assets(void)
{
    for (size_t i = 0; i < ASSETS; i++) {
        struct asset *asset = &assets[i];
        size_t stem = strcspn(asset->name, ".");
        char file[40], hash[DIGEST_TEXT];

        snprintf(file, sizeof file, "desk/%s", asset->name);
        asset->file = embedded_find(file);
        if (asset->file == NULL)
            continue;
        digest_text(hash, &asset->file->text, 1);
        snprintf(asset->path, sizeof asset->path, "/static/%.*s-%.12s%s",
                 (int)stem, asset->name, hash, asset->name + stem);
        snprintf(asset->tag, sizeof asset->tag, "\"%.12s\"", hash);
    }
}

const char *
asset_path(const char *name)
{
    pthread_once(&once, read_assets);
    for (size_t i = 0; i < ASSETS; i++) {
        if (strcmp(assets[i].name, name) == 0)
            return assets[i].path;
    }
    return "";
}

bool
page_asset(struct request *request, struct response *response,
           struct error *err)
{
    (void)err;
    pthread_once(&once, read_assets);
    for (size_t i = 0; i < ASSETS; i++) {
        if (assets[i].file == NULL ||
            strcmp(assets[i].path, request->path) != 0)
            continue;
        response->keep = true;
        response->type = assets[i].type;
        response_header(request, response, "ETag", "%s", assets[i].tag);
        if (strcmp(request_header(request, "If-None-Match"), assets[i].tag) ==
            0) {
            response->status = 304;
            return true;
        }
        response->bytes = assets[i].file->text;
        response->len = assets[i].file->len;
        return true;
    }
    return page_refuse(request, response, 404, NULL,
                       "There is no page at this address.");
}

/* Reads the demo's sites and articles out of the program. They are our own
 * files, so that a mistake in them is a bug, and the error names the file;
 * feeds/demo/README.md describes the format. */
#include "demo_web_internal.h"
#include "polyphony/clock.h"
#include "polyphony/embedded.h"
#include "polyphony/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SITES "feeds/demo/sites.json"
#define ARTICLES "feeds/demo/articles/"
#define DAY INT64_C(86400)

static const char **
read_list(struct arena *arena, const struct json *list)
{
    const char **texts =
        arena_array(arena, json_count(list) + 1, sizeof *texts);
    size_t count = 0;

    for (const struct json *n = json_first(list); n != NULL; n = json_next(n)) {
        if (json_text(n) != NULL)
            texts[count++] = arena_strdup(arena, json_text(n));
    }
    return texts;
}

static const char *
member(struct arena *arena, const struct json *object, const char *key)
{
    const char *text = json_get_text(object, key);

    return arena_strdup(arena, text != NULL ? text : "");
}

static bool
read_site(struct arena *arena, const struct json *json, struct demo_site *site)
{
    int hours = 0, minutes = 0;

    site->host = member(arena, json, "host");
    site->title = member(arena, json, "title");
    site->description = member(arena, json, "description");
    site->language = member(arena, json, "language");
    site->author = member(arena, json, "author");
    site->format = member(arena, json, "format");
    site->feed = member(arena, json, "feed");
    site->about = member(arena, json, "about");
    site->footer = member(arena, json, "footer");
    site->style = member(arena, json, "style");
    site->offset_text = member(arena, json, "timezone_offset");
    site->full = json_true(json_get(json, "full"));
    site->nav = read_list(arena, json_get(json, "nav"));
    site->sidebar = read_list(arena, json_get(json, "sidebar"));
    if (sscanf(site->offset_text, "%3d:%2d", &hours, &minutes) != 2)
        return false;
    site->offset = hours * 3600 + (hours < 0 ? -minutes : minutes) * 60;
    return site->host[0] != '\0' && site->feed[0] == '/';
}

/* The value of "name: value" when the line is one; else NULL. */
static const char *
value_of(const char *line, const char *name)
{
    size_t len = strlen(name);

    if (strncmp(line, name, len) != 0 || line[len] != ':')
        return NULL;
    return line + len + 1 + strspn(line + len + 1, " ");
}

static const char **
split_tags(struct arena *arena, char *text)
{
    const char **tags = arena_array(arena, strlen(text) + 1, sizeof *tags);
    size_t count = 0;
    char *rest = NULL;

    for (char *tag = strtok_r(text, ",", &rest); tag != NULL;
         tag = strtok_r(NULL, ",", &rest)) {
        tag += strspn(tag, " ");
        if (*tag != '\0')
            tags[count++] = tag;
    }
    return tags;
}

struct header {
    const char *site, *days, *time;
};

static void
read_header_line(struct arena *arena, char *line, struct header *header,
                 struct demo_article *article)
{
    const char *value;

    if ((value = value_of(line, "site")) != NULL)
        header->site = value;
    else if ((value = value_of(line, "days")) != NULL)
        header->days = value;
    else if ((value = value_of(line, "time")) != NULL)
        header->time = value;
    else if ((value = value_of(line, "path")) != NULL)
        article->path = value;
    else if ((value = value_of(line, "title")) != NULL)
        article->title = value;
    else if ((value = value_of(line, "author")) != NULL)
        article->author = value;
    else if ((value = value_of(line, "summary")) != NULL)
        article->summary = value;
    else if ((value = value_of(line, "tags")) != NULL)
        article->tags = split_tags(arena, line + (value - line));
}

/* A block becomes one line, or a line an item. */
static struct demo_block
read_block(char *text)
{
    struct demo_block block = {.text = text};
    char *out = text;

    if (strncmp(text, "## ", 3) == 0) {
        block = (struct demo_block){DEMO_HEADING, text + 3};
    } else if (strncmp(text, "> ", 2) == 0) {
        block = (struct demo_block){DEMO_QUOTE, text + 2};
    } else if (strncmp(text, "- ", 2) == 0) {
        block.kind = DEMO_LIST;
        for (char *p = text + 2; *p != '\0'; p++) {
            if (*p == '\n' && strncmp(p + 1, "- ", 2) == 0) {
                *out++ = '\n';
                p += 2;
            } else {
                *out++ = *p == '\n' ? ' ' : *p;
            }
        }
        *out = '\0';
        return block;
    }
    for (char *p = text; *p != '\0'; p++) {
        if (*p == '\n')
            *p = ' ';
    }
    return block;
}

static void
read_blocks(struct arena *arena, char *text, struct demo_article *article)
{
    size_t most = strlen(text) / 2 + 1;

    article->blocks = arena_array(arena, most, sizeof *article->blocks);
    while (text != NULL && article->block_count < most) {
        char *next = strstr(text, "\n\n");

        if (next != NULL) {
            *next = '\0';
            next += 2;
        }
        text += strspn(text, "\n");
        for (size_t len = strlen(text); len > 0 && text[len - 1] == '\n';)
            text[--len] = '\0';
        if (*text != '\0')
            article->blocks[article->block_count++] = read_block(text);
        text = next;
    }
}

/* `days` whole days before the site's own today, at its own time; what would
 * lie ahead has just come out. */
static bool
date_article(const struct demo_site *site, const struct header *header,
             int64_t epoch, struct demo_article *article)
{
    int hour, minute, days;

    if (header->days == NULL || header->time == NULL ||
        sscanf(header->days, "%4d", &days) != 1 ||
        sscanf(header->time, "%2d:%2d", &hour, &minute) != 2)
        return false;
    article->published = ((epoch + site->offset) / DAY - days) * DAY +
                         hour * 3600 + minute * 60 - site->offset;
    if (article->published > epoch)
        article->published = epoch;
    return true;
}

static struct demo_site *
find_site(const struct demo_content *content, const char *host)
{
    for (size_t i = 0; host != NULL && i < content->site_count; i++) {
        if (strcmp(content->sites[i].host, host) == 0)
            return &content->sites[i];
    }
    return NULL;
}

static bool
read_article(struct demo_content *content, const struct embedded *file,
             int64_t epoch)
{
    struct demo_article article = {0};
    struct header header = {0};
    struct demo_site *site;
    char *text = arena_strndup(content->arena, file->text, file->len);

    while (*text != '\0' && *text != '\n') {
        char *end = strchr(text, '\n');

        if (end == NULL)
            return false;
        *end = '\0';
        read_header_line(content->arena, text, &header, &article);
        text = end + 1;
    }
    read_blocks(content->arena, text, &article);
    site = find_site(content, header.site);
    if (site == NULL || article.path == NULL || article.title == NULL ||
        article.author == NULL || article.summary == NULL ||
        article.tags == NULL || !date_article(site, &header, epoch, &article))
        return false;
    site->articles[site->article_count++] = article;
    return true;
}

static int
newest_first(const void *left, const void *right)
{
    const struct demo_article *a = left, *b = right;

    if (a->published != b->published)
        return a->published < b->published ? 1 : -1;
    return strcmp(a->path, b->path);
}

static bool
read_sites(struct demo_content *content, const struct json *list)
{
    content->sites = arena_array(content->arena, json_count(list) + 1,
                                 sizeof *content->sites);
    for (const struct json *n = json_first(list); n != NULL; n = json_next(n)) {
        if (!read_site(content->arena, n,
                       &content->sites[content->site_count++]))
            return false;
    }
    return content->site_count > 0;
}

static bool
read_articles(struct demo_content *content, int64_t epoch, struct error *err)
{
    const struct embedded *file;
    size_t count = 0;

    for (file = NULL; (file = embedded_next(ARTICLES, file)) != NULL;)
        count++;
    for (size_t i = 0; i < content->site_count; i++)
        content->sites[i].articles =
            arena_array(content->arena, count + 1, sizeof(struct demo_article));
    for (file = NULL; (file = embedded_next(ARTICLES, file)) != NULL;) {
        if (!read_article(content, file, epoch))
            return error_set(err, ERROR_INPUT,
                             "%s: no such site, or a "
                             "header is missing",
                             file->name);
    }
    for (size_t i = 0; i < content->site_count; i++)
        qsort(content->sites[i].articles, content->sites[i].article_count,
              sizeof(struct demo_article), newest_first);
    return true;
}

bool
demo_content_read(int64_t epoch, struct demo_content *content,
                  struct error *err)
{
    const struct embedded *file = embedded_find(SITES);
    struct json *list = NULL;
    bool ok;

    *content = (struct demo_content){0};
    if (file == NULL)
        return error_set(err, ERROR_NOTFOUND,
                         "this program was built without "
                         "the demo");
    if (!json_parse(file->text, file->len, &list, err))
        return error_wrap(err, "%s", SITES);
    content->arena = arena_new(0);
    ok = read_sites(content, list);
    json_free(list);
    if (!ok)
        error_set(err, ERROR_INPUT, "%s: a site lacks something", SITES);
    ok = ok && read_articles(content, epoch, err);
    if (!ok)
        demo_content_deinit(content);
    return ok;
}

void
demo_content_deinit(struct demo_content *content)
{
    arena_free(content->arena);
    *content = (struct demo_content){0};
}

/* Dates that a page tells to programs. Names of meta elements are judged by
 * the words in them, because every publishing system has its own. */
#include "extract_date.h"
#include "polyphony/clock.h"

#include <string.h>
#include <strings.h>

/* No date is longer; descriptions with a date in them are. */
#define VALUE_MAX 60

enum trust {
    TRUST_NONE,
    TRUST_MADE,
    TRUST_CHANGED,
    TRUST_WEAK,
    TRUST_ITEM,
    TRUST_STRONG
};

static bool
has_any(const char *name, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (strstr(name, *words) != NULL)
            return true;
    }
    return false;
}

/* "article:published_time" becomes "articlepublishedtime". */
static void
plain_name(const char *name, char *plain, size_t room)
{
    size_t len = 0;

    for (; *name != '\0' && len + 1 < room; name++) {
        char c = *name;

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (c >= 'a' && c <= 'z')
            plain[len++] = c;
    }
    plain[len] = '\0';
}

static enum trust
name_trust(const char *name)
{
    static const char *const never[] = {
        "expir", "publisher", "unpublish", "build",   "generator", "image",
        "url",   "valid",     "until",     "event",   "start",     "birth",
        "death", "title",     "keyword",   "embargo", "copyright", "version",
        "crawl", "pushed",    "cache",     "config",  "verif",     NULL};
    static const char *const changed[] = {"modif",     "updat",   "revis",
                                          "lastmod",   "changed", "moddate",
                                          "lastpubli", "edited",  NULL};
    static const char *const strong[] = {"publish",
                                         "publication",
                                         "pubdate",
                                         "pubtime",
                                         "issued",
                                         "releasedate",
                                         "datereleased",
                                         "firstpubli",
                                         "citationdate",
                                         "citationonlinedate",
                                         NULL};
    static const char *const made[] = {"created", "upload", NULL};
    static const char *const weak[] = {
        "date",      "datum",  "fecha",    "dccreated", "dctermscreated",
        "timestamp", "posted", "released", "available", NULL};
    char plain[80];

    plain_name(name, plain, sizeof plain);
    if (has_any(plain, never))
        return TRUST_NONE;
    if (has_any(plain, changed))
        return TRUST_CHANGED;
    if (has_any(plain, strong))
        return TRUST_STRONG;
    if (has_any(plain, made) && strncmp(plain, "dc", 2) != 0)
        return TRUST_MADE;
    return has_any(plain, weak) ? TRUST_WEAK : TRUST_NONE;
}

/* How far the date in a <meta> is to be trusted. */
static enum trust
meta_trust(const struct html_node *node)
{
    static const char *const by[] = {"property", "name", "itemprop"};
    enum trust best = TRUST_NONE;

    for (size_t i = 0; i < sizeof by / sizeof *by; i++) {
        const char *name = html_attr(node, by[i]);
        enum trust trust = name != NULL ? name_trust(name) : TRUST_NONE;

        if (trust == TRUST_STRONG && i == 2)
            trust = node_is_aside(node) ? TRUST_NONE : TRUST_ITEM;
        if (trust > best)
            best = trust;
    }
    return best;
}

static void
add_date(struct page_date *list, size_t *count, const char *text)
{
    if (text != NULL && *count < TOLD_MAX &&
        page_date_find(text, strlen(text), false, &list[*count]))
        ++*count;
}

static void
add_metas(const struct facts *facts, enum trust trust, struct page_date *list,
          size_t *count)
{
    for (size_t i = 0; i < facts->n_metas; i++) {
        const char *content = html_attr(facts->metas[i], "content");

        /* Few contents hold a date: looked at first, names are slower. */
        if (content == NULL || strpbrk(content, "0123456789") == NULL ||
            strnlen(content, VALUE_MAX) == VALUE_MAX)
            continue;
        if (meta_trust(facts->metas[i]) == trust)
            add_date(list, count, content);
    }
}

void
told_read(const struct facts *facts, struct told_dates *told)
{
    *told = (struct told_dates){0};
    add_metas(facts, TRUST_STRONG, told->published, &told->n_published);
    add_date(told->published, &told->n_published, facts->ld.published);
    add_metas(facts, TRUST_ITEM, told->published, &told->n_published);
    add_metas(facts, TRUST_WEAK, told->published, &told->n_published);
    add_date(told->lesser, &told->n_lesser, facts->ld.modified);
    add_metas(facts, TRUST_CHANGED, told->lesser, &told->n_lesser);
    add_metas(facts, TRUST_MADE, told->lesser, &told->n_lesser);
    add_date(told->lesser, &told->n_lesser, facts->ld.uploaded);
}

int64_t
page_date_days(const struct page_date *date)
{
    return date_to_days(date->year, date->month, date->day);
}

/* Namespaces: which addresses and prefixes stand for which of our spaces.
 * Publishers misspell both: addresses are compared without case and final
 * '/' or '#', and a known prefix helps where the address is unknown or the
 * prefix was never declared. */
#include "feed_reader.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct known {
    const char *text;
    enum feed_space space;
};

/* Sorted, lower case, without "http://" and final '/' or '#'. */
static const struct known addresses[] = {
    {"backend.userland.com/rss", SPACE_CORE},
    {"backend.userland.com/rss2", SPACE_CORE},
    {"backend.userland.com/rss2.1", SPACE_CORE},
    {"blogs.law.harvard.edu/tech/rss", SPACE_CORE},
    {"channel.netscape.com/rdf/simple/0.9", SPACE_CORE},
    {"cyber.law.harvard.edu/rss/rss.html", SPACE_CORE},
    {"example.com/necho", SPACE_ATOM},
    {"example.com/newformat", SPACE_ATOM},
    {"my.netscape.com/publish/formats/rss-0.91.dtd", SPACE_CORE},
    {"my.netscape.com/rdf/simple/0.9", SPACE_CORE},
    {"purl.org/atom/ns", SPACE_ATOM},
    {"purl.org/dc/elements/1.0", SPACE_DC},
    {"purl.org/dc/elements/1.1", SPACE_DC},
    {"purl.org/dc/terms", SPACE_DCTERMS},
    {"purl.org/echo", SPACE_ATOM},
    {"purl.org/net/rss1.1", SPACE_CORE},
    {"purl.org/rss/0.9", SPACE_CORE},
    {"purl.org/rss/1.0", SPACE_CORE},
    {"purl.org/rss/1.0/modules/content", SPACE_CONTENT},
    {"purl.org/rss/1.0/modules/dc", SPACE_DC},
    {"purl.org/rss/1.0/modules/dcterms", SPACE_DCTERMS},
    {"purl.org/rss/1.0/modules/rss091", SPACE_CORE},
    {"purl.org/rss/1.0/modules/syndication", SPACE_SYNDICATION},
    {"purl.org/rss/1.0/modules/syndication/0.1", SPACE_SYNDICATION},
    {"purl.org/rss/2.0", SPACE_CORE},
    {"rssnamespace.org/feedburner/ext/1.0", SPACE_FEEDBURNER},
    {"search.yahoo.com/mrss", SPACE_MEDIA},
    {"www.itunes.com/dtds/podcast-1.0.dtd", SPACE_ITUNES},
    {"www.rssboard.org/media-rss", SPACE_MEDIA},
    {"www.w3.org/1999/02/22-rdf-syntax-ns", SPACE_CORE},
    {"www.w3.org/1999/xhtml", SPACE_XHTML},
    {"www.w3.org/2005/atom", SPACE_ATOM},
};

static const struct known prefixes[] = {
    {"a10", SPACE_ATOM},        {"atom", SPACE_ATOM},
    {"atom03", SPACE_ATOM},     {"atom10", SPACE_ATOM},
    {"content", SPACE_CONTENT}, {"dc", SPACE_DC},
    {"dcterms", SPACE_DCTERMS}, {"feedburner", SPACE_FEEDBURNER},
    {"itunes", SPACE_ITUNES},   {"media", SPACE_MEDIA},
    {"rdf", SPACE_CORE},        {"rss", SPACE_CORE},
    {"sy", SPACE_SYNDICATION},  {"xhtml", SPACE_XHTML},
};

static const struct feed_dialect *const dialects[N_SPACES] = {
    [SPACE_CORE] = &feed_core_dialect,
    [SPACE_ATOM] = &feed_atom_dialect,
    [SPACE_CONTENT] = &feed_content_dialect,
    [SPACE_DC] = &feed_dc_dialect,
    [SPACE_DCTERMS] = &feed_dcterms_dialect,
    [SPACE_FEEDBURNER] = &feed_feedburner_dialect,
    [SPACE_ITUNES] = &feed_itunes_dialect,
    [SPACE_MEDIA] = &feed_media_dialect,
    [SPACE_SYNDICATION] = &feed_syndication_dialect,
    [SPACE_XHTML] = &feed_xhtml_dialect,
};

static int
compare_known(const void *key, const void *item)
{
    return strcmp(key, ((const struct known *)item)->text);
}

static bool
look_up(const struct known *table, size_t count, const char *key,
        enum feed_space *space)
{
    const struct known *found =
        bsearch(key, table, count, sizeof *table, compare_known);

    if (found != NULL)
        *space = found->space;
    return found != NULL;
}

/* In small letters, without scheme and tail; false when too long. */
static bool
tidy_address(const char *address, char *out, size_t size)
{
    size_t len = 0;

    while (*address == ' ')
        address++;
    if (strncasecmp(address, "http://", 7) == 0)
        address += 7;
    else if (strncasecmp(address, "https://", 8) == 0)
        address += 8;
    for (; *address != '\0'; address++) {
        if (len + 1 >= size)
            return false;
        out[len++] = *address >= 'A' && *address <= 'Z' ? (char)(*address + 32)
                                                        : *address;
    }
    while (len > 0 && strchr("/# ", out[len - 1]) != NULL)
        len--;
    out[len] = '\0';
    return true;
}

enum feed_space
feed_space_of(const struct feed_reader *reader,
              const struct xml_element *element)
{
    enum feed_space space = SPACE_OTHER;
    char key[80];

    if (element->space != NULL &&
        tidy_address(element->space, key, sizeof key) &&
        look_up(addresses, sizeof addresses / sizeof *addresses, key, &space))
        return space;
    if (element->prefix != NULL) {
        if (tidy_address(element->prefix, key, sizeof key))
            look_up(prefixes, sizeof prefixes / sizeof *prefixes, key, &space);
        return space;
    }
    /* No prefix: the feed's own language, whatever address it goes by. */
    return reader->is_atom ? SPACE_ATOM : SPACE_CORE;
}

const struct feed_rule *
feed_rule_find(enum feed_space space, const char *local_name, unsigned context)
{
    const struct feed_dialect *dialect = dialects[space];
    size_t low = 0, high;
    char name[40];
    size_t len = 0;

    if (dialect == NULL)
        return NULL;
    for (; local_name[len] != '\0' && len < sizeof name - 1; len++) {
        char c = local_name[len];

        name[len] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    name[len] = '\0';
    high = dialect->count;
    while (low < high) { /* the first rule of that name */
        size_t middle = (low + high) / 2;

        if (strcmp(dialect->rules[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < dialect->count && strcmp(dialect->rules[low].name, name) == 0;
         low++) {
        if ((dialect->rules[low].where & context) != 0)
            return &dialect->rules[low];
    }
    return NULL;
}

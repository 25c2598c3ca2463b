/* The lists: which elements, attributes and addresses pass. All else does
 * not; there is no list of what is bad to be kept up to date. */
#include "sanitize.h"

#include "polyphony/html.h"
#include "polyphony/url.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Sorted by name. What is missing is unwrapped. */
static const struct sanitize_element elements[] = {
    {"a", SANITIZE_KEEP, NEST_LINK, false, false},
    {"abbr", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"acronym", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"address", SANITIZE_KEEP, NEST_ANYWHERE, true, false},
    {"applet", SANITIZE_DROP, NEST_NEVER, false, false},
    {"article", SANITIZE_KEEP, NEST_ANYWHERE, true, false},
    {"aside", SANITIZE_KEEP, NEST_ANYWHERE, true, false},
    {"audio", SANITIZE_KEEP, NEST_NEVER, false, false},
    {"b", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"bdi", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"bdo", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"big", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"blockquote", SANITIZE_KEEP, NEST_ANYWHERE, true, false},
    {"br", SANITIZE_KEEP_VOID, NEST_ANYWHERE, true, false},
    {"button", SANITIZE_DROP, NEST_NEVER, false, false},
    {"caption", SANITIZE_KEEP, NEST_NEVER, true, false},
    {"center", SANITIZE_KEEP, NEST_ANYWHERE, true, false},
    {"cite", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"code", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"col", SANITIZE_KEEP_VOID, NEST_NEVER, false, false},
    {"colgroup", SANITIZE_KEEP, NEST_NEVER, false, false},
    {"datalist", SANITIZE_DROP, NEST_NEVER, false, false},
    {"dd", SANITIZE_KEEP, NEST_ITEM, true, false},
    {"del", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"details", SANITIZE_KEEP, NEST_NEVER, true, false},
    {"dfn", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"div", SANITIZE_KEEP, NEST_ANYWHERE, true, false},
    {"dl", SANITIZE_KEEP, NEST_ANYWHERE, true, false},
    {"dt", SANITIZE_KEEP, NEST_ITEM, true, false},
    {"em", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"figcaption", SANITIZE_KEEP, NEST_ANYWHERE, true, false},
    {"figure", SANITIZE_KEEP, NEST_ANYWHERE, true, false},
    {"font", SANITIZE_UNWRAP, NEST_ANYWHERE, false, false},
    {"footer", SANITIZE_KEEP, NEST_ANYWHERE, true, false},
    {"h1", SANITIZE_KEEP, NEST_HEADING, true, false},
    {"h2", SANITIZE_KEEP, NEST_HEADING, true, false},
    {"h3", SANITIZE_KEEP, NEST_HEADING, true, false},
    {"h4", SANITIZE_KEEP, NEST_HEADING, true, false},
    {"h5", SANITIZE_KEEP, NEST_HEADING, true, false},
    {"h6", SANITIZE_KEEP, NEST_HEADING, true, false},
    {"header", SANITIZE_KEEP, NEST_ANYWHERE, true, false},
    {"hr", SANITIZE_KEEP_VOID, NEST_ANYWHERE, true, false},
    {"i", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"iframe", SANITIZE_DROP, NEST_NEVER, false, false},
    {"img", SANITIZE_KEEP_VOID, NEST_ANYWHERE, false, true},
    {"ins", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"kbd", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"li", SANITIZE_KEEP, NEST_ITEM, true, false},
    {"main", SANITIZE_KEEP, NEST_ANYWHERE, true, false},
    {"mark", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"nav", SANITIZE_KEEP, NEST_ANYWHERE, true, false},
    {"noembed", SANITIZE_DROP, NEST_NEVER, false, false},
    {"noframes", SANITIZE_DROP, NEST_NEVER, false, false},
    {"ol", SANITIZE_KEEP, NEST_ANYWHERE, true, false},
    {"option", SANITIZE_DROP, NEST_NEVER, false, false},
    {"p", SANITIZE_KEEP, NEST_PARAGRAPH, true, false},
    {"pre", SANITIZE_KEEP, NEST_ANYWHERE, true, false},
    {"q", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"rp", SANITIZE_KEEP, NEST_NEVER, false, false},
    {"rt", SANITIZE_KEEP, NEST_NEVER, false, false},
    {"ruby", SANITIZE_KEEP, NEST_NEVER, false, false},
    {"s", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"samp", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"script", SANITIZE_DROP, NEST_NEVER, false, false},
    {"section", SANITIZE_KEEP, NEST_ANYWHERE, true, false},
    {"select", SANITIZE_DROP, NEST_NEVER, false, false},
    {"small", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"source", SANITIZE_KEEP_VOID, NEST_NEVER, false, true},
    {"span", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"strike", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"strong", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"style", SANITIZE_DROP, NEST_NEVER, false, false},
    {"sub", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"summary", SANITIZE_KEEP, NEST_NEVER, true, false},
    {"sup", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"svg", SANITIZE_DROP, NEST_NEVER, false, false},
    {"table", SANITIZE_KEEP, NEST_TABLE, true, false},
    {"tbody", SANITIZE_KEEP, NEST_TABLE_PART, true, false},
    {"td", SANITIZE_KEEP, NEST_TABLE_CELL, true, false},
    {"template", SANITIZE_DROP, NEST_NEVER, false, false},
    {"textarea", SANITIZE_DROP, NEST_NEVER, false, false},
    {"tfoot", SANITIZE_KEEP, NEST_TABLE_PART, true, false},
    {"th", SANITIZE_KEEP, NEST_TABLE_CELL, true, false},
    {"thead", SANITIZE_KEEP, NEST_TABLE_PART, true, false},
    {"time", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"title", SANITIZE_DROP, NEST_NEVER, false, false},
    {"tr", SANITIZE_KEEP, NEST_TABLE_ROW, true, false},
    {"tt", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"u", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"ul", SANITIZE_KEEP, NEST_ANYWHERE, true, false},
    {"var", SANITIZE_KEEP, NEST_ANYWHERE, false, false},
    {"video", SANITIZE_KEEP, NEST_NEVER, false, false},
    {"wbr", SANITIZE_KEEP_VOID, NEST_ANYWHERE, false, false},
};

enum attribute_kind { ATTR_TEXT, ATTR_LINK, ATTR_MEDIA, ATTR_NUMBER };

static const struct attribute {
    const char *name;
    const char *elements; /* blank-separated, blanks at both ends; NULL: all */
    enum attribute_kind kind;
} attributes[] = {
    {"alt", " img ", ATTR_TEXT},
    {"colspan", " td th ", ATTR_NUMBER},
    {"controls", " audio video ", ATTR_TEXT},
    {"datetime", " time del ins ", ATTR_TEXT},
    {"dir", NULL, ATTR_TEXT},
    {"height", " img video ", ATTR_NUMBER},
    {"href", " a ", ATTR_LINK},
    {"lang", NULL, ATTR_TEXT},
    {"poster", " video ", ATTR_MEDIA},
    {"rowspan", " td th ", ATTR_NUMBER},
    {"src", " img audio video source ", ATTR_MEDIA},
    {"start", " ol ", ATTR_NUMBER},
    {"title", NULL, ATTR_TEXT},
    {"width", " img video ", ATTR_NUMBER},
};

const struct sanitize_element *
sanitize_find(const char *name, size_t len)
{
    size_t low = 0, high = sizeof elements / sizeof *elements;

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strncmp(elements[middle].name, name, len);

        if (order == 0 && elements[middle].name[len] != '\0')
            order = 1;
        if (order == 0)
            return &elements[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static bool
takes(const struct attribute *attribute, const char *element)
{
    const char *p = attribute->elements;
    size_t len = strlen(element);

    if (p == NULL)
        return true;
    for (p = strstr(p, element); p != NULL; p = strstr(p + 1, element)) {
        if (p[-1] == ' ' && p[len] == ' ')
            return true;
    }
    return false;
}

int
sanitize_attribute_find(const struct sanitize_element *element,
                        const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
        if ((attributes[i].name[0] | 0x20) == (name[0] | 0x20) &&
            strncasecmp(attributes[i].name, name, len) == 0 &&
            attributes[i].name[len] == '\0')
            return takes(&attributes[i], element->name) ? (int)i : -1;
    }
    return -1;
}

/* The address as a browser reads its beginning: without control characters,
 * blanks and marks, in small letters (WHATWG URL, 4.4). */
static void
bare_start(const char *url, char *out, size_t size)
{
    const unsigned char *p = (const unsigned char *)url;
    size_t len = 0;

    while (*p != '\0' && len + 1 < size) {
        if (*p <= ' ' || *p == 0x7F) {
            p++;
        } else if (p[0] == 0xC2 && (p[1] <= 0xA0 || p[1] == 0xAD)) {
            p += 2; /* C1 controls, no-break space, soft hyphen */
        } else if ((p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF) ||
                   (p[0] == 0xE2 && p[1] == 0x80 && p[2] >= 0x8B &&
                    p[2] <= 0xAE)) {
            p += 3; /* byte order mark; zero width and line marks */
        } else {
            out[len++] = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : (char)*p;
            p++;
        }
    }
    out[len] = '\0';
}

static bool
is_raster_data(const char *bare)
{
    static const char *const types[] = {"png", "gif",  "jpeg",
                                        "jpg", "webp", "avif"};

    if (strncmp(bare, "data:image/", 11) != 0)
        return false;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        size_t len = strlen(types[i]);

        if (strncmp(bare + 11, types[i], len) == 0 &&
            (bare[11 + len] == ';' || bare[11 + len] == ','))
            return true;
    }
    return false;
}

enum address { ADDRESS_BAD, ADDRESS_WEB, ADDRESS_RELATIVE, ADDRESS_AS_IS };

static enum address
judge(const char *url, enum attribute_kind kind)
{
    char bare[64] = "";
    size_t len;

    bare_start(url, bare, sizeof bare);
    len = strcspn(bare, ":/?#");
    if (bare[len] != ':')
        /* A scheme that is longer than we look is none that we know. */
        return len + 1 == sizeof bare && url[strcspn(url, ":/?#")] == ':'
                   ? ADDRESS_BAD
                   : ADDRESS_RELATIVE;
    if (strncmp(bare, "http:", 5) == 0 || strncmp(bare, "https:", 6) == 0)
        return ADDRESS_WEB;
    /* These stay as they are, so nothing may be hidden in their scheme. */
    url += strspn(url, " \t\r\n");
    if (kind == ATTR_LINK && strncasecmp(url, "mailto:", 7) == 0)
        return ADDRESS_AS_IS;
    if (kind == ATTR_MEDIA && strncasecmp(url, "data:image/", 11) == 0 &&
        is_raster_data(bare))
        return ADDRESS_AS_IS;
    return ADDRESS_BAD;
}

/* Judged as it stands and as a second decoding would make it, since some
 * reader further on may decode once more. */
static enum address
judge_twice(const char *url, enum attribute_kind kind)
{
    enum address as_is = judge(url, kind);

    if (as_is != ADDRESS_BAD && strchr(url, '&') != NULL) {
        struct buf again = {.max = 256 << 10};
        enum address decoded;

        html_decode(&again, url, strlen(url));
        decoded = judge(buf_text(&again), kind);
        if (!buf_ok(&again) || decoded != as_is)
            as_is = ADDRESS_BAD;
        buf_deinit(&again);
    }
    return as_is;
}

static bool
is_plain_web_address(const char *url)
{
    static const char fine[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "abcdefghijklmnopqrstuvwxyz0123456789"
                               "-._~:/?#[]!$&()*+,;=%";
    const char *host;

    if (strncmp(url, "https://", 8) == 0)
        host = url + 8;
    else if (strncmp(url, "http://", 7) == 0)
        host = url + 7;
    else
        return false;
    return *host != '/' && host[strcspn(host, "/?#@")] == '/' &&
           strstr(host, "/.") == NULL && strlen(url) < 2000 &&
           host[strspn(host, fine)] == '\0';
}

static void
put_address(struct buf *out, struct arena *arena, const char *name,
            const char *value, enum attribute_kind kind, const char *base)
{
    enum address address;
    const char *made = value;

    if (is_plain_web_address(value)) {
        address = ADDRESS_WEB; /* nothing to resolve, decode or encode */
    } else {
        address = judge_twice(value, kind);
        if (address == ADDRESS_WEB ||
            (address == ADDRESS_RELATIVE && base != NULL))
            made = url_resolve(arena, base, value);
    }
    if (address == ADDRESS_BAD || made == NULL)
        return;
    buf_add_char(out, ' ');
    buf_add(out, name);
    buf_add(out, "=\"");
    buf_add_html(out, made);
    buf_add_char(out, '"');
}

static bool
is_number(const char *value)
{
    size_t len = strspn(value, "0123456789");

    return len > 0 && len <= 5 &&
           (value[len] == '\0' || strcmp(value + len, "%") == 0 ||
            strcasecmp(value + len, "px") == 0);
}

void
sanitize_attribute_put(struct buf *out, struct arena *arena, int index,
                       const char *value, const char *base)
{
    const struct attribute *attribute = &attributes[index];

    if (attribute->kind == ATTR_LINK || attribute->kind == ATTR_MEDIA) {
        put_address(out, arena, attribute->name, value, attribute->kind, base);
    } else if (attribute->kind == ATTR_TEXT || is_number(value)) {
        buf_add_char(out, ' ');
        buf_add(out, attribute->name);
        buf_add(out, "=\"");
        buf_add_html(out, value);
        buf_add_char(out, '"');
    }
}

void
sanitize_put_text(struct buf *out, const char *text, size_t len)
{
    const char *end = text + len, *start = text;

    for (const char *p = text; p < end; p++) {
        const char *reference = *p == '&'   ? "&amp;"
                                : *p == '<' ? "&lt;"
                                : *p == '>' ? "&gt;"
                                            : NULL;

        if (reference != NULL) {
            buf_add_bytes(out, start, (size_t)(p - start));
            buf_add(out, reference);
            start = p + 1;
        }
    }
    buf_add_bytes(out, start, (size_t)(end - start));
}

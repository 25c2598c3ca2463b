/* The lists: which elements, attributes and addresses pass. All else does
 * not; there is no list of what is bad to be kept up to date. */
#include "sanitize.h"

#include "polyphony/html.h"
#include "polyphony/url.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct element {
    const char *name;
    enum sanitize_fate fate;
    bool block;
};

/* Sorted by name. What is missing is unwrapped. */
static const struct element elements[] = {
    {"a", SANITIZE_KEEP, false},
    {"abbr", SANITIZE_KEEP, false},
    {"acronym", SANITIZE_KEEP, false},
    {"address", SANITIZE_KEEP, true},
    {"applet", SANITIZE_DROP, false},
    {"article", SANITIZE_KEEP, true},
    {"aside", SANITIZE_KEEP, true},
    {"audio", SANITIZE_KEEP, false},
    {"b", SANITIZE_KEEP, false},
    {"bdi", SANITIZE_KEEP, false},
    {"bdo", SANITIZE_KEEP, false},
    {"big", SANITIZE_KEEP, false},
    {"blockquote", SANITIZE_KEEP, true},
    {"br", SANITIZE_KEEP_VOID, true},
    {"button", SANITIZE_DROP, false},
    {"caption", SANITIZE_KEEP, true},
    {"center", SANITIZE_KEEP, true},
    {"cite", SANITIZE_KEEP, false},
    {"code", SANITIZE_KEEP, false},
    {"col", SANITIZE_KEEP_VOID, false},
    {"colgroup", SANITIZE_KEEP, false},
    {"datalist", SANITIZE_DROP, false},
    {"dd", SANITIZE_KEEP, true},
    {"del", SANITIZE_KEEP, false},
    {"details", SANITIZE_KEEP, true},
    {"dfn", SANITIZE_KEEP, false},
    {"div", SANITIZE_KEEP, true},
    {"dl", SANITIZE_KEEP, true},
    {"dt", SANITIZE_KEEP, true},
    {"em", SANITIZE_KEEP, false},
    {"figcaption", SANITIZE_KEEP, true},
    {"figure", SANITIZE_KEEP, true},
    {"footer", SANITIZE_KEEP, true},
    {"h1", SANITIZE_KEEP, true},
    {"h2", SANITIZE_KEEP, true},
    {"h3", SANITIZE_KEEP, true},
    {"h4", SANITIZE_KEEP, true},
    {"h5", SANITIZE_KEEP, true},
    {"h6", SANITIZE_KEEP, true},
    {"header", SANITIZE_KEEP, true},
    {"hr", SANITIZE_KEEP_VOID, true},
    {"i", SANITIZE_KEEP, false},
    {"iframe", SANITIZE_DROP, false},
    {"img", SANITIZE_KEEP_VOID, false},
    {"ins", SANITIZE_KEEP, false},
    {"kbd", SANITIZE_KEEP, false},
    {"li", SANITIZE_KEEP, true},
    {"main", SANITIZE_KEEP, true},
    {"mark", SANITIZE_KEEP, false},
    {"nav", SANITIZE_KEEP, true},
    {"noembed", SANITIZE_DROP, false},
    {"noframes", SANITIZE_DROP, false},
    {"ol", SANITIZE_KEEP, true},
    {"option", SANITIZE_DROP, false},
    {"p", SANITIZE_KEEP, true},
    {"pre", SANITIZE_KEEP, true},
    {"q", SANITIZE_KEEP, false},
    {"rp", SANITIZE_KEEP, false},
    {"rt", SANITIZE_KEEP, false},
    {"ruby", SANITIZE_KEEP, false},
    {"s", SANITIZE_KEEP, false},
    {"samp", SANITIZE_KEEP, false},
    {"script", SANITIZE_DROP, false},
    {"section", SANITIZE_KEEP, true},
    {"select", SANITIZE_DROP, false},
    {"small", SANITIZE_KEEP, false},
    {"source", SANITIZE_KEEP_VOID, false},
    {"span", SANITIZE_KEEP, false},
    {"strike", SANITIZE_KEEP, false},
    {"strong", SANITIZE_KEEP, false},
    {"style", SANITIZE_DROP, false},
    {"sub", SANITIZE_KEEP, false},
    {"summary", SANITIZE_KEEP, true},
    {"sup", SANITIZE_KEEP, false},
    {"svg", SANITIZE_DROP, false},
    {"table", SANITIZE_KEEP, true},
    {"tbody", SANITIZE_KEEP, true},
    {"td", SANITIZE_KEEP, true},
    {"template", SANITIZE_DROP, false},
    {"textarea", SANITIZE_DROP, false},
    {"tfoot", SANITIZE_KEEP, true},
    {"th", SANITIZE_KEEP, true},
    {"thead", SANITIZE_KEEP, true},
    {"time", SANITIZE_KEEP, false},
    {"title", SANITIZE_DROP, false},
    {"tr", SANITIZE_KEEP, true},
    {"tt", SANITIZE_KEEP, false},
    {"u", SANITIZE_KEEP, false},
    {"ul", SANITIZE_KEEP, true},
    {"var", SANITIZE_KEEP, false},
    {"video", SANITIZE_KEEP, false},
    {"wbr", SANITIZE_KEEP_VOID, false},
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

static const struct element *
find_element(const char *name, size_t len)
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

enum sanitize_fate
sanitize_element(const char *name, size_t len)
{
    const struct element *found = find_element(name, len);

    return found != NULL ? found->fate : SANITIZE_UNWRAP;
}

bool
sanitize_is_block(const char *name)
{
    const struct element *found = find_element(name, strlen(name));

    return found != NULL && found->block;
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
    char bare[64];
    size_t len;

    bare_start(url, bare, sizeof bare);
    len = strcspn(bare, ":/?#\\");
    if (bare[len] != ':')
        /* A scheme that is longer than we look is none that we know. */
        return bare[len] == '\0' && len + 1 == sizeof bare ? ADDRESS_BAD
                                                           : ADDRESS_RELATIVE;
    if (strncmp(bare, "http:", 5) == 0 || strncmp(bare, "https:", 6) == 0)
        return ADDRESS_WEB;
    if (kind == ATTR_LINK && strncmp(bare, "mailto:", 7) == 0)
        return ADDRESS_AS_IS;
    if (kind == ATTR_MEDIA && is_raster_data(bare))
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
sanitize_attribute(struct buf *out, struct arena *arena, const char *element,
                   const char *name, const char *value, const char *base)
{
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
        const struct attribute *attribute = &attributes[i];

        if (strcmp(attribute->name, name) != 0 || !takes(attribute, element))
            continue;
        if (attribute->kind == ATTR_LINK || attribute->kind == ATTR_MEDIA) {
            put_address(out, arena, name, value, attribute->kind, base);
        } else if (attribute->kind == ATTR_TEXT || is_number(value)) {
            buf_add_char(out, ' ');
            buf_add(out, name);
            buf_add(out, "=\"");
            buf_add_html(out, value);
            buf_add_char(out, '"');
        }
        return;
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

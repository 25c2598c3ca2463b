/* The page's meta elements, and the facts that are simply there: canonical
 * address, site, image, language, description, feeds. */
#include "extract_meta.h"
#include "polyphony/discover.h"
#include "polyphony/language.h"
#include "polyphony/url.h"
#include "polyphony/utf8.h"

#include <string.h>
#include <strings.h>

#define SQUEEZE_MAX 4000
#define MAX_METAS 500

const char *
squeezed(struct arena *arena, const char *text)
{
    struct buf decoded = {0}, line = {0};
    const char *made = NULL;

    if (text == NULL)
        return NULL;
    html_decode(&decoded, text, utf8_prefix(text, strlen(text), SQUEEZE_MAX));
    utf8_squeeze(&line, buf_text(&decoded), decoded.len);
    if (line.len > 0)
        made = arena_strndup(arena, buf_text(&line), line.len);
    buf_deinit(&decoded);
    buf_deinit(&line);
    return made;
}

const char *
folded_words(struct arena *arena, const char *text)
{
    struct buf folded = {0}, words = {0};
    const char *p, *end, *made;
    bool inside = false;

    utf8_normalise(&folded, UTF8_NFKC_CF, text, strlen(text));
    p = buf_text(&folded);
    end = p + folded.len;
    buf_add_char(&words, ' ');
    while (p < end) {
        const char *start = p;
        bool word = utf8_is_word(utf8_next(&p, end));

        if (word)
            buf_add_bytes(&words, start, (size_t)(p - start));
        else if (inside)
            buf_add_char(&words, ' ');
        inside = word;
    }
    if (inside)
        buf_add_char(&words, ' ');
    made = arena_strndup(arena, buf_text(&words), words.len);
    buf_deinit(&folded);
    buf_deinit(&words);
    return made;
}

static bool
is_named(const struct html_node *node, const char *name)
{
    static const char *const by[] = {"property", "name", "itemprop"};

    for (size_t i = 0; i < sizeof by / sizeof *by; i++) {
        const char *value = html_attr(node, by[i]);

        if (value != NULL && strcasecmp(value, name) == 0)
            return true;
    }
    return false;
}

const char *
meta_content(const struct facts *facts, const char *const *names)
{
    for (; *names != NULL; names++) {
        for (size_t i = 0; i < facts->n_metas; i++) {
            const struct html_node *node = facts->metas[i];
            const char *content;

            if (!is_named(node, *names))
                continue;
            content = squeezed(facts->arena, html_attr(node, "content"));
            if (content != NULL)
                return content;
        }
    }
    return NULL;
}

bool
node_is_aside(const struct html_node *node)
{
    for (; node != NULL; node = node->parent) {
        unsigned hints = element_hints(node);

        if (hints & (HINT_BODY | HINT_ARTICLE))
            return false;
        if (hints & (HINT_COMMENTS | HINT_LINKED | HINT_OUTSIDE | HINT_NEVER))
            return true;
    }
    return false;
}

/* --- single facts --- */

static const struct html_node *
find_link(const struct facts *facts, const char *rel)
{
    const struct html_node *root = html_root(facts->doc);

    for (const struct html_node *node = root; node != NULL;
         node = html_next(root, node)) {
        const char *value =
            node->tag == HTML_LINK ? html_attr(node, "rel") : NULL;

        if (value != NULL && strcasecmp(value, rel) == 0 &&
            html_attr(node, "href") != NULL)
            return node;
    }
    return NULL;
}

static const char *
canonical_address(const struct facts *facts, const char *given)
{
    static const char *const names[] = {"og:url", NULL};
    const struct html_node *link = find_link(facts, "canonical");
    const char *found = NULL;

    if (link != NULL)
        found = url_resolve(facts->arena, given, html_attr(link, "href"));
    if (found == NULL)
        found = url_resolve(facts->arena, given,
                            meta_content(facts, names) != NULL
                                ? meta_content(facts, names)
                                : "");
    return found;
}

static const char *
site_name(const struct facts *facts)
{
    static const char *const names[] = {
        "og:site_name", "application-name", "al:android:app_name",
        "dc.publisher", "publisher",        NULL};
    const char *site = meta_content(facts, names);

    if (site == NULL || strstr(site, "://") != NULL)
        site = facts->ld.site;
    return site;
}

static const char *
page_language(const struct facts *facts, const char *text)
{
    static const char *const names[] = {"og:locale", "content-language",
                                        "dc.language", "language", NULL};
    const char *code = NULL, *tag = html_attr(html_root(facts->doc), "lang");

    if (tag == NULL)
        tag = html_attr(html_root(facts->doc), "xml:lang");
    if (tag != NULL)
        code = language_code(tag);
    if (code == NULL)
        code = language_guess(text, strlen(text));
    if (code == NULL && (tag = meta_content(facts, names)) != NULL)
        code = language_code(tag);
    if (code == NULL && facts->ld.language != NULL)
        code = language_code(facts->ld.language);
    return code;
}

static const char *
page_image(const struct facts *facts)
{
    static const char *const names[] = {"og:image", "og:image:secure_url",
                                        "twitter:image", "twitter:image:src",
                                        NULL};
    const char *image = meta_content(facts, names);

    if (image == NULL)
        image = facts->ld.image;
    return image != NULL ? url_resolve(facts->arena, facts->url, image) : NULL;
}

/* The page's own words about itself, else the beginning of the text. */
static const char *
page_excerpt(const struct facts *facts, const char *text)
{
    static const char *const names[] = {"og:description", "description",
                                        "twitter:description", "dc.description",
                                        NULL};
    const char *excerpt = meta_content(facts, names);
    size_t len;

    if (excerpt != NULL || text[0] == '\0')
        return excerpt;
    len = strcspn(text, "\n");
    return arena_strndup(facts->arena, text, utf8_prefix(text, len, 300));
}

static void
collect_metas(struct facts *facts)
{
    const struct html_node *root = html_root(facts->doc);

    facts->metas = arena_array(facts->arena, MAX_METAS, sizeof *facts->metas);
    for (const struct html_node *node = root;
         node != NULL && facts->n_metas < MAX_METAS;
         node = html_next(root, node)) {
        if (node->tag == HTML_META && node->n_attrs > 1)
            facts->metas[facts->n_metas++] = node;
    }
}

void
meta_read(struct facts *facts, const char *given_url)
{
    collect_metas(facts);
    facts->url = given_url;
    ld_read(facts->arena, facts->doc, &facts->ld);
    facts->site = site_name(facts);
    facts->canonical = canonical_address(facts, given_url);
    if (facts->url == NULL)
        facts->url = facts->canonical;
}

static void
page_feeds(const struct facts *facts, struct extract *extract)
{
    struct found_feed *found = NULL;
    size_t count = feed_discover(facts->arena, facts->doc, facts->url, &found);

    extract->feeds =
        arena_array(facts->arena, count + 1, sizeof *extract->feeds);
    for (size_t i = 0; i < count; i++) {
        if (found[i].url != NULL)
            extract->feeds[extract->n_feeds++] = found[i].url;
    }
}

void
meta_fill(const struct facts *facts, struct extract *extract)
{
    extract->url = arena_strdup(facts->arena, facts->url);
    extract->canonical = facts->canonical;
    extract->site = facts->site;
    extract->image = page_image(facts);
    extract->language = page_language(facts, extract->text);
    extract->excerpt = page_excerpt(facts, extract->text);
    page_feeds(facts, extract);
}

/* Any bytes through the sanitiser; then its output is parsed as a browser
 * would, and nothing may be in it that could act. */
#include "polyphony/html.h"
#include "polyphony/mem.h"
#include "polyphony/sanitize.h"
#include "polyphony/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_address(const char *url)
{
    size_t len = strcspn(url, ":/?#");

    if (url[len] != ':' || strncmp(url, "http:", 5) == 0 ||
        strncmp(url, "https:", 6) == 0 || strncasecmp(url, "mailto:", 7) == 0 ||
        strncasecmp(url, "data:image/", 11) == 0)
        return;
    /* mailto: and data: may stand behind blanks */
    url += strspn(url, " \t\r\n\f\v");
    if (strncasecmp(url, "mailto:", 7) != 0 &&
        strncasecmp(url, "data:image/", 11) != 0)
        abort();
}

static void
check_node(const struct html_node *node)
{
    static const char *const bad[] = {
        "script", "style",  "iframe", "object", "embed",    "form",
        "input",  "button", "select", "meta",   "textarea", "link",
        "base",   "svg",    "math",   "frame",  "noscript", "template"};

    if (node->tag == HTML_TEXT)
        return;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (strcmp(node->name, bad[i]) == 0)
            abort();
    }
    for (size_t i = 0; i < node->n_attrs; i++) {
        const struct html_attr *attr = &node->attrs[i];

        if (strncmp(attr->name, "on", 2) == 0 ||
            strcmp(attr->name, "style") == 0 ||
            strcmp(attr->name, "srcdoc") == 0)
            abort();
        if (strcmp(attr->name, "href") == 0 || strcmp(attr->name, "src") == 0 ||
            strcmp(attr->name, "poster") == 0)
            check_address(attr->value);
    }
}

static void
sanitise_and_check(const char *text, size_t len, const char *base)
{
    struct html_limits limits = {.fragment = true};
    struct buf out = {0};
    struct html *doc;

    sanitize_html(&out, text, len, base);
    if (html_parse(buf_text(&out), out.len, &limits, &doc, NULL)) {
        struct html_node *root = html_root(doc);

        for (struct html_node *node = html_next(root, root); node != NULL;
             node = html_next(root, node))
            check_node(node);
        html_free(doc);
    }
    buf_deinit(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *bytes = mem_alloc(size != 0 ? size : 1);
    struct buf text = {0};

    memcpy(bytes, data, size);
    if (utf8_valid(bytes, size) && memchr(bytes, '\0', size) == NULL) {
        sanitise_and_check(bytes, size, NULL);
        sanitise_and_check(bytes, size, "http://example.org/a/b");
        sanitize_text(&text, bytes, size);
        buf_deinit(&text);
    }
    free(bytes);
    return 0;
}

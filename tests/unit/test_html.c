/* The guarded door to gumbo: what comes out of it, what is taken out before,
 * encodings, and hostile pages that must end soon. */
#include "polyphony/buf.h"
#include "polyphony/html.h"
#include "polyphony/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The tree in one line: <p class=x>text</p>. */
static void
write_tree(const struct html_node *top, struct buf *out)
{
    const struct html_node *node = top;

    while (node != NULL) {
        const struct html_node *next = html_next(top, node);

        if (node->tag == HTML_TEXT) {
            buf_add(out, node->text);
        } else {
            buf_printf(out, "<%s", node->name);
            for (unsigned i = 0; i < node->n_attrs; i++)
                buf_printf(out, " %s=%s", node->attrs[i].name,
                           node->attrs[i].value);
            buf_add_char(out, '>');
        }
        node = next;
    }
}

static const struct {
    const char *why, *bytes, *tree;
} fragments[] = {
    {"plain", "<p>a<b>b</b></p>", "<html><p>a<b>b"},
    {"entities are decoded", "a &amp; b &eacute;", "<html>a & b \u00e9"},
    {"comments go", "a<!-- <p>x</p> -->b", "<html>ab"},
    {"the shortest comment", "a<!-->b<!--->c", "<html>abc"},
    {"a comment ends with --!> too", "a<!-- x --!>b", "<html>ab"},
    {"an open comment takes the rest", "a<!-- b <p>c", "<html>a"},
    {"no comment within an attribute", "<a title='<!--'>x</a>-->",
     "<html><a title=<!-->x-->"},
    {"scripts go", "a<script>if (a<b) '<p>'</script>b", "<html>ab"},
    {"an open script takes the rest", "a<SCRIPT src=x>b", "<html>a"},
    {"scripture is no script", "<scripture>a</scripture>",
     "<html><scripture>a"},
    {"styles go", "a<style>p{}</style >b", "<html>ab"},
    {"svg goes, nested", "a<svg><svg/><svg></svg><p>x</svg>b", "<html>ab"},
    {"an open svg stays", "a<svg><title>b", "<html>a<svg><title>b"},
    {"the inside of frames goes", "<iframe src=x><p>a</iframe>b",
     "<html><iframe src=x>b"},
    {"textarea holds text", "<textarea><!-- a --></textarea>",
     "<html><textarea><!-- a -->"},
    {"ld+json stays, with its text",
     "<script type='application/ld+json' id=x>{\"a\":\"<p>\"}</script>b",
     "<html><script type=application/ld+json>{\"a\":\"<p>\"}b"},
    {"our mark cannot be forged", "<p data-polyphony=0>a</p>",
     "<html><p data-polyphony=0>a"},
    {"tags that gumbo does not know", "<PICTURE><img></PICTURE>",
     "<html><picture><img>"},
    {"bad bytes are mended", "a\xFF\xC3(b", "<html>a\uFFFD\uFFFD(b"},
    {"a < alone", "a < b <", "<html>a < b <"},
    {"a tag cut off", "a<p title=\"b", "<html>a"},
};

static void
fragments_are_read(void **state)
{
    struct html_limits limits = {.fragment = true};

    (void)state;
    for (size_t i = 0; i < sizeof fragments / sizeof *fragments; i++) {
        struct html *doc;
        struct buf tree = {0};

        if (!html_parse(fragments[i].bytes, strlen(fragments[i].bytes), &limits,
                        &doc, NULL))
            fail_msg("%s: not parsed", fragments[i].why);
        write_tree(html_root(doc), &tree);
        if (strcmp(buf_text(&tree), fragments[i].tree) != 0)
            fail_msg("%s: %s", fragments[i].why, buf_text(&tree));
        buf_deinit(&tree);
        html_free(doc);
    }
}

static void
nodes_can_be_removed(void **state)
{
    static const char page[] = "<body><p>a<p>b<p>c";
    struct html *doc;
    struct html_node *body, *p;
    struct buf text = {0};

    (void)state;
    assert_true(html_parse(page, strlen(page), NULL, &doc, NULL));
    body = html_root(doc)->last;
    assert_int_equal(body->tag, HTML_BODY);
    p = body->first;
    html_remove(p->next);
    html_text(body, &text);
    assert_string_equal(buf_text(&text), "ac");
    html_remove(body->first);
    html_remove(body->first);
    assert_null(body->first);
    assert_null(body->last);
    buf_deinit(&text);
    html_free(doc);
}

static void
depth_is_bounded(void **state)
{
    struct buf page = {0};
    struct html *doc;
    struct html_limits limits = {.max_ms = 4000};
    size_t deepest = 0;

    (void)state;
    for (int i = 0; i < 2000; i++)
        buf_add(&page, "<div>x");
    assert_true(html_parse(buf_text(&page), page.len, &limits, &doc, NULL));
    for (struct html_node *n = html_root(doc); n != NULL;
         n = html_next(html_root(doc), n)) {
        size_t depth = 0;

        for (struct html_node *up = n->parent; up != NULL; up = up->parent)
            depth++;
        deepest = depth > deepest ? depth : deepest;
    }
    assert_int_equal(deepest, HTML_MAX_DEPTH);
    html_free(doc);
    buf_deinit(&page);
}

static void
bombs_end_in_time(void **state)
{
    static const char *const parts[] = {
        "<div>", "<table><td>", "<b><p>", "<a><b><table>", "<svg>", "<font>"};
    struct html_limits limits = {.max_ms = 50};

    (void)state;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct buf page = {0};
        struct html *doc;
        struct error err;

        for (int n = 0; n < 100000; n++)
            buf_add(&page, parts[i]);
        if (html_parse(buf_text(&page), page.len, &limits, &doc, &err))
            html_free(doc);
        else
            assert_int_equal(err.kind, ERROR_LIMIT);
        buf_deinit(&page);
    }
}

static void
limits_are_kept(void **state)
{
    struct html_limits bytes = {.max_bytes = 4};
    struct html_limits memory = {.max_memory = 500};
    struct html *doc;
    struct error err;

    (void)state;
    assert_false(html_parse("<p>ab", 5, &bytes, &doc, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    assert_null(doc);
    assert_false(html_parse("<p>ab", 5, &memory, &doc, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    assert_true(html_parse("", 0, NULL, &doc, &err));
    html_free(doc);
}

static const struct {
    const char *why, *bytes, *charset, *text;
} encoded[] = {
    {"UTF-8", "\u00e9", NULL, "\u00e9"},
    {"a mark goes", "\xEF\xBB\xBF\u00e9", "iso-8859-2", "\u00e9"},
    {"UTF-8 whatever is said", "\u00e9t\u00e9", "iso-8859-1", "\u00e9t\u00e9"},
    {"latin 1 is windows-1252", "a\x80\x93z", "iso-8859-1", "a\u20ac\u201cz"},
    {"the header is believed", "\xF6\xF5", "iso-8859-2", "\u00f6\u0151"},
    {"a meta is read", "<meta charset=windows-1251>\xCF\xF0\xE8", NULL,
     "<meta charset=windows-1251>\u041f\u0440\u0438"},
    {"an old meta",
     "<META content='text/html; charset=\"shift_jis\"'>"
     "\x93\xFA\x96\x7B",
     NULL, "<META content='text/html; charset=\"shift_jis\"'>\u65e5\u672c"},
    {"an XML declaration", "<?xml encoding='koi8-r'?>\xD0\xD2\xC9", NULL,
     "<?xml encoding='koi8-r'?>\u043f\u0440\u0438"},
    {"a lie about UTF-8", "<meta charset=utf-8>\xE9t\xE9 et caf\xE9", NULL,
     "<meta charset=utf-8>\u00e9t\u00e9 et caf\u00e9"},
    {"an unknown label", "caf\xE9", "klingon", "caf\u00e9"},
};

static void
encodings_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof encoded / sizeof *encoded; i++) {
        struct buf text = {0};

        html_to_utf8(encoded[i].bytes, strlen(encoded[i].bytes),
                     encoded[i].charset, &text);
        if (strcmp(buf_text(&text), encoded[i].text) != 0)
            fail_msg("%s: %s", encoded[i].why, buf_text(&text));
        buf_deinit(&text);
    }
}

static void
utf16_is_read(void **state)
{
    struct buf text = {0};

    (void)state;
    html_to_utf8("\xFF\xFE<\0p\0>\0\xE9\0", 10, NULL, &text);
    assert_string_equal(buf_text(&text), "<p>\u00e9");
    buf_deinit(&text);
}

static const struct {
    const char *text, *decoded;
} references[] = {
    {"a &amp; b", "a & b"},
    {"&eacute;&#233;&#xE9;&#XE9", "\u00e9\u00e9\u00e9\u00e9"},
    {"&#8211;&ndash;&hellip;", "\u2013\u2013\u2026"},
    {"&#150;", "\u2013"},
    {"&period;&NewLine;&lpar;", ".\n("},
    {"&amp;amp;", "&amp;"},
    {"&copy 2020 &ndash x", "\u00a9 2020 &ndash x"},
    {"&nosuch; &; & &# &#x; &", "&nosuch; &; & &# &#x; &"},
    {"&#0;&#1114112;&#99999999999;", "\uFFFD\uFFFD\uFFFD"},
};

static void
references_are_decoded(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof references / sizeof *references; i++) {
        struct buf text = {0};

        html_decode(&text, references[i].text, strlen(references[i].text));
        assert_string_equal(buf_text(&text), references[i].decoded);
        buf_deinit(&text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fragments_are_read),
        cmocka_unit_test(nodes_can_be_removed),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(bombs_end_in_time),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(encodings_are_found),
        cmocka_unit_test(utf16_is_read),
        cmocka_unit_test(references_are_decoded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

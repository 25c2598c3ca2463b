/* The guarded door to libxml2: what reaches the handler, and hostile input
 * that must end soon and expand to nothing. */
#include "polyphony/buf.h"
#include "polyphony/clock.h"
#include "polyphony/xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool
write_start(void *user, const struct xml_element *element)
{
    struct buf *out = user;

    buf_printf(out, "<%s", element->name);
    for (size_t i = 0; i < element->n_attrs; i++)
        buf_printf(out, " %s=%s", element->attrs[i].name,
                   element->attrs[i].value);
    buf_add_char(out, '>');
    return true;
}

static void
write_text(void *user, const char *text, size_t len)
{
    buf_add_bytes(user, text, len);
}

static void
write_end(void *user)
{
    buf_add(user, "</>");
}

static const struct xml_handler writer = {write_start, write_text, write_end};

static const struct {
    const char *why, *bytes, *seen, *repaired; /* NULL: not read twice */
} documents[] = {
    {"plain", "<a b='c'>d<e/></a>", "<a b=c>d<e></></>", NULL},
    {"cdata is text", "<a><![CDATA[<b> & c]]></a>", "<a><b> & c</>", NULL},
    {"references", "<a b='&lt;&amp;&quot;'>&gt;&#65;&#x42;</a>",
     "<a b=<&\">>AB</>", NULL},
    {"a reference to a reference", "<a b='&amp;amp;'>&amp;lt;</a>",
     "<a b=&amp;>&lt;</>", NULL},
    {"bare ampersands", "<a b='x&y=1'>R&D &amp; a & b</a>",
     "<a b=x&y=1>R&D & a & b</>", NULL},
    {"HTML's entities", "<a>&eacute;&nbsp;&rdquo;</a>",
     "<a>\u00e9\u00a0\u201d</>", NULL},
    {"unknown entities are text", "<a>&nosuch; &;</a>", "<a>&nosuch; &;</>",
     NULL},
    {"windows-1252 numbers", "<a>&#147;x&#148;</a>", "<a>\u201cx\u201d</>",
     NULL},
    {"numbers that XML refuses", "<a>x&#0;y&#xFFFE;&#99999999;z</a>",
     "<a>xyz</>", NULL},
    {"control characters go", "<a>x\x01\x0by\x7f</a>", "<a>xy\x7f</>", NULL},
    {"junk before and after", "PHP Warning <?x?>\n<a>b</a> tail </c>",
     "<a>b</>", NULL},
    {"a declaration that lies",
     "<?xml version='1.0' encoding='utf-16'?><a>\u00e9</a>", "<a>\u00e9</>",
     NULL},
    {"comments go", "<a>b<!-- <c> -- -->d</a>", "<a>bd</>", NULL},
    {"an open comment costs its tag only", "<a>b<!-- x>d</a>", "<a>bd</>",
     NULL},
    {"instructions go", "<a>b<?php echo '<c>' ?>d</a>", "<a>bd</>", NULL},
    {"prefixes that nobody declared", "<a><x:b/></a>", "<a><b></></>", NULL},
    {"truncated", "<a><b>cd", "<a><b>cd</></>", NULL},
    {"a doctype with a subset", "<!DOCTYPE a [<!ENTITY x \"]>\">]><a>b</a>",
     "<a>b</>", NULL},
    {"a bare less-than", "<a>1 < 2</a>", "<a>1 < 2</>", NULL},
    {"attributes without quotes", "<a><b c=d e>f</b></a>", NULL,
     "<a><b c=d e=e>f</></>"},
    {"an unclosed element", "<a><b>c</a>", NULL, "<a><b>c</></>"},
    {"closed in another case", "<a><B>c</b>d</A>", NULL, "<a><B>c</>d</>"},
    {"closed twice", "<a><b>c</b></b>d</a>", NULL, "<a><b>c</>d</>"},
    {"the same attribute twice", "<a b='1' b='2'>c</a>", NULL, "<a b=1>c</>"},
    {"a tag within a tag", "<a><b c='d' <e>f</e></a>", NULL,
     "<a><b c=d><e>f</></></>"},
    {"cdata cut off", "<a><![CDATA[b", "<a>b</>", NULL},
};

static void
reads(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        const char *want = documents[i].seen;
        struct xml_limits limits = {.repair = want == NULL};
        struct xml_outcome outcome;
        struct buf seen = {0};
        bool ok;

        if (limits.repair) {
            /* The first reading must tell that it is broken. */
            ok = xml_parse(documents[i].bytes, strlen(documents[i].bytes), NULL,
                           &writer, &seen, &outcome, NULL);
            if (!outcome.broken)
                fail_msg("%s: not seen as broken", documents[i].why);
            buf_deinit(&seen);
            want = documents[i].repaired;
        }
        ok = xml_parse(documents[i].bytes, strlen(documents[i].bytes), &limits,
                       &writer, &seen, &outcome, NULL);
        if (!ok || strcmp(buf_text(&seen), want) != 0 || outcome.broken)
            fail_msg("%s: %s is %s, not %s%s", documents[i].why,
                     documents[i].bytes, buf_text(&seen), want,
                     outcome.broken ? " (broken)" : "");
        buf_deinit(&seen);
    }
}

static void
namespaces_reach_the_handler(void **state)
{
    (void)state;
    static const char bytes[] =
        "<a xmlns='one' xmlns:p='two'><p:b p:c='d'/></a>";
    struct buf seen = {0};

    assert_true(
        xml_parse(bytes, strlen(bytes), NULL, &writer, &seen, NULL, NULL));
    assert_string_equal(buf_text(&seen), "<a><b c=d></></>");
    buf_deinit(&seen);
}

static void
refuses_what_is_no_xml(void **state)
{
    struct error err;
    struct buf seen = {0};

    (void)state;
    assert_false(xml_parse("", 0, NULL, &writer, &seen, NULL, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_false(xml_parse("words", 5, NULL, &writer, &seen, NULL, &err));
    assert_false(xml_parse("<a/>", 4, &(struct xml_limits){.max_bytes = 3},
                           &writer, &seen, NULL, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    buf_deinit(&seen);
}

/* A billion laughs, quadratic blow-up and a file from the disk: nothing of
 * them comes out, and at once. */
static void
entities_of_the_document_are_nothing(void **state)
{
    static const char *const bombs[] = {
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
        "<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/x.dtd'><a>&x;</a>",
        "<!DOCTYPE a [<!ENTITY % x SYSTEM 'file:///etc/passwd'>%x;]><a>&x;</a>",
        "<!DOCTYPE a [<!ENTITY l0 'lol'><!ENTITY l1 '&l0;&l0;&l0;&l0;'>"
        "<!ENTITY l2 '&l1;&l1;&l1;&l1;'><!ENTITY x '&l2;&l2;'>]><a>&x;</a>",
        "<!DOCTYPE a [<!ATTLIST a b CDATA '&x;'>]><a>&x;</a>",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++) {
        struct buf seen = {0};

        assert_true(xml_parse(bombs[i], strlen(bombs[i]), NULL, &writer, &seen,
                              NULL, NULL));
        assert_string_equal(buf_text(&seen), "<a>&x;</>");
        buf_deinit(&seen);
    }
}

/* `repeat` times `piece` between two texts. */
static void
read_repeated(const char *before, const char *piece, size_t repeat,
              const char *after, bool repair, struct xml_outcome *outcome)
{
    struct buf bytes = {0}, seen = {0};
    struct xml_limits limits = {.repair = repair};
    int64_t start = clock_mono_ms();

    buf_add(&bytes, before);
    for (size_t i = 0; i < repeat; i++)
        buf_add(&bytes, piece);
    buf_add(&bytes, after);
    (void)!xml_parse(buf_text(&bytes), bytes.len, &limits, &writer, &seen,
                     outcome, NULL);
    if (clock_mono_ms() - start > 1500)
        fail_msg("%s%s: %d ms", before, piece, (int)(clock_mono_ms() - start));
    buf_deinit(&bytes);
    buf_deinit(&seen);
}

static void
hostile_input_ends_soon(void **state)
{
    static const struct {
        const char *before, *piece, *after;
    } shapes[] = {
        {"", "<d>", ""},
        {"<a>", "<!--", "</a>"},
        {"<a>", "<![CDATA[", ""},
        {"<a ", "b='c' ", "></a>"},
        {"<a>", "&amp", "</a>"},
        {"<a>", "<", "</a>"},
        {"<a>", "</b>", "</a>"},
        {"<!DOCTYPE a [", "<!--", "<a/>"},
        {"", "<!DOCTYPE ", "<a/>"},
        {"<a b='", "<", "'/>"},
        {"<a>", "]]>", "</a>"},
        {"<a ", "b", ">"},
        {"<a>", "<b c='", "</a>"},
        {"<a>", "<b x=\"", "</a>"},
    };
    struct xml_outcome outcome;

    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        read_repeated(shapes[i].before, shapes[i].piece, 30000, shapes[i].after,
                      false, &outcome);
        read_repeated(shapes[i].before, shapes[i].piece, 30000, shapes[i].after,
                      true, &outcome);
    }
    read_repeated("", "<d>", 100000, "", false, &outcome);
    assert_true(outcome.limited);
    assert_true(outcome.n_elements <= 201);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads),
        cmocka_unit_test(namespaces_reach_the_handler),
        cmocka_unit_test(refuses_what_is_no_xml),
        cmocka_unit_test(entities_of_the_document_are_nothing),
        cmocka_unit_test(hostile_input_ends_soon),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

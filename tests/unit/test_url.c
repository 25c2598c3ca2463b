/* Addresses: how they resolve, when two are one, and which lead inside. */
#include "polyphony/url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static const struct {
    const char *why, *base, *ref, *want;
} resolved[] = {
    {"absolute", NULL, "http://a.example/x", "http://a.example/x"},
    {"relative", "http://a.example/b/c", "d", "http://a.example/b/d"},
    {"rooted", "http://a.example/b/c", "/d", "http://a.example/d"},
    {"up", "http://a.example/b/c/", "../d", "http://a.example/b/d"},
    {"other scheme's host", "https://a.example/", "//b.example/x",
     "https://b.example/x"},
    {"query alone", "http://a.example/b?x", "?y", "http://a.example/b?y"},
    {"white space at the ends", NULL, " \n http://a.example/ \t",
     "http://a.example/"},
    {"a tab within is dropped", NULL, "http://a.example/a\tb",
     "http://a.example/ab"},
    {"script is none", "http://a.example/", "javascript:alert(1)", NULL},
    {"a file is none", NULL, "file:///etc/passwd", NULL},
    {"relative without base", NULL, "d", NULL},
    {"credentials go", NULL, "http://u:p@a.example/", "http://a.example/"},
    {"nothing is the page itself", "http://a.example/b", "",
     "http://a.example/b"},
};

static void
check(const char *why, const char *got, const char *want)
{
    if (got == NULL || want == NULL ? got != want : strcmp(got, want) != 0)
        fail_msg("%s: %s, not %s", why, got != NULL ? got : "(none)",
                 want != NULL ? want : "(none)");
}

static void
references_resolve(void **state)
{
    struct arena *arena = arena_new(0);

    (void)state;
    for (size_t i = 0; i < sizeof resolved / sizeof resolved[0]; i++)
        check(resolved[i].why,
              url_resolve(arena, resolved[i].base, resolved[i].ref),
              resolved[i].want);
    arena_free(arena);
}

static void
one_page_has_one_identity(void **state)
{
    static const char *const same[] = {
        "http://a.example/x",
        "https://www.a.example/x/",
        "HTTP://A.example:80/x#top",
        "https://a.example/x?utm_source=y&utm_medium=z",
        "https://a.example/x?fbclid=123",
    };
    struct arena *arena = arena_new(0);

    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        check(same[i], url_identity(arena, same[i]), "a.example/x");
    check("a real query stays",
          url_identity(arena, "http://a.example/x?id=3&utm_source=y"),
          "a.example/x?id=3");
    arena_free(arena);
}

static const char *const inner[] = {
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f.0.0.1/",
    "http://017700000001/",
    "http://0.0.0.0/",
    "http://10.1.2.3/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[fe80::1]/",
    "http://[fd00::1]/",
    "http://[2002:7f00:1::]/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://router/",
    "http://printer.local/",
    "http://db.internal/",
    "http://a.localhost/",
};

static const char *const outer[] = {
    "http://a.example/",  "https://93.184.216.34/", "http://[2606:2800::1]/",
    "http://172.32.0.1/", "http://100.128.0.1/",    "http://localhost.example/",
};

static void
inner_addresses_are_known_in_any_spelling(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof inner / sizeof inner[0]; i++) {
        if (!url_is_inner(inner[i]))
            fail_msg("taken for an outer one: %s", inner[i]);
    }
    for (size_t i = 0; i < sizeof outer / sizeof outer[0]; i++) {
        if (url_is_inner(outer[i]))
            fail_msg("taken for an inner one: %s", outer[i]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(references_resolve),
        cmocka_unit_test(one_page_has_one_identity),
        cmocka_unit_test(inner_addresses_are_known_in_any_spelling),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

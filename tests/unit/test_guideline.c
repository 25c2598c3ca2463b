/* Rule kinds one by one on small packs, packs that must be refused, the packs
 * that the program carries, mends, and bounds. */
#include "polyphony/clock.h"
#include "polyphony/embedded.h"
#include "polyphony/guideline.h"
#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PHRASES(kind, more)                                                    \
    "\"" kind "\",\"params\":{\"phrases\":[\"risk free\",\"idiot*\"]" more "}"
#define CAPS                                                                   \
    "\"all-caps\",\"params\":{\"word\":6,\"run\":3,\"run_longest\":4,"         \
    "\"share\":0.5,\"share_letters\":20,\"allow\":[\"UNICEF\"]}"
#define PII                                                                    \
    "\"pii\",\"params\":{\"types\":[\"email\",\"phone\",\"card\",\"iban\"],"   \
    "\"allow_email_domains\":[\"ours.example\"]}"
#define SIGNS                                                                  \
    "\"unicode\",\"params\":{\"check\":[\"mixed-script\",\"invisible\","       \
    "\"bidi-override\",\"styled\"],\"min\":3}"

/* `found`: the text of the first finding; NULL: none. */
static const struct {
    const char *why, *rule, *text, *found;
} checks[] = {
    {"a phrase", PHRASES("tone", ""), "It is Risk-Free now.", "Risk-Free"},
    {"hidden by a sign", PHRASES("tone", ""), "ri\u200Bsk free",
     "ri\u200Bsk free"},
    {"as a hashtag", PHRASES("tone", ""), "So #RiskFree", "#RiskFree"},
    {"not within words", PHRASES("tone", ""), "asterisk freely", NULL},
    {"not over a comma", PHRASES("tone", ""), "a risk, free of", NULL},
    {"a star lets the word go on", PHRASES("tone", ""), "What idiots!",
     "idiots"},
    {"not in a link", PHRASES("tone", ""), "https://a.com/risk-free", NULL},
    {"not in a mention", PHRASES("tone", ""), "@idiot", NULL},
    {"between CJK letters", "\"tone\",\"params\":{\"phrases\":[\"\u4FDD\"]}",
     "\u6211\u4FDD\u8BC1", "\u4FDD"},
    {"quoted", PHRASES("tone", ",\"quotes\":\"skip\""), "He said \"risk free\"",
     NULL},
    {"between two quotations", PHRASES("tone", ",\"quotes\":\"skip\""),
     "\"a\" risk free \"b\"", "risk free"},
    {"excepted", PHRASES("tone", ",\"except\":[\"risk free rate\"]"),
     "the risk-free rate", NULL},
    {"unless", PHRASES("tone", ",\"unless\":[\"per gartner\"]"),
     "risk free, per Gartner", NULL},
    {"negated", PHRASES("claim", ",\"negation\":3"),
     "This isn\u2019t risk free", NULL},
    {"negated in the sentence before", PHRASES("claim", ",\"negation\":3"),
     "Not so. Risk free!", "Risk free"},
    {"a decimal ends no sentence", PHRASES("claim", ",\"negation\":3"),
     "not 3.5 risk free", NULL},
    {"literal tag",
     "\"tone\",\"params\":{\"literal\":true,\"phrases\":[\"#ee\"]}", "a #ee",
     "#ee"},
    {"literal, without the sign",
     "\"tone\",\"params\":{\"literal\":true,\"phrases\":[\"#ee\"]}", "an ee",
     NULL},
    {"one of two",
     "\"density\",\"params\":{\"min\":2,\"phrases\":[\"% off\","
     "\"hurry\"]}",
     "Hurry, hurry", NULL},
    {"two of two",
     "\"density\",\"params\":{\"min\":2,\"phrases\":[\"% off\","
     "\"hurry\"]}",
     "Hurry, 20% off", "Hurry"},
    {"needed and there",
     "\"required-when\",\"params\":{\"when\":[\"heals\"],"
     "\"need\":[\"side effects\"]}",
     "heals; side effects", NULL},
    {"needed and missing",
     "\"required-when\",\"params\":{\"when\":[\"heals\"],"
     "\"need\":[\"side effects\"]}",
     "It heals", "heals"},
    {"beside",
     "\"competitor\",\"params\":{\"names\":[\"acme\"],\"with\":"
     "[\"awful\"]}",
     "Acme is awful", "Acme is awful"},
    {"in another sentence",
     "\"competitor\",\"params\":{\"names\":[\"acme\"],"
     "\"with\":[\"awful\"]}",
     "Acme came. Awful rain", NULL},
    {"pattern",
     "\"regex\",\"params\":{\"pattern\":\"^(dear|hi) (all|team)"
     "([^[:alnum:]]|$)\"}",
     "Hi, all", NULL},
    {"pattern at the start",
     "\"regex\",\"params\":{\"pattern\":\"^(dear|hi) "
     "(all|team)([^[:alnum:]]|$)\"}",
     "  Dear All!", "Dear All!"},
    {"a long capital word", CAPS, "BREAKING: news", "BREAKING"},
    {"acronyms with commas", CAPS, "IFA, CES and MWC again here", NULL},
    {"a run over a small word", CAPS, "THIS IS A TEST of it", "THIS IS A TEST"},
    {"a word that may be", CAPS, "for UNICEF only", NULL},
    {"capitals in a link", CAPS, "https://a.com/BREAKING-NEWS-NOW", NULL},
    {"capitals in a tag", CAPS, "#BREAKING news", NULL},
    {"too few words", "\"length\",\"params\":{\"min_words\":4}",
     "Great read https://a.com #a", "Great read https://a.com #a"},
    {"CJK words", "\"length\",\"params\":{\"min_words\":2}",
     "\u6211\u4FDD\u8BC1\u6211\u4FDD\u8BC1", NULL},
    {"a long first line", "\"length\",\"params\":{\"first_line_max\":3}",
     "abcde\nf", "de"},
    {"too many", "\"max-count\",\"params\":{\"of\":\"hashtag\",\"max\":1}",
     "#a #b", "#b"},
    {"more are allowed there",
     "\"max-count\",\"params\":{\"of\":\"hashtag\",\"max\":1,"
     "\"max_by_network\":{\"x\":2}}",
     "#a #b", NULL},
    {"a family is one emoji",
     "\"max-count\",\"params\":{\"of\":\"emoji\",\"max\":1}",
     "\U0001F468\u200D\U0001F469\u200D\U0001F467", NULL},
    {"a tag in lower case", "\"hashtag\",\"params\":{\"camel_from\":10}",
     "#socialselling", "#socialselling"},
    {"a tag with capitals", "\"hashtag\",\"params\":{\"camel_from\":10}",
     "#SocialSelling", NULL},
    {"a banned tag", "\"hashtag\",\"params\":{\"banned\":[\"f4f\"]}", "#F4F",
     "#F4F"},
    {"http", "\"link\",\"params\":{\"https\":true}", "http://a.com",
     "http://a.com"},
    {"a link in a link", "\"link\",\"params\":{\"https\":true}",
     "https://a.com/?u=http://b.com", NULL},
    {"a banned host", "\"link\",\"params\":{\"banned_domains\":[\"bit.ly\"]}",
     "at bit.ly/x", "bit.ly/x"},
    {"a host that ends alike",
     "\"link\",\"params\":{\"banned_domains\":[\"bit.ly\"]}", "at rabbit.ly/x",
     NULL},
    {"mixed scripts", SIGNS, "gu\u0430rantee", "gu\u0430rantee"},
    {"one script", SIGNS, "\u0441\u043E\u043B\u044C is salt", NULL},
    {"a unit", SIGNS, "5 k\u03A9", NULL},
    {"an invisible sign", SIGNS, "a\u200Bb", "a\u200Bb"},
    {"a joiner where it is needed", SIGNS, "\u0645\u06CC\u200C\u062E", NULL},
    {"an override", SIGNS, "a \u202Eb", "\u202E"},
    {"styled", SIGNS, "\u24B7\u24DE\u24DB\u24D3", "\u24B7\u24DE\u24DB\u24D3"},
    {"full width in Japanese", SIGNS, "\uFF2E\uFF34\uFF34\u30C9\u30B3\u30E2",
     NULL},
    {"mail", PII, "Ask jane@a.example now", "jane@a.example"},
    {"mail to us", PII, "Ask press@mail.ours.example now", NULL},
    {"a name in an address", PII, "https://jane@a.example/x", NULL},
    {"a telephone abroad", PII, "Call +31 20 123 4567", "+31 20 123 4567"},
    {"a telephone here", PII, "Call 0171-1234567", "0171-1234567"},
    {"a date", PII, "on 01.02.2024 at 08:00", NULL},
    {"a tracking code", PII, "1Z 999 AA1 01 2345 6784", NULL},
    {"an ISBN", PII, "0-306-40615-2", NULL},
    {"a card", PII, "4111 1111 1111 1111", "4111 1111 1111 1111"},
    {"a card that does not add up", PII, "4111 1111 1111 1112", NULL},
    {"an account", PII, "to DE89 3704 0044 0532 0130 00 please",
     "DE89 3704 0044 0532 0130 00"},
    {"an account that does not add up", PII, "DE88 3704 0044 0532 0130 00",
     NULL},
};

static struct guideline *
load_rule(const char *rule)
{
    struct buf json = {0};
    struct guideline *pack;
    struct error err;

    buf_printf(&json,
               "{\"rules\":[{\"id\":\"r\",\"severity\":\"warn\",\"kind\":%s}]}",
               rule);
    if (!guideline_load(buf_text(&json), json.len, &pack, &err))
        fail_msg("%s: %s", rule, err.text);
    buf_deinit(&json);
    return pack;
}

static void
rules_find_what_they_should(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        struct guideline *pack = load_rule(checks[i].rule);
        struct guideline_post post = {.text = checks[i].text,
                                      .network = network_find("x")};
        size_t len = strlen(checks[i].text);
        struct guideline_report *report;

        guideline_check(pack, &post, &report);
        if ((report->n_findings > 0) != (checks[i].found != NULL))
            fail_msg("%s: %zu findings", checks[i].why, report->n_findings);
        if (checks[i].found != NULL) {
            const struct guideline_finding *f = &report->findings[0];
            size_t from = utf8_offset(checks[i].text, len, f->start);
            size_t to = utf8_offset(checks[i].text, len, f->end);

            if (to - from != strlen(checks[i].found) ||
                memcmp(checks[i].text + from, checks[i].found, to - from) != 0)
                fail_msg("%s: found at %zu to %zu", checks[i].why, f->start,
                         f->end);
        }
        guideline_report_free(report);
        guideline_free(pack);
    }
}

static const struct {
    const char *json, *error;
} refused[] = {
    {"", "rule pack: no JSON"},
    {"[]", "rule pack: not an object"},
    {"{}", "rule pack: rules: not a list"},
    {"{\"version\":\"x\",\"rules\":[]}", "rule pack: version: not a number"},
    {"{\"name\":7,\"rules\":[]}", "rule pack: name: not a text"},
    {"{\"regulated\":1,\"rules\":[]}", "rule pack: regulated: not true"},
    {"{\"rules\":[{}]}", "rule 1: id: missing"},
    {"{\"rules\":[{\"id\":\"a\"}]}", "rule a: kind: missing"},
    {"{\"rules\":[{\"id\":\"a\",\"kind\":\"b\"}]}", "rule a: kind: b is none"},
    {"{\"rules\":[{\"id\":\"a\",\"kind\":\"tone\",\"severity\":\"x\"}]}",
     "rule a: severity:"},
    {"{\"rules\":[{\"id\":\"a\",\"kind\":\"tone\",\"severity\":\"warn\"}]}",
     "rule a: phrases: missing or empty"},
    {"{\"rules\":[{\"id\":\"a\",\"kind\":\"tone\",\"severity\":\"warn\","
     "\"params\":{\"phrases\":[\"a\"],\"excpet\":[]}}]}",
     "rule a: excpet: tone takes no such field"},
    {"{\"rules\":[{\"id\":\"a\",\"kind\":\"regex\",\"severity\":\"warn\","
     "\"params\":{\"pattern\":\"a(b\"}}]}",
     "rule a: pattern:"},
    {"{\"rules\":[{\"id\":\"a\",\"kind\":\"regex\",\"severity\":\"warn\","
     "\"params\":{\"pattern\":\"(?R)\"}}]}",
     "rule a: pattern:"},
    {"{\"rules\":[{\"id\":\"a\",\"kind\":\"regex\",\"severity\":\"warn\","
     "\"params\":{\"pattern\":\"a\\\\1\"}}]}",
     "rule a: pattern: a backslash"},
    {"{\"rules\":[{\"id\":\"a\",\"kind\":\"link\",\"severity\":\"warn\","
     "\"networks\":[\"myspace\"]}]}",
     "rule a: networks: myspace is none"},
};

static void
bad_packs_are_refused_with_a_reason(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct guideline *pack;
        struct error err = {0};

        assert_false(guideline_load(refused[i].json, strlen(refused[i].json),
                                    &pack, &err));
        assert_null(pack);
        if (strstr(err.text, refused[i].error) == NULL)
            fail_msg("%s: %s", refused[i].json, err.text);
    }
}

/* Each kind, each field: which rule, which field, and what it should be. */
static const struct {
    const char *kind, *params, *error;
} bad_params[] = {
    {"tone", "{\"phrases\":[]}", "phrases: missing or empty"},
    {"tone", "{\"phrases\":[\"\"]}", "phrases: phrase 1 is empty"},
    {"tone", "{\"phrases\":[7]}", "phrases: not a list of phrases"},
    {"density", "{\"phrases\":[\"a\"],\"min\":-1}", "min: not a number from 0"},
    {"density", "{\"phrases\":[\"a\"],\"min\":1.5}", "min: not a whole number"},
    {"required-when", "{\"when\":[\"a\"]}", "need: missing or empty"},
    {"required-when", "{\"need\":[\"a\"]}", "when: missing or empty"},
    {"disclosure", "{\"brand\":[\"a\"]}", "need: missing or empty"},
    {"competitor", "{\"with\":[\"a\"]}", "names: missing or empty"},
    {"regex", "{\"pattern\":7}", "pattern: missing, or over"},
    {"regex", "{\"pattern\":\"[\"}", "pattern: a bracket without end"},
    {"regex", "{\"pattern\":\"*a\"}", "pattern: a repeat of nothing"},
    {"regex", "{\"pattern\":\"a\",\"negation\":\"x\"}",
     "negation: not a number"},
    {"length", "{}", "params: nothing to check"},
    {"length", "{\"limit\":\"x\"}", "limit: not"},
    {"max-count", "{\"of\":\"cats\",\"max\":1}", "of: not hashtag, mention"},
    {"max-count", "{\"of\":\"url\"}", "max: missing"},
    {"max-count",
     "{\"of\":\"url\",\"max\":1,\"max_by_network\":{\"myspace\":2}}",
     "max_by_network: myspace is no network"},
    {"hashtag", "{\"banned\":[\"\"]}", "banned: word 1 is none"},
    {"link", "{\"https\":\"yes\"}", "https: not true or false"},
    {"link", "{}", "params: nothing to check"},
    {"all-caps", "{\"share\":7}", "share: not a number from 0 to 1"},
    {"all-caps", "{\"allow\":\"X\"}", "allow: not a list of words"},
    {"unicode", "{\"check\":[\"x\"]}", "check: x is none"},
    {"pii", "{\"types\":[\"shoe size\"]}", "types: shoe size is none"},
    {"repetition", "{\"against\":\"x\"}", "against: not corporate"},
    {"tone", "[1]", "params: not an object"},
};

static void
bad_params_name_rule_and_field(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad_params / sizeof *bad_params; i++) {
        struct buf json = {0}, wanted = {0};
        struct guideline *pack;
        struct error err = {0};

        buf_printf(&json,
                   "{\"rules\":[{\"id\":\"fine\",\"kind\":\"link\","
                   "\"severity\":\"warn\",\"params\":{\"https\":true}},"
                   "{\"id\":\"odd\",\"kind\":\"%s\",\"severity\":\"warn\","
                   "\"params\":%s}]}",
                   bad_params[i].kind, bad_params[i].params);
        buf_printf(&wanted, "rule pack: rule odd: %s", bad_params[i].error);
        assert_false(guideline_load(buf_text(&json), json.len, &pack, &err));
        if (strncmp(err.text, buf_text(&wanted), wanted.len) != 0)
            fail_msg("%s: %s", buf_text(&json), err.text);
        buf_deinit(&json);
        buf_deinit(&wanted);
    }
}

/* An http link to the article itself is nothing that anybody here can mend. */
static void
a_site_without_https_is_a_hint(void **state)
{
    static const struct {
        const char *text, *article, *why;
        enum guideline_severity severity;
        size_t mends;
    } cases[] = {
        {"http://a.com/x", "http://a.com/x", "the article", 0, 0},
        {"http://www.a.com/x/?utm_source=us", "http://a.com/x",
         "the article, dressed", 0, 0},
        {"http://a.com/x", "https://a.com/x", "https is known", 1, 1},
        {"http://b.com/x", "http://a.com/x", "another", 1, 1},
        {"http://a.com/x", NULL, "nothing is known", 1, 1},
    };
    struct guideline *pack = load_rule("\"link\",\"params\":{\"https\":true}");

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct guideline_post post = {.text = cases[i].text,
                                      .network = network_find("linkedin"),
                                      .article_url = cases[i].article};
        struct guideline_report *report;

        guideline_check(pack, &post, &report);
        if (report->n_findings != 1 ||
            report->findings[0].severity != cases[i].severity ||
            report->findings[0].n_mends != cases[i].mends)
            fail_msg("%s", cases[i].why);
        guideline_report_free(report);
    }
    guideline_free(pack);
}

static void
the_packs_within_load(void **state)
{
    static const char *const names[] = {"starter", "open", "checked",
                                        "regulated"};
    struct guideline *pack;
    struct error err;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        if (!guideline_load_builtin(names[i], &pack, &err))
            fail_msg("%s: %s", names[i], err.text);
        assert_string_equal(guideline_name(pack), names[i]);
        assert_true(guideline_rules(pack) > 15);
        assert_int_equal(guideline_is_regulated(pack), i == 3);
        guideline_free(pack);
    }
    assert_false(guideline_load_builtin("none", &pack, &err));
}

static void
a_preset_takes_the_company_name(void **state)
{
    struct guideline_post post = {.text = "Acme \"Q\" Ltd is great",
                                  .network = network_find("linkedin")};
    struct guideline_report *report;
    struct buf json = {0};
    struct guideline *pack;
    struct error err;
    bool found = false;

    (void)state;
    assert_true(guideline_preset("checked", "Acme \"Q\" Ltd", &json, &err));
    assert_true(guideline_load(buf_text(&json), json.len, &pack, &err));
    guideline_check(pack, &post, &report);
    for (size_t i = 0; i < report->n_findings; i++)
        found |= strcmp(report->findings[i].rule, "employee-disclosure") == 0;
    assert_true(found);
    guideline_report_free(report);
    guideline_free(pack);
    buf_deinit(&json);
}

/* Praise of the employer is asked to say whose it is, in whatever language a
 * rep writes; and what our composer says there is enough. */
static void
praise_of_the_employer_names_it(void **state)
{
    static const struct {
        const char *text;
        bool found;
    } cases[] = {
        {"Die Software von Acme ist großartig.", true},
        {"Ich arbeite bei Acme. Unsere Software ist großartig.", false},
        {"Je recommande l'outil d'Acme à tous.", true},
        {"Je travaille chez Acme. Je recommande notre outil.", false},
        {"Recomiendo la plataforma de Acme a todos.", true},
        {"Trabajo en Acme. Recomiendo la plataforma.", false},
        {"I work at Acme. Acme makes great tools.", false},
    };
    struct buf json = {0};
    struct guideline *pack;
    struct error err;

    (void)state;
    assert_true(guideline_preset("open", "Acme", &json, &err));
    assert_true(guideline_load(buf_text(&json), json.len, &pack, &err));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct guideline_post post = {.text = cases[i].text,
                                      .network = network_find("linkedin")};
        struct guideline_report *report;
        bool found = false;

        guideline_check(pack, &post, &report);
        for (size_t k = 0; k < report->n_findings; k++)
            found |=
                strcmp(report->findings[k].rule, "employee-disclosure") == 0;
        guideline_report_free(report);
        if (found != cases[i].found)
            fail_msg("%s: %s", cases[i].text, found ? "found" : "not found");
    }
    guideline_free(pack);
    buf_deinit(&json);
}

static const struct {
    const char *rule, *text, *mended;
} mends[] = {
    {CAPS, "STOP THIS NOW and read", "Stop this now and read"},
    {"\"hashtag\",\"params\":{\"camel_from\":10}", "a #socialselling",
     "a #SocialSelling"},
    {"\"link\",\"params\":{\"https\":true}", "http://a.com", "https://a.com"},
    {SIGNS, "gu\u0430rantee", "guarantee"},
    {SIGNS, "a\u200Bb", "ab"},
    {SIGNS, "\u24B7\u24DE\u24DB\u24D3", "Bold"},
    {"\"max-count\",\"params\":{\"of\":\"hashtag\",\"max\":1}",
     "So #a and #b so #c", "So #a and b so"},
    {"\"max-count\",\"params\":{\"of\":\"exclamation\",\"max\":1}",
     "Oh! Ah! Uh!", "Oh! Ah. Uh."},
    {"\"disclosure\",\"params\":{\"brand\":[\"acme\"],\"praise\":[\"great\"],"
     "\"need\":[\"i work at\"]}",
     "#Acme is great", "I work at Acme. #Acme is great"},
};

static void
mends_can_be_applied(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mends / sizeof mends[0]; i++) {
        struct guideline *pack = load_rule(mends[i].rule);
        struct guideline_post post = {.text = mends[i].text,
                                      .network = network_find("x")};
        size_t len = strlen(mends[i].text), at = 0;
        struct guideline_report *report;
        struct buf mended = {0};

        guideline_check(pack, &post, &report);
        assert_int_equal(report->n_findings, 1);
        for (size_t m = 0; m < report->findings[0].n_mends; m++) {
            const struct guideline_mend *mend = &report->findings[0].mends[m];
            size_t from = utf8_offset(mends[i].text, len, mend->start);

            buf_add_bytes(&mended, mends[i].text + at, from - at);
            buf_add(&mended, mend->replacement);
            at = utf8_offset(mends[i].text, len, mend->end);
        }
        buf_add(&mended, mends[i].text + at);
        assert_string_equal(buf_text(&mended), mends[i].mended);
        buf_deinit(&mended);
        guideline_report_free(report);
        guideline_free(pack);
    }
}

/* Patterns that explode on the text beside them; a check ends within seconds
 * all the same. */
static const struct {
    const char *pattern, *piece;
} greedy[] = {
    {"(a*)*(a*)*(a*)*b", "a"},
    {"(a+)+$", "a"},
    {"(a|aa)+!", "a"},
    {"(.*)*x(.*)*y(.*)*z", "xy "},
    {"([a-z]+ )*([a-z]+ )*!", "word "},
    {"(a?){60}a{60}b", "a"},
    {".*.*.*.*.*=.*", "a b "},
};

static void
greedy_patterns_end(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof greedy / sizeof *greedy; i++) {
        struct buf rule = {0}, text = {0};
        struct guideline_post post = {.network = network_find("linkedin")};
        struct guideline_report *report;
        struct guideline *pack;
        int64_t began, took;

        buf_printf(&rule, "\"regex\",\"params\":{\"pattern\":\"%s\"}",
                   greedy[i].pattern);
        while (text.len < 3000)
            buf_add(&text, greedy[i].piece);
        post.text = buf_text(&text);
        pack = load_rule(buf_text(&rule));
        began = clock_mono_ms();
        guideline_check(pack, &post, &report);
        took = clock_mono_ms() - began;
        if (took > 3000)
            fail_msg("%s: %lld ms", greedy[i].pattern, (long long)took);
        guideline_report_free(report);
        guideline_free(pack);
        buf_deinit(&rule);
        buf_deinit(&text);
    }
}

static void
repeats_are_found(void **state)
{
    const char *earlier[] = {"Three things I learned about ports",
                             "Three things I learned about tea"};
    struct guideline *pack = load_rule(
        "\"repetition\",\"params\":{\"against\":\"history-opening\"}");
    struct guideline_post post = {.text = "Three things I like",
                                  .network = network_find("x"),
                                  .history = earlier,
                                  .n_history = 2};
    struct guideline_report *report;

    (void)state;
    guideline_check(pack, &post, &report);
    assert_int_equal(report->n_findings, 1);
    guideline_report_free(report);
    post.n_history = 1;
    guideline_check(pack, &post, &report);
    assert_int_equal(report->n_findings, 0);
    guideline_report_free(report);
    guideline_free(pack);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_find_what_they_should),
        cmocka_unit_test(bad_packs_are_refused_with_a_reason),
        cmocka_unit_test(the_packs_within_load),
        cmocka_unit_test(a_preset_takes_the_company_name),
        cmocka_unit_test(praise_of_the_employer_names_it),
        cmocka_unit_test(mends_can_be_applied),
        cmocka_unit_test(greedy_patterns_end),
        cmocka_unit_test(bad_params_name_rule_and_field),
        cmocka_unit_test(a_site_without_https_is_a_hint),
        cmocka_unit_test(repeats_are_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

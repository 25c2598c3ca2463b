/* Where sentences end, and where they do not. */
#include "polyphony/sentence.h"

#include "polyphony/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* `cut` is the sentences joined by '|', paragraphs by "||". */
static const struct {
    const char *why, *text, *cut;
} cases[] = {
    {"two sentences", "One is here. Two is there.",
     "One is here.|Two is there."},
    {"question and exclamation", "Why? Because! Good.", "Why?|Because!|Good."},
    {"a title", "We met Dr. Novak. She left.", "We met Dr. Novak.|She left."},
    {"an initial", "Ask J. Novak about it. Now.",
     "Ask J. Novak about it.|Now."},
    {"e.g. and i.e.", "Tools, e.g. Make, help. True.",
     "Tools, e.g. Make, help.|True."},
    {"U.S.", "The U.S. Senate voted. It passed.",
     "The U.S. Senate voted.|It passed."},
    {"decimals and versions", "It is 3.5 times 1.2.3 now. Done.",
     "It is 3.5 times 1.2.3 now.|Done."},
    {"a file name", "Open main.c first. Then build.",
     "Open main.c first.|Then build."},
    {"closing quote", "“State is hard.” She knows.",
     "“State is hard.”|She knows."},
    {"closing bracket", "(It works.) We ship.", "(It works.)|We ship."},
    {"small letter goes on", "He said no. and left. Then rain.",
     "He said no. and left.|Then rain."},
    {"dots", "It went on... And on. End.", "It went on...|And on.|End."},
    {"?! together", "Really?! Yes.", "Really?!|Yes."},
    {"line break ends", "A heading\nA sentence.", "A heading|A sentence."},
    {"blank line ends a paragraph", "One.\n\nTwo. Three.\n \n\nFour.",
     "One.||Two.|Three.||Four."},
    {"blank lines around", "\n\n  One.  \n\n", "One."},
    {"numbered list", "1. Open the file\n2. Read it",
     "1. Open the file|2. Read it"},
    {"digit begins", "It rained. 40 people came.",
     "It rained.|40 people came."},
    {"quote begins", "It rained. “No,” he said.", "It rained.|“No,” he said."},
    {"accents", "C’est fini. Écoutez.", "C’est fini.|Écoutez."},
    {"French guillemets", "« C’est fini. » Il part.",
     "« C’est fini. »|Il part."},
    {"Japanese", "倉庫です。夜勤です。", "倉庫です。|夜勤です。"},
    {"Hindi", "यह है। वह है।", "यह है।|वह है।"},
    {"German abbreviations",
     "Dämmstoff, z. B. Hanf und d. h. Pflanzen, hilft. Gut.",
     "Dämmstoff, z. B. Hanf und d. h. Pflanzen, hilft.|Gut."},
    {"a German date", "Sie fällt am 3. Dezember. Dann ist Ruhe.",
     "Sie fällt am 3. Dezember.|Dann ist Ruhe."},
    {"a number at the end", "Es waren 12. Danach kamen mehr.",
     "Es waren 12.|Danach kamen mehr."},
    {"French titles", "M. Kerbrat et Mme. Le Goff y vont. Bien.",
     "M. Kerbrat et Mme. Le Goff y vont.|Bien."},
    {"Spanish titles", "La Dra. Olmedo y el Sr. Gimeno van. Bien.",
     "La Dra. Olmedo y el Sr. Gimeno van.|Bien."},
    {"Spanish marks", "Abre a las 10.30. ¿Quién va? ¡Nadie!",
     "Abre a las 10.30.|¿Quién va?|¡Nadie!"},
    {"no stop at the end", "No stop here", "No stop here"},
    {"empty", "", ""},
    {"white space only", " \n\t\n ", ""},
};

static void
splits(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sentence *found = NULL;
        struct buf cut = {0};
        size_t n =
            sentence_split(cases[i].text, strlen(cases[i].text), 100, &found);

        for (size_t k = 0; k < n; k++) {
            if (k > 0)
                buf_add(&cut, found[k].paragraph != found[k - 1].paragraph
                                  ? "||"
                                  : "|");
            buf_add_bytes(&cut, cases[i].text + found[k].start,
                          found[k].end - found[k].start);
        }
        if (strcmp(buf_text(&cut), cases[i].cut) != 0)
            fail_msg("%s: %s", cases[i].why, buf_text(&cut));
        free(found);
        buf_deinit(&cut);
    }
}

static void
stops_at_max(void **state)
{
    struct sentence *found = NULL;

    (void)state;
    assert_int_equal(sentence_split("A b. C d. E f.", 14, 2, &found), 2);
    free(found);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits),
        cmocka_unit_test(stops_at_max),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Contract of language.h: which language, and when no answer is given. */
#include "polyphony/language.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *why, *text, *language;
} texts[] = {
    {"English", "The house is not for sale and that was all they said to us.",
     "en"},
    {"German", "Das Haus ist nicht zu verkaufen, und das ist auch gut so.",
     "de"},
    {"French", "La maison n'est pas à vendre et c'est tout ce qu'ils ont dit.",
     "fr"},
    {"Spanish", "La casa no está en venta y eso es todo lo que nos han dicho.",
     "es"},
    {"Italian",
     "La casa non è in vendita e questo è tutto quello che ha detto.", "it"},
    {"Dutch", "Het huis is niet te koop en dat is alles wat ze hebben gezegd.",
     "nl"},
    {"Portuguese", "A casa não está à venda e isso é tudo o que eles disseram.",
     "pt"},
    {"Polish", "Dom nie jest na sprzedaż i to jest wszystko, co nam się mówi.",
     "pl"},
    {"Swedish", "Huset är inte till salu och det är allt som vi har hört.",
     "sv"},
    {"Danish", "Huset er ikke til salg, og det er alt, hvad jeg ved af nogle.",
     "da"},
    {"Norwegian",
     "Huset er ikke til salgs, og det er alt vi fikk vite etter "
     "noen uker fra dere.",
     "no"},
    {"Finnish", "Talo ei ole myytävänä ja se on kaikki mitä he ovat sanoneet.",
     "fi"},
    {"Czech",
     "Dům není na prodej a to je vše, co nám bylo řečeno, ale proto "
     "jsme tu.",
     "cs"},
    {"Turkish", "Bu ev satılık değil ve bize söylenen her şey bu kadar oldu.",
     "tr"},
    {"Russian", "Этот дом не продается, и это все, что они нам сказали.", "ru"},
    {"Ukrainian", "Цей будинок не продається, і це все, що вони нам сказали.",
     "uk"},
    {"Arabic", "هذا البيت ليس للبيع وهذا كل ما قال لنا من كان في المكان", "ar"},
    {"Greek, by script", "Το σπίτι δεν πωλείται", "el"},
    {"Hebrew, by script", "הבית לא למכירה היום", "he"},
    {"Japanese: Kana among Han", "この家は売り物ではありません。", "ja"},
    {"Chinese: Han alone", "这所房子不出售，这就是他们所说的。", "zh"},
    {"Korean", "이 집은 팔지 않습니다.", "ko"},
    {"too short", "Welcoming Android 10", NULL},
    {"no letters", "12 34 -- 56", NULL},
    {"empty", "", NULL},
};

static void
test_guess(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *got = language_guess(texts[i].text, strlen(texts[i].text));

        if ((got == NULL) != (texts[i].language == NULL) ||
            (got != NULL && strcmp(got, texts[i].language) != 0))
            fail_msg("%s: %s", texts[i].why, got != NULL ? got : "none");
    }
    assert_null(language_guess(NULL, 0));
}

static void
test_guess_survives_anything(void **state)
{
    unsigned seed = 7;

    (void)state;
    for (size_t len = 0; len < 400; len++) {
        char *bytes = malloc(len + 1);

        assert_non_null(bytes);
        for (size_t i = 0; i < len; i++) {
            seed = seed * 1103515245u + 12345u;
            bytes[i] = (char)(seed >> 16);
        }
        (void)language_guess(bytes, len);
        free(bytes);
    }
}

static void
test_code(void **state)
{
    (void)state;
    assert_string_equal(language_code("en-GB"), "en");
    assert_string_equal(language_code(" EN_us"), "en");
    assert_string_equal(language_code("eng"), "en");
    assert_string_equal(language_code("nb-NO"), "no");
    assert_string_equal(language_code("zh-Hant-TW"), "zh");
    assert_null(language_code("english"));
    assert_null(language_code("xx"));
    assert_null(language_code("e"));
    assert_null(language_code(""));
    assert_null(language_code(NULL));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_guess),
        cmocka_unit_test(test_guess_survives_anything),
        cmocka_unit_test(test_code),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

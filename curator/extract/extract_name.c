/* What is a person's name and what is not, in the text of bylines and in what
 * programs are told: words before and after it, accounts, houses. */
#include "extract_name.h"
#include "polyphony/url.h"
#include "polyphony/utf8.h"

#include <string.h>
#include <strings.h>

/* What may stand before a name. */
static const char *const before_name[] = {"written by",
                                          "posted by",
                                          "published by",
                                          "reported by",
                                          "story by",
                                          "words by",
                                          "article by",
                                          "by",
                                          "author",
                                          "authors",
                                          "autor/in",
                                          "autorin",
                                          "autoren",
                                          "autor",
                                          "autore",
                                          "auteur",
                                          "autores",
                                          "veröffentlicht von",
                                          "geschrieben von",
                                          "gepostet von",
                                          "verfasst von",
                                          "erstellt von",
                                          "eingestellt von",
                                          "publiziert von",
                                          "ein beitrag von",
                                          "ein artikel von",
                                          "eine kolumne von",
                                          "eine analyse von",
                                          "ein kommentar von",
                                          "ein gastbeitrag von",
                                          "ein essay von",
                                          "kolumne von",
                                          "gastbeitrag von",
                                          "kommentar von",
                                          "analyse von",
                                          "opinion by",
                                          "words and photos by",
                                          "une chronique de",
                                          "una crónica de",
                                          "von",
                                          "vom",
                                          "text von",
                                          "text",
                                          "interview",
                                          "publié par",
                                          "rédigé par",
                                          "écrit par",
                                          "par",
                                          "publicado por",
                                          "escrito por",
                                          "por",
                                          "pubblicato da",
                                          "scritto da",
                                          "di",
                                          "door",
                                          "af",
                                          "av",
                                          "przez",
                                          "alle beiträge von",
                                          "zeige alle beiträge von",
                                          "alles von",
                                          "beiträge von",
                                          "artikel von",
                                          "view all posts by",
                                          "posts by",
                                          "autor:innen",
                                          "autor*innen",
                                          "autorinnen",
                                          "автор",
                                          "текст",
                                          "autor:in",
                                          NULL};

/* A name ends where one of these begins. */
static const char *const after_name[] = {" | ",
                                         " \u00B7 ",
                                         " \u2022 ",
                                         " \u2013 ",
                                         " \u2014 ",
                                         " - ",
                                         " // ",
                                         " / ",
                                         "\n",
                                         " on ",
                                         " am ",
                                         " in ",
                                         " at ",
                                         " updated",
                                         " published",
                                         " posted",
                                         " veröffentlicht",
                                         " vom ",
                                         " um ",
                                         " · ",
                                         " for ",
                                         " said",
                                         " le ",
                                         " el ",
                                         " sagt",
                                         " schreibt",
                                         " stand",
                                         " aktualisiert",
                                         " übersetzt",
                                         " fotos:",
                                         " symbolbild",
                                         "published",
                                         " lehrt",
                                         " ist ",
                                         " is ",
                                         " | ",
                                         "(",
                                         "[",
                                         ", cnn",
                                         " via ",
                                         " •",
                                         " ~ ",
                                         " > ",
                                         " » ",
                                         " hat ",
                                         ". ",
                                         NULL};

static const char *const no_names[] = {
    "admin",     "administrator", "super user", "publisher",  "null",
    "undefined", "anonymous",     "anonym",     "anónimo",    "unknown",
    "editor",    "staff",         "webmaster",  "guest",      "wordpressadmin",
    "name",      "share",         "comments",   "redacción",  "redaccion",
    "autoren",   "authors",       "author",     "profile",    "read more",
    "email",     "about",         "home",       "kommentare", "archiv anzeigen",
    "stand",     "follow",        "user",       "gast",       NULL};

/* Words of firms and houses: no author by what only meta elements say. */
static const char *const house_words[] = {
    " gmbh ",      " ag ",          " e v ",
    " ev ",        " inc ",         " ltd ",
    " llc ",       " sa ",          " media ",
    " presse ",    " press ",       " redaktion ",
    " redacción ", " magazin ",     " magazine ",
    " zeitung ",   " verlag ",      " news ",
    " online ",    " staff ",       " newsroom ",
    " editors ",   " team ",        " stiftung ",
    " verband ",   " deutschland ", " agencia ",
    " agency ",    " departement ", " bundesamt ",
    " family ",    " kitchens ",    NULL};

/* Who took a picture did not write the text. */
static const char *const picture_words[] = {
    "bild",    "foto",   "fotos", "\u00A9", "image", "photo",
    "picture", "credit", "(c)",   "фото",   NULL};

static bool
is_listed(const char *text, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (strcasecmp(text, *list) == 0)
            return true;
    }
    return false;
}

static const char *
lowered(struct arena *arena, const char *text)
{
    struct buf lower = {0};
    const char *p = text, *end = text + strlen(text), *made;

    while (p < end)
        buf_add_codepoint(&lower, utf8_lower(utf8_next(&p, end)));
    made = arena_strndup(arena, buf_text(&lower), lower.len);
    buf_deinit(&lower);
    return made;
}

const char *
name_after_prefix(struct arena *arena, const char *text)
{
    const char *lower = lowered(arena, text);

    for (const char *const *word = before_name; *word != NULL; word++) {
        size_t len = strlen(*word);
        const char *p;

        if (strncmp(lower, *word, len) != 0)
            continue;
        p = text + len; /* lower-casing keeps the bytes of these words */
        if (strncmp(p, "\u00A0", 2) == 0)
            return p + 2;
        if (*p == ' ' || *p == ':' || *p == '\0')
            return p + strspn(p, " :|\n");
    }
    return NULL;
}

/* Does the full stop here end an initial or a title: "J. Smith", "Dr. Smith",
 * "Mary C. Smith"? */
static bool
is_initial(const char *text, size_t at)
{
    size_t letters = 0;

    while (letters < at && letters < 5 && text[at - letters - 1] != ' ')
        letters++;
    return letters <= 2 || (letters < 5 && letters == at);
}

/* Words that stand before a date and within names alike. */
static bool
is_article(const char *mark)
{
    return strcmp(mark, " le ") == 0 || strcmp(mark, " el ") == 0;
}

/* Without "and" at its end, left over of a list that goes on in an element
 * apart. */
static size_t
without_and(const char *text, size_t len)
{
    static const char *const ands[] = {" and", " und", " et",  " y", " e",
                                       " og",  " en",  " och", NULL};

    for (const char *const *word = ands; *word != NULL; word++) {
        size_t tail = strlen(*word);

        if (len > tail && strncmp(text + len - tail, *word, tail) == 0)
            return len - tail;
    }
    return len;
}

/* "Ann Lee, dpa", "Ann Lee/AFP": without the agency. */
static size_t
without_agency(const char *text, size_t len)
{
    size_t tail = 0, whole = len;

    while (tail < len && tail <= 5 &&
           strchr(" ,/", text[len - tail - 1]) == NULL)
        tail++;
    if (tail < 2 || tail > 5 || tail + 3 > len)
        return len;
    if (text[len - tail - 1] == '/')
        len -= tail + 1;
    else if (text[len - tail - 2] == ',' && text[len - tail] >= 'a' &&
             text[len - tail] <= 'z')
        len -= tail + 2;
    else
        return len;
    /* Only behind a first name and a surname. */
    return memchr(text, ' ', len) != NULL ? len : whole;
}

/* Cut a text where the name has ended: at marks, digits, role words. */
static const char *
cut_name(struct arena *arena, const char *text)
{
    const char *lower = lowered(arena, text);
    size_t len = strlen(text);

    if (strlen(lower) != len) /* rare letters change their length */
        lower = text;
    for (const char *const *mark = after_name; *mark != NULL; mark++) {
        const char *hit = strstr(lower, *mark);

        while (hit != NULL && strcmp(*mark, ". ") == 0 &&
               is_initial(text, (size_t)(hit - lower)))
            hit = strstr(hit + 1, *mark);
        /* "le 3 mai" ends a name, "Le Clerc" is one. */
        while (hit != NULL && is_article(*mark) &&
               !(hit[4] >= '0' && hit[4] <= '9'))
            hit = strstr(hit + 1, *mark);
        if (hit != NULL && hit > lower && (size_t)(hit - lower) < len)
            len = (size_t)(hit - lower);
    }
    for (size_t i = 0; i < len; i++) {
        if (text[i] >= '0' && text[i] <= '9' &&
            (i == 0 || text[i - 1] == ' ' || text[i - 1] == ',')) {
            len = i;
            break;
        }
    }
    while (len > 0 && strchr(" ,;:|.-~/&", text[len - 1]) != NULL &&
           !(text[len - 1] == '.' && len > 2 && text[len - 3] == ' '))
        len--;
    return arena_strndup(arena, text,
                         without_agency(text, without_and(text, len)));
}

/* Does it begin with a small letter that belongs to no "von", "de" or "van",
 * and is no house's own spelling ("e-shop")? */
static bool
begins_small(const char *text)
{
    const char *p = text;
    size_t len = strcspn(text, " ");

    return len > 3 && memchr(text, '-', len) == NULL &&
           utf8_is_lower(utf8_next(&p, text + strlen(text)));
}

static bool
is_name(const struct facts *facts, const char *text, bool may_be_one_word)
{
    size_t words = 0, upper = 0;
    const char *p = text, *end = text + strlen(text);
    bool inside = false;

    if (end - p < 2 || end - p > 90 || is_listed(text, no_names) ||
        strstr(text, "http") != NULL || strchr(text, '@') != NULL ||
        strstr(text, "www.") != NULL || strstr(text, "://") != NULL)
        return false;
    if (facts->site != NULL && strcmp(folded_words(facts->arena, facts->site),
                                      folded_words(facts->arena, text)) == 0)
        return false;
    while (p < end) {
        int32_t cp = utf8_next(&p, end);
        bool letter = utf8_is_letter(cp);

        if (letter && !inside) {
            words++;
            upper += utf8_is_upper(cp) || utf8_is_cjk(cp);
        }
        inside = letter || cp == '\'' || cp == 0x2019 || cp == '-' || cp == '.';
    }
    if (words == 0 || words > 12 || (words > 1 && upper * 2 < words) ||
        (words > 1 && begins_small(text)))
        return false;
    return words > 1 || may_be_one_word;
}

bool
name_is_house(const struct facts *facts, const char *name)
{
    const char *words = folded_words(facts->arena, name);
    const char *host =
        facts->url != NULL ? url_host(facts->arena, facts->url) : NULL;
    struct buf joined = {.max = 400};
    bool house = false;

    for (const char *const *word = house_words; *word != NULL; word++)
        house = house || strstr(words, *word) != NULL;
    for (const char *p = words; *p != '\0'; p++) {
        if (*p != ' ')
            buf_add_char(&joined, *p);
    }
    if (host != NULL && joined.len > 4)
        house = house || strstr(host, buf_text(&joined)) != NULL;
    buf_deinit(&joined);
    return house;
}

static bool
is_picture_credit(const struct facts *facts, const char *text)
{
    const char *lower = lowered(facts->arena, text);

    for (const char *const *word = picture_words; *word != NULL; word++) {
        if (strncmp(lower, *word, strlen(*word)) == 0)
            return true;
    }
    return false;
}

const char *
name_find(const struct facts *facts, const char *text, bool one_word)
{
    const char *name = squeezed(facts->arena, text);
    const char *after;

    if (name == NULL || strlen(name) > 400)
        return NULL;
    name += strspn(name, " |&,:;~-");
    if (is_picture_credit(facts, name))
        return NULL;
    for (int n = 0; n < 2; n++) {
        after = name_after_prefix(facts->arena, name);
        if (after != NULL)
            name = after;
    }
    name = cut_name(facts->arena, name);
    return is_name(facts, name, one_word) ? name : NULL;
}

bool
name_looks_like(const char *text)
{
    const char *p = text, *end = text + strlen(text);
    size_t words = 0, letters = 0;

    while (p < end) {
        int32_t cp = utf8_next(&p, end);

        if (utf8_is_letter(cp)) {
            if (letters++ == 0 && !utf8_is_upper(cp))
                return false;
        } else if (cp == ' ') {
            words += letters > 1;
            letters = 0;
        } else if (cp != '-' && cp != '.' && cp != '\'' && cp != 0x2019) {
            return false;
        }
    }
    words += letters > 1;
    return words == 2 || words == 3;
}

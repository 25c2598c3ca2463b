/* What an element is, judged by its tag, role and names. Names are split into
 * words ("entry__content-wrap", "relatedPosts") and looked up alone and in
 * pairs. The words are those that publishers' systems use all over the web,
 * in the languages we met; none is of a single site. */
#include "extract_page.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NAME_WORDS 12
#define WORD_BYTES 24

struct name_words {
    char word[NAME_WORDS][WORD_BYTES];
    size_t count;
};

static const struct hint_word {
    const char *word;
    unsigned hint;
} hint_words[] = {
    /* in alphabetical order: looked up by halving */
    {"abo", HINT_PLEA},
    {"abonnement", HINT_PLEA},
    {"actions", HINT_PLEA},
    {"ad", HINT_PLEA},
    {"addthis", HINT_PLEA},
    {"addtoany", HINT_PLEA},
    {"ads", HINT_PLEA},
    {"adsbygoogle", HINT_PLEA},
    {"advert", HINT_PLEA},
    {"advertise", HINT_PLEA},
    {"advertisement", HINT_PLEA},
    {"advertising", HINT_PLEA},
    {"alsoread", HINT_LINKED},
    {"anzeige", HINT_PLEA},
    {"articleinfo", HINT_ABOUT},
    {"articlemeta", HINT_ABOUT},
    {"attribution", HINT_ABOUT},
    {"auteur", HINT_ABOUT},
    {"author", HINT_ABOUT},
    {"authors", HINT_ABOUT},
    {"autor", HINT_ABOUT},
    {"autoren", HINT_ABOUT},
    {"autores", HINT_ABOUT},
    {"banner", HINT_PLEA},
    {"bio", HINT_ABOUT},
    {"biography", HINT_ABOUT},
    {"breadcrumb", HINT_OUTSIDE},
    {"breadcrumbs", HINT_OUTSIDE},
    {"button", HINT_PLEA},
    {"buttons", HINT_PLEA},
    {"byline", HINT_ABOUT},
    {"bylines", HINT_ABOUT},
    {"caption", HINT_CAPTION},
    {"carousel", HINT_LINKED},
    {"categories", HINT_LINKED},
    {"colophon", HINT_OUTSIDE},
    {"combx", HINT_COMMENTS},
    {"comentarios", HINT_COMMENTS},
    {"comment", HINT_COMMENTS},
    {"commentaires", HINT_COMMENTS},
    {"commentform", HINT_COMMENTS},
    {"commenti", HINT_COMMENTS},
    {"commentlist", HINT_COMMENTS},
    {"comments", HINT_COMMENTS},
    {"commentthread", HINT_COMMENTS},
    {"community", HINT_COMMENTS},
    {"compartir", HINT_PLEA},
    {"condividi", HINT_PLEA},
    {"consent", HINT_PLEA},
    {"contactform", HINT_PLEA},
    {"contributor", HINT_ABOUT},
    {"contributors", HINT_ABOUT},
    {"cookie", HINT_PLEA},
    {"cookies", HINT_PLEA},
    {"copyright", HINT_OUTSIDE},
    {"correlati", HINT_LINKED},
    {"credit", HINT_ABOUT},
    {"credits", HINT_ABOUT},
    {"cta", HINT_PLEA},
    {"date", HINT_ABOUT},
    {"dateline", HINT_ABOUT},
    {"datum", HINT_ABOUT},
    {"dek", HINT_HEADLINE},
    {"disclaimer", HINT_PLEA},
    {"disqus", HINT_COMMENTS},
    {"donate", HINT_PLEA},
    {"donation", HINT_PLEA},
    {"dropdown", HINT_OUTSIDE},
    {"empfehlungen", HINT_LINKED},
    {"entrymeta", HINT_ABOUT},
    {"etiquetas", HINT_LINKED},
    {"facebook", HINT_PLEA},
    {"fecha", HINT_ABOUT},
    {"feedback", HINT_PLEA},
    {"follow", HINT_PLEA},
    {"followus", HINT_PLEA},
    {"foot", HINT_OUTSIDE},
    {"footer", HINT_OUTSIDE},
    {"footerbar", HINT_OUTSIDE},
    {"gdpr", HINT_PLEA},
    {"header", HINT_HEADLINE},
    {"headline", HINT_HEADLINE},
    {"jumplinks", HINT_OUTSIDE},
    {"kommentar", HINT_COMMENTS},
    {"kommentare", HINT_COMMENTS},
    {"latest", HINT_LINKED},
    {"latestnews", HINT_LINKED},
    {"legal", HINT_OUTSIDE},
    {"lesenauch", HINT_LINKED},
    {"lightbox", HINT_PLEA},
    {"likes", HINT_PLEA},
    {"livefyre", HINT_COMMENTS},
    {"login", HINT_PLEA},
    {"masthead", HINT_OUTSIDE},
    {"mc4wp", HINT_PLEA},
    {"menu", HINT_OUTSIDE},
    {"meta", HINT_ABOUT},
    {"metadata", HINT_ABOUT},
    {"metas", HINT_ABOUT},
    {"modal", HINT_PLEA},
    {"morefrom", HINT_LINKED},
    {"moreon", HINT_LINKED},
    {"morestories", HINT_LINKED},
    {"mostpopular", HINT_LINKED},
    {"mostread", HINT_LINKED},
    {"nav", HINT_OUTSIDE},
    {"navbar", HINT_OUTSIDE},
    {"navi", HINT_OUTSIDE},
    {"navigation", HINT_OUTSIDE},
    {"newsletter", HINT_PLEA},
    {"newsletters", HINT_PLEA},
    {"nextpost", HINT_LINKED},
    {"noprint", HINT_PLEA},
    {"notification", HINT_PLEA},
    {"outbrain", HINT_LINKED},
    {"overlay", HINT_PLEA},
    {"pager", HINT_OUTSIDE},
    {"pagination", HINT_OUTSIDE},
    {"paging", HINT_OUTSIDE},
    {"partage", HINT_PLEA},
    {"partager", HINT_PLEA},
    {"paywall", HINT_PLEA},
    {"permalink", HINT_ABOUT},
    {"pingback", HINT_COMMENTS},
    {"pinterest", HINT_PLEA},
    {"poll", HINT_PLEA},
    {"popular", HINT_LINKED},
    {"popup", HINT_PLEA},
    {"postinfo", HINT_ABOUT},
    {"postmeta", HINT_ABOUT},
    {"postmetadata", HINT_ABOUT},
    {"postnav", HINT_OUTSIDE},
    {"printfooter", HINT_OUTSIDE},
    {"profile", HINT_ABOUT},
    {"promo", HINT_PLEA},
    {"promos", HINT_PLEA},
    {"promotion", HINT_PLEA},
    {"pubdate", HINT_ABOUT},
    {"publicidad", HINT_PLEA},
    {"publicidade", HINT_PLEA},
    {"publicite", HINT_PLEA},
    {"published", HINT_ABOUT},
    {"rating", HINT_PLEA},
    {"readmore", HINT_LINKED},
    {"readnext", HINT_LINKED},
    {"recent", HINT_LINKED},
    {"recirc", HINT_LINKED},
    {"recirculation", HINT_LINKED},
    {"recommend", HINT_LINKED},
    {"recommendation", HINT_LINKED},
    {"recommendations", HINT_LINKED},
    {"recommended", HINT_LINKED},
    {"register", HINT_PLEA},
    {"relacionadas", HINT_LINKED},
    {"relacionados", HINT_LINKED},
    {"related", HINT_LINKED},
    {"relatedarticles", HINT_LINKED},
    {"relatedcontent", HINT_LINKED},
    {"relatedlinks", HINT_LINKED},
    {"relatednews", HINT_LINKED},
    {"relatedposts", HINT_LINKED},
    {"remark", HINT_COMMENTS},
    {"replies", HINT_COMMENTS},
    {"reply", HINT_COMMENTS},
    {"respond", HINT_COMMENTS},
    {"revcontent", HINT_LINKED},
    {"reviews", HINT_COMMENTS},
    {"rollover", HINT_PLEA},
    {"rss", HINT_PLEA},
    {"screenreader", HINT_NEVER},
    {"search", HINT_OUTSIDE},
    {"searchform", HINT_OUTSIDE},
    {"seealso", HINT_LINKED},
    {"share", HINT_PLEA},
    {"sharebar", HINT_PLEA},
    {"sharedaddy", HINT_PLEA},
    {"shariff", HINT_PLEA},
    {"sharing", HINT_PLEA},
    {"shoutbox", HINT_COMMENTS},
    {"sidebar", HINT_OUTSIDE},
    {"siderail", HINT_OUTSIDE},
    {"signin", HINT_PLEA},
    {"signup", HINT_PLEA},
    {"similar", HINT_LINKED},
    {"sitefooter", HINT_OUTSIDE},
    {"siteheader", HINT_OUTSIDE},
    {"skiplink", HINT_NEVER},
    {"social", HINT_PLEA},
    {"socialbar", HINT_PLEA},
    {"sociallinks", HINT_PLEA},
    {"socialmedia", HINT_PLEA},
    {"speechkit", HINT_NEVER},
    {"sponsor", HINT_PLEA},
    {"sponsored", HINT_PLEA},
    {"sponsors", HINT_PLEA},
    {"sronly", HINT_NEVER},
    {"standfirst", HINT_HEADLINE},
    {"subheadline", HINT_HEADLINE},
    {"submenu", HINT_OUTSIDE},
    {"submeta", HINT_ABOUT},
    {"subscribe", HINT_PLEA},
    {"subscription", HINT_PLEA},
    {"subtitle", HINT_HEADLINE},
    {"taboola", HINT_LINKED},
    {"tagcloud", HINT_LINKED},
    {"taglist", HINT_LINKED},
    {"tags", HINT_LINKED},
    {"taxonomy", HINT_LINKED},
    {"teaser", HINT_LINKED},
    {"teasers", HINT_LINKED},
    {"teilen", HINT_PLEA},
    {"timestamp", HINT_ABOUT},
    {"toc", HINT_LINKED},
    {"toolbar", HINT_PLEA},
    {"tools", HINT_PLEA},
    {"tooltip", HINT_PLEA},
    {"topbar", HINT_OUTSIDE},
    {"topics", HINT_LINKED},
    {"topnav", HINT_OUTSIDE},
    {"trackback", HINT_COMMENTS},
    {"trackbacks", HINT_COMMENTS},
    {"trc", HINT_LINKED},
    {"trending", HINT_LINKED},
    {"upnext", HINT_LINKED},
    {"verwandte", HINT_LINKED},
    {"visuallyhidden", HINT_NEVER},
    {"vote", HINT_PLEA},
    {"weather", HINT_OUTSIDE},
    {"weitere", HINT_LINKED},
    {"werbung", HINT_PLEA},
    {"whatsapp", HINT_PLEA},
    {"widget", HINT_OUTSIDE},
    {"yarpp", HINT_LINKED},
    {"youmaylike", HINT_LINKED},
};

/* "article-body", "post__content", "storyText": a subject, then a part. */
static const char *const subjects[] = {
    "article", "artikel", "articulo", "artigo",  "blog", "blogpost",
    "entry",   "news",    "newstext", "noticia", "nota", "notizia",
    "post",    "story",   "single",   "text",    "body", "detail"};
static const char *const parts[] = {
    "body",  "bodytext", "content", "contents",  "conteudo", "contenido",
    "copy",  "corpo",    "cuerpo",  "inhalt",    "maintext", "text",
    "texte", "texto",    "testo",   "paragraphs"};
static const char *const glued[] = {
    "articlebody", "articlecontent", "articlecopy", "articletext",
    "artikeltext", "blogcontent",    "blogpost",    "bodycontent",
    "bodycopy",    "bodytext",       "contentbody", "entrycontent",
    "entrytext",   "maintext",       "newsbody",    "newscontent",
    "newstext",    "postarea",       "postbody",    "postcontent",
    "posttext",    "richtext",       "storybody",   "storycontent",
    "storytext",   "textbody"};
/* After these, "article-content-header" and the like are no bodies. */
static const char *const no_body[] = {
    "aside",  "bottom",  "excerpt", "header",  "heading", "image",
    "images", "info",    "intro",   "list",    "media",   "more",
    "photo",  "preview", "side",    "summary", "title",   "top"};

/* What follows is said not to be there, or to be elsewhere. */
static const char *const without[] = {"with", "has", "no", "without", "hide"};

static bool
is_among(const char *word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(word, list[i]) == 0)
            return true;
    }
    return false;
}
#define IS_AMONG(word, list) is_among(word, list, sizeof list / sizeof *list)

static int
compare_word(const void *key, const void *entry)
{
    return strcmp(key, ((const struct hint_word *)entry)->word);
}

static unsigned
word_hint(const char *word)
{
    const struct hint_word *found =
        bsearch(word, hint_words, sizeof hint_words / sizeof *hint_words,
                sizeof *hint_words, compare_word);

    return found != NULL ? found->hint : 0;
}

static bool
is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool
is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* One name (up to a blank) into lower-case words; past the name. */
static const char *
split_name(const char *p, struct name_words *words)
{
    size_t len = 0;

    words->count = 0;
    for (; *p != '\0' && strchr(" \t\r\n\f", *p) == NULL; p++) {
        bool capital = is_capital(*p);

        if (!capital && !is_small(*p) && !(*p >= '0' && *p <= '9')) {
            words->count += len > 0;
            len = 0;
            continue;
        }
        if (capital && len > 0 && is_small(p[-1])) {
            words->count++;
            len = 0;
        }
        if (words->count == NAME_WORDS)
            continue;
        if (len < WORD_BYTES - 1) {
            char *word = words->word[words->count];

            word[len++] = capital ? (char)(*p + 32) : *p;
            word[len] = '\0';
        }
    }
    words->count += len > 0;
    if (words->count > NAME_WORDS)
        words->count = NAME_WORDS;
    return p;
}

static unsigned
name_hints(const struct name_words *words)
{
    unsigned hints = 0;
    bool body = false, no = false, embed = false;

    for (size_t i = 0; i < words->count; i++) {
        const char *word = words->word[i];

        /* "content-with-sidebar", "no-comments" */
        if (i > 0 && IS_AMONG(words->word[i - 1], without))
            continue;
        embed = embed || strncmp(word, "embed", 5) == 0;
        hints |= word_hint(word);
        no = no || IS_AMONG(word, no_body);
        body = body || IS_AMONG(word, glued);
        if (i + 1 < words->count) {
            char pair[2 * WORD_BYTES];

            strcpy(pair, word);
            strcat(pair, words->word[i + 1]);
            hints |= word_hint(pair);
            body = body || (IS_AMONG(word, subjects) &&
                            IS_AMONG(words->word[i + 1], parts));
        }
    }
    if (embed) /* a post shown in the text */
        hints &= ~(unsigned)HINT_PLEA;
    if (body && !no && (hints & HINT_UNWANTED) == 0)
        hints |= HINT_BODY;
    return hints;
}

/* Theme builders put "widget" and "post-info" everywhere, and WordPress its
 * tags ("tag-comments") on the post. */
static bool
is_builder_name(const struct name_words *words)
{
    const char *first = words->count > 0 ? words->word[0] : "";

    return strcmp(first, "elementor") == 0 || strcmp(first, "tag") == 0 ||
           strcmp(first, "category") == 0 || strcmp(first, "has") == 0 ||
           strcmp(first, "no") == 0 || strcmp(first, "with") == 0 ||
           strcmp(first, "js") == 0 || strcmp(first, "et") == 0;
}

static unsigned
attribute_hints(const char *value)
{
    struct name_words words;
    unsigned hints = 0;
    int names = 0;

    while (value != NULL && *value != '\0' && names < 40) {
        unsigned found;

        value = split_name(value, &words);
        while (*value != '\0' && strchr(" \t\r\n\f", *value) != NULL)
            value++;
        names++;
        if (words.count == 0)
            continue;
        found = name_hints(&words);
        if (is_builder_name(&words))
            found &= HINT_BODY;
        hints |= found;
        if (words.count == 1 && strcmp(words.word[0], "hentry") == 0)
            hints |= HINT_ARTICLE;
    }
    return hints;
}

static bool
style_hides(const char *style)
{
    const char *display;

    if (style == NULL)
        return false;
    display = strcasestr(style, "display");
    if (display != NULL) {
        display += strcspn(display, ":;");
        display += strspn(display, ": ");
        if (strncasecmp(display, "none", 4) == 0)
            return true;
    }
    return strcasestr(style, "visibility:hidden") != NULL ||
           strcasestr(style, "visibility: hidden") != NULL;
}

static unsigned
role_hints(const char *role)
{
    static const struct hint_word roles[] = {
        {"navigation", HINT_OUTSIDE},  {"complementary", HINT_OUTSIDE},
        {"contentinfo", HINT_OUTSIDE}, {"banner", HINT_OUTSIDE},
        {"search", HINT_OUTSIDE},      {"menu", HINT_OUTSIDE},
        {"menubar", HINT_OUTSIDE},     {"toolbar", HINT_PLEA},
        {"dialog", HINT_PLEA},         {"alertdialog", HINT_PLEA},
        {"button", HINT_PLEA},         {"main", HINT_MAIN},
        {"article", HINT_ARTICLE},
    };

    for (size_t i = 0; role != NULL && i < sizeof roles / sizeof *roles; i++) {
        if (strcasecmp(role, roles[i].word) == 0)
            return roles[i].hint;
    }
    return 0;
}

static unsigned
tag_hints(enum html_tag tag)
{
    switch (tag) {
    case HTML_NAV:
    case HTML_ASIDE:
    case HTML_FOOTER:
        return HINT_OUTSIDE;
    case HTML_FORM:
        return HINT_PLEA;
    case HTML_ARTICLE:
        return HINT_ARTICLE;
    case HTML_MAIN:
        return HINT_MAIN;
    case HTML_FIGCAPTION:
        return HINT_CAPTION;
    case HTML_HEADER:
        return HINT_HEADLINE;
    case HTML_TIME:
        return HINT_ABOUT;
    default:
        return 0;
    }
}

static unsigned
item_hints(const char *property)
{
    if (property == NULL)
        return 0;
    if (strcasestr(property, "articleBody") != NULL ||
        strcasestr(property, "reviewBody") != NULL ||
        strcasestr(property, "blogPost") != NULL)
        return strcasestr(property, "blogPost") != NULL ? HINT_ARTICLE
                                                        : HINT_BODY;
    if (strcasecmp(property, "author") == 0 ||
        strcasecmp(property, "publisher") == 0 ||
        strcasestr(property, "datePublished") != NULL)
        return HINT_ABOUT;
    if (strcasecmp(property, "comment") == 0)
        return HINT_COMMENTS;
    return 0;
}

unsigned
element_hints(const struct html_node *node)
{
    unsigned hints = tag_hints(node->tag), names;

    if (node->n_attrs == 0)
        return hints;
    if (html_attr(node, "hidden") != NULL ||
        style_hides(html_attr(node, "style")))
        hints |= HINT_NEVER;
    hints |= role_hints(html_attr(node, "role"));
    hints |= item_hints(html_attr(node, "itemprop"));
    if (node->tag == HTML_BODY || node->tag == HTML_HTML)
        return hints & ~HINT_UNWANTED;
    names = attribute_hints(html_attr(node, "class"));
    if (!(node->tag >= HTML_H1 && node->tag <= HTML_H6))
        names |= attribute_hints(html_attr(node, "id")); /* not anchors */
    if ((hints | names) & (HINT_BODY | HINT_ARTICLE | HINT_MAIN))
        names &= HINT_BODY | HINT_ARTICLE | HINT_MAIN;
    hints |= names;
    if (hints & HINT_BODY)
        hints &= ~HINT_UNWANTED | HINT_NEVER;
    return hints;
}

/* What an element does to the text around it; see extract_role.h. */
#include "extract_role.h"
#include "extract_page.h"

#include <string.h>

static enum role
other_role(const char *name)
{
    static const char *const names[] = {
        "acronym", "bdi",  "bdo",  "big",   "data",  "dfn",
        "kbd",     "mark", "nobr", "rb",    "ruby",  "samp",
        "strike",  "var",  "wbr",  "blink", "output"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0)
            return ROLE_INLINE;
    }
    if (strcmp(name, "option") == 0 || strcmp(name, "canvas") == 0 ||
        strcmp(name, "math") == 0 || strcmp(name, "datalist") == 0 ||
        strcmp(name, "rt") == 0 || strcmp(name, "rp") == 0 ||
        strcmp(name, "map") == 0)
        return ROLE_SKIP;
    return ROLE_BLOCK;
}

static enum role
inline_role(const struct html_node *node)
{
    return node->n_attrs > 0 && (element_hints(node) & HINT_NEVER) != 0
               ? ROLE_SKIP
               : ROLE_INLINE;
}

enum role
node_role(const struct html_node *node)
{
    switch (node->tag) {
    case HTML_TEXT:
    case HTML_A:
    case HTML_ABBR:
    case HTML_B:
    case HTML_CITE:
    case HTML_CODE:
    case HTML_DEL:
    case HTML_EM:
    case HTML_FONT:
    case HTML_I:
    case HTML_INS:
    case HTML_LABEL:
    case HTML_Q:
    case HTML_S:
    case HTML_SMALL:
    case HTML_SPAN:
    case HTML_STRONG:
    case HTML_SUB:
    case HTML_SUP:
    case HTML_TIME:
    case HTML_TT:
    case HTML_U:
    case HTML_IMG:
    case HTML_PICTURE:
        return inline_role(node);
    case HTML_BR:
        return ROLE_BREAK;
    case HTML_AUDIO:
    case HTML_BUTTON:
    case HTML_EMBED:
    case HTML_FRAME:
    case HTML_HEAD:
    case HTML_IFRAME:
    case HTML_INPUT:
    case HTML_LINK:
    case HTML_META:
    case HTML_NOSCRIPT:
    case HTML_OBJECT:
    case HTML_SCRIPT:
    case HTML_SELECT:
    case HTML_SOURCE:
    case HTML_STYLE:
    case HTML_SVG:
    case HTML_TEMPLATE:
    case HTML_TEXTAREA:
    case HTML_TITLE:
    case HTML_VIDEO:
        return ROLE_SKIP;
    case HTML_OTHER:
        return other_role(node->name);
    default:
        return ROLE_BLOCK;
    }
}

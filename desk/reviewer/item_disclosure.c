/* Whether a text says who pays its writer, where the rules ask for it. */
#include "item_parts.h"

#include "polyphony/json.h"

#include <ctype.h>
#include <string.h>

/* Letters and digits in small, one blank between words, one at each end. */
static char *
squeeze(struct arena *arena, const char *text)
{
    char *out = arena_alloc(arena, strlen(text) + 3);
    size_t len = 0;

    out[len++] = ' ';
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        if (isalnum(c) || c >= 0x80)
            out[len++] = (char)tolower(c);
        else if (out[len - 1] != ' ')
            out[len++] = ' ';
    }
    if (out[len - 1] != ' ')
        out[len++] = ' ';
    out[len] = '\0';
    return out;
}

static bool
has_any(struct arena *arena, const char *squeezed, const struct json *list)
{
    for (const struct json *item = json_first(list); item != NULL;
         item = json_next(item)) {
        const char *phrase = json_text(item);
        char *wanted = phrase != NULL ? squeeze(arena, phrase) : NULL;

        if (wanted != NULL && wanted[1] != '\0' &&
            strstr(squeezed, wanted) != NULL)
            return true;
    }
    return false;
}

const char *
item_disclosure(const struct items *items, const struct item *item)
{
    const struct json *rules = json_get(items->open->book->doc, "rules");
    struct arena *arena = items->request->arena;
    const char *squeezed = squeeze(arena, item->g.text);

    for (const struct json *rule = json_first(rules); rule != NULL;
         rule = json_next(rule)) {
        const struct json *params = json_get(rule, "params");
        const char *kind = json_get_text(rule, "kind");
        const char *id = json_get_text(rule, "id");

        if (kind == NULL || strcmp(kind, "disclosure") != 0)
            continue;
        for (size_t i = 0; i < item->n_findings; i++) {
            if (id != NULL && strcmp(item->findings[i].rule, id) == 0)
                return NULL;
        }
        if (has_any(arena, squeezed, json_get(params, "need")))
            return "says that they work here";
        return has_any(arena, squeezed, json_get(params, "brand"))
                   ? "names the company, does not praise it"
                   : "does not name the company";
    }
    return NULL;
}

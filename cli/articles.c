/* Articles as JSON Lines; see the header. */
#include "articles.h"
#include "cli.h"

#include "polyphony/file.h"

#include <string.h>

#define MAX_FILE_BYTES ((size_t)1 << 30)
#define COMPLAINTS 10 /* lines told one by one */

bool
articles_read(const char *path, struct arena *arena,
              void (*take)(void *context, const struct json *node,
                           const char *id),
              void *context, struct error *err)
{
    struct buf text = {.max = MAX_FILE_BYTES};
    size_t cursor = 0, len, number = 0, bad = 0;
    bool ok = file_read(path, &text, err);
    char *line;

    while (ok && file_line(&text, &cursor, &line, &len)) {
        struct json *doc = NULL;
        struct error why = {0};
        const char *id = NULL;

        number++;
        if (strspn(line, " \t") == len)
            continue;
        if (json_parse(line, len, &doc, &why))
            id = json_get_id(arena, doc, "id");
        if (id != NULL)
            take(context, doc, id);
        else if (bad++ < COMPLAINTS)
            cli_complain("%s:%zu: %s", path, number,
                         doc != NULL ? "no id" : why.text);
        json_free(doc);
    }
    buf_deinit(&text);
    if (ok && bad > 0)
        ok = error_set(err, ERROR_INPUT, "%s: %zu of %zu lines are no article",
                       path, bad, number);
    return ok;
}

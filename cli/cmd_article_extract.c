/* polyphony article extract: what we read in pages, a JSON object a line. A
 * file that cannot be used gives a line with its error; the others are
 * answered all the same. */
#include "commands.h"
#include "polyphony/extract.h"
#include "polyphony/file.h"
#include "polyphony/json.h"

#include <stdio.h>
#include <string.h>

static void
put_extract(struct json_out *out, const struct extract *extract)
{
    json_member(out, "url", extract->url);
    json_member(out, "canonical", extract->canonical);
    json_member(out, "title", extract->title);
    json_member(out, "author", extract->author);
    json_member(out, "published", extract->published);
    json_member(out, "site", extract->site);
    json_member(out, "image", extract->image);
    json_member(out, "language", extract->language);
    json_member(out, "excerpt", extract->excerpt);
    json_member(out, "text", extract->text);
    json_member_int(out, "words", (int64_t)extract->words);
    json_put_key(out, "feeds");
    json_open(out, '[');
    for (size_t i = 0; i < extract->n_feeds; i++)
        json_put_text(out, extract->feeds[i]);
    json_close(out, ']');
}

static bool
extract_file(const char *path, const struct extract_source *source)
{
    struct buf bytes = {.max = EXTRACT_MAX_BYTES};
    struct buf line = {0};
    struct json_out out = {.buf = &line};
    struct extract *extract = NULL;
    struct error err;
    bool ok =
        file_read(path, &bytes, &err) &&
        extract_article(buf_text(&bytes), bytes.len, source, &extract, &err);

    json_open(&out, '{');
    json_member(&out, "file", path);
    if (ok) {
        put_extract(&out, extract);
    } else {
        bool named = strncmp(err.text, path, strlen(path)) == 0;

        json_member(&out, "error", err.text);
        cli_complain("%s%s%s", named ? "" : path, named ? "" : ": ", err.text);
    }
    json_close(&out, '}');
    json_line(&out);
    fwrite(buf_text(&line), 1, line.len, stdout);
    fflush(stdout);
    extract_free(extract);
    buf_deinit(&line);
    buf_deinit(&bytes);
    return ok;
}

int
cmd_article_extract(struct args *args)
{
    struct extract_source source = {.url = args_option(args, "--url")};
    int status = EXIT_FINE;

    if (!args_done(args, 1, SIZE_MAX))
        return EXIT_USAGE;
    for (size_t i = 0; i < args->count; i++) {
        if (!extract_file(args->items[i], &source))
            status = EXIT_INPUT;
    }
    return cli_finish(status);
}

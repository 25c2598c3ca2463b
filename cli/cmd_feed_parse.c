/* polyphony feed parse: what we read in a feed, a line a file. */
#include "commands.h"

#include "polyphony/feed.h"
#include "polyphony/file.h"
#include "polyphony/json.h"

#include <stdio.h>
#include <string.h>

static void
put_enclosures(struct json_out *out, const struct feed_entry *entry)
{
    json_put_key(out, "enclosures");
    json_open(out, '[');
    for (size_t i = 0; i < entry->n_enclosures; i++) {
        const struct feed_enclosure *enclosure = &entry->enclosures[i];

        json_open(out, '{');
        json_member(out, "url", enclosure->url);
        json_member(out, "type", enclosure->type);
        json_put_key(out, "length");
        if (enclosure->length >= 0)
            json_put_int(out, enclosure->length);
        else
            json_put_null(out);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void
put_entry(struct json_out *out, const struct feed_entry *entry)
{
    json_open(out, '{');
    json_member(out, "id", entry->id);
    json_member(out, "title", entry->title);
    json_member(out, "link", entry->link);
    json_member(out, "author", entry->author);
    json_member_time(out, "published", entry->published);
    json_member_time(out, "updated", entry->updated);
    json_member(out, "summary", entry->summary);
    json_member(out, "content", entry->content);
    json_put_key(out, "categories");
    json_open(out, '[');
    for (size_t i = 0; i < entry->n_categories; i++)
        json_put_text(out, entry->categories[i]);
    json_close(out, ']');
    put_enclosures(out, entry);
    json_member(out, "image", entry->image);
    json_member(out, "comments", entry->comments);
    json_close(out, '}');
}

static void
put_feed(struct json_out *out, const char *file, const struct feed *feed)
{
    json_open(out, '{');
    json_member(out, "file", file);
    json_member(out, "format", feed->format);
    json_member(out, "title", feed->title);
    json_member(out, "link", feed->link);
    json_member(out, "description", feed->description);
    json_member(out, "language", feed->language);
    json_member_time(out, "updated", feed->updated);
    json_member(out, "author", feed->author);
    json_member(out, "image", feed->image);
    json_put_key(out, "entries");
    json_open(out, '[');
    for (size_t i = 0; i < feed->n_entries; i++)
        put_entry(out, &feed->entries[i]);
    json_close(out, ']');
    json_close(out, '}');
    json_line(out);
}

static void
put_error(struct json_out *out, const char *file, const struct error *err)
{
    json_open(out, '{');
    json_member(out, "file", file);
    json_member(out, "error", err->text);
    json_close(out, '}');
    json_line(out);
}

/* One file to one line; true when it was a feed. */
static bool
show(const char *file, const struct feed_source *source, struct buf *line)
{
    struct buf bytes = {.max = FEED_MAX_BYTES};
    struct json_out out = {.buf = line};
    struct error err = {0};
    struct feed *feed = NULL;
    bool ok = file_read(file, &bytes, &err) &&
              feed_parse(buf_text(&bytes), bytes.len, source, &feed, &err);

    if (ok)
        put_feed(&out, file, feed);
    if (ok && feed->cut_short)
        fprintf(stderr,
                "polyphony: %s: only the first %zu entries were read, the "
                "rest is over our bounds\n",
                file, feed->n_entries);
    if (ok && !buf_ok(line)) {
        buf_deinit(line);
        out.comma = false;
        ok = error_set(&err, ERROR_LIMIT, "more text than fits in a line");
    }
    if (!ok) {
        bool named = strncmp(err.text, file, strlen(file)) == 0;

        put_error(&out, file, &err);
        cli_complain("%s%s%s", named ? "" : file, named ? "" : ": ", err.text);
    }
    feed_free(feed);
    buf_deinit(&bytes);
    return ok;
}

int
cmd_feed_parse(struct args *args)
{
    struct feed_source source = {.url = args_option(args, "--url"),
                                 .charset = args_option(args, "--charset")};
    int status = EXIT_FINE;

    if (!args_done(args, 1, SIZE_MAX))
        return EXIT_USAGE;
    for (size_t i = 0; i < args->count; i++) {
        struct buf line = {0};

        if (!show(args->items[i], &source, &line))
            status = EXIT_INPUT;
        fwrite(buf_text(&line), 1, line.len, stdout);
        buf_deinit(&line);
        if (fflush(stdout) != 0)
            break;
    }
    return cli_finish(status);
}

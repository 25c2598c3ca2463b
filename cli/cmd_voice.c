/* polyphony voice show|forget: how a rep writes, as they gave it and as it was
 * learned from their edits and sample posts; each learned line can be taken
 * out. */
#include "commands.h"
#include "home.h"

#include "polyphony/json.h"
#include "polyphony/reps.h"
#include "polyphony/voice.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "3 edits and a sample post" */
static void
print_evidence(const struct rep_line *line)
{
    if (line->edits > 0)
        printf("%d edit%s", line->edits, line->edits == 1 ? "" : "s");
    if (line->edits > 0 && line->samples > 0)
        fputs(" and ", stdout);
    if (line->samples > 0)
        printf("%d sample post%s", line->samples,
               line->samples == 1 ? "" : "s");
}

static void
print_given(const struct voice *voice)
{
    printf("   %sgiven%s    ", dim(), plain());
    if (voice->tone != NULL)
        printf("%s; ", voice->tone);
    printf("%s; %d hashtag%s at most", voice->emoji ? "emoji" : "no emoji",
           voice->hashtags, voice->hashtags == 1 ? "" : "s");
    if (voice->informal)
        printf("; readers are \"du\", \"tu\"");
    if (voice->samples.count > 0)
        printf("; %zu sample post%s", voice->samples.count,
               voice->samples.count == 1 ? "" : "s");
    putchar('\n');
}

static void
print_people(const struct rep *rep, const struct rep_line *list, size_t count)
{
    struct arena *arena = arena_new(0);
    struct json *doc = NULL;
    struct voice voice;

    printf("%s%s%s\n", bold(), rep->name, plain());
    if (json_parse(rep->json, strlen(rep->json), &doc, NULL)) {
        voice_read(arena, doc, &voice);
        print_given(&voice);
    }
    for (size_t i = 0; i < count; i++) {
        printf("%s%s%s  %s%3lld%s  %-38s %s", i == 0 ? dim() : "",
               i == 0 ? "   learned" : "          ", i == 0 ? plain() : "",
               bold(), (long long)list[i].id, plain(), list[i].line, dim());
        print_evidence(&list[i]);
        printf("%s\n", plain());
    }
    if (count == 0)
        printf("   Nothing learned yet: it takes two edits or three sample "
               "posts that agree.\n");
    else
        printf("\n%spolyphony voice forget %s NUMBER%s\n", dim(), rep->id,
               plain());
    json_free(doc);
    arena_free(arena);
}

static void
print_json(const struct rep *rep, const struct rep_line *line)
{
    struct buf text = {.max = 65536};
    struct json_out out = {.buf = &text};

    json_open(&out, '{');
    json_member_int(&out, "id", line->id);
    json_member(&out, "rep", rep->id);
    json_member(&out, "line", line->line);
    json_put_key(&out, "json");
    json_put_raw(&out, line->json);
    json_member_int(&out, "edits", line->edits);
    json_member_int(&out, "samples", line->samples);
    json_close(&out, '}');
    json_line(&out);
    fputs(buf_text(&text), stdout);
    buf_deinit(&text);
}

static bool
show(struct home *home, const char *name, bool json, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct rep_line *list = NULL;
    struct rep rep;
    size_t count = 0;
    bool ok = reps_find(&home->store, name, arena, &rep, err) &&
              reps_voice_lines(&home->store, rep.id, arena, &list, &count, err);

    if (ok && !json)
        print_people(&rep, list, count);
    for (size_t i = 0; ok && json && i < count; i++)
        print_json(&rep, &list[i]);
    arena_free(arena);
    return ok;
}

int
cmd_voice_show(struct args *args)
{
    struct home home;
    struct error err;
    int status = EXIT_FINE;
    bool json = args_flag(args, "--json");

    if (!args_done(args, 1, 1))
        return EXIT_USAGE;
    if (!home_open(args, &home, &status))
        return status;
    if (!show(&home, args->items[0], json, &err))
        status = cli_fail(&err);
    home_close(&home);
    return cli_finish(status);
}

/* --- forget
 * --------------------------------------------------------------------- */

static bool
read_number(const char *text, int64_t *number, struct error *err)
{
    char *end;

    errno = 0;
    *number = strtoll(text, &end, 10);
    return (errno == 0 && end != text && *end == '\0' && *number > 0) ||
           error_set(err, ERROR_USAGE, "%.40s: not the number of a line", text);
}

static bool
forget(struct home *home, const char *name, const char *line, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct rep_line *list = NULL;
    struct rep rep;
    size_t count = 0;
    int64_t number = 0;
    bool ok =
        read_number(line, &number, err) &&
        reps_find(&home->store, name, arena, &rep, err) &&
        reps_voice_lines(&home->store, rep.id, arena, &list, &count, err) &&
        reps_remove_line(&home->store, rep.id, number, home->now, err);

    for (size_t i = 0; ok && i < count; i++) {
        if (list[i].id == number)
            printf("%s: forgotten, and not learned again: %s\n", rep.name,
                   list[i].line);
    }
    arena_free(arena);
    return ok;
}

int
cmd_voice_forget(struct args *args)
{
    struct home home;
    struct error err;
    int status = EXIT_FINE;

    if (!args_done(args, 2, 2))
        return EXIT_USAGE;
    if (!home_open(args, &home, &status))
        return status;
    if (!forget(&home, args->items[0], args->items[1], &err))
        status = cli_fail(&err);
    home_close(&home);
    return cli_finish(status);
}

/* My voice: what the rep gave, what was learned from their edits and sample
 * posts, each line with why it is believed and a button that takes it out. */
#include "desk/page.h"
#include "desk/pages.h"
#include "rep_pages.h"

#include "polyphony/json.h"
#include "polyphony/language.h"
#include "polyphony/network.h"
#include "polyphony/reps.h"
#include "polyphony/voice.h"
#include "polyphony/reps_example.h"

#include <string.h>

static const char *const written[] = {"en", "de", "fr", "es"};

#define WRITTEN (sizeof written / sizeof written[0])

/* What was typed and refused; members NULL: as stored. */
struct voice_again {
    const char *sample, *sample_problem, *problem;
};

static bool
asking_rep(struct request *request, struct rep *rep, struct error *err)
{
    return reps_find(request->store, request->person.rep, request->arena, rep,
                     err);
}

static const char *
evidence(struct request *request, const struct rep_line *line)
{
    const char *edits =
        line->edits == 0 ? ""
        : line->edits == 1
            ? "1 edit"
            : arena_printf(request->arena, "%d edits", line->edits);
    const char *samples =
        line->samples == 0 ? ""
        : line->samples == 1
            ? "1 sample post"
            : arena_printf(request->arena, "%d sample posts", line->samples);

    return arena_printf(request->arena, "%s%s%s", edits,
                        edits[0] != '\0' && samples[0] != '\0' ? " and " : "",
                        samples);
}

static bool
add_lines(struct request *request, struct view *view, const struct rep *rep,
          struct error *err)
{
    struct rep_line *list;
    size_t count;

    if (!reps_voice_lines(request->store, rep->id, request->arena, &list,
                          &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct view *item = view_item(view, "lines");

        view_int(item, "line_id", list[i].id);
        view_text(item, "line", list[i].line);
        view_text(item, "evidence", evidence(request, &list[i]));
    }
    view_format(view, "heading",
                count == 0   ? "Nothing learned of your voice yet"
                : count == 1 ? "One thing learned of your voice"
                             : "%zu things learned of your voice",
                count);
    return true;
}

static void
add_choice(struct view *view, const char *list, const char *value,
           const char *label, bool chosen)
{
    struct view *item = view_item(view, list);

    view_text(item, "value", value);
    view_text(item, "label", label);
    view_flag(item, "chosen", chosen);
}

static bool
is_text(const char *text, const char *other)
{
    return strcmp(text != NULL ? text : "", other) == 0;
}

static void
add_given(struct request *request, struct view *view, const struct rep *rep)
{
    struct json *doc = NULL;
    const struct json *given;
    struct voice voice;
    const char *length, *person;
    char digest[DIGEST_TEXT];

    if (!json_parse(rep->json, strlen(rep->json), &doc, NULL))
        return;
    voice_read(request->arena, doc, &voice);
    given = json_get(doc, "voice");
    length = json_get_text(given, "length");
    person = json_get_text(given, "person");
    view_text(view, "tone", voice.tone);
    view_text(view, "notes", voice.notes);
    view_flag(view, "emoji", voice.emoji);
    view_int(view, "hashtags", voice.hashtags);
    add_choice(view, "lengths", "", "As it comes", is_text(length, ""));
    add_choice(view, "lengths", "short", "Short", is_text(length, "short"));
    add_choice(view, "lengths", "long", "Longer", is_text(length, "long"));
    add_choice(view, "persons", "", "Where it fits", is_text(person, ""));
    add_choice(view, "persons", "i", "Gladly", is_text(person, "i"));
    add_choice(view, "persons", "none", "Never", is_text(person, "none"));
    for (size_t i = 0; i < WRITTEN; i++)
        add_choice(view, "languages", written[i], language_name(written[i]),
                   voice_writes(&voice, written[i]));
    for (size_t i = 0; i < voice.samples.count; i++) {
        struct view *item = view_item(view, "samples");

        view_int(item, "number", (int64_t)i + 1);
        view_text(item, "digest",
                  reps_sample_digest(voice.samples.items[i], digest));
        view_text(item, "sample", voice.samples.items[i]);
    }
    json_free(doc);
}

/* The article given last, as for anybody and as for them. */
static bool
add_example(struct request *request, struct view *view, const struct rep *rep,
            struct error *err)
{
    struct reps_example example;
    struct view *item, *plain, *own;

    if (!reps_example(request->store, rep, request->arena, &example, err))
        return false;
    if (example.title == NULL)
        return true;
    item = view_group(view, "example");
    view_text(item, "title", example.title);
    view_text(item, "network", network_title(example.network));
    view_flag(item, "same", strcmp(example.plain, example.own) == 0);
    plain = view_group(item, "plain");
    card_fill_text(plain, example.network, example.plain);
    own = view_group(item, "own");
    card_fill_text(own, example.network, example.own);
    return true;
}

static bool
show(struct request *request, struct response *response,
     const struct voice_again *again, struct error *err)
{
    struct view *view = page_view(request, "My voice");
    struct rep rep;

    if (!asking_rep(request, &rep, err) || !add_lines(request, view, &rep, err))
        return false;
    add_given(request, view, &rep);
    if (!add_example(request, view, &rep, err))
        return false;
    if (again != NULL) {
        view_text(view, "typed_sample", again->sample);
        view_text(view, "sample_problem", again->sample_problem);
        view_text(view, "problem", again->problem);
    }
    return page_show(request, response, "voice", view, err);
}

bool
page_voice(struct request *request, struct response *response,
           struct error *err)
{
    return show(request, response, NULL, err);
}

/* Those that are ticked; where a program names none, those of before. */
static size_t
read_languages(struct request *request, const struct voice *stored,
               const char **languages)
{
    size_t count = 0;

    for (size_t i = 0; i < WRITTEN; i++) {
        if (!request_means(request, "language")) {
            if (voice_writes(stored, written[i]))
                languages[count++] = written[i];
            continue;
        }
        for (const char *at = NULL;
             (at = request_next_field(request, "language", at)) != NULL;) {
            if (strcmp(at, written[i]) == 0) {
                languages[count++] = written[i];
                break;
            }
        }
    }
    return count;
}

/* `text` may be NULL. */
static const char *
one_of(const char *text, const char *one, const char *other)
{
    return text == NULL               ? NULL
           : strcmp(text, one) == 0   ? one
           : strcmp(text, other) == 0 ? other
                                      : NULL;
}

static const char *
optional(const char *text)
{
    return text != NULL && text[strspn(text, " \n\t")] != '\0' ? text : NULL;
}

/* `rep`: their JSON. */
static void
read_given(struct request *request, const struct json *rep,
           const char **languages, struct voice_given *given)
{
    const struct json *old = json_get(rep, "voice");
    const char *length = json_get_text(old, "length");
    const char *person = json_get_text(old, "person");
    int64_t hashtags = -1;
    struct voice stored;

    voice_read(request->arena, rep, &stored);
    *given = (struct voice_given){
        .tone = optional(request_field_or(request, "tone", stored.tone)),
        .notes = optional(request_field_or(request, "notes", stored.notes)),
        .length = one_of(request_field_or(request, "length", length), "short",
                         "long"),
        .person =
            one_of(request_field_or(request, "person", person), "i", "none"),
        .emoji = request_means(request, "emoji")
                     ? request_field(request, "emoji")[0] != '\0'
                     : stored.emoji,
        .hashtags = stored.hashtags,
        .languages = languages,
        .n_languages = read_languages(request, &stored, languages)};
    if (request_means(request, "hashtags")) {
        (void)text_number(request_field(request, "hashtags"), 0, 10, &hashtags);
        given->hashtags = (int)hashtags;
    }
}

bool
page_voice_give(struct request *request, struct response *response,
                struct error *err)
{
    const char *languages[WRITTEN];
    struct voice_again again = {0};
    struct voice_given given;
    struct json *doc = NULL;
    struct error why;
    struct rep rep;

    if (!asking_rep(request, &rep, err) ||
        !json_parse(rep.json, strlen(rep.json), &doc, err))
        return false;
    read_given(request, doc, languages, &given);
    json_free(doc);
    if (reps_set_voice(request->store, request->person.rep, &given,
                       request->now, &why))
        return page_done(request, response, "/voice#ex", err,
                         "Kept. The next texts follow it.");
    if (why.kind != ERROR_INPUT && why.kind != ERROR_LIMIT) {
        *err = why;
        return false;
    }
    again.problem = arena_strdup(request->arena, why.text);
    response->status = 422;
    return show(request, response, &again, err);
}

bool
page_voice_forget(struct request *request, struct response *response,
                  struct error *err)
{
    struct error why;
    int64_t id;

    if (!request_param_id(request, "id", &id) ||
        !reps_remove_line(request->store, request->person.rep, id, request->now,
                          &why))
        return error_set(err, ERROR_NOTFOUND, "There is no such line");
    return page_done_undo(
        request, response, "/voice",
        arena_printf(request->arena, "/voice/%lld/keep", (long long)id), err,
        "Forgotten, and not learned again.");
}

bool
page_voice_keep(struct request *request, struct response *response,
                struct error *err)
{
    struct error why;
    int64_t id;

    if (!request_param_id(request, "id", &id) ||
        !reps_restore_line(request->store, request->person.rep, id,
                           request->now, &why))
        return error_set(err, ERROR_NOTFOUND, "There is no such line");
    return page_done(request, response, "/voice", err, "Kept after all.");
}

bool
page_voice_sample(struct request *request, struct response *response,
                  struct error *err)
{
    const char *back = request_query(request, "again"); /* an undo */
    const char *text =
        back[0] != '\0' ? back : request_field(request, "sample");
    struct voice_again again = {.sample = text};
    struct error why;

    if (reps_add_sample(request->store, request->person.rep, text, request->now,
                        &why))
        return page_done(request, response, "/voice", err,
                         "Kept, and learned from.");
    if (why.kind != ERROR_INPUT && why.kind != ERROR_LIMIT) {
        *err = why;
        return false;
    }
    again.sample_problem = arena_strdup(request->arena, why.text);
    response->status = 422;
    return show(request, response, &again, err);
}

#define TOLD_BACK 1500 /* bytes of a sample that fit an address */

/* The sample itself, since nothing of it is kept: where to post to have it
 * back. NULL for a long one, and for one that is not there. */
static const char *
give_back_path(struct request *request, const struct rep *rep,
               const char *digest)
{
    const char *path = NULL;
    struct json *doc = NULL;
    char other[DIGEST_TEXT];

    if (!json_parse(rep->json, strlen(rep->json), &doc, NULL))
        return NULL;
    for (const struct json *at =
             json_first(json_get(json_get(doc, "voice"), "samples"));
         at != NULL && path == NULL; at = json_next(at)) {
        const char *text = json_text(at);
        struct buf whole = {.max = 4 * TOLD_BACK};

        if (text == NULL || strlen(text) > TOLD_BACK ||
            strcmp(reps_sample_digest(text, other), digest) != 0)
            continue;
        buf_add(&whole, "/voice/samples?again=");
        buf_add_url(&whole, text);
        path = arena_strdup(request->arena, buf_text(&whole));
        buf_deinit(&whole);
    }
    json_free(doc);
    return path;
}

bool
page_voice_sample_remove(struct request *request, struct response *response,
                         struct error *err)
{
    const char *digest = request_param(request, "id"), *path;
    struct error why;
    struct rep rep;

    if (!asking_rep(request, &rep, err))
        return false;
    path = give_back_path(request, &rep, digest);
    if (!reps_remove_sample(request->store, request->person.rep, digest,
                            request->now, &why))
        return error_set(err, ERROR_NOTFOUND, "There is no such sample post");
    return page_done_undo(request, response, "/voice", path, err,
                          "Taken out, with what only it had taught.");
}

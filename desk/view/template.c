/* Reads the templates once, into steps with jumps, and fills them. */
#include "polyphony/embedded.h"
#include "polyphony/mem.h"
#include "view_internal.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "desk/pages/"
#define DEPTH 16 /* sections and templates within one another */

enum step_kind {
    STEP_TEXT,
    STEP_VALUE,
    STEP_HTML,
    STEP_SECTION,
    STEP_INVERSE,
    STEP_END,
    STEP_TEMPLATE
};

struct step {
    enum step_kind kind;
    const char *text; /* as it is, or a name */
    size_t len;
    size_t end; /* of a section: the index of its end */
};

struct template
{
    const struct embedded *file;
    const char *name; /* without folder and ending */
    size_t name_len;
    struct step *steps;
    size_t count, room;
    struct error err; /* kind not NONE: broken */
};

static struct template *templates;
static size_t template_count;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* --- reading ---------------------------------------------------------- */

static struct step *
add_step(struct template *template, enum step_kind kind, const char *text,
         size_t len)
{
    struct step *step;

    template->steps = mem_grow(template->steps, &template->room,
                               template->count + 1, sizeof *template->steps);
    step = &template->steps[template->count++];
    *step = (struct step){.kind = kind, .text = text, .len = len};
    return step;
}

static bool
end_section(struct template *template, size_t *open, size_t *depth,
            const char *name, size_t len)
{
    struct step *section;

    if (*depth == 0)
        return error_set(&template->err, ERROR_INPUT, "{{/%.*s}} ends nothing",
                         (int)len, name);
    section = &template->steps[open[--*depth]];
    if (section->len != len || memcmp(section->text, name, len) != 0)
        return error_set(&template->err, ERROR_INPUT,
                         "{{/%.*s}} stands where {{/%.*s}} is wanted", (int)len,
                         name, (int)section->len, section->text);
    section->end = template->count;
    add_step(template, STEP_END, name, len);
    return true;
}

/* What stands between the braces, without its mark. */
static bool
read_tag(struct template *template, const char *tag, size_t len, size_t *open,
         size_t *depth)
{
    char mark = len > 0 ? tag[0] : ' ';
    enum step_kind kind = STEP_VALUE;

    if (mark == '!')
        return true;
    if (strchr("#^/>{", mark) != NULL) {
        tag++;
        len--;
    }
    if (len == 0 || memchr(tag, ' ', len) != NULL || memchr(tag, '\n', len))
        return error_set(&template->err, ERROR_INPUT,
                         "{{%.*s}}: a name without blanks is wanted", (int)len,
                         tag);
    if (mark == '/')
        return end_section(template, open, depth, tag, len);
    if (mark == '#' || mark == '^') {
        if (*depth == DEPTH)
            return error_set(&template->err, ERROR_LIMIT, "too deep");
        open[(*depth)++] = template->count;
        kind = mark == '#' ? STEP_SECTION : STEP_INVERSE;
    } else if (mark == '>') {
        kind = STEP_TEMPLATE;
    } else if (mark == '{') {
        kind = STEP_HTML;
    }
    add_step(template, kind, tag, len);
    return true;
}

static void
read_template(struct template *template)
{
    const char *text = template->file->text, *start;
    size_t open[DEPTH], depth = 0;

    while ((start = strstr(text, "{{")) != NULL) {
        bool is_raw = start[2] == '{';
        const char *end = strstr(start, is_raw ? "}}}" : "}}");

        if (end == NULL) {
            error_set(&template->err, ERROR_INPUT, "{{ without }}");
            return;
        }
        if (start > text)
            add_step(template, STEP_TEXT, text, (size_t)(start - text));
        if (!read_tag(template, start + 2, (size_t)(end - start - 2), open,
                      &depth))
            return;
        text = end + (is_raw ? 3 : 2);
    }
    if (*text != '\0')
        add_step(template, STEP_TEXT, text, strlen(text));
    if (depth > 0)
        error_set(&template->err, ERROR_INPUT, "{{#%.*s}} has no end",
                  (int)template->steps[open[depth - 1]].len,
                  template->steps[open[depth - 1]].text);
}

static void
read_all(void)
{
    const struct embedded *file = NULL;

    while ((file = embedded_next(FOLDER, file)) != NULL)
        template_count++;
    templates = mem_calloc(template_count + 1, sizeof *templates);
    template_count = 0;
    for (file = NULL; (file = embedded_next(FOLDER, file)) != NULL;) {
        struct template *template = &templates[template_count++];

        template->file = file;
        template->name = file->name + strlen(FOLDER);
        template->name_len = strcspn(template->name, ".");
        read_template(template);
        if (template->err.kind != ERROR_NONE)
            error_wrap(&template->err, "%s", file->name);
    }
}

static const struct template *
find(const char *name, size_t len, struct error *err)
{
    pthread_once(&once, read_all);
    for (size_t i = 0; i < template_count; i++) {
        if (templates[i].name_len != len ||
            memcmp(templates[i].name, name, len) != 0)
            continue;
        if (templates[i].err.kind == ERROR_NONE)
            return &templates[i];
        error_set(err, templates[i].err.kind, "%s", templates[i].err.text);
        return NULL;
    }
    error_set(err, ERROR_NOTFOUND, FOLDER "%.*s.html: no such template",
              (int)len, name);
    return NULL;
}

bool
template_check_all(struct error *err)
{
    pthread_once(&once, read_all);
    for (size_t i = 0; i < template_count; i++) {
        const struct template *t = &templates[i];

        if (t->err.kind != ERROR_NONE)
            return error_set(err, t->err.kind, "%s", t->err.text);
        for (size_t k = 0; k < t->count; k++) {
            const struct step *step = &t->steps[k];

            if (step->kind == STEP_TEMPLATE &&
                !(step->len == 7 && memcmp(step->text, "content", 7) == 0) &&
                find(step->text, step->len, err) == NULL)
                return error_wrap(err, "%s", t->file->name);
        }
    }
    return true;
}

/* --- filling ---------------------------------------------------------- */

struct filling {
    struct buf *out;
    const char *content;
    struct error *err;
    int depth;
};

static bool
is_there(const struct view *value)
{
    if (value == NULL)
        return false;
    switch (value->kind) {
    case VIEW_FLAG:
        return value->flag;
    case VIEW_LIST:
        return value->first != NULL;
    case VIEW_TEXT:
    case VIEW_HTML:
        return value->text[0] != '\0';
    case VIEW_GROUP:
        break;
    }
    return true;
}

static void
add_value(struct buf *out, const struct view *value, bool is_raw)
{
    if (value == NULL || value->text == NULL)
        return;
    if (value->kind == VIEW_HTML && is_raw)
        buf_add(out, value->text);
    else if (value->kind == VIEW_TEXT || value->kind == VIEW_HTML)
        buf_add_html(out, value->text);
}

static bool fill(struct filling *filling, const struct template *template,
                 size_t from, size_t to, const struct view *view);

static bool
fill_section(struct filling *filling, const struct template *template,
             size_t at, const struct view *view)
{
    const struct step *step = &template->steps[at];
    const struct view *value = view_find(view, step->text, step->len);

    if (step->kind == STEP_INVERSE)
        return is_there(value) ||
               fill(filling, template, at + 1, step->end, view);
    if (!is_there(value))
        return true;
    if (value->kind == VIEW_GROUP)
        return fill(filling, template, at + 1, step->end, value);
    if (value->kind != VIEW_LIST)
        return fill(filling, template, at + 1, step->end, view);
    for (value = value->first; value != NULL; value = value->next) {
        if (!fill(filling, template, at + 1, step->end, value))
            return false;
    }
    return true;
}

static bool
fill_template(struct filling *filling, const struct step *step,
              const struct view *view)
{
    const struct template *template;
    bool is_content = step->len == 7 && memcmp(step->text, "content", 7) == 0;

    if (is_content && filling->content == NULL)
        return true;
    template = is_content ? find(filling->content, strlen(filling->content),
                                 filling->err)
                          : find(step->text, step->len, filling->err);
    return template != NULL &&
           fill(filling, template, 0, template->count, view);
}

/* Goes as deep as our own templates do, which DEPTH bounds. */
static bool
fill(struct filling *filling, const struct template *template, size_t from,
     size_t to, const struct view *view)
{
    bool ok = true;

    if (++filling->depth > 2 * DEPTH)
        return error_set(filling->err, ERROR_LIMIT, "%s: too deep",
                         template->file->name);
    for (size_t i = from; ok && i < to; i++) {
        const struct step *step = &template->steps[i];

        switch (step->kind) {
        case STEP_TEXT:
            buf_add_bytes(filling->out, step->text, step->len);
            break;
        case STEP_VALUE:
        case STEP_HTML:
            add_value(filling->out, view_find(view, step->text, step->len),
                      step->kind == STEP_HTML);
            break;
        case STEP_SECTION:
        case STEP_INVERSE:
            ok = fill_section(filling, template, i, view);
            i = step->end;
            break;
        case STEP_TEMPLATE:
            ok = fill_template(filling, step, view);
            break;
        case STEP_END:
            break;
        }
    }
    filling->depth--;
    return ok;
}

bool
template_render(const char *name, const char *content, const struct view *view,
                struct buf *out, struct error *err)
{
    struct filling filling = {.out = out, .content = content, .err = err};
    const struct template *template = find(name, strlen(name), err);

    return template != NULL &&
           fill(&filling, template, 0, template->count, view) &&
           (buf_ok(out) ||
            error_set(err, ERROR_LIMIT, "the page is too large"));
}

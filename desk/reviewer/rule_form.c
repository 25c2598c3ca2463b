/* A rule as a form; see the header. */
#include "rule_form.h"

#include "polyphony/guideline.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum type { LIST, TEXT, NUMBER, FLAG, MAP };

struct rule_field {
    const char *name;
    enum type type;
    const char *label, *hint;
};

static const struct rule_field fields[] = {
    {"phrases", LIST, "Words and phrases",
     "One a line; * stands for any ending."},
    {"pattern", TEXT, "Pattern", "A POSIX regular expression."},
    {"names", LIST, "Names", "One a line."},
    {"with", LIST, "Only beside one of these", "One a line; none: always."},
    {"when", LIST, "When it says one of these", "One a line."},
    {"brand", LIST, "Names of the company", "One a line."},
    {"praise", LIST, "And praises with one of these", "One a line."},
    {"need", LIST, "It must also say one of these", "One a line."},
    {"except", LIST, "Except", "These never count. One a line."},
    {"unless", LIST, "Unless the text also says", "One a line."},
    {"of", TEXT, "What is counted",
     "hashtag, mention, url, emoji or exclamation"},
    {"max", NUMBER, "At most", ""},
    {"max_by_network", MAP, "At most, by network",
     "A network and a number a line: linkedin 5"},
    {"min", NUMBER, "From how many on", ""},
    {"min_words", NUMBER, "At least so many words", ""},
    {"limit", TEXT, "Longest", "network: as long as the network takes"},
    {"first_line_max", NUMBER, "First line at most", "In characters."},
    {"banned", LIST, "Hashtags that are not used", "One a line."},
    {"banned_domains", LIST, "Link shorteners and sites", "One a line."},
    {"https", FLAG, "Links must begin with https", ""},
    {"camel_from", NUMBER, "Hashtags of so many letters need capitals", ""},
    {"types", LIST, "Personal data", "email, phone, card, iban: one a line."},
    {"allow_email_domains", LIST, "Addresses of these are fine", "One a line."},
    {"check", LIST, "Signs",
     "styled, mixed-script, invisible, bidi-override: one a line."},
    {"run", NUMBER, "Words in capitals in a row", ""},
    {"run_longest", NUMBER, "One of them at least so long", ""},
    {"word", NUMBER, "Or one word in capitals so long", ""},
    {"share", NUMBER, "Or this share of all letters", "From 0 to 1."},
    {"share_letters", NUMBER, "The share counts from so many letters", ""},
    {"allow", LIST, "Capitals that are fine", "One a line."},
    {"against", TEXT, "Compared with",
     "corporate, article, history or history-opening"},
    {"words", NUMBER, "First words that count", ""},
    {"times", NUMBER, "How often it may happen", ""},
    {"covered", NUMBER, "Share that may stand there too", "From 0 to 1."},
    {"c5_jaccard", NUMBER, "Likeness of letters", "From 0 to 1."},
    {"c5_containment", NUMBER, "Share of the shorter in the longer",
     "From 0 to 1."},
    {"token_edit", NUMBER, "Likeness of words", "From 0 to 1."},
    {"negation", NUMBER,
     "A \xE2\x80\x9Cnot\xE2\x80\x9D so many words before it "
     "makes it fine",
     "0: it never does."},
    {"quotes", TEXT, "Within quotation marks", "skip: it does not count there"},
    {"literal", FLAG, "Exactly these letters, nothing folded", ""},
};

#define N_FIELDS (sizeof fields / sizeof fields[0])

static bool
has_word(const char *list, const char *word)
{
    size_t len = strlen(word);

    for (const char *at = list; (at = strstr(at, word)) != NULL; at++) {
        if ((at == list || at[-1] == ' ') &&
            (at[len] == ' ' || at[len] == '\0'))
            return true;
    }
    return false;
}

static const char *
fields_of(const char *kind)
{
    const char *name, *known;

    for (size_t i = 0; guideline_kind(i, &name, &known); i++) {
        if (strcmp(name, kind) == 0)
            return known;
    }
    return "";
}

const struct json *
rule_find(const struct json *pack, const char *id)
{
    for (const struct json *rule = json_first(json_get(pack, "rules"));
         rule != NULL; rule = json_next(rule)) {
        const char *name = json_get_text(rule, "id");

        if (name != NULL && strcmp(name, id) == 0)
            return rule;
    }
    return NULL;
}

/* --- from JSON ------------------------------------------------------------ */

static void
add_plain(struct buf *out, const struct json *node)
{
    double number;

    if (json_text(node) != NULL)
        buf_add(out, json_text(node));
    else if (json_is_bool(node))
        buf_add(out, json_true(node) ? "1" : "");
    else if (json_number(node, &number))
        buf_printf(out, "%.10g", number);
}

/* Lists and maps a line each. */
static const char *
text_of(struct arena *arena, const struct json *node, bool map)
{
    struct buf out = {.max = (size_t)1 << 20};
    const char *text;

    if (json_first(node) == NULL)
        add_plain(&out, node);
    for (const struct json *item = json_first(node); item != NULL;
         item = json_next(item)) {
        if (out.len > 0)
            buf_add(&out, "\n");
        if (map)
            buf_printf(&out, "%s ", json_key(item));
        add_plain(&out, item);
    }
    text = arena_strdup(arena, buf_text(&out));
    buf_deinit(&out);
    return text;
}

static const char *
or_empty(const char *text)
{
    return text != NULL ? text : "";
}

void
rule_form_read(struct rule_form *form, struct arena *arena,
               const struct json *rule)
{
    const struct json *params = json_get(rule, "params");
    const char *known;

    *form = (struct rule_form){
        .id = or_empty(json_get_text(rule, "id")),
        .title = or_empty(json_get_text(rule, "title")),
        .why = or_empty(json_get_text(rule, "why")),
        .fix = or_empty(json_get_text(rule, "fix")),
        .severity = or_empty(json_get_text(rule, "severity")),
        .kind = or_empty(json_get_text(rule, "kind")),
        .networks = text_of(arena, json_get(rule, "networks"), false),
        .was = rule};
    known = fields_of(form->kind);
    for (size_t i = 0; i < N_FIELDS && form->count < RULE_FIELDS; i++) {
        const struct json *node = json_get(params, fields[i].name);

        if (has_word(known, fields[i].name))
            form->values[form->count++] = (struct rule_value){
                &fields[i], text_of(arena, node, fields[i].type == MAP)};
    }
}

void
rule_form_use_kind(struct rule_form *form)
{
    const char *known = fields_of(form->kind);

    form->count = 0;
    for (size_t i = 0; i < N_FIELDS && form->count < RULE_FIELDS; i++) {
        if (has_word(known, fields[i].name))
            form->values[form->count++] = (struct rule_value){&fields[i], ""};
    }
}

/* --- from the form -------------------------------------------------------- */

/* "No frost!" is no-frost; "" where a name has no letter for it. */
static const char *
id_of(struct arena *arena, const char *title)
{
    char *id = arena_strdup(arena, title);
    size_t len = 0;

    for (const char *at = title; *at != '\0' && len < 40; at++) {
        unsigned char c = (unsigned char)*at;

        if (c < 0x80 && isalnum(c))
            id[len++] = (char)tolower(c);
        else if (len > 0 && id[len - 1] != '-')
            id[len++] = '-';
    }
    while (len > 0 && id[len - 1] == '-')
        len--;
    id[len] = '\0';
    return strcmp(id, "new") == 0 ? "" : id;
}

void
rule_form_name(struct rule_form *form, struct arena *arena,
               const struct json *pack)
{
    const char *base;

    if (form->was != NULL || form->id[strspn(form->id, " ")] != '\0' ||
        form->title[strspn(form->title, " ")] == '\0')
        return;
    base = id_of(arena, form->title);
    if (base[0] == '\0')
        base = "rule";
    form->id = base;
    for (int i = 2; i < 1000 && rule_find(pack, form->id) != NULL; i++)
        form->id = arena_printf(arena, "%s-%d", base, i);
}

const char *
rule_value_label(const struct rule_value *value)
{
    return value->field->label;
}

const char *
rule_form_value(const struct rule_form *form, const struct rule_value *like)
{
    for (size_t i = 0; i < form->count; i++) {
        if (form->values[i].field == like->field)
            return form->values[i].text;
    }
    return "";
}

bool
rule_form_asks(const struct rule_form *form, const struct rule_value *like)
{
    for (size_t i = 0; i < form->count; i++) {
        if (form->values[i].field == like->field)
            return true;
    }
    return false;
}

void
rule_form_take(struct rule_form *form, struct request *request,
               const struct json *was)
{
    const char *known;

    const char *id = was != NULL ? or_empty(json_get_text(was, "id"))
                                 : request_field(request, "id");

    *form = (struct rule_form){.id = id,
                               .title = request_field(request, "title"),
                               .why = request_field(request, "why"),
                               .fix = request_field(request, "fix"),
                               .severity = request_field(request, "severity"),
                               .kind = request_field(request, "kind"),
                               .networks = request_field(request, "networks"),
                               .was = was};
    known = fields_of(form->kind);
    for (size_t i = 0; i < N_FIELDS && form->count < RULE_FIELDS; i++) {
        char name[60];

        if (!has_word(known, fields[i].name))
            continue;
        snprintf(name, sizeof name, "p-%s", fields[i].name);
        form->values[form->count++] =
            (struct rule_value){&fields[i], request_field(request, name)};
    }
}

/* --- to JSON -------------------------------------------------------------- */

/* The next line of a text, trimmed; false at its end. */
static bool
next_line(const char **text, char *line, size_t size, size_t *len)
{
    while (**text != '\0') {
        size_t all = strcspn(*text, "\n"), from = 0, to = all;
        const char *start = *text;

        *text += all + (start[all] == '\n');
        while (from < to && isspace((unsigned char)start[from]))
            from++;
        while (to > from && isspace((unsigned char)start[to - 1]))
            to--;
        if (to == from)
            continue;
        *len = to - from;
        snprintf(line, size, "%.*s", (int)(*len < size ? *len : size - 1),
                 start + from);
        return true;
    }
    return false;
}

static void
put_list(struct json_out *out, const char *text)
{
    char line[1000];
    size_t len;

    json_open(out, '[');
    while (next_line(&text, line, sizeof line, &len))
        json_put_text(out, line);
    json_close(out, ']');
}

static bool
put_number(struct json_out *out, const char *name, const char *text,
           struct error *err)
{
    char *end;
    double number = strtod(text, &end);
    char written[40];

    while (isspace((unsigned char)*end))
        end++;
    if (end == text || *end != '\0' || !(number >= 0 && number <= 1e6))
        return error_set(err, ERROR_INPUT, "%s: \"%.40s\" is no number", name,
                         text);
    snprintf(written, sizeof written, "%.10g", number);
    json_put_raw(out, written);
    return true;
}

static bool
put_map(struct json_out *out, const char *name, const char *text,
        struct error *err)
{
    char line[200];
    size_t len;

    json_open(out, '{');
    while (next_line(&text, line, sizeof line, &len)) {
        char *gap = strpbrk(line, " :\t");

        if (gap == NULL)
            return error_set(err, ERROR_INPUT,
                             "%s: \"%.60s\" is no network with a number", name,
                             line);
        *gap++ = '\0';
        gap += strspn(gap, " :\t");
        json_put_key(out, line);
        if (!put_number(out, name, gap, err))
            return false;
    }
    json_close(out, '}');
    return true;
}

static bool
put_value(struct json_out *out, const struct rule_value *value,
          struct error *err)
{
    const char *text = value->text;

    if (text[strspn(text, " \t\n")] == '\0')
        return true; /* left away */
    json_put_key(out, value->field->name);
    switch (value->field->type) {
    case LIST:
        put_list(out, text);
        return true;
    case NUMBER:
        return put_number(out, value->field->name, text, err);
    case FLAG:
        json_put_bool(out, true);
        return true;
    case MAP:
        return put_map(out, value->field->name, text, err);
    default:
        json_put_text(out, text);
        return true;
    }
}

/* What the form does not show: notes, sources. */
static void
put_rest(struct json_out *out, const struct json *was)
{
    static const char ours[] = "id title why severity kind networks params fix";

    for (const struct json *m = json_first(was); m != NULL; m = json_next(m)) {
        if (has_word(ours, json_key(m)))
            continue;
        json_put_key(out, json_key(m));
        json_put_node(out, m);
    }
}

static bool
is_id(const char *id)
{
    size_t len = strlen(id);

    return len > 0 && len <= 60 &&
           strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == len &&
           strcmp(id, "new") != 0;
}

bool
rule_form_write(const struct rule_form *form, struct buf *json,
                struct error *err)
{
    struct json_out out = {.buf = json};

    if (form->title[strspn(form->title, " ")] == '\0')
        return error_set(err, ERROR_INPUT, "title: the rule needs a name");
    if (form->was == NULL && !is_id(form->id))
        return error_set(err, ERROR_INPUT,
                         "id: a short name of small letters, digits and "
                         "hyphens");
    if (form->why[strspn(form->why, " \n")] == '\0')
        return error_set(err, ERROR_INPUT,
                         "why: give the reason: who says no says why");
    json_open(&out, '{');
    json_member(&out, "id", form->id);
    json_member(&out, "title", form->title);
    json_member(&out, "why", form->why);
    json_member(&out, "severity", form->severity);
    json_member(&out, "kind", form->kind);
    if (form->networks[strspn(form->networks, " \t\n")] != '\0') {
        json_put_key(&out, "networks");
        put_list(&out, form->networks);
    }
    json_put_key(&out, "params");
    json_open(&out, '{');
    for (size_t i = 0; i < form->count; i++) {
        if (!put_value(&out, &form->values[i], err))
            return false;
    }
    json_close(&out, '}');
    json_member(&out, "fix", form->fix);
    put_rest(&out, form->was);
    json_close(&out, '}');
    if (form->fix[strspn(form->fix, " ")] == '\0')
        return error_set(err, ERROR_INPUT,
                         "fix: say what to write instead: who objects says how "
                         "to mend it");
    return buf_ok(json) || error_set(err, ERROR_LIMIT, "the rule is too long");
}

void
rule_form_write_pack(const struct json *pack, const struct json *was,
                     const char *rule, struct buf *json)
{
    struct json_out out = {.buf = json};

    json_open(&out, '{');
    for (const struct json *m = json_first(pack); m != NULL; m = json_next(m)) {
        json_put_key(&out, json_key(m));
        if (strcmp(json_key(m), "rules") != 0) {
            json_put_node(&out, m);
            continue;
        }
        json_open(&out, '[');
        for (const struct json *r = json_first(m); r != NULL;
             r = json_next(r)) {
            if (r != was)
                json_put_node(&out, r);
            else if (rule != NULL)
                json_put_raw(&out, rule);
        }
        if (was == NULL && rule != NULL)
            json_put_raw(&out, rule);
        json_close(&out, ']');
    }
    json_close(&out, '}');
}

void
rule_form_write_alone(const char *rule, struct buf *json)
{
    buf_printf(json, "{\"name\":\"trial\",\"version\":1,\"rules\":[%s]}", rule);
}

/* --- as shown ------------------------------------------------------------- */

/* "rule pack: rule superlative: phrases: not a list" names phrases. */
static bool
names_field(const char *problem, const char *name)
{
    size_t len = strlen(name);

    for (const char *at = problem; at != NULL && *at != '\0';) {
        const char *colon = strstr(at, ": ");

        if (strncmp(at, name, len) == 0 && at[len] == ':')
            return true;
        at = colon != NULL ? colon + 2 : NULL;
    }
    return false;
}

/* What a kind does, in words; one that is not here goes by its name. */
const char *
rule_kind_words(const char *name)
{
    static const char *const words[][2] = {
        {"banned-phrase", "words that we do not use"},
        {"tone", "a tone that we do not take"},
        {"claim", "claims that need proof"},
        {"density", "too many of such words together"},
        {"required-when", "words that must stand beside others"},
        {"disclosure", "praise without saying who one works for"},
        {"competitor", "other companies"},
        {"regex", "a pattern"},
        {"all-caps", "capitals"},
        {"length", "length"},
        {"max-count", "too many of something"},
        {"hashtag", "hashtags"},
        {"link", "links"},
        {"unicode", "disguised and fancy letters"},
        {"pii", "personal data"},
        {"repetition", "copies of what was said before"},
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i][0], name) == 0)
            return words[i][1];
    }
    return name;
}

static void
show_kinds(const struct rule_form *form, struct view *view)
{
    const char *name, *known;

    for (size_t i = 0; guideline_kind(i, &name, &known); i++) {
        struct view *kind = view_item(view, "kinds");

        view_text(kind, "name", name);
        view_text(kind, "label", rule_kind_words(name));
        view_flag(kind, "chosen", strcmp(name, form->kind) == 0);
    }
}

/* What is wrong, without the names of pack, rule and field before it. */
static const char *
problem_words(const struct rule_form *form, const char *problem)
{
    static const char *const plain[] = {"id",   "title",    "why", "severity",
                                        "kind", "networks", "fix", "rule pack"};
    const char *words = problem;

    if (problem == NULL)
        return NULL;
    for (const char *colon = strstr(words, ": "); colon != NULL;
         colon = strstr(words, ": ")) {
        size_t len = (size_t)(colon - words);
        bool known = strncmp(words, "rule ", 5) == 0;

        for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
            known |=
                strlen(plain[i]) == len && strncmp(words, plain[i], len) == 0;
        for (size_t i = 0; i < form->count; i++) {
            const char *name = form->values[i].field->name;

            known |= strlen(name) == len && strncmp(words, name, len) == 0;
        }
        if (!known)
            break;
        words = colon + 2;
    }
    return words;
}

static void
show_value(const struct rule_value *value, const char *problem,
           const char *words, struct view *view)
{
    const struct rule_field *field = value->field;
    bool bad = names_field(problem, field->name);

    view_text(view, "name", field->name);
    view_text(view, "label", field->label);
    view_text(view, "hint", field->hint);
    view_text(view, "value", value->text);
    view_flag(view, "is_lines", field->type == LIST || field->type == MAP);
    view_flag(view, "is_flag", field->type == FLAG);
    view_flag(view, "on", value->text[0] != '\0');
    if (bad)
        view_text(view, "bad", words);
}

/* What a kind cannot do without comes first, and what is filled in; the rest
 * is folded away. */
static void
show_values(const struct rule_form *form, const char *problem,
            const char *words, struct view *view)
{
    struct view *more = NULL;

    for (size_t i = 0; i < form->count; i++) {
        const struct rule_value *value = &form->values[i];
        bool bad = names_field(problem, value->field->name);

        if (i < 2 || value->text[0] != '\0') {
            show_value(value, problem, words, view_item(view, "fields"));
            continue;
        }
        if (more == NULL)
            more = view_group(view, "more");
        if (bad)
            view_flag(more, "open", true);
        show_value(value, problem, words, view_item(more, "rest"));
    }
}

void
rule_form_show(const struct rule_form *form, const char *problem,
               struct view *view)
{
    static const char *const plain[] = {"id",   "title",    "why", "severity",
                                        "kind", "networks", "fix"};
    const char *words = problem_words(form, problem);

    view_text(view, "id", form->id);
    view_flag(view, "is_new", form->was == NULL);
    view_text(view, "rule_title", form->title);
    view_text(view, "why", form->why);
    view_text(view, "fix", form->fix);
    view_text(view, "kind", form->kind);
    view_text(view, "networks", form->networks);
    view_flag(view, "advise", strcmp(form->severity, "advise") == 0);
    view_flag(view, "warn", strcmp(form->severity, "warn") == 0);
    view_flag(view, "block", strcmp(form->severity, "block") == 0);
    view_text(view, "problem", words);
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        char name[40];

        snprintf(name, sizeof name, "bad_%s", plain[i]);
        if (names_field(problem, plain[i]))
            view_text(view, name, words);
    }
    show_kinds(form, view);
    show_values(form, problem, words, view);
}

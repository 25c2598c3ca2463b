/* Rule packs and checks: a pack is read here, its rules' parameters by their
 * kinds (guideline_kinds.c lists them), and a check walks the rules in the
 * pack's order over one preparation of the text: entities, the folded text,
 * and every phrase of the pack found in a single pass. */
#include "guideline_inner.h"

#include "polyphony/digest.h"
#include "polyphony/embedded.h"
#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_RULES = 2000, MAX_PHRASES = 20000 };
#define MAX_PACK_BYTES ((size_t)4 << 20)

bool
params_phrases(struct guideline *pack, const struct json *params,
               const char *field, bool literal, unsigned *set,
               struct error *err)
{
    const struct json *list = json_get(params, field);
    size_t count = 0;

    *set = 0;
    if (json_is_null(list))
        return true;
    if (!json_is_array(list))
        return error_set(err, ERROR_INPUT, "%s: not a list of phrases", field);
    *set = matcher_add_set(pack->matcher);
    for (const struct json *item = json_first(list); item != NULL;
         item = json_next(item)) {
        if (json_text(item) == NULL)
            return error_set(err, ERROR_INPUT, "%s: not a list of phrases",
                             field);
        if (++count > MAX_PHRASES)
            return error_set(err, ERROR_LIMIT, "%s: over %d phrases", field,
                             MAX_PHRASES);
        if (!matcher_add(pack->matcher, *set, json_text(item), literal))
            return error_set(err, ERROR_INPUT,
                             "%s: phrase %zu is empty or over %d bytes", field,
                             count, MATCHER_MAX_PHRASE);
    }
    return true;
}

bool
params_number(const struct json *params, const char *field, double low,
              double high, double *value, struct error *err)
{
    const struct json *node = json_get(params, field);
    double number;

    if (json_is_null(node))
        return true;
    if (!json_number(node, &number) || number < low || number > high)
        return error_set(err, ERROR_INPUT, "%s: not a number from %g to %g",
                         field, low, high);
    *value = number;
    return true;
}

bool
params_count(const struct json *params, const char *field, size_t *value,
             struct error *err)
{
    double number = (double)*value;

    if (!params_number(params, field, 0, 1e6, &number, err))
        return false;
    if (number != floor(number))
        return error_set(err, ERROR_INPUT, "%s: not a whole number", field);
    *value = (size_t)number;
    return true;
}

bool
params_words(struct guideline *pack, const struct json *params,
             const char *field, const char *const **words, size_t *count,
             struct error *err)
{
    const struct json *list = json_get(params, field);
    const char **array;

    *words = NULL;
    *count = 0;
    if (json_is_null(list))
        return true;
    if (!json_is_array(list) || json_count(list) > MAX_PHRASES)
        return error_set(err, ERROR_INPUT, "%s: not a list of words", field);
    array = arena_array(pack->arena, json_count(list) + 1, sizeof *array);
    for (const struct json *item = json_first(list); item != NULL;
         item = json_next(item)) {
        const char *word = json_text(item);

        if (word == NULL || *word == '\0')
            return error_set(err, ERROR_INPUT, "%s: word %zu is none", field,
                             *count + 1);
        array[(*count)++] = arena_strdup(pack->arena, word);
    }
    *words = array;
    return true;
}

bool
params_flag(const struct json *params, const char *field, bool *value,
            struct error *err)
{
    const struct json *node = json_get(params, field);

    if (json_is_null(node))
        return true;
    if (!json_is_bool(node))
        return error_set(err, ERROR_INPUT, "%s: not true or false", field);
    *value = json_true(node);
    return true;
}

const char *
guideline_severity_name(enum guideline_severity severity)
{
    static const char *const names[] = {"advise", "warn", "block"};

    return names[severity];
}

static bool
read_severity(const struct json *node, enum guideline_severity *severity,
              struct error *err)
{
    const char *name = json_get_text(node, "severity");

    for (int i = GUIDELINE_ADVISE; name != NULL && i <= GUIDELINE_BLOCK; i++) {
        if (strcmp(name, guideline_severity_name(i)) == 0) {
            *severity = i;
            return true;
        }
    }
    return error_set(err, ERROR_INPUT, "severity: not advise, warn or block");
}

/* Each field must be one that the kind knows: a misspelt `except` would
 * silently make a rule stricter. */
static bool
check_fields(const struct rule_kind *kind, const struct json *params,
             struct error *err)
{
    for (const struct json *field = json_first(params); field != NULL;
         field = json_next(field)) {
        const char *name = json_key(field), *at = kind->fields;
        size_t len = strlen(name);

        while ((at = strstr(at, name)) != NULL) {
            if ((at == kind->fields || at[-1] == ' ') &&
                (at[len] == ' ' || at[len] == '\0'))
                break;
            at++;
        }
        if (at == NULL || len == 0)
            return error_set(err, ERROR_INPUT, "%s: %s takes no such field",
                             name, kind->name);
    }
    return true;
}

static bool
read_networks(struct guideline *pack, const struct json *node,
              struct rule *rule, struct error *err)
{
    if (!params_words(pack, node, "networks", &rule->networks,
                      &rule->n_networks, err))
        return false;
    for (size_t i = 0; i < rule->n_networks; i++) {
        if (network_find(rule->networks[i]) == NULL)
            return error_set(err, ERROR_INPUT, "networks: %s is none",
                             rule->networks[i]);
    }
    return true;
}

static bool
read_rule(struct guideline *pack, const struct json *node, struct rule *rule,
          struct error *err)
{
    const struct json *params = json_get(node, "params");
    const char *kind = json_get_text(node, "kind"), *text;

    text = json_get_text(node, "title");
    rule->title = arena_strdup(pack->arena, text != NULL ? text : rule->id);
    text = json_get_text(node, "why");
    rule->why = arena_strdup(pack->arena, text != NULL ? text : "");
    text = json_get_text(node, "fix");
    rule->fix = arena_strdup(pack->arena, text != NULL ? text : "");
    if (kind == NULL)
        return error_set(err, ERROR_INPUT, "kind: missing");
    rule->kind = rule_kind_find(kind);
    if (rule->kind == NULL)
        return error_set(err, ERROR_INPUT, "kind: %.60s is none", kind);
    if (!json_is_null(params) && !json_is_object(params))
        return error_set(err, ERROR_INPUT, "params: not an object");
    return read_severity(node, &rule->severity, err) &&
           read_networks(pack, node, rule, err) &&
           check_fields(rule->kind, params, err) &&
           rule->kind->load(pack, rule, params, err) &&
           (json_count(params) > 0 ||
            error_set(err, ERROR_INPUT, "params: nothing to check"));
}

static bool
read_rules(struct guideline *pack, const struct json *rules, struct error *err)
{
    size_t count = json_count(rules);

    if (!json_is_array(rules))
        return error_set(err, ERROR_INPUT, "rules: not a list");
    if (count > MAX_RULES)
        return error_set(err, ERROR_LIMIT, "rules: over %d", MAX_RULES);
    pack->rules = arena_array(pack->arena, count + 1, sizeof *pack->rules);
    for (const struct json *node = json_first(rules); node != NULL;
         node = json_next(node)) {
        struct rule *rule = &pack->rules[pack->n_rules];
        const char *id = json_get_text(node, "id");

        if (id == NULL || *id == '\0')
            return error_set(err, ERROR_INPUT, "rule %zu: id: missing",
                             pack->n_rules + 1);
        for (size_t i = 0; i < pack->n_rules; i++) {
            if (strcmp(pack->rules[i].id, id) == 0)
                return error_set(err, ERROR_INPUT,
                                 "rule %.60s: id: stands there twice", id);
        }
        rule->id = arena_strdup(pack->arena, id);
        if (!read_rule(pack, node, rule, err))
            return error_wrap(err, "rule %.60s", id);
        pack->n_rules++;
    }
    return true;
}

/* What the pack says of itself. */
static bool
read_head(struct guideline *pack, const struct json *doc, struct error *err)
{
    const struct json *name = json_get(doc, "name");
    double version = 1;

    if (!json_is_null(name) && json_text(name) == NULL)
        return error_set(err, ERROR_INPUT, "name: not a text");
    pack->name = arena_strdup(pack->arena,
                              json_is_null(name) ? "unnamed" : json_text(name));
    if (!params_number(doc, "version", 0, 1e9, &version, err) ||
        !params_flag(doc, "regulated", &pack->regulated, err))
        return false;
    pack->version = (int)version;
    return version == floor(version) ||
           error_set(err, ERROR_INPUT, "version: not a whole number");
}

static void
set_mark(struct guideline *pack, const char *json, size_t len)
{
    char *bytes = mem_strndup(json, len), hash[DIGEST_TEXT];
    const char *const texts[] = {bytes};

    digest_text(hash, texts, 1);
    snprintf(pack->mark, sizeof pack->mark, "%.8s", hash);
    free(bytes);
}

bool
guideline_load(const char *json, size_t len, struct guideline **pack,
               struct error *err)
{
    struct json *doc = NULL;
    struct guideline *made;
    bool ok;

    *pack = NULL;
    if (len > MAX_PACK_BYTES)
        return error_set(err, ERROR_LIMIT, "rule pack over %zu MiB",
                         MAX_PACK_BYTES >> 20);
    if (!json_parse(json, len, &doc, err))
        return error_wrap(err, "rule pack");
    made = mem_calloc(1, sizeof *made);
    made->arena = arena_new(0);
    made->matcher = matcher_new();
    ok = json_is_object(doc) ? read_head(made, doc, err) &&
                                   read_rules(made, json_get(doc, "rules"), err)
                             : error_set(err, ERROR_INPUT, "not an object");
    set_mark(made, json, len);
    json_free(doc);
    if (!ok) {
        guideline_free(made);
        return error_wrap(err, "rule pack");
    }
    *pack = made;
    return true;
}

static const struct embedded *
find_builtin(const char *name, struct error *err)
{
    struct buf path = {.max = 256};
    const struct embedded *file;

    buf_printf(&path, "scheduler/packs/guidelines-%s.json", name);
    file = buf_ok(&path) ? embedded_find(buf_text(&path)) : NULL;
    buf_deinit(&path);
    if (file == NULL)
        error_set(err, ERROR_NOTFOUND, "%.60s: no such rule pack", name);
    return file;
}

bool
guideline_load_builtin(const char *name, struct guideline **pack,
                       struct error *err)
{
    const struct embedded *file = find_builtin(name, err);

    *pack = NULL;
    return file != NULL && guideline_load(file->text, file->len, pack, err);
}

bool
guideline_preset(const char *name, const char *company, struct buf *json,
                 struct error *err)
{
    static const char mark[] = "{company}";
    const struct embedded *file = find_builtin(name, err);
    struct buf quoted = {.max = 4096};
    struct json_out out = {.buf = &quoted};
    const char *at, *next;

    if (file == NULL)
        return false;
    json_put_text(&out, company);
    if (!buf_ok(&quoted) || quoted.len < 3) {
        buf_deinit(&quoted);
        return error_set(err, ERROR_INPUT, "company: empty or too long");
    }
    for (at = file->text; (next = strstr(at, mark)) != NULL;
         at = next + strlen(mark)) {
        buf_add_bytes(json, at, (size_t)(next - at));
        buf_add_bytes(json, quoted.data + 1, quoted.len - 2); /* no quotes */
    }
    buf_add(json, at);
    buf_deinit(&quoted);
    return buf_ok(json) || error_set(err, ERROR_LIMIT, "rule pack: too long");
}

void
guideline_free(struct guideline *pack)
{
    if (pack == NULL)
        return;
    regex_list_free(pack->regexes);
    matcher_free(pack->matcher);
    arena_free(pack->arena);
    free(pack);
}

const char *
guideline_name(const struct guideline *pack)
{
    return pack->name;
}

int
guideline_version(const struct guideline *pack)
{
    return pack->version;
}

bool
guideline_is_regulated(const struct guideline *pack)
{
    return pack->regulated;
}

size_t
guideline_rules(const struct guideline *pack)
{
    return pack->n_rules;
}

void
guideline_rule(const struct guideline *pack, size_t number, const char **id,
               const char **title, enum guideline_severity *severity)
{
    *id = pack->rules[number].id;
    *title = pack->rules[number].title;
    *severity = pack->rules[number].severity;
}

bool
guideline_find_rule(const struct guideline *pack, const char *id,
                    const char **title, const char **why, const char **fix)
{
    for (size_t i = 0; i < pack->n_rules; i++) {
        if (strcmp(pack->rules[i].id, id) == 0) {
            *title = pack->rules[i].title;
            *why = pack->rules[i].why;
            *fix = pack->rules[i].fix;
            return true;
        }
    }
    return false;
}

const char *
guideline_mark(const struct guideline *pack)
{
    return pack->mark;
}

static bool
applies(const struct rule *rule, const struct network *network)
{
    if (rule->n_networks == 0)
        return true;
    for (size_t i = 0; i < rule->n_networks; i++) {
        if (strcmp(rule->networks[i], network->name) == 0)
            return true;
    }
    return false;
}

static void
prepare(struct check *check, struct guideline_report *report)
{
    struct entity *entities;
    size_t in_reach = 0;

    report->n_entities = entities_find(check->points, check->whole, &entities);
    report->entities = entities;
    while (in_reach < report->n_entities &&
           entities[in_reach].end <= check->count)
        in_reach++;
    check->entities = entities;
    check->n_entities = in_reach;
    check_find_masks(check);
    fold_init(&check->fold, check->points, check->count, check->masks,
              check->n_masks);
    matcher_scan(check->pack->matcher, &check->fold, entities, in_reach,
                 &check->hits);
}

struct report {
    struct guideline_report report; /* first: what callers see */
    struct arena *arena;
};

void
guideline_check(const struct guideline *pack, const struct guideline_post *post,
                struct guideline_report **report)
{
    struct report *made = mem_calloc(1, sizeof *made);
    struct check check = {.pack = pack, .post = post};
    int32_t *points = utf8_decode(post->text, strlen(post->text), &check.whole);

    made->arena = arena_new(0);
    made->report.measure = network_measure_text(post->network, post->text);
    check.points = points;
    check.count =
        check.whole < GUIDELINE_MAX_POINTS ? check.whole : GUIDELINE_MAX_POINTS;
    check.measure = made->report.measure;
    check.findings = findings_new();
    prepare(&check, &made->report);
    for (size_t i = 0; i < pack->n_rules; i++) {
        if (!applies(&pack->rules[i], post->network))
            continue;
        check.rule = &pack->rules[i];
        check.rule_findings = 0;
        check.rule->kind->check(&check, check.rule);
    }
    findings_take(check.findings, made->arena, &made->report);
    findings_free(check.findings);
    fold_deinit(&check.fold);
    likeness_free(check.own);
    free(check.hits.items);
    free(check.masks);
    free(check.emails);
    free(check.quotes);
    free(points);
    *report = &made->report;
}

void
guideline_report_free(struct guideline_report *report)
{
    struct report *made = (struct report *)report;

    if (made == NULL)
        return;
    free((void *)(uintptr_t)made->report.entities);
    arena_free(made->arena);
    free(made);
}

bool
guideline_worst(const struct guideline_report *report,
                enum guideline_severity *worst)
{
    *worst = GUIDELINE_ADVISE;
    for (size_t i = 0; i < report->n_findings; i++) {
        if (report->findings[i].severity > *worst)
            *worst = report->findings[i].severity;
    }
    return report->n_findings > 0;
}

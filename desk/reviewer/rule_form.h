/* A rule as a form: from the pack's JSON, from what was typed, and back. What
 * each kind of rule takes is guideline.h's to say; here are the words for it.
 */
#ifndef POLYPHONY_DESK_RULE_FORM_H
#define POLYPHONY_DESK_RULE_FORM_H

#include "desk/http/request.h"
#include "desk/view/view.h"

#include "polyphony/json.h"

#define RULE_FIELDS 16

struct rule_field; /* how a parameter is asked for */

struct rule_value {
    const struct rule_field *field;
    const char *text; /* lists: one a line; flags: "1" or "" */
};

struct rule_form {
    const char *id; /* "": a new one */
    const char *title, *why, *fix, *severity, *kind, *networks;
    struct rule_value values[RULE_FIELDS];
    size_t count;
    const struct json *was; /* the rule before; NULL: new */
};

/* The rule with this id in a pack; NULL for none. */
const struct json *rule_find(const struct json *pack, const char *id);

void rule_form_read(struct rule_form *form, struct arena *arena,
                    const struct json *rule);
/* Empty fields of its kind. */
void rule_form_use_kind(struct rule_form *form);
/* What was typed; `was` as above. */
void rule_form_take(struct rule_form *form, struct request *request,
                    const struct json *was);

/* Gives a new rule that has a title and no id one that the pack has not. */
void rule_form_name(struct rule_form *form, struct arena *arena,
                    const struct json *pack);

/* A parameter's name in words; the text of the same one in another form, ""
 * where it asks for none. */
const char *rule_value_label(const struct rule_value *value);
const char *rule_form_value(const struct rule_form *form,
                            const struct rule_value *like);
bool rule_form_asks(const struct rule_form *form,
                    const struct rule_value *like);
/* What a kind looks for, in words. */
const char *rule_kind_words(const char *kind);

/* The rule as JSON. Fields that the form does not show are kept. ERROR_INPUT
 * begins with the name of a field. */
bool rule_form_write(const struct rule_form *form, struct buf *json,
                     struct error *err) MUST_CHECK;

/* The pack with this rule in the place of the one before (or at its end), or
 * without it where `rule` is NULL. */
void rule_form_write_pack(const struct json *pack, const struct json *was,
                          const char *rule, struct buf *json);
/* A pack of this rule alone. */
void rule_form_write_alone(const char *rule, struct buf *json);

/* `problem` (may be NULL) is an error's text; the field that it names is
 * marked. */
void rule_form_show(const struct rule_form *form, const char *problem,
                    struct view *view);

#endif

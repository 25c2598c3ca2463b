/* Walks the XML of a feed. Each open element knows its rule, its context, its
 * xml:base and where its text begins; all text of open elements lies in one
 * buffer, so an element's text is what came after its start.
 *
 * The one surprising thing: elements inside a field that takes HTML are
 * written back into its text as tags. Publishers put naked markup where they
 * should have escaped it, and Atom's xhtml is nothing else. */
#include "feed_reader.h"

#include "polyphony/mem.h"
#include "polyphony/url.h"

#include <string.h>
#include <strings.h>

struct feed_open *
feed_reader_top(struct feed_reader *reader)
{
    return &reader->open[reader->depth - 1];
}

struct feed_record *
feed_reader_record(struct feed_reader *reader)
{
    return reader->in_entry ? &reader->entry : &reader->channel;
}

static void
begin_entry(struct feed_reader *reader)
{
    feed_reader_end_entry(reader); /* one that was never closed */
    reader->in_entry = true;
}

void
feed_reader_end_entry(struct feed_reader *reader)
{
    struct feed *feed = reader->feed;

    if (!reader->in_entry)
        return;
    reader->in_entry = false;
    if (feed->n_entries < FEED_MAX_ENTRIES) {
        feed->entries = mem_grow(feed->entries, &reader->room_entries,
                                 feed->n_entries + 1, sizeof *feed->entries);
        feed_finish_entry(feed, &reader->entry, reader->base,
                          &feed->entries[feed->n_entries]);
        feed->n_entries++;
    }
    reader->full = feed->n_entries >= FEED_MAX_ENTRIES ||
                   clock_mono_ms() > reader->deadline ||
                   arena_failed(feed->arena);
    feed->cut_short = reader->full;
    feed_record_reset(&reader->entry);
}

const char *
feed_attr(const struct xml_element *element, const char *name)
{
    for (size_t i = 0; i < element->n_attrs; i++) {
        if (strcasecmp(element->attrs[i].name, name) == 0)
            return element->attrs[i].value;
    }
    return NULL;
}

/* xml:base and xml:lang, whatever the element. */
static void
take_xml_attributes(struct feed_reader *reader, struct feed_open *open,
                    const struct xml_element *element, unsigned context)
{
    for (size_t i = 0; i < element->n_attrs; i++) {
        const struct xml_attr *attr = &element->attrs[i];
        bool is_xml = attr->prefix != NULL && strcmp(attr->prefix, "xml") == 0;

        if (is_xml && strcmp(attr->name, "base") == 0) {
            const char *base =
                url_resolve(reader->feed->arena, open->base, attr->value);

            open->base = base != NULL ? base : open->base;
        } else if (is_xml && strcmp(attr->name, "lang") == 0 &&
                   (context & (IN_DOCUMENT | IN_FEED)) != 0 &&
                   !reader->in_entry) {
            feed_offer_first(&reader->channel, FIELD_LANGUAGE,
                             reader->depth == 1 ? 3 : 2, attr->value, NULL);
        }
    }
}

static bool
is_void(const char *name)
{
    static const char *const names[] = {
        "area",  "base", "br",   "col",   "embed",  "hr",    "img",
        "input", "link", "meta", "param", "source", "track", "wbr"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcasecmp(names[i], name) == 0)
            return true;
    }
    return false;
}

/* An element within a field, as the tag that it would be in HTML. Where it
 * has a base of its own, its addresses are resolved here. */
static void
write_tag(struct feed_reader *reader, struct feed_open *open,
          const struct xml_element *element, const char *outer_base)
{
    struct buf *out = &reader->text;
    bool rebase = open->base != NULL && open->base != outer_base;

    buf_add_char(out, '<');
    buf_add(out, element->name);
    for (size_t i = 0; i < element->n_attrs; i++) {
        const struct xml_attr *attr = &element->attrs[i];
        const char *value = attr->value;

        if (attr->prefix != NULL)
            continue;
        if (rebase && (strcasecmp(attr->name, "href") == 0 ||
                       strcasecmp(attr->name, "src") == 0)) {
            const char *made =
                url_resolve(reader->entry.arena, open->base, value);

            value = made != NULL ? made : value;
        }
        buf_add_char(out, ' ');
        buf_add(out, attr->name);
        buf_add(out, "=\"");
        buf_add_html(out, value);
        buf_add_char(out, '"');
    }
    buf_add_char(out, '>');
    open->written = true;
    open->name_start = reader->names.len;
    buf_add_bytes(&reader->names, element->name, strlen(element->name) + 1);
}

static const struct feed_rule *
find_rule(struct feed_reader *reader, const struct xml_element *element,
          const struct feed_open *parent, unsigned context)
{
    if (context == IN_NOTHING) /* within a field all is its text */
        return NULL;
    if (parent == NULL && (strcasecmp(element->name, "feed") == 0 ||
                           strcasecmp(element->name, "entry") == 0))
        reader->is_atom = true;
    return feed_rule_find(feed_space_of(reader, element), element->name,
                          context);
}

static void
open_field(struct feed_reader *reader, struct feed_open *open,
           const struct feed_rule *rule)
{
    open->rule = rule;
    open->form = rule->form;
    open->context = rule->enter != 0 ? rule->enter : IN_NOTHING;
    open->collects = rule->field != FIELD_NONE || rule->end != NULL;
    open->text_start = reader->text.len;
    if (rule->end == feed_person_end)
        reader->person = (struct feed_person){0};
}

/* A part of another field: its tag is written, or only its text is kept. */
static void
open_inner(struct feed_reader *reader, struct feed_open *open,
           const struct xml_element *element, const struct feed_open *parent)
{
    open->context = IN_NOTHING;
    if (parent == NULL || !parent->collects)
        return;
    open->collects = true;
    open->form = parent->form;
    if (parent->form == FORM_HTML || parent->form == FORM_XHTML) {
        const struct feed_open *field = parent;

        while (field->rule == NULL && field > reader->open)
            field--;
        write_tag(reader, open, element, field->base);
    }
}

static bool
on_start(void *user, const struct xml_element *element)
{
    struct feed_reader *reader = user;
    struct feed_open *parent =
        reader->depth > 0 ? feed_reader_top(reader) : NULL;
    unsigned context = parent != NULL ? parent->context : IN_DOCUMENT;
    const struct feed_rule *rule = find_rule(reader, element, parent, context);
    struct feed_open *open;

    if (reader->depth >= FEED_MAX_DEPTH || reader->full ||
        !buf_ok(&reader->text))
        return false;
    if (parent == NULL && rule == NULL)
        return false; /* not the root of a feed */
    open = &reader->open[reader->depth++];
    *open = (struct feed_open){.base = parent != NULL ? parent->base
                                                      : reader->base};
    take_xml_attributes(reader, open, element, context);
    if (rule == NULL) {
        open_inner(reader, open, element, parent);
        return true;
    }
    open_field(reader, open, rule);
    if (rule->enter == IN_ENTRY)
        begin_entry(reader);
    if (rule->enter == IN_FEED)
        reader->is_feed = true;
    if (rule->start != NULL)
        rule->start(reader, element);
    return true;
}

static void
on_text(void *user, const char *text, size_t len)
{
    struct feed_reader *reader = user;
    const struct feed_open *open;

    if (reader->depth == 0)
        return;
    open = feed_reader_top(reader);
    if (!open->collects)
        return;
    if (open->form != FORM_XHTML) {
        buf_add_bytes(&reader->text, text, len);
        return;
    }
    while (len > 0) {
        size_t plain = 0;

        while (plain < len && text[plain] != '&' && text[plain] != '<' &&
               text[plain] != '>')
            plain++;
        buf_add_bytes(&reader->text, text, plain);
        if (plain == len)
            return;
        buf_add(&reader->text, text[plain] == '&'   ? "&amp;"
                               : text[plain] == '<' ? "&lt;"
                                                    : "&gt;");
        text += plain + 1;
        len -= plain + 1;
    }
}

static void
close_field(struct feed_reader *reader, struct feed_open *open)
{
    const struct feed_rule *rule = open->rule;

    if (open->collects) {
        const char *text = reader->text.len > open->text_start
                               ? reader->text.data + open->text_start
                               : "";

        if (rule->end != NULL)
            rule->end(reader, text);
        else
            feed_offer(feed_reader_record(reader), rule->field, rule->rank,
                       open->form, text, open->base);
        buf_cut(&reader->text, open->text_start);
    }
    if (rule->enter == IN_ENTRY)
        feed_reader_end_entry(reader);
}

static void
on_end(void *user)
{
    struct feed_reader *reader = user;
    struct feed_open *open;

    if (reader->depth == 0)
        return;
    open = feed_reader_top(reader);
    if (open->rule != NULL) {
        close_field(reader, open);
    } else if (open->written) {
        const char *name = reader->names.data + open->name_start;

        if (!is_void(name)) {
            buf_add(&reader->text, "</");
            buf_add(&reader->text, name);
            buf_add_char(&reader->text, '>');
        }
        buf_cut(&reader->names, open->name_start);
    }
    reader->depth--;
}

const struct xml_handler feed_reader_handler = {
    .start = on_start, .text = on_text, .end = on_end};

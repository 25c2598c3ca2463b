/* From what a field says to what people read: plain text for titles and
 * names, sanitised HTML for the rest. */
#include "feed_reader.h"

#include "polyphony/html.h"
#include "polyphony/sanitize.h"
#include "polyphony/utf8.h"

#include <string.h>

void
feed_base64(struct buf *out, const char *text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";
    struct buf raw = {.max = FEED_MAX_BYTES};
    unsigned held = 0;
    int bits = 0;

    for (; *text != '\0' && *text != '='; text++) {
        const char *digit = strchr(digits, *text);

        if (digit == NULL)
            continue;
        held = (held << 6 | (unsigned)(digit - digits)) & 0xFFFFFF;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            buf_add_char(&raw, (char)(held >> bits & 0xFF));
        }
    }
    utf8_mend(out, buf_text(&raw), raw.len);
    buf_deinit(&raw);
}

/* The slot's source with base64 undone; the buffer holds it then. */
static struct feed_slot
decoded(const struct feed_slot *slot, struct buf *held)
{
    struct feed_slot plain = *slot;

    if (slot->form != FORM_BASE64_PLAIN && slot->form != FORM_BASE64_HTML)
        return plain;
    feed_base64(held, slot->text);
    plain.text = buf_text(held);
    plain.len = held->len;
    plain.form = slot->form == FORM_BASE64_HTML ? FORM_HTML : FORM_PLAIN;
    return plain;
}

static const char *
keep(struct arena *arena, struct buf *out)
{
    const char *copy =
        out->len > 0 ? arena_strndup(arena, out->data, out->len) : NULL;

    buf_deinit(out);
    return copy;
}

const char *
feed_plain_text(struct arena *arena, const struct feed_slot *slot)
{
    struct buf held = {.max = FEED_MAX_BYTES}, out = {.max = 64 << 10};
    struct feed_slot source = decoded(slot, &held);

    if (source.form == FORM_PLAIN)
        utf8_squeeze(&out, source.text, source.len);
    else
        sanitize_text(&out, source.text, source.len);
    buf_deinit(&held);
    return keep(arena, &out);
}

const char *
feed_html_text(struct arena *arena, const struct feed_slot *slot)
{
    struct buf held = {.max = FEED_MAX_BYTES};
    struct buf out = {.max = SANITIZE_MAX_BYTES * 2};
    struct feed_slot source = decoded(slot, &held);

    if (source.form == FORM_PLAIN)
        buf_add_html(&out, source.text);
    else
        sanitize_html(&out, source.text, source.len, source.base);
    buf_deinit(&held);
    return keep(arena, &out);
}

static bool
is_mail(const char *text, size_t len)
{
    return memchr(text, '@', len) != NULL && memchr(text, ' ', len) == NULL;
}

static void
trim(const char **text, size_t *len, const char *what)
{
    while (*len > 0 && strchr(what, (*text)[0]) != NULL) {
        (*text)++;
        (*len)--;
    }
    while (*len > 0 && strchr(what, (*text)[*len - 1]) != NULL)
        (*len)--;
}

const char *
feed_author_name(struct arena *arena, const char *text)
{
    struct feed_slot slot = {.text = text, .form = FORM_HTML};
    const char *plain, *open, *name;
    size_t len;

    if (text == NULL)
        return NULL;
    slot.len = strlen(text);
    open = strchr(text, '<');
    if (open != NULL && is_mail(open + 1, strcspn(open + 1, ">")))
        slot.form = FORM_PLAIN; /* "Jane <jane@example.org>" is no markup */
    plain = feed_plain_text(arena, &slot);
    if (plain == NULL)
        return NULL;
    len = strcspn(plain, "(<[");
    name = plain;
    if (plain[len] != '\0' && is_mail(plain, len > 0 ? len - 1 : 0)) {
        const char *inside = plain + len + 1; /* mail (name) */
        size_t inside_len = strcspn(inside, ")>]");

        if (inside_len > 0) {
            name = inside;
            len = inside_len;
        }
    } else if (plain[len] != '\0' &&
               !is_mail(plain + len + 1, strcspn(plain + len + 1, ")>]"))) {
        len = strlen(plain); /* the bracket holds no mail: part of the name */
    } else if (len == 0) {
        name = plain + 1; /* "(mail)" */
        len = strcspn(name, ")>]");
    }
    trim(&name, &len, " ,;\"'");
    if (len > 7 && strncmp(name, "mailto:", 7) == 0) {
        name += 7;
        len -= 7;
    }
    return arena_strndup(arena, name, len);
}

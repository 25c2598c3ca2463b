/* From what a field says to what people read: plain text for titles and
 * names, sanitised HTML for the rest. */
#include "feed_reader.h"

#include "polyphony/html.h"
#include "polyphony/sanitize.h"
#include "polyphony/utf8.h"

#include <string.h>

static void
add_base64(struct buf *out, const char *text)
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

/* The byte of windows-1252 or iso-8859-1 for a character; -1 for none. */
static int
latin_byte(int32_t cp)
{
    static const uint16_t upper[32] = {
        0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
        0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

    if (cp < 0x100)
        return cp;
    for (int i = 0; i < 32; i++) {
        if (upper[i] == cp)
            return 0x80 + i;
    }
    return -1;
}

/* UTF-8 that some program took for Latin and encoded once more ("â€¦" for an
 * ellipsis): undone where all of the text reads as UTF-8 then. Real Latin
 * text never does: it would need "Ã" or "â" before a sign in every place. */
static bool
undo_double_encoding(struct buf *out, const char *text, size_t len)
{
    const char *p = text, *end = text + len;
    bool any = false;

    while (p < end && (unsigned char)*p < 0x80)
        p++;
    if (p == end)
        return false;
    buf_add_bytes(out, text, (size_t)(p - text));
    while (p < end) {
        int byte = latin_byte(utf8_next(&p, end));

        if (byte < 0 || (!any && byte >= 0x80 && (byte < 0xC2 || byte > 0xF4)))
            return false;
        any |= byte >= 0x80;
        buf_add_char(out, (char)byte);
    }
    return utf8_valid(buf_text(out), out->len);
}

/* The slot's source with base64 or a double encoding undone; the buffer holds
 * it then. */
static struct feed_slot
decoded(const struct feed_slot *slot, struct buf *held)
{
    struct feed_slot plain = *slot;

    if (slot->form == FORM_BASE64_PLAIN || slot->form == FORM_BASE64_HTML) {
        add_base64(held, slot->text);
        plain.form = slot->form == FORM_BASE64_HTML ? FORM_HTML : FORM_PLAIN;
    } else if (!undo_double_encoding(held, slot->text, slot->len)) {
        return plain;
    }
    plain.text = buf_text(held);
    plain.len = held->len;
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

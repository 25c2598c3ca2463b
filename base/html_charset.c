/* From a page's bytes to UTF-8. What pages say of their encoding is often
 * wrong, in known ways: a byte order mark is always right, valid UTF-8 with
 * other than ASCII in it is never anything else, "iso-8859-1" means
 * windows-1252 (Encoding standard, labels), and what is left is guessed by
 * libuchardet. */
#include "polyphony/html.h"
#include "polyphony/buf.h"
#include "polyphony/utf8.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>
#include <uchardet.h>

#define PRESCAN_BYTES 4096
#define GUESS_BYTES ((size_t)256 << 10)
#define LABEL_MAX 40

/* Labels under which the web means more than the name says. */
static const char *const meant[][2] = {
    {"ascii", "CP1252"},       {"big5", "BIG5-HKSCS"},
    {"euc-kr", "CP949"},       {"gb2312", "GB18030"},
    {"gb_2312-80", "GB18030"}, {"gbk", "GB18030"},
    {"iso-8859-1", "CP1252"},  {"iso-8859-11", "CP874"},
    {"iso-8859-9", "CP1254"},  {"iso8859-1", "CP1252"},
    {"iso_8859-1", "CP1252"},  {"ks_c_5601-1987", "CP949"},
    {"latin1", "CP1252"},      {"shift-jis", "CP932"},
    {"shift_jis", "CP932"},    {"sjis", "CP932"},
    {"tis-620", "CP874"},      {"us-ascii", "CP1252"},
    {"utf-16", "UTF-8"},       {"utf8", "UTF-8"},
    {"windows-31j", "CP932"},  {"windows-949", "CP949"},
    {"x-gbk", "GB18030"},      {"x-mac-roman", "MACINTOSH"},
    {"x-sjis", "CP932"},       {"x-x-big5", "BIG5-HKSCS"},
};

static bool
is_label(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
           c == '-' || c == '_' || c == ':' || c == '.';
}

/* The name at p (after blanks, '=' and quotes) into label. */
static bool
take_label(const char *p, const char *end, char *label)
{
    size_t len = 0;

    while (p < end && strchr(" \t\r\n=\"'", *p) != NULL)
        p++;
    while (p < end && len < LABEL_MAX - 1 && is_label(*p))
        label[len++] = *p++;
    label[len] = '\0';
    return len > 0;
}

/* "charset=NAME" in a <meta>, or encoding="NAME" in an XML declaration,
 * within the first bytes. */
static bool
declared_label(const char *bytes, size_t len, char *label)
{
    const char *end = bytes + (len < PRESCAN_BYTES ? len : PRESCAN_BYTES);
    const char *tag_end;

    for (const char *p = bytes; p < end; p = tag_end) {
        const char *word = NULL;

        p = memchr(p, '<', (size_t)(end - p));
        if (p == NULL)
            break;
        if (end - p > 5 && strncasecmp(p, "<meta", 5) == 0)
            word = "charset";
        else if (end - p > 5 && strncasecmp(p, "<?xml", 5) == 0)
            word = "encoding";
        tag_end = memchr(p, '>', (size_t)(end - p));
        if (tag_end == NULL)
            tag_end = end;
        for (; word != NULL && (size_t)(tag_end - p) > strlen(word); p++) {
            if (strncasecmp(p, word, strlen(word)) == 0 &&
                take_label(p + strlen(word), tag_end, label))
                return true;
        }
    }
    return false;
}

static bool
guessed_label(const char *bytes, size_t len, char *label)
{
    uchardet_t detector = uchardet_new();
    bool ok = false;

    if (detector == NULL)
        return false;
    /* ASCII tells nothing: begin shortly before the first other byte. */
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)bytes[i] >= 0x80) {
            bytes += i;
            len -= i;
            break;
        }
    }
    if (uchardet_handle_data(detector, bytes,
                             len < GUESS_BYTES ? len : GUESS_BYTES) == 0) {
        const char *name;

        uchardet_data_end(detector);
        name = uchardet_get_charset(detector);
        ok = name != NULL && take_label(name, name + strlen(name), label);
    }
    uchardet_delete(detector);
    return ok;
}

static const char *
meaning(const char *label)
{
    for (size_t i = 0; i < sizeof meant / sizeof *meant; i++) {
        if (strcasecmp(meant[i][0], label) == 0)
            return meant[i][1];
    }
    return label;
}

/* False where the encoding is not known; nothing is appended then. */
static bool
convert(const char *label, const char *bytes, size_t len, struct buf *out)
{
    iconv_t cd = iconv_open("UTF-8", meaning(label));
    char *in = (char *)(uintptr_t)bytes; /* iconv reads only */
    struct buf made = {.max = out->max};

    if (cd == (iconv_t)-1)
        return false;
    while (len > 0) {
        char chunk[16384], *to = chunk;
        size_t room = sizeof chunk;
        size_t done = iconv(cd, &in, &len, &to, &room);

        buf_add_bytes(&made, chunk, (size_t)(to - chunk));
        if (done != (size_t)-1 || errno == E2BIG)
            continue;
        if (errno == EINVAL) /* cut off in the middle of a character */
            break;
        buf_add_codepoint(&made, 0xFFFD);
        in++;
        len--;
    }
    iconv_close(cd);
    utf8_mend(out, buf_text(&made), made.len);
    if (!buf_ok(&made))
        out->over = true;
    buf_deinit(&made);
    return true;
}

/* No mark, but markup two or four bytes wide, or in EBCDIC (XML 1.0,
 * appendix F). */
static const char *
wide_charset(const char *bytes, size_t len)
{
    if (len < 4)
        return NULL;
    if (bytes[0] == '<' && bytes[1] == 0)
        return bytes[2] == 0 && bytes[3] == 0 ? "UTF-32LE" : "UTF-16LE";
    if (bytes[0] == 0 && bytes[1] == '<' && bytes[2] == 0)
        return "UTF-16BE";
    if (memcmp(bytes, "\0\0\0<", 4) == 0)
        return "UTF-32BE";
    if (memcmp(bytes, "\x4C\x6F\xA7\x94", 4) == 0)
        return "IBM037";
    return NULL;
}

/* A byte order mark decides; else NULL. */
static const char *
marked_charset(const char *bytes, size_t len, size_t *mark)
{
    *mark = 0;
    if (len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        *mark = 3;
        return "UTF-8";
    }
    if (len >= 4 && memcmp(bytes, "\xFF\xFE\0\0", 4) == 0) {
        *mark = 4;
        return "UTF-32LE";
    }
    if (len >= 4 && memcmp(bytes, "\0\0\xFE\xFF", 4) == 0) {
        *mark = 4;
        return "UTF-32BE";
    }
    if (len >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0) {
        *mark = 2;
        return "UTF-16LE";
    }
    if (len >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0) {
        *mark = 2;
        return "UTF-16BE";
    }
    return wide_charset(bytes, len);
}

/* UTF-8 with a few broken bytes is still UTF-8: at most one in 50 of the
 * characters that are not ASCII. */
static bool
is_nearly_utf8(const char *bytes, size_t len)
{
    const char *p = bytes, *end = bytes + len;
    size_t good = 0, bad = 0;

    while (p < end) {
        if ((unsigned char)*p < 0x80) {
            p++;
            continue;
        }
        if (utf8_next(&p, end) == 0xFFFD)
            bad++;
        else
            good++;
    }
    return bad * 50 <= good;
}

void
html_to_utf8(const char *bytes, size_t len, const char *charset,
             struct buf *out)
{
    char label[LABEL_MAX];
    size_t mark;
    const char *marked = marked_charset(bytes, len, &mark);

    if (marked != NULL && strcmp(marked, "UTF-8") != 0 &&
        convert(marked, bytes + mark, len - mark, out))
        return;
    bytes += mark;
    len -= mark;
    if (marked != NULL || is_nearly_utf8(bytes, len)) {
        /* Escape sequences of ISO-2022-JP and the like are ASCII too. */
        if (marked == NULL && memchr(bytes, '\x1B', len) != NULL &&
            declared_label(bytes, len, label) &&
            strncasecmp(label, "iso-2022", 8) == 0 &&
            convert(label, bytes, len, out))
            return;
        utf8_mend(out, bytes, len);
        return;
    }
    if (charset != NULL && strlen(charset) < LABEL_MAX &&
        take_label(charset, charset + strlen(charset), label) &&
        strcasecmp(meaning(label), "UTF-8") != 0 &&
        convert(label, bytes, len, out))
        return;
    if (declared_label(bytes, len, label) &&
        strcasecmp(meaning(label), "UTF-8") != 0 &&
        convert(label, bytes, len, out))
        return;
    if (guessed_label(bytes, len, label) &&
        strcasecmp(meaning(label), "UTF-8") != 0 &&
        convert(label, bytes, len, out))
        return;
    if (!convert("CP1252", bytes, len, out))
        utf8_mend(out, bytes, len);
}

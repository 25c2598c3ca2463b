/* A string with a ceiling; see the header. */
#include "polyphony/buf.h"
#include "polyphony/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
make_room(struct buf *buf, size_t more)
{
    size_t max = buf->max != 0 ? buf->max : (size_t)1 << 30;

    if (buf->over || more > max || buf->len > max - more) {
        buf->over = true;
        return false;
    }
    if (buf->data == NULL || buf->cap - buf->len <= more)
        buf->data = mem_grow(buf->data, &buf->cap, buf->len + more + 1, 1);
    return true;
}

void
buf_add_bytes(struct buf *buf, const void *bytes, size_t len)
{
    if (!make_room(buf, len))
        return;
    if (len != 0)
        memcpy(buf->data + buf->len, bytes, len);
    buf->len += len;
    buf->data[buf->len] = '\0';
}

void
buf_add(struct buf *buf, const char *text)
{
    if (text != NULL)
        buf_add_bytes(buf, text, strlen(text));
}

void
buf_add_char(struct buf *buf, char c)
{
    if (buf->data != NULL && !buf->over && buf->len + 1 < buf->cap &&
        (buf->max == 0 || buf->len < buf->max)) {
        buf->data[buf->len++] = c;
        buf->data[buf->len] = '\0';
        return;
    }
    buf_add_bytes(buf, &c, 1);
}

void
buf_printf(struct buf *buf, const char *fmt, ...)
{
    va_list args, again;
    int len;

    va_start(args, fmt);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, fmt, args);
    if (len >= 0 && make_room(buf, (size_t)len)) {
        vsnprintf(buf->data + buf->len, (size_t)len + 1, fmt, again);
        buf->len += (size_t)len;
    } else if (len < 0) {
        buf->over = true;
    }
    va_end(again);
    va_end(args);
}

void
buf_add_codepoint(struct buf *buf, int32_t cp)
{
    if (cp < 0 || cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000))
        cp = 0xFFFD;
    if (cp < 0x80) {
        buf_add_char(buf, (char)cp);
    } else if (cp < 0x800) {
        buf_add_char(buf, (char)(0xC0 | cp >> 6));
        buf_add_char(buf, (char)(0x80 | (cp & 0x3F)));
    } else if (cp < 0x10000) {
        buf_add_char(buf, (char)(0xE0 | cp >> 12));
        buf_add_char(buf, (char)(0x80 | (cp >> 6 & 0x3F)));
        buf_add_char(buf, (char)(0x80 | (cp & 0x3F)));
    } else {
        buf_add_char(buf, (char)(0xF0 | cp >> 18));
        buf_add_char(buf, (char)(0x80 | (cp >> 12 & 0x3F)));
        buf_add_char(buf, (char)(0x80 | (cp >> 6 & 0x3F)));
        buf_add_char(buf, (char)(0x80 | (cp & 0x3F)));
    }
}

static const char *
html_escape(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void
buf_add_html_bytes(struct buf *buf, const char *text, size_t len)
{
    size_t plain = 0;

    for (size_t i = 0; i < len; i++) {
        const char *escape = html_escape(text[i]);

        if (escape == NULL)
            continue;
        buf_add_bytes(buf, text + plain, i - plain);
        buf_add(buf, escape);
        plain = i + 1;
    }
    buf_add_bytes(buf, text + plain, len - plain);
}

void
buf_add_html(struct buf *buf, const char *text)
{
    if (text == NULL)
        return;
    while (*text != '\0') {
        size_t plain = strcspn(text, "&<>\"'");

        buf_add_bytes(buf, text, plain);
        text += plain;
        if (*text != '\0')
            buf_add(buf, html_escape(*text++));
    }
}

void
buf_add_url(struct buf *buf, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";
    const unsigned char *p = (const unsigned char *)text;

    for (; p != NULL && *p != '\0'; p++) {
        if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
            (*p >= '0' && *p <= '9') || strchr("-._~", *p) != NULL) {
            buf_add_char(buf, (char)*p);
        } else {
            buf_add_char(buf, '%');
            buf_add_char(buf, hex[*p >> 4]);
            buf_add_char(buf, hex[*p & 15]);
        }
    }
}

void
buf_cut(struct buf *buf, size_t len)
{
    if (len < buf->len) {
        buf->len = len;
        buf->data[len] = '\0';
    }
}

void
buf_trim(struct buf *buf)
{
    size_t len = buf->len;

    while (len > 0 && strchr(" \t\r\n", buf->data[len - 1]) != NULL)
        len--;
    buf_cut(buf, len);
}

bool
buf_ok(const struct buf *buf)
{
    return !buf->over;
}

const char *
buf_text(const struct buf *buf)
{
    return buf->data != NULL ? buf->data : "";
}

char *
buf_take(struct buf *buf)
{
    char *data = buf->data != NULL ? buf->data : mem_strdup("");

    buf->data = NULL;
    buf->len = buf->cap = 0;
    buf->over = false;
    return data;
}

void
buf_deinit(struct buf *buf)
{
    free(buf->data);
    buf->data = NULL;
    buf->len = buf->cap = 0;
    buf->over = false;
}

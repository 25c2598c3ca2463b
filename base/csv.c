/* CSV fields; see the header. */
#include "polyphony/csv.h"

#include <string.h>

/* What a spreadsheet takes for a formula's beginning (OWASP, "CSV Injection");
 * a plain number keeps its sign. */
static bool
is_formula(const char *text)
{
    const char *p = text;

    if (*text == '\0' || strchr("=+-@\t\r\n", *text) == NULL)
        return false;
    if (*p == '-' || *p == '+')
        p++;
    if (*p == '\0')
        return true;
    return p[strspn(p, "0123456789.")] != '\0';
}

void
csv_add(struct buf *out, const char *text)
{
    bool is_first = out->len == 0 || out->data[out->len - 1] == '\n';

    if (!is_first)
        buf_add_char(out, ',');
    if (text == NULL)
        return;
    buf_add_char(out, '"');
    if (is_formula(text))
        buf_add_char(out, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '"')
            buf_add_char(out, '"');
        buf_add_char(out, *text);
    }
    buf_add_char(out, '"');
}

void
csv_end(struct buf *out)
{
    buf_add(out, "\r\n");
}

/* CSV that carries no formulas; see the header. */
#include "polyphony/csv.h"

#include <string.h>

static void
begin(struct buf *out)
{
    if (out->len > 0 && buf_text(out)[out->len - 1] != '\n')
        buf_add(out, ",");
}

/* White space before a formula does not keep a spreadsheet from it. */
static bool
is_formula(const char *text)
{
    if (*text != '\0' && strchr("\t\r\n", *text) != NULL)
        return true;
    text += strspn(text, " \t\r\n");
    return strncmp(text, "\xEF\xBC\x9D", 3) == 0 || /* full-width = */
           (*text != '\0' && strchr("=+-@|%", *text) != NULL);
}

void
csv_text(struct buf *out, const char *text)
{
    if (text == NULL)
        text = "";
    begin(out);
    buf_add(out, "\"");
    if (is_formula(text))
        buf_add(out, "'");
    for (; *text != '\0'; text++) {
        if (*text == '"')
            buf_add(out, "\"");
        buf_add_char(out, *text);
    }
    buf_add(out, "\"");
}

void
csv_int(struct buf *out, int64_t number)
{
    begin(out);
    buf_printf(out, "%lld", (long long)number);
}

void
csv_real(struct buf *out, double number, int decimals)
{
    begin(out);
    buf_printf(out, "%.*f", decimals, number);
}

void
csv_line(struct buf *out)
{
    buf_add(out, "\r\n");
}

/* An event as chats take it; see webhook.h. Titles are from outside: neither a
 * link nor a call to everybody may come of one. */
#include "webhook.h"

#include "polyphony/json.h"
#include "polyphony/mem.h"

#include <stdlib.h>
#include <string.h>

/* The text as people read it: Slack's &lt; is for Slack alone. */
static char *
plain_text(const char *text)
{
    static const struct {
        const char *given;
        char sign;
    } signs[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}};
    struct buf plain = {0};

    while (text != NULL && *text != '\0') {
        size_t i = 0;

        while (i < 3 &&
               strncmp(text, signs[i].given, strlen(signs[i].given)) != 0)
            i++;
        buf_add_char(&plain, i < 3 ? signs[i].sign : *text);
        text += i < 3 ? strlen(signs[i].given) : 1;
    }
    return buf_take(&plain);
}

/* The text is a run, not a text block: a block is Markdown, and the title of
 * an article would be a link to wherever it likes. */
static void
put_card(struct json_out *out, const char *text, const char *base)
{
    char *plain = plain_text(text);

    json_member(out, "type", "AdaptiveCard");
    json_member(out, "version", "1.4");
    json_put_key(out, "body");
    json_open(out, '[');
    json_open(out, '{');
    json_member(out, "type", "RichTextBlock");
    json_put_key(out, "inlines");
    json_open(out, '[');
    json_open(out, '{');
    json_member(out, "type", "TextRun");
    json_member(out, "text", plain);
    json_close(out, '}');
    json_close(out, ']');
    json_close(out, '}');
    json_close(out, ']');
    if (base[0] != '\0') {
        json_put_key(out, "actions");
        json_open(out, '[');
        json_open(out, '{');
        json_member(out, "type", "Action.OpenUrl");
        json_member(out, "title", "Open polyphony");
        json_member(out, "url", base);
        json_close(out, '}');
        json_close(out, ']');
    }
    free(plain);
}

char *
webhook_shape(const char *body, const char *format, const char *base)
{
    struct buf shaped = {.max = 100000};
    struct json_out out = {.buf = &shaped};
    struct json *json = NULL;
    struct error err;
    const char *text;
    char *given = NULL;

    if (strcmp(format, "json") == 0 ||
        !json_parse(body, strlen(body), &json, &err))
        return mem_strdup(body);
    text = json_get_text(json, "text");
    json_open(&out, '{');
    if (strcmp(format, "slack") == 0) {
        json_member(&out, "text", text);
    } else {
        json_member(&out, "type", "message");
        json_put_key(&out, "attachments");
        json_open(&out, '[');
        json_open(&out, '{');
        json_member(&out, "contentType",
                    "application/vnd.microsoft.card.adaptive");
        json_put_key(&out, "content");
        json_open(&out, '{');
        put_card(&out, text, base);
        json_close(&out, '}');
        json_close(&out, '}');
        json_close(&out, ']');
    }
    json_close(&out, '}');
    json_free(json);
    given = buf_ok(&shaped) ? buf_take(&shaped) : mem_strdup(body);
    buf_deinit(&shaped);
    return given;
}

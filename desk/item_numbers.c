/* The numbers of a text, looked up in the article. Pure. */
#include "item_parts.h"

#include <stdio.h>
#include <string.h>

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Bytes of a number: digits with single signs between. */
static size_t
number_length(const char *text)
{
    size_t len = 0;

    while (is_digit(text[len]) ||
           (len > 0 && strchr(",.'", text[len]) != NULL && text[len] != '\0' &&
            is_digit(text[len + 1])))
        len++;
    return len;
}

static bool
stands_in(const char *number, size_t len, const char *article)
{
    for (const char *at = article; *at != '\0';) {
        if (!is_digit(*at)) {
            at++;
            continue;
        }
        if (number_length(at) == len && memcmp(at, number, len) == 0)
            return true;
        at += number_length(at);
    }
    return false;
}

/* Links, hashtags and handles hold digits that claim nothing. */
static bool
is_address(const char *word, size_t len)
{
    if (word[0] == '#' || word[0] == '@')
        return true;
    for (size_t i = 0; i + 2 < len; i++) {
        if (memcmp(word + i, "://", 3) == 0)
            return true;
    }
    return len > 4 && memcmp(word, "www.", 4) == 0;
}

size_t
numbers_in(const char *text, const char *article, char *missing, size_t size)
{
    size_t count = 0;

    missing[0] = '\0';
    while (*text != '\0') {
        size_t len = strcspn(text, " \t\n");

        for (size_t i = 0; i < len && !is_address(text, len); i++) {
            size_t number = number_length(text + i);

            if (number == 0)
                continue;
            if (stands_in(text + i, number, article))
                count++;
            else if (missing[0] == '\0')
                snprintf(missing, size, "%.*s",
                         (int)(number < 40 ? number : 40), text + i);
            i += number - 1;
        }
        text += len;
        text += strspn(text, " \t\n");
    }
    return count;
}

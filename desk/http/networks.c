/* Networks by their bits; see the header. */
#include "networks.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
read_bytes(const char *text, unsigned char bytes[16], bool *is_v4)
{
    static const unsigned char mapped[12] = {0, 0, 0, 0, 0,    0,
                                             0, 0, 0, 0, 0xFF, 0xFF};

    *is_v4 = inet_pton(AF_INET, text, bytes + 12) == 1;
    if (*is_v4) {
        memcpy(bytes, mapped, sizeof mapped);
        return true;
    }
    return inet_pton(AF_INET6, text, bytes) == 1;
}

static bool
read_block(const char *word, struct network_block *block)
{
    char address[64];
    const char *slash = strchr(word, '/');
    size_t len = slash != NULL ? (size_t)(slash - word) : strlen(word);
    bool is_v4;
    unsigned long bits;
    char *end;

    if (len >= sizeof address)
        return false;
    memcpy(address, word, len);
    address[len] = '\0';
    if (!read_bytes(address, block->bytes, &is_v4))
        return false;
    block->bits = 128;
    if (slash == NULL)
        return true;
    bits = strtoul(slash + 1, &end, 10);
    if (slash[1] < '0' || slash[1] > '9' || *end != '\0' ||
        bits > (is_v4 ? 32u : 128u))
        return false;
    block->bits = (unsigned)bits + (is_v4 ? 96u : 0u);
    return true;
}

bool
networks_read(const char *text, struct networks *networks, struct error *err)
{
    static const char between[] = " ,\t";

    networks->count = 0;
    for (text += strspn(text, between); *text != '\0';
         text += strspn(text, between)) {
        size_t len = strcspn(text, between);
        char word[80];

        if (len >= sizeof word || networks->count == NETWORKS_MAX)
            return error_set(err, ERROR_INPUT,
                             "too many networks, or one "
                             "that is too long");
        memcpy(word, text, len);
        word[len] = '\0';
        if (!read_block(word, &networks->blocks[networks->count++]))
            return error_set(err, ERROR_INPUT,
                             "\"%s\" is no network; write 10.0.0.0/8 or ::1",
                             word);
        text += len;
    }
    return true;
}

static bool
is_within(const struct network_block *block, const unsigned char bytes[16])
{
    unsigned whole = block->bits / 8, rest = block->bits % 8;

    if (memcmp(block->bytes, bytes, whole) != 0)
        return false;
    return rest == 0 ||
           (block->bytes[whole] >> (8 - rest)) == (bytes[whole] >> (8 - rest));
}

bool
networks_have(const struct networks *networks, const char *address)
{
    unsigned char bytes[16];
    bool is_v4;

    if (!read_bytes(address, bytes, &is_v4))
        return false;
    for (size_t i = 0; i < networks->count; i++) {
        if (is_within(&networks->blocks[i], bytes))
            return true;
    }
    return false;
}

bool
address_is_loopback(const char *address)
{
    static const struct network_block v4 = {
        {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 0}, 104};
    static const struct network_block v6 = {
        {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128};
    unsigned char bytes[16];
    bool is_v4;

    return read_bytes(address, bytes, &is_v4) &&
           (is_within(&v4, bytes) || is_within(&v6, bytes));
}

bool
address_is_valid(const char *address)
{
    unsigned char bytes[16];
    bool is_v4;

    return read_bytes(address, bytes, &is_v4);
}

const char *
address_network(const char *address, char out[NETWORK_TEXT])
{
    unsigned char bytes[16];
    bool is_v4;

    if (!read_bytes(address, bytes, &is_v4) || is_v4 ||
        memcmp(bytes, "\0\0\0\0\0\0\0\0\0\0\xFF\xFF", 12) == 0)
        snprintf(out, NETWORK_TEXT, "%.60s", address);
    else
        snprintf(out, NETWORK_TEXT, "%02x%02x:%02x%02x:%02x%02x:%02x%02x::/64",
                 bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5],
                 bytes[6], bytes[7]);
    return out;
}

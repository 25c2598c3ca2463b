/* BLAKE2b over texts with their lengths; see the header. */
#include "polyphony/digest.h"

#include <sodium.h>
#include <stdint.h>
#include <string.h>

char *
digest_text(char out[DIGEST_TEXT], const char *const *texts, size_t count)
{
    crypto_generichash_state state;
    unsigned char hash[32];

    /* These fail for lengths out of range only, which ours never are. */
    (void)crypto_generichash_init(&state, NULL, 0, sizeof hash);
    for (size_t i = 0; i < count; i++) {
        uint64_t len = texts[i] != NULL ? strlen(texts[i]) : UINT64_MAX;
        unsigned char head[8];

        for (int k = 0; k < 8; k++)
            head[k] = (unsigned char)(len >> (8 * k));
        (void)crypto_generichash_update(&state, head, sizeof head);
        if (texts[i] != NULL)
            (void)crypto_generichash_update(
                &state, (const unsigned char *)texts[i], len);
    }
    (void)crypto_generichash_final(&state, hash, sizeof hash);
    return sodium_bin2hex(out, DIGEST_TEXT, hash, sizeof hash);
}

char *
digest_salt(char out[DIGEST_SALT])
{
    unsigned char bytes[(DIGEST_SALT - 1) / 2];

    randombytes_buf(bytes, sizeof bytes);
    return sodium_bin2hex(out, DIGEST_SALT, bytes, sizeof bytes);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/secret.h"

#include <sodium.h>
#include <string.h>

#include "base/assert.h"

int kr_crypto_init(void)
{
    return sodium_init() < 0 ? KR_E_INTERNAL : 0;
}

void kr_random_bytes(void *out, size_t len)
{
    randombytes_buf(out, len);
}

uint32_t kr_random_u32(void)
{
    return randombytes_random();
}

bool kr_secret_equal(const void *a, const void *b, size_t len)
{
    return sodium_memcmp(a, b, len) == 0;
}

bool kr_secret_text_equal(const char *a, const char *b)
{
    size_t len = strlen(a);
    return len == strlen(b) && kr_secret_equal(a, b, len);
}

void kr_wipe(void *p, size_t len)
{
    sodium_memzero(p, len);
}

void kr_random_token(char *out, size_t out_size, size_t n)
{
    uint8_t bytes[64];
    kr_assert(n <= sizeof bytes && out_size >= KR_TOKEN_TEXT_SIZE(n));
    randombytes_buf(bytes, n);
    sodium_bin2base64(out, out_size, bytes, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    kr_wipe(bytes, sizeof bytes);
}

void kr_random_code(char *out, size_t out_size, size_t digits)
{
    static const char alphabet[32] = "0123456789abcdefghjkmnpqrstvwxyz";
    kr_assert(out_size > digits);
    for (size_t i = 0; i < digits; i++)
        out[i] = alphabet[randombytes_uniform(sizeof alphabet)];
    out[digits] = '\0';
}

void kr_hex_write(char *out, size_t out_size, const void *bytes, size_t n)
{
    kr_assert(out_size >= 2 * n + 1);
    sodium_bin2hex(out, out_size, bytes, n);
}

int kr_hex_read(void *out, size_t n, const char *text)
{
    size_t got = 0;
    if (strlen(text) != 2 * n || sodium_hex2bin(out, n, text, 2 * n, NULL, &got, NULL) || got != n)
        return KR_E_MALFORMED;
    return 0;
}

void kr_sha256(uint8_t out[32], const void *bytes, size_t len)
{
    crypto_hash_sha256(out, bytes, len);
}

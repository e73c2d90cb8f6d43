/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/totp.h"

#include <stdio.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "crypto/hmac.h"
#include "crypto/secret.h"

enum { MODULUS = 1000000 };

void kr_totp_secret_show(char out[KR_TOTP_TEXT_SIZE], const uint8_t secret[KR_TOTP_SECRET_BYTES])
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint32_t bits = 0;
    unsigned n_bits = 0;
    for (size_t i = 0; i < KR_TOTP_SECRET_BYTES; i++) {
        bits = bits << 8 | secret[i];
        for (n_bits += 8; n_bits >= 5; n_bits -= 5)
            *out++ = alphabet[bits >> (n_bits - 5) & 31];
    }
    *out = '\0'; /* 160 bits are 32 symbols: nothing is left over */
}

/* RFC 4226 section 5.3: the dynamic truncation. */
void kr_totp_code(char out[KR_TOTP_DIGITS + 1], const uint8_t secret[KR_TOTP_SECRET_BYTES], uint64_t step)
{
    uint8_t counter[8], hash[KR_HMAC_SHA1_BYTES];
    struct kr_span part = {counter, sizeof counter};
    kr_put_be64(counter, step);
    int err = kr_hmac_sha1(hash, secret, KR_TOTP_SECRET_BYTES, &part, 1);
    kr_assert(!err);
    uint32_t number = kr_get_be32(hash + (hash[KR_HMAC_SHA1_BYTES - 1] & 15)) & 0x7fffffff;
    snprintf(out, KR_TOTP_DIGITS + 1, "%06u", number % MODULUS);
    kr_wipe(hash, sizeof hash);
}

int kr_totp_check(uint64_t *step, const uint8_t secret[KR_TOTP_SECRET_BYTES], const char *typed, uint64_t now_ms)
{
    char digits[KR_TOTP_DIGITS + 1] = {0}, code[KR_TOTP_DIGITS + 1];
    size_t n = 0;
    for (; *typed; typed++) {
        if (*typed == ' ')
            continue;
        if (*typed < '0' || *typed > '9' || n == KR_TOTP_DIGITS)
            return KR_E_AUTH;
        digits[n++] = *typed;
    }
    if (n != KR_TOTP_DIGITS)
        return KR_E_AUTH;
    uint64_t now = now_ms / 1000 / KR_TOTP_STEP_S, found = 0;
    for (uint64_t at = now - KR_TOTP_WINDOW; at <= now + KR_TOTP_WINDOW; at++) {
        kr_totp_code(code, secret, at);
        if (kr_secret_equal(code, digits, KR_TOTP_DIGITS))
            found = at;
    }
    kr_wipe(code, sizeof code);
    kr_wipe(digits, sizeof digits);
    if (!found)
        return KR_E_AUTH;
    *step = found;
    return 0;
}

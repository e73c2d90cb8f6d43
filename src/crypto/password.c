/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/password.h"

#include <sodium.h>
#include <string.h>

#include "base/assert.h"

_Static_assert(KR_PASSWORD_VERIFIER_SIZE >= crypto_pwhash_STRBYTES, "a verifier fits");

struct kr_password_cost kr_password_cost_default(void)
{
    return (struct kr_password_cost){.passes = 3, .memory_kib = 32 * 1024};
}

static size_t memory_bytes(struct kr_password_cost cost)
{
    return (size_t)cost.memory_kib * 1024;
}

int kr_password_hash(char out[KR_PASSWORD_VERIFIER_SIZE], const char *password, struct kr_password_cost cost)
{
    char verifier[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str_alg(verifier, password, strlen(password), cost.passes, memory_bytes(cost),
                              crypto_pwhash_ALG_ARGON2ID13))
        return KR_E_NOMEM;
    memcpy(out, verifier, sizeof verifier);
    return 0;
}

int kr_password_check(const char *verifier, const char *password)
{
    return crypto_pwhash_str_verify(verifier, password, strlen(password)) ? KR_E_AUTH : 0;
}

bool kr_password_is_outdated(const char *verifier, struct kr_password_cost cost)
{
    return crypto_pwhash_str_needs_rehash(verifier, cost.passes, memory_bytes(cost)) != 0;
}

void kr_password_symbols(char *out, size_t out_size, size_t n)
{
    static const char alphabet[] = "23456789abcdefghjkmnpqrstuvwxyz";
    kr_assert(out_size > n);
    for (size_t i = 0; i < n; i++)
        out[i] = alphabet[randombytes_uniform(sizeof alphabet - 1)];
    out[n] = '\0';
}

void kr_password_make(char out[KR_PASSWORD_TEXT_SIZE])
{
    char *p = out;
    for (int group = 0; group < KR_PASSWORD_GROUPS; group++) {
        if (group)
            *p++ = '-';
        kr_password_symbols(p, KR_PASSWORD_GROUP_SYMBOLS + 1, KR_PASSWORD_GROUP_SYMBOLS);
        p += KR_PASSWORD_GROUP_SYMBOLS;
    }
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/recovery.h"

#include <sodium.h>
#include <string.h>

#include "base/assert.h"

enum {
    N = KR_RECOVERY_SYMBOLS,
    FIELD = 31, /* order of the multiplicative group of GF(32) */
    POLYNOMIAL = 0x25, /* x^5 + x^2 + 1, primitive */
};

static const char alphabet[32] = "0123456789abcdefghjkmnpqrstvwxyz";

/* a^e in GF(32), a the root of the polynomial. */
static unsigned power(unsigned e)
{
    unsigned v = 1;
    for (e %= FIELD; e > 0; e--)
        v = v << 1 ^ (v & 16 ? POLYNOMIAL : 0);
    return v & 31;
}

static unsigned multiply(unsigned x, unsigned y)
{
    unsigned v = 0;
    for (unsigned bit = 16; bit; bit >>= 1) {
        v = v << 1 ^ (v & 16 ? POLYNOMIAL : 0);
        if (y & bit)
            v ^= x;
    }
    return v & 31;
}

/* Both are 0 for a code word: the sum of its symbols, and the sum of symbol i times a^i. */
static void syndromes(const uint8_t symbols[N], unsigned *plain, unsigned *weighted)
{
    *plain = *weighted = 0;
    for (unsigned i = 0; i < N; i++) {
        *plain ^= symbols[i];
        *weighted ^= multiply(symbols[i], power(i));
    }
}

/* Sets the last two symbols so that both syndromes are 0: c26 + c27 = p and a^26 c26 + a^27 c27 = w. */
static void add_checks(uint8_t symbols[N])
{
    unsigned p, w;
    symbols[N - 2] = symbols[N - 1] = 0;
    syndromes(symbols, &p, &w);
    unsigned divisor = power(N - 2) ^ power(N - 1);
    for (unsigned e = 0; e < FIELD; e++)
        if (multiply(divisor, power(e)) == 1)
            symbols[N - 1] = (uint8_t)multiply(w ^ multiply(p, power(N - 2)), power(e));
    symbols[N - 2] = (uint8_t)(p ^ symbols[N - 1]);
}

static void show(char out[KR_RECOVERY_TEXT_SIZE], const uint8_t symbols[N])
{
    char *p = out;
    for (unsigned i = 0; i < N; i++) {
        if (i && i % KR_RECOVERY_GROUP == 0)
            *p++ = '-';
        *p++ = alphabet[symbols[i]];
    }
    *p = '\0';
}

void kr_recovery_make(char out[KR_RECOVERY_TEXT_SIZE])
{
    uint8_t symbols[N];
    randombytes_buf(symbols, sizeof symbols);
    for (unsigned i = 0; i < N; i++)
        symbols[i] &= 31;
    add_checks(symbols);
    show(out, symbols);
    sodium_memzero(symbols, sizeof symbols);
}

/* The symbol a typed character stands for, -1 for none. */
static int symbol_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        c = (char)(c - 'A' + 'a');
    if (c == 'o')
        c = '0';
    if (c == 'i' || c == 'l')
        c = '1';
    const char *at = c ? memchr(alphabet, c, sizeof alphabet) : NULL;
    return at ? (int)(at - alphabet) : -1;
}

/* With one wrong symbol e at i the syndromes are e and e a^i, which tells i. */
static unsigned find_group(unsigned plain, unsigned weighted)
{
    for (unsigned i = 0; plain && i < N; i++)
        if (multiply(plain, power(i)) == weighted)
            return i / KR_RECOVERY_GROUP + 1;
    return 0;
}

int kr_recovery_read(char out[KR_RECOVERY_TEXT_SIZE], const char *typed, unsigned *group)
{
    uint8_t symbols[N] = {0};
    unsigned n = 0, plain, weighted;
    int err = KR_E_MALFORMED;
    if (group)
        *group = 0;
    for (; *typed; typed++) {
        if (*typed == ' ' || *typed == '-')
            continue;
        int symbol = symbol_of(*typed);
        if (symbol < 0 || n == N)
            goto out;
        symbols[n++] = (uint8_t)symbol;
    }
    if (n != N)
        goto out;
    syndromes(symbols, &plain, &weighted);
    if (plain || weighted) {
        if (group)
            *group = find_group(plain, weighted);
        goto out;
    }
    show(out, symbols);
    err = 0;
out:
    sodium_memzero(symbols, sizeof symbols);
    return err;
}

static void derive(uint8_t key[KR_KEY_BYTES], const char *code, const struct kr_wrap_params *p)
{
    crypto_generichash_state h;
    kr_assert(strlen(code) == KR_RECOVERY_TEXT_SIZE - 1);
    crypto_generichash_init(&h, p->salt, sizeof p->salt, KR_KEY_BYTES);
    crypto_generichash_update(&h, (const uint8_t *)"recovery", sizeof "recovery");
    crypto_generichash_update(&h, (const uint8_t *)code, KR_RECOVERY_TEXT_SIZE - 1);
    crypto_generichash_final(&h, key, KR_KEY_BYTES);
    sodium_memzero(&h, sizeof h);
}

void kr_recovery_wrap(struct kr_wrapped_key *out, const char *code, const char *place, const char *owner,
                      const uint8_t secret_key[KR_KEY_BYTES])
{
    struct kr_wrap_params p;
    uint8_t key[KR_KEY_BYTES];
    kr_wrap_params_new(&p, (struct kr_password_cost){1, 8}); /* the least a record can name: none was spent */
    derive(key, code, &p);
    kr_key_wrap(out, key, &p, place, owner, secret_key);
    sodium_memzero(key, sizeof key);
}

int kr_recovery_unwrap(uint8_t secret_key[KR_KEY_BYTES], const char *code, const char *place, const char *owner,
                       const struct kr_wrapped_key *w)
{
    struct kr_wrap_params p;
    uint8_t key[KR_KEY_BYTES];
    int err = kr_wrap_params_read(&p, w);
    if (err)
        return err;
    derive(key, code, &p);
    err = kr_key_unwrap(secret_key, key, place, owner, w);
    sodium_memzero(key, sizeof key);
    return err;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/turn_pass.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>

#include "crypto/hmac.h"
#include "crypto/secret.h"

enum { RANDOM_BYTES = 12, EXPIRY_DIGITS_MAX = 12, TIME_CHARS = 16, TAG_BYTES = 16 };

static int password_of(char out[KR_TURN_PASSWORD_SIZE], const uint8_t *secret, struct kr_span name)
{
    uint8_t mac[KR_HMAC_SHA1_BYTES];
    int err = kr_hmac_sha1(mac, secret, KR_TURN_SECRET_BYTES, &name, 1);
    if (!err)
        sodium_bin2base64(out, KR_TURN_PASSWORD_SIZE, mac, sizeof mac, sodium_base64_VARIANT_ORIGINAL);
    return err;
}

int kr_turn_pass_make(struct kr_turn_pass *out, const uint8_t secret[KR_TURN_SECRET_BYTES], uint64_t until_s)
{
    struct kr_turn_pass p;
    char token[KR_TOKEN_TEXT_SIZE(RANDOM_BYTES)];
    kr_random_token(token, sizeof token, RANDOM_BYTES);
    snprintf(p.name, sizeof p.name, "%" PRIu64 ":%s", until_s, token);
    int err = password_of(p.password, secret, (struct kr_span){(const uint8_t *)p.name, strlen(p.name)});
    if (!err)
        *out = p;
    return err;
}

/* The digits before the colon. */
static int expiry_of(uint64_t *out, struct kr_span name)
{
    uint64_t s = 0;
    size_t i = 0;
    for (; i < name.len && i < EXPIRY_DIGITS_MAX && name.data[i] >= '0' && name.data[i] <= '9'; i++)
        s = s * 10 + (uint64_t)(name.data[i] - '0');
    if (i == 0 || i >= name.len || name.data[i] != ':' || name.len >= KR_TURN_NAME_SIZE)
        return KR_E_MALFORMED;
    *out = s;
    return 0;
}

static int md5(uint8_t out[KR_TURN_KEY_BYTES], const struct kr_span *parts, size_t n)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    unsigned len = 0;
    int ok = ctx && EVP_DigestInit_ex(ctx, EVP_md5(), NULL);
    for (size_t i = 0; i < n && ok; i++)
        ok = EVP_DigestUpdate(ctx, parts[i].data, parts[i].len);
    ok = ok && EVP_DigestFinal_ex(ctx, out, &len) && len == KR_TURN_KEY_BYTES;
    EVP_MD_CTX_free(ctx);
    return ok ? 0 : KR_E_INTERNAL;
}

/* RFC 8489 section 9.2.2: key = MD5(username ":" realm ":" password). */
int kr_turn_pass_key(uint8_t key[KR_TURN_KEY_BYTES], uint64_t *until_s, const uint8_t secret[KR_TURN_SECRET_BYTES], struct kr_span name,
                     const char *realm)
{
    char password[KR_TURN_PASSWORD_SIZE];
    uint8_t made[KR_TURN_KEY_BYTES];
    uint64_t until;
    int err = expiry_of(&until, name);
    if (!err)
        err = password_of(password, secret, name);
    if (err)
        return err;
    const struct kr_span colon = {(const uint8_t *)":", 1};
    const struct kr_span parts[] = {
        name, colon, {(const uint8_t *)realm, strlen(realm)}, colon, {(const uint8_t *)password, strlen(password)}};
    err = md5(made, parts, sizeof parts / sizeof *parts);
    kr_wipe(password, sizeof password);
    if (err)
        return err;
    memcpy(key, made, sizeof made);
    *until_s = until;
    return 0;
}

/* No user name begins like this: they begin with a digit. */
static int nonce_of(char out[KR_TURN_NONCE_CHARS + 1], const uint8_t *secret, struct kr_span address, uint64_t made_s)
{
    static const char purpose[] = "nonce";
    uint8_t mac[KR_HMAC_SHA1_BYTES], made[8];
    kr_put_be64(made, made_s);
    const struct kr_span parts[] = {{(const uint8_t *)purpose, sizeof purpose}, {made, sizeof made}, address};
    int err = kr_hmac_sha1(mac, secret, KR_TURN_SECRET_BYTES, parts, 3);
    if (err)
        return err;
    kr_hex_write(out, TIME_CHARS + 1, made, sizeof made);
    kr_hex_write(out + TIME_CHARS, KR_TURN_NONCE_CHARS + 1 - TIME_CHARS, mac, TAG_BYTES);
    return 0;
}

int kr_turn_nonce_make(char out[KR_TURN_NONCE_CHARS + 1], const uint8_t secret[KR_TURN_SECRET_BYTES], struct kr_span address, uint64_t now_s)
{
    return nonce_of(out, secret, address, now_s);
}

int kr_turn_nonce_check(struct kr_span nonce, const uint8_t secret[KR_TURN_SECRET_BYTES], struct kr_span address, uint64_t now_s)
{
    char time[TIME_CHARS + 1], right[KR_TURN_NONCE_CHARS + 1];
    uint8_t made[8];
    if (nonce.len != KR_TURN_NONCE_CHARS)
        return KR_E_AUTH;
    memcpy(time, nonce.data, TIME_CHARS);
    time[TIME_CHARS] = '\0';
    if (kr_hex_read(made, sizeof made, time))
        return KR_E_AUTH;
    uint64_t made_s = kr_get_be64(made);
    int err = nonce_of(right, secret, address, made_s);
    if (err)
        return err;
    if (!kr_secret_equal(right, nonce.data, KR_TURN_NONCE_CHARS))
        return KR_E_AUTH;
    return made_s <= now_s && now_s - made_s <= KR_TURN_NONCE_S ? 0 : KR_E_EXPIRED;
}

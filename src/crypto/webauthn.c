/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/webauthn.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "crypto/secret.h"

enum {
    HASH = 32,
    AAGUID = 16,
    CLIENT_MAX = 4096,
    FLAG_PRESENT = 0x01,  /* section 6.1 */
    FLAG_VERIFIED = 0x04,
    FLAG_ATTESTED = 0x40,
};

/* Takes a literal text from the front. */
static bool take(const char **at, const char *end, const char *text)
{
    size_t len = strlen(text);
    if ((size_t)(end - *at) < len || memcmp(*at, text, len) != 0)
        return false;
    *at += len;
    return true;
}

int kr_webauthn_check_client(const void *client_data, size_t len, const char *type, const char *challenge, const char *origin)
{
    const char *at = client_data, *end = at + len;
    /* Neither has a character that JSON escapes: the challenge is ours, the origin was read as scheme, host and port. */
    bool good = take(&at, end, "{\"type\":\"") && take(&at, end, type) && take(&at, end, "\",\"challenge\":\"") &&
                take(&at, end, challenge) && take(&at, end, "\",\"origin\":\"") && take(&at, end, origin) && take(&at, end, "\"");
    if (good && at < end && *at == ',')
        good = take(&at, end, ",\"crossOrigin\":false"); /* Level 1 does not say it */
    return good && at < end && (*at == '}' || *at == ',') && end[-1] == '}' ? 0 : KR_E_AUTH;
}

int kr_webauthn_read_auth(struct kr_webauthn_auth *out, const void *auth_data, size_t len, const char *rp)
{
    struct kr_webauthn_auth auth = {0};
    uint8_t expected[HASH];
    struct kr_reader r = kr_reader_of(auth_data, len);
    const uint8_t *hash = kr_read_bytes(&r, HASH);
    uint8_t flags = kr_read_u8(&r);
    auth.counter = kr_read_be32(&r);
    auth.user_present = flags & FLAG_PRESENT;
    auth.user_verified = flags & FLAG_VERIFIED;
    if (flags & FLAG_ATTESTED) {
        kr_read_bytes(&r, AAGUID);
        auth.credential_len = kr_read_be16(&r);
        auth.credential = kr_read_bytes(&r, auth.credential_len);
    }
    if (r.failed || auth.credential_len > KR_WEBAUTHN_CREDENTIAL_MAX || ((flags & FLAG_ATTESTED) && auth.credential_len == 0))
        return KR_E_MALFORMED;
    kr_sha256(expected, rp, strlen(rp));
    if (!kr_secret_equal(expected, hash, HASH))
        return KR_E_AUTH;
    *out = auth;
    return 0;
}

static EVP_PKEY *read_key(const void *public_key, size_t len, int algorithm)
{
    const uint8_t *at = public_key;
    char group[32] = "";
    size_t n = 0;
    EVP_PKEY *key = len <= KR_WEBAUTHN_KEY_MAX ? d2i_PUBKEY(NULL, &at, (long)len) : NULL;
    if (!key || at != (const uint8_t *)public_key + len)
        goto refuse;
    if (algorithm == KR_WEBAUTHN_EDDSA && EVP_PKEY_is_a(key, "ED25519"))
        return key;
    if (algorithm == KR_WEBAUTHN_ES256 && EVP_PKEY_is_a(key, "EC") && EVP_PKEY_get_group_name(key, group, sizeof group, &n) &&
        strcmp(group, SN_X9_62_prime256v1) == 0)
        return key;
refuse:
    EVP_PKEY_free(key);
    return NULL;
}

int kr_webauthn_check_key(const void *public_key, size_t len, int algorithm)
{
    EVP_PKEY *key = read_key(public_key, len, algorithm);
    EVP_PKEY_free(key);
    return key ? 0 : KR_E_UNSUPPORTED;
}

int kr_webauthn_verify(const void *public_key, size_t key_len, int algorithm, const void *auth_data, size_t auth_len,
                       const void *client_data, size_t client_len, const void *signature, size_t signature_len)
{
    uint8_t signed_data[CLIENT_MAX + HASH];
    if (auth_len > CLIENT_MAX)
        return KR_E_AUTH;
    memcpy(signed_data, auth_data, auth_len);
    kr_sha256(signed_data + auth_len, client_data, client_len);
    EVP_PKEY *key = read_key(public_key, key_len, algorithm);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    const EVP_MD *md = algorithm == KR_WEBAUTHN_ES256 ? EVP_sha256() : NULL; /* EdDSA hashes by itself */
    int good = key && ctx && EVP_DigestVerifyInit(ctx, NULL, md, NULL, key) == 1 &&
               EVP_DigestVerify(ctx, signature, signature_len, signed_data, auth_len + HASH) == 1;
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
    return good ? 0 : KR_E_AUTH;
}

/* A host that ends in a number is an address (WHATWG URL, "ends in a number checker"), as is one in brackets. */
static bool is_name(const char *host, size_t len)
{
    size_t digits = 0;
    if (len == 0 || host[0] == '[')
        return false;
    while (digits < len && host[len - 1 - digits] >= '0' && host[len - 1 - digits] <= '9')
        digits++;
    return digits == 0 || (digits < len && host[len - 1 - digits] != '.');
}

bool kr_webauthn_rp(char *out, size_t out_size, const char *origin)
{
    bool secure = strncmp(origin, "https://", 8) == 0;
    if (!secure && strncmp(origin, "http://", 7) != 0)
        return false;
    const char *host = origin + (secure ? 8 : 7);
    size_t len = host[0] == '[' ? strcspn(host, "]") : strcspn(host, ":/");
    bool local = len == 9 && memcmp(host, "localhost", 9) == 0;
    if (len >= out_size || !is_name(host, len) || !(secure || local))
        return false;
    memcpy(out, host, len);
    out[len] = '\0';
    return true;
}

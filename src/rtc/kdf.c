/* SPDX-License-Identifier: EUPL-1.2 */
/* Key derivation (RFC 3711 section 4.3, RFC 7714 section 11, RFC 6188 section 3); the key derivation rate is 0. */
#include <string.h>

#include "crypto/secret.h"
#include "rtc/srtp_int.h"

enum {
    IV_BYTES = 16,
    LABEL_AT = 7, /* RFC 3711 4.3.1: key_id = label || 48 bits of r, aligned with the low end of the 112-bit salt */
};

/* RFC 3711 4.3.3: the output is AES-CM keystream under the master key, with the IV x * 2^16. */
static int derive_one(EVP_CIPHER_CTX *ctx, uint8_t *out, size_t len, const uint8_t salt[KR_SRTP_SALT_MAX], unsigned label)
{
    uint8_t iv[IV_BYTES] = {0};
    memcpy(iv, salt, KR_SRTP_SALT_MAX);
    iv[LABEL_AT] ^= (uint8_t)label;
    memset(out, 0, len);
    int n;
    if (!EVP_EncryptInit_ex2(ctx, NULL, NULL, iv, NULL) || !EVP_EncryptUpdate(ctx, out, &n, out, (int)len))
        return KR_E_INTERNAL;
    return 0;
}

int kr_srtp_derive(struct kr_srtp_session_keys *out, enum kr_srtp_profile profile, unsigned labels, const uint8_t *key,
                   const uint8_t *salt)
{
    const struct kr_srtp_profile_info *info = kr_srtp_profile_info(profile);
    const EVP_CIPHER *cipher = kr_srtp_cipher_fetch(info->kdf_cipher);
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    struct kr_srtp_session_keys k = {0};
    int err = KR_E_INTERNAL;
    if (!cipher || !ctx || !EVP_EncryptInit_ex2(ctx, cipher, key, NULL, NULL))
        goto out;

    uint8_t master_salt[KR_SRTP_SALT_MAX] = {0}; /* RFC 7714 section 11: 96 bits are padded with zeros at the low end */
    memcpy(master_salt, salt, info->salt_len);
    err = derive_one(ctx, k.key, info->key_len, master_salt, labels + KR_SRTP_LABEL_KEY);
    if (!err)
        err = derive_one(ctx, k.salt, info->salt_len, master_salt, labels + KR_SRTP_LABEL_SALT);
    if (!err && !info->aead)
        err = derive_one(ctx, k.auth, sizeof k.auth, master_salt, labels + KR_SRTP_LABEL_AUTH);
    if (!err)
        *out = k;
out:
    kr_wipe(&k, sizeof k);
    EVP_CIPHER_CTX_free(ctx);
    return err;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/assert.h"
#include "crypto/secret.h"
#include "rtc/srtp_int.h"

static const struct kr_srtp_profile_info profiles[] = {
    [KR_SRTP_AEAD_AES_128_GCM] = {"AES-128-GCM", "AES-128-CTR", 16, KR_SRTP_GCM_SALT_BYTES, KR_SRTP_GCM_TAG_BYTES, true},
    [KR_SRTP_AEAD_AES_256_GCM] = {"AES-256-GCM", "AES-256-CTR", 32, KR_SRTP_GCM_SALT_BYTES, KR_SRTP_GCM_TAG_BYTES, true},
    [KR_SRTP_AES128_CM_SHA1_80] = {"AES-128-CTR", "AES-128-CTR", 16, KR_SRTP_SALT_MAX, KR_SRTP_HMAC_TAG_BYTES, false},
};

const struct kr_srtp_profile_info *kr_srtp_profile_info(enum kr_srtp_profile profile)
{
    kr_assert((size_t)profile < sizeof profiles / sizeof *profiles);
    return &profiles[profile];
}

/* Only a media process speaks SRTP, and it has one thread: no lock. */
const EVP_CIPHER *kr_srtp_cipher_fetch(const char *name)
{
    static struct {
        const char *name;
        EVP_CIPHER *cipher;
    } fetched[] = {{"AES-128-GCM", NULL}, {"AES-256-GCM", NULL}, {"AES-128-CTR", NULL}, {"AES-256-CTR", NULL}};
    for (size_t i = 0; i < sizeof fetched / sizeof *fetched; i++) {
        if (strcmp(fetched[i].name, name) != 0)
            continue;
        if (!fetched[i].cipher)
            fetched[i].cipher = EVP_CIPHER_fetch(NULL, name, NULL);
        return fetched[i].cipher;
    }
    return NULL;
}

static bool evp_only;

void kr_srtp_evp_only(bool only)
{
    evp_only = only;
}

int kr_srtp_cipher_key(struct kr_srtp_cipher *c, const uint8_t *key, bool encrypt)
{
    kr_srtp_fast_free(c->fast);
    c->fast = c->profile->aead && !evp_only ? kr_srtp_fast_new(key, c->profile->key_len) : NULL;
    if (c->fast)
        return 0;
    const EVP_CIPHER *cipher = kr_srtp_cipher_fetch(c->profile->cipher);
    if (!c->ctx)
        c->ctx = EVP_CIPHER_CTX_new();
    return cipher && c->ctx && EVP_CipherInit_ex2(c->ctx, cipher, key, NULL, encrypt, NULL) ? 0 : KR_E_NOMEM;
}

int kr_srtp_cipher_init(struct kr_srtp_cipher *c, enum kr_srtp_profile profile, unsigned labels, const uint8_t *key,
                        const uint8_t *salt, bool encrypt)
{
    *c = (struct kr_srtp_cipher){.profile = kr_srtp_profile_info(profile)};
    struct kr_srtp_session_keys k;
    int err = kr_srtp_derive(&k, profile, labels, key, salt);
    if (err)
        return err;
    err = kr_srtp_cipher_key(c, k.key, encrypt);
    if (err) {
        kr_srtp_cipher_fini(c);
    } else {
        memcpy(c->salt, k.salt, sizeof c->salt);
        if (!c->profile->aead)
            kr_srtp_hmac_init(&c->hmac, k.auth, sizeof k.auth);
    }
    kr_wipe(&k, sizeof k);
    return err;
}

void kr_srtp_cipher_fini(struct kr_srtp_cipher *c)
{
    kr_srtp_fast_free(c->fast);
    EVP_CIPHER_CTX_free(c->ctx); /* wipes its key */
    kr_wipe(c, sizeof *c);
}

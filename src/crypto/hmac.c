/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/hmac.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

/* A keyless context of HMAC with SHA-1; calls copy it, so that the algorithm is looked up only once. */
static EVP_MAC_CTX *hmac_sha1_template(void)
{
    static EVP_MAC_CTX *template;
    if (template)
        return template;
    EVP_MAC *mac = EVP_MAC_fetch(NULL, OSSL_MAC_NAME_HMAC, NULL);
    if (!mac)
        return NULL;
    EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac);
    EVP_MAC_free(mac);
    char digest[] = "SHA1";
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    if (!ctx || !EVP_MAC_CTX_set_params(ctx, params)) {
        EVP_MAC_CTX_free(ctx);
        return NULL;
    }
    template = ctx;
    return template;
}

int kr_hmac_sha1(uint8_t out[KR_HMAC_SHA1_BYTES], const void *key, size_t key_len,
                 const struct kr_span *parts, size_t n_parts)
{
    /* Without a key EVP_MAC_init would go on with the key of before; an empty key is a key, too. */
    static const uint8_t empty[1];
    uint8_t mac[KR_HMAC_SHA1_BYTES];
    size_t mac_len = 0;
    int err = KR_E_INTERNAL;
    EVP_MAC_CTX *template = hmac_sha1_template();
    EVP_MAC_CTX *ctx = template ? EVP_MAC_CTX_dup(template) : NULL;
    if (!ctx || !EVP_MAC_init(ctx, key_len ? key : empty, key_len, NULL))
        goto out;
    for (size_t i = 0; i < n_parts; i++) {
        if (parts[i].len && !EVP_MAC_update(ctx, parts[i].data, parts[i].len))
            goto out;
    }
    if (!EVP_MAC_final(ctx, mac, &mac_len, sizeof mac) || mac_len != sizeof mac)
        goto out;
    memcpy(out, mac, sizeof mac);
    err = 0;
out:
    EVP_MAC_CTX_free(ctx);
    return err;
}

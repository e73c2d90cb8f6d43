/* SPDX-License-Identifier: EUPL-1.2 */
/* A connection after its handshake, without OpenSSL's state of 40 KiB: all that still comes are alerts and repetitions. */
#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <string.h>

#include "base/bytes.h"
#include "crypto/secret.h"
#include "rtc/dtls_int.h"

enum {
    CONTENT_ALERT = 21, CONTENT_HANDSHAKE = 22, /* RFC 5246 6.2.1 */
    LEVEL_FATAL = 2, CLOSE_NOTIFY = 0,          /* RFC 5246 7.2 */
    EPOCH_OF_KEYS = 1,                          /* RFC 6347 4.1: one change of keys, and no renegotiation */
    ALERT_BYTES = 2,
    FINISHED = 20, FINISHED_BYTES = 12 + 12, /* RFC 6347 4.2.2 and RFC 5246 7.4.9: its header and verify_data */
    TAG_BYTES = 16,
    EXPLICIT_NONCE_BYTES = 8, /* RFC 5288 section 3 */
    NONCE_BYTES = 12,
    NUMBER_BYTES = 8, /* RFC 6347 4.1: epoch and sequence number */
    AAD_BYTES = 13,   /* RFC 5246 6.2.3.3 */
    KEY_MAX = 32,
};

/* RFC 5288 section 3, RFC 5289 section 3.2, RFC 7905 section 2; in the order of dtls_context.c. */
static const struct kr_dtls_suite {
    uint16_t id;
    const char *cipher, *digest;
    size_t key_len, iv_len, explicit_len;
} suites[] = {
    {0xc02b, "AES-128-GCM", "SHA256", 16, 4, EXPLICIT_NONCE_BYTES},
    {0xc02c, "AES-256-GCM", "SHA384", 32, 4, EXPLICIT_NONCE_BYTES},
    {0xcca9, "ChaCha20-Poly1305", "SHA256", 32, NONCE_BYTES, 0},
};

const struct kr_dtls_suite *kr_dtls_suite_find(uint16_t id)
{
    for (size_t i = 0; i < sizeof suites / sizeof *suites; i++)
        if (suites[i].id == id)
            return &suites[i];
    return NULL;
}

int kr_dtls_rest_begin(struct kr_dtls_rest *r, const SSL *ssl)
{
    struct kr_dtls_rest rest = {.suite = kr_dtls_suite_find(SSL_CIPHER_get_protocol_id(SSL_get_current_cipher(ssl)))};
    if (!rest.suite || SSL_SESSION_get_master_key(SSL_get_session(ssl), rest.master, sizeof rest.master) != sizeof rest.master ||
        SSL_get_client_random(ssl, rest.client_random, sizeof rest.client_random) != sizeof rest.client_random ||
        SSL_get_server_random(ssl, rest.server_random, sizeof rest.server_random) != sizeof rest.server_random) {
        kr_wipe(&rest, sizeof rest);
        return KR_E_INTERNAL;
    }
    *r = rest;
    kr_wipe(&rest, sizeof rest);
    return 0;
}

/* RFC 5246 6.3: PRF(master_secret, "key expansion", server_random + client_random), client's key, server's, client's IV, server's. */
static int derive(struct kr_dtls_rest *r, OSSL_LIB_CTX *library)
{
    static char label[] = "key expansion";
    uint8_t block[2 * (KEY_MAX + NONCE_BYTES)];
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)r->suite->digest, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SECRET, r->master, sizeof r->master),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SEED, label, sizeof label - 1),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SEED, r->server_random, sizeof r->server_random),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SEED, r->client_random, sizeof r->client_random),
        OSSL_PARAM_construct_end(),
    };
    EVP_KDF *kdf = EVP_KDF_fetch(library, OSSL_KDF_NAME_TLS1_PRF, NULL);
    EVP_KDF_CTX *c = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
    bool good = c && EVP_KDF_derive(c, block, 2 * (r->suite->key_len + r->suite->iv_len), params) == 1;
    if (good) {
        memcpy(r->key, block, r->suite->key_len);
        memcpy(r->iv, block + 2 * r->suite->key_len, r->suite->iv_len);
        kr_wipe(r->master, sizeof r->master);
        r->has_key = true;
    }
    EVP_KDF_CTX_free(c);
    EVP_KDF_free(kdf);
    kr_wipe(block, sizeof block);
    return good ? 0 : KR_E_INTERNAL;
}

/* RFC 5288 section 3: the fixed part, then the explicit one. RFC 7905 section 2: the number of the record, XORed with the IV. */
static void make_nonce(uint8_t nonce[NONCE_BYTES], const struct kr_dtls_rest *r, const struct kr_dtls_record *record)
{
    memcpy(nonce, r->iv, r->suite->iv_len);
    if (r->suite->explicit_len)
        memcpy(nonce + r->suite->iv_len, record->fragment, EXPLICIT_NONCE_BYTES);
    else
        kr_put_be64(nonce + NONCE_BYTES - NUMBER_BYTES, kr_get_be64(nonce + NONCE_BYTES - NUMBER_BYTES) ^ kr_get_be64(record->number));
}

/* RFC 6347 4.1.2.1: as TLS has it, with epoch and sequence number in the place of TLS' own. */
static void make_aad(uint8_t aad[AAD_BYTES], const struct kr_dtls_record *record, size_t len)
{
    memcpy(aad, record->number, NUMBER_BYTES);
    aad[8] = record->type;
    memcpy(aad + 9, record->version, 2);
    kr_put_be16(aad + 11, (uint16_t)len);
}

/* Opens a record of so many bytes, if it is the client's. */
static bool open_record(uint8_t *out, const struct kr_dtls_rest *r, OSSL_LIB_CTX *library, const struct kr_dtls_record *record, size_t len)
{
    uint8_t nonce[NONCE_BYTES], aad[AAD_BYTES], none[TAG_BYTES];
    const uint8_t *sealed = record->fragment + r->suite->explicit_len;
    int n;
    make_nonce(nonce, r, record);
    make_aad(aad, record, len);
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(library, r->suite->cipher, NULL);
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    bool good = cipher && c && EVP_DecryptInit_ex2(c, cipher, r->key, nonce, NULL) && EVP_DecryptUpdate(c, NULL, &n, aad, sizeof aad) &&
                EVP_DecryptUpdate(c, out, &n, sealed, (int)len) &&
                EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, TAG_BYTES, (void *)(sealed + len)) > 0 && EVP_DecryptFinal_ex(c, none, &n) > 0;
    EVP_CIPHER_CTX_free(c);
    EVP_CIPHER_free(cipher);
    return good;
}

bool kr_dtls_record_next(struct kr_dtls_record *out, const uint8_t **p, size_t *len)
{
    if (*len < KR_DTLS_RECORD_HEADER_BYTES)
        return false;
    struct kr_dtls_record record = {.type = (*p)[0], .version = *p + 1, .number = *p + 3, .fragment = *p + KR_DTLS_RECORD_HEADER_BYTES,
                                    .len = kr_get_be16(*p + KR_DTLS_RECORD_LENGTH_AT)};
    if (record.len > *len - KR_DTLS_RECORD_HEADER_BYTES)
        return false;
    *p += KR_DTLS_RECORD_HEADER_BYTES + record.len;
    *len -= KR_DTLS_RECORD_HEADER_BYTES + record.len;
    *out = record;
    return true;
}

/* How long the two kinds of record are that say something; 0: it is none of them. */
static size_t told_bytes(const struct kr_dtls_rest *r, const struct kr_dtls_record *record)
{
    size_t len = record->type == CONTENT_ALERT ? ALERT_BYTES : record->type == CONTENT_HANDSHAKE ? FINISHED_BYTES : 0;
    return kr_get_be16(record->number) == EPOCH_OF_KEYS && record->len == r->suite->explicit_len + len + TAG_BYTES ? len : 0;
}

enum kr_dtls_heard kr_dtls_rest_input(struct kr_dtls_rest *r, OSSL_LIB_CTX *library, const uint8_t *p, size_t len)
{
    struct kr_dtls_record record;
    uint8_t told[FINISHED_BYTES];
    size_t n = 0;
    while (!n && kr_dtls_record_next(&record, &p, &len))
        n = told_bytes(r, &record);
    /* One a datagram, so that it costs its sender more than us. */
    if (!n || (!r->has_key && derive(r, library)) || !open_record(told, r, library, &record, n))
        return KR_DTLS_HEARD_NOTHING;
    if (record.type == CONTENT_ALERT)
        return told[0] == LEVEL_FATAL || told[1] == CLOSE_NOTIFY ? KR_DTLS_HEARD_END : KR_DTLS_HEARD_NOTHING;
    return told[0] == FINISHED ? KR_DTLS_HEARD_REPETITION : KR_DTLS_HEARD_NOTHING; /* ours was lost (RFC 6347 4.2.4) */
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "load/peer.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "crypto/secret.h"

enum {
    KEY = 16, SALT = 12,    /* RFC 7714: AEAD_AES_128_GCM */
    DTLS_RECORD_BYTES = 13, /* RFC 6347 4.1: of its header */
};

static void make_certificate(struct kr_load_identity *p)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *cert = X509_new();
    uint8_t digest[32];
    unsigned len = sizeof digest;
    kr_assert(key && cert);
    ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
    X509_gmtime_adj(X509_getm_notBefore(cert), -3600);
    X509_gmtime_adj(X509_getm_notAfter(cert), 3600);
    X509_set_pubkey(cert, key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(cert), "CN", MBSTRING_ASC, (const uint8_t *)"load", -1, -1, 0);
    X509_set_issuer_name(cert, X509_get_subject_name(cert));
    kr_assert(X509_sign(cert, key, EVP_sha256()) > 0 && X509_digest(cert, EVP_sha256(), digest, &len) == 1);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(p->fingerprint + 3 * i, 4, "%02X%s", digest[i], i + 1 < sizeof digest ? ":" : "");
    kr_assert(SSL_CTX_use_certificate(p->ctx, cert) == 1 && SSL_CTX_use_PrivateKey(p->ctx, key) == 1);
    X509_free(cert);
    EVP_PKEY_free(key);
}

static int accept_any(int ok, X509_STORE_CTX *ctx)
{
    return 1; /* the server's certificate is of its own making; nothing is said that it must not hear */
}

void kr_load_identity_init(struct kr_load_identity *i)
{
    *i = (struct kr_load_identity){.ctx = SSL_CTX_new(DTLS_client_method())};
    kr_assert(i->ctx);
    make_certificate(i);
    SSL_CTX_set_verify(i->ctx, SSL_VERIFY_PEER, accept_any);
    kr_assert(SSL_CTX_set_tlsext_use_srtp(i->ctx, "SRTP_AEAD_AES_128_GCM") == 0);
}

void kr_load_identity_fini(struct kr_load_identity *i)
{
    SSL_CTX_free(i->ctx);
    *i = (struct kr_load_identity){0};
}

void kr_load_peer_init(struct kr_load_peer *p, const struct kr_load_identity *identity, int number, kr_load_send_fn *send, void *arg)
{
    *p = (struct kr_load_peer){.send = send, .arg = arg, .identity = identity};
    if (!identity) {
        kr_load_identity_init(&p->own_identity);
        p->identity = &p->own_identity;
    }
    p->ssl = SSL_new(p->identity->ctx);
    kr_assert(p->ssl);
    SSL_set_bio(p->ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_options(p->ssl, SSL_OP_NO_QUERY_MTU);
    DTLS_set_link_mtu(p->ssl, 1200);
    BIO_set_mem_eof_return(SSL_get_rbio(p->ssl), -1);
    SSL_set_connect_state(p->ssl);
    snprintf(p->ufrag, sizeof p->ufrag, "cli%05d", number);
    kr_random_token(p->pwd, sizeof p->pwd, 18);
}

void kr_load_peer_fini(struct kr_load_peer *p)
{
    SSL_free(p->ssl);
    kr_load_identity_fini(&p->own_identity);
    kr_srtp_sender_free(p->sender);
    kr_srtp_receiver_free(p->receiver);
    *p = (struct kr_load_peer){0};
}

void kr_load_peer_check(struct kr_load_peer *p)
{
    char username[200];
    uint8_t transaction[12], out[300];
    size_t len;
    snprintf(username, sizeof username, "%s:%s", p->remote_ufrag, p->ufrag);
    kr_random_bytes(transaction, sizeof transaction);
    struct kr_stun_write w = {.class = KR_STUN_REQUEST, .method = KR_STUN_BINDING, .transaction = transaction,
                              .username = {(const uint8_t *)username, strlen(username)}, .has_priority = true,
                              .priority = 1845501695, .use_candidate = true, .controlling = true, .tie_breaker = 1};
    kr_assert(kr_stun_write(out, sizeof out, &len, &w, p->remote_pwd, strlen(p->remote_pwd)) == 0);
    p->send(p->arg, out, len);
}

static void flush_dtls(struct kr_load_peer *p)
{
    uint8_t out[4096];
    int n;
    while ((n = BIO_read(SSL_get_wbio(p->ssl), out, sizeof out)) > 0) {
        /* OpenSSL writes a flight into the memory BIO in one go: cut it at record borders (RFC 6347 4.1). */
        for (size_t at = 0; at + DTLS_RECORD_BYTES <= (size_t)n;) {
            size_t len = DTLS_RECORD_BYTES + (size_t)(out[at + 11] << 8 | out[at + 12]);
            if (len > (size_t)n - at) /* cannot be: OpenSSL writes whole records */
                break;
            p->send(p->arg, out + at, len);
            at += len;
        }
    }
}

static void start_srtp(struct kr_load_peer *p)
{
    uint8_t k[2 * (KEY + SALT)];
    static const char label[] = "EXTRACTOR-dtls_srtp"; /* RFC 5764 4.2 */
    const SRTP_PROTECTION_PROFILE *profile = SSL_get_selected_srtp_profile(p->ssl);
    if (!profile || profile->id != SRTP_AEAD_AES_128_GCM) {
        p->failed = true;
        return;
    }
    kr_assert(SSL_export_keying_material(p->ssl, k, sizeof k, label, sizeof label - 1, NULL, 0, 0) == 1);
    kr_assert(kr_srtp_sender_new(&p->sender, KR_SRTP_AEAD_AES_128_GCM, k, k + 2 * KEY) == 0);
    kr_assert(kr_srtp_receiver_new(&p->receiver, KR_SRTP_AEAD_AES_128_GCM, k + KEY, k + 2 * KEY + SALT) == 0);
    p->connected = true;
}

static void handshake(struct kr_load_peer *p)
{
    if (!p->connected && !p->failed && SSL_do_handshake(p->ssl) == 1)
        start_srtp(p);
    flush_dtls(p);
}

void kr_load_peer_tick(struct kr_load_peer *p)
{
    if (!p->checked || p->connected || p->failed || DTLSv1_handle_timeout(p->ssl) <= 0)
        return;
    flush_dtls(p);
}

void kr_load_peer_input(struct kr_load_peer *p, const uint8_t *data, size_t len)
{
    struct kr_stun_msg m;
    if (!kr_stun_is(data, len)) {
        BIO_write(SSL_get_rbio(p->ssl), data, (int)len);
        handshake(p);
        return;
    }
    if (kr_stun_parse(&m, data, len) || m.class != KR_STUN_SUCCESS || kr_stun_check(&m, data, p->remote_pwd, strlen(p->remote_pwd)))
        return;
    p->checks_answered++;
    if (!p->checked)
        handshake(p);
    p->checked = true;
}

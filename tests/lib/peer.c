/* SPDX-License-Identifier: EUPL-1.2 */
#include "peer.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "crypto/secret.h"

enum { KEY = 16, SALT = 12 }; /* RFC 7714: AEAD_AES_128_GCM */

static void make_certificate(struct sim_peer *p)
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
    X509_NAME_add_entry_by_txt(X509_get_subject_name(cert), "CN", MBSTRING_ASC, (const uint8_t *)"sim", -1, -1, 0);
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
    return 1; /* the server is told apart by the answer's fingerprint, which the simulation made itself */
}

void sim_peer_init(struct sim_peer *p, int number, sim_peer_send_fn *send, void *arg)
{
    *p = (struct sim_peer){.send = send, .arg = arg, .ctx = SSL_CTX_new(DTLS_client_method())};
    kr_assert(p->ctx);
    make_certificate(p);
    SSL_CTX_set_verify(p->ctx, SSL_VERIFY_PEER, accept_any);
    kr_assert(SSL_CTX_set_tlsext_use_srtp(p->ctx, "SRTP_AEAD_AES_128_GCM") == 0);
    p->ssl = SSL_new(p->ctx);
    SSL_set_bio(p->ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_options(p->ssl, SSL_OP_NO_QUERY_MTU);
    DTLS_set_link_mtu(p->ssl, 1200);
    BIO_set_mem_eof_return(SSL_get_rbio(p->ssl), -1);
    SSL_set_connect_state(p->ssl);
    snprintf(p->ufrag, sizeof p->ufrag, "cli%05d", number);
    kr_random_token(p->pwd, sizeof p->pwd, 18);
}

void sim_peer_fini(struct sim_peer *p)
{
    SSL_free(p->ssl);
    SSL_CTX_free(p->ctx);
    kr_srtp_sender_free(p->sender);
    kr_srtp_receiver_free(p->receiver);
}

void sim_peer_check(struct sim_peer *p)
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

static void flush_dtls(struct sim_peer *p)
{
    uint8_t out[4096];
    int n;
    while ((n = BIO_read(SSL_get_wbio(p->ssl), out, sizeof out)) > 0) {
        /* OpenSSL writes a flight into the memory BIO in one go: cut it at record borders (RFC 6347 4.1). */
        for (size_t at = 0; at + 13 <= (size_t)n;) {
            size_t len = 13 + (size_t)(out[at + 11] << 8 | out[at + 12]);
            p->send(p->arg, out + at, len);
            at += len;
        }
    }
}

static void start_srtp(struct sim_peer *p)
{
    uint8_t k[2 * (KEY + SALT)];
    static const char label[] = "EXTRACTOR-dtls_srtp"; /* RFC 5764 4.2 */
    kr_assert(SSL_export_keying_material(p->ssl, k, sizeof k, label, sizeof label - 1, NULL, 0, 0) == 1);
    kr_assert(kr_srtp_sender_new(&p->sender, KR_SRTP_AEAD_AES_128_GCM, k, k + 2 * KEY) == 0);
    kr_assert(kr_srtp_receiver_new(&p->receiver, KR_SRTP_AEAD_AES_128_GCM, k + KEY, k + 2 * KEY + SALT) == 0);
    p->connected = true;
}

static void handshake(struct sim_peer *p)
{
    if (!p->connected && SSL_do_handshake(p->ssl) == 1)
        start_srtp(p);
    flush_dtls(p);
}

void sim_peer_input(struct sim_peer *p, const uint8_t *data, size_t len)
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

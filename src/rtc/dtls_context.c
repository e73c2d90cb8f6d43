/* SPDX-License-Identifier: EUPL-1.2 */
/* What all DTLS connections of a process share: certificate, algorithms, and how a peer's certificate is judged. */
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/cert.h"
#include "crypto/secret.h"
#include "rtc/dtls_int.h"

/* RFC 8827 6.5 asks for the first; all are forward secret and AEAD, as RFC 7525 4.2 recommends. Our key is ECDSA. */
static const char ciphers[] =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305";
static const char groups[] = "X25519:P-256:P-384";
/* In the order of enum kr_srtp_profile; the server's order decides (RFC 5764 4.1.1). */
static const char srtp_profiles[] = "SRTP_AEAD_AES_128_GCM:SRTP_AEAD_AES_256_GCM:SRTP_AES128_CM_SHA1_80";

enum { PEER_CERTIFICATE_MAX = 16 * 1024 }; /* browsers show one of about 300 bytes, gateways an RSA one of 1 KB */

/*
 * In place of the check of a chain: nobody signs these certificates, the fingerprint from the offer is all there is
 * (RFC 8122 section 6.2, RFC 5763 section 5). Which one matched does not matter.
 */
static int verify(X509_STORE_CTX *store, void *arg)
{
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    struct kr_dtls *d = SSL_get_app_data(ssl);
    X509 *cert = X509_STORE_CTX_get0_cert(store);
    for (size_t i = 0; cert && i < d->n_fingerprints; i++) {
        uint8_t digest[EVP_MAX_MD_SIZE];
        unsigned n;
        if (X509_digest(cert, d->fingerprints[i].md, digest, &n) && kr_secret_equal(digest, d->fingerprints[i].bytes, n)) {
            d->verified = true;
            return 1;
        }
    }
    X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_REJECTED); /* RFC 8122 6.2: becomes a bad_certificate alert */
    return 0;
}

static int configure(SSL_CTX *ssl, EVP_PKEY *key, X509 *cert)
{
    SSL_CTX_set_options(ssl, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_QUERY_MTU |
                                 SSL_OP_CIPHER_SERVER_PREFERENCE);
    /* No chain is looked for behind our certificate. RELEASE_BUFFERS is no help for DTLS in OpenSSL 3.0, but in later ones. */
    SSL_CTX_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN);
    SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_max_cert_list(ssl, PEER_CERTIFICATE_MAX);
    SSL_CTX_set_verify(ssl, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    SSL_CTX_set_cert_verify_callback(ssl, verify, NULL);
    if (!SSL_CTX_set_min_proto_version(ssl, DTLS1_2_VERSION) || !SSL_CTX_set_cipher_list(ssl, ciphers) ||
        !SSL_CTX_set1_groups_list(ssl, groups) || !SSL_CTX_use_certificate(ssl, cert) || !SSL_CTX_use_PrivateKey(ssl, key))
        return KR_E_INTERNAL;
    return SSL_CTX_set_tlsext_use_srtp(ssl, srtp_profiles) ? KR_E_INTERNAL : 0; /* 0 is its success */
}

/* RFC 8122 section 5. */
static int write_fingerprint(char *out, size_t out_size, const X509 *cert)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned n;
    if (!X509_digest(cert, EVP_sha256(), digest, &n))
        return KR_E_INTERNAL;
    size_t at = (size_t)snprintf(out, out_size, "sha-256 ");
    for (unsigned i = 0; i < n; i++)
        at += (size_t)snprintf(out + at, out_size - at, i ? ":%02X" : "%02X", digest[i]);
    return 0;
}

int kr_dtls_context_new(struct kr_dtls_context **out)
{
    EVP_PKEY *key = NULL;
    X509 *cert = NULL;
    struct kr_dtls_context *c = calloc(1, sizeof *c);
    if (!c)
        return KR_E_NOMEM;
    int err = kr_lean_init(&c->lean);
    if (!err)
        err = kr_cert_new(&key, &cert, c->lean.library);
    if (err)
        goto out;
    c->ssl = SSL_CTX_new_ex(c->lean.library, NULL, DTLS_server_method());
    c->bio = kr_dtls_bio_method();
    err = c->ssl && c->bio ? configure(c->ssl, key, cert) : KR_E_NOMEM;
    if (!err)
        err = write_fingerprint(c->fingerprint, sizeof c->fingerprint, cert);
out:
    EVP_PKEY_free(key);
    X509_free(cert);
    ERR_clear_error();
    if (err)
        kr_dtls_context_free(c);
    else
        *out = c;
    return err;
}

void kr_dtls_context_free(struct kr_dtls_context *c)
{
    if (!c)
        return;
    SSL_CTX_free(c->ssl);
    BIO_meth_free(c->bio);
    kr_lean_fini(&c->lean);
    free(c);
}

const char *kr_dtls_fingerprint(const struct kr_dtls_context *c)
{
    return c->fingerprint;
}

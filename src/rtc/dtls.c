/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/dtls.h"

#include <openssl/err.h>
#include <openssl/srtp.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "crypto/secret.h"
#include "rtc/dtls_int.h"

enum {
    SECOND_US = 1000000,
    /* RFC 6347 4.2.4.1 recommends 1 s; here ICE has shown just now that the path is open and a flight is one datagram. */
    RESEND_FIRST_US = 200000,
    RESEND_MOST_US = 3200000,
    OPENSSL_TIMER_S = 3600, /* longer than any handshake may take */
};

/* RFC 5764 section 4.2 */
static const char exporter_label[] = "EXTRACTOR-dtls_srtp";

static unsigned put_off(SSL *ssl, unsigned timer_us)
{
    return OPENSSL_TIMER_S * (unsigned)SECOND_US;
}

static const EVP_MD *md_of(const struct kr_sdp_fingerprint *f)
{
    static const struct {
        const char *name;
        const EVP_MD *(*md)(void);
    } known[] = {{"sha-256", EVP_sha256}, {"sha-384", EVP_sha384}, {"sha-512", EVP_sha512}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const EVP_MD *md = known[i].md();
        if (f->algorithm.len == strlen(known[i].name) && (size_t)EVP_MD_get_size(md) == f->digest_len &&
            strncasecmp((const char *)f->algorithm.data, known[i].name, f->algorithm.len) == 0)
            return md;
    }
    return NULL;
}

static int open_ssl(struct kr_dtls *d, struct kr_dtls_context *c)
{
    d->ssl = SSL_new(c->ssl);
    BIO *bio = BIO_new(c->bio);
    if (!d->ssl || !bio) {
        BIO_free(bio);
        return KR_E_NOMEM;
    }
    BIO_set_data(bio, d);
    SSL_set_bio(d->ssl, bio, bio); /* takes it over */
    SSL_set_app_data(d->ssl, d);
    SSL_set_mtu(d->ssl, KR_DTLS_MTU);
    DTLS_set_timer_cb(d->ssl, put_off);
    SSL_set_accept_state(d->ssl);
    return 0;
}

int kr_dtls_new(struct kr_dtls **out, struct kr_dtls_context *c, const struct kr_sdp_fingerprint *fingerprints,
                size_t n_fingerprints, uint64_t now_us)
{
    struct kr_dtls *d = calloc(1, sizeof *d);
    if (!d)
        return KR_E_NOMEM;
    d->context = c;
    d->deadline_us = now_us + (uint64_t)KR_DTLS_HANDSHAKE_S * SECOND_US;
    d->resend_us = UINT64_MAX;
    for (size_t i = 0; i < n_fingerprints && d->n_fingerprints < KR_SDP_FINGERPRINTS; i++) {
        const EVP_MD *md = md_of(&fingerprints[i]);
        if (!md)
            continue;
        struct kr_dtls_digest *digest = &d->fingerprints[d->n_fingerprints++];
        digest->md = md;
        memcpy(digest->bytes, fingerprints[i].digest, fingerprints[i].digest_len);
    }
    int err = d->n_fingerprints ? open_ssl(d, c) : KR_E_UNSUPPORTED;
    ERR_clear_error();
    if (err) {
        kr_dtls_free(d);
        return err;
    }
    *out = d;
    return 0;
}

void kr_dtls_free(struct kr_dtls *d)
{
    if (!d)
        return;
    SSL_free(d->ssl);
    kr_dtls_flight_clear(&d->flight);
    kr_dtls_flight_clear(&d->bye);
    kr_wipe(d, sizeof *d);
    free(d);
}

static int profile_of(unsigned long id, struct kr_dtls_keys *k)
{
    switch (id) { /* key and salt lengths: RFC 7714 12.1 and 12.2, RFC 5764 4.1.2 */
    case SRTP_AEAD_AES_128_GCM:
        k->profile = KR_SRTP_AEAD_AES_128_GCM, k->key_len = 16, k->salt_len = 12;
        return 0;
    case SRTP_AEAD_AES_256_GCM:
        k->profile = KR_SRTP_AEAD_AES_256_GCM, k->key_len = 32, k->salt_len = 12;
        return 0;
    case SRTP_AES128_CM_SHA1_80:
        k->profile = KR_SRTP_AES128_CM_SHA1_80, k->key_len = 16, k->salt_len = 14;
        return 0;
    default:
        return KR_E_INTERNAL;
    }
}

static int export_keys(struct kr_dtls_keys *out, SSL *ssl)
{
    struct kr_dtls_keys k = {0};
    uint8_t block[2 * (sizeof k.client_key + sizeof k.client_salt)];
    int err = profile_of(SSL_get_selected_srtp_profile(ssl)->id, &k);
    if (err)
        return err;
    size_t len = 2 * (k.key_len + k.salt_len);
    if (SSL_export_keying_material(ssl, block, len, exporter_label, sizeof exporter_label - 1, NULL, 0, 0) == 1) {
        /* RFC 5764 section 4.2: client key, server key, client salt, server salt */
        const uint8_t *p = block;
        memcpy(k.client_key, p, k.key_len);
        memcpy(k.server_key, p += k.key_len, k.key_len);
        memcpy(k.client_salt, p += k.key_len, k.salt_len);
        memcpy(k.server_salt, p += k.salt_len, k.salt_len);
        *out = k;
    } else {
        err = KR_E_INTERNAL;
    }
    kr_wipe(block, sizeof block);
    kr_wipe(&k, sizeof k);
    return err;
}

/* Seals the alert that will say goodbye, and keeps it apart from the flight. */
static int prepare_bye(struct kr_dtls *d)
{
    size_t len = d->flight.len;
    SSL_shutdown(d->ssl);
    if (d->flight.len == len)
        return KR_E_NOMEM;
    kr_dtls_flight_add(&d->bye, d->flight.records + len, d->flight.len - len);
    d->flight.len = len;
    return d->bye.len ? 0 : KR_E_NOMEM;
}

/* The handshake is over: of OpenSSL's state, which for most clients would rest for ever, nothing stays. */
static int come_to_rest(struct kr_dtls *d)
{
    int err = export_keys(&d->keys, d->ssl);
    if (!err)
        err = kr_dtls_rest_begin(&d->rest, d->ssl);
    if (!err)
        err = prepare_bye(d);
    if (err)
        return err;
    SSL_free(d->ssl);
    d->ssl = NULL;
    return 0;
}

/* What came behind the handshake in the same datagram. Only an authenticated alert ends the association (RFC 6347 4.1.2.7). */
static bool ends_at_once(struct kr_dtls *d)
{
    uint8_t unused[256]; /* DTLS-SRTP carries no data (RFC 5764 section 3) */
    while (SSL_read(d->ssl, unused, sizeof unused) > 0)
        continue;
    return SSL_get_shutdown(d->ssl) & SSL_RECEIVED_SHUTDOWN;
}

static void shake_hands(struct kr_dtls *d)
{
    int done = SSL_do_handshake(d->ssl);
    if (done != 1) {
        if (SSL_get_error(d->ssl, done) != SSL_ERROR_WANT_READ)
            d->state = KR_DTLS_CLOSED; /* OpenSSL has written the alert */
        return;
    }
    if (!d->verified || !SSL_get_selected_srtp_profile(d->ssl)) {
        SSL_shutdown(d->ssl);
        d->state = KR_DTLS_CLOSED;
        return;
    }
    d->state = ends_at_once(d) || come_to_rest(d) ? KR_DTLS_CLOSED : KR_DTLS_CONNECTED;
}

static void hear(struct kr_dtls *d)
{
    switch (kr_dtls_rest_input(&d->rest, d->context->lean.library, d->in, d->in_len)) {
    case KR_DTLS_HEARD_NOTHING:
        break;
    case KR_DTLS_HEARD_REPETITION:
        d->flight.sent = 0;
        break;
    case KR_DTLS_HEARD_END:
        d->state = KR_DTLS_CLOSED;
        break;
    }
}

enum kr_dtls_state kr_dtls_input(struct kr_dtls *d, const uint8_t *p, size_t len, uint64_t now_us)
{
    if (d->state == KR_DTLS_CLOSED || !len)
        return d->state;
    d->in = p;
    d->in_len = len;
    d->wrote = false;
    ERR_clear_error();
    if (d->state == KR_DTLS_HANDSHAKE)
        shake_hands(d);
    else
        hear(d);
    ERR_clear_error();
    d->in = NULL;

    if (d->state != KR_DTLS_HANDSHAKE) {
        d->resend_us = UINT64_MAX;
    } else if (d->wrote) {
        d->resend_after_us = RESEND_FIRST_US;
        d->resend_us = now_us + RESEND_FIRST_US;
    }
    return d->state;
}

size_t kr_dtls_output(struct kr_dtls *d, uint8_t *out, size_t cap)
{
    kr_assert(cap >= KR_DTLS_MTU);
    size_t n = kr_dtls_flight_next(&d->flight, out, cap);
    if (!n && d->state == KR_DTLS_CLOSED)
        kr_dtls_flight_clear(&d->flight);
    return n;
}

enum kr_dtls_state kr_dtls_tick(struct kr_dtls *d, uint64_t now_us)
{
    if (d->state != KR_DTLS_HANDSHAKE)
        return d->state;
    if (now_us >= d->deadline_us) {
        d->state = KR_DTLS_CLOSED;
        d->resend_us = UINT64_MAX;
    } else if (now_us >= d->resend_us) {
        d->flight.sent = 0;
        d->resend_after_us = 2 * d->resend_after_us < RESEND_MOST_US ? 2 * d->resend_after_us : RESEND_MOST_US;
        d->resend_us = now_us + d->resend_after_us;
    }
    return d->state;
}

uint64_t kr_dtls_due_us(const struct kr_dtls *d)
{
    if (d->state != KR_DTLS_HANDSHAKE)
        return UINT64_MAX;
    return d->resend_us < d->deadline_us ? d->resend_us : d->deadline_us;
}

int kr_dtls_export(struct kr_dtls *d, struct kr_dtls_keys *out)
{
    if (d->state != KR_DTLS_CONNECTED)
        return KR_E_STATE;
    *out = d->keys;
    return 0;
}

void kr_dtls_close(struct kr_dtls *d)
{
    d->wrote = false;
    if (d->state == KR_DTLS_CONNECTED) {
        kr_dtls_flight_clear(&d->flight);
        d->flight = d->bye;
        d->bye = (struct kr_dtls_flight){0};
    }
    d->state = KR_DTLS_CLOSED;
    d->resend_us = UINT64_MAX;
}

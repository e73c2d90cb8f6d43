/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * DTLS-SRTP (RFC 5764) as server, over OpenSSL on memory BIOs. Datagrams in, datagrams out (split at record borders,
 * at most KR_DTLS_MTU bytes each). DTLS 1.2 or better; the client must show a certificate that has one of the
 * fingerprints of its offer. The ClientHello may come in fragments in any order.
 *
 * Time: OpenSSL's own retransmission timer reads the system's clock, so it is put off beyond the end of any handshake
 * (DTLS_set_timer_cb). Instead the bytes of our last flight are kept until the next one, and kr_dtls_tick gives them
 * out again, on the caller's clock, after 200 ms and then at doubled intervals. The peer drops by its replay window
 * the records that it has (RFC 6347 4.1.2.6).
 */
#ifndef KR_RTC_DTLS_H
#define KR_RTC_DTLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "wire/sdp.h"

enum {
    KR_DTLS_MTU = 1200,
    KR_DTLS_HANDSHAKE_S = 20, /* a handshake that takes longer has failed */
};

/* SRTP protection profiles in our order of preference (RFC 5764 4.1.2, RFC 7714 14.2). */
enum kr_srtp_profile { KR_SRTP_AEAD_AES_128_GCM, KR_SRTP_AEAD_AES_256_GCM, KR_SRTP_AES128_CM_SHA1_80 };

struct kr_dtls_context; /* one per process: certificate and settings */
struct kr_dtls;         /* one per endpoint */

/* Makes a fresh ECDSA P-256 certificate for the process. */
KR_MUST_CHECK int kr_dtls_context_new(struct kr_dtls_context **out);
void kr_dtls_context_free(struct kr_dtls_context *c);

/* "sha-256 AB:CD:..." for the answer; lives as long as the context. */
const char *kr_dtls_fingerprint(const struct kr_dtls_context *c);

enum kr_dtls_state { KR_DTLS_HANDSHAKE, KR_DTLS_CONNECTED, KR_DTLS_CLOSED /* by alert, or failed */ };

struct kr_dtls_keys { /* RFC 5764 section 4.2 */
    enum kr_srtp_profile profile;
    uint8_t client_key[32], server_key[32], client_salt[14], server_salt[14];
    size_t key_len, salt_len;
};

/* fingerprints are copied. */
KR_MUST_CHECK int kr_dtls_new(struct kr_dtls **out, struct kr_dtls_context *c, const struct kr_sdp_fingerprint *fingerprints,
                              size_t n_fingerprints, uint64_t now_us);
void kr_dtls_free(struct kr_dtls *d);

/* One datagram from the selected address. Bad records are dropped silently (RFC 6347 4.1.2.7). Returns the state. */
enum kr_dtls_state kr_dtls_input(struct kr_dtls *d, const uint8_t *p, size_t len, uint64_t now_us);

/* Next datagram to send into out (at least KR_DTLS_MTU bytes), or 0. Call until 0 after input, tick and close. */
size_t kr_dtls_output(struct kr_dtls *d, uint8_t *out, size_t cap);

/* Retransmits what is due; call when kr_dtls_due_us has come. */
enum kr_dtls_state kr_dtls_tick(struct kr_dtls *d, uint64_t now_us);
uint64_t kr_dtls_due_us(const struct kr_dtls *d); /* UINT64_MAX: nothing pending */

/* Once connected: the SRTP keys. KR_E_STATE before. Wipe them after use. */
KR_MUST_CHECK int kr_dtls_export(struct kr_dtls *d, struct kr_dtls_keys *out);

/* Sends close_notify. */
void kr_dtls_close(struct kr_dtls *d);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * SRTP and SRTCP (RFC 3711, 7714) over ipsec-mb (rtc/srtp_fast.h) or OpenSSL EVP. One context per direction and
 * endpoint; ciphers are fetched once per process, per packet only the IV is set; nothing is allocated per packet.
 *
 * Sending is stateless for RTP: the caller owns sequence numbers and gives the 48-bit index. Receiving keeps roll-over
 * counter and replay window per SSRC, and makes an entry only after the first packet of that SSRC was authenticated.
 */
#ifndef KR_RTC_SRTP_H
#define KR_RTC_SRTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "rtc/dtls.h"

enum {
    KR_SRTP_OVERHEAD = 16 + 4, /* most bytes a packet grows: GCM tag, and the SRTCP index */
    KR_SRTP_STREAMS = 40,      /* SSRCs one sender may use: 4 sources, 3 simulcast layers, RTX, and restarts */
};

struct kr_srtp_sender;
struct kr_srtp_receiver;

/* Contexts made from now on use EVP alone, as on a processor that ipsec-mb has nothing for: for tests and measurements. */
void kr_srtp_evp_only(bool only);

KR_MUST_CHECK int kr_srtp_sender_new(struct kr_srtp_sender **out, enum kr_srtp_profile profile, const uint8_t *key, const uint8_t *salt);
void kr_srtp_sender_free(struct kr_srtp_sender *s); /* wipes the keys */

KR_MUST_CHECK int kr_srtp_receiver_new(struct kr_srtp_receiver **out, enum kr_srtp_profile profile, const uint8_t *key,
                                       const uint8_t *salt);
void kr_srtp_receiver_free(struct kr_srtp_receiver *r);

/*
 * Writes the protected packet: header (plain, header_len bytes) and payload encrypted behind it. index = ROC << 16 | seq,
 * seq as in the header. out needs header_len + payload_len + KR_SRTP_OVERHEAD bytes; header and payload lie apart from
 * it, or already where they go.
 */
KR_MUST_CHECK int kr_srtp_protect(struct kr_srtp_sender *s, uint8_t *out, size_t cap, size_t *out_len, const uint8_t *header,
                                  size_t header_len, const uint8_t *payload, size_t payload_len, uint32_t ssrc, uint64_t index);

/* Asks the processor to have at hand what kr_srtp_protect will read. */
void kr_srtp_sender_fetch(const struct kr_srtp_sender *s);

/* What kr_srtp_protect adds to header and payload. */
size_t kr_srtp_tag_bytes(const struct kr_srtp_sender *s);

/* Protects one compound RTCP packet in place; the SRTCP index is kept here. */
KR_MUST_CHECK int kr_srtcp_protect(struct kr_srtp_sender *s, uint8_t *packet, size_t cap, size_t *len);

/*
 * Checks and decrypts an RTP packet in place; *len becomes that of the plain packet, *index its 48-bit index.
 * KR_E_AUTH, KR_E_REPLAY, KR_E_MALFORMED, KR_E_FULL (more SSRCs than KR_SRTP_STREAMS; the longest unused goes first, if
 * 1000 packets came since its last). After a failure the packet's payload may be wiped, and nothing else has changed.
 */
KR_MUST_CHECK int kr_srtp_unprotect(struct kr_srtp_receiver *r, uint8_t *packet, size_t *len, uint64_t *index);

KR_MUST_CHECK int kr_srtcp_unprotect(struct kr_srtp_receiver *r, uint8_t *packet, size_t *len);

#endif

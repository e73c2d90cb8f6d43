/* SPDX-License-Identifier: EUPL-1.2 */
/* RTP packets (RFC 3550 section 5.1) with header extensions (RFC 8285). Views into the packet; no allocation. */
#ifndef KR_WIRE_RTP_H
#define KR_WIRE_RTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

enum {
    KR_RTP_HEADER_BYTES = 12,
    KR_RTP_CSRC_MAX = 15,
    KR_RTP_EXT_MAX = 16, /* elements kept of one packet; browsers send at most 9 */
};

struct kr_rtp_ext {
    uint8_t id; /* as negotiated, 1 to 255 */
    uint8_t len;
    const uint8_t *data;
};

struct kr_rtp {
    bool marker, padding;
    uint8_t payload_type;
    uint16_t seq;
    uint32_t timestamp, ssrc;
    uint8_t n_csrc;
    const uint8_t *csrc;    /* n_csrc * 4 bytes, network order */
    struct kr_rtp_ext ext[KR_RTP_EXT_MAX];
    size_t n_ext;
    size_t header_len;      /* to the payload: fixed header, CSRCs, extensions */
    const uint8_t *payload;
    size_t payload_len;     /* without padding */
    size_t padding_len;
};

/* RTP or RTCP by first byte 128..191 (RFC 7983); RTCP by payload type 64..95 in the second (RFC 5761 section 4). */
bool kr_rtp_is(const uint8_t *p, size_t len);
bool kr_rtcp_is(const uint8_t *p, size_t len);

/*
 * Parses the header that stays readable under SRTP; payload and padding only make sense once decrypted. `encrypted`
 * skips the check of the padding's length.
 */
KR_MUST_CHECK int kr_rtp_parse(struct kr_rtp *out, const uint8_t *p, size_t len, bool encrypted);

/* The extension element with this id, or NULL. */
const struct kr_rtp_ext *kr_rtp_ext_find(const struct kr_rtp *rtp, uint8_t id);

/* A header to be written: the same fields, with own extensions (ids 1 to 14, lengths 1 to 16: the one-byte form). */
struct kr_rtp_write {
    bool marker, padding;
    uint8_t payload_type;
    uint16_t seq;
    uint32_t timestamp, ssrc;
    const struct kr_rtp_ext *ext;
    size_t n_ext;
};

/* Writes the header; *header_len bytes of out are used. The two-byte form is taken when an element needs it. */
KR_MUST_CHECK int kr_rtp_write_header(uint8_t *out, size_t cap, size_t *header_len, const struct kr_rtp_write *h);

#endif

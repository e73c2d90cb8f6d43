/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The RTP headers of a slot. From packet to packet only numbers change in them, so the extension (RFC 8285) is made once and
 * then filled in. What comes seldom (MID, orientation, Dependency Descriptor) is not in it: such packets are written by
 * kr_rtp_write_header, and those written here are byte for byte as it writes them. Pure.
 */
#ifndef KR_MEDIA_HEADER_H
#define KR_MEDIA_HEADER_H

#include <stddef.h>
#include <stdint.h>

#include "wire/rtp.h"

enum { KR_HEADER_EXT_BYTES = 16 }; /* its head, and elements of 2, 3 and 1 bytes with their ids */

/* How the receiver numbers the elements; 0: not negotiated, or not in this packet. */
struct kr_header_ids {
    uint8_t transport_seq, send_time, level;
};

struct kr_header {
    struct kr_header_ids ids; /* what it was made for */
    uint8_t len;              /* of the extension; 0: nothing was made yet, or there is none */
    uint8_t transport_seq_at, send_time_at, level_at;
    uint8_t ext[KR_HEADER_EXT_BYTES];
};

struct kr_header_values {
    uint16_t transport_seq;
    uint32_t send_time; /* 24 bits */
    uint8_t level;
};

/*
 * Writes the header of w, whose ext are ignored, with the elements of ids. Returns its length, or 0 where the one-byte form
 * has no room for an id. out has room for KR_RTP_HEADER_BYTES + KR_HEADER_EXT_BYTES.
 */
size_t kr_header_write(struct kr_header *h, uint8_t *out, const struct kr_rtp_write *w, struct kr_header_ids ids,
                       const struct kr_header_values *values);

#endif

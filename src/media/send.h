/* SPDX-License-Identifier: EUPL-1.2 */
/* One packet of a slot's stream on its way to the receiver: header, protection, into the batch that is sent. */
#ifndef KR_MEDIA_SEND_H
#define KR_MEDIA_SEND_H

#include "media/slot.h"

/* A packet in the receiver's own numbering. */
struct kr_outgoing {
    bool rtx, red, marker, padding; /* red: the payload is of RFC 2198; padding: the payload is nothing else */
    uint64_t seq; /* widened: the SRTP index */
    uint32_t timestamp;
    enum kr_codec codec;
    const uint8_t *level, *orientation, *dd; /* NULL: none; dd: Dependency Descriptor */
    size_t dd_len;
    const uint8_t *payload;
    size_t payload_len;
};

/* True when the slot was negotiated, its endpoint's handshake is over and a path is known. */
bool kr_send_can(const struct kr_slot *s);

/* Sends one packet; kr_send_can must hold. What fails is counted as drop_send. */
KR_MUST_CHECK int kr_send_packet(struct kr_slot *s, const struct kr_outgoing *o, uint64_t now_us);

#endif

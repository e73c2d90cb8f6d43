/* SPDX-License-Identifier: EUPL-1.2 */
/* What a synthetic client says in SDP, and what it reads out of the answer. */
#ifndef KR_LOAD_OFFER_H
#define KR_LOAD_OFFER_H

#include "load/peer.h"
#include "wire/ext.h"

enum { KR_LOAD_OPUS = 111, KR_LOAD_VP8 = 96, KR_LOAD_VP8_RTX = 97 }; /* payload types, as browsers number them */

/* How a client tells of the way to it, and wants to be told of its own. */
enum kr_load_feedback { KR_LOAD_TRANSPORT_CC, KR_LOAD_CCFB, KR_LOAD_REMB, KR_LOAD_REPORTS /* nothing but RFC 3550's */ };

/* How a client numbers what it speaks. */
struct kr_load_numbers {
    enum kr_load_feedback feedback;
    uint8_t opus, vp8, vp8_rtx;
    const char *video, *video_fmtp; /* what `vp8` numbers is this codec, as in a=rtpmap; NULL: VP8, and nothing to say of it */
    uint8_t red; /* Opus with redundancy (RFC 2198); 0: not offered */
    uint8_t ext[KR_EXT_COUNT]; /* 0: not offered */
};

/* One m-line: it either sends or receives. */
struct kr_load_line {
    char mid[16];
    bool video, sends;
    uint32_t ssrc, rtx_ssrc; /* of a sender; 0: the offer does not tell */
    const char *rids;        /* simulcast layers of a sender, as in a=simulcast:send; NULL: none */
};

/* The offer, to be freed by the caller. */
char *kr_load_offer_write(const struct kr_load_peer *p, const struct kr_load_numbers *numbers, const struct kr_load_line *lines, size_t n);

/*
 * Reads the answer: ICE credentials into p, and the server's SSRCs into those of the n lines that receive. KR_E_MALFORMED
 * when it has no credentials.
 */
KR_MUST_CHECK int kr_load_offer_answer(struct kr_load_peer *p, struct kr_load_line *lines, size_t n, const char *sdp);

#endif

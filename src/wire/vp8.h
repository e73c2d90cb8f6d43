/* SPDX-License-Identifier: EUPL-1.2 */
/* The VP8 payload descriptor (RFC 7741 section 4.2) and the start of the payload header (section 4.3). */
#ifndef KR_WIRE_VP8_H
#define KR_WIRE_VP8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct kr_vp8 {
    bool start;           /* first packet of a frame: S set and partition 0 */
    bool keyframe;        /* only known when start */
    bool non_reference;   /* N */
    bool has_picture_id;
    bool long_picture_id; /* 15 bits rather than 7 */
    uint16_t picture_id;
    bool has_tl0;
    uint8_t tl0;
    bool has_tid;
    uint8_t tid;          /* temporal layer */
    bool layer_sync;      /* Y */
    bool has_keyidx;
    uint8_t keyidx;
    uint16_t width, height; /* of a key frame's first packet, else 0 */
    size_t picture_id_at, tl0_at; /* offsets in the payload, for rewriting; valid when has_* */
    size_t descriptor_len;
};

KR_MUST_CHECK int kr_vp8_parse(struct kr_vp8 *out, const uint8_t *payload, size_t len);

/* Writes a picture id (same width as parsed) and TL0PICIDX over those of a payload that `d` was parsed from. */
void kr_vp8_rewrite(uint8_t *payload, const struct kr_vp8 *d, uint16_t picture_id, uint8_t tl0);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* The VP9 payload descriptor (RFC 9628 section 4.2), in flexible and non-flexible mode, with its scalability structure. */
#ifndef KR_WIRE_VP9_H
#define KR_WIRE_VP9_H

#include "wire/frame.h"

KR_MUST_CHECK int kr_vp9_read(struct kr_frame *out, const uint8_t *payload, size_t len);

/*
 * The shorter side of each spatial layer's picture, where the payload begins a key frame and tells (0: it does not). Returns
 * how many layers there are; 0: it is no such payload.
 */
size_t kr_vp9_lines(uint16_t lines[KR_FRAME_SPATIAL], const uint8_t *payload, size_t len);

#endif

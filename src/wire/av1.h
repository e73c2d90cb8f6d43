/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * AV1 in RTP (AV1 RTP specification, section 4.4): the aggregation header, and of a key frame's OBUs the sequence header, with
 * the size. Used when no Dependency Descriptor was negotiated.
 */
#ifndef KR_WIRE_AV1_H
#define KR_WIRE_AV1_H

#include "wire/frame.h"

KR_MUST_CHECK int kr_av1_read(struct kr_frame *out, const uint8_t *payload, size_t len);

#endif

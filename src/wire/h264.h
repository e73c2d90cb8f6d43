/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * H.264 in RTP (RFC 6184 section 5): single NAL units, STAP-A, FU-A; and profile-level-id (section 8.1). A stream can be
 * begun where its sequence parameter set comes: without one no receiver decodes an IDR picture.
 */
#ifndef KR_WIRE_H264_H
#define KR_WIRE_H264_H

#include "wire/frame.h"

KR_MUST_CHECK int kr_h264_read(struct kr_frame *out, const uint8_t *payload, size_t len);

/* What an fmtp line says about how H.264 is sent. */
struct kr_h264_format {
    bool baseline;      /* Constrained Baseline, or Baseline, which a decoder of it need not fully know */
    bool constrained;   /* Constrained Baseline */
    uint8_t level_idc;  /* as in profile-level-id; 9: level 1b */
    uint8_t packetization_mode; /* 0, 1, 2 */
};

/* Reads the parameters; what is not there has its default (RFC 6184 section 8.1: Baseline, level 1, mode 0). */
KR_MUST_CHECK int kr_h264_format(struct kr_h264_format *out, struct kr_span fmtp);

#endif

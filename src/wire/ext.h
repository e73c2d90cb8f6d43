/* SPDX-License-Identifier: EUPL-1.2 */
/* The RTP header extensions Kreide reads, and their URIs for SDP. */
#ifndef KR_WIRE_EXT_H
#define KR_WIRE_EXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum kr_ext {
    KR_EXT_MID,                /* RFC 9143 section 15 */
    KR_EXT_RID,                /* RFC 8852 */
    KR_EXT_REPAIRED_RID,       /* RFC 8852 */
    KR_EXT_AUDIO_LEVEL,        /* RFC 6464 */
    KR_EXT_TRANSPORT_CC,       /* draft-holmer-rmcat-transport-wide-cc-extensions-01 */
    KR_EXT_ABS_SEND_TIME,      /* webrtc.org, as offered by every browser */
    KR_EXT_VIDEO_ORIENTATION,  /* 3GPP TS 26.114 section 7.4.5 */
    KR_EXT_PLAYOUT_DELAY,      /* webrtc.org */
    KR_EXT_DEPENDENCY_DESCRIPTOR, /* AV1 RTP specification, appendix A */
    KR_EXT_COUNT,
};

extern const char *const kr_ext_uri[KR_EXT_COUNT];

/* The extension of a URI, or KR_EXT_COUNT. */
enum kr_ext kr_ext_of_uri(const char *uri, size_t len);

/* RFC 6464: level 0 (loudest) to 127 dBov below overload; voice: the sender believes this is speech. */
KR_MUST_CHECK int kr_ext_audio_level(const uint8_t *p, size_t len, uint8_t *level, bool *voice);

KR_MUST_CHECK int kr_ext_transport_seq(const uint8_t *p, size_t len, uint16_t *seq);

/* abs-send-time: 6.18 fixed point seconds in 24 bits. */
KR_MUST_CHECK int kr_ext_send_time(const uint8_t *p, size_t len, uint32_t *ticks);

/* MID or RID: 1 to 16 characters [A-Za-z0-9-_.~]. */
KR_MUST_CHECK int kr_ext_text(const uint8_t *p, size_t len, char out[17]);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/ext.h"

#include <string.h>

#include "base/bytes.h"

const char *const kr_ext_uri[KR_EXT_COUNT] = {
    [KR_EXT_MID] = "urn:ietf:params:rtp-hdrext:sdes:mid",
    [KR_EXT_RID] = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
    [KR_EXT_REPAIRED_RID] = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
    [KR_EXT_AUDIO_LEVEL] = "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    [KR_EXT_TRANSPORT_CC] = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
    [KR_EXT_ABS_SEND_TIME] = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
    [KR_EXT_VIDEO_ORIENTATION] = "urn:3gpp:video-orientation",
    [KR_EXT_PLAYOUT_DELAY] = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
    [KR_EXT_DEPENDENCY_DESCRIPTOR] =
        "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension",
};

enum kr_ext kr_ext_of_uri(const char *uri, size_t len)
{
    for (int i = 0; i < KR_EXT_COUNT; i++) {
        if (strlen(kr_ext_uri[i]) == len && memcmp(kr_ext_uri[i], uri, len) == 0)
            return (enum kr_ext)i;
    }
    return KR_EXT_COUNT;
}

/* RFC 6464 section 3: |V|   level     |, and in the two-byte form perhaps padding bytes behind it. */
int kr_ext_audio_level(const uint8_t *p, size_t len, uint8_t *level, bool *voice)
{
    if (len < 1)
        return KR_E_MALFORMED;
    *level = p[0] & 0x7F;
    *voice = p[0] >> 7;
    return 0;
}

int kr_ext_send_time(const uint8_t *p, size_t len, uint32_t *ticks)
{
    if (len != 3)
        return KR_E_MALFORMED;
    *ticks = kr_get_be24(p);
    return 0;
}

/* draft-holmer-rmcat-transport-wide-cc-extensions-01 section 2: 16 bits. */
int kr_ext_transport_seq(const uint8_t *p, size_t len, uint16_t *seq)
{
    if (len != 2)
        return KR_E_MALFORMED;
    *seq = kr_get_be16(p);
    return 0;
}

static bool is_text_char(uint8_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '~';
}

/* RFC 9143 section 15 and RFC 8852 section 3.1: plain text, as long as the element. */
int kr_ext_text(const uint8_t *p, size_t len, char out[17])
{
    if (len < 1 || len > 16)
        return KR_E_MALFORMED;
    for (size_t i = 0; i < len; i++) {
        if (!is_text_char(p[i]))
            return KR_E_MALFORMED;
    }
    memcpy(out, p, len);
    out[len] = '\0';
    return 0;
}

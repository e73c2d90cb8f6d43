/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Which of a codec's many formats is taken: that which everybody decodes who decodes the codec at all, since nothing is
 * transcoded. VP9 and AV1 in profile 0, H.264 in Constrained Baseline and packetization mode 1.
 */
#include "wire/h264.h"
#include "wire/sdp_int.h"

enum { LEVEL_720P30 = 31 }; /* H.264 table A-1: 3600 macroblocks, 108000 a second */

/* RFC 9628 section 7 (profile-id) and AV1 RTP specification, section 7.2.1 (profile): 0 where nothing is said. */
static bool has_profile_0(struct kr_span fmtp, const char *name)
{
    while (fmtp.len) {
        struct kr_span value = kr_sdp_cut(&fmtp, ';');
        while (value.len && *value.data == ' ')
            value = (struct kr_span){value.data + 1, value.len - 1};
        uint64_t profile;
        if (kr_sdp_is_nocase(kr_sdp_cut(&value, '='), name))
            return kr_sdp_number(value, 0, &profile);
    }
    return true;
}

bool kr_sdp_is_forwarded(enum kr_codec codec, struct kr_span fmtp)
{
    struct kr_h264_format h264;
    switch (codec) {
    case KR_CODEC_VP9:
        return has_profile_0(fmtp, "profile-id");
    case KR_CODEC_AV1:
        return has_profile_0(fmtp, "profile");
    case KR_CODEC_H264:
        return kr_h264_format(&h264, fmtp) == 0 && h264.constrained && h264.packetization_mode == 1 && h264.level_idc >= LEVEL_720P30;
    case KR_CODEC_OPUS:
    case KR_CODEC_VP8:
    case KR_CODEC_COUNT:
        break;
    }
    return true;
}

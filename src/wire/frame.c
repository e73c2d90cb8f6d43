/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/frame.h"

#include "base/bytes.h"
#include "wire/av1.h"
#include "wire/h264.h"
#include "wire/vp8.h"
#include "wire/vp9.h"

/* VP8 has no spatial layers; Y tells where a temporal one refers to the base layer alone (RFC 7741 section 4.2). */
static int read_vp8(struct kr_frame *out, const uint8_t *payload, size_t len)
{
    struct kr_vp8 d;
    int err = kr_vp8_parse(&d, payload, len);
    if (err)
        return err;
    *out = (struct kr_frame){
        .start = d.start, .key = d.keyframe, .discardable = d.non_reference, .in_picture = d.keyframe, .syncs = d.layer_sync, .temporal = d.tid,
        .present = kr_targets_from(0, d.tid),
        .switches = d.keyframe ? kr_targets_from(0, 0) : d.layer_sync ? kr_targets_from(0, d.tid) : 0,
        .width = d.width, .height = d.height,
        .numbers = {.has_picture_id = d.has_picture_id, .long_picture_id = d.long_picture_id, .has_tl0 = d.has_tl0, .tl0 = d.tl0,
                    .picture_id = d.picture_id, .picture_id_at = (uint8_t)d.picture_id_at, .tl0_at = (uint8_t)d.tl0_at},
    };
    return 0;
}

int kr_frame_read(struct kr_frame *out, enum kr_codec codec, const uint8_t *payload, size_t len)
{
    switch (codec) {
    case KR_CODEC_VP8:
        return read_vp8(out, payload, len);
    case KR_CODEC_VP9:
        return kr_vp9_read(out, payload, len);
    case KR_CODEC_H264:
        return kr_h264_read(out, payload, len);
    case KR_CODEC_AV1:
        return kr_av1_read(out, payload, len);
    case KR_CODEC_OPUS:
    case KR_CODEC_COUNT:
        break;
    }
    return KR_E_UNSUPPORTED;
}

/* RFC 7741 section 4.2 and RFC 9628 section 4.2 write both numbers alike: M and 15 bits, or 7 bits; and a byte. */
void kr_frame_renumber(uint8_t *payload, const struct kr_frame_numbers *n, uint16_t picture_id, uint8_t tl0)
{
    enum { M = 0x8000, SHORT = 0x7F };
    if (n->has_picture_id && n->long_picture_id)
        kr_put_be16(payload + n->picture_id_at, picture_id | M);
    else if (n->has_picture_id)
        payload[n->picture_id_at] = picture_id & SHORT;
    if (n->has_tl0)
        payload[n->tl0_at] = tl0;
}

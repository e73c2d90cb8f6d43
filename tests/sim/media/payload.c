/* SPDX-License-Identifier: EUPL-1.2 */
#include "payload.h"

#include "load/vp8.h"
#include "wire/frame.h"

enum {
    VP9_I = 0x80, VP9_P = 0x40, VP9_L = 0x20, VP9_B = 0x08, VP9_E = 0x04, VP9_V = 0x02, VP9_Z = 0x01, /* RFC 9628 4.2 */
    VP9_Y = 0x10,                       /* of SS: sizes follow, of one spatial layer */
    VP9_U = 0x10,                       /* with TID */
    LONG_ID = 0x80,
    H264_SPS = 0x67, H264_IDR = 0x65, H264_SLICE = 0x61, H264_FU_A = 0x7c, /* RFC 6184 5.3; NRI 3 */
    H264_FIRST_MB = 0x80,               /* ue(v) 0 */
    AV1_Z = 0x80, AV1_ONE = 0x10, AV1_N = 0x08, AV1_FRAME = 0x30, /* AV1 RTP specification 4.4, AV1 6.2.2 */
};

/* 320 by 192, Constrained Baseline (H.264 7.3.2.1.1). */
static const uint8_t sps[] = {H264_SPS, 0x42, 0xe0, 0x1f, 0xda, 0x05, 0x06, 0x40};

static void write_id(struct kr_writer *w, const struct sim_picture *p)
{
    if (p->short_id)
        kr_write_u8(w, p->picture_id & 0x7f);
    else
        kr_write_be16(w, LONG_ID << 8 | p->picture_id);
}

static void write_vp8(struct kr_writer *w, const struct sim_picture *p)
{
    size_t at = w->len;
    kr_load_vp8_write_layered(w, p->picture_id, p->tl0, p->tid, p->sync, p->first, p->key, p->width, p->height);
    if (!p->short_id)
        return;
    w->data[at + 2] = p->picture_id & 0x7f; /* one byte instead of two */
    for (size_t i = at + 3; i + 1 < w->len; i++)
        w->data[i] = w->data[i + 1];
    w->len--;
}

static void write_vp9(struct kr_writer *w, const struct sim_picture *p)
{
    bool sizes = p->key && p->first;
    kr_write_u8(w, (uint8_t)(VP9_I | VP9_L | (p->key ? 0 : VP9_P) | (p->first ? VP9_B : 0) | (p->last ? VP9_E : 0) | (sizes ? VP9_V : 0) | VP9_Z));
    write_id(w, p);
    kr_write_u8(w, (uint8_t)(p->tid << 5 | (p->sync ? VP9_U : 0)));
    kr_write_u8(w, p->tl0);
    if (!sizes)
        return;
    kr_write_u8(w, VP9_Y);
    kr_write_be16(w, p->width);
    kr_write_be16(w, p->height);
}

static void write_h264(struct kr_writer *w, const struct sim_picture *p)
{
    if (!p->first) {
        kr_write_u8(w, H264_FU_A);
        kr_write_u8(w, p->key ? H264_IDR & 31 : H264_SLICE & 31);
        return;
    }
    if (p->key) {
        kr_write_bytes(w, sps, sizeof sps); /* what follows passes for the rest of it */
        return;
    }
    kr_write_u8(w, H264_SLICE);
    kr_write_u8(w, H264_FIRST_MB);
}

static void write_av1(struct kr_writer *w, const struct sim_picture *p)
{
    kr_write_u8(w, (uint8_t)(AV1_ONE | (p->first ? 0 : AV1_Z) | (p->first && p->key ? AV1_N : 0)));
    if (p->first)
        kr_write_u8(w, AV1_FRAME);
}

void sim_payload_write(struct kr_writer *w, const struct sim_picture *p)
{
    if (p->opaque)
        return;
    if (p->codec == KR_CODEC_VP9)
        write_vp9(w, p);
    else if (p->codec == KR_CODEC_H264)
        write_h264(w, p);
    else if (p->codec == KR_CODEC_AV1)
        write_av1(w, p);
    else
        write_vp8(w, p);
}

static size_t vp8_len(const struct sim_picture *p)
{
    return (p->short_id ? 5u : 6u) + (p->first ? 3 : 0) + (p->first && p->key ? 7 : 0);
}

size_t sim_payload_read(struct sim_picture *p, const uint8_t *data, size_t len)
{
    struct kr_frame f;
    if (p->opaque)
        return 0;
    if (kr_frame_read(&f, p->codec, data, len))
        return SIZE_MAX;
    p->first = f.start;
    p->key = f.key;
    p->picture_id = f.numbers.picture_id;
    p->tl0 = f.numbers.tl0;
    p->short_id = f.numbers.has_picture_id && !f.numbers.long_picture_id;
    switch (p->codec) {
    case KR_CODEC_VP9:
        return (p->short_id ? 4u : 5u) + (f.start && f.key ? 5 : 0);
    case KR_CODEC_H264:
        return f.key ? sizeof sps : 2;
    case KR_CODEC_AV1:
        return f.start ? 2 : 1;
    case KR_CODEC_VP8:
    case KR_CODEC_OPUS:
    case KR_CODEC_COUNT:
        break;
    }
    return vp8_len(p);
}

const char *sim_payload_name(enum kr_codec codec, const char **fmtp)
{
    *fmtp = codec == KR_CODEC_H264 ? "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f" : NULL;
    return codec == KR_CODEC_VP9 ? "VP9" : codec == KR_CODEC_H264 ? "H264" : codec == KR_CODEC_AV1 ? "AV1" : "VP8";
}

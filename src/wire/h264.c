/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/h264.h"

#include "base/bytes.h"
#include "wire/bits.h"

enum {
    NAL_TYPE = 0x1F, /* RFC 6184 section 1.3: F (1), NRI (2), Type (5) */
    NAL_NRI = 0x60,
    NAL_SLICE = 1,   /* H.264 table 7-1 */
    NAL_IDR = 5,
    NAL_SPS = 7,
    NAL_PPS = 8,
    NAL_STAP_A = 24, /* RFC 6184 section 5.2 */
    NAL_FU_A = 28,
    FU_START = 0x80, /* section 5.8: S, E, R, Type */
    SPS_BYTES = 64,  /* as much of one as it takes to know the size */
};

/* What the NAL units of one packet are. */
struct content {
    bool sps, first_slice, slice, reference;
    uint16_t width, height;
};

/* H.264 section 7.3.1: 00 00 03 stands for 00 00. */
static size_t unescape(uint8_t *out, const uint8_t *p, size_t len)
{
    size_t n = 0, zeros = 0;
    for (size_t i = 0; i < len && n < SPS_BYTES; i++) {
        if (zeros >= 2 && p[i] == 3) {
            zeros = 0;
            continue;
        }
        zeros = p[i] ? 0 : zeros + 1;
        out[n++] = p[i];
    }
    return n;
}

/* H.264 section 7.3.2.1.1: profiles with chroma_format_idc and the like in their parameter sets. */
static bool is_high(uint32_t profile)
{
    static const uint8_t high[] = {100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135};
    for (size_t i = 0; i < sizeof high; i++)
        if (high[i] == profile)
            return true;
    return false;
}

/* False: scaling lists, which nobody sends whom a size would help. */
static bool skip_high(struct kr_bits *b)
{
    if (kr_bits_golomb(b) == 3) /* chroma_format_idc */
        kr_bits_flag(b);
    kr_bits_golomb(b); /* bit depths */
    kr_bits_golomb(b);
    kr_bits_flag(b);
    return !kr_bits_flag(b);
}

static void skip_order(struct kr_bits *b)
{
    uint32_t type = kr_bits_golomb(b); /* pic_order_cnt_type */
    if (type == 0)
        kr_bits_golomb(b);
    if (type != 1)
        return;
    kr_bits_flag(b);
    kr_bits_golomb(b); /* se(v) has the same length */
    kr_bits_golomb(b);
    uint32_t n = kr_bits_golomb(b);
    for (uint32_t i = 0; i < n && !b->failed; i++)
        kr_bits_golomb(b);
}

/* H.264 section 7.3.2.1.1, as far as the picture's size; cropping only ever takes a few lines. */
static void read_sps(struct content *c, const uint8_t *p, size_t len)
{
    enum { MACROBLOCK = 16, MOST = 1024 };
    uint8_t raw[SPS_BYTES];
    struct kr_bits b = kr_bits_of(raw, unescape(raw, p, len));
    kr_bits_read(&b, 8);
    uint32_t profile = kr_bits_read(&b, 8);
    kr_bits_read(&b, 16); /* constraints, level_idc */
    kr_bits_golomb(&b);
    if (is_high(profile) && !skip_high(&b))
        return;
    kr_bits_golomb(&b); /* log2_max_frame_num_minus4 */
    skip_order(&b);
    kr_bits_golomb(&b);
    kr_bits_flag(&b);
    uint32_t width = kr_bits_golomb(&b), height = kr_bits_golomb(&b), fields = !kr_bits_flag(&b);
    if (b.failed || width >= MOST || height >= MOST)
        return;
    c->width = (uint16_t)((width + 1) * MACROBLOCK);
    c->height = (uint16_t)((height + 1) * MACROBLOCK * (1 + fields));
}

/* One NAL unit; `first` is false for a later part of one. */
static void read_nal(struct content *c, uint8_t header, const uint8_t *body, size_t len, bool first)
{
    uint8_t type = header & NAL_TYPE;
    c->reference |= (header & NAL_NRI) != 0;
    if (type == NAL_SPS && first)
        c->sps = true;
    if (type < NAL_SLICE || type > NAL_IDR)
        return;
    c->slice = true;
    c->first_slice |= first && len && body[0] & 0x80; /* first_mb_in_slice, ue(v), is 0 (H.264 section 7.3.3) */
}

/* RFC 6184 section 5.7.1: sizes of 16 bits, each with its NAL unit. */
static int read_aggregate(struct content *c, struct kr_reader *r)
{
    while (kr_reader_left(r)) {
        size_t len = kr_read_be16(r);
        const uint8_t *p = kr_read_bytes(r, len);
        if (!p || len == 0)
            return KR_E_MALFORMED;
        read_nal(c, p[0], p + 1, len - 1, true);
        if ((p[0] & NAL_TYPE) == NAL_SPS)
            read_sps(c, p, len);
    }
    return 0;
}

static int read_content(struct content *c, const uint8_t *payload, size_t len)
{
    struct kr_reader r = kr_reader_of(payload, len);
    uint8_t header = kr_read_u8(&r), type = header & NAL_TYPE;
    if (len < 2)
        return KR_E_MALFORMED;
    if (type == NAL_STAP_A)
        return read_aggregate(c, &r);
    if (type == NAL_FU_A) {
        uint8_t fu = kr_read_u8(&r);
        if (kr_reader_left(&r) == 0)
            return KR_E_MALFORMED;
        read_nal(c, (uint8_t)((header & NAL_NRI) | (fu & NAL_TYPE)), payload + 2, len - 2, fu & FU_START);
        return 0;
    }
    if (type == 0 || type > NAL_STAP_A) /* other ways to aggregate and split belong to packetization mode 2 */
        return KR_E_MALFORMED;
    read_nal(c, header, payload + 1, len - 1, true);
    if (type == NAL_SPS)
        read_sps(c, payload, len);
    return 0;
}

/* What nothing refers to (NRI 0) may be left out at any time: so it is a temporal layer of its own. */
int kr_h264_read(struct kr_frame *out, const uint8_t *payload, size_t len)
{
    struct content c = {0};
    int err = read_content(&c, payload, len);
    if (err)
        return err;
    bool discardable = c.slice && !c.reference;
    *out = (struct kr_frame){
        .start = c.sps || c.first_slice, .key = c.sps, .in_picture = c.sps, .syncs = true, .discardable = discardable, .temporal = discardable,
        .present = kr_targets_from(0, discardable), .switches = kr_targets_from(0, 0),
        .width = c.width, .height = c.height,
    };
    return 0;
}

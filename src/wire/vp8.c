/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/vp8.h"

#include "base/bytes.h"

/*
 * RFC 7741 section 4.2:
 *
 *        0 1 2 3 4 5 6 7
 *       +-+-+-+-+-+-+-+-+
 *       |X|R|N|S|R| PID | (REQUIRED)
 *       +-+-+-+-+-+-+-+-+
 *  X:   |I|L|T|K| RSV   | (OPTIONAL)
 *       +-+-+-+-+-+-+-+-+
 *  I:   |M| PictureID   | (OPTIONAL)
 *       +-+-+-+-+-+-+-+-+
 *       |   PictureID   | (M = 1)
 *       +-+-+-+-+-+-+-+-+
 *  L:   |   TL0PICIDX   | (OPTIONAL)
 *       +-+-+-+-+-+-+-+-+
 *  T/K: |TID|Y| KEYIDX  | (OPTIONAL)
 *       +-+-+-+-+-+-+-+-+
 */
enum {
    FIRST_X = 0x80,
    FIRST_N = 0x20,
    FIRST_S = 0x10,
    FIRST_PID = 0x07,
    EXT_I = 0x80,
    EXT_L = 0x40,
    EXT_T = 0x20,
    EXT_K = 0x10,
    PICTURE_ID_M = 0x80,
    KEY_FRAME_BYTES = 10, /* RFC 6386 section 9.1: frame tag, start code, sizes */
    SIZE_MASK = 0x3FFF,   /* RFC 6386 section 9.1: 14 bits of size below 2 of scale */
};

static void read_extension(struct kr_vp8 *d, struct kr_reader *r)
{
    uint8_t x = kr_read_u8(r);
    if (x & EXT_I) {
        d->has_picture_id = true;
        d->picture_id_at = r->pos;
        d->picture_id = kr_read_u8(r);
        d->long_picture_id = d->picture_id & PICTURE_ID_M;
        if (d->long_picture_id)
            d->picture_id = (uint16_t)((d->picture_id & 0x7F) << 8 | kr_read_u8(r));
    }
    if (x & EXT_L) {
        d->has_tl0 = true;
        d->tl0_at = r->pos;
        d->tl0 = kr_read_u8(r);
    }
    if (x & (EXT_T | EXT_K)) {
        uint8_t b = kr_read_u8(r);
        d->has_tid = x & EXT_T;
        d->tid = d->has_tid ? b >> 6 : 0;
        d->layer_sync = d->has_tid && (b & 0x20);
        d->has_keyidx = x & EXT_K;
        d->keyidx = d->has_keyidx ? b & 0x1F : 0;
    }
}

/*
 * RFC 7741 section 4.3 and RFC 6386 section 9.1, at a frame's begin: bit 0 of the first byte is 0 in a key
 * frame, which then has its start code and size in bytes 3 to 9. Encrypted or cut frames just have no size.
 */
static void read_frame(struct kr_vp8 *d, const uint8_t *p, size_t len)
{
    d->keyframe = !(p[0] & 1);
    if (!d->keyframe || len < KEY_FRAME_BYTES || p[3] != 0x9d || p[4] != 0x01 || p[5] != 0x2a)
        return;
    d->width = (p[6] | p[7] << 8) & SIZE_MASK;
    d->height = (p[8] | p[9] << 8) & SIZE_MASK;
}

int kr_vp8_parse(struct kr_vp8 *out, const uint8_t *payload, size_t len)
{
    struct kr_reader r = kr_reader_of(payload, len);
    uint8_t first = kr_read_u8(&r);
    struct kr_vp8 d = {.non_reference = first & FIRST_N, .start = (first & FIRST_S) && !(first & FIRST_PID)};
    if (first & FIRST_X)
        read_extension(&d, &r);
    d.descriptor_len = r.pos;
    if (r.failed || kr_reader_left(&r) == 0)
        return KR_E_MALFORMED;
    if (d.start)
        read_frame(&d, payload + r.pos, len - r.pos);
    *out = d;
    return 0;
}

void kr_vp8_rewrite(uint8_t *payload, const struct kr_vp8 *d, uint16_t picture_id, uint8_t tl0)
{
    if (d->has_picture_id && d->long_picture_id)
        kr_put_be16(payload + d->picture_id_at, (uint16_t)(picture_id | PICTURE_ID_M << 8));
    else if (d->has_picture_id)
        payload[d->picture_id_at] = picture_id & 0x7F;
    if (d->has_tl0)
        payload[d->tl0_at] = tl0;
}

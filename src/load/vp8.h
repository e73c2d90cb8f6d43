/* SPDX-License-Identifier: EUPL-1.2 */
/* The beginning of a VP8 packet, as far as a server looks at it. */
#ifndef KR_LOAD_VP8_H
#define KR_LOAD_VP8_H

#include "base/assert.h"
#include "base/bytes.h"

/* Payload descriptor with 15-bit picture id and TL0PICIDX (RFC 7741 4.2); in front of a frame also its header (4.3). */
static inline void kr_load_vp8_write_layered(struct kr_writer *w, uint16_t picture_id, uint8_t tl0, uint8_t tid, bool sync, bool first,
                                             bool key, uint16_t width, uint16_t height)
{
    kr_write_u8(w, first ? 0x90 : 0x80); /* X, and S with the first packet */
    kr_write_u8(w, 0xe0);                /* I, L, T */
    kr_write_be16(w, 0x8000 | picture_id);
    kr_write_u8(w, tl0);
    kr_write_u8(w, (uint8_t)(tid << 6 | sync << 5));
    if (!first)
        return;
    kr_write_bytes(w, key ? "\x10\x00\x00" : "\x11\x00\x00", 3); /* P is 0 in a key frame */
    if (!key)
        return;
    kr_write_bytes(w, "\x9d\x01\x2a", 3);
    kr_write_be16(w, (uint16_t)(width << 8 | width >> 8)); /* little-endian, 14 bits each */
    kr_write_be16(w, (uint16_t)(height << 8 | height >> 8));
}

static inline void kr_load_vp8_write_sized(struct kr_writer *w, uint16_t picture_id, uint8_t tl0, bool first, bool key, uint16_t width,
                                           uint16_t height)
{
    kr_load_vp8_write_layered(w, picture_id, tl0, 0, false, first, key, width, height);
}

static inline void kr_load_vp8_write(struct kr_writer *w, uint16_t picture_id, uint8_t tl0, bool first, bool key)
{
    kr_load_vp8_write_sized(w, picture_id, tl0, first, key, 640, 480);
}

/*
 * Behind the beginning of a frame: zeros, which a decoder reads as the rest of the frame's header with all switches off (RFC
 * 6386 9.3 to 9.11). Whatever follows them decodes; where that is zeros, too, the picture is plain grey.
 */
enum { KR_LOAD_VP8_GREY_BYTES = 16 };

static inline void kr_load_vp8_write_grey(struct kr_writer *w, bool key)
{
    enum { START_BYTES = 3, KEY_BYTES = 7, PARTITION_BYTES = KR_LOAD_VP8_GREY_BYTES + 8 };
    static const uint8_t zeros[KR_LOAD_VP8_GREY_BYTES];
    kr_assert(!w->failed && w->len >= START_BYTES + (key ? KEY_BYTES : 0));
    uint8_t *start = w->data + w->len - START_BYTES - (key ? KEY_BYTES : 0);
    start[1] = PARTITION_BYTES >> 3; /* 9.1: 19 bits from the sixth on; less than this, and strict decoders refuse the frame */
    kr_write_bytes(w, zeros, sizeof zeros);
}

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/vp9.h"

#include <string.h>

#include "base/bytes.h"

/*
 * RFC 9628 section 4.2:
 *
 *        0 1 2 3 4 5 6 7
 *       +-+-+-+-+-+-+-+-+
 *       |I|P|L|F|B|E|V|Z| (REQUIRED)
 *       +-+-+-+-+-+-+-+-+
 *  I:   |M| PICTURE ID  | (REQUIRED in flexible mode)
 *       +-+-+-+-+-+-+-+-+
 *  M:   | EXTENDED PID  |
 *       +-+-+-+-+-+-+-+-+
 *  L:   |  TID|U|  SID|D|
 *       +-+-+-+-+-+-+-+-+
 *       |   TL0PICIDX   | (only in non-flexible mode)
 *       +-+-+-+-+-+-+-+-+
 *  P,F: | P_DIFF      |N| (flexible mode, up to 3 times)
 *       +-+-+-+-+-+-+-+-+
 *  V:   | SS            |
 *       | ..            |
 */
enum {
    FIRST_I = 0x80,
    FIRST_P = 0x40,
    FIRST_L = 0x20,
    FIRST_F = 0x10,
    FIRST_B = 0x08,
    FIRST_E = 0x04,
    FIRST_V = 0x02,
    FIRST_Z = 0x01,
    PICTURE_ID_M = 0x80,
    LAYER_U = 0x10,
    LAYER_D = 0x01,
    P_DIFF_N = 0x01,
    P_DIFFS = 3,
    SS_Y = 0x10,
    SS_G = 0x08,
};

static void read_picture_id(struct kr_frame_numbers *n, struct kr_reader *r)
{
    n->has_picture_id = true;
    n->picture_id_at = (uint8_t)r->pos;
    n->picture_id = kr_read_u8(r);
    n->long_picture_id = n->picture_id & PICTURE_ID_M;
    if (n->long_picture_id)
        n->picture_id = (uint16_t)((n->picture_id & 0x7F) << 8 | kr_read_u8(r));
}

/* At most three differences; a fourth is no VP9 (section 4.2.1: "up to 3 times"). */
static int read_references(struct kr_reader *r)
{
    for (int i = 0; i < P_DIFFS; i++)
        if (!(kr_read_u8(r) & P_DIFF_N))
            return 0;
    return KR_E_MALFORMED;
}

/* Section 4.2.1: N_S, Y, G; sizes of the layers; the picture group. The size of the largest layer is the frame's. */
static void read_structure(struct kr_frame *f, struct kr_reader *r, uint16_t lines[KR_FRAME_SPATIAL])
{
    uint8_t head = kr_read_u8(r);
    unsigned layers = (head >> 5) + 1u;
    for (unsigned i = 0; (head & SS_Y) && i < layers; i++) {
        f->width = kr_read_be16(r);
        f->height = kr_read_be16(r);
        if (i < KR_FRAME_SPATIAL)
            lines[i] = f->width < f->height ? f->width : f->height;
    }
    f->n_spatial = (uint8_t)(layers < KR_FRAME_SPATIAL ? layers : KR_FRAME_SPATIAL);
    unsigned pictures = head & SS_G ? kr_read_u8(r) : 0;
    for (unsigned i = 0; i < pictures; i++)
        kr_read_bytes(r, kr_read_u8(r) >> 2 & 3);
}

/*
 * A key picture refers to no other picture; its smallest layer is the key frame, the others refer to it. U says that what
 * has more temporal layers and comes later refers to nothing that came before and has more than this (section 4.2.1).
 */
static void conclude(struct kr_frame *f, uint8_t first, uint8_t layer)
{
    bool between = first & FIRST_P, below = layer & LAYER_D;
    kr_targets own = kr_targets_of(kr_targets_from(f->spatial, f->temporal), f->spatial);
    f->present = first & FIRST_Z ? own : kr_targets_from(f->spatial, f->temporal);
    f->in_picture = !between;
    f->key = f->start && !between && !below && f->spatial == 0;
    f->discardable = false;
    if (!between)
        f->switches = f->key ? kr_targets_from(0, 0) : own;
    else if (layer & LAYER_U)
        f->switches = own;
}

static int read_payload(struct kr_frame *out, uint16_t lines[KR_FRAME_SPATIAL], const uint8_t *payload, size_t len)
{
    struct kr_reader r = kr_reader_of(payload, len);
    uint8_t first = kr_read_u8(&r), layer = 0;
    struct kr_frame f = {.start = first & FIRST_B, .end = first & FIRST_E};
    if (first & FIRST_I)
        read_picture_id(&f.numbers, &r);
    if (first & FIRST_L) {
        layer = kr_read_u8(&r);
        f.temporal = layer >> 5;
        f.spatial = layer >> 1 & 7;
        if (!(first & FIRST_F)) {
            f.numbers.has_tl0 = true;
            f.numbers.tl0_at = (uint8_t)r.pos;
            f.numbers.tl0 = kr_read_u8(&r);
        }
    }
    if ((first & FIRST_F) && !(first & FIRST_I))
        return KR_E_MALFORMED;
    if ((first & FIRST_F) && (first & FIRST_P) && read_references(&r))
        return KR_E_MALFORMED;
    if (first & FIRST_V)
        read_structure(&f, &r, lines);
    if (r.failed || kr_reader_left(&r) == 0 || f.spatial >= KR_FRAME_SPATIAL)
        return KR_E_MALFORMED;
    conclude(&f, first, layer);
    if (!f.key)
        f.width = f.height = f.n_spatial = 0;
    *out = f;
    return 0;
}

int kr_vp9_read(struct kr_frame *out, const uint8_t *payload, size_t len)
{
    uint16_t lines[KR_FRAME_SPATIAL];
    return read_payload(out, lines, payload, len);
}

size_t kr_vp9_lines(uint16_t lines[KR_FRAME_SPATIAL], const uint8_t *payload, size_t len)
{
    struct kr_frame f;
    memset(lines, 0, KR_FRAME_SPATIAL * sizeof *lines);
    return read_payload(&f, lines, payload, len) == 0 ? f.n_spatial : 0;
}

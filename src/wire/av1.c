/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/av1.h"

#include "base/bytes.h"
#include "wire/bits.h"

/*
 * AV1 RTP specification, section 4.4:  |Z|Y| W |N|-|-|-|
 * Z: the first OBU began in an earlier packet; Y: the last one goes on; W: elements, 0: each has its size; N: a new
 * coded video sequence begins.
 */
enum {
    HEAD_Z = 0x80,
    HEAD_N = 0x08,
    OBU_TYPE_SHIFT = 3,  /* AV1 section 5.3.2: forbidden (1), type (4), extension (1), has_size (1), reserved (1) */
    OBU_TYPE = 0x0F,
    OBU_EXTENSION = 0x04,
    OBU_HAS_SIZE = 0x02,
    OBU_SEQUENCE_HEADER = 1, /* section 6.2.2 */
    LEB128_BYTES = 8, /* section 4.10.5 */
};

static uint64_t read_leb128(struct kr_reader *r)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < LEB128_BYTES; i++) {
        uint8_t b = kr_read_u8(r);
        v |= (uint64_t)(b & 0x7F) << (7 * i);
        if (!(b & 0x80))
            return v;
    }
    r->failed = true;
    return 0;
}

/* Section 5.5.3 and 5.5.4. */
static void skip_timing(struct kr_bits *b, bool *decoder_model, unsigned *delay_bits)
{
    kr_bits_read(b, 32);
    kr_bits_read(b, 32);
    if (kr_bits_flag(b)) /* equal_picture_interval: uvlc() */
        kr_bits_golomb(b);
    *decoder_model = kr_bits_flag(b);
    if (!*decoder_model)
        return;
    *delay_bits = kr_bits_read(b, 5) + 1;
    kr_bits_read(b, 32);
    kr_bits_read(b, 10);
}

static void skip_operating_points(struct kr_bits *b)
{
    bool decoder_model = false;
    unsigned delay_bits = 0;
    if (kr_bits_flag(b))
        skip_timing(b, &decoder_model, &delay_bits);
    bool delays = kr_bits_flag(b);
    unsigned n = kr_bits_read(b, 5) + 1;
    for (unsigned i = 0; i < n && !b->failed; i++) {
        kr_bits_read(b, 12); /* operating_point_idc */
        if (kr_bits_read(b, 5) > 7)
            kr_bits_flag(b); /* seq_tier */
        if (decoder_model && kr_bits_flag(b)) {
            kr_bits_read(b, delay_bits);
            kr_bits_read(b, delay_bits);
            kr_bits_flag(b);
        }
        if (delays && kr_bits_flag(b))
            kr_bits_read(b, 4);
    }
}

/* Section 5.5.1, as far as the largest size. */
static void read_sequence_header(struct kr_frame *f, const uint8_t *p, size_t len)
{
    struct kr_bits b = kr_bits_of(p, len);
    kr_bits_read(&b, 4); /* seq_profile, still_picture */
    if (kr_bits_flag(&b))
        kr_bits_read(&b, 5); /* reduced_still_picture_header: a level and nothing else */
    else
        skip_operating_points(&b);
    unsigned width_bits = kr_bits_read(&b, 4) + 1, height_bits = kr_bits_read(&b, 4) + 1;
    uint32_t width = kr_bits_read(&b, width_bits) + 1, height = kr_bits_read(&b, height_bits) + 1;
    if (b.failed || width > UINT16_MAX || height > UINT16_MAX)
        return;
    f->width = (uint16_t)width;
    f->height = (uint16_t)height;
}

/* The elements' sizes are known but for the last of W's (section 4.4). */
static size_t element_len(struct kr_reader *r, unsigned elements, unsigned at)
{
    uint64_t len = elements && at + 1 == elements ? kr_reader_left(r) : read_leb128(r);
    if (len == 0 || len > kr_reader_left(r))
        r->failed = true;
    return r->failed ? 0 : (size_t)len;
}

/* One OBU from its start; only a sequence header has anything to tell. */
static void read_obu(struct kr_frame *f, const uint8_t *p, size_t len)
{
    struct kr_reader r = kr_reader_of(p, len);
    uint8_t head = kr_read_u8(&r);
    if (head & OBU_EXTENSION)
        kr_read_u8(&r);
    if (head & OBU_HAS_SIZE)
        read_leb128(&r);
    if (!r.failed && (head >> OBU_TYPE_SHIFT & OBU_TYPE) == OBU_SEQUENCE_HEADER)
        read_sequence_header(f, p + r.pos, len - r.pos);
}

/*
 * Layers stand in the header of a frame's first OBU alone, so later packets of a frame do not tell theirs: without the
 * Dependency Descriptor all of the stream is one layer, and nothing of it is left out.
 */
int kr_av1_read(struct kr_frame *out, const uint8_t *payload, size_t len)
{
    struct kr_reader r = kr_reader_of(payload, len);
    uint8_t head = kr_read_u8(&r);
    unsigned elements = head >> 4 & 3;
    struct kr_frame f = {.start = !(head & HEAD_Z), .key = head & HEAD_N};
    if (len < 2 || (f.key && !f.start)) /* section 4.4: N is never set with Z */
        return KR_E_MALFORMED;
    for (unsigned i = 0; f.start && kr_reader_left(&r) && (!elements || i < elements); i++) {
        size_t n = element_len(&r, elements, i);
        const uint8_t *p = kr_read_bytes(&r, n);
        if (!p)
            return KR_E_MALFORMED;
        if (f.key)
            read_obu(&f, p, n);
    }
    f.in_picture = f.key;
    f.present = f.switches = kr_targets_from(0, 0);
    *out = f;
    return 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A packet's place in its picture, whatever the codec: what forwarding needs to know. It comes from the Dependency
 * Descriptor where that is negotiated (wire/dd.h; the payload is then never read), else from the payload descriptors of
 * VP8, VP9 and AV1 and the NAL units of H.264. Pure; one packet at a time, but for the Dependency Descriptor, whose
 * templates come once a stream.
 *
 * A frame is what one layer has at one time: a picture with three spatial layers has three frames. A layer is a pair of
 * spatial and temporal id; "target" is the layer up to which a receiver gets the stream.
 */
#ifndef KR_WIRE_FRAME_H
#define KR_WIRE_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "wire/sdp.h"

enum {
    KR_FRAME_SPATIAL = 4,  /* spatial ids 0 to 3: VP9, AV1 and the Dependency Descriptor have 2 bits' worth in use */
    KR_FRAME_TEMPORAL = 8, /* 3 bits */
    KR_FRAME_REFS = 8,     /* frames that one frame may refer to; AV1 has 7 */
};

/* A set of targets, one bit each. */
typedef uint32_t kr_targets;

static inline kr_targets kr_target(unsigned spatial, unsigned temporal)
{
    return (kr_targets)1 << (spatial * KR_FRAME_TEMPORAL + temporal);
}

/* All targets with at least this spatial and temporal id. */
static inline kr_targets kr_targets_from(unsigned spatial, unsigned temporal)
{
    kr_targets row = (0xFFu << temporal & 0xFF) * 0x01010101u;
    return row & (UINT32_MAX << (spatial * KR_FRAME_TEMPORAL));
}

/* Those of a set with exactly this spatial id. */
static inline kr_targets kr_targets_of(kr_targets set, unsigned spatial)
{
    return set & 0xFFu << (spatial * KR_FRAME_TEMPORAL);
}

/* The numbers that a VP8 or VP9 payload descriptor carries, and where; for rewriting. */
struct kr_frame_numbers {
    bool has_picture_id, long_picture_id, has_tl0; /* long: 15 bits rather than 7 */
    uint8_t tl0;
    uint16_t picture_id;
    uint8_t picture_id_at, tl0_at; /* offsets in the payload; valid when has_* */
};

struct kr_frame {
    bool start, end;    /* the frame's first, last packet */
    bool key;           /* a first packet: decoding can begin here, nothing before is needed */
    bool discardable;   /* no other frame refers to this one */
    uint8_t spatial, temporal;
    kr_targets present; /* targets that need this frame */
    kr_targets switches; /* targets that a receiver who has what this frame refers to may change to with it */
    bool syncs;         /* refers to temporal layer 0 alone */
    bool in_picture;    /* refers to nothing before its own picture */
    bool has_number;    /* by the Dependency Descriptor: */
    uint16_t number;    /* counts frames */
    uint8_t n_refs;
    uint16_t refs[KR_FRAME_REFS]; /* distances to the frames it refers to */
    uint16_t structure_bits; /* of the templates that came with it; 0: none */
    uint8_t n_targets;  /* decode targets of its stream */
    uint8_t n_spatial;  /* spatial layers of its stream; 0: not told, as without the Dependency Descriptor only key frames do */
    uint16_t width, height; /* 0: not told; of a key frame's first packet */
    struct kr_frame_numbers numbers;
};

/*
 * Reads the beginning of a payload. KR_E_MALFORMED when it does not follow its format, KR_E_UNSUPPORTED for what is no
 * video codec.
 */
KR_MUST_CHECK int kr_frame_read(struct kr_frame *out, enum kr_codec codec, const uint8_t *payload, size_t len);

/* Writes a picture id (of the width that was read) and TL0PICIDX over those of the payload. */
void kr_frame_renumber(uint8_t *payload, const struct kr_frame_numbers *n, uint16_t picture_id, uint8_t tl0);

#endif

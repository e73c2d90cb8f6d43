/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The Dependency Descriptor (AV1 RTP specification, appendix A): an RTP header extension that tells of any codec's frames
 * what they depend on. Templates come with a key frame and are kept for the stream; each packet names one of them and says
 * where it differs. With it forwarding needs nothing of the payload, which may be encrypted from end to end.
 */
#ifndef KR_WIRE_DD_H
#define KR_WIRE_DD_H

#include "wire/frame.h"

enum {
    KR_DD_TEMPLATES = 64, /* section A.8.1: ids have 6 bits */
    KR_DD_TARGETS = 32,   /* section A.8.2: dt_cnt_minus_one has 5 bits */
    KR_DD_BYTES = 255,    /* an element of the two-byte form (RFC 8285 section 4.3) */
    KR_DD_SHORT_BYTES = 3, /* the fields that every packet has */
};

/* Section A.5: what a frame is to a decode target. */
enum kr_dd_indication { KR_DD_NOT_PRESENT, KR_DD_DISCARDABLE, KR_DD_SWITCH, KR_DD_REQUIRED };

struct kr_dd_template {
    uint8_t spatial, temporal, n_refs;
    uint8_t refs[KR_FRAME_REFS];
    uint64_t indications;            /* 2 bits for each decode target, the first lowest */
    uint8_t chains[KR_DD_TARGETS];   /* distances to the chains' frames before; 0: none */
    kr_targets present, switches;    /* the same as the indications, by layer */
};

/* What is kept of a stream. */
struct kr_dd_structure {
    uint8_t id_offset, n_templates, n_targets, n_chains, max_spatial;
    struct kr_dd_template templates[KR_DD_TEMPLATES];
    uint8_t protected_by[KR_DD_TARGETS]; /* the decode target's chain */
    uint8_t target_of[KR_FRAME_SPATIAL * KR_FRAME_TEMPORAL]; /* decode target for a layer: the largest that has no more */
    uint8_t spatial_of[KR_DD_TARGETS], temporal_of[KR_DD_TARGETS]; /* the decode target's layer */
    bool has_sizes;
    uint16_t width[KR_FRAME_SPATIAL], height[KR_FRAME_SPATIAL];
};

struct kr_dd {
    bool known; /* a structure came */
    struct kr_dd_structure structure;
    uint32_t active; /* decode targets that the sender makes now */
};

/*
 * Reads one packet's descriptor; a structure in it replaces the stream's, and nothing changes when anything is wrong.
 * KR_E_MALFORMED; KR_E_UNSUPPORTED for more layers or references than kr_frame can tell; KR_E_STATE while no structure came
 * or the template is none of it.
 */
KR_MUST_CHECK int kr_dd_read(struct kr_frame *out, struct kr_dd *stream, const uint8_t *p, size_t len);

/*
 * The same descriptor for a receiver: with another frame number and, if `has_active`, the decode targets that the receiver
 * gets. in_len bytes that kr_dd_read took for `f`. *len bytes of out are written. KR_E_TOO_LARGE.
 */
KR_MUST_CHECK int kr_dd_write(uint8_t *out, size_t cap, size_t *len, const uint8_t *in, size_t in_len, const struct kr_frame *f,
                              uint16_t number, bool has_active, uint32_t active);

/* True if the sender makes any decode target of this spatial layer now; the stream is known. */
bool kr_dd_makes(const struct kr_dd *stream, unsigned spatial);

/* The decode targets of the stream that have no more layers than this target. */
uint32_t kr_dd_active_for(const struct kr_dd_structure *s, unsigned spatial, unsigned temporal);

#endif

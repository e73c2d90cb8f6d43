/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Of a scalable stream (VP9, AV1 with the Dependency Descriptor; temporal layers of VP8; H.264's pictures that nothing refers
 * to) a receiver gets the layers up to its target. Pure. What is left out is what the target does not need (kr_frame.present);
 * a target is changed at a frame from which on the new one can be decoded, so no decoder ever misses what it refers to.
 *
 * Fewer spatial layers take effect with the next picture where the smaller ones were forwarded all along (L3T3). Where they were
 * not (L3T3_KEY: a receiver gets its own layer alone) that takes a key frame, as more layers always do, and until it comes the
 * receiver gets the lowest frame rate of what it has.
 */
#ifndef KR_MEDIA_SVC_H
#define KR_MEDIA_SVC_H

#include "wire/frame.h"

enum { KR_SVC_FRAMES = 256 }; /* frames that a reference is looked for among */

struct kr_svc_layer {
    uint8_t spatial, temporal;
};

struct kr_svc {
    struct kr_svc_layer target; /* set by whoever chooses: what the receiver shall have */
    struct kr_svc_layer now;    /* what it has */
    bool started;
    uint32_t timestamp;         /* of the newest picture */
    uint8_t below;              /* the newest frame forwarded of it: 1 + its spatial id; 0: none */
    uint8_t top;                /* the largest spatial layer of the stream, as far as it tells */
    kr_targets intact;          /* that lack no frame that later ones refer to */
    bool has_number;
    uint16_t number;            /* the newest frame, by the Dependency Descriptor */
    uint64_t forwarded[KR_SVC_FRAMES / 64]; /* the frames up to it, by number */
    uint64_t changed_seq;       /* first packet of the present layer */
    uint8_t spatial_before;     /* the layer until then */
    uint16_t changed_number;    /* its frame */
};

/* Everything from the next key frame on; the target stays. */
void kr_svc_restart(struct kr_svc *s);

void kr_svc_init(struct kr_svc *s);

enum kr_svc_verdict {
    KR_SVC_FORWARD,
    KR_SVC_OMIT,
};

/* What is to be done with a packet (seq as it came, widened). `late`: newer ones have been seen. */
enum kr_svc_verdict kr_svc_packet(struct kr_svc *s, const struct kr_frame *f, uint64_t seq, uint32_t timestamp, bool late);

/* True while the target has another spatial layer than the receiver, and a key frame has to come for it. */
bool kr_svc_wants_key(const struct kr_svc *s);

/* Whether a forwarded packet is the last of its picture for this receiver (RFC 9628 section 4.1: the marker). */
bool kr_svc_ends_picture(const struct kr_svc *s, const struct kr_frame *f, uint64_t seq);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* What one synthetic client sends: a microphone, and a camera in one size or in three (simulcast, RFC 8853). */
#ifndef KR_LOAD_OUTGOING_H
#define KR_LOAD_OUTGOING_H

#include "load/offer.h"
#include "load/tally.h"

enum { KR_LOAD_LAYERS = 3, KR_LOAD_LEVEL_ID = 4, KR_LOAD_MID_ID = 1, KR_LOAD_RID_ID = 2 };
enum { KR_LOAD_ALL_HEIGHTS = 65535 };

/* One stream of packets. */
struct kr_load_track {
    bool on, want_key;
    char rid; /* 0: no simulcast */
    const struct kr_load_pace *pace;
    uint32_t ssrc, timestamp;
    uint64_t seq, next_us;
    uint16_t picture_id;
    uint32_t named; /* packets that still carry MID and RID: until the server knows the stream */
};

struct kr_load_outgoing {
    struct kr_load_peer *peer;
    struct kr_load_tally *tally;
    const char *mid[2]; /* of the microphone and of the camera */
    struct kr_load_track sound, picture[KR_LOAD_LAYERS];
    size_t n_pictures;  /* 0: no camera */
    uint16_t transport_seq;
    uint64_t report_us;
};

/* pictures: 0, 1 or KR_LOAD_LAYERS. The mids live as long as it does. */
void kr_load_outgoing_init(struct kr_load_outgoing *o, struct kr_load_peer *peer, struct kr_load_tally *tally, size_t pictures);

/* Begins to send; phase_us: so long after now, so that not all cameras take their picture at once. */
void kr_load_outgoing_start(struct kr_load_outgoing *o, bool sound, uint64_t now_us, uint64_t phase_us);

/* The server's `wanted`: layers that nobody watches are not sent (height 0: none at all). */
void kr_load_outgoing_wanted(struct kr_load_outgoing *o, uint16_t height, uint64_t now_us);

void kr_load_outgoing_step(struct kr_load_outgoing *o, uint64_t now_us);

/* When it sends next; UINT64_MAX: it is silent. */
uint64_t kr_load_outgoing_due_us(const struct kr_load_outgoing *o);

/* Protected RTCP of the server: the wish for a key frame counts. */
void kr_load_outgoing_rtcp(struct kr_load_outgoing *o, uint8_t *data, size_t len);

#endif

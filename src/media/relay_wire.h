/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What two media processes tell each other about one relayed endpoint: application-defined RTCP packets (RFC 3550
 * section 6.7), name KRLY, protected as all RTCP is. Each says everything it has to say, so that a lost one is made good
 * by the next. Pure.
 */
#ifndef KR_MEDIA_RELAY_WIRE_H
#define KR_MEDIA_RELAY_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "media/allocate.h"
#include "media/negotiate.h"
#include "media/room_codec.h"

enum kr_relay_kind { KR_RELAY_STATE = 1, KR_RELAY_DEMAND = 2 }; /* the packet's subtype */

struct kr_relay_layer {
    uint16_t lines; /* shorter side of the picture; 0: not known */
    uint32_t kbps;  /* 0: nothing comes */
};

/* One source of the endpoint, where its packets come in. */
struct kr_relay_source {
    bool active, allowed;
    bool heard;        /* a microphone that is among the loudest there, and so is relayed */
    uint8_t codec;     /* enum kr_codec */
    uint8_t n_layers;  /* 1 to KR_LAYERS */
    uint16_t loudness; /* of a microphone, as kr_speaker has it */
    struct kr_relay_layer layers[KR_LAYERS];
};

/* From where the endpoint is. */
struct kr_relay_state {
    uint32_t serial; /* counts up; an older one is not believed */
    struct kr_codec_member codecs; /* so that both processes decide alike what the room sends */
    struct kr_relay_source sources[KR_SOURCE_COUNT];
};

/* From where it is watched. */
struct kr_relay_demand {
    uint32_t serial;
    uint8_t layers[KR_SOURCE_COUNT];  /* bit l: layer l is needed */
    uint16_t height[KR_SOURCE_COUNT]; /* the largest at which anybody watches; 65535: as large as it comes */
};

/* The whole packet. w->failed when there is no room. */
void kr_relay_write_state(struct kr_writer *w, uint32_t ssrc, const struct kr_relay_state *s);
void kr_relay_write_demand(struct kr_writer *w, uint32_t ssrc, const struct kr_relay_demand *d);

/* From the packet behind its first word. KR_E_MALFORMED unless every bit is as the writers would have it. */
KR_MUST_CHECK int kr_relay_read_state(struct kr_relay_state *out, struct kr_span body);
KR_MUST_CHECK int kr_relay_read_demand(struct kr_relay_demand *out, struct kr_span body);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What an endpoint's last second was like, for its own client's statistics. Taken once a second beside its reports, from
 * what is counted anyway: nothing is done per packet.
 */
#ifndef KR_MEDIA_FIGURES_H
#define KR_MEDIA_FIGURES_H

#include <stdint.h>

#include "base/limits.h"
#include "proto/link.h"

struct kr_endpoint;

enum { KR_FIGURES_SOURCES = 12 }; /* four sources, of three layers at most */

/* Of a slot. */
struct kr_sent {
    uint32_t packets, octets; /* all that were sent when the last second ended */
    uint64_t bps;
    uint8_t lost;             /* RFC 3550 6.4.1: fraction, of the last report about it */
};

/* Of a track. */
struct kr_received {
    uint32_t ssrc;            /* these are of this stream */
    uint64_t packets, expected, bytes;
    uint64_t bps;
    uint16_t lost_permille;
};

/* The message and what it points to; it dies with the struct. */
struct kr_figures {
    struct kr_link_slot_figures slots[KR_LIMIT_VIDEO_SLOTS];
    struct kr_link_source_figures sources[KR_FIGURES_SOURCES];
    struct kr_link_endpoint_figures told;
};

/* A second has passed. */
void kr_figures_sample(struct kr_endpoint *e, uint64_t now_us);

/* Everything that the last samples say; of the connection and its own streams alone. */
void kr_figures_tell(struct kr_figures *out, const struct kr_endpoint *e, uint64_t now_us);

#endif

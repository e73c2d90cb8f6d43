/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What of its pictures an endpoint is asked for (media/demand.h). A WHIP encoder cannot be told; what nobody watches of it
 * is not forwarded, and neither kept nor asked for again.
 */
#ifndef KR_MEDIA_WANTED_H
#define KR_MEDIA_WANTED_H

#include "media/room.h"

/* The largest height at which anybody watches a source now, here or on another process of the room. */
uint16_t kr_wanted_height(const struct kr_track *base);

/* Who watches what may have changed: tells those whose pictures are watched larger, and after a while those whose are less. */
void kr_wanted_look(struct kr_room *r, uint64_t now_us);

#endif

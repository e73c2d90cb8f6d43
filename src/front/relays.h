/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A room on several media processes: everybody who sends has a relay from the process they are on to each other one that
 * the room is on. What there should be follows from the sessions alone; what is missing is opened, what is too much closed.
 */
#ifndef KR_FRONT_RELAYS_H
#define KR_FRONT_RELAYS_H

#include <stdint.h>

struct kr_front;

/* Endpoints of the room came, went, or died with their process. */
void kr_relays_update(struct kr_front *f, const char *room);

/* Tries again what a media process refused, more and more seldom. */
void kr_relays_tick(struct kr_front *f, uint64_t now_ms);

void kr_relays_free(struct kr_front *f);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* Who of a room is heard, and in which audio slot of each receiver. */
#ifndef KR_MEDIA_HEAR_H
#define KR_MEDIA_HEAR_H

#include "media/room.h"

/* Room for all microphones of the room, so that nothing is allocated while packets flow. */
KR_MUST_CHECK int kr_hear_reserve(struct kr_room *r);

/* Gathers the room's microphones anew. */
void kr_hear_collect(struct kr_room *r);

/* A packet of a microphone was noted (kr_speaker_packet): if it is to be heard now, it is from this packet on. */
void kr_hear_packet(struct kr_room *r, struct kr_track *t, uint64_t now_us);

/* Chooses anew among all microphones, and puts those who are heard into everybody's slots. */
void kr_hear_choose(struct kr_room *r, uint64_t now_us);

/* Puts those who are heard into the slots of one endpoint. */
void kr_hear_assign(struct kr_room *r, struct kr_endpoint *e, uint64_t now_us);

/* Time has passed: places come free, and front is told who is heard, if that changed and was not told just now. */
void kr_hear_tick(struct kr_room *r, uint64_t now_us);

/* The endpoint leaves. */
void kr_hear_forget(struct kr_room *r, const struct kr_endpoint *e);

#endif

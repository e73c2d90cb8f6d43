/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Which media process somebody who comes in is put on. Pure: from what is known of each process, and how many of the room
 * are on it already.
 *
 * A room stays together as long as it may. A new one goes where least is to be done, counting what is measured, what
 * was placed and is not measured yet, and what rooms that have just begun will still grow to.
 */
#ifndef KR_FRONT_PLACE_H
#define KR_FRONT_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
    KR_PLACE_FULL_PERMILLE = 850,   /* of a core: above, delays grow; nothing is begun there */
    KR_PLACE_ROOM_PERMILLE = 700,   /* what was full takes rooms again below this */
    KR_PLACE_PACKETS = 250000,      /* sent in a second, they fill a core as well */
    KR_PLACE_MEMBER_PERMILLE = 3,   /* what somebody of a class with all cameras on costs: 256 of them fill a core */
    KR_PLACE_CLASS = 30,            /* whom a room that begins is expected to have */
    KR_PLACE_YOUNG_MS = 600 * 1000, /* and for how long it is still waited for them */
    KR_PLACE_MAX = 256,             /* processes */
};

/* One media process. */
struct kr_place_load {
    bool there, full;       /* full: kept from one look to the next */
    uint32_t measured;      /* permille of a core, smoothed */
    uint32_t fresh;         /* endpoints that are not in it yet, times 256 */
    size_t endpoints;       /* all that were placed there */
};

/* The process told its load, once a second. */
void kr_place_told(struct kr_place_load *p, int64_t cpu_permille, int64_t packets_out);

/* One more endpoint was placed there. */
void kr_place_added(struct kr_place_load *p);

struct kr_place_room {
    const uint32_t *on; /* how many of the room are on each process; NULL: it begins */
    uint32_t home;      /* where it began, if it is there */
    uint32_t most;      /* so many of one room are on one process, more go to another; 0: the room is not spread */
};

/* Endpoints that rooms which have just begun will still have on each process: size and age of a room give its share. */
uint32_t kr_place_expected(uint32_t endpoints, uint64_t age_ms);

/*
 * Chooses among n processes; expected[i] is the sum of kr_place_expected of the rooms that began on i. KR_E_AGAIN when
 * none is there; KR_E_FULL when the room begins and all are full. Who comes into a running room is never refused.
 */
KR_MUST_CHECK int kr_place(uint32_t *index, const struct kr_place_load *loads, const uint32_t *expected, size_t n,
                           const struct kr_place_room *room);

#endif

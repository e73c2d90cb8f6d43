/* SPDX-License-Identifier: EUPL-1.2 */
/* The media processes, and which of them each room is on. */
#ifndef KR_FRONT_PLACEMENT_H
#define KR_FRONT_PLACEMENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "link/link.h"
#include "proto/signal.h"

struct kr_front;

struct kr_media_peer {
    struct kr_link *link; /* NULL: not there */
    size_t endpoints;     /* that we placed there */
    int64_t cpu_permille; /* as it says */
};

/* A room with endpoints: all of them are on one media process. */
struct kr_placement {
    struct kr_placement *next;
    char room[KR_LIMIT_ID_BYTES + 1];
    uint32_t media;
    size_t endpoints;
    bool has_codec;
    struct kr_signal_codec codec; /* what its members shall send */
};

/* A new link to a media process. */
void kr_media_open(struct kr_front *f, uint32_t index, int fd);
/* The process the room is on, or the one with the least load. KR_E_AGAIN when none is there. */
KR_MUST_CHECK int kr_media_place(struct kr_front *f, const char *room, uint32_t *index);
/* The placement of a room, or NULL. */
struct kr_placement *kr_media_placement(struct kr_front *f, const char *room);

#endif

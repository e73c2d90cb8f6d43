/* SPDX-License-Identifier: EUPL-1.2 */
/* The media processes, and which of them each room is on. */
#ifndef KR_FRONT_PLACEMENT_H
#define KR_FRONT_PLACEMENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "front/place.h"
#include "link/link.h"
#include "proto/signal.h"

struct kr_front;
struct kr_session;

enum { KR_ADDRESS_SIZE = 46 }; /* of `address` in proto/link.json */

struct kr_media_peer {
    struct kr_link *link; /* NULL: not there */
    char relay[KR_ADDRESS_SIZE]; /* where it takes relays; "": it takes none */
    uint16_t relay_port;
    struct kr_link_msg *figures; /* what it told last for Prometheus, owned; NULL: nothing yet */
};

/* A room with endpoints, and where they are. */
struct kr_placement {
    struct kr_placement *next;
    char room[KR_LIMIT_ID_BYTES + 1];
    uint32_t media; /* where it began: what that process tells of the room counts */
    uint64_t begun_ms;
    size_t endpoints;
    uint32_t on[KR_PLACE_MAX]; /* of these, on each media process */
    bool has_codec;
    struct kr_signal_codec codec; /* what its members shall send */
};

/* A new link to a media process. */
void kr_media_open(struct kr_front *f, uint32_t index, int fd);

/*
 * Where the session's endpoint is to be (front/place.h); a player is where its target is. KR_E_AGAIN when no process is
 * there, KR_E_FULL when a room would begin and all are full.
 */
KR_MUST_CHECK int kr_placement_choose(const struct kr_session *s, uint32_t *index);
/* The session has an endpoint on s->media, or has none there any more. KR_E_NOMEM. */
KR_MUST_CHECK int kr_placement_add(const struct kr_session *s);
void kr_placement_remove(const struct kr_session *s);
/* The placement of a room, or NULL. */
struct kr_placement *kr_placement_of(struct kr_front *f, const char *room);

#endif

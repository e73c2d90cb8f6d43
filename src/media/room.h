/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A room: its endpoints, who of them is heard, and what each of them sees. Made with its first endpoint, gone with
 * its last. Nothing ever passes from one room to another: sources are only looked for among a room's own endpoints.
 */
#ifndef KR_MEDIA_ROOM_H
#define KR_MEDIA_ROOM_H

#include "media/endpoint.h"
#include "media/room_codec.h"
#include "proto/link.h"

enum {
    KR_ROOM_SELECT_US = 100000,   /* the loudest are chosen anew at least so often */
    KR_ROOM_SPEAKERS_US = 200000, /* and told at most so often */
};

struct kr_room {
    struct kr_media *media;
    struct kr_room *next, **link; /* of all rooms */
    char id[KR_LIMIT_ID_BYTES + 1];
    struct kr_endpoint *endpoints;
    size_t n_endpoints;
    struct kr_speaker **speakers; /* microphones of the room; owned array */
    size_t n_speakers, cap_speakers;
    struct kr_select select; /* who is heard */
    uint64_t wanted_us; /* when somebody may have to be asked for less; UINT64_MAX: nobody */
    struct kr_speaker *told[KR_SELECT_MAX]; /* whom front was told last */
    size_t n_told;
    uint64_t told_us;
    struct kr_room_codec codec; /* what its members shall send */
};

KR_MUST_CHECK int kr_room_new(struct kr_room **out, struct kr_media *m, const char *id);
void kr_room_free(struct kr_room *r); /* empty */

/* The endpoint enters; its sources are found by those who wait for them. KR_E_NOMEM. */
KR_MUST_CHECK int kr_room_join(struct kr_room *r, struct kr_endpoint *e, uint64_t now_us);

/* It leaves, its sources with it. */
void kr_room_leave(struct kr_room *r, struct kr_endpoint *e, uint64_t now_us);

/* Sources or slots of e have changed: ties everything again that belongs together. KR_E_NOMEM. */
KR_MUST_CHECK int kr_room_update(struct kr_room *r, struct kr_endpoint *e, uint64_t now_us);

/* A packet of a microphone came that may change who is heard. */
void kr_room_heard(struct kr_room *r, struct kr_track *t, uint64_t now_us);

/* What e wants in its video slots, whole; answers through the media's emit. */
void kr_room_watch(struct kr_room *r, struct kr_endpoint *e, const struct kr_link_endpoint_watch *watch, uint64_t now_us);

/* Chooses the loudest and tells front, if that changed. */
void kr_room_tick(struct kr_room *r, uint64_t now_us);

#endif

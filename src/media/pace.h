/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Pictures towards a receiver whose path is full. A key frame, a burst of retransmissions or what was sent before a path
 * narrowed would fill a queue on the way, where sound waits behind it; so they wait here, as references to packets that
 * are remembered anyway, and leave tick by tick a little faster than the path's rate, the more important first. Sound
 * never waits. A packet gets its numbers when it leaves, so what is given up leaves no gap.
 *
 * A receiver whose path carries all that is wanted has none of this; the test for it is one flag.
 */
#ifndef KR_MEDIA_PACE_H
#define KR_MEDIA_PACE_H

#include "media/endpoint.h"
#include "rtc/bucket.h"

enum {
    KR_PACE_PACKETS = 256,
    KR_PACE_RESENDS = 64,
    KR_PACE_AGE_US = 400000,      /* a picture that waited longer is given up until its next key frame */
    KR_PACE_KEY_AGE_US = 3000000, /* a key frame that is being sent: to begin again would end no sooner */
    KR_PACE_BURST_US = 10000,     /* sent at once */
    KR_PACE_BURST_BYTES = 2500,   /* and at least so much */
    KR_PACE_BACKOFF_US = 1000000, /* after a picture was given up, until a key frame is asked for; doubles */
    KR_PACE_BACKOFF_MOST_US = 8000000,
};

struct kr_paced {
    struct kr_stored *stored; /* held; NULL: a number that is left out */
    struct kr_slot *slot;
    uint64_t seq, at_us;
    uint32_t timestamp;
    bool key;                 /* part of a key frame */
};

struct kr_pace {
    struct kr_paced queue[KR_PACE_PACKETS]; /* in order of arrival */
    size_t n;
    struct {
        struct kr_slot *slot;
        uint16_t seq;
    } resends[KR_PACE_RESENDS];
    size_t n_resends;
    struct kr_bucket all, resent;
};

/* From now on what goes to e is paced, until it has no reason any more. Without memory for that it is not. */
void kr_pace_begin(struct kr_endpoint *e, uint64_t now_us);

/* A key frame of the track begins: it is paced for all who get it and whose path it would fill for a moment. */
void kr_pace_key(const struct kr_track *t, uint64_t now_us);

/* A datagram went out. */
void kr_pace_sent(struct kr_endpoint *e, size_t bytes);

/* A packet of a picture is to be forwarded: true if it waits or was given up, false if it may go now. e->paced. */
bool kr_pace_takes(struct kr_slot *s, const struct kr_packet *p, uint64_t now_us);

/* The same for one that the receiver asked for again. */
bool kr_pace_takes_resend(struct kr_slot *s, uint16_t seq, uint64_t now_us);

/* The slot's source has changed: nothing of it is sent any more. */
void kr_pace_forget(struct kr_slot *s);

/* Sends what the path has room for, and gives up what has waited too long. */
void kr_pace_service(struct kr_endpoint *e, uint64_t now_us);
uint64_t kr_pace_due_us(const struct kr_endpoint *e);

void kr_pace_free(struct kr_endpoint *e);

#endif

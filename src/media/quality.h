/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a receiver's user is told of its pictures: when and why they are reduced. What is told stays true for a while, so that
 * a notice does not flicker: worse after a second, better after four.
 */
#ifndef KR_MEDIA_QUALITY_H
#define KR_MEDIA_QUALITY_H

#include <stdbool.h>
#include <stdint.h>

struct kr_endpoint;

enum {
    KR_QUALITY_WORSE_US = 1000000,
    KR_QUALITY_BETTER_US = 4000000,
    KR_QUALITY_WEAK_US = 6000000, /* before it is said of a sender: layers take their time to come */
    KR_QUALITY_RATE_US = 5000000, /* between two that tell of nothing but another rate */
    KR_QUALITY_EVERY_US = 1000000,
};

enum kr_quality_reduced { KR_QUALITY_WHOLE, KR_QUALITY_FRAME_RATE, KR_QUALITY_SIZE, KR_QUALITY_PICTURES };

/* How things are now. */
struct kr_quality_view {
    enum kr_quality_reduced reduced; /* by the receiver's line, the worst of all its pictures */
    bool weak;                       /* a picture is small because no larger one comes */
    uint32_t paused;                 /* video slots held back, one bit each */
    uint64_t rate_bps;
};

struct kr_quality {
    bool told;
    struct kr_quality_view last;     /* that was told */
    struct kr_quality_view now;      /* that has been so since since_us */
    uint64_t since_us, told_us;
};

/* True if `seen` is to be told now; it is in q->last then. */
bool kr_quality_step(struct kr_quality *q, const struct kr_quality_view *seen, uint64_t now_us);

/* Tells front what e's bandwidth->quality.last says. */
void kr_quality_tell(const struct kr_endpoint *e);

#endif

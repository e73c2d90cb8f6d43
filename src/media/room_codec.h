/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a room's members shall send. Nothing is transcoded, so it is what everybody decodes who receives, and what everybody
 * encodes who is told to; among those, what a weak laptop bears (ADR 10). Pure.
 *
 * A codec that somebody cannot decode is given up at once, before that one needs it. A better one is taken after a calm time:
 * whoever comes and goes within it changes nothing.
 */
#ifndef KR_MEDIA_ROOM_CODEC_H
#define KR_MEDIA_ROOM_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/sdp.h"

enum {
    KR_ROOM_CODEC_FEW = 9,            /* so many members are on one page of everybody: nobody turns pages */
    KR_ROOM_CODEC_CALM_US = 10000000,
};

/* A set of codecs: a bit for each. */
static inline uint8_t kr_codec_bit(enum kr_codec c)
{
    return (uint8_t)(1u << c);
}

enum { KR_CODECS_VIDEO = 1 << KR_CODEC_VP8 | 1 << KR_CODEC_VP9 | 1 << KR_CODEC_H264 | 1 << KR_CODEC_AV1 };

/* One member as the decision sees it. */
struct kr_codec_member {
    uint8_t decodes, encodes_camera, encodes_screen; /* KR_CODECS_VIDEO: it does not receive, or is not told what to send */
};

struct kr_codec_choice {
    enum kr_codec camera, screen;
};

/* What all members together have in common, and how many they are. */
struct kr_codec_common {
    uint8_t camera, screen;
    size_t n;
};

/* Nobody yet: everything in common. */
struct kr_codec_common kr_codec_nobody(void);
void kr_codec_add(struct kr_codec_common *c, const struct kr_codec_member *m);

/* The best for these. Where they have nothing in common: VP8, and who cannot decode it stays without pictures. */
struct kr_codec_choice kr_codec_best(const struct kr_codec_common *c);

struct kr_room_codec {
    struct kr_codec_choice now;
    bool chosen;
    struct kr_codec_choice better; /* that may be taken at calm_us */
    uint64_t calm_us;              /* 0: nothing better is in sight */
};

/* Somebody came, went, or offered anew; or time has passed. Returns true if `now` has changed. */
bool kr_room_codec_update(struct kr_room_codec *r, const struct kr_codec_common *c, uint64_t now_us);

#endif

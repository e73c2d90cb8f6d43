/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The spatial layers of one scalable stream (VP9, AV1; L2Tx, L3Tx and their KEY modes): how large each is and what it takes.
 * A target's rate is that of all frames that it needs, which a frame tells of itself (kr_frame.present), so it holds for modes
 * in which larger layers refer to smaller ones always, and for those in which they do in key pictures alone. Pure.
 */
#ifndef KR_MEDIA_SPATIAL_H
#define KR_MEDIA_SPATIAL_H

#include "media/allocate.h"
#include "wire/frame.h"

enum {
    KR_SPATIAL_SILENT_US = 400000, /* a layer that stays out for so long while others come is not made any more */
    KR_SPATIAL_NEWS_US = 1000000,  /* another number of layers is news no more often than this */
};

struct kr_spatial {
    uint8_t n;                          /* layers, as the stream tells; 1: it has none to choose from */
    uint16_t lines[KR_FRAME_SPATIAL];   /* of their pictures' shorter sides; 0: not told */
    uint64_t news_us;
    uint64_t last_us[KR_FRAME_SPATIAL]; /* when the last packet of each came; 0: never */
    uint64_t bytes[KR_FRAME_SPATIAL][KR_TEMPORALS]; /* that the target needs more than the one below it in time */
    struct kr_rates rates[KR_FRAME_SPATIAL];
};

/* The stream has so many layers of these sizes (0: not told). True if that is news whose receivers have to choose anew. */
bool kr_spatial_told(struct kr_spatial *s, uint8_t n, const uint16_t lines[KR_FRAME_SPATIAL], uint64_t now_us);

/* A packet of so many bytes came. */
void kr_spatial_note(struct kr_spatial *s, const struct kr_frame *f, size_t bytes, uint64_t now_us);

/* So much time has passed since the rates were concluded last. */
void kr_spatial_conclude(struct kr_spatial *s, uint64_t passed_us);

/* True while the layer comes, of a stream whose newest packet came at newest_us. */
bool kr_spatial_comes(const struct kr_spatial *s, uint8_t layer, uint64_t newest_us);

/* Of the layer's picture, or the largest when there are fewer; guessed where the stream does not tell: each has twice as many as the one below. */
uint16_t kr_spatial_lines(const struct kr_spatial *s, uint8_t layer, uint16_t largest);

#endif

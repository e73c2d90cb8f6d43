/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Simulcast: one source comes as several streams, each a track of its own, from the smallest picture to the largest. A
 * slot is forwarded one of them. It waits for another until that begins a picture anew, and has the one it has till then.
 */
#ifndef KR_MEDIA_LAYER_H
#define KR_MEDIA_LAYER_H

#include "media/endpoint.h"

enum {
    KR_LAYER_SILENT_US = 1500000, /* a layer from which nothing came for so long is not sent any more */
    KR_LAYER_CALM_US = 3000000,   /* no layer is raised so soon after one was lowered */
    KR_LAYER_PAUSE_US = 5000000,  /* nor is a picture shown again so soon after it was held back */
    KR_LAYER_PATIENCE_US = 2000000, /* a picture that the path cannot take for so long is held back */
    KR_LAYER_METER_US = 500000,
};

/* True while packets of the layer come. */
bool kr_layer_comes(const struct kr_track *t, uint64_t now_us);

/* True if the stream itself has spatial layers to choose from. */
bool kr_layer_scales(const struct kr_track *t);

/* A packet of the layer was taken. */
void kr_layer_note(struct kr_track *t, const struct kr_packet *p, uint64_t now_us);

/* What the slot's picture comes after. */
enum kr_rank kr_layer_rank(const struct kr_slot *s);

/* A slot without a layer takes one of a source: the smallest that comes. */
struct kr_track *kr_layer_first(struct kr_track *base, uint64_t now_us);

/* The slot is to have this layer of its source as soon as that begins anew. */
void kr_layer_want(struct kr_slot *s, struct kr_track *t, uint64_t now_us);

/* The slot waits no longer. */
void kr_layer_forget(struct kr_slot *s);

/* A key frame of the layer begins in this batch: those who wait for it have it from now on. */
void kr_layer_begins(struct kr_track *t);

/* Chooses the layers of everything e receives, by its path and the sizes. */
void kr_layer_choose(struct kr_endpoint *e, uint64_t now_us);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A track is one source of an endpoint as it comes in: its stream's state, what is remembered of it, and the slots
 * that it is forwarded to.
 */
#ifndef KR_MEDIA_TRACK_H
#define KR_MEDIA_TRACK_H

#include <stdbool.h>
#include <stdint.h>

#include "media/allocate.h"
#include "media/figures.h"
#include "media/history.h"
#include "media/negotiate.h"
#include "media/select.h"
#include "media/sounds.h"
#include "media/spatial.h"
#include "media/window.h"
#include "rtc/keyframe.h"
#include "rtc/nack.h"
#include "rtc/receive.h"
#include "wire/dd.h"

struct kr_endpoint;
struct kr_slot;
struct kr_track;

/* A received packet between decryption and forwarding, within one batch. */
struct kr_packet {
    struct kr_packet *next; /* of the same track, in order of arrival */
    uint64_t seq;           /* widened */
    uint32_t timestamp;
    bool marker;
    bool empty;             /* padding only: nothing to forward, but its number is used up */
    bool has_level, has_orientation;
    uint8_t level, orientation; /* the extension elements' bytes as they came */
    uint8_t *payload;       /* in the receive buffer; numbers in it are rewritten for one receiver after the other */
    uint16_t len;
    enum kr_codec codec;
    struct kr_frame frame;  /* its place in a picture */
    const uint8_t *dd;      /* Dependency Descriptor as it came, in the receive buffer; NULL: none */
    uint8_t dd_len;
};

/* The first packet of a picture that needs no other. */
static inline bool kr_packet_is_key(const struct kr_packet *p)
{
    return p->frame.key && !p->empty;
}

struct kr_track_video {
    bool kept;           /* somebody has or awaits it: what is missing is asked for, what came is remembered */
    struct kr_nack nack;
    struct kr_keyframe keyframe;
    struct kr_history history;
    struct kr_dd *dd;    /* owned; NULL while no Dependency Descriptor came */
    struct kr_spatial *spatial; /* owned; NULL while the stream has no spatial layers */
    uint8_t fir_command; /* RFC 5104 4.3.1.1: counts up with each request */
};

/* What comes of a layer of a picture. */
struct kr_meter {
    uint64_t bps, since_us, last_us;
    uint64_t bytes[KR_TEMPORALS]; /* of each temporal layer, since since_us */
    struct kr_rates rates;        /* the same as bps, up to each of them */
    uint16_t lines; /* the shorter side of its last key frame; 0: none came */
};

struct kr_track {
    struct kr_endpoint *endpoint;
    enum kr_source source;
    struct kr_line line;   /* line.active: negotiated */
    bool allowed;          /* by front: nothing is forwarded otherwise */
    uint32_t ssrc, rtx_ssrc; /* 0: not known yet */
    enum kr_codec codec;   /* of what comes */
    uint64_t highest;      /* widened sequence number; 0: nothing came */
    uint64_t packet_us;    /* when the last packet came */
    struct kr_window window;
    struct kr_receive receive;
    struct kr_speaker speaker;    /* of a microphone */
    struct kr_track_video *video; /* NULL: sound */
    struct kr_sounds *sounds;     /* NULL: a picture */
    struct kr_slot *slots;        /* that this track is forwarded to; list by kr_slot.next */
    struct kr_slot *waiting;      /* for its next key frame, to have this layer; list by kr_slot.wait_next */
    struct kr_track *base;        /* the source's first track: itself, unless this is a larger layer */
    uint8_t layer;                /* 0: the smallest, or the only one */
    struct kr_track *layers[KR_LAYERS]; /* of the base: all layers, itself first; the others are owned */
    size_t n_layers;              /* of the base: that were negotiated; at least 1 */
    struct kr_meter meter;        /* of a picture */
    struct kr_received received;  /* as of the last second */
    struct kr_packet *first, *last;   /* of this batch */
    struct kr_track *next_pending;
    bool begins;           /* a key frame starts in this batch */
    bool pending;          /* in the list of tracks with packets of this batch */
};

struct kr_media;

/* Makes the tracks of a source's larger layers, so that there are n. KR_E_NOMEM; what is there already stays. */
KR_MUST_CHECK int kr_track_add_layers(struct kr_track *base, size_t n, struct kr_pool *pool);

/* True if any layer of the source is forwarded to somebody. */
bool kr_track_watched(const struct kr_track *base);

/* Makes an empty track; video state comes along for the camera and the screen. */
KR_MUST_CHECK int kr_track_new(struct kr_track **out, struct kr_endpoint *endpoint, enum kr_source source, struct kr_pool *pool);
void kr_track_free(struct kr_track *t); /* no slot may be attached */

/* What was negotiated for the source, now. */
void kr_track_set_line(struct kr_track *base, const struct kr_line *line);

/* The stream begins anew with another SSRC: nothing of the old one is kept. */
void kr_track_start(struct kr_track *t, uint32_t ssrc, uint64_t now_us);

/* The stream goes on in another codec, which its payload type tells: everybody begins anew with a key frame of that. */
void kr_track_set_codec(struct kr_track *t, enum kr_codec codec, uint64_t now_us);

/* Front switched forwarding of the source on or off. Off forgets what could be sent again. */
void kr_track_allow(struct kr_track *base, bool allowed);

/* True while packets of the track are forwarded if they come. */
static inline bool kr_track_forwards(const struct kr_track *t)
{
    return t->allowed && t->line.active;
}

/* Somebody needs a key frame: asks now or as soon as it may. */
void kr_track_want_keyframe(struct kr_track *t, uint64_t now_us);

/* True if somebody has this layer or waits for it. */
static inline bool kr_track_used(const struct kr_track *t)
{
    return t->slots || t->waiting;
}

/* When the track has something to do by itself; UINT64_MAX: nothing. */
uint64_t kr_track_due_us(const struct kr_track *t);

#endif

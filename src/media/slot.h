/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A slot is one outgoing stream of an endpoint, with a fixed SSRC. Sources are switched into it; the receiver sees one
 * continuous stream. A video slot begins each source with a key frame.
 */
#ifndef KR_MEDIA_SLOT_H
#define KR_MEDIA_SLOT_H

#include <stdbool.h>
#include <stdint.h>

#include "media/figures.h"
#include "media/header.h"
#include "media/munge.h"
#include "media/negotiate.h"
#include "media/svc.h"
#include "media/track.h"
#include "rtc/allowance.h"

enum {
    KR_SLOT_RESEND_US = 100000,
    KR_SLOT_PADDING_BYTES = 320, /* about what a packet of padding takes of the path */
    KR_SLOT_ASK_US = 100,           /* numbers asked for, one for so long on average: one NACK may name 6,000 */
    KR_SLOT_ASK_BURST_US = 100000,
    KR_SLOT_KEY_US = 3000000,       /* a receiver that asks for key frames again and again gets one for so long on average */
    KR_SLOT_KEY_BURST_US = 30000000,
    KR_SLOT_RESEND_MAX = 100, /* packets sent again per KR_SLOT_RESEND_US: a NACK is small, what it asks for is not */
};

struct kr_slot {
    /* What every packet needs comes first: memory is what forwarding waits for (kr_slot_fetch). */
    struct kr_endpoint *endpoint;
    struct kr_track *track; /* source; NULL: none */
    struct kr_slot *next, **link; /* in track->slots */
    struct kr_slot *bundle_next;        /* of the endpoint's slots with packets in this batch (bundle.h) */
    const struct kr_packet *bundle_at;  /* the next of them */
    bool video;
    uint8_t index;
    bool paused;         /* nothing is forwarded for want of bandwidth; need_keyframe is set as well */
    bool need_keyframe;  /* nothing is forwarded before one came */
    bool mark;           /* the next packet of sound begins a talkspurt (RFC 3551 4.1) */
    bool heard;          /* the receiver has reported on this SSRC: it needs the MID no longer */
    uint16_t overhead;   /* bytes of the last datagram around its payload; 0: nothing was sent */
    uint16_t queued;     /* packets of it that wait in the endpoint's queue (pace.h) */
    enum kr_codec codec; /* of what was sent last */
    struct kr_slot_ssrc ssrc;
    uint32_t packets, octets; /* sent, for sender reports; RFC 3550 6.4.1: payload octets */
    struct kr_header header;
    struct kr_svc svc;   /* which of the source's layers it gets */
    struct kr_munge munge;
    struct kr_line line; /* line.active: negotiated */

    uint64_t rtx_seq;    /* of the next packet of the RTX stream, widened */
    struct kr_track *awaited; /* layer that it shall have; NULL: the one it has */
    struct kr_slot *wait_next, **wait_link; /* in awaited->waiting */
    uint64_t starved_us; /* since when not even its smallest layer can be afforded; 0: it can */
    uint64_t lowered_us; /* when it was last given a smaller layer */
    uint64_t ask_us, backoff_us; /* no key frame is asked for before; how long after the picture was dropped last */
    uint32_t paced_key;  /* timestamp of the key frame that went there last */

    char wish[KR_LIMIT_ID_BYTES + 1]; /* endpoint whose source belongs here, also while it does not send; "": free */
    enum kr_source wish_source;
    uint16_t height;     /* of the picture's shorter side as it is shown; UINT16_MAX: as large as it comes */
    bool pinned;
    bool has_after;
    uint32_t after;      /* timestamp of the last frame before the present wish */

    uint32_t reported;   /* highest number that the receiver has reported on, as in its reports */
    struct kr_sent sent; /* as of the last second */
    uint64_t resend_us;  /* start of the interval that `resent` counts in */
    uint32_t resent;
    uint64_t asked_us, key_asked_us; /* allowances of what the receiver may ask for (rtc/allowance.h) */
};

KR_MUST_CHECK int kr_slot_new(struct kr_slot **out, struct kr_endpoint *endpoint, bool video, uint8_t index,
                              const struct kr_slot_ssrc *ssrc);
void kr_slot_free(struct kr_slot *s); /* detaches it */

/* Switches the slot to a source (its first track), or to nothing. No effect if it has that source. */
void kr_slot_attach(struct kr_slot *s, struct kr_track *t, uint64_t now_us);
void kr_slot_detach(struct kr_slot *s);

/* Switches the slot to this layer of a source and no other. */
void kr_slot_attach_layer(struct kr_slot *s, struct kr_track *layer, uint64_t now_us);

/* Gives the slot another layer of its source, from that one's next key frame on. */
void kr_slot_move(struct kr_slot *s, struct kr_track *layer);

/* Holds the slot's picture back for want of bandwidth, or not any more. */
void kr_slot_pause(struct kr_slot *s, bool paused, uint64_t now_us);

/* The source pauses or starts anew: what comes next continues the stream, video with a key frame. */
void kr_slot_restart(struct kr_slot *s);

/* Sets what belongs here; endpoint "" frees the slot. Detaches it if that is something else than before. */
void kr_slot_set_wish(struct kr_slot *s, const char *endpoint, enum kr_source source);

/* Asks the processor to have at hand what forwarding will read and write. */
void kr_slot_fetch(const struct kr_slot *s);

/* Forwards one packet of the track, in the slot's own numbers. The numbers in the packet's payload are overwritten. */
void kr_slot_forward(struct kr_slot *s, const struct kr_packet *p, uint64_t now_us);

/* The same for a packet that has passed all that may hold it back: numbers it and sends it. */
void kr_slot_emit(struct kr_slot *s, const struct kr_packet *p, uint64_t now_us);

/* A packet as it came, made of what is remembered of it, which must live as long; payload has room for KR_LIMIT_DATAGRAM_BYTES. */
void kr_packet_restore(struct kr_packet *out, const struct kr_stored *stored, uint8_t *payload);

/* Sends again what the receiver asked for, by its sequence number in this slot. */
void kr_slot_resend(struct kr_slot *s, uint16_t seq, uint64_t now_us);

/* The same, now, whatever the path carries. */
void kr_slot_resend_now(struct kr_slot *s, uint16_t seq, uint64_t now_us);

/* Whether the slot's RTX stream can carry padding: something was sent in it, and RTX and feedback were negotiated. */
bool kr_slot_can_pad(const struct kr_slot *s);

/* Sends a packet of padding and nothing else. */
KR_MUST_CHECK int kr_slot_pad(struct kr_slot *s, uint64_t now_us);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * An endpoint is one client's PeerConnection: ICE, DTLS, SRTP, up to four incoming tracks and its slots. It dies in
 * two steps: closed, it can no longer be reached from anywhere; freed, once the present batch is done.
 */
#ifndef KR_MEDIA_ENDPOINT_H
#define KR_MEDIA_ENDPOINT_H

#include "crypto/secret.h"
#include "media/bandwidth.h"
#include "media/demand.h"
#include "media/demux.h"
#include "media/negotiate.h"
#include "media/redundancy.h"
#include "media/slot.h"
#include "media/track.h"
#include "media/wheel.h"
#include "media/inbound.h"
#include "rtc/dtls.h"
#include "rtc/ice.h"
#include "rtc/srtp.h"

enum {
    KR_ENDPOINT_REPORT_US = 1000000, /* RFC 3550 6.2: never more often than a small share of the bandwidth allows */
    KR_ENDPOINT_STREAMS = 24,        /* SSRCs remembered: 4 sources, three layers of each picture, their RTX, and restarts */
    KR_ENDPOINT_TRACKS = KR_SOURCE_COUNT * KR_LAYERS,
};

/* Which stream an incoming SSRC is; it holds for the endpoint's life, since senders soon stop telling. */
struct kr_binding {
    uint32_t ssrc;
    bool rtx;
    struct kr_track *track;
};

/* What of its ticket an endpoint stands and falls with; ids only. */
struct kr_grant {
    char account[KR_LIMIT_ID_BYTES + 1]; /* that owns the room */
    char holder[KR_LIMIT_ID_BYTES + 1];  /* that a moderator is signed in with */
    char ticket[KR_LIMIT_ID_BYTES + 1];  /* of a device: its token */
    uint64_t expires_ms;
    bool moderator;
};

/* What remains of the last plan. The lines of slots are with the slots. */
struct kr_agreed {
    struct kr_line source[KR_SOURCE_COUNT];
    size_t n_audio, n_video; /* slots */
    bool rtcp_rsize;
};

struct kr_relay;

struct kr_endpoint {
    /* What every packet needs comes first, in one place: memory is what forwarding waits for (bundle.c). */
    struct kr_media *media;
    struct kr_slot *bundle;          /* slots with packets in this batch (bundle.h) */
    struct kr_endpoint *bundle_next; /* of the endpoints that have any */
    struct kr_path *path;              /* where media goes; NULL until the client nominated one */
    struct kr_srtp_sender *sender;     /* owned, as the receiver; both NULL until the handshake is over */
    struct kr_bandwidth *bandwidth;    /* owned; NULL: nothing is sent to it, or it is a relay */
    struct kr_srtp_receiver *receiver;
    bool closed;
    bool paced;                        /* pictures go to it no faster than its path takes them (pace.h) */

    struct kr_room *room;
    struct kr_endpoint *next, **link; /* in the room */
    struct kr_endpoint *next_dead;
    char id[KR_LIMIT_ID_BYTES + 1];
    enum kr_mode mode;
    struct kr_relay *relay; /* owned; not NULL: a side of a relay (media/relay.h), without ICE and DTLS */
    struct kr_grant grant;
    uint64_t epoch; /* of the front that last named it */
    uint64_t created_us;

    struct kr_ice ice;
    char ufrags[KR_UFRAGS][KR_ICE_UFRAG_CHARS + 1]; /* that the demultiplexer knows; "": free */
    struct kr_path paths[KR_PATHS]; /* addresses that passed a check */
    struct kr_dtls *dtls;

    struct kr_agreed plan;
    bool allow[KR_SOURCE_COUNT];
    uint64_t session_id, session_version;
    char cname[KR_TOKEN_TEXT_SIZE(12)];
    uint32_t own_ssrc; /* that feedback and receiver reports come from */
    struct kr_track *tracks[KR_SOURCE_COUNT]; /* owned; the first layer of each; NULL: never negotiated */
    struct kr_slot *audio[KR_LIMIT_AUDIO_SLOTS], *video[KR_LIMIT_VIDEO_SLOTS]; /* owned */
    struct kr_binding bindings[KR_ENDPOINT_STREAMS];
    size_t n_bindings;

    struct kr_inbound inbound;    /* feedback about what it sends */
    struct kr_pace *pace;         /* owned; NULL: never needed */
    struct kr_redundancy redundancy; /* of sound sent to it */
    struct kr_demand wanted_camera, wanted_screen; /* what it was asked to send */
    uint64_t rtt_us;              /* 0: not known */
    bool has_ntp_shift;
    uint64_t ntp_shift;           /* added to its wall clock to give ours */
    struct kr_wheel_item timer;
    uint64_t resent;              /* packets, by RTX */
    uint64_t figures_us;          /* when the last sample was taken; 0: never */
    uint64_t report_us;           /* when the next reports are due */
};

struct kr_endpoint_config {
    const char *id;
    enum kr_mode mode;
    const char *play; /* KR_MODE_PLAY: endpoint to receive */
    bool allow[KR_SOURCE_COUNT];
    struct kr_wish wish;
};

/* What went wrong with an offer, for front's log and the client. */
struct kr_offer_fault {
    const char *why; /* stable identifier; never NULL */
    size_t line;     /* of the SDP; 0: none */
};

/*
 * Makes an endpoint from an offer. *answer is the SDP answer, to be freed by the caller. On failure nothing is left
 * behind and *fault says why. It is in no room yet (kr_room_join) and cannot be reached (kr_demux_add).
 */
KR_MUST_CHECK int kr_endpoint_new(struct kr_endpoint **out, struct kr_media *m, const struct kr_endpoint_config *config,
                                  const char *sdp, char **answer, struct kr_offer_fault *fault, uint64_t now_us);
void kr_endpoint_free(struct kr_endpoint *e);

/* A new offer: what was there stays, new ICE credentials are an ICE restart. On failure nothing has changed. */
KR_MUST_CHECK int kr_endpoint_offer(struct kr_endpoint *e, const struct kr_wish *wish, const char *sdp, char **answer,
                                    struct kr_offer_fault *fault, uint64_t now_us);

void kr_endpoint_allow(struct kr_endpoint *e, const bool allow[KR_SOURCE_COUNT], uint64_t now_us);

/* Handshake bytes from one of its addresses. May close the endpoint. */
void kr_endpoint_dtls(struct kr_endpoint *e, struct kr_path *path, const uint8_t *p, size_t len, uint64_t now_us);

/* Does everything that is due, and sets the timer for what comes next. May close the endpoint. */
void kr_endpoint_service(struct kr_endpoint *e, uint64_t now_us);

/* Something may now be due earlier than was known. */
void kr_endpoint_hasten(struct kr_endpoint *e, uint64_t due_us);

/* Says goodbye to the client, if it can. */
void kr_endpoint_bye(struct kr_endpoint *e);

/* All tracks of all layers, i below KR_ENDPOINT_TRACKS; NULL: none there. */
static inline struct kr_track *kr_endpoint_track(const struct kr_endpoint *e, size_t i)
{
    const struct kr_track *base = e->tracks[i / KR_LAYERS];
    return base ? base->layers[i % KR_LAYERS] : NULL;
}

static inline struct kr_slot *kr_endpoint_slot(const struct kr_endpoint *e, bool video, size_t i)
{
    return video ? e->video[i] : e->audio[i];
}

#endif

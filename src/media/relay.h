/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A room on several media processes (docs/adr/0008-relay.md). Each endpoint has one process; on every other process of
 * its room an endpoint of the same id stands for it, a remote one, whose packets come from a relay on the first:
 *
 *     sender -> its endpoint -> tracks -> slots of a relay -> UDP, SRTP -> remote endpoint -> tracks -> slots -> receivers
 *
 * Both are endpoints without ICE and DTLS: keys and address come with front's order. So what a slot does towards a
 * receiver and a track with what a sender sends (numbers, history and NACK, key frames, layers, reports) is the ordinary
 * path, and only what is particular stands here: a relay has one slot for each layer of each source, filled with what the
 * other side needs (kr_relay_demand); a remote endpoint has the tracks that the other side tells of (kr_relay_state), with
 * what each layer takes, also while it is not relayed. Of microphones, those are relayed that are among the loudest.
 *
 * What arrives is believed only with its tag, from the address of the order. A broken relay costs its endpoint only.
 */
#ifndef KR_MEDIA_RELAY_H
#define KR_MEDIA_RELAY_H

#include "media/endpoint.h"
#include "media/relay_wire.h"
#include "wire/rtcp.h"

struct kr_media;
struct kr_room;

enum {
    KR_RELAY_KEYS_BYTES = 2 * (16 + 12), /* AEAD_AES_128_GCM: key and salt (RFC 7714 12.1) from the sender, then towards it */
    KR_RELAY_NUMBER_MAX = 0xffffff,      /* it is in every SSRC of the relay: 24 bits, and 8 for the stream */
    KR_RELAY_SAY_US = 600000,            /* everything is said again so often; before KR_LAYER_SILENT_US is over */
    KR_RELAY_AGAIN_US = 50000,           /* and what is new once more after this */
    KR_RELAY_LINGER_US = 2000000,        /* what is needed no longer is still relayed so long: it is often wanted again */
};

struct kr_relay {
    uint32_t number;
    bool out; /* where the packets come in; otherwise the endpoint is a remote one */
    char of[KR_LIMIT_ID_BYTES + 1]; /* out: the endpoint that is relayed */
    struct kr_relay_state state;    /* out: as it was said last, otherwise as it was heard last */
    struct kr_relay_demand demand;  /* the other way round */
    bool has_heard;
    uint64_t needed_us[KR_SOURCE_COUNT][KR_LAYERS]; /* out: when the layer was needed last */
    uint64_t say_us;
};

struct kr_relay_config {
    const char *room, *endpoint;
    bool out;
    uint32_t number;             /* the same on both sides, and no other relay's of either process */
    struct kr_wire_address peer; /* socket for relays of the other process */
    uint8_t keys[KR_RELAY_KEYS_BYTES];
};

/*
 * Opens one side. A relay of that number is replaced, as is a remote endpoint of that id. KR_E_NOT_FOUND when there is
 * nothing of that id to be relayed, KR_E_EXISTS when an endpoint of that id is here already, KR_E_STATE without a socket,
 * KR_E_FORBIDDEN for a peer on another machine.
 */
KR_MUST_CHECK int kr_relay_open(struct kr_media *m, const struct kr_relay_config *config, const struct kr_grant *grant,
                                uint64_t now_us);

/* The endpoint of a relay's number, or NULL. */
struct kr_endpoint *kr_relay_find(const struct kr_media *m, uint32_t number);

/* The endpoint is closed: its number leads nowhere from now on. */
void kr_relay_closed(struct kr_endpoint *e);

/* A datagram came to the socket for relays. */
void kr_relay_input(struct kr_media *m, uint8_t *p, size_t len, const struct kr_wire_address *from, uint64_t now_us);

/* The other side said something, authenticated. */
void kr_relay_told(struct kr_endpoint *e, const struct kr_rtcp *part, uint64_t now_us);

/* Tracks of e, which is no relay, have changed: for its relays. */
void kr_relay_update(struct kr_room *r, const struct kr_endpoint *e, uint64_t now_us);

/* Others are the loudest now: for one relay. */
void kr_relay_hear(struct kr_endpoint *e, uint64_t now_us);

/* Somebody has begun to watch a track of a remote endpoint: says so at once, if it is news. */
void kr_relay_watched(struct kr_endpoint *e, uint64_t now_us);

/* Says what is news by now. */
void kr_relay_tick(struct kr_endpoint *e, uint64_t now_us);

/* Says everything, if that is due. */
void kr_relay_service(struct kr_endpoint *e, uint64_t now_us);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The media process without its sockets: datagrams, orders and the time go in, datagrams (struct kr_tx) and messages
 * come out. Everything runs on the time it is given, so a whole room can be simulated.
 *
 * A batch of datagrams is one kr_media_input each and one kr_media_flush. Input decrypts and sorts; flush forwards,
 * receiver by receiver, so that what one receiver gets of a batch over all tracks leaves together (bundle.h).
 */
#ifndef KR_MEDIA_CORE_H
#define KR_MEDIA_CORE_H

#include "crypto/ticket.h"
#include "media/bundle.h"
#include "media/counters.h"
#include "media/demux.h"
#include "media/gauges.h"
#include "media/pool.h"
#include "media/room.h"
#include "media/tx.h"
#include "media/wheel.h"
#include "proto/link.h"

enum {
    KR_MEDIA_BATCH = 512,             /* packets decrypted before they are forwarded */
    KR_MEDIA_FLUSH_RECEIVERS = 8,     /* served on one reading of the clock: a tenth of a millisecond */
    KR_MEDIA_ADDRESSES = 16,          /* announced */
    KR_MEDIA_FRONT_GRACE_US = 60000000, /* a new front has this long to name the endpoints it knows of */
};

/* An event for front; msg dies when it returns. */
typedef void kr_media_emit_fn(void *arg, const struct kr_link_msg *msg);

/* SHA-256 of tickets whose signature was good: many players come with one and the same. */
enum { KR_MEDIA_TICKETS = 64 };

struct kr_media {
    struct kr_media_counters counters;
    struct kr_media_gauges gauges;
    struct kr_dtls_context *dtls; /* owned */
    struct kr_sdp_candidate candidates[KR_MEDIA_ADDRESSES];
    size_t n_candidates;
    struct kr_tx tx;
    kr_media_emit_fn *emit;
    void *arg;
    uint16_t camera_height; /* in lines: no camera is asked for more; KR_DEMAND_ANY: as large as it comes */
    size_t voices; /* heard at once in a room that is made from now on; 1 to KR_SELECT_VOICES_MAX */

    struct kr_demux demux;
    struct kr_map by_id;      /* endpoint id, mixed -> struct kr_endpoint */
    struct kr_room *rooms;    /* list */
    size_t n_rooms, n_endpoints;
    uint64_t id_secret;
    struct kr_endpoint *dead; /* closed, to be freed */
    struct kr_pool stored;    /* struct kr_stored */
    struct kr_map relays;     /* number -> struct kr_endpoint, one side of a relay each */
    bool has_relay_socket;
    uint16_t relay_socket;    /* index of the socket that only other media processes send to */
    struct kr_wire_address relay_address; /* of it */
    struct kr_wheel wheel;
    uint64_t rooms_us;        /* when rooms are looked at next */

    struct kr_packet *batch;  /* KR_MEDIA_BATCH, and what one more datagram may hold; owned */
    size_t n_batch;
    bool forwarding;          /* a part of the batch has been forwarded */
    struct kr_track *pending; /* tracks with packets in the batch, in order of arrival */
    struct kr_track **pending_end;
    struct kr_bundle bundle;

    bool has_keys;
    uint8_t tickets[KR_MEDIA_TICKETS][32]; /* of these keys; by the first byte of each */
    struct kr_ticket_keys keys;
    uint64_t epoch;           /* counts fronts */
    uint64_t reap_us;         /* when endpoints of an earlier front go; UINT64_MAX: never */
};

/* The addresses are those of the sockets, by index: candidates in the order given, the first preferred. */
KR_MUST_CHECK int kr_media_new(struct kr_media **out, const struct kr_wire_address *addresses, size_t n_addresses,
                               kr_tx_send_fn *send, kr_media_emit_fn *emit, void *arg, uint64_t now_us);
void kr_media_free(struct kr_media *m);

/* Which socket is for relays; until then none can be opened. */
void kr_media_set_relay_socket(struct kr_media *m, uint16_t socket, const struct kr_wire_address *address);

/* One datagram that came to socket number `socket`. p is decrypted in place and must live until kr_media_flush. */
void kr_media_input(struct kr_media *m, uint8_t *p, size_t len, uint16_t socket, const struct kr_wire_address *from,
                    uint64_t now_us);

/* Forwards what the batch brought, and sends. */
void kr_media_flush(struct kr_media *m, uint64_t now_us);

/*
 * A part of that, to be called with the time each time until it is true: a batch for many takes milliseconds, and when a
 * packet was sent is what its receiver's path is measured by. Nothing else may be called in between.
 */
KR_MUST_CHECK bool kr_media_flush_some(struct kr_media *m, uint64_t now_us);

/* Timers; to be called about every KR_WHEEL_TICK_US while there are endpoints. */
void kr_media_tick(struct kr_media *m, uint64_t now_us);

/* True while kr_media_tick has anything to do. */
bool kr_media_busy(const struct kr_media *m);

/* What opens and checks tickets. */
void kr_media_set_keys(struct kr_media *m, const struct kr_ticket_keys *keys);

/* Front was started anew: its predecessor's endpoints go after KR_MEDIA_FRONT_GRACE_US, unless they are named again. */
void kr_media_new_front(struct kr_media *m, uint64_t now_us);

/* The answer to a request of front. */
struct kr_media_reply {
    char *sdp;      /* an endpoint_answer if not NULL; to be freed by the caller */
    bool has_figures; /* an endpoint_figures; with neither: ok */
    struct kr_figures figures;
    char text[100]; /* of an error */
};

/*
 * Carries out an order of front (endpoint_*). Bad orders have no effect and give an error: KR_E_UNSUPPORTED for what
 * is no order to media. unix_ms is for the expiry of tickets.
 */
KR_MUST_CHECK int kr_media_order(struct kr_media *m, const struct kr_link_msg *msg, struct kr_media_reply *reply,
                                 uint64_t unix_ms, uint64_t now_us);

/* Inner parts. */
struct kr_endpoint *kr_media_endpoint(const struct kr_media *m, const char *id);
struct kr_room *kr_media_room(const struct kr_media *m, const char *id);
KR_MUST_CHECK int kr_media_add(struct kr_media *m, struct kr_endpoint *e, const char *room, uint64_t now_us);
/* First step of an endpoint's death. `tell`: front hears of it. */
void kr_media_close(struct kr_media *m, struct kr_endpoint *e, bool tell, uint64_t now_us);
void kr_media_emit_state(struct kr_media *m, const struct kr_endpoint *e, enum kr_link_endpoint_state_state state);

#endif

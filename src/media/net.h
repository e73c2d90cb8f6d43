/* SPDX-License-Identifier: EUPL-1.2 */
/* The sockets of the media process: drains them batch by batch into the core, and sends what the core wrote. */
#ifndef KR_MEDIA_NET_H
#define KR_MEDIA_NET_H

#include <stdbool.h>
#include <uv.h>

#include "media/announce.h"
#include "media/gather.h"

struct kr_net;

struct kr_net_port { /* one bound address */
    struct kr_net *net;
    struct kr_udp_socket socket;
    bool has_reports;
    struct kr_udp_socket reports; /* RTCP, which is read with the tick: nobody waits for it, and there is more of it than of all else */
    uint16_t index;
    uv_poll_t poll;
};

struct kr_net {
    uv_loop_t *loop;
    struct kr_media *media; /* not owned */
    struct kr_udp_receiver *receiver;
    struct kr_net_port ports[KR_MEDIA_ADDRESSES + 1];
    size_t n_ports;
    bool has_relay;      /* the last port is for relays, and the loopback address below is its own */
    struct kr_wire_address relay;
    uint64_t now_us; /* of the batch being read */
    struct kr_gather gather;
};

/* Binds what can be bound, and a port for relays; KR_E_CONFIG when nothing can be for clients. The core is set by kr_net_start. */
KR_MUST_CHECK int kr_net_open(struct kr_net *n, uv_loop_t *loop, const struct kr_announce *addresses);
KR_MUST_CHECK int kr_net_start(struct kr_net *n, struct kr_media *media);

/* Hands the core what came of RTCP since the last tick. */
void kr_net_tick(struct kr_net *n);

/* Stops reading; sending goes on working until kr_net_close. The loop must run once more in between. */
void kr_net_stop(struct kr_net *n);
void kr_net_close(struct kr_net *n);

/* Sends a full batch; a kr_tx_send_fn is made of it. */
void kr_net_send(struct kr_net *n, const struct kr_tx *tx);

#endif

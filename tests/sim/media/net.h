/* SPDX-License-Identifier: EUPL-1.2 */
/* A network that loses, doubles and reorders datagrams by a seed, under a clock of its own. */
#ifndef KR_SIM_NET_H
#define KR_SIM_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pipe.h"

struct sim_datagram {
    uint64_t at_us, order;
    int to, from; /* client number, SIM_SERVER or SIM_BRANCH */
    size_t len;
    uint8_t data[1600];
};

enum { SIM_SERVER = -1, SIM_BRANCH = -2, SIM_PEERS = 64 };

struct sim_net {
    struct sim_random random;
    bool relays_only;      /* these disturb what passes between the two servers, and nothing else */
    double loss, doubled, late; /* probabilities; of media only, so that every handshake is the same */
    uint64_t delay_us, jitter_us;
    int spared;            /* nothing that this client sends or gets is lost; SIM_SERVER: nobody is spared */
    int narrow_to;         /* what goes to this client passes a bottleneck; SIM_SERVER: nobody's does */
    uint64_t rate_bps, free_us, queue_us; /* of it; free_us: when all that waits in it is gone */
    uint64_t dropped;
    struct sim_pipe *down[SIM_PEERS], *up[SIM_PEERS]; /* bottlenecks of clients, to and from them; NULL: none; may be shared */
    uint64_t far_us[SIM_PEERS];                       /* added to delay_us, one way */
    struct sim_datagram **heap; /* by at_us, then order */
    size_t n, cap;
    uint64_t order;
};

void sim_net_init(struct sim_net *n, uint64_t seed);
void sim_net_fini(struct sim_net *n);
void sim_net_send(struct sim_net *n, int from, int to, const uint8_t *p, size_t len, uint64_t now_us);

/* The next datagram due, to be freed by the caller; NULL. */
struct sim_datagram *sim_net_due(struct sim_net *n, uint64_t now_us);

#endif

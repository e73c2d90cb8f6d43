/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A member with a key of its own that keeps to nothing: each lie is one way to send what was not agreed on, at random. Two
 * honest ones watch each other and it.
 */
#ifndef KR_SIM_LIAR_H
#define KR_SIM_LIAR_H

#include "world.h"

struct sim_liar {
    struct world *w;
    struct sim_client *honest[2], *bad;
    struct sim_random r;
    uint64_t seq[8], timestamp; /* of its streams, by number */
    uint64_t sent;
};

/* The room, with everybody sending for a while; it knows the codecs of config, which the others share. */
void sim_liar_init(struct sim_liar *l, uint64_t seed, const struct sim_config *bad);
void sim_liar_fini(struct sim_liar *l);

typedef void sim_lie(struct sim_liar *l);

/* Each sends a packet or a few. */
struct sim_lie_row {
    const char *name;
    sim_lie *tell;
    bool floods; /* told ten times as often */
};
extern const struct sim_lie_row sim_lies[];
extern const size_t sim_lies_len;

#endif

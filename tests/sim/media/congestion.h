/* SPDX-License-Identifier: EUPL-1.2 */
/* What a client tells of the way to it, in each of the ways there are, and what it makes of what it is told of its own. */
#ifndef KR_SIM_CONGESTION_H
#define KR_SIM_CONGESTION_H

#include "client.h"
#include "wire/rtcp.h"

void sim_congestion_init(struct sim_client *c);
void sim_congestion_fini(struct sim_client *c);

/* A packet of a slot came, or padding in its place. */
void sim_congestion_received(struct sim_client *c, const struct kr_rtp *rtp, size_t len, uint64_t now_us);

/* Feedback about packets that is due: true when it was written. */
bool sim_congestion_write(struct sim_client *c, struct kr_writer *w, uint64_t now_us);

/* Behind the receiver reports; and the block about a slot. */
void sim_congestion_remb(struct sim_client *c, struct kr_writer *w);
struct kr_rtcp_report sim_congestion_report_of(const struct sim_client *c, struct sim_slot *s, uint64_t now_us);

/* The server's feedback about what this client sends. */
void sim_congestion_told(struct sim_client *c, const struct kr_rtcp *part, uint64_t now_us);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A player without a jitter buffer: takes a slot's packets in order, waits for what is missing, decodes whole frames whose
 * references it has, and asks for a key frame when it cannot go on.
 */
#ifndef KR_SIM_DECODE_H
#define KR_SIM_DECODE_H

#include "client.h"

void sim_decode(struct sim_slot *s, uint64_t now_us);

/* Forgets what was counted, not what was decoded. */
void sim_decode_count_anew(struct sim_slot *s, uint64_t now_us);

#endif

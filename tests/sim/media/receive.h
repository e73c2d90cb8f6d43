/* SPDX-License-Identifier: EUPL-1.2 */
/* What arrives at a client: written down packet by packet, and judged afterwards. */
#ifndef KR_SIM_RECEIVE_H
#define KR_SIM_RECEIVE_H

#include "client.h"
#include "wire/rtcp.h"

void sim_receive_rtp(struct sim_client *c, uint8_t *p, size_t len, uint64_t now_us);
void sim_receive_report(struct sim_client *c, const struct kr_rtcp *part, uint64_t now_us);

/* Numbers missing in a video slot that are to be asked for now. */
size_t sim_receive_missing(struct sim_slot *s, uint16_t *out, size_t max, uint64_t now_us);

/* Of the picture ids that such a client gets; 0: none. */
uint16_t sim_receive_id_mask(const struct sim_config *config);

/* Packets of a source in the slot, from a moment on. */
size_t sim_slot_count(const struct sim_slot *s, int client, enum kr_source kind, uint64_t from_us);

/*
 * Asserts that what the slot got up to its last `tail` packets is what a decoder can play without a break: every
 * number there, frames whole, picture ids without a gap, timestamps rising, each source beginning with a key frame.
 * Returns the number of whole frames.
 */
size_t sim_slot_check_video(const struct sim_slot *s, size_t tail);

/* The same for sound: numbers of one source rise, timestamps rise. Returns the number of packets. */
size_t sim_slot_check_audio(const struct sim_slot *s, bool complete);

#endif

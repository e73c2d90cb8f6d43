/* SPDX-License-Identifier: EUPL-1.2 */
/* What a member with a key of its own may send if it does not keep to what it agreed on. It arrives at once. */
#ifndef KR_SIM_FORGE_H
#define KR_SIM_FORGE_H

#include "world.h"

/* An RTP packet as h says, under the key of `by`; roc is what its receiver counts for this SSRC. */
void sim_forge_rtp(struct world *w, struct sim_client *by, const struct kr_rtp_write *h, uint32_t roc, const uint8_t *payload, size_t len);

/* The same with a header written by hand, of at least KR_RTP_HEADER_BYTES. */
void sim_forge_raw(struct world *w, struct sim_client *by, const uint8_t *header, size_t header_len, uint32_t roc, const uint8_t *payload, size_t len);

/* A compound of RTCP packets, at least 8 bytes. */
void sim_forge_rtcp(struct world *w, struct sim_client *by, const uint8_t *p, size_t len);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#include "forge.h"

#include <string.h>

#include "base/assert.h"

enum { SEQ_AT = 2, SSRC_AT = 8 };

void sim_forge_raw(struct world *w, struct sim_client *by, const uint8_t *header, size_t header_len, uint32_t roc, const uint8_t *payload, size_t len)
{
    uint8_t out[2000];
    size_t out_len;
    kr_assert(kr_srtp_protect(by->peer.sender, out, sizeof out, &out_len, header, header_len, payload, len, kr_get_be32(header + SSRC_AT),
                              (uint64_t)roc << 16 | kr_get_be16(header + SEQ_AT)) == 0);
    world_inject(w, by->number, out, out_len);
}

void sim_forge_rtp(struct world *w, struct sim_client *by, const struct kr_rtp_write *h, uint32_t roc, const uint8_t *payload, size_t len)
{
    uint8_t header[600];
    size_t header_len;
    kr_assert(kr_rtp_write_header(header, sizeof header, &header_len, h) == 0);
    sim_forge_raw(w, by, header, header_len, roc, payload, len);
}

void sim_forge_rtcp(struct world *w, struct sim_client *by, const uint8_t *p, size_t len)
{
    uint8_t out[2000];
    memcpy(out, p, len);
    kr_assert(kr_srtcp_protect(by->peer.sender, out, sizeof out, &len) == 0);
    world_inject(w, by->number, out, len);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* Which addresses clients are told, and which the sockets are bound to: mostly the same. */
#ifndef KR_MEDIA_ANNOUNCE_H
#define KR_MEDIA_ANNOUNCE_H

#include "media/core.h"
#include "media/media.h"
#include "os/udp.h"

struct kr_announce {
    struct kr_wire_address announced[KR_MEDIA_ADDRESSES], bound[KR_MEDIA_ADDRESSES];
    struct kr_wire_address local[KR_MEDIA_ADDRESSES]; /* of each announced one: where it is on this machine; family 0: nowhere */
    size_t n_announced, n_bound;
};

/*
 * One socket per announced address, because a wildcard socket answers from whichever address the route prefers and
 * ICE then fails. Where an announced address is not this machine's (address translation), all its own addresses of
 * that family are bound instead. KR_E_CONFIG for what is no address.
 */
KR_MUST_CHECK int kr_announce_choose(struct kr_announce *out, const struct kr_media_config *config);

union kr_udp_address kr_announce_to_socket(const struct kr_wire_address *a);
struct kr_wire_address kr_announce_from_socket(const union kr_udp_address *a);

#endif

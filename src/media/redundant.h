/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Redundant sound (RFC 2198), both ways. What comes redundantly is taken apart: each packet goes on as itself, with its own
 * number, and one that was lost is taken from the next. What goes out is put together for those whose paths lose packets
 * (media/redundancy.h), from the last packets of the source.
 */
#ifndef KR_MEDIA_REDUNDANT_H
#define KR_MEDIA_REDUNDANT_H

#include "media/slot.h"

enum { KR_REDUNDANT_BYTES = 1150 }; /* of payload: with all headers below what every path carries */

/* Whether the slot's sound is sent redundantly now. */
bool kr_redundant_wanted(const struct kr_slot *s);

/*
 * The payload of a packet that has been numbered in the slot, with those before it that belong to the same segment. KR_E_*
 * when there are none, or they do not fit: it is sent alone then.
 */
KR_MUST_CHECK int kr_redundant_pack(const struct kr_slot *s, const struct kr_packet *p, uint8_t out[KR_REDUNDANT_BYTES], size_t *len);

#endif

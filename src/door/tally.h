/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Counts and rates of whoever comes from outside, in memory that does not grow with their number. Pure. Keys are spread by a
 * secret over a fixed number of places; two that share one share its count, so a limit may hold early, never late.
 */
#ifndef KR_DOOR_TALLY_H
#define KR_DOOR_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/stun.h"

enum { KR_TALLY_PLACES = 16384, KR_BUCKET_PLACES = 8192 };

struct kr_tally {
    uint64_t secret;
    uint16_t counts[KR_TALLY_PLACES];
};

void kr_tally_init(struct kr_tally *t);
size_t kr_tally_place(const struct kr_tally *t, uint64_t key);
/* One more; false, and nothing is counted, if there are `most`. */
bool kr_tally_add(struct kr_tally *t, size_t place, size_t most);
void kr_tally_drop(struct kr_tally *t, size_t place);

/* Token buckets: so many at once, and so many a second. */
struct kr_buckets {
    uint64_t secret;
    uint32_t burst, per_s;
    struct {
        uint64_t at_us;
        uint32_t left;
    } places[KR_BUCKET_PLACES];
};

void kr_buckets_init(struct kr_buckets *b, uint32_t burst, uint32_t per_s);
/* True, and one is taken, if there was one. */
bool kr_buckets_take(struct kr_buckets *b, uint64_t key, uint64_t now_us);

/* What addresses are counted by: one of IPv4, a /64 of IPv6, of which whoever has one address has all. Ports do not count. */
uint64_t kr_tally_key_of_address(const struct kr_wire_address *a);
uint64_t kr_tally_key_of_bytes(const void *p, size_t len);

#endif

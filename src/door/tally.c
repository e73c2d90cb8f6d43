/* SPDX-License-Identifier: EUPL-1.2 */
#include "door/tally.h"

#include <string.h>

#include "base/map.h"
#include "crypto/secret.h"

void kr_tally_init(struct kr_tally *t)
{
    memset(t, 0, sizeof *t);
    kr_random_bytes(&t->secret, sizeof t->secret);
}

size_t kr_tally_place(const struct kr_tally *t, uint64_t key)
{
    return kr_map_mix(key, t->secret) % KR_TALLY_PLACES;
}

bool kr_tally_add(struct kr_tally *t, size_t place, size_t most)
{
    if (t->counts[place] >= most || t->counts[place] == UINT16_MAX)
        return false;
    t->counts[place]++;
    return true;
}

void kr_tally_drop(struct kr_tally *t, size_t place)
{
    t->counts[place]--;
}

void kr_buckets_init(struct kr_buckets *b, uint32_t burst, uint32_t per_s)
{
    memset(b, 0, sizeof *b);
    b->burst = burst;
    b->per_s = per_s;
    kr_random_bytes(&b->secret, sizeof b->secret);
    for (size_t i = 0; i < KR_BUCKET_PLACES; i++)
        b->places[i].left = burst;
}

bool kr_buckets_take(struct kr_buckets *b, uint64_t key, uint64_t now_us)
{
    size_t i = kr_map_mix(key, b->secret) % KR_BUCKET_PLACES;
    uint64_t passed_us = now_us > b->places[i].at_us ? now_us - b->places[i].at_us : 0, step_us = 1000000 / b->per_s;
    uint64_t more = passed_us / step_us;
    if (more >= b->burst - b->places[i].left) {
        b->places[i].left = b->burst;
        b->places[i].at_us = now_us;
    } else {
        b->places[i].left += (uint32_t)more;
        b->places[i].at_us += more * step_us;
    }
    if (!b->places[i].left)
        return false;
    b->places[i].left--;
    return true;
}

uint64_t kr_tally_key_of_address(const struct kr_wire_address *a)
{
    uint64_t key = 0;
    memcpy(&key, a->ip, a->family == 4 ? 4 : 8);
    return a->family == 4 ? key : ~key;
}

/* FNV-1a; the secret comes in when the place is looked up. */
uint64_t kr_tally_key_of_bytes(const void *p, size_t len)
{
    uint64_t key = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < len; i++)
        key = (key ^ ((const uint8_t *)p)[i]) * UINT64_C(0x100000001b3);
    return key;
}

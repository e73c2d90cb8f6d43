/* SPDX-License-Identifier: EUPL-1.2 */
#include "link.h"

#include <string.h>

#include "base/assert.h"

static uint64_t next_random(struct link *l)
{
    l->random ^= l->random << 13; /* xorshift */
    l->random ^= l->random >> 7;
    l->random ^= l->random << 17;
    return l->random;
}

static bool happens(struct link *l, unsigned permille)
{
    return next_random(l) % 1000 < permille;
}

static void put(struct link *l, const uint8_t *p, size_t len, uint64_t now_us)
{
    kr_assert(l->n < LINK_FLIGHT && len <= LINK_MTU);
    struct link_packet *packet = &l->flight[l->n++];
    packet->at_us = now_us + l->delay_us + (l->jitter_us ? next_random(l) % l->jitter_us : 0);
    packet->len = len;
    memcpy(packet->bytes, p, len);
}

void link_send(struct link *l, const uint8_t *p, size_t len, uint64_t now_us)
{
    l->sent++;
    if (happens(l, l->loss_permille)) {
        l->lost++;
        return;
    }
    put(l, p, len, now_us);
    if (happens(l, l->duplicate_permille))
        put(l, p, len, now_us);
}

bool link_take(struct link *l, struct link_packet *out, uint64_t now_us)
{
    size_t first = 0;
    for (size_t i = 1; i < l->n; i++)
        if (l->flight[i].at_us < l->flight[first].at_us)
            first = i;
    if (!l->n || l->flight[first].at_us > now_us)
        return false;
    *out = l->flight[first];
    l->flight[first] = l->flight[--l->n];
    return true;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/bwe_history.h"

#include <stdlib.h>

enum { TURN = 0x10000 }; /* widened numbers start one turn up, so that going back never falls below zero */

void kr_bwe_history_init(struct kr_bwe_history *h)
{
    *h = (struct kr_bwe_history){.next = TURN, .first = TURN, .packets = KR_BWE_HISTORY_FEW};
}

void kr_bwe_history_fini(struct kr_bwe_history *h)
{
    free(h->grown);
    h->grown = NULL;
    h->packets = KR_BWE_HISTORY_FEW;
}

static void grow(struct kr_bwe_history *h)
{
    struct kr_bwe_packet *ring = malloc(2 * h->packets * sizeof *ring);
    if (!ring)
        return;
    for (size_t i = 1; i <= h->packets; i++)
        ring[(h->next - i) % (2 * h->packets)] = *kr_bwe_history_place(h, h->next - i);
    free(h->grown);
    h->grown = ring;
    h->packets *= 2;
}

void kr_bwe_history_reserve(struct kr_bwe_history *h, uint64_t now_us)
{
    const struct kr_bwe_packet *oldest = kr_bwe_history_find(h, h->next - h->packets);
    if (h->packets < KR_BWE_HISTORY_PACKETS && oldest && oldest->fate == KR_BWE_FLYING &&
        now_us - kr_bwe_history_sent_us(oldest, now_us) < KR_BWE_HISTORY_US)
        grow(h);
}

uint16_t kr_bwe_history_add(struct kr_bwe_history *h, uint16_t bytes, uint8_t cluster, uint64_t now_us)
{
    *kr_bwe_history_place(h, h->next) =
        (struct kr_bwe_packet){.sent_us = (uint32_t)now_us, .bytes = bytes, .cluster = cluster, .fate = KR_BWE_FLYING};
    return (uint16_t)h->next++;
}

uint64_t kr_bwe_history_widen(const struct kr_bwe_history *h, uint16_t seq)
{
    return h->next + (uint64_t)(int64_t)(int16_t)(uint16_t)(seq - (uint16_t)h->next);
}

bool kr_bwe_history_sent(const struct kr_bwe_history *h, uint64_t from, uint32_t n)
{
    return from >= h->first && from <= h->next && n <= h->next - from;
}

struct kr_bwe_packet *kr_bwe_history_find(struct kr_bwe_history *h, uint64_t seq)
{
    bool there = seq >= h->first && seq < h->next && h->next - seq <= h->packets;
    return there ? kr_bwe_history_place(h, seq) : NULL;
}

uint64_t kr_bwe_history_sent_us(const struct kr_bwe_packet *p, uint64_t now_us)
{
    return now_us - (uint32_t)((uint32_t)now_us - p->sent_us);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/history.h"

#include <stddef.h>
#include <string.h>

void kr_history_init(struct kr_history *h, struct kr_pool *pool)
{
    *h = (struct kr_history){.pool = pool};
}

static struct kr_stored **place(struct kr_history *h, uint64_t seq)
{
    return &h->ring[seq % KR_HISTORY_PACKETS];
}

void kr_stored_release(struct kr_pool *pool, struct kr_stored *s)
{
    if (--s->holders == 0)
        kr_pool_give(pool, s);
}

static void forget(struct kr_history *h, uint64_t seq)
{
    struct kr_stored **p = place(h, seq);
    if (*p)
        kr_stored_release(h->pool, *p);
    *p = NULL;
}

static void forget_before(struct kr_history *h, uint64_t seq)
{
    if (seq - h->oldest > KR_HISTORY_PACKETS) {
        for (size_t i = 0; i < KR_HISTORY_PACKETS; i++)
            forget(h, i);
        h->oldest = seq;
    }
    while (h->oldest < seq)
        forget(h, h->oldest++);
}

void kr_history_clear(struct kr_history *h)
{
    for (size_t i = 0; i < KR_HISTORY_PACKETS; i++)
        forget(h, i);
    h->oldest = h->end = 0;
}

void kr_history_age(struct kr_history *h, uint64_t now_us)
{
    for (; h->oldest < h->end; h->oldest++) {
        const struct kr_stored *s = *place(h, h->oldest);
        if (s && now_us - s->at_us < KR_HISTORY_US)
            break;
        forget(h, h->oldest);
    }
}

int kr_history_add(struct kr_history *h, const struct kr_stored *head, const uint8_t *payload, const uint8_t *dd, uint64_t now_us)
{
    if (head->len + head->dd_len > sizeof head->payload)
        return KR_E_TOO_LARGE;
    kr_history_age(h, now_us);
    if (h->oldest == h->end)
        h->oldest = h->end = head->seq;
    if (head->seq < h->oldest)
        return KR_E_REPLAY;
    if (head->seq >= h->end) {
        if (head->seq - h->oldest >= KR_HISTORY_PACKETS)
            forget_before(h, head->seq - KR_HISTORY_PACKETS + 1);
        h->end = head->seq + 1;
    }
    forget(h, head->seq);
    struct kr_stored **p = place(h, head->seq), *s = kr_pool_take(h->pool);
    if (!s)
        return KR_E_FULL;
    memcpy(s, head, offsetof(struct kr_stored, payload));
    s->holders = 1;
    s->at_us = now_us;
    memcpy(s->payload, payload, head->len);
    if (head->dd_len)
        memcpy(s->payload + head->len, dd, head->dd_len);
    *p = s;
    return 0;
}

const struct kr_stored *kr_history_find(const struct kr_history *h, uint64_t seq)
{
    const struct kr_stored *s = h->ring[seq % KR_HISTORY_PACKETS];
    return s && s->seq == seq ? s : NULL;
}

struct kr_stored *kr_history_hold(struct kr_history *h, uint64_t seq)
{
    struct kr_stored *s = *place(h, seq);
    if (!s || s->seq != seq)
        return NULL;
    s->holders++;
    return s;
}

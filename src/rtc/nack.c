/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/nack.h"

#include <string.h>

enum {
    RTT_UNKNOWN_US = 100000,
    ASK_AGAIN_LEAST_US = 20000, /* asking oftener than frames come only doubles what is under way already */
};

void kr_nack_init(struct kr_nack *n)
{
    *n = (struct kr_nack){0};
}

/* Forgets the oldest `count` missing packets for good. */
static void give_up_oldest(struct kr_nack *n, size_t count)
{
    n->given_up += count;
    n->n_missing -= count;
    memmove(n->missing, n->missing + count, n->n_missing * sizeof *n->missing);
}

static void give_up_older_than(struct kr_nack *n, uint64_t seq)
{
    size_t count = 0;
    while (count < n->n_missing && n->missing[count].seq + KR_NACK_SPAN < seq)
        count++;
    if (count)
        give_up_oldest(n, count);
}

static void remove_seq(struct kr_nack *n, uint64_t seq)
{
    for (size_t i = 0; i < n->n_missing && n->missing[i].seq <= seq; i++) {
        if (n->missing[i].seq != seq)
            continue;
        n->n_missing--;
        memmove(n->missing + i, n->missing + i + 1, (n->n_missing - i) * sizeof *n->missing);
        return;
    }
}

static struct kr_nack_missing missing_of(uint64_t seq, uint64_t now_us)
{
    return (struct kr_nack_missing){.seq = seq, .due_us = now_us + KR_NACK_GRACE_US};
}

/* The stream began before what came first: what lies between is missing too, if it is not too much. */
static void begin_earlier(struct kr_nack *n, uint64_t seq, uint64_t now_us)
{
    size_t gap = (size_t)(n->first - seq - 1);
    if (n->highest - seq >= KR_NACK_SPAN || n->n_missing + gap > KR_NACK_MISSING_MAX)
        return;
    memmove(n->missing + gap, n->missing, n->n_missing * sizeof *n->missing);
    for (size_t i = 0; i < gap; i++)
        n->missing[i] = missing_of(seq + 1 + i, now_us);
    n->n_missing += gap;
    n->first = seq;
}

int kr_nack_received(struct kr_nack *n, uint64_t seq, uint64_t now_us)
{
    if (!n->highest) {
        n->highest = n->first = seq;
        return 0;
    }
    if (seq <= n->highest) {
        if (seq < n->first)
            begin_earlier(n, seq, now_us);
        else
            remove_seq(n, seq);
        return 0;
    }
    uint64_t gap = seq - n->highest - 1, from = n->highest + 1;
    n->highest = seq;
    if (gap > KR_NACK_MISSING_MAX) {
        give_up_oldest(n, n->n_missing);
        n->given_up += gap;
        return 1;
    }
    give_up_older_than(n, seq);
    int overflow = n->n_missing + gap > KR_NACK_MISSING_MAX;
    if (overflow)
        give_up_oldest(n, n->n_missing + (size_t)gap - KR_NACK_MISSING_MAX);
    for (uint64_t lost = from; lost < seq; lost++)
        n->missing[n->n_missing++] = missing_of(lost, now_us);
    return overflow;
}

/* A round trip and a quarter of it for its variation. */
static uint64_t ask_again_after(uint64_t rtt_us)
{
    uint64_t us = rtt_us ? rtt_us + rtt_us / 4 : RTT_UNKNOWN_US;
    return us < ASK_AGAIN_LEAST_US ? ASK_AGAIN_LEAST_US : us;
}

size_t kr_nack_due(struct kr_nack *n, uint64_t now_us, uint64_t rtt_us, uint16_t *out, size_t max)
{
    size_t asked = 0, kept = 0;
    for (size_t i = 0; i < n->n_missing; i++) {
        struct kr_nack_missing m = n->missing[i];
        if (m.due_us <= now_us && m.tries >= KR_NACK_TRIES) {
            n->given_up++;
            continue;
        }
        if (m.due_us <= now_us && asked < max) {
            out[asked++] = (uint16_t)m.seq;
            m.due_us = now_us + ask_again_after(rtt_us);
            m.tries++;
        }
        n->missing[kept++] = m;
    }
    n->n_missing = kept;
    return asked;
}

uint64_t kr_nack_next_us(const struct kr_nack *n)
{
    uint64_t next = UINT64_MAX;
    for (size_t i = 0; i < n->n_missing; i++)
        if (n->missing[i].due_us < next)
            next = n->missing[i].due_us;
    return next;
}

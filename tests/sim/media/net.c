/* SPDX-License-Identifier: EUPL-1.2 */
#include "net.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

void sim_net_init(struct sim_net *n, uint64_t seed)
{
    *n = (struct sim_net){.random.state = seed, .delay_us = 5000, .spared = SIM_SERVER, .narrow_to = SIM_SERVER};
}

void sim_net_fini(struct sim_net *n)
{
    for (size_t i = 0; i < n->n; i++)
        free(n->heap[i]);
    free(n->heap);
}

static bool before(const struct sim_datagram *a, const struct sim_datagram *b)
{
    return a->at_us != b->at_us ? a->at_us < b->at_us : a->order < b->order;
}

static void push(struct sim_net *n, struct sim_datagram *d)
{
    if (n->n == n->cap) {
        n->cap = n->cap ? 2 * n->cap : 64;
        n->heap = realloc(n->heap, n->cap * sizeof *n->heap);
        kr_assert(n->heap);
    }
    size_t i = n->n++;
    for (; i > 0 && before(d, n->heap[(i - 1) / 2]); i = (i - 1) / 2)
        n->heap[i] = n->heap[(i - 1) / 2];
    n->heap[i] = d;
}

static struct sim_datagram *pop(struct sim_net *n)
{
    struct sim_datagram *top = n->heap[0], *last = n->heap[--n->n];
    size_t i = 0;
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= n->n)
            break;
        if (child + 1 < n->n && before(n->heap[child + 1], n->heap[child]))
            child++;
        if (!before(n->heap[child], last))
            break;
        n->heap[i] = n->heap[child];
        i = child;
    }
    if (n->n)
        n->heap[i] = last;
    return top;
}

static void send_once(struct sim_net *n, int from, int to, const uint8_t *p, size_t len, uint64_t at_us)
{
    struct sim_datagram *d = malloc(sizeof *d);
    kr_assert(d && len <= sizeof d->data);
    d->at_us = at_us;
    d->order = n->order++;
    d->from = from;
    d->to = to;
    d->len = len;
    memcpy(d->data, p, len);
    push(n, d);
}

/* How long a datagram takes through the bottleneck; false: its queue is full. */
static bool squeeze(struct sim_net *n, size_t len, uint64_t now_us, uint64_t *wait_us)
{
    enum { HEADERS = 28 };
    uint64_t begin_us = n->free_us > now_us ? n->free_us : now_us;
    if (begin_us - now_us > n->queue_us) {
        n->dropped++;
        return false;
    }
    n->free_us = begin_us + (len + HEADERS) * 8000000 / n->rate_bps;
    *wait_us = n->free_us - now_us;
    return true;
}

void sim_net_send(struct sim_net *n, int from, int to, const uint8_t *p, size_t len, uint64_t now_us)
{
    bool media = p[0] >= 128 && (!n->relays_only || (to < 0 && from < 0));
    uint64_t at_us = now_us + n->delay_us + (n->jitter_us ? sim_random(&n->random) % n->jitter_us : 0);
    uint64_t wait_us = 0;
    if (to >= 0 && to == n->narrow_to && !squeeze(n, len, now_us, &wait_us))
        return;
    int peer = to == SIM_SERVER ? from : to;
    struct sim_pipe *pipe = peer < 0 || peer >= SIM_PEERS ? NULL : to == SIM_SERVER ? n->up[peer] : n->down[peer];
    if (pipe && !sim_pipe_pass(pipe, len, media, now_us, &wait_us))
        return;
    at_us += wait_us + (peer >= 0 && peer < SIM_PEERS ? n->far_us[peer] : 0);
    bool spared = n->spared >= 0 && (to == n->spared || from == n->spared);
    if (media && !spared && sim_chance(&n->random, n->loss))
        return;
    if (media && sim_chance(&n->random, n->late))
        at_us += 20000;
    send_once(n, from, to, p, len, at_us);
    if (media && sim_chance(&n->random, n->doubled))
        send_once(n, from, to, p, len, at_us + 1000);
}

struct sim_datagram *sim_net_due(struct sim_net *n, uint64_t now_us)
{
    return n->n && n->heap[0]->at_us <= now_us ? pop(n) : NULL;
}

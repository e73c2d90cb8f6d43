/* SPDX-License-Identifier: EUPL-1.2 */
#include "decode.h"

#include <string.h>

enum { PATIENCE_US = 600000, AGAIN_US = 1000000, KNOWN = 64 };

static const struct sim_record *at(const struct sim_slot *s, uint64_t seq)
{
    return seq <= s->highest && s->records[seq - s->base].have ? &s->records[seq - s->base] : NULL;
}

/* How many packets of the frame that begins at seq are there in a row. */
static uint32_t in_a_row(const struct sim_slot *s, uint64_t seq)
{
    const struct sim_record *first = at(s, seq);
    uint32_t n = 1;
    for (; n < first->packets; n++) {
        const struct sim_record *r = at(s, seq + n);
        if (!r || r->packet != n || r->timestamp != first->timestamp)
            break;
    }
    return n;
}

static bool knows(const struct sim_decoder *d, uint32_t frame)
{
    return frame == SIM_NO_FRAME || d->known[frame % KNOWN] == frame + 1;
}

static void ask(struct sim_decoder *d, uint64_t now_us)
{
    if (d->pli_us && now_us - d->pli_us < AGAIN_US)
        return;
    d->pli_us = now_us;
    d->want_pli = true;
}

static void decode(struct sim_decoder *d, const struct sim_record *r, uint64_t now_us)
{
    if (r->key) {
        memset(d->known, 0, sizeof d->known);
        d->keys++;
    } else if (!knows(d, r->needs[0]) || !knows(d, r->needs[1])) {
        d->broken++;
        ask(d, now_us);
        return;
    }
    d->known[r->frame % KNOWN] = r->frame + 1;
    if (d->last_us && now_us - d->last_us > d->longest_us)
        d->longest_us = now_us - d->last_us;
    d->last_us = now_us;
    d->layer = r->layer;
    d->frames++;
    d->by_tid[r->tid < 3 ? r->tid : 2]++;
    d->by_layer[r->layer < 3 ? r->layer : 2]++;
}

/* A whole key frame behind a gap; 0: none. */
static uint64_t later_key(const struct sim_slot *s, uint64_t seq)
{
    for (; seq <= s->highest; seq++) {
        const struct sim_record *r = at(s, seq);
        if (r && r->key && r->packet == 0 && in_a_row(s, seq) == r->packets)
            return seq;
    }
    return 0;
}

/* Something is missing: true if there is nothing to do but wait for it. */
static bool waits(struct sim_slot *s, uint64_t now_us)
{
    struct sim_decoder *d = &s->decoder;
    if (!d->stuck_us)
        d->stuck_us = now_us;
    uint64_t key = later_key(s, d->next + 1);
    if (key) {
        d->next = key;
        d->stuck_us = 0;
        return false;
    }
    if (now_us - d->stuck_us > PATIENCE_US)
        ask(d, now_us);
    return true;
}

void sim_decode(struct sim_slot *s, uint64_t now_us)
{
    struct sim_decoder *d = &s->decoder;
    if (!d->next)
        for (d->next = s->base; !at(s, d->next);)
            d->next++;
    while (d->next <= s->highest) {
        const struct sim_record *r = at(s, d->next), *behind;
        uint32_t n = r && r->packet == 0 ? in_a_row(s, d->next) : 0;
        if (r && r->packet) {
            d->next++; /* its beginning was given up */
        } else if (r && n == r->packets) {
            decode(d, r, now_us);
            d->next += n;
            d->stuck_us = 0;
        } else if (r && (behind = at(s, d->next + n)) && behind->packet == 0) {
            d->next += n; /* cut short by another */
        } else if (r && d->next + n > s->highest && now_us - r->at_us < PATIENCE_US) {
            return; /* the rest is on its way */
        } else if (waits(s, now_us)) {
            return;
        }
    }
}

void sim_decode_count_anew(struct sim_slot *s, uint64_t now_us)
{
    struct sim_decoder *d = &s->decoder;
    d->frames = d->broken = d->keys = d->longest_us = 0;
    memset(d->by_tid, 0, sizeof d->by_tid);
    memset(d->by_layer, 0, sizeof d->by_layer);
    d->last_us = now_us;
}

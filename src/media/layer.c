/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/layer.h"

#include "media/core.h"

enum {
    SECOND_US = 1000000,
    PACKET_BYTES = 72, /* what a packet has besides its payload: IP, UDP, RTP with extensions, the SRTP tag */
};

bool kr_layer_comes(const struct kr_track *t, uint64_t now_us)
{
    return t->ssrc && t->meter.bps && now_us - t->meter.last_us < KR_LAYER_SILENT_US;
}

/* Rates of the interval that ends, smoothed; bytes in `bytes`. */
static void conclude(struct kr_meter *m, uint64_t passed_us)
{
    uint64_t sum = 0;
    bool fresh = m->bps <= 1;
    uint8_t n = 1;
    for (uint8_t t = 0; t < KR_TEMPORALS; t++) {
        uint64_t before = t < m->rates.n ? m->rates.bps[t] : m->bps, bps;
        if (m->bytes[t])
            n = (uint8_t)(t + 1);
        sum += m->bytes[t];
        bps = sum * 8 * SECOND_US / passed_us;
        m->rates.bps[t] = fresh ? bps + 1 : (before + bps) / 2;
        m->bytes[t] = 0;
    }
    m->rates.n = fresh || n > m->rates.n ? n : n < m->rates.n ? (uint8_t)(m->rates.n - 1) : n;
    m->bps = m->rates.bps[KR_TEMPORALS - 1];
}

void kr_layer_note(struct kr_track *t, const struct kr_packet *p, uint64_t now_us)
{
    struct kr_meter *m = &t->meter;
    if (!m->since_us || now_us - m->last_us >= KR_LAYER_SILENT_US)
        *m = (struct kr_meter){.since_us = now_us, .lines = m->lines, .bps = 1, .rates = {.bps = {1}, .n = 1}};
    m->last_us = now_us;
    m->bytes[p->frame.temporal < KR_TEMPORALS ? p->frame.temporal : KR_TEMPORALS - 1] += p->len + PACKET_BYTES;
    if (p->frame.key && p->frame.height)
        m->lines = p->frame.width < p->frame.height ? p->frame.width : p->frame.height;
    uint64_t passed_us = now_us - m->since_us;
    if (passed_us < KR_LAYER_METER_US)
        return;
    conclude(m, passed_us);
    m->since_us = now_us;
}

struct kr_track *kr_layer_first(struct kr_track *base, uint64_t now_us)
{
    for (size_t l = 0; l < base->n_layers; l++)
        if (kr_layer_comes(base->layers[l], now_us))
            return base->layers[l];
    return base;
}

void kr_layer_forget(struct kr_slot *s)
{
    if (!s->awaited)
        return;
    *s->wait_link = s->wait_next;
    if (s->wait_next)
        s->wait_next->wait_link = s->wait_link;
    s->awaited = NULL;
    s->wait_next = NULL;
    s->wait_link = NULL;
}

void kr_layer_want(struct kr_slot *s, struct kr_track *t, uint64_t now_us)
{
    if (s->track == t || s->awaited == t) {
        if (s->track == t)
            kr_layer_forget(s);
        else
            kr_track_want_keyframe(t, now_us);
        return;
    }
    kr_layer_forget(s);
    s->awaited = t;
    s->wait_link = &t->waiting;
    s->wait_next = t->waiting;
    if (s->wait_next)
        s->wait_next->wait_link = &s->wait_next;
    t->waiting = s;
    kr_track_want_keyframe(t, now_us);
}

void kr_layer_begins(struct kr_track *t)
{
    while (t->waiting) {
        struct kr_slot *s = t->waiting;
        kr_layer_forget(s);
        t->endpoint->media->counters.layer_switched++;
        kr_slot_move(s, t);
    }
}

enum kr_rank kr_layer_rank(const struct kr_slot *s)
{
    if (s->wish_source == KR_SOURCE_SCREEN)
        return KR_RANK_SCREEN;
    if (s->index == KR_VIDEO_SLOT_STAGE)
        return KR_RANK_STAGE;
    return s->pinned ? KR_RANK_PINNED : KR_RANK_GRID;
}

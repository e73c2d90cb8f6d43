/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/layer.h"

#include <stdlib.h>

#include "media/core.h"
#include "wire/vp9.h"

enum {
    PACKET_BYTES = 72, /* what a packet has besides its payload: IP, UDP, RTP with extensions, the SRTP tag */
};

bool kr_layer_comes(const struct kr_track *t, uint64_t now_us)
{
    return t->ssrc && t->meter.bps && now_us - t->meter.last_us < KR_LAYER_SILENT_US;
}

/* What the stream tells of its spatial layers; whoever receives it chooses among them before its packet goes on. */
static void note_spatial(struct kr_track *t, const struct kr_packet *p, uint64_t now_us)
{
    struct kr_track_video *v = t->video;
    const struct kr_frame *f = &p->frame;
    uint16_t lines[KR_FRAME_SPATIAL] = {0};
    uint8_t n = f->n_spatial ? f->n_spatial : 1;
    if (!v->spatial && n > 1)
        v->spatial = calloc(1, sizeof *v->spatial);
    if (!v->spatial)
        return;
    if (f->has_number && v->dd->structure.has_sizes)
        for (uint8_t l = 0; l < n; l++)
            lines[l] = v->dd->structure.width[l] < v->dd->structure.height[l] ? v->dd->structure.width[l] : v->dd->structure.height[l];
    else if (!f->has_number && p->codec == KR_CODEC_VP9)
        kr_vp9_lines(lines, p->payload, p->len);
    if (!kr_spatial_told(v->spatial, n, lines, now_us))
        return;
    for (struct kr_slot *s = t->slots; s; s = s->next)
        if (!s->endpoint->relay)
            kr_layer_choose(s->endpoint, now_us);
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
    if (p->frame.key || p->frame.n_spatial > 1)
        note_spatial(t, p, now_us);
    if (t->video->spatial)
        kr_spatial_note(t->video->spatial, &p->frame, p->len + PACKET_BYTES, now_us);
    uint64_t passed_us = now_us - m->since_us;
    if (passed_us < KR_LAYER_METER_US)
        return;
    kr_rates_conclude(&m->rates, m->bytes, passed_us);
    m->bps = m->rates.bps[KR_TEMPORALS - 1];
    if (t->video->spatial)
        kr_spatial_conclude(t->video->spatial, passed_us);
    m->since_us = now_us;
}

bool kr_layer_scales(const struct kr_track *t)
{
    return t->video->spatial && t->video->spatial->n > 1;
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

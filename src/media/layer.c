/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/layer.h"

#include "media/allocate.h"
#include "media/core.h"

enum {
    SECOND_US = 1000000,
    SOUND_BPS = 65000,      /* of one voice with all headers */
    FEW = 4,                /* tiles that share the room's picture equally have this size, more are smaller */
    FEW_LINES = 360,
    MANY_LINES = 180,
    ANY_LINES = UINT16_MAX,
};

bool kr_layer_comes(const struct kr_track *t, uint64_t now_us)
{
    return t->ssrc && t->meter.bps && now_us - t->meter.last_us < KR_LAYER_SILENT_US;
}

void kr_layer_note(struct kr_track *t, const struct kr_packet *p, uint64_t now_us)
{
    struct kr_meter *m = &t->meter;
    if (!m->since_us || now_us - m->last_us >= KR_LAYER_SILENT_US)
        *m = (struct kr_meter){.since_us = now_us, .lines = m->lines, .bps = 1};
    m->last_us = now_us;
    m->bytes += p->len;
    if (p->frame.key && p->frame.height)
        m->lines = p->frame.width < p->frame.height ? p->frame.width : p->frame.height;
    uint64_t passed_us = now_us - m->since_us;
    if (passed_us < KR_LAYER_METER_US)
        return;
    uint64_t bps = m->bytes * 8 * SECOND_US / passed_us;
    m->bps = m->bps > 1 ? (m->bps + bps) / 2 : bps + 1;
    m->bytes = 0;
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
    return s->index == KR_VIDEO_SLOT_STAGE ? KR_RANK_STAGE : KR_RANK_GRID;
}

/* The height worth sending; who is on the stage or shares a screen is shown large. */
static uint16_t lines_of(const struct kr_slot *s, size_t n)
{
    if (s->index == KR_VIDEO_SLOT_STAGE || s->track->source == KR_SOURCE_SCREEN)
        return ANY_LINES;
    return n <= FEW ? FEW_LINES : MANY_LINES;
}

/* A picture and its layers by size: offers list them in any order. */
struct view {
    struct kr_slot *slot;
    struct kr_track *layers[KR_LAYERS];
    size_t n, now; /* now: the place of the one it has */
};

static bool smaller(const struct kr_track *a, const struct kr_track *b)
{
    return a->meter.lines && b->meter.lines ? a->meter.lines < b->meter.lines : a->layer < b->layer;
}

static void look(struct view *v, struct kr_slot *s)
{
    const struct kr_track *base = s->track->base;
    *v = (struct view){.slot = s};
    for (size_t l = 0; l < base->n_layers; l++) {
        size_t at = v->n++;
        for (; at > 0 && smaller(base->layers[l], v->layers[at - 1]); at--)
            v->layers[at] = v->layers[at - 1];
        v->layers[at] = base->layers[l];
    }
    while (v->now + 1 < v->n && v->layers[v->now] != s->track)
        v->now++;
}

static void describe(struct kr_picture *p, const struct view *v, uint16_t lines, uint64_t now_us)
{
    const struct kr_slot *s = v->slot;
    *p = (struct kr_picture){.n_layers = v->n, .now = v->now,
                             .rank = kr_layer_rank(s)};
    for (size_t l = 0; l < v->n; l++) {
        const struct kr_track *t = v->layers[l];
        p->bps[l] = kr_layer_comes(t, now_us) ? t->meter.bps : 0;
        if (l && t->meter.lines && t->meter.lines <= lines)
            p->most = l;
        else if (l && !t->meter.lines && lines == ANY_LINES)
            p->most = l; /* its size will be known with its first key frame */
    }
}

static uint64_t budget(const struct kr_endpoint *e, size_t voices)
{
    uint64_t rate = e->bandwidth ? kr_bwe_rate_bps(&e->bandwidth->bwe) : UINT32_MAX, sound = voices * SOUND_BPS;
    return rate > sound ? rate - sound : 0;
}

static void take(const struct view *v, size_t layer, uint64_t now_us)
{
    struct kr_slot *s = v->slot;
    if (layer < v->now)
        s->lowered_us = now_us;
    if (layer > v->now && s->lowered_us && now_us - s->lowered_us < KR_LAYER_CALM_US)
        return;
    if (layer == v->now || kr_layer_comes(v->layers[layer], now_us))
        kr_layer_want(s, v->layers[layer], now_us);
}

void kr_layer_choose(struct kr_endpoint *e, uint64_t now_us)
{
    struct kr_picture pictures[KR_LIMIT_VIDEO_SLOTS];
    struct view views[KR_LIMIT_VIDEO_SLOTS];
    size_t chosen[KR_LIMIT_VIDEO_SLOTS], n = 0, voices = 0;
    for (size_t i = 0; i < e->plan.n_audio; i++)
        voices += e->audio[i]->track != NULL;
    for (size_t i = 0; i < e->plan.n_video; i++)
        if (e->video[i]->track)
            look(&views[n++], e->video[i]);
    for (size_t i = 0; i < n; i++)
        describe(&pictures[i], &views[i], lines_of(views[i].slot, n), now_us);
    uint64_t wanted_bps = kr_allocate(pictures, n, budget(e, voices), chosen);
    if (e->bandwidth)
        e->bandwidth->wanted_bps = wanted_bps + voices * SOUND_BPS;
    for (size_t i = 0; i < n; i++)
        take(&views[i], chosen[i], now_us);
}

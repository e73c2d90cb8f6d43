/* SPDX-License-Identifier: EUPL-1.2 */
/* What of everything it watches a receiver gets: from slots to the allocator's pictures, and back. */
#include "media/core.h"
#include "media/layer.h"

enum {
    VOICE_BPS = 65000,      /* of one voice with all headers, before it was heard */
    FEW = 4,                /* tiles of unknown size: so many share the room's picture, more are smaller */
    FEW_LINES = 360,
    MANY_LINES = 180,
    ANY_LINES = UINT16_MAX,
    LEAST_LINES = 180,      /* of a layer whose size is not known yet; each above has twice as many */
    SHOWN_LINES = 720,      /* what a sender owes at most, however large a picture is shown */
    WEAK_LINES = 360,       /* and shown smaller than this, its size is nobody's fault */
};

/* A size in which a picture comes: a stream, or of one that has them its spatial layers up to this. */
struct size {
    struct kr_track *track;
    uint8_t spatial;
    uint16_t lines;
    const struct kr_rates *rates; /* NULL: it does not come */
};

/* A picture and its sizes, smallest first. */
struct view {
    struct kr_slot *slot;
    struct size sizes[KR_SIZES];
    size_t n, now; /* now: the place of the one it has */
};

static bool smaller(const struct kr_track *a, const struct kr_track *b)
{
    return a->meter.lines && b->meter.lines ? a->meter.lines < b->meter.lines : a->layer < b->layer;
}

/* Offers list the streams in any order. */
static void look_at_streams(struct view *v, const struct kr_track *base, uint64_t now_us)
{
    for (size_t l = 0; l < base->n_layers; l++) {
        struct kr_track *t = base->layers[l];
        size_t at = v->n++;
        for (; at > 0 && smaller(t, v->sizes[at - 1].track); at--)
            v->sizes[at] = v->sizes[at - 1];
        v->sizes[at] = (struct size){.track = t, .spatial = KR_FRAME_SPATIAL - 1, .lines = t->meter.lines,
                                     .rates = kr_layer_comes(t, now_us) ? &t->meter.rates : NULL};
    }
    while (v->now + 1 < v->n && v->sizes[v->now].track != v->slot->track)
        v->now++;
}

/* What the sender does not make now it says in the Dependency Descriptor, and otherwise shows soon. */
static bool is_made(const struct kr_track *t, uint8_t spatial)
{
    const struct kr_dd *dd = t->video->dd;
    bool told = dd && dd->known;
    return (!told || kr_dd_makes(dd, spatial)) && kr_spatial_comes(t->video->spatial, spatial, t->meter.last_us);
}

static void look_at_layers(struct view *v, struct kr_track *t, uint64_t now_us)
{
    const struct kr_spatial *layers = t->video->spatial;
    const struct kr_svc *svc = &v->slot->svc;
    uint8_t has = svc->started ? svc->now.spatial : svc->target.spatial;
    for (uint8_t l = 0; l < layers->n; l++)
        v->sizes[v->n++] = (struct size){.track = t, .spatial = l, .lines = kr_spatial_lines(layers, l, t->meter.lines),
                                         .rates = is_made(t, l) ? &layers->rates[l] : NULL};
    v->now = v->slot->track == t && has < v->n ? has : v->n - 1;
}

/* Who sends spatial layers in one stream may still have others, which it gave up for that a moment ago. */
static void look(struct view *v, struct kr_slot *s, uint64_t now_us)
{
    const struct kr_track *base = s->track->base;
    *v = (struct view){.slot = s};
    for (size_t l = 0; l < base->n_layers; l++)
        if (kr_layer_scales(base->layers[l]) && kr_layer_comes(base->layers[l], now_us)) {
            look_at_layers(v, base->layers[l], now_us);
            return;
        }
    look_at_streams(v, base, now_us);
}

/* Larger tiles come first, then those further ahead. */
static size_t collect(struct view *views, const struct kr_endpoint *e, uint64_t now_us)
{
    size_t n = 0;
    for (size_t i = 0; i < e->plan.n_video; i++) {
        struct kr_slot *s = e->video[i];
        size_t at = n;
        if (!s->track)
            continue;
        for (; at > 0 && views[at - 1].slot->height < s->height; at--)
            views[at] = views[at - 1];
        look(&views[at], s, now_us);
        n++;
    }
    return n;
}

/* The height worth sending; who is on the stage or shares a screen is shown large unless the client says otherwise. */
static uint16_t lines_of(const struct kr_slot *s, size_t n)
{
    if (s->height != UINT16_MAX)
        return s->height;
    if (s->index == KR_VIDEO_SLOT_STAGE || s->track->source == KR_SOURCE_SCREEN)
        return ANY_LINES;
    return n <= FEW ? FEW_LINES : MANY_LINES;
}

/* The smallest layer of at least three quarters of the height: sharper than that nobody sees. */
static size_t most_of(const struct view *v, uint16_t lines)
{
    uint32_t known = LEAST_LINES;
    for (size_t l = 0; l < v->n; l++) {
        known = v->sizes[l].lines ? v->sizes[l].lines : l ? 2 * known : known;
        if (4 * known >= 3 * (uint32_t)lines)
            return l;
    }
    return v->n - 1;
}

static void describe(struct kr_picture *p, const struct view *v, uint16_t lines, uint64_t now_us)
{
    const struct kr_slot *s = v->slot;
    uint64_t calm_us = s->paused ? KR_LAYER_PAUSE_US : KR_LAYER_CALM_US;
    *p = (struct kr_picture){.n_layers = v->n, .rank = kr_layer_rank(s), .most = most_of(v, lines),
                             .now = {.layer = (uint8_t)v->now, .temporal = s->svc.target.temporal, .paused = s->paused},
                             .calm = s->lowered_us && now_us - s->lowered_us < calm_us};
    for (size_t l = 0; l < v->n; l++)
        if (v->sizes[l].rates)
            p->layers[l] = *v->sizes[l].rates;
}

static uint64_t budget(const struct kr_endpoint *e)
{
    const struct kr_bandwidth *b = e->bandwidth;
    uint64_t voices = 0, rate = b ? kr_bwe_estimate_bps(&b->bwe) : UINT32_MAX;
    for (size_t i = 0; i < e->plan.n_audio; i++)
        voices += e->audio[i]->track != NULL;
    uint64_t taken = b && b->sound_bps ? b->sound_bps + b->resent_bps : voices * VOICE_BPS;
    return rate > taken ? rate - taken : 0;
}

/* A picture is held back only when it could not be afforded for a while: its key frame would come again at once. */
static bool is_patient(struct kr_slot *s, bool pause, uint64_t now_us)
{
    if (!pause || s->paused)
        s->starved_us = 0;
    else if (!s->starved_us)
        s->starved_us = now_us;
    /* Without feedback the estimate is a guess, and without a picture that began once nothing can be probed. */
    bool known = s->endpoint->bandwidth && s->endpoint->bandwidth->bwe.n_read && kr_bandwidth_probes(s->endpoint);
    return s->starved_us && (!known || now_us - s->starved_us < KR_LAYER_PATIENCE_US);
}

/*
 * True if the receiver is given less than before. Of spatial layers, less than the most is not before anything was shown; nor is
 * what it was given already and still waits for a key frame.
 */
static bool lowers(const struct view *v, struct kr_choice c, uint8_t temporal)
{
    const struct kr_slot *s = v->slot;
    const struct size *to = &v->sizes[c.layer];
    if (c.paused)
        return !s->paused;
    if (c.layer < v->now)
        return to->track != s->track || (s->svc.started && to->spatial < s->svc.target.spatial);
    return c.layer == v->now && temporal < s->svc.target.temporal;
}

static void take(const struct view *v, const struct kr_picture *p, struct kr_choice c, uint64_t now_us)
{
    struct kr_slot *s = v->slot;
    if (is_patient(s, c.paused, now_us))
        c.paused = false;
    bool last = c.temporal + 1 >= p->layers[c.layer].n; /* all there are, and what may come */
    uint8_t temporal = last ? KR_FRAME_TEMPORAL - 1 : c.temporal;
    if (lowers(v, c, temporal))
        s->lowered_us = now_us;
    kr_slot_pause(s, c.paused, now_us);
    if (c.paused)
        return;
    s->svc.target.temporal = temporal;
    if (c.layer != v->now && !p->layers[c.layer].n)
        return;
    s->svc.target.spatial = v->sizes[c.layer].spatial;
    kr_layer_want(s, v->sizes[c.layer].track, now_us);
}

/* True if the largest that comes is far below what it is shown at, and no line but its sender's can be why. */
static bool is_weak(const struct view *v, const struct kr_picture *p, uint16_t lines)
{
    uint16_t most = v->slot->endpoint->media->camera_height, owed = lines < SHOWN_LINES ? lines : SHOWN_LINES, best = 0;
    if (most < owed && v->slot->wish_source == KR_SOURCE_CAMERA)
        owed = most;
    for (size_t l = 0; l < v->n; l++)
        if (p->layers[l].n && v->sizes[l].lines > best)
            best = v->sizes[l].lines;
    return best && owed >= WEAK_LINES && 2 * best <= owed;
}

static void observe(struct kr_quality_view *q, const struct view *v, const struct kr_picture *p, struct kr_choice c, uint16_t lines)
{
    struct kr_choice most = kr_allocate_most(p);
    enum kr_quality_reduced reduced = KR_QUALITY_WHOLE;
    if (!p->layers[most.layer].n)
        return; /* nothing comes of it */
    if (c.paused) {
        q->paused |= UINT32_C(1) << v->slot->index;
        reduced = KR_QUALITY_PICTURES;
    } else if (c.layer < most.layer) {
        reduced = KR_QUALITY_SIZE;
    } else if (c.temporal < most.temporal) {
        reduced = KR_QUALITY_FRAME_RATE;
    }
    if (reduced > q->reduced)
        q->reduced = reduced;
    q->weak |= is_weak(v, p, lines);
}

void kr_layer_choose(struct kr_endpoint *e, uint64_t now_us)
{
    struct kr_picture pictures[KR_LIMIT_VIDEO_SLOTS];
    struct view views[KR_LIMIT_VIDEO_SLOTS];
    struct kr_choice chosen[KR_LIMIT_VIDEO_SLOTS];
    struct kr_quality_view seen = {0};
    size_t n = collect(views, e, now_us);
    for (size_t i = 0; i < n; i++)
        describe(&pictures[i], &views[i], lines_of(views[i].slot, n), now_us);
    uint64_t wanted_bps = kr_allocate(pictures, n, budget(e), chosen);
    for (size_t i = 0; i < n; i++) {
        take(&views[i], &pictures[i], chosen[i], now_us);
        chosen[i].paused = views[i].slot->paused;
        observe(&seen, &views[i], &pictures[i], chosen[i], lines_of(views[i].slot, n));
    }
    if (!e->bandwidth)
        return;
    e->bandwidth->wanted_bps = wanted_bps + e->bandwidth->sound_bps;
    e->bandwidth->holds_back = seen.paused != 0;
    seen.rate_bps = kr_bwe_estimate_bps(&e->bandwidth->bwe);
    if (e->bandwidth->bwe.n_read && kr_quality_step(&e->bandwidth->quality, &seen, now_us))
        kr_quality_tell(e);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/figures.h"

#include "media/core.h"
#include "media/layer.h"

enum { SECOND_US = 1000000, RTT_MOST_MS = 600000, FRACTION = 256 };

static uint64_t rate_bps(uint64_t bytes, uint64_t passed_us)
{
    return bytes * 8 * SECOND_US / passed_us;
}

static void sample_slot(struct kr_slot *s, uint64_t passed_us)
{
    uint32_t packets = s->packets - s->sent.packets; /* both wrap, as in sender reports */
    s->sent.bps = rate_bps((uint32_t)(s->octets - s->sent.octets), passed_us);
    s->sent.packets = s->packets;
    s->sent.octets = s->octets;
    if (!packets)
        s->sent.lost = 0; /* what was said of another time */
}

static void sample_track(struct kr_track *t, uint64_t passed_us)
{
    const struct kr_receive *r = &t->receive;
    struct kr_received *was = &t->received;
    uint64_t expected = r->packets ? r->highest - r->base + 1 : 0;
    if (was->ssrc != t->ssrc || r->packets < was->packets || expected < was->expected)
        *was = (struct kr_received){.ssrc = t->ssrc}; /* the stream began anew */
    uint64_t n_expected = expected - was->expected, n = r->packets - was->packets;
    was->bps = rate_bps(r->bytes - was->bytes, passed_us);
    was->lost_permille = (uint16_t)(n < n_expected ? (n_expected - n) * 1000 / n_expected : 0);
    was->packets = r->packets;
    was->expected = expected;
    was->bytes = r->bytes;
}

void kr_figures_sample(struct kr_endpoint *e, uint64_t now_us)
{
    uint64_t passed_us = now_us - e->figures_us;
    if (e->figures_us && passed_us) {
        for (size_t i = 0; i < e->plan.n_audio; i++)
            sample_slot(e->audio[i], passed_us);
        for (size_t i = 0; i < e->plan.n_video; i++)
            sample_slot(e->video[i], passed_us);
        for (size_t i = 0; i < KR_ENDPOINT_TRACKS; i++)
            if (kr_endpoint_track(e, i))
                sample_track(kr_endpoint_track(e, i), passed_us);
    }
    e->figures_us = now_us;
}

static int64_t permille_of(uint8_t fraction)
{
    return (int64_t)fraction * 1000 / FRACTION;
}

static void tell_path(struct kr_link_path_figures *out, const struct kr_endpoint *e)
{
    uint64_t rtt_us = e->rtt_us ? e->rtt_us : e->bandwidth ? e->bandwidth->bwe.rtt_us : 0, rtt_ms = rtt_us / 1000;
    *out = (struct kr_link_path_figures){.resent = (int64_t)e->resent, .has_rtt_ms = rtt_us != 0,
                                         .rtt_ms = (int64_t)(rtt_ms < RTT_MOST_MS ? rtt_ms : RTT_MOST_MS)};
    if (e->bandwidth && e->bandwidth->bwe.heard_us)
        out->estimate_bps = (int64_t)kr_bwe_rate_bps(&e->bandwidth->bwe);
    uint8_t lost = 0;
    for (int video = 0; video < 2; video++)
        for (size_t i = 0; i < (video ? e->plan.n_video : e->plan.n_audio); i++) {
            const struct kr_sent *sent = &kr_endpoint_slot(e, video, i)->sent;
            out->sent_bps += (int64_t)sent->bps;
            lost = sent->lost > lost ? sent->lost : lost;
        }
    out->lost_permille = permille_of(lost);
}

static size_t coming(const struct kr_track *base, uint64_t now_us)
{
    size_t n = 0;
    for (size_t l = 0; l < base->n_layers; l++)
        if (kr_layer_comes(base->layers[l], now_us))
            n += kr_layer_scales(base->layers[l]) ? base->layers[l]->video->spatial->n : 1;
    return n;
}

static size_t receivers(const struct kr_track *t)
{
    size_t n = 0;
    for (const struct kr_slot *s = t->slots; s; s = s->next)
        n++;
    return n;
}

void kr_figures_tell(struct kr_figures *out, const struct kr_endpoint *e, uint64_t now_us)
{
    size_t n_slots = 0, n_sources = 0;
    tell_path(&out->told.path, e);
    for (size_t i = 0; i < e->plan.n_video; i++) {
        const struct kr_slot *s = e->video[i];
        if (!s->track)
            continue;
        bool scales = kr_layer_scales(s->track);
        out->slots[n_slots++] = (struct kr_link_slot_figures){
            .slot = (int64_t)i, .layer = scales ? s->svc.now.spatial : s->track->layer, .layers = (int64_t)coming(s->track->base, now_us),
            .height = scales ? kr_spatial_lines(s->track->video->spatial, s->svc.now.spatial, s->track->meter.lines) : s->track->meter.lines, .sent_bps = (int64_t)s->sent.bps, .lost_permille = permille_of(s->sent.lost)};
    }
    for (size_t i = 0; i < KR_ENDPOINT_TRACKS && n_sources < KR_FIGURES_SOURCES; i++) {
        const struct kr_track *t = kr_endpoint_track(e, i);
        if (!t || !t->receive.packets) /* offered, but nothing came */
            continue;
        out->sources[n_sources++] = (struct kr_link_source_figures){
            .source = (enum kr_link_source_figures_source)t->source, .layer = t->layer, .height = t->meter.lines,
            .received_bps = (int64_t)t->received.bps, .lost_permille = t->received.lost_permille,
            .receivers = (int64_t)receivers(t)};
    }
    out->told.slots = out->slots;
    out->told.slots_len = n_slots;
    out->told.sources = out->sources;
    out->told.sources_len = n_sources;
}

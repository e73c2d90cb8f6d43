/* SPDX-License-Identifier: EUPL-1.2 */
/* A remote endpoint: the tracks that the other process tells of, and what of them is needed here. */
#include <string.h>

#include "media/core.h"
#include "media/relay_inside.h"
#include "media/wanted.h"

enum { BITS_PER_KBIT = 1000 };

static uint8_t layers_needed(const struct kr_endpoint *e, enum kr_source source)
{
    const struct kr_track *base = e->tracks[source];
    uint8_t layers = 0;
    for (size_t l = 0; base && l < base->n_layers; l++)
        if (base->layers[l]->slots || base->layers[l]->waiting)
            layers |= (uint8_t)(1u << l);
    return layers;
}

/*
 * The clock that was reported for a layer is that of the stream before it paused: the next report tells it again. Until
 * then nothing is said of it to receivers.
 */
static void forget_clocks(struct kr_endpoint *e, enum kr_source source, uint8_t layers)
{
    for (size_t l = 0; e->tracks[source] && l < e->tracks[source]->n_layers; l++)
        if (layers & 1u << l)
            e->tracks[source]->layers[l]->receive.has_sr = false;
}

void kr_relay_ask(struct kr_endpoint *e, bool always, uint64_t now_us)
{
    struct kr_relay *relay = e->relay;
    struct kr_relay_demand demand = {.serial = relay->demand.serial + 1};
    bool news = false;
    for (int s = 0; s < KR_SOURCE_COUNT; s++) {
        demand.layers[s] = layers_needed(e, (enum kr_source)s);
        demand.height[s] = demand.layers[s] ? kr_wanted_height(e->tracks[s]) : KR_DEMAND_NONE;
        forget_clocks(e, (enum kr_source)s, demand.layers[s] & (uint8_t)~relay->demand.layers[s]);
        news |= demand.layers[s] != relay->demand.layers[s] || demand.height[s] != relay->demand.height[s];
    }
    if (!news && !always)
        return;
    struct kr_writer w = kr_writer_of(kr_tx_space(&e->media->tx), KR_RELAY_PACKET_BYTES);
    relay->demand = demand;
    kr_relay_write_demand(&w, e->own_ssrc, &demand);
    kr_relay_send(e, &w);
    kr_relay_said(e, news, now_us);
}

void kr_relay_watched(struct kr_endpoint *e, uint64_t now_us)
{
    if (!e->relay->out && !e->closed)
        kr_relay_ask(e, false, now_us);
}

/* The streams have fixed numbers, so nothing is bound by what a packet says. */
static void bind_layer(struct kr_endpoint *e, struct kr_track *t, uint64_t now_us)
{
    struct kr_slot_ssrc ssrc = kr_relay_ssrc(e->relay->number, t->source, t->layer);
    if (t->ssrc || e->n_bindings + 2 > KR_ENDPOINT_STREAMS)
        return;
    e->bindings[e->n_bindings++] = (struct kr_binding){.ssrc = ssrc.ssrc, .track = t};
    e->bindings[e->n_bindings++] = (struct kr_binding){.ssrc = ssrc.rtx_ssrc, .rtx = true, .track = t};
    t->rtx_ssrc = ssrc.rtx_ssrc;
    kr_track_start(t, ssrc.ssrc, now_us);
}

/* True if something else than rates has changed. */
static bool take_source(struct kr_endpoint *e, enum kr_source source, const struct kr_relay_source *s, uint64_t now_us)
{
    struct kr_track *t = e->tracks[source];
    struct kr_line line = kr_relay_line(source, (enum kr_codec)s->codec, s->n_layers, s->active);
    if (!t && !s->active)
        return false;
    bool fresh = !t;
    if ((fresh && kr_track_new(&e->tracks[source], e, source, &e->media->stored)) ||
        kr_track_add_layers(e->tracks[source], s->n_layers, &e->media->stored))
        return false; /* no memory: what it told is told again */
    t = e->tracks[source];
    if (!fresh && t->line.active == s->active && t->line.codec == line.codec && t->n_layers == s->n_layers && t->allowed == s->allowed)
        return false;
    e->plan.source[source] = line;
    kr_track_set_line(t, &line);
    kr_track_allow(t, s->allowed);
    for (size_t l = 0; l < s->n_layers; l++)
        bind_layer(e, t->layers[l], now_us);
    return true;
}

/* What a layer takes is measured where it comes in, so that it can be chosen before it is relayed. */
static void take_rates(struct kr_track *base, const struct kr_relay_source *s, uint64_t now_us)
{
    for (size_t l = 0; l < base->n_layers && l < s->n_layers; l++) {
        struct kr_meter *m = &base->layers[l]->meter;
        m->lines = s->layers[l].lines;
        if (s->layers[l].kbps) {
            m->bps = (uint64_t)s->layers[l].kbps * BITS_PER_KBIT;
            if (!m->rates.n) /* until it is relayed, and its temporal layers are seen */
                m->rates = (struct kr_rates){.bps = {m->bps, m->bps, m->bps, m->bps}, .n = 1};
            m->last_us = now_us;
            if (!m->since_us)
                m->since_us = now_us; /* packets that come go on from here */
        } else {
            m->bps = 0;
        }
    }
}

/* Its packets come, or come no longer, because others are louder; it begins as loud as it is there. */
static bool take_voice(struct kr_track *t, const struct kr_relay_source *s, bool before, uint64_t now_us)
{
    if (s->heard == before)
        return false;
    kr_speaker_silence(&t->speaker);
    if (s->heard && kr_track_forwards(t)) {
        t->speaker.candidate = true;
        t->speaker.loudness = s->loudness;
        t->speaker.packet_us = now_us;
    }
    return true;
}

void kr_relay_take_state(struct kr_endpoint *e, const struct kr_relay_state *s, uint64_t now_us)
{
    struct kr_relay *relay = e->relay;
    bool changed = !relay->has_heard || !kr_relay_same_codecs(&s->codecs, &relay->state.codecs);
    if (relay->has_heard && (int32_t)(s->serial - relay->state.serial) <= 0)
        return;
    for (int i = 0; i < KR_SOURCE_COUNT; i++) {
        changed |= take_source(e, (enum kr_source)i, &s->sources[i], now_us);
        struct kr_track *t = e->tracks[i];
        if (t && t->video)
            take_rates(t, &s->sources[i], now_us);
        else if (t && i == KR_SOURCE_MICROPHONE)
            changed |= take_voice(t, &s->sources[i], relay->state.sources[i].heard, now_us);
    }
    relay->has_heard = true;
    relay->state = *s;
    if (changed && kr_room_update(e->room, e, now_us)) /* no memory */
        e->media->counters.order_refused++;
    kr_relay_ask(e, false, now_us);
}

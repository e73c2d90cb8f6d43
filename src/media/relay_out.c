/* SPDX-License-Identifier: EUPL-1.2 */
/* Where a relayed endpoint's packets come in: what of it goes to the other process. */
#include <string.h>

#include "media/core.h"
#include "media/layer.h"
#include "media/relay_inside.h"
#include "media/tell_codec.h"

enum {
    BITS_PER_KBIT = 1000,
    REPORT_US = 200000, /* a stream that begins has its clock told so soon: mostly, its key frame has come by then */
};

/* The endpoint that e relays, if it is there now. */
static struct kr_endpoint *relayed(const struct kr_endpoint *e)
{
    struct kr_endpoint *of = kr_media_endpoint(e->media, e->relay->of);
    return of && !of->relay && of->room == e->room ? of : NULL;
}

static bool needed(struct kr_relay *relay, const struct kr_track *base, enum kr_source source, size_t layer, uint64_t now_us)
{
    uint64_t *at_us = &relay->needed_us[source][layer];
    if (source == KR_SOURCE_MICROPHONE)
        return base->speaker.place != KR_PLACE_NONE;
    if (relay->demand.layers[source] & 1u << layer)
        *at_us = now_us;
    return *at_us && now_us - *at_us < (kr_source_is_video(source) ? KR_RELAY_LINGER_US : 1);
}

static void fill_slot(struct kr_endpoint *e, const struct kr_track *base, enum kr_source source, size_t layer, uint64_t now_us)
{
    struct kr_slot *s = kr_relay_slot(e, source, layer);
    struct kr_track *t = base && base->line.active && layer < base->n_layers ? base->layers[layer] : NULL;
    if (s->track && s->track != t)
        kr_slot_detach(s);
    s->line = kr_relay_line(source, base ? base->line.codec : s->line.codec, 1, t != NULL);
    if (!t || !needed(e->relay, base, source, layer, now_us)) {
        kr_slot_detach(s);
    } else if (s->track != t) {
        kr_slot_attach_layer(s, t, now_us);
        if (now_us + REPORT_US < e->report_us)
            e->report_us = now_us + REPORT_US;
        kr_endpoint_hasten(e, e->report_us);
    }
}

static struct kr_relay_source describe(const struct kr_endpoint *e, const struct kr_track *base, enum kr_source source, uint64_t now_us)
{
    bool video = kr_source_is_video(source);
    struct kr_relay_source out = {.codec = video ? KR_CODEC_VP8 : KR_CODEC_OPUS, .n_layers = 1};
    if (!base)
        return out;
    out.active = base->line.active;
    out.allowed = base->allowed;
    out.codec = (uint8_t)base->line.codec;
    out.n_layers = (uint8_t)base->n_layers;
    out.heard = source == KR_SOURCE_MICROPHONE && kr_relay_slot(e, source, 0)->track;
    out.loudness = out.heard ? (uint16_t)base->speaker.loudness : 0;
    for (size_t l = 0; l < base->n_layers && video; l++) {
        const struct kr_track *t = base->layers[l];
        out.layers[l].lines = t->meter.lines;
        if (kr_layer_comes(t, now_us)) /* what is measured for the first time is not nothing */
            out.layers[l].kbps = (uint32_t)(t->meter.bps / BITS_PER_KBIT) + 1;
    }
    return out;
}

/* Rates change all the time and are said when everything is; whether something comes at all is news. */
static bool is_news(const struct kr_relay_source *a, const struct kr_relay_source *b)
{
    bool news = a->active != b->active || a->allowed != b->allowed || a->heard != b->heard || a->codec != b->codec ||
                a->n_layers != b->n_layers;
    for (size_t l = 0; l < KR_LAYERS; l++)
        news |= a->layers[l].lines != b->layers[l].lines || !a->layers[l].kbps != !b->layers[l].kbps;
    return news;
}

bool kr_relay_same_codecs(const struct kr_codec_member *a, const struct kr_codec_member *b)
{
    return a->decodes == b->decodes && a->encodes_camera == b->encodes_camera && a->encodes_screen == b->encodes_screen;
}

void kr_relay_fill(struct kr_endpoint *e, bool always, uint64_t now_us)
{
    struct kr_relay *relay = e->relay;
    const struct kr_endpoint *of = relayed(e);
    bool news = relay->state.serial == 0;
    struct kr_relay_state state = {.serial = relay->state.serial + 1};
    state.codecs = of ? kr_tell_member(of) : (struct kr_codec_member){KR_CODECS_VIDEO, KR_CODECS_VIDEO, KR_CODECS_VIDEO};
    news |= !kr_relay_same_codecs(&state.codecs, &relay->state.codecs);
    for (int s = 0; s < KR_SOURCE_COUNT; s++) {
        enum kr_source source = (enum kr_source)s;
        const struct kr_track *base = of ? of->tracks[s] : NULL;
        for (size_t l = 0; l < (kr_source_is_video(source) ? KR_LAYERS : 1); l++)
            fill_slot(e, base, source, l, now_us);
        state.sources[s] = describe(e, base, source, now_us);
        news |= is_news(&state.sources[s], &relay->state.sources[s]);
    }
    if (!news && !always)
        return;
    struct kr_writer w = kr_writer_of(kr_tx_space(&e->media->tx), KR_RELAY_PACKET_BYTES);
    relay->state = state;
    kr_relay_write_state(&w, e->own_ssrc, &state);
    kr_relay_send(e, &w);
    kr_relay_said(e, news, now_us);
}

void kr_relay_take_demand(struct kr_endpoint *e, const struct kr_relay_demand *d, uint64_t now_us)
{
    struct kr_relay *relay = e->relay;
    if (relay->has_heard && (int32_t)(d->serial - relay->demand.serial) <= 0)
        return;
    relay->has_heard = true;
    relay->demand = *d;
    e->room->wanted_us = 0; /* looked at with the next tick */
    kr_relay_fill(e, false, now_us);
}

void kr_relay_hear(struct kr_endpoint *e, uint64_t now_us)
{
    const struct kr_endpoint *of = e->relay->out ? relayed(e) : NULL;
    const struct kr_track *microphone = of ? of->tracks[KR_SOURCE_MICROPHONE] : NULL;
    if (microphone && (microphone->speaker.place != KR_PLACE_NONE) != (e->audio[0]->track != NULL))
        kr_relay_fill(e, false, now_us);
}

void kr_relay_update(struct kr_room *r, const struct kr_endpoint *e, uint64_t now_us)
{
    for (struct kr_endpoint *x = r->endpoints; x; x = x->next)
        if (x->relay && x->relay->out && strcmp(x->relay->of, e->id) == 0)
            kr_relay_fill(x, false, now_us);
}

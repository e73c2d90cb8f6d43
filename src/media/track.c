/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/track.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "media/endpoint.h"
#include "media/layer.h"
#include "media/relay.h"
#include "media/report.h"
#include "media/slot.h"

int kr_track_new(struct kr_track **out, struct kr_endpoint *endpoint, enum kr_source source, struct kr_pool *pool)
{
    struct kr_track *t = calloc(1, sizeof *t);
    if (!t)
        return KR_E_NOMEM;
    *t = (struct kr_track){.endpoint = endpoint, .source = source, .speaker.owner = t, .base = t, .layers = {t}, .n_layers = 1};
    if (!kr_source_is_video(source)) {
        t->sounds = calloc(1, sizeof *t->sounds);
        if (!t->sounds) {
            free(t);
            return KR_E_NOMEM;
        }
    } else {
        t->video = calloc(1, sizeof *t->video);
        if (!t->video) {
            free(t);
            return KR_E_NOMEM;
        }
        kr_nack_init(&t->video->nack);
        kr_history_init(&t->video->history, pool);
    }
    *out = t;
    return 0;
}

int kr_track_add_layers(struct kr_track *base, size_t n, struct kr_pool *pool)
{
    int err = 0;
    for (size_t l = 1; l < n && !err; l++) {
        if (base->layers[l])
            continue;
        err = kr_track_new(&base->layers[l], base->endpoint, base->source, pool);
        if (err)
            break;
        base->layers[l]->base = base;
        base->layers[l]->layers[0] = NULL; /* the base's alone are looked at */
        base->layers[l]->layer = (uint8_t)l;
    }
    return err;
}

bool kr_track_watched(const struct kr_track *base)
{
    bool watched = false;
    for (size_t l = 0; l < KR_LAYERS; l++)
        watched |= base->layers[l] && base->layers[l]->slots;
    return watched;
}

void kr_track_free(struct kr_track *t)
{
    if (!t)
        return;
    for (size_t l = 1; l < KR_LAYERS; l++)
        kr_track_free(t->layers[l]);
    kr_assert(!t->slots && !t->waiting && !t->pending);
    if (t->video) {
        kr_history_clear(&t->video->history);
        free(t->video->dd);
        free(t->video->spatial);
    }
    free(t->video);
    free(t->sounds);
    free(t);
}

static void restart_slots(struct kr_track *t)
{
    for (struct kr_slot *s = t->slots; s; s = s->next)
        kr_slot_restart(s);
}

/* Nothing that was not forwarded may be asked for, and what comes after a pause begins like a new source. */
static void forget(struct kr_track *t)
{
    restart_slots(t);
    kr_speaker_silence(&t->speaker);
    if (t->video)
        kr_history_clear(&t->video->history);
}

static void set_line(struct kr_track *t, const struct kr_line *line)
{
    if (t->line.active && (!line->active || strcmp(t->line.mid, line->mid) != 0))
        forget(t);
    t->line = *line;
}

void kr_track_set_line(struct kr_track *base, const struct kr_line *line)
{
    for (size_t l = 0; l < KR_LAYERS; l++)
        if (base->layers[l])
            set_line(base->layers[l], line);
    base->n_layers = line->n_rids ? line->n_rids : 1;
    for (size_t l = base->n_layers; l < KR_LAYERS; l++)
        for (struct kr_track *gone = base->layers[l]; gone && (gone->slots || gone->waiting);) {
            if (gone->waiting)
                kr_layer_forget(gone->waiting);
            else
                kr_slot_move(gone->slots, base);
        }
}

/* What is known of the stream's layers is nothing to another stream. */
static void forget_layers(struct kr_track_video *v)
{
    if (v->dd)
        v->dd->known = false;
    free(v->spatial);
    v->spatial = NULL;
}

void kr_track_start(struct kr_track *t, uint32_t ssrc, uint64_t now_us)
{
    t->ssrc = ssrc;
    t->codec = t->line.codec;
    t->highest = 0;
    t->window = (struct kr_window){0};
    if (t->sounds)
        *t->sounds = (struct kr_sounds){0};
    kr_receive_init(&t->receive, ssrc, kr_codec_clock_hz[t->line.codec]);
    if (t->video) {
        kr_nack_init(&t->video->nack);
        kr_history_clear(&t->video->history);
        forget_layers(t->video);
    }
    restart_slots(t);
}

void kr_track_set_codec(struct kr_track *t, enum kr_codec codec, uint64_t now_us)
{
    t->codec = codec;
    if (!t->video)
        return;
    t->meter.lines = 0;
    forget_layers(t->video);
    restart_slots(t);
    if (t->slots)
        kr_track_want_keyframe(t, now_us);
}

static void allow(struct kr_track *t, bool allowed)
{
    if (t->allowed == allowed)
        return;
    t->allowed = allowed;
    forget(t);
}

void kr_track_allow(struct kr_track *base, bool allowed)
{
    for (size_t l = 0; l < KR_LAYERS; l++)
        if (base->layers[l])
            allow(base->layers[l], allowed);
}

void kr_track_want_keyframe(struct kr_track *t, uint64_t now_us)
{
    if (t->endpoint->relay)
        kr_relay_watched(t->endpoint, now_us); /* what is to send it has to be there first */
    if (!t->video || !t->ssrc || !kr_track_forwards(t))
        return;
    if (kr_keyframe_want(&t->video->keyframe, now_us))
        kr_report_keyframe(t);
    kr_endpoint_hasten(t->endpoint, kr_keyframe_due_us(&t->video->keyframe));
}

uint64_t kr_track_due_us(const struct kr_track *t)
{
    if (!t->video)
        return UINT64_MAX;
    uint64_t nack = t->line.nack && kr_track_forwards(t) && kr_track_used(t) ? kr_nack_next_us(&t->video->nack) : UINT64_MAX;
    uint64_t keyframe = kr_track_used(t) && kr_track_forwards(t) ? kr_keyframe_due_us(&t->video->keyframe) : UINT64_MAX;
    return nack < keyframe ? nack : keyframe;
}

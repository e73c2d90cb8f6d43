/* SPDX-License-Identifier: EUPL-1.2 */
/* Which source is in a slot. What then goes out is forward.c's, how it is written send.c's. */
#include "media/slot.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "media/layer.h"
#include "media/pace.h"

enum { FIRST_SEQ_MAX = 0x7fff };

int kr_slot_new(struct kr_slot **out, struct kr_endpoint *endpoint, bool video, uint8_t index, const struct kr_slot_ssrc *ssrc)
{
    struct kr_slot *s = calloc(1, sizeof *s);
    if (!s)
        return KR_E_NOMEM;
    *s = (struct kr_slot){
        .endpoint = endpoint, .video = video, .index = index, .ssrc = *ssrc, .need_keyframe = video, .mark = !video,
        .codec = video ? KR_CODEC_VP8 : KR_CODEC_OPUS, .height = UINT16_MAX};
    /* RFC 3711 3.3.1: the receiver guesses a roll-over counter of 0, which is safe only far below the first wrap. */
    kr_munge_init(&s->munge, kr_codec_clock_hz[video ? KR_CODEC_VP8 : KR_CODEC_OPUS], 1 + kr_random_u32() % FIRST_SEQ_MAX,
                  kr_random_u32());
    kr_svc_init(&s->svc);
    s->rtx_seq = 1 + kr_random_u32() % FIRST_SEQ_MAX;
    *out = s;
    return 0;
}

void kr_slot_free(struct kr_slot *s)
{
    if (!s)
        return;
    kr_slot_detach(s);
    free(s);
}

void kr_slot_fetch(const struct kr_slot *s)
{
    enum { CACHE_LINE_BYTES = 64 };
    const char *p = (const char *)s;
    for (size_t at = 0; at < offsetof(struct kr_slot, munge.omitted); at += CACHE_LINE_BYTES)
        __builtin_prefetch(p + at, 1);
    __builtin_prefetch(&s->line, 0);
    __builtin_prefetch(s->line.ext_id, 0);
}

void kr_slot_restart(struct kr_slot *s)
{
    kr_pace_forget(s);
    kr_munge_switch(&s->munge);
    kr_svc_restart(&s->svc);
    s->need_keyframe = s->video;
    s->mark = !s->video;
}

static void unlink_from(struct kr_slot *s)
{
    *s->link = s->next;
    if (s->next)
        s->next->link = s->link;
    s->track = NULL;
    s->next = NULL;
    s->link = NULL;
}

static void link_to(struct kr_slot *s, struct kr_track *t)
{
    s->track = t;
    s->link = &t->slots;
    s->next = t->slots;
    if (s->next)
        s->next->link = &s->next;
    t->slots = s;
}

void kr_slot_pause(struct kr_slot *s, bool paused, uint64_t now_us)
{
    if (s->paused == paused)
        return;
    s->paused = paused;
    kr_layer_forget(s);
    kr_slot_restart(s);
    if (!paused && s->track)
        kr_track_want_keyframe(s->track, now_us);
}

void kr_slot_detach(struct kr_slot *s)
{
    kr_layer_forget(s);
    if (!s->track)
        return;
    unlink_from(s);
    kr_slot_restart(s);
}

void kr_slot_move(struct kr_slot *s, struct kr_track *layer)
{
    unlink_from(s);
    link_to(s, layer);
    kr_slot_restart(s);
}

void kr_slot_attach(struct kr_slot *s, struct kr_track *t, uint64_t now_us)
{
    if (t ? s->track && s->track->base == t : !s->track)
        return;
    kr_slot_detach(s);
    if (!t)
        return;
    link_to(s, kr_layer_first(t, now_us));
    kr_track_want_keyframe(s->track, now_us);
}

void kr_slot_attach_layer(struct kr_slot *s, struct kr_track *layer, uint64_t now_us)
{
    if (s->track == layer)
        return;
    kr_slot_detach(s);
    link_to(s, layer);
    kr_track_want_keyframe(layer, now_us);
}

void kr_slot_set_wish(struct kr_slot *s, const char *endpoint, enum kr_source source)
{
    if (strcmp(s->wish, endpoint) == 0 && s->wish_source == source)
        return;
    kr_slot_detach(s);
    s->paused = false;
    s->svc.target = (struct kr_svc_layer){KR_FRAME_SPATIAL - 1, KR_FRAME_TEMPORAL - 1};
    snprintf(s->wish, sizeof s->wish, "%s", endpoint);
    s->wish_source = source;
    s->has_after = s->munge.started;
    s->after = s->munge.last_ts;
}

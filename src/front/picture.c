/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the media process tells of pictures: how much of them a member's line carries, which sizes of its own are
 * watched, what codec its room sends. Passed on to the member; the last word is kept for when its WebSocket comes back.
 */
#include <string.h>

#include "front/inside.h"

static void tell_quality(const struct kr_session *s)
{
    struct kr_signal_msg msg = {.head.type = KR_SIGNAL_QUALITY, .u.quality = s->told.quality};
    kr_client_send(s->client, &msg, 0);
}

static void tell_wanted(const struct kr_session *s)
{
    struct kr_signal_msg msg = {.head.type = KR_SIGNAL_WANTED, .u.wanted = s->told.wanted};
    kr_client_send(s->client, &msg, 0);
}

static void tell_codec(const struct kr_session *s, const struct kr_placement *p)
{
    struct kr_signal_msg msg = {.head.type = KR_SIGNAL_CODEC, .u.codec = p->codec};
    kr_client_send(s->client, &msg, 0);
}

void kr_picture_quality(struct kr_session *s, const struct kr_link_endpoint_quality *e)
{
    struct kr_told *told = &s->told;
    size_t n = e->paused_len < KR_LIMIT_VIDEO_SLOTS ? e->paused_len : KR_LIMIT_VIDEO_SLOTS;
    if (!s->person)
        return;
    for (size_t i = 0; i < n; i++)
        told->paused[i].slot = e->paused[i].slot;
    told->quality = (struct kr_signal_quality){
        .rate_bps = e->rate_bps, .reduced = (enum kr_signal_quality_reduced)e->reduced,
        .reason = (enum kr_signal_quality_reason)e->reason, .paused = told->paused, .paused_len = n};
    told->has_quality = true;
    tell_quality(s);
}

void kr_picture_wanted(struct kr_session *s, const struct kr_link_endpoint_wanted *e)
{
    if (!s->person)
        return;
    s->told.wanted = (struct kr_signal_wanted){.camera = e->camera, .screen = e->screen};
    s->told.has_wanted = true;
    tell_wanted(s);
}

void kr_picture_codec(struct kr_front *f, uint32_t index, const struct kr_link_room_codec *e)
{
    struct kr_placement *p = kr_placement_of(f, e->room);
    if (!p || p->media != index)
        return;
    p->codec = (struct kr_signal_codec){
        .camera = (enum kr_signal_codec_camera)e->camera, .screen = (enum kr_signal_codec_screen)e->screen};
    p->has_codec = true;
    for (struct kr_session *s = f->sessions; s; s = s->next)
        if (s->endpoint == KR_ENDPOINT_OPEN && s->person && kr_person_is_in(s->person) && strcmp(s->room, e->room) == 0)
            tell_codec(s, p);
}

void kr_picture_tell(const struct kr_session *s)
{
    const struct kr_placement *p = kr_placement_of(s->front, s->room);
    if (s->endpoint != KR_ENDPOINT_OPEN)
        return;
    if (p && p->has_codec)
        tell_codec(s, p);
    if (s->told.has_wanted)
        tell_wanted(s);
    if (s->told.has_quality)
        tell_quality(s);
}

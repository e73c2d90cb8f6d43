/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/tell_codec.h"

#include "media/core.h"
#include "media/relay.h"

static uint8_t codecs_of(const struct kr_line *line)
{
    uint8_t set = 0;
    for (int c = 0; c < KR_CODEC_COUNT; c++)
        if (line->of[c].payload_type)
            set |= kr_codec_bit((enum kr_codec)c);
    return set & KR_CODECS_VIDEO;
}

/* Of all slots together: a client may have offered those of a later step otherwise. */
static uint8_t decodes(const struct kr_endpoint *e)
{
    uint8_t set = KR_CODECS_VIDEO;
    for (size_t i = 0; i < e->plan.n_video; i++)
        if (e->video[i]->line.active)
            set &= codecs_of(&e->video[i]->line);
    return set;
}

/* A device sends what it was asked for when it came, and cannot be told anything else. */
static uint8_t encodes(const struct kr_endpoint *e, enum kr_source source)
{
    const struct kr_line *line = &e->plan.source[source];
    return e->mode == KR_MODE_MEET && line->active ? codecs_of(line) : KR_CODECS_VIDEO;
}

/* The message has its own numbers. */
static int64_t named(enum kr_codec c)
{
    switch (c) {
    case KR_CODEC_VP9:
        return KR_LINK_ROOM_CODEC_CAMERA_VP9;
    case KR_CODEC_H264:
        return KR_LINK_ROOM_CODEC_CAMERA_H264;
    case KR_CODEC_AV1:
        return KR_LINK_ROOM_CODEC_CAMERA_AV1;
    case KR_CODEC_VP8:
    case KR_CODEC_OPUS:
    case KR_CODEC_COUNT:
        break;
    }
    return KR_LINK_ROOM_CODEC_CAMERA_VP8;
}

struct kr_codec_member kr_tell_member(const struct kr_endpoint *e)
{
    if (e->relay && !e->relay->out && e->relay->has_heard)
        return e->relay->state.codecs;
    return (struct kr_codec_member){.decodes = decodes(e), .encodes_camera = encodes(e, KR_SOURCE_CAMERA),
                                    .encodes_screen = encodes(e, KR_SOURCE_SCREEN)};
}

void kr_tell_wish(struct kr_wish *wish, const struct kr_room *r)
{
    if (!r || !r->codec.chosen)
        return;
    wish->camera = r->codec.now.camera;
    wish->screen = r->codec.now.screen;
    wish->decoded = KR_CODECS_VIDEO;
    for (const struct kr_endpoint *e = r->endpoints; e; e = e->next)
        wish->decoded &= kr_tell_member(e).decodes;
}

void kr_tell_codec(struct kr_room *r, uint64_t now_us)
{
    struct kr_codec_common common = kr_codec_nobody();
    for (const struct kr_endpoint *e = r->endpoints; e; e = e->next) {
        if (e->relay && e->relay->out)
            continue; /* nobody of its own */
        struct kr_codec_member m = kr_tell_member(e);
        kr_codec_add(&common, &m);
    }
    if (!common.n || !kr_room_codec_update(&r->codec, &common, now_us))
        return;
    r->media->counters.room_codec++;
    struct kr_link_msg msg = {.head.type = KR_LINK_ROOM_CODEC,
                              .u.room_codec = {.room = r->id, .camera = (enum kr_link_room_codec_camera)named(r->codec.now.camera),
                                               .screen = (enum kr_link_room_codec_screen)named(r->codec.now.screen)}};
    r->media->emit(r->media->arg, &msg);
}

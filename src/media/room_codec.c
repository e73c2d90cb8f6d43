/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/room_codec.h"

#define CHOICES 4

/*
 * Cameras. VP9 takes about a third less of every line than VP8 and, with all its sizes in one stream, no more of a processor
 * (figures: ADR 10). But a key frame is one of all sizes, and in a class people turn pages all the time: there three streams of
 * VP8 keep those who look at a small picture from those who look at a large one. H.264 is for devices that do nothing else; AV1
 * from a camera only where nothing else is left. A screen stands still most of the time and is shown once: there the best
 * compression wins, AV1 and VP9 have tools for text, and AV1 is the cheapest to encode.
 */
static const enum kr_codec few[CHOICES] = {KR_CODEC_VP9, KR_CODEC_VP8, KR_CODEC_H264, KR_CODEC_AV1};
static const enum kr_codec many[CHOICES] = {KR_CODEC_VP8, KR_CODEC_H264, KR_CODEC_VP9, KR_CODEC_AV1};
static const enum kr_codec screens[CHOICES] = {KR_CODEC_AV1, KR_CODEC_VP9, KR_CODEC_VP8, KR_CODEC_H264};

struct kr_codec_common kr_codec_nobody(void)
{
    return (struct kr_codec_common){.camera = KR_CODECS_VIDEO, .screen = KR_CODECS_VIDEO};
}

void kr_codec_add(struct kr_codec_common *c, const struct kr_codec_member *m)
{
    c->camera &= m->decodes & m->encodes_camera;
    c->screen &= m->decodes & m->encodes_screen;
    c->n++;
}

static enum kr_codec first_of(const enum kr_codec order[CHOICES], uint8_t set)
{
    for (size_t i = 0; i < CHOICES; i++)
        if (set & kr_codec_bit(order[i]))
            return order[i];
    return KR_CODEC_VP8;
}

struct kr_codec_choice kr_codec_best(const struct kr_codec_common *c)
{
    return (struct kr_codec_choice){.camera = first_of(c->n <= KR_ROOM_CODEC_FEW ? few : many, c->camera),
                                    .screen = first_of(screens, c->screen)};
}

static bool same(struct kr_codec_choice a, struct kr_codec_choice b)
{
    return a.camera == b.camera && a.screen == b.screen;
}

/* Still good for all who are here; a set without anything in common has no better. */
static bool holds(uint8_t set, enum kr_codec now)
{
    return set & kr_codec_bit(now) || (!(set & KR_CODECS_VIDEO) && now == KR_CODEC_VP8);
}

bool kr_room_codec_update(struct kr_room_codec *r, const struct kr_codec_common *c, uint64_t now_us)
{
    struct kr_codec_choice best = kr_codec_best(c);
    struct kr_codec_choice next = {.camera = holds(c->camera, r->now.camera) ? r->now.camera : best.camera,
                                   .screen = holds(c->screen, r->now.screen) ? r->now.screen : best.screen};
    bool lowered = !r->chosen || !same(next, r->now);
    if (!r->chosen)
        next = best;
    r->now = next;
    r->chosen = true;
    if (same(best, next)) {
        r->calm_us = 0;
        return lowered;
    }
    if (!r->calm_us || !same(best, r->better)) {
        r->better = best;
        r->calm_us = now_us + KR_ROOM_CODEC_CALM_US;
        return lowered;
    }
    if (now_us < r->calm_us)
        return lowered;
    r->now = best;
    r->calm_us = 0;
    return true;
}

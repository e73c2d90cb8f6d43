/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/wanted.h"

#include "media/core.h"
#include "media/relay.h"

static uint16_t height_for(const struct kr_slot *s, enum kr_source source)
{
    const struct kr_relay *relay = s->endpoint->relay;
    return relay ? relay->demand.height[source] : s->height;
}

uint16_t kr_wanted_height(const struct kr_track *base)
{
    uint16_t height = KR_DEMAND_NONE;
    for (size_t l = 0; base && l < KR_LAYERS; l++)
        for (const struct kr_slot *s = base->layers[l] ? base->layers[l]->slots : NULL; s; s = s->next)
            if (height_for(s, base->source) > height)
                height = height_for(s, base->source);
    return height;
}

static void tell(const struct kr_endpoint *e)
{
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_WANTED,
                              .u.endpoint_wanted = {.endpoint = e->id, .camera = e->wanted_camera.height,
                                                    .screen = e->wanted_screen.height}};
    e->media->emit(e->media->arg, &msg);
}

static uint64_t sooner(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static void look(struct kr_endpoint *e, uint64_t now_us)
{
    uint16_t height = kr_wanted_height(e->tracks[KR_SOURCE_CAMERA]), most = e->media->camera_height;
    bool camera = kr_demand_step(&e->wanted_camera, height < most ? height : most, now_us);
    bool screen = kr_demand_step(&e->wanted_screen, kr_wanted_height(e->tracks[KR_SOURCE_SCREEN]), now_us);
    if (camera || screen)
        tell(e);
    e->room->wanted_us = sooner(e->room->wanted_us, sooner(kr_demand_due_us(&e->wanted_camera), kr_demand_due_us(&e->wanted_screen)));
}

void kr_wanted_look(struct kr_room *r, uint64_t now_us)
{
    r->wanted_us = UINT64_MAX;
    for (struct kr_endpoint *e = r->endpoints; e; e = e->next)
        if (e->mode == KR_MODE_MEET && !e->relay)
            look(e, now_us);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "media/core.h"
#include "media/hear.h"
#include "media/layer.h"
#include "media/relay.h"
#include "media/wanted.h"
#include "media/tell_codec.h"

int kr_room_new(struct kr_room **out, struct kr_media *m, const char *id)
{
    struct kr_room *r = calloc(1, sizeof *r);
    if (!r)
        return KR_E_NOMEM;
    r->media = m;
    r->select.voices = m->voices;
    snprintf(r->id, sizeof r->id, "%s", id);
    r->link = &m->rooms;
    r->next = m->rooms;
    if (r->next)
        r->next->link = &r->next;
    m->rooms = r;
    m->n_rooms++;
    *out = r;
    return 0;
}

void kr_room_free(struct kr_room *r)
{
    kr_assert(!r->endpoints);
    *r->link = r->next;
    if (r->next)
        r->next->link = r->link;
    r->media->n_rooms--;
    free(r->speakers);
    free(r);
}

/* The track that a slot wishes for, if it is there now; only this room is searched. */
static struct kr_track *wished(const struct kr_room *r, const struct kr_slot *s)
{
    const struct kr_endpoint *e = s->wish[0] ? kr_media_endpoint(r->media, s->wish) : NULL;
    struct kr_track *t = e && e->room == r ? e->tracks[s->wish_source] : NULL;
    return t && t->line.active ? t : NULL;
}

static void attach_wish(const struct kr_room *r, struct kr_slot *s, uint64_t now_us)
{
    kr_slot_attach(s, wished(r, s), now_us);
}

/* Ties slots to tracks by their wishes: those of e, and those of the others for e. */
static void attach_wishes(struct kr_room *r, struct kr_endpoint *e, uint64_t now_us)
{
    for (struct kr_endpoint *x = r->endpoints; x; x = x->next) {
        for (size_t i = 0; i < x->plan.n_video; i++)
            if (x == e || strcmp(x->video[i]->wish, e->id) == 0)
                attach_wish(r, x->video[i], now_us);
        if (x->mode == KR_MODE_PLAY && x->plan.n_audio && (x == e || strcmp(x->audio[0]->wish, e->id) == 0))
            attach_wish(r, x->audio[0], now_us);
    }
}

int kr_room_join(struct kr_room *r, struct kr_endpoint *e, uint64_t now_us)
{
    e->room = r;
    e->link = &r->endpoints;
    e->next = r->endpoints;
    if (e->next)
        e->next->link = &e->next;
    r->endpoints = e;
    r->n_endpoints++;
    int err = kr_room_update(r, e, now_us);
    if (err)
        kr_room_leave(r, e, now_us);
    return err;
}

/* Nobody gets anything of e any more, and e gets nothing. */
static void detach_all(struct kr_endpoint *e)
{
    for (size_t i = 0; i < KR_ENDPOINT_TRACKS; i++) {
        struct kr_track *t = kr_endpoint_track(e, i);
        while (t && (t->slots || t->waiting)) /* who waits for one layer has another of this source */
            kr_slot_detach(t->slots ? t->slots : t->waiting);
    }
    for (size_t i = 0; i < e->plan.n_audio; i++)
        kr_slot_detach(e->audio[i]);
    for (size_t i = 0; i < e->plan.n_video; i++)
        kr_slot_detach(e->video[i]);
}

void kr_room_leave(struct kr_room *r, struct kr_endpoint *e, uint64_t now_us)
{
    detach_all(e);
    *e->link = e->next;
    if (e->next)
        e->next->link = e->link;
    e->room = NULL;
    e->next = NULL;
    e->link = NULL;
    r->n_endpoints--;
    kr_hear_forget(r, e);
    kr_hear_collect(r);
    kr_hear_choose(r, now_us);
    kr_wanted_look(r, now_us);
    kr_tell_codec(r, now_us);
}

int kr_room_update(struct kr_room *r, struct kr_endpoint *e, uint64_t now_us)
{
    int err = kr_hear_reserve(r);
    if (err)
        return err;
    attach_wishes(r, e, now_us);
    kr_hear_collect(r);
    kr_hear_choose(r, now_us);
    kr_relay_update(r, e, now_us);
    kr_wanted_look(r, now_us);
    kr_tell_codec(r, now_us);
    return 0;
}

/* What the message wants in slot i; an empty slot for what it does not name. */
static const struct kr_link_slot *wanted_in(const struct kr_link_endpoint_watch *watch, size_t i)
{
    const struct kr_link_slot *found = NULL;
    for (size_t k = 0; k < watch->slots_len; k++)
        if ((size_t)watch->slots[k].slot == i)
            found = &watch->slots[k];
    return found;
}

void kr_room_watch(struct kr_room *r, struct kr_endpoint *e, const struct kr_link_endpoint_watch *watch, uint64_t now_us)
{
    struct kr_link_slot slots[KR_LIMIT_VIDEO_SLOTS];
    size_t n = 0;
    for (size_t i = 0; i < e->plan.n_video; i++) {
        const struct kr_link_slot *want = wanted_in(watch, i);
        struct kr_slot *s = e->video[i];
        s->height = want && want->has_height ? (uint16_t)want->height : KR_DEMAND_ANY;
        s->pinned = want && want->has_pinned && want->pinned;
        if (!want) {
            kr_slot_set_wish(s, "", KR_SOURCE_CAMERA);
            continue;
        }
        kr_slot_set_wish(s, want->endpoint, want->kind == KR_LINK_SLOT_KIND_SCREEN ? KR_SOURCE_SCREEN : KR_SOURCE_CAMERA);
        attach_wish(r, s, now_us);
        slots[n++] = (struct kr_link_slot){
            .slot = (int64_t)i, .endpoint = s->wish, .kind = want->kind, .has_after = s->has_after, .after = s->after};
    }
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_SLOTS,
                              .u.endpoint_slots = {.endpoint = e->id, .gen = watch->gen, .slots = slots, .slots_len = n}};
    r->media->emit(r->media->arg, &msg);
    kr_hear_assign(r, e, now_us);
    kr_wanted_look(r, now_us);
}

void kr_room_heard(struct kr_room *r, struct kr_track *t, uint64_t now_us)
{
    kr_hear_packet(r, t, now_us);
}

void kr_room_tick(struct kr_room *r, uint64_t now_us)
{
    kr_hear_tick(r, now_us);
    if (now_us >= r->wanted_us)
        kr_wanted_look(r, now_us);
    if (r->codec.calm_us && now_us >= r->codec.calm_us)
        kr_tell_codec(r, now_us);
    for (struct kr_endpoint *e = r->endpoints; e; e = e->next)
        if (e->relay)
            kr_relay_tick(e, now_us);
        else
            kr_layer_choose(e, now_us);
}

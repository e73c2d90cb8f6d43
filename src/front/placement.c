/* SPDX-License-Identifier: EUPL-1.2 */
#include "front/placement.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/log.h"
#include "front/inside.h"

static struct kr_placement **find(struct kr_front *f, const char *room)
{
    struct kr_placement **at = &f->placements;
    while (*at && strcmp((*at)->room, room) != 0)
        at = &(*at)->next;
    return at;
}

struct kr_placement *kr_placement_of(struct kr_front *f, const char *room)
{
    return *find(f, room);
}

static void sum_expected(const struct kr_front *f, uint32_t expected[KR_FRONT_MEDIA_MAX])
{
    uint64_t now_ms = kr_front_now_ms(f);
    memset(expected, 0, KR_FRONT_MEDIA_MAX * sizeof *expected);
    for (const struct kr_placement *p = f->placements; p; p = p->next)
        expected[p->media] += kr_place_expected((uint32_t)p->endpoints, now_ms - p->begun_ms);
}

/* Each process of a room has relays to each other. */
static bool may_spread(const struct kr_front *f)
{
    for (size_t i = 0; i < KR_FRONT_MEDIA_MAX; i++)
        if (f->media[i].link && !f->media[i].relay[0])
            return false;
    return true;
}

int kr_placement_choose(const struct kr_session *s, uint32_t *index)
{
    struct kr_front *f = s->front;
    const struct kr_placement *p = kr_placement_of(f, s->room);
    const struct kr_session *target = s->target[0] ? kr_session_find(f, s->target) : NULL;
    uint32_t expected[KR_FRONT_MEDIA_MAX];
    struct kr_place_room room = {.on = p ? p->on : NULL, .home = p ? p->media : 0, .most = may_spread(f) ? f->room_endpoints : 0};
    if (target && target->endpoint == KR_ENDPOINT_OPEN) {
        *index = target->media;
        return 0;
    }
    sum_expected(f, expected);
    int err = kr_place(index, f->loads, expected, KR_FRONT_MEDIA_MAX, &room);
    if (err == KR_E_FULL)
        kr_warn("all media processes are full: a room that would begin was refused");
    return err;
}

int kr_placement_add(const struct kr_session *s)
{
    struct kr_front *f = s->front;
    struct kr_placement *p = kr_placement_of(f, s->room);
    if (!p) {
        p = calloc(1, sizeof *p);
        if (!p)
            return KR_E_NOMEM;
        snprintf(p->room, sizeof p->room, "%s", s->room);
        p->media = s->media;
        p->begun_ms = kr_front_now_ms(f);
        p->next = f->placements;
        f->placements = p;
    }
    if (!p->on[p->media])
        p->media = s->media; /* nobody is left where it began */
    p->endpoints++;
    p->on[s->media]++;
    kr_place_added(&f->loads[s->media]);
    return 0;
}

void kr_placement_remove(const struct kr_session *s)
{
    struct kr_placement **at = find(s->front, s->room), *p = *at;
    kr_assert(p && p->endpoints && p->on[s->media]);
    p->endpoints--;
    p->on[s->media]--;
    s->front->loads[s->media].endpoints--;
    if (!p->endpoints) {
        *at = p->next;
        free(p);
    }
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "meeting/inside.h"

struct kr_person *kr_person_new(struct kr_meeting *m, const struct kr_ticket *t, const char *id, void *user, enum kr_role role,
                                uint64_t now_ms)
{
    kr_assert(strlen(id) <= KR_LIMIT_ID_BYTES);
    struct kr_person *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->meeting = m;
    p->user = user;
    p->role = role;
    p->since_ms = now_ms;
    p->must_wait = t->by_code;
    p->rights = m->rights;
    memcpy(p->browser, t->browser, sizeof p->browser);
    snprintf(p->id, sizeof p->id, "%s", id);
    snprintf(p->ticket, sizeof p->ticket, "%s", t->id);
    struct kr_person **end = &m->people;
    while (*end)
        end = &(*end)->next;
    *end = p;
    return p;
}

static void count(struct kr_person *p, size_t by)
{
    struct kr_meeting *m = p->meeting;
    size_t *const counts[] = {NULL, &m->n_waiting, &m->n_admitted, &m->n_in};
    if (p->place != KR_PLACE_NONE)
        *counts[p->place] += by;
    if (p->place == KR_PLACE_IN && p->role == KR_ROLE_MODERATOR)
        m->n_moderators += by;
    if (p->place == KR_PLACE_WAITING)
        m->waiting_changed = true;
}

void kr_person_set_place(struct kr_person *p, enum kr_place place)
{
    count(p, (size_t)-1);
    p->place = place;
    count(p, 1);
}

struct kr_person *kr_person_find(struct kr_meeting *m, const char *id, enum kr_place place)
{
    for (struct kr_person *p = m->people; p; p = p->next)
        if (p->place == place && strcmp(p->id, id) == 0)
            return p;
    return NULL;
}

int kr_person_may(const struct kr_person *p, enum kr_action action)
{
    if (p->place != KR_PLACE_IN)
        return KR_E_STATE;
    return kr_may(p->role, action, &p->rights, p->meeting->frozen) ? 0 : KR_E_FORBIDDEN;
}

static struct kr_signal_member look(const struct kr_person *p)
{
    struct kr_signal_rights rights = kr_rights_effective(p->role, &p->rights, p->meeting->frozen);
    struct kr_link_allow allow = kr_rights_allow(&p->on, &rights);
    return (struct kr_signal_member){
        .id = p->id,
        .name = p->name,
        .role = p->role == KR_ROLE_MODERATOR ? KR_SIGNAL_MEMBER_ROLE_MODERATOR : KR_SIGNAL_MEMBER_ROLE_PARTICIPANT,
        .device = p->role == KR_ROLE_DEVICE,
        .microphone = allow.microphone,
        .camera = allow.camera,
        .screen = allow.screen,
        .screen_audio = allow.screen_audio,
        .hand = p->hand,
        .away = p->away,
        .rights = rights,
    };
}

static bool same_allow(const struct kr_signal_member *a, const struct kr_signal_member *b)
{
    return a->microphone == b->microphone && a->camera == b->camera && a->screen == b->screen && a->screen_audio == b->screen_audio;
}

static bool same_rights(const struct kr_signal_rights *a, const struct kr_signal_rights *b)
{
    return a->microphone == b->microphone && a->camera == b->camera && a->screen == b->screen && a->chat == b->chat;
}

void kr_person_refresh(struct kr_person *p)
{
    kr_assert(p->place == KR_PLACE_IN);
    struct kr_meetings *all = p->meeting->all;
    struct kr_signal_member was = p->shown, now = look(p);
    p->shown = now;
    /* First what is forwarded, then the news of it: nobody may be told of a silence that is not there yet. */
    if (was.id && !same_allow(&was, &now)) {
        struct kr_link_allow allow = kr_person_allow(p);
        all->effects->allow(all->arg, p->user, &allow);
    }
    if (was.id && same_allow(&was, &now) && same_rights(&was.rights, &now.rights) && was.hand == now.hand && was.away == now.away)
        return;
    struct kr_signal_msg msg = {.head.type = KR_SIGNAL_MEMBER_CHANGED, .u.member_changed.member = now};
    kr_tell_members(p->meeting, &msg, NULL);
}

void kr_person_discard(struct kr_person *p)
{
    struct kr_meeting *m = p->meeting;
    struct kr_meetings *all = m->all;
    struct kr_person **at = &m->people;
    while (*at != p)
        at = &(*at)->next;
    *at = p->next;
    count(p, (size_t)-1);
    void *user = p->user;
    explicit_bzero(p, sizeof *p);
    free(p);
    all->effects->gone(all->arg, user);
}

void kr_person_drop(struct kr_person *p, uint64_t now_ms)
{
    struct kr_meeting *m = p->meeting;
    bool was_in = p->place == KR_PLACE_IN;
    char id[KR_LIMIT_ID_BYTES + 1];
    memcpy(id, p->id, sizeof id);
    kr_person_discard(p);
    if (was_in) {
        struct kr_signal_msg msg = {.head.type = KR_SIGNAL_LEFT, .u.left.member = id};
        kr_tell_members(m, &msg, NULL);
    }
    kr_meeting_settle(m, now_ms);
}

const char *kr_person_id(const struct kr_person *p)
{
    return p->id;
}

void *kr_person_user(const struct kr_person *p)
{
    return p->user;
}

struct kr_meeting *kr_person_meeting(const struct kr_person *p)
{
    return p->meeting;
}

enum kr_role kr_person_role(const struct kr_person *p)
{
    return p->role;
}

bool kr_person_waits(const struct kr_person *p)
{
    return p->place == KR_PLACE_WAITING;
}

bool kr_person_is_in(const struct kr_person *p)
{
    return p->place == KR_PLACE_IN;
}

struct kr_link_allow kr_person_allow(const struct kr_person *p)
{
    struct kr_signal_rights rights = kr_rights_effective(p->role, &p->rights, p->meeting->frozen);
    return kr_rights_allow(&p->on, &rights);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* What front tells a member, and what the member makes of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load/load.h"
#include "os/clock.h"
#include "proto/signal.h"

static void join(struct kr_load_client *c)
{
    char *offer = kr_load_client_offer(c);
    struct kr_signal_msg m = {.head.type = KR_SIGNAL_JOIN,
                              .u.join = {.sdp = offer, .senders = {.microphone = c->lines[0].mid, .camera = c->lines[1].mid,
                                                                   .screen = c->lines[2].mid, .screen_audio = c->lines[3].mid}}};
    if (c->stage == KR_LOAD_WAITING) { /* for somebody to let it in: that is not the server's time */
        c->begin_us = kr_clock_us();
        c->deadline_us = c->begin_us + c->load->options->join_s * UINT64_C(1000000);
    }
    c->stage = KR_LOAD_ASKING;
    kr_load_member_say(c, &m);
    c->join_id = m.head.id;
    free(offer);
}

static struct kr_load_other *other(struct kr_load_client *c, const char *id)
{
    for (size_t i = 0; i < c->n_others; i++)
        if (strcmp(c->others[i].id, id) == 0)
            return &c->others[i];
    return NULL;
}

static void note_member(struct kr_load_client *c, const struct kr_signal_member *m)
{
    struct kr_load_other *o = other(c, m->id);
    if (strcmp(m->id, c->self) == 0 || !c->others)
        return;
    if (!o && c->n_others < KR_LOAD_MEMBERS) {
        o = &c->others[c->n_others++];
        *o = (struct kr_load_other){0};
        snprintf(o->id, sizeof o->id, "%s", m->id);
    }
    if (!o)
        return;
    c->watch_due |= o->camera != m->camera;
    o->camera = m->camera;
    o->moderator = m->role == KR_SIGNAL_MEMBER_ROLE_MODERATOR;
}

static void note_left(struct kr_load_client *c, const char *id)
{
    struct kr_load_other *o = other(c, id);
    if (!o)
        return;
    c->watch_due |= o->camera;
    memmove(o, o + 1, (size_t)(c->others + c->n_others - o - 1) * sizeof *o);
    c->n_others--;
}

static void on_joined(struct kr_load_client *c, const struct kr_signal_joined *m)
{
    snprintf(c->self, sizeof c->self, "%s", m->snapshot.self);
    c->others = calloc(KR_LOAD_MEMBERS, sizeof *c->others);
    for (size_t i = 0; i < m->snapshot.members_len; i++)
        note_member(c, &m->snapshot.members[i]);
    kr_load_client_answer(c, m->sdp);
}

static const char *reason_of(const struct kr_signal_refused *m)
{
    static const char *const names[] = {"locked", "removed", "denied", "full", "ended", "ticket", "not_resumable", "unavailable"};
    return (size_t)m->reason < sizeof names / sizeof *names ? names[m->reason] : "";
}

/* The teacher lets the other synthetic clients in, and nobody else who may wait there. */
static void let_in(struct kr_load_client *c, const struct kr_signal_waiting_room *w)
{
    const char *members[KR_LIMIT_LOBBY];
    struct kr_signal_msg m = {.head.type = KR_SIGNAL_ADMIT, .u.admit.members = members};
    for (size_t i = 0; i < w->waiting_len && i < KR_LIMIT_LOBBY; i++)
        if (strncmp(w->waiting[i].name, KR_LOAD_NAME, strlen(KR_LOAD_NAME)) == 0)
            members[m.u.admit.members_len++] = w->waiting[i].id;
    if (c->teacher && m.u.admit.members_len)
        kr_load_member_say(c, &m);
}

static void on_error(struct kr_load_client *c, const struct kr_signal_msg *m)
{
    if (strcmp(m->u.error.error, "not_found") == 0 && c->teacher) /* who waited has gone */
        return;
    if (c->stage != KR_LOAD_UP || strcmp(m->u.error.error, "rate_limited") == 0)
        kr_load_client_fail(c, "the server refused a message", m->u.error.error);
}

static void end(struct kr_load_client *c, const char *why)
{
    if (c->stage == KR_LOAD_LEAVING)
        kr_load_client_free(c);
    else
        kr_load_client_fail(c, why, "");
}

void kr_load_member_message(struct kr_load_client *c, const struct kr_signal_msg *m)
{
    switch (m->head.type) {
    case KR_SIGNAL_WAITING:
        c->stage = KR_LOAD_WAITING;
        break;
    case KR_SIGNAL_ADMITTED:
        if (!c->has_peer && c->stage != KR_LOAD_LEAVING)
            join(c);
        break;
    case KR_SIGNAL_JOINED:
        if (c->stage == KR_LOAD_ASKING && c->has_peer && !c->others)
            on_joined(c, &m->u.joined);
        break;
    case KR_SIGNAL_MEMBER_CHANGED:
        note_member(c, &m->u.member_changed.member);
        break;
    case KR_SIGNAL_LEFT:
        note_left(c, m->u.left.member);
        break;
    case KR_SIGNAL_WAITING_ROOM:
        let_in(c, &m->u.waiting_room);
        break;
    case KR_SIGNAL_WANTED:
        if (c->has_peer && c->stage == KR_LOAD_UP)
            kr_load_outgoing_wanted(&c->out, (uint16_t)m->u.wanted.camera, kr_clock_us());
        break;
    case KR_SIGNAL_REFUSED:
        kr_load_client_fail(c, "the room refused", reason_of(&m->u.refused));
        break;
    case KR_SIGNAL_ERROR:
        on_error(c, m);
        break;
    case KR_SIGNAL_MEDIA_LOST:
        end(c, "the media process is gone");
        break;
    case KR_SIGNAL_REMOVED:
    case KR_SIGNAL_ENDED:
        end(c, "the meeting is over");
        break;
    default:
        break;
    }
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* What people are told, and the lists that such messages are made of. */
#include <string.h>

#include "meeting/inside.h"

void kr_tell_one(struct kr_person *p, const struct kr_signal_msg *msg)
{
    struct kr_meetings *all = p->meeting->all;
    if (!p->away)
        all->effects->tell(all->arg, &p->user, 1, msg);
}

static void tell(struct kr_meeting *m, const struct kr_signal_msg *msg, const struct kr_person *but, bool moderators_only)
{
    struct kr_meetings *all = m->all;
    size_t n = 0;
    for (struct kr_person *p = m->people; p; p = p->next) {
        bool hears = p->place == KR_PLACE_IN && !p->away && !p->quiet && p->role != KR_ROLE_DEVICE && p != but;
        if (hears && (!moderators_only || kr_may(p->role, KR_ACT_SEE_WAITING, &p->rights, m->frozen)))
            all->users[n++] = p->user;
    }
    if (n)
        all->effects->tell(all->arg, all->users, n, msg);
}

void kr_tell_members(struct kr_meeting *m, const struct kr_signal_msg *msg, const struct kr_person *but)
{
    tell(m, msg, but, false);
}

void kr_tell_refused(struct kr_person *p, enum kr_signal_refused_reason reason)
{
    struct kr_signal_msg msg = {.head.type = KR_SIGNAL_REFUSED, .u.refused.reason = reason};
    kr_tell_one(p, &msg);
}

static struct kr_signal_room room_of(const struct kr_meeting *m)
{
    return (struct kr_signal_room){
        .id = m->room,
        .title = m->title,
        .locked = m->locked,
        .lobby = m->lobby,
        .frozen = m->frozen,
        .several_screens = m->several_screens,
        .removed_since_link = m->removed_since_link,
        .rights = m->rights,
        .started_ms = (int64_t)m->started_ms,
        .ends_ms = (int64_t)m->ends_ms,
    };
}

void kr_tell_room(struct kr_meeting *m)
{
    struct kr_signal_msg msg = {.head.type = KR_SIGNAL_ROOM_CHANGED, .u.room_changed.room = room_of(m)};
    kr_tell_members(m, &msg, NULL);
}

static size_t list_waiting(struct kr_meeting *m)
{
    size_t n = 0;
    for (struct kr_person *p = m->people; p && n < KR_LIMIT_LOBBY; p = p->next)
        if (p->place == KR_PLACE_WAITING)
            m->all->waiting[n++] = (struct kr_signal_waiting_guest){p->id, p->name, (int64_t)p->since_ms};
    return n;
}

/* A school gym of guests knocks within a second: the list, which is sent whole, is sent a few times and not 200. */
void kr_tell_waiting(struct kr_meeting *m, uint64_t now_ms, bool at_once)
{
    if (!m->waiting_changed || m->n_moderators == 0)
        return;
    if (!at_once && now_ms < m->waiting_told_ms + KR_MEETING_WAITING_EVERY_MS)
        return;
    m->waiting_changed = false;
    m->waiting_told_ms = now_ms;
    struct kr_signal_msg msg = {.head.type = KR_SIGNAL_WAITING_ROOM};
    msg.u.waiting_room.waiting_len = list_waiting(m);
    msg.u.waiting_room.waiting = m->all->waiting;
    tell(m, &msg, NULL, true);
}

int kr_meeting_snapshot(struct kr_person *p, struct kr_signal_snapshot *out)
{
    struct kr_meeting *m = p->meeting;
    struct kr_meetings *all = m->all;
    if (p->place != KR_PLACE_IN)
        return KR_E_STATE;
    size_t n = 0;
    for (struct kr_person *o = m->people; o && n < KR_LIMIT_MEMBERS; o = o->next)
        if (o->place == KR_PLACE_IN)
            all->members[n++] = o->shown;
    *out = (struct kr_signal_snapshot){
        .self = p->id,
        .room = room_of(m),
        .members = all->members,
        .members_len = n,
        .chat = m->chat.lines,
        .chat_len = m->chat.len,
        .waiting = all->waiting,
        .waiting_len = kr_may(p->role, KR_ACT_SEE_WAITING, &p->rights, m->frozen) ? list_waiting(m) : 0,
    };
    return 0;
}

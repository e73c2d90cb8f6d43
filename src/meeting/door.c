/* SPDX-License-Identifier: EUPL-1.2 */
/* What a moderator does at the door: removing, locking, the waiting room's switch, the freeze. */
#include <stdio.h>
#include <string.h>

#include "meeting/inside.h"

static bool same_browser(const uint8_t a[32], const uint8_t b[32])
{
    static const uint8_t none[32];
    return memcmp(a, none, sizeof none) != 0 && memcmp(a, b, sizeof none) == 0;
}

static size_t removed_len(const struct kr_meeting *m)
{
    return m->n_removed < KR_MEETING_REMOVED_KEPT ? m->n_removed : KR_MEETING_REMOVED_KEPT;
}

/* The hashes are compared without care for time: they were made here, from a cookie that its browser knows. */
const struct kr_removed *kr_door_find_removed(const struct kr_meeting *m, const char *ticket, const uint8_t browser[32])
{
    const struct kr_removed *found = NULL;
    for (size_t i = 0; i < removed_len(m); i++) {
        const struct kr_removed *r = &m->removed[i];
        if ((strcmp(r->ticket, ticket) == 0 || same_browser(r->browser, browser)) && (!found || !r->link_renewed))
            found = r;
    }
    return found;
}

/*
 * Who was removed gets another chance by the new link, but under the moderators' eyes: a ticket that was drawn from
 * the old link cannot be told from one of the new.
 */
void kr_door_link_renewed(struct kr_meeting *m)
{
    for (size_t i = 0; i < removed_len(m); i++)
        m->removed[i].link_renewed = true;
    m->removed_since_link = false;
}

static void remember(struct kr_meeting *m, const struct kr_person *p)
{
    struct kr_removed *r = &m->removed[m->n_removed++ % KR_MEETING_REMOVED_KEPT];
    *r = (struct kr_removed){0};
    memcpy(r->ticket, p->ticket, sizeof r->ticket);
    memcpy(r->browser, p->browser, sizeof r->browser);
}

static void throw_out(struct kr_person *p, uint64_t now_ms)
{
    struct kr_signal_msg removed = {.head.type = KR_SIGNAL_REMOVED};
    if (p->place == KR_PLACE_IN)
        kr_tell_one(p, &removed);
    else
        kr_tell_refused(p, KR_SIGNAL_REFUSED_REASON_REMOVED);
    kr_person_drop(p, now_ms);
}

static struct kr_person *find_anywhere(struct kr_meeting *m, const char *id)
{
    for (struct kr_person *p = m->people; p; p = p->next)
        if (strcmp(p->id, id) == 0)
            return p;
    return NULL;
}

int kr_meeting_remove(struct kr_person *by, const struct kr_signal_remove *r, uint64_t now_ms)
{
    struct kr_meeting *m = by->meeting;
    int err = kr_person_may(by, KR_ACT_REMOVE);
    if (err)
        return err;
    struct kr_person *target = find_anywhere(m, r->member);
    if (!target)
        return KR_E_NOT_FOUND;
    if (!kr_may_touch(target->role, false))
        return KR_E_FORBIDDEN;
    remember(m, target);
    m->removed_since_link = true;
    /* Somebody may be in twice, or wait in a second tab: all of that browser goes. */
    for (struct kr_person *p = m->people, *next; p; p = next) {
        next = p->next;
        const struct kr_removed *found = kr_door_find_removed(m, p->ticket, p->browser);
        if (p->role != KR_ROLE_MODERATOR && found && !found->link_renewed)
            throw_out(p, now_ms);
    }
    kr_tell_room(m);
    kr_tell_waiting(m, now_ms, true);
    return 0;
}

int kr_meeting_lock(struct kr_person *by, const struct kr_signal_lock *l)
{
    int err = kr_person_may(by, KR_ACT_LOCK);
    if (err || by->meeting->locked == l->on)
        return err;
    by->meeting->locked = l->on;
    kr_tell_room(by->meeting);
    return 0;
}

int kr_meeting_lobby(struct kr_person *by, const struct kr_signal_lobby *l, uint64_t now_ms)
{
    int err = kr_person_may(by, KR_ACT_LOBBY);
    if (err || by->meeting->lobby == l->on)
        return err;
    by->meeting->lobby = l->on;
    kr_tell_room(by->meeting);
    kr_lobby_review(by->meeting, now_ms);
    return 0;
}

int kr_meeting_freeze(struct kr_person *by, const struct kr_signal_freeze *f, uint64_t now_ms)
{
    struct kr_meeting *m = by->meeting;
    int err = kr_person_may(by, KR_ACT_FREEZE);
    if (err || m->frozen == f->on)
        return err;
    m->frozen = f->on;
    /*
     * A right that goes while the room is frozen comes back with it, so a device need not be switched off: whoever
     * loses rights must know of the freeze before, and whoever gets them back must not hear of its end first.
     */
    if (f->on)
        kr_tell_room(m);
    for (struct kr_person *p = m->people; p; p = p->next)
        if (p->place == KR_PLACE_IN)
            kr_person_refresh(p);
    if (!f->on)
        kr_tell_room(m);
    kr_lobby_review(m, now_ms);
    return 0;
}

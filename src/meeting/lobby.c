/* SPDX-License-Identifier: EUPL-1.2 */
/* Coming in: who waits, who is let in, who is turned away. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "meeting/inside.h"

bool kr_lobby_has_place(const struct kr_meeting *m, enum kr_role role)
{
    size_t kept = role == KR_ROLE_MODERATOR ? 0 : KR_MEETING_MODERATOR_PLACES;
    size_t here = m->n_in + m->n_admitted;
    bool over = m->max_people && role == KR_ROLE_PARTICIPANT && here >= m->max_people;
    return !over && here + kept < KR_LIMIT_MEMBERS;
}

/* Why somebody waits is one question with one answer; the guest hears the same in every case. */
static bool must_wait(const struct kr_meeting *m, const struct kr_person *p)
{
    if (p->role == KR_ROLE_MODERATOR)
        return false;
    return p->must_wait || m->lobby || m->n_moderators == 0 || m->removed_since_link || m->frozen || m->locked;
}

void kr_lobby_admit(struct kr_person *p)
{
    struct kr_meetings *all = p->meeting->all;
    kr_person_set_place(p, KR_PLACE_ADMITTED);
    all->effects->admitted(all->arg, p->user);
}

void kr_lobby_review(struct kr_meeting *m, uint64_t now_ms)
{
    for (struct kr_person *p = m->people; p; p = p->next)
        if (p->place == KR_PLACE_WAITING && !must_wait(m, p) && kr_lobby_has_place(m, p->role))
            kr_lobby_admit(p);
    kr_tell_waiting(m, now_ms, true);
}

static int refuse(struct kr_knock_result *out, enum kr_signal_refused_reason reason)
{
    *out = (struct kr_knock_result){.outcome = KR_KNOCK_REFUSED, .reason = reason};
    return 0;
}

static bool taken_by_member(void *arg, const char *name)
{
    const struct kr_person *self = arg;
    for (const struct kr_person *o = self->meeting->people; o; o = o->next)
        if (o != self && o->place == KR_PLACE_IN && kr_name_equal(o->name, name))
            return true;
    return false;
}

int kr_meeting_knock(struct kr_meetings *all, const struct kr_ticket *t, const char *raw_name, const char *id, void *user,
                     uint64_t now_ms, struct kr_knock_result *out)
{
    char name[KR_NAME_SIZE];
    if (t->role != KR_TICKET_MODERATOR && t->role != KR_TICKET_PARTICIPANT)
        return KR_E_FORBIDDEN;
    enum kr_role role = t->role == KR_TICKET_MODERATOR ? KR_ROLE_MODERATOR : KR_ROLE_PARTICIPANT;
    int err = kr_name_clean(name, raw_name);
    if (err)
        return err;
    struct kr_meeting *m = kr_meeting_of(all, t);
    if (!m)
        return KR_E_NOMEM;
    const struct kr_removed *removed = role == KR_ROLE_MODERATOR ? NULL : kr_door_find_removed(m, t->id, t->browser);
    if (removed && !removed->link_renewed)
        return refuse(out, KR_SIGNAL_REFUSED_REASON_REMOVED);
    if (m->locked && role != KR_ROLE_MODERATOR)
        return refuse(out, KR_SIGNAL_REFUSED_REASON_LOCKED);
    if (!kr_lobby_has_place(m, role) || m->n_waiting == KR_LIMIT_LOBBY)
        return refuse(out, KR_SIGNAL_REFUSED_REASON_FULL);

    struct kr_person *p = kr_person_new(m, t, id, user, role, now_ms);
    if (!p)
        return KR_E_NOMEM;
    memcpy(p->name, name, sizeof p->name);
    p->must_wait |= removed != NULL;
    bool waits = must_wait(m, p);
    kr_person_set_place(p, waits ? KR_PLACE_WAITING : KR_PLACE_ADMITTED);
    *out = (struct kr_knock_result){.outcome = waits ? KR_KNOCK_WAITING : KR_KNOCK_ADMITTED, .person = p};
    kr_tell_waiting(m, now_ms, false);
    return 0;
}

static int may_device(const struct kr_meeting *m, const struct kr_ticket *t)
{
    const struct kr_removed *removed = kr_door_find_removed(m, t->id, t->browser);
    return m->locked || m->frozen || (removed && !removed->link_renewed) ? KR_E_FORBIDDEN : 0;
}

int kr_meeting_attach(struct kr_meetings *all, const struct kr_ticket *t, const char *label, const char *id, void *user,
                      uint64_t now_ms, struct kr_person **out)
{
    if (t->role != KR_TICKET_PUBLISH)
        return KR_E_FORBIDDEN;
    if (strlen(label) > KR_LIMIT_ID_BYTES)
        return KR_E_TOO_LARGE;
    struct kr_meeting *m = kr_meeting_of(all, t);
    if (!m)
        return KR_E_NOMEM;
    for (const struct kr_person *o = m->people; o; o = o->next)
        if (o->role == KR_ROLE_DEVICE && strcmp(o->label, label) == 0)
            return KR_E_EXISTS;
    int err = may_device(m, t);
    if (err)
        return err;
    if (!kr_lobby_has_place(m, KR_ROLE_DEVICE))
        return KR_E_FULL;
    char name[KR_NAME_SIZE];
    err = kr_name_clean(name, label);
    if (err)
        return err;
    struct kr_person *p = kr_person_new(m, t, id, user, KR_ROLE_DEVICE, now_ms);
    if (!p)
        return KR_E_NOMEM;
    memcpy(p->name, name, sizeof p->name);
    snprintf(p->label, sizeof p->label, "%s", label);
    /* The room's default is for people; what a device may send, its token says. */
    p->rights = (struct kr_signal_rights){.microphone = true, .camera = true};
    kr_person_set_place(p, KR_PLACE_ADMITTED);
    *out = p;
    return 0;
}

int kr_meeting_may_play(struct kr_meetings *all, const struct kr_ticket *t)
{
    if (t->role != KR_TICKET_PLAY)
        return KR_E_FORBIDDEN;
    struct kr_meeting *m = kr_meetings_find(all, t->room);
    return m && m->n_in ? may_device(m, t) : KR_E_NOT_FOUND;
}

int kr_meeting_enter(struct kr_person *p, uint64_t now_ms)
{
    struct kr_meeting *m = p->meeting;
    if (p->place == KR_PLACE_WAITING)
        return KR_E_STATE;
    if (p->place == KR_PLACE_IN)
        return 0;
    kr_name_make_unique(p->name, taken_by_member, p);
    p->quiet = true;
    kr_person_set_place(p, KR_PLACE_IN);
    if (!m->started_ms)
        m->started_ms = now_ms;
    kr_person_refresh(p);
    kr_meeting_settle(m, now_ms);
    kr_lobby_review(m, now_ms);
    p->quiet = false;
    return 0;
}

int kr_meeting_admit(struct kr_person *by, const struct kr_signal_admit *a, uint64_t now_ms)
{
    struct kr_meeting *m = by->meeting;
    size_t found = 0, admitted = 0;
    int err = kr_person_may(by, KR_ACT_ADMIT);
    if (err)
        return err;
    if (m->frozen)
        return KR_E_STATE; /* nobody comes in, not even by hand */
    bool all = a->has_all && a->all;
    for (struct kr_person *p = m->people; p; p = p->next) {
        bool named = all;
        for (size_t i = 0; !named && i < a->members_len; i++)
            named = strcmp(p->id, a->members[i]) == 0;
        if (p->place != KR_PLACE_WAITING || !named)
            continue;
        found++;
        if (kr_lobby_has_place(m, p->role)) {
            kr_lobby_admit(p);
            admitted++;
        }
    }
    kr_tell_waiting(m, now_ms, true);
    if (admitted || (all && !found))
        return 0; /* some may have given up meanwhile: the fresh list says who */
    return found ? KR_E_FULL : KR_E_NOT_FOUND;
}

int kr_meeting_deny(struct kr_person *by, const struct kr_signal_deny *d, uint64_t now_ms)
{
    struct kr_meeting *m = by->meeting;
    size_t found = 0;
    int err = kr_person_may(by, KR_ACT_DENY);
    if (err)
        return err;
    for (size_t i = 0; i < d->members_len; i++) {
        struct kr_person *p = kr_person_find(m, d->members[i], KR_PLACE_WAITING);
        if (!p)
            continue;
        found++;
        kr_tell_refused(p, KR_SIGNAL_REFUSED_REASON_DENIED);
        kr_person_drop(p, now_ms);
    }
    kr_tell_waiting(m, now_ms, true);
    return found ? 0 : KR_E_NOT_FOUND;
}

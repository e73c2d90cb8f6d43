/* SPDX-License-Identifier: EUPL-1.2 */
/* The life of a meeting: begun by its first member, ended by hand, by its timers or by the office. */
#include "meeting/meeting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "meeting/inside.h"


int kr_meetings_new(struct kr_meetings **out, const struct kr_meeting_effects *effects, void *arg)
{
    struct kr_meetings *all = calloc(1, sizeof *all);
    if (!all)
        return KR_E_NOMEM;
    all->effects = effects;
    all->arg = arg;
    *out = all;
    return 0;
}

static void free_meeting(struct kr_meeting *m)
{
    for (struct kr_person *p = m->people, *next; p; p = next) {
        next = p->next;
        explicit_bzero(p, sizeof *p);
        free(p);
    }
    kr_chat_fini(&m->chat);
    explicit_bzero(m, sizeof *m);
    free(m);
}

void kr_meetings_free(struct kr_meetings *all)
{
    if (!all)
        return;
    for (struct kr_meeting *m = all->first, *next; m; m = next) {
        next = m->next;
        free_meeting(m);
    }
    free(all);
}

struct kr_meeting *kr_meetings_find(struct kr_meetings *all, const char *room)
{
    struct kr_meeting *m = all->first;
    while (m && strcmp(m->room, room) != 0)
        m = m->next;
    return m;
}

size_t kr_meetings_count(const struct kr_meetings *all)
{
    size_t n = 0;
    for (const struct kr_meeting *m = all->first; m; m = m->next)
        n++;
    return n;
}

struct kr_meeting *kr_meetings_next(struct kr_meetings *all, struct kr_meeting *prev)
{
    return prev ? prev->next : all->first;
}

/* The room's default for participants. Only what is new about it acts: what moderators granted stays. */
static void take_rights(struct kr_meeting *m, struct kr_signal_rights rights)
{
    const struct kr_signal_rights old = m->rights_setting;
    m->rights_setting = rights;
    kr_member_grant_all(m, &(struct kr_signal_grant){
                               .has_microphone = old.microphone != rights.microphone, .microphone = rights.microphone,
                               .has_camera = old.camera != rights.camera, .camera = rights.camera,
                               .has_screen = old.screen != rights.screen, .screen = rights.screen,
                               .has_chat = old.chat != rights.chat, .chat = rights.chat,
                           });
}

static void take_settings(struct kr_meeting *m, const struct kr_ticket *t)
{
    snprintf(m->account, sizeof m->account, "%s", t->account);
    snprintf(m->title, sizeof m->title, "%s", t->title);
    m->end_after_s = t->end_after_s;
    m->lobby = m->lobby_setting = t->lobby;
    m->max_people = t->max_people;
    take_rights(m, (struct kr_signal_rights){.microphone = !t->denied.microphone, .camera = !t->denied.camera,
                                             .screen = !t->denied.screen, .chat = !t->denied.chat});
}

/*
 * A guest's ticket may be hours old, a moderator's is fresh: until a moderator was in, its ticket corrects the
 * settings. From then on room_changed does.
 */
struct kr_meeting *kr_meeting_of(struct kr_meetings *all, const struct kr_ticket *t)
{
    struct kr_meeting *m = kr_meetings_find(all, t->room);
    if (!m) {
        m = calloc(1, sizeof *m);
        if (!m)
            return NULL;
        m->all = all;
        snprintf(m->room, sizeof m->room, "%s", t->room);
        m->next = all->first;
        all->first = m;
        take_settings(m, t);
    } else if (!m->opened && t->role == KR_TICKET_MODERATOR) {
        take_settings(m, t);
    }
    return m;
}

static uint64_t end_of(const struct kr_meeting *m)
{
    return m->alone_ms && m->end_after_s ? m->alone_ms + m->end_after_s * UINT64_C(1000) : 0;
}

void kr_meeting_settle(struct kr_meeting *m, uint64_t now_ms)
{
    struct kr_meetings *all = m->all;
    if (m->n_moderators)
        m->opened = true;
    if (m->n_moderators)
        m->alone_ms = 0;
    else if (m->opened && !m->alone_ms)
        m->alone_ms = now_ms;
    uint64_t ends_ms = end_of(m);
    if (ends_ms != m->ends_ms) {
        m->ends_ms = ends_ms;
        kr_tell_room(m);
    }
    if (m->n_in)
        m->empty_ms = 0;
    else if (m->started_ms && !m->empty_ms)
        m->empty_ms = now_ms;
    bool moderator = m->n_moderators > 0;
    if (m->n_in != m->told_members || moderator != m->told_moderator) {
        m->told_members = m->n_in;
        m->told_moderator = moderator;
        all->effects->live(all->arg, m->room, m->n_in, moderator);
    }
    kr_tell_waiting(m, now_ms, false);
}

static void reset(struct kr_meeting *m)
{
    kr_chat_fini(&m->chat);
    explicit_bzero(m->removed, sizeof m->removed);
    m->n_removed = 0;
    m->lobby = m->lobby_setting;
    m->rights = m->rights_setting;
    m->opened = m->locked = m->frozen = m->removed_since_link = m->several_screens = false;
    m->started_ms = m->alone_ms = m->ends_ms = m->empty_ms = 0;
}

/* Whoever was not in yet and may still meet in this room: it was not their meeting that ended. */
static bool outlives(const struct kr_person *p, enum kr_signal_ended_reason reason)
{
    switch (reason) {
    case KR_SIGNAL_ENDED_REASON_NO_MODERATOR:
        return p->place == KR_PLACE_WAITING || (p->place == KR_PLACE_ADMITTED && p->role == KR_ROLE_MODERATOR);
    case KR_SIGNAL_ENDED_REASON_BY_MODERATOR:
        return p->place == KR_PLACE_ADMITTED && p->role == KR_ROLE_MODERATOR;
    default:
        return false;
    }
}

void kr_meeting_over(struct kr_meeting *m, enum kr_signal_ended_reason reason, uint64_t now_ms)
{
    struct kr_signal_msg msg = {.head.type = KR_SIGNAL_ENDED, .u.ended.reason = reason};
    kr_tell_members(m, &msg, NULL);
    for (struct kr_person *p = m->people, *next; p; p = next) {
        next = p->next;
        if (outlives(p, reason))
            continue;
        if (p->place != KR_PLACE_IN)
            kr_tell_refused(p, KR_SIGNAL_REFUSED_REASON_ENDED);
        kr_person_discard(p);
    }
    reset(m);
    kr_meeting_settle(m, now_ms);
}

int kr_meeting_end(struct kr_person *by, uint64_t now_ms)
{
    int err = kr_person_may(by, KR_ACT_END);
    if (!err)
        kr_meeting_over(by->meeting, KR_SIGNAL_ENDED_REASON_BY_MODERATOR, now_ms);
    return err;
}

void kr_meeting_leave(struct kr_person *p, uint64_t now_ms)
{
    kr_person_drop(p, now_ms);
}

void kr_meeting_away(struct kr_person *p, uint64_t now_ms)
{
    p->away = true;
    p->away_until_ms = now_ms + KR_MEETING_RESUME_MS;
    if (p->place == KR_PLACE_IN)
        kr_person_refresh(p);
}

void kr_meeting_back(struct kr_person *p, uint64_t now_ms)
{
    p->away = false;
    p->quiet = true;
    if (p->place == KR_PLACE_IN)
        kr_person_refresh(p);
    p->quiet = false;
    kr_tell_waiting(p->meeting, now_ms, false);
}

static void tick(struct kr_meeting *m, uint64_t now_ms)
{
    for (struct kr_person *p = m->people, *next; p; p = next) {
        next = p->next;
        if (p->away && now_ms >= p->away_until_ms)
            kr_person_drop(p, now_ms);
    }
    bool timed_out = m->ends_ms && now_ms >= m->ends_ms;
    bool empty = m->empty_ms && now_ms >= m->empty_ms + KR_MEETING_EMPTY_MS;
    if (timed_out || empty)
        kr_meeting_over(m, KR_SIGNAL_ENDED_REASON_NO_MODERATOR, now_ms);
    kr_tell_waiting(m, now_ms, false);
}

void kr_meetings_tick(struct kr_meetings *all, uint64_t now_ms)
{
    for (struct kr_meeting **at = &all->first; *at;) {
        struct kr_meeting *m = *at;
        tick(m, now_ms);
        if (!m->people && !m->started_ms) {
            *at = m->next;
            free_meeting(m);
        } else {
            at = &m->next;
        }
    }
}

void kr_meetings_room_changed(struct kr_meetings *all, const struct kr_link_room_changed *change, uint64_t now_ms)
{
    struct kr_meeting *m = kr_meetings_find(all, change->room);
    if (!m)
        return;
    snprintf(m->title, sizeof m->title, "%s", change->title);
    m->end_after_s = (uint32_t)change->end_after_s;
    m->max_people = (uint16_t)change->max_people;
    take_rights(m, (struct kr_signal_rights){.microphone = change->rights.microphone, .camera = change->rights.camera,
                                             .screen = change->rights.screen, .chat = change->rights.chat});
    if (m->lobby_setting != change->lobby)
        m->lobby = m->lobby_setting = change->lobby;
    if (change->new_link)
        kr_door_link_renewed(m);
    m->ends_ms = end_of(m);
    kr_tell_room(m);
    kr_lobby_review(m, now_ms);
}

void kr_meetings_room_deleted(struct kr_meetings *all, const char *room, uint64_t now_ms)
{
    struct kr_meeting *m = kr_meetings_find(all, room);
    if (m)
        kr_meeting_over(m, KR_SIGNAL_ENDED_REASON_ROOM_DELETED, now_ms);
}

void kr_meetings_account_locked(struct kr_meetings *all, const char *account, uint64_t now_ms)
{
    for (struct kr_meeting *m = all->first; m; m = m->next)
        if (strcmp(m->account, account) == 0)
            kr_meeting_over(m, KR_SIGNAL_ENDED_REASON_ACCOUNT_LOCKED, now_ms);
}

const char *kr_meeting_room(const struct kr_meeting *m)
{
    return m->room;
}

size_t kr_meeting_members(const struct kr_meeting *m)
{
    return m->n_in;
}

struct kr_person *kr_meeting_find_member(struct kr_meeting *m, const char *id_or_label)
{
    for (struct kr_person *p = m->people; p; p = p->next)
        if (p->place == KR_PLACE_IN && (strcmp(p->id, id_or_label) == 0 || (p->label[0] && strcmp(p->label, id_or_label) == 0)))
            return p;
    return NULL;
}

struct kr_person *kr_meeting_next_member(struct kr_meeting *m, struct kr_person *prev)
{
    struct kr_person *p = prev ? prev->next : m->people;
    while (p && p->place != KR_PLACE_IN)
        p = p->next;
    return p;
}

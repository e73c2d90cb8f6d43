/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Meetings: who is in, who waits, roles, rights, chat, hands, locks and timers. Pure state: values and `now_ms` go
 * in, effects come out; no socket, no clock, nothing written down. A meeting lives in memory from its first person to
 * its end.
 *
 * Roles come from tickets and never change: nobody is promoted because somebody left. A waiting guest is told
 * `waiting`, `admitted` or `refused` and nothing else.
 *
 * now_ms is Unix time taken from a clock that never goes back. Functions that act for a person return 0, or an error
 * after which nothing has changed.
 */
#ifndef KR_MEETING_MEETING_H
#define KR_MEETING_MEETING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "crypto/ticket.h"
#include "meeting/rights.h"
#include "proto/link.h"
#include "proto/signal.h"

struct kr_meetings; /* all meetings of a front process */
struct kr_meeting;
struct kr_person; /* somebody who waits, is admitted, or is in; owned by the meeting until `gone` */

enum {
    KR_MEETING_RESUME_MS = 60 * 1000,     /* a lost WebSocket may come back for this long */
    KR_MEETING_EMPTY_MS = 60 * 1000,      /* a meeting without members ends after this long */
    KR_MEETING_WAITING_EVERY_MS = 250,    /* the list of waiting guests is sent at most this often */
    KR_MEETING_MODERATOR_PLACES = 8,      /* places that participants leave free */
    KR_MEETING_REMOVED_KEPT = 256,        /* removed browsers remembered */
    KR_MEETING_SCREENS_MAX = 4,           /* shown at a time, where several may be */
};

/*
 * What happens outside. None of these may call back into the meeting. `user` is what the person was made with; texts
 * in a message live until the call returns.
 */
struct kr_meeting_effects {
    /* Send this message to these people's clients. */
    void (*tell)(void *arg, void *const *users, size_t n, const struct kr_signal_msg *msg);
    /* A waiting person may join now. */
    void (*admitted)(void *arg, void *user);
    /* This of a member's sources is forwarded from now on. */
    void (*allow)(void *arg, void *user, const struct kr_link_allow *allow);
    /* The person is out and its pointer is invalid; what it had to be told was told before. */
    void (*gone)(void *arg, void *user);
    /* The number of members, or whether a moderator is there, changed. */
    void (*live)(void *arg, const char *room, size_t members, bool moderator);
};

KR_MUST_CHECK int kr_meetings_new(struct kr_meetings **out, const struct kr_meeting_effects *effects, void *arg);

/* Without effects: nobody is told. */
void kr_meetings_free(struct kr_meetings *all);

/* Runs what is due: resume windows, end timers, empty meetings, the list of who waits. Call a few times a second. */
void kr_meetings_tick(struct kr_meetings *all, uint64_t now_ms);

/* The room's meeting, or NULL. */
struct kr_meeting *kr_meetings_find(struct kr_meetings *all, const char *room);

size_t kr_meetings_count(const struct kr_meetings *all);

/* Walks all meetings; prev NULL starts. */
struct kr_meeting *kr_meetings_next(struct kr_meetings *all, struct kr_meeting *prev);

/* The office's news. */
void kr_meetings_room_changed(struct kr_meetings *all, const struct kr_link_room_changed *change, uint64_t now_ms);
void kr_meetings_room_deleted(struct kr_meetings *all, const char *room, uint64_t now_ms);
void kr_meetings_account_locked(struct kr_meetings *all, const char *account, uint64_t now_ms);

/* ---- coming in ---- */

enum kr_knock { KR_KNOCK_WAITING, KR_KNOCK_ADMITTED, KR_KNOCK_REFUSED };

struct kr_knock_result {
    enum kr_knock outcome;
    struct kr_person *person;                /* NULL when refused */
    enum kr_signal_refused_reason reason;    /* when refused */
};

/*
 * Somebody asks to come in with a ticket that was opened and checked; `id` is fresh and unguessable. The caller gives
 * the answer from *out. KR_E_MALFORMED for a name in which nothing is visible, KR_E_FORBIDDEN for a device's ticket.
 */
KR_MUST_CHECK int kr_meeting_knock(struct kr_meetings *all, const struct kr_ticket *ticket, const char *name, const char *id,
                                   void *user, uint64_t now_ms, struct kr_knock_result *out);

/*
 * A WHIP device: admitted at once, named and found by its label. KR_E_EXISTS when the label is taken, KR_E_FORBIDDEN
 * when the room is locked or frozen or the ticket was removed, KR_E_FULL.
 */
KR_MUST_CHECK int kr_meeting_attach(struct kr_meetings *all, const struct kr_ticket *ticket, const char *label, const char *id,
                                    void *user, uint64_t now_ms, struct kr_person **out);

/* Whether a WHEP player with this ticket may come: KR_E_NOT_FOUND without a meeting, KR_E_FORBIDDEN as above. */
KR_MUST_CHECK int kr_meeting_may_play(struct kr_meetings *all, const struct kr_ticket *ticket);

/* An admitted person is in from now on: the others are told. KR_E_STATE if it waits; nothing if it is in already. */
KR_MUST_CHECK int kr_meeting_enter(struct kr_person *p, uint64_t now_ms);

/* The connection is lost; the person stays for KR_MEETING_RESUME_MS. */
void kr_meeting_away(struct kr_person *p, uint64_t now_ms);
void kr_meeting_back(struct kr_person *p, uint64_t now_ms);

/* ---- what people do; `now_ms` is the moment ---- */

/* KR_E_EXISTS: somebody else shows a screen, and only one may at a time. KR_E_FULL: so many do already. */
KR_MUST_CHECK int kr_meeting_state(struct kr_person *p, const struct kr_signal_state *m);
KR_MUST_CHECK int kr_meeting_say(struct kr_person *p, const struct kr_signal_say *m, uint64_t now_ms);
KR_MUST_CHECK int kr_meeting_unsay(struct kr_person *p, const struct kr_signal_unsay *m);
KR_MUST_CHECK int kr_meeting_hand(struct kr_person *p, const struct kr_signal_hand *m);
KR_MUST_CHECK int kr_meeting_grant(struct kr_person *p, const struct kr_signal_grant *m);
KR_MUST_CHECK int kr_meeting_mute(struct kr_person *p, const struct kr_signal_mute *m);
KR_MUST_CHECK int kr_meeting_admit(struct kr_person *p, const struct kr_signal_admit *m, uint64_t now_ms);
KR_MUST_CHECK int kr_meeting_deny(struct kr_person *p, const struct kr_signal_deny *m, uint64_t now_ms);
KR_MUST_CHECK int kr_meeting_remove(struct kr_person *p, const struct kr_signal_remove *m, uint64_t now_ms);
KR_MUST_CHECK int kr_meeting_lock(struct kr_person *p, const struct kr_signal_lock *m);
KR_MUST_CHECK int kr_meeting_lobby(struct kr_person *p, const struct kr_signal_lobby *m, uint64_t now_ms);
KR_MUST_CHECK int kr_meeting_freeze(struct kr_person *p, const struct kr_signal_freeze *m, uint64_t now_ms);
KR_MUST_CHECK int kr_meeting_screens(struct kr_person *p, const struct kr_signal_screens *m);
KR_MUST_CHECK int kr_meeting_end(struct kr_person *p, uint64_t now_ms);

/* Goes for good, from wherever it is. */
void kr_meeting_leave(struct kr_person *p, uint64_t now_ms);

/* ---- looking ---- */

const char *kr_person_id(const struct kr_person *p);
void *kr_person_user(const struct kr_person *p);
struct kr_meeting *kr_person_meeting(const struct kr_person *p);
enum kr_role kr_person_role(const struct kr_person *p);
bool kr_person_waits(const struct kr_person *p);
bool kr_person_is_in(const struct kr_person *p);
struct kr_link_allow kr_person_allow(const struct kr_person *p);

const char *kr_meeting_room(const struct kr_meeting *m);
size_t kr_meeting_members(const struct kr_meeting *m);

/* A member by id, or a device by its label; NULL if there is none that is in. */
struct kr_person *kr_meeting_find_member(struct kr_meeting *m, const char *id_or_label);

/* Walks the members who are in; prev NULL starts. */
struct kr_person *kr_meeting_next_member(struct kr_meeting *m, struct kr_person *prev);

/* What this member sees of the meeting. Points into the meeting: valid until anything changes. KR_E_STATE unless in. */
KR_MUST_CHECK int kr_meeting_snapshot(struct kr_person *p, struct kr_signal_snapshot *out);

#endif

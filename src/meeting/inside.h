/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of this folder share and nobody else sees. */
#ifndef KR_MEETING_INSIDE_H
#define KR_MEETING_INSIDE_H

#include "base/limits.h"
#include "meeting/chat.h"
#include "meeting/meeting.h"
#include "meeting/name.h"

enum kr_place { KR_PLACE_NONE, KR_PLACE_WAITING, KR_PLACE_ADMITTED, KR_PLACE_IN };

/* By which somebody is recognised who was removed. */
struct kr_removed {
    char ticket[KR_LIMIT_ID_BYTES + 1];
    uint8_t browser[32];
    bool link_renewed; /* since then: no longer refused, but always made to wait */
};

struct kr_person {
    struct kr_person *next;
    struct kr_meeting *meeting;
    void *user;
    enum kr_place place;
    enum kr_role role;
    char id[KR_LIMIT_ID_BYTES + 1];
    char label[KR_LIMIT_ID_BYTES + 1]; /* of a device, else empty */
    char name[KR_NAME_SIZE];
    char ticket[KR_LIMIT_ID_BYTES + 1];
    uint8_t browser[32];
    bool must_wait; /* came by short code, or was removed before the link was renewed */
    uint64_t since_ms;
    bool away;
    uint64_t away_until_ms;
    struct kr_signal_rights rights; /* its own, before freeze */
    struct kr_link_allow on;        /* what it switched on itself */
    int64_t hand;
    int64_t screen_order; /* 0: shows nothing; otherwise counts up with each who begins to show */
    struct kr_signal_member shown; /* what the others were told last */
    bool quiet;                    /* hears nothing yet: its own answer, with the snapshot, comes first */
};

struct kr_meeting {
    struct kr_meeting *next;
    struct kr_meetings *all;
    char room[KR_LIMIT_ID_BYTES + 1];
    char account[KR_LIMIT_ID_BYTES + 1];
    char title[KR_LIMIT_TITLE_BYTES + 1];
    uint32_t end_after_s;
    bool lobby_setting; /* the room's own */
    bool lobby;         /* for this meeting: the setting, or what a moderator switched it to */
    bool opened;        /* a moderator was in: settings come no longer from tickets */
    bool locked, frozen, removed_since_link;
    bool several_screens; /* for this meeting */
    struct kr_signal_rights rights_setting; /* the room's own */
    struct kr_signal_rights rights;         /* default of participants: the setting, or what a moderator granted all */
    uint16_t max_people;                    /* 0: as many as there is place for */
    uint64_t started_ms;            /* 0: no member yet */
    uint64_t alone_ms;              /* when the last moderator left; 0: one is here or none was yet */
    uint64_t ends_ms;
    uint64_t empty_ms; /* when the last member left; 0: there are some */
    struct kr_person *people; /* in order of arrival */
    size_t n_waiting, n_admitted, n_in, n_moderators;
    size_t told_members; /* what `live` said last */
    bool told_moderator;
    bool waiting_changed;
    uint64_t waiting_told_ms;
    struct kr_chat chat;
    struct kr_removed removed[KR_MEETING_REMOVED_KEPT];
    size_t n_removed; /* ever; the oldest is overwritten */
};

struct kr_meetings {
    const struct kr_meeting_effects *effects;
    void *arg;
    struct kr_meeting *first;
    /* Lists of a message under construction; one at a time, since effects do not call back. */
    void *users[KR_LIMIT_MEMBERS];
    struct kr_signal_member members[KR_LIMIT_MEMBERS];
    struct kr_signal_waiting_guest waiting[KR_LIMIT_LOBBY];
};

/* ---- person.c ---- */
/* Somebody new, who has no place yet; NULL when out of memory. */
struct kr_person *kr_person_new(struct kr_meeting *m, const struct kr_ticket *t, const char *id, void *user, enum kr_role role,
                                uint64_t now_ms);
void kr_person_set_place(struct kr_person *p, enum kr_place place); /* keeps the meeting's counts */
struct kr_person *kr_person_find(struct kr_meeting *m, const char *id, enum kr_place place);
/* 0, KR_E_STATE before it is in, or KR_E_FORBIDDEN. */
int kr_person_may(const struct kr_person *p, enum kr_action action);
/* Tells the others, and the media, what changed since they were told last. Only for members. */
void kr_person_refresh(struct kr_person *p);
/* Out of the meeting, effects included: the others are told, timers start, memory goes. */
void kr_person_drop(struct kr_person *p, uint64_t now_ms);
/* The same when the others have been told better, or nobody is left to tell. */
void kr_person_discard(struct kr_person *p);

/* ---- member.c ---- */
/* Gives to and takes from all participants and those to come. The room is told by the caller. */
void kr_member_grant_all(struct kr_meeting *m, const struct kr_signal_grant *g);

/* ---- tell.c ---- */
void kr_tell_one(struct kr_person *p, const struct kr_signal_msg *msg);
void kr_tell_members(struct kr_meeting *m, const struct kr_signal_msg *msg, const struct kr_person *but);
void kr_tell_refused(struct kr_person *p, enum kr_signal_refused_reason reason);
void kr_tell_room(struct kr_meeting *m);
void kr_tell_waiting(struct kr_meeting *m, uint64_t now_ms, bool at_once);

/* ---- member.c ---- */
/* Switches a source off, and says so to whoever is in. */
void kr_member_switch_off(struct kr_person *p, enum kr_signal_mute_kind kind);

/* ---- screen.c ---- */
/* Whether the person may begin to show a screen now: 0, KR_E_EXISTS (somebody else does) or KR_E_FULL. */
KR_MUST_CHECK int kr_screen_begin(struct kr_person *by);
/* After every change of what the person switched on: whoever it takes the place of shows no more. */
void kr_screen_began(struct kr_person *by);

/* ---- lobby.c ---- */
bool kr_lobby_has_place(const struct kr_meeting *m, enum kr_role role);
void kr_lobby_admit(struct kr_person *p);
/* Lets those in whose reason to wait is gone. */
void kr_lobby_review(struct kr_meeting *m, uint64_t now_ms);

/* ---- door.c ---- */
const struct kr_removed *kr_door_find_removed(const struct kr_meeting *m, const char *ticket, const uint8_t browser[32]);
void kr_door_link_renewed(struct kr_meeting *m);

/* ---- meeting.c ---- */
/* The room's meeting, made if need be. NULL when out of memory. */
struct kr_meeting *kr_meeting_of(struct kr_meetings *all, const struct kr_ticket *t);
/* Checks the timers after members came or went, and tells `live`. */
void kr_meeting_settle(struct kr_meeting *m, uint64_t now_ms);
/* Everybody goes and the room is as new. */
void kr_meeting_over(struct kr_meeting *m, enum kr_signal_ended_reason reason, uint64_t now_ms);

#endif

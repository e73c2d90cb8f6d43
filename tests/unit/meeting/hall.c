/* SPDX-License-Identifier: EUPL-1.2 */
#include "hall.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void on_tell(void *arg, void *const *users, size_t n, const struct kr_signal_msg *msg)
{
    /* Whatever is told must be writable by its schema. */
    char *text = kr_signal_write(msg, NULL);
    assert_non_null(text);
    free(text);
    for (size_t i = 0; i < n; i++) {
        struct seat *s = users[i];
        s->told[msg->head.type]++;
        s->last = msg->head.type;
        if (msg->head.type == KR_SIGNAL_REFUSED)
            s->refused = msg->u.refused.reason;
        if (msg->head.type == KR_SIGNAL_ENDED)
            s->ended = msg->u.ended.reason;
        if (msg->head.type == KR_SIGNAL_MUTED)
            s->muted = msg->u.muted.kind;
        if (msg->head.type == KR_SIGNAL_ROOM_CHANGED)
            s->room = msg->u.room_changed.room;
        if (msg->head.type == KR_SIGNAL_LEFT)
            snprintf(s->left, sizeof s->left, "%s", msg->u.left.member);
        if (msg->head.type == KR_SIGNAL_SAID) {
            s->said = msg->u.said.line.number;
            snprintf(s->said_text, sizeof s->said_text, "%s", msg->u.said.line.text);
        }
        if (msg->head.type == KR_SIGNAL_MEMBER_CHANGED) {
            s->frozen_at_change = s->room.frozen;
            s->member = msg->u.member_changed.member;
            snprintf(s->member_name, sizeof s->member_name, "%s", s->member.name);
        }
        if (msg->head.type == KR_SIGNAL_WAITING_ROOM) {
            s->waiting = msg->u.waiting_room.waiting_len;
            snprintf(s->waiting_name, sizeof s->waiting_name, "%s", s->waiting ? msg->u.waiting_room.waiting[0].name : "");
        }
    }
}

static void on_admitted(void *arg, void *user)
{
    ((struct seat *)user)->admitted++;
}

static void on_allow(void *arg, void *user, const struct kr_link_allow *allow)
{
    struct seat *s = user;
    s->allows++;
    s->allow = *allow;
}

static void on_gone(void *arg, void *user)
{
    struct seat *s = user;
    s->gone++;
    s->person = NULL;
}

static void on_live(void *arg, const char *room, size_t members, bool moderator)
{
    struct hall *h = arg;
    h->live_members = members;
    h->live_moderator = moderator;
    h->live_told++;
}

static const struct kr_meeting_effects effects = {on_tell, on_admitted, on_allow, on_gone, on_live};

void hall_open(struct hall *h)
{
    *h = (struct hall){.now_ms = UINT64_C(1700000000000)};
    assert_int_equal(kr_meetings_new(&h->all, &effects, h), 0);
}

void hall_close(struct hall *h)
{
    kr_meetings_free(h->all);
}

void hall_pass(struct hall *h, uint64_t ms)
{
    uint64_t end_ms = h->now_ms + ms;
    while (h->now_ms < end_ms) {
        h->now_ms = end_ms - h->now_ms > 250 ? h->now_ms + 250 : end_ms;
        kr_meetings_tick(h->all, h->now_ms);
    }
}

struct kr_ticket hall_ticket(enum kr_ticket_role role, int browser)
{
    struct kr_ticket t = {.room = "room", .account = "school", .title = "6a", .role = role, .end_after_s = 600};
    t.browser[0] = (uint8_t)browser;
    snprintf(t.id, sizeof t.id, "ticket%d-%d", (int)role, browser);
    return t;
}

enum kr_knock hall_knock(struct hall *h, struct seat *s, const struct kr_ticket *t, const char *name)
{
    struct kr_knock_result r;
    *s = (struct seat){.last = -1};
    snprintf(s->id, sizeof s->id, "m%d", ++h->next_id);
    assert_int_equal(kr_meeting_knock(h->all, t, name, s->id, s, h->now_ms, &r), 0);
    s->person = r.person;
    s->refused = r.reason;
    return r.outcome;
}

void hall_enter(struct hall *h, struct seat *s)
{
    assert_int_equal(kr_meeting_enter(s->person, h->now_ms), 0);
}

void hall_join(struct hall *h, struct seat *s, enum kr_ticket_role role, const char *name, int browser)
{
    struct kr_ticket t = hall_ticket(role, browser);
    assert_int_equal(hall_knock(h, s, &t, name), KR_KNOCK_ADMITTED);
    hall_enter(h, s);
}

struct kr_signal_snapshot hall_look(struct seat *s)
{
    struct kr_signal_snapshot snap;
    assert_int_equal(kr_meeting_snapshot(s->person, &snap), 0);
    return snap;
}

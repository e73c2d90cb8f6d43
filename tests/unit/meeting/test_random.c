/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Thousands of random actions by random actors, and after each of them what must always be true. A failing run is
 * repeated by its seed: KREIDE_SEED=n.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hall.h"

enum { SEATS = 24, STEPS = 20000, SEEDS = 5 };

struct actor {
    struct seat seat;
    enum kr_ticket_role role;
    bool reached_in; /* this person was in */
};

struct world {
    struct hall hall;
    struct actor actors[SEATS];
    uint64_t random;
};

static uint32_t pick(struct world *w, uint32_t below)
{
    /* Steele, Lea, Flood: SplitMix64 (2014); small, seeded and the same everywhere. */
    uint64_t z = (w->random += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z ^ z >> 31) % below);
}

static bool coin(struct world *w)
{
    return pick(w, 2);
}

static struct actor *pick_actor(struct world *w)
{
    return &w->actors[pick(w, SEATS)];
}

static void come(struct world *w, struct actor *a)
{
    static const char *const names[] = {"Mia", "Ben", "Frau Weber", "mia", "Eva\xE2\x80\xAE"};
    a->role = pick(w, 5) == 0 ? KR_TICKET_MODERATOR : KR_TICKET_PARTICIPANT;
    a->reached_in = false;
    struct kr_ticket t = hall_ticket(a->role, 1 + (int)(a - w->actors));
    t.by_code = pick(w, 4) == 0;
    t.lobby = coin(w);
    t.end_after_s = pick(w, 3) * 60;
    enum kr_knock outcome = hall_knock(&w->hall, &a->seat, &t, names[pick(w, 5)]);
    if (a->role == KR_TICKET_MODERATOR)
        assert_int_equal(outcome, KR_KNOCK_ADMITTED);
    else if (outcome == KR_KNOCK_ADMITTED)
        assert_false(t.by_code); /* never straight in by code */
}

static void moderate(struct world *w, struct kr_person *p, const char *target)
{
    struct hall *h = &w->hall;
    struct kr_signal_grant g = {.member = coin(w) ? target : NULL, .microphone = coin(w), .camera = coin(w), .screen = coin(w),
        .chat = coin(w), .has_microphone = coin(w), .has_camera = coin(w), .has_screen = coin(w), .has_chat = coin(w)};
    const char *ids[] = {target};
    bool moderator = kr_person_role(p) == KR_ROLE_MODERATOR && kr_person_is_in(p);
    int err = 0;
    switch (pick(w, 10)) {
    case 0: err = kr_meeting_grant(p, &g); break;
    case 1: err = kr_meeting_mute(p, &(struct kr_signal_mute){coin(w) ? target : NULL, (enum kr_signal_mute_kind)pick(w, 3)}); break;
    case 2: err = kr_meeting_admit(p, &(struct kr_signal_admit){ids, 1, coin(w), true}, h->now_ms); break;
    case 3: err = kr_meeting_deny(p, &(struct kr_signal_deny){ids, 1}, h->now_ms); break;
    case 4: err = pick(w, 4) ? kr_meeting_lock(p, &(struct kr_signal_lock){coin(w)}) :
                               kr_meeting_remove(p, &(struct kr_signal_remove){target}, h->now_ms); break;
    case 5: err = kr_meeting_lock(p, &(struct kr_signal_lock){coin(w)}); break;
    case 6: err = kr_meeting_lobby(p, &(struct kr_signal_lobby){coin(w)}, h->now_ms); break;
    case 7: err = kr_meeting_freeze(p, &(struct kr_signal_freeze){coin(w)}, h->now_ms); break;
    case 9: err = kr_meeting_screens(p, &(struct kr_signal_screens){coin(w)}); break;
    case 8: err = pick(w, 20) ? kr_meeting_hand(p, &(struct kr_signal_hand){.has_all = true, .all = true}) :
                                kr_meeting_end(p, h->now_ms); break;
    }
    if (!moderator)
        assert_true(err == KR_E_FORBIDDEN || err == KR_E_STATE);
}

static void act(struct world *w, struct actor *a)
{
    struct hall *h = &w->hall;
    struct kr_person *p = a->seat.person;
    if (!p) {
        come(w, a);
        return;
    }
    struct kr_signal_state s = {.microphone = coin(w), .camera = coin(w), .screen = coin(w), .screen_audio = coin(w),
        .has_microphone = coin(w), .has_camera = coin(w), .has_screen = coin(w), .has_screen_audio = coin(w)};
    switch (pick(w, 10)) {
    case 0:
    case 1: {
        bool waits = kr_person_waits(p);
        int err = kr_meeting_enter(p, h->now_ms);
        assert_int_equal(err, waits ? KR_E_STATE : 0);
        a->reached_in |= !err;
        break;
    }
    case 2: (void)!kr_meeting_state(p, &s); break;
    case 3: (void)!kr_meeting_say(p, &(struct kr_signal_say){"Hallo"}, h->now_ms); break;
    case 4: (void)!kr_meeting_unsay(p, &(struct kr_signal_unsay){1 + pick(w, 300)}); break;
    case 5: (void)!kr_meeting_hand(p, &(struct kr_signal_hand){.up = coin(w)}); break;
    case 6: kr_meeting_away(p, h->now_ms); break;
    case 7: kr_meeting_back(p, h->now_ms); break;
    case 8: pick(w, 6) ? (void)0 : kr_meeting_leave(p, h->now_ms); break;
    default: moderate(w, p, pick_actor(w)->seat.id);
    }
}

static void check_person(struct world *w, struct actor *a, const struct kr_signal_snapshot *snap)
{
    struct kr_person *p = a->seat.person;
    const struct seat *s = &a->seat;
    /* No promotion: the role is the ticket's, for ever. */
    assert_int_equal(kr_person_role(p) == KR_ROLE_MODERATOR, a->role == KR_TICKET_MODERATOR);
    if (!a->reached_in) {
        /* Outside nobody hears anything but its own fate. */
        for (int type = 0; type < SEEN_TYPES; type++)
            if (type != KR_SIGNAL_REFUSED)
                assert_int_equal(s->told[type], 0);
        assert_int_equal(s->allows, 0);
        return;
    }
    if (a->role != KR_TICKET_MODERATOR)
        assert_int_equal(s->told[KR_SIGNAL_WAITING_ROOM], 0);
    for (size_t i = 0; snap && i < snap->members_len; i++) {
        const struct kr_signal_member *m = &snap->members[i];
        if (strcmp(m->id, s->id) != 0)
            continue;
        /* What is shown is what is forwarded, and no more than the rights say. */
        struct kr_link_allow allow = kr_person_allow(p);
        assert_true(m->microphone == allow.microphone && m->camera == allow.camera && m->screen == allow.screen);
        assert_true(m->rights.microphone || !allow.microphone);
        assert_true(m->rights.camera || !allow.camera);
        assert_true(m->rights.screen || !(allow.screen || allow.screen_audio));
        if (s->allows)
            assert_memory_equal(&s->allow, &allow, sizeof allow);
        if (snap->room.frozen && a->role != KR_TICKET_MODERATOR)
            assert_false(allow.microphone || allow.camera || allow.screen || allow.screen_audio || m->rights.chat);
        if (a->role == KR_TICKET_MODERATOR)
            assert_true(m->rights.microphone && m->rights.camera && m->rights.screen && m->rights.chat);
    }
}

/* One screen at a time, or as many as may be. Of somebody who is not in yet nothing is shown. */
static void check_screens(struct world *w, const struct kr_signal_snapshot *snap)
{
    size_t n = 0;
    for (int i = 0; i < SEATS; i++) {
        struct kr_person *p = w->actors[i].seat.person;
        struct kr_link_allow allow = p && kr_person_is_in(p) ? kr_person_allow(p) : (struct kr_link_allow){0};
        n += allow.screen || allow.screen_audio;
    }
    assert_true(n <= (snap->room.several_screens ? KR_MEETING_SCREENS_MAX : 1));
}

static void check(struct world *w)
{
    size_t in = 0, moderators = 0, waiting = 0;
    struct actor *someone = NULL, *someone_moderating = NULL;
    for (int i = 0; i < SEATS; i++) {
        struct actor *a = &w->actors[i];
        if (!a->seat.person)
            continue;
        bool is_in = kr_person_is_in(a->seat.person);
        in += is_in;
        waiting += kr_person_waits(a->seat.person);
        moderators += is_in && a->role == KR_TICKET_MODERATOR;
        someone = is_in ? a : someone;
        someone_moderating = is_in && a->role == KR_TICKET_MODERATOR ? a : someone_moderating;
    }
    assert_int_equal(w->hall.live_members, in);
    assert_int_equal(w->hall.live_moderator, moderators > 0);
    struct kr_signal_snapshot snap;
    if (someone) {
        snap = hall_look(&someone->seat);
        assert_int_equal(snap.members_len, in);
        check_screens(w, &snap);
        assert_true(snap.room.ends_ms == 0 || moderators == 0);
        for (size_t i = 0; i < in; i++)
            for (size_t j = 0; j < i; j++)
                assert_true(strcmp(snap.members[i].name, snap.members[j].name) != 0 &&
                            (snap.members[i].hand != snap.members[j].hand || !snap.members[i].hand));
    }
    for (int i = 0; i < SEATS; i++)
        if (w->actors[i].seat.person)
            check_person(w, &w->actors[i], someone ? &snap : NULL);
    if (someone_moderating)
        assert_int_equal(hall_look(&someone_moderating->seat).waiting_len, waiting);
}

static void anything_may_happen(void **state)
{
    static struct world w;
    const char *seed = getenv("KREIDE_SEED");
    for (uint64_t n = seed ? strtoull(seed, NULL, 10) : 1, end = seed ? n + 1 : n + SEEDS; n < end; n++) {
        w = (struct world){.random = n};
        print_message("seed %llu\n", (unsigned long long)n);
        hall_open(&w.hall);
        for (int i = 0; i < STEPS; i++) {
            act(&w, pick_actor(&w));
            if (pick(&w, 4) == 0)
                hall_pass(&w.hall, pick(&w, pick(&w, 50) ? 500 : 90000));
            check(&w);
        }
        hall_close(&w.hall);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(anything_may_happen)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

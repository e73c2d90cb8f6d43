/* SPDX-License-Identifier: EUPL-1.2 */
/* What members do: switching sources, writing, raising hands; and what moderators do to them. */
#include <stdlib.h>
#include <string.h>

#include "meeting/inside.h"

int kr_meeting_state(struct kr_person *p, const struct kr_signal_state *s)
{
    const struct {
        bool has, on;
        enum kr_action action;
        bool *out;
    } wishes[] = {
        {s->has_microphone, s->microphone, KR_ACT_MICROPHONE, &p->on.microphone},
        {s->has_camera, s->camera, KR_ACT_CAMERA, &p->on.camera},
        {s->has_screen, s->screen, KR_ACT_SCREEN, &p->on.screen},
        {s->has_screen_audio, s->screen_audio, KR_ACT_SCREEN, &p->on.screen_audio},
    };
    enum { N = sizeof wishes / sizeof *wishes };
    if (p->place == KR_PLACE_WAITING)
        return KR_E_STATE;
    for (size_t i = 0; i < N; i++)
        if (wishes[i].has && wishes[i].on && !kr_may(p->role, wishes[i].action, &p->rights, p->meeting->frozen))
            return KR_E_FORBIDDEN;
    if ((s->has_screen && s->screen) || (s->has_screen_audio && s->screen_audio)) {
        int err = kr_screen_begin(p);
        if (err)
            return err;
    }
    for (size_t i = 0; i < N; i++)
        if (wishes[i].has)
            *wishes[i].out = wishes[i].on;
    kr_screen_began(p);
    if (p->place == KR_PLACE_IN)
        kr_person_refresh(p);
    return 0;
}

int kr_meeting_say(struct kr_person *p, const struct kr_signal_say *s, uint64_t now_ms)
{
    struct kr_meeting *m = p->meeting;
    int err = kr_person_may(p, KR_ACT_SAY);
    if (err)
        return err;
    const struct kr_signal_chat_line *line;
    char *text = malloc(strlen(s->text) + 1);
    if (!text)
        return KR_E_NOMEM;
    err = kr_text_clean(text, s->text);
    if (!err)
        err = kr_chat_add(&m->chat, p->id, p->name, text, now_ms, &line);
    explicit_bzero(text, strlen(text));
    free(text);
    if (err)
        return err;
    struct kr_signal_msg msg = {.head.type = KR_SIGNAL_SAID, .u.said.line = *line};
    kr_tell_members(m, &msg, NULL);
    return 0;
}

int kr_meeting_unsay(struct kr_person *p, const struct kr_signal_unsay *u)
{
    struct kr_meeting *m = p->meeting;
    if (p->place != KR_PLACE_IN)
        return KR_E_STATE;
    const struct kr_signal_chat_line *line = kr_chat_find(&m->chat, u->number);
    if (!line)
        return KR_E_NOT_FOUND;
    bool own = strcmp(line->member, p->id) == 0;
    int err = kr_person_may(p, own ? KR_ACT_UNSAY_OWN : KR_ACT_UNSAY_ANY);
    if (!err)
        err = kr_chat_remove(&m->chat, u->number);
    if (err)
        return err;
    struct kr_signal_msg msg = {.head.type = KR_SIGNAL_UNSAID, .u.unsaid.number = u->number};
    kr_tell_members(m, &msg, NULL);
    return 0;
}

/* Behind all hands that are up; the count starts again when none is. */
static int64_t next_hand(const struct kr_meeting *m)
{
    int64_t last = 0;
    for (const struct kr_person *p = m->people; p; p = p->next)
        if (p->hand > last)
            last = p->hand;
    return last + 1;
}

static void set_hand(struct kr_person *p, bool up)
{
    if (!up)
        p->hand = 0;
    else if (!p->hand)
        p->hand = next_hand(p->meeting);
    kr_person_refresh(p);
}

int kr_meeting_hand(struct kr_person *p, const struct kr_signal_hand *h)
{
    struct kr_meeting *m = p->meeting;
    bool all = h->has_all && h->all, other = h->member && strcmp(h->member, p->id) != 0;
    int err = kr_person_may(p, all || other ? KR_ACT_HAND_OTHERS : KR_ACT_HAND_OWN);
    if (err)
        return err;
    if (h->up && (all || other))
        return KR_E_FORBIDDEN; /* nobody's hand is raised by somebody else */
    if (all) {
        for (struct kr_person *o = m->people; o; o = o->next)
            if (o->place == KR_PLACE_IN)
                set_hand(o, false);
        return 0;
    }
    struct kr_person *target = other ? kr_person_find(m, h->member, KR_PLACE_IN) : p;
    if (!target)
        return KR_E_NOT_FOUND;
    set_hand(target, h->up);
    return 0;
}

static void merge_rights(struct kr_signal_rights *r, const struct kr_signal_grant *g)
{
    if (g->has_microphone)
        r->microphone = g->microphone;
    if (g->has_camera)
        r->camera = g->camera;
    if (g->has_screen)
        r->screen = g->screen;
    if (g->has_chat)
        r->chat = g->chat;
}

/*
 * Losing a right switches the source off, so that getting the right back sends nothing by surprise. A device has
 * nobody to switch it on again: for it the right itself is the switch.
 */
static void set_rights(struct kr_person *p, const struct kr_signal_grant *g)
{
    merge_rights(&p->rights, g);
    if (p->role != KR_ROLE_DEVICE) {
        p->on.microphone &= p->rights.microphone;
        p->on.camera &= p->rights.camera;
        p->on.screen &= p->rights.screen;
        p->on.screen_audio &= p->rights.screen;
        kr_screen_began(p);
    }
    if (p->place == KR_PLACE_IN)
        kr_person_refresh(p);
}

void kr_member_grant_all(struct kr_meeting *m, const struct kr_signal_grant *g)
{
    merge_rights(&m->rights, g);
    for (struct kr_person *p = m->people; p; p = p->next)
        if (p->role == KR_ROLE_PARTICIPANT)
            set_rights(p, g);
}

int kr_meeting_grant(struct kr_person *by, const struct kr_signal_grant *g)
{
    struct kr_meeting *m = by->meeting;
    int err = kr_person_may(by, KR_ACT_GRANT);
    if (err)
        return err;
    if (!g->member) {
        kr_member_grant_all(m, g);
        kr_tell_room(m);
        return 0;
    }
    struct kr_person *target = kr_person_find(m, g->member, KR_PLACE_IN);
    if (!target)
        return KR_E_NOT_FOUND;
    if (!kr_may_touch(target->role, false))
        return KR_E_FORBIDDEN;
    set_rights(target, g);
    return 0;
}

void kr_member_switch_off(struct kr_person *p, enum kr_signal_mute_kind kind)
{
    bool *on = kind == KR_SIGNAL_MUTE_KIND_MICROPHONE ? &p->on.microphone
               : kind == KR_SIGNAL_MUTE_KIND_CAMERA   ? &p->on.camera
                                                      : &p->on.screen;
    bool was = *on || (kind == KR_SIGNAL_MUTE_KIND_SCREEN && p->on.screen_audio);
    *on = false;
    if (kind == KR_SIGNAL_MUTE_KIND_SCREEN)
        p->on.screen_audio = false;
    kr_screen_began(p);
    if (p->place != KR_PLACE_IN)
        return; /* outside one hears nothing of the meeting; what is switched on is said again on entering */
    kr_person_refresh(p);
    struct kr_signal_msg msg = {.head.type = KR_SIGNAL_MUTED, .u.muted.kind = (enum kr_signal_muted_kind)kind};
    if (was)
        kr_tell_one(p, &msg);
}

static void mute_device(struct kr_person *p, enum kr_signal_mute_kind kind)
{
    struct kr_signal_grant revoke = {
        .has_microphone = kind == KR_SIGNAL_MUTE_KIND_MICROPHONE,
        .has_camera = kind == KR_SIGNAL_MUTE_KIND_CAMERA,
    };
    set_rights(p, &revoke);
}

int kr_meeting_mute(struct kr_person *by, const struct kr_signal_mute *mu)
{
    struct kr_meeting *m = by->meeting;
    int err = kr_person_may(by, KR_ACT_MUTE);
    if (err)
        return err;
    if (!mu->member) {
        for (struct kr_person *p = m->people; p; p = p->next)
            if (p->role == KR_ROLE_PARTICIPANT && p->place == KR_PLACE_IN)
                kr_member_switch_off(p, mu->kind);
        return 0;
    }
    struct kr_person *target = kr_person_find(m, mu->member, KR_PLACE_IN);
    if (!target)
        return KR_E_NOT_FOUND;
    if (!kr_may_touch(target->role, target == by))
        return KR_E_FORBIDDEN;
    if (target->role == KR_ROLE_DEVICE)
        mute_device(target, mu->kind);
    else
        kr_member_switch_off(target, mu->kind);
    return 0;
}

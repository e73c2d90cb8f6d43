/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Who shows a screen: one at a time, or several where a moderator allows it. A moderator who begins takes the place of
 * whoever shows; anybody else is refused while somebody does.
 */
#include "meeting/inside.h"

static bool shows(const struct kr_person *p)
{
    return p->on.screen || p->on.screen_audio;
}

int kr_screen_begin(struct kr_person *by)
{
    struct kr_meeting *m = by->meeting;
    size_t n = 0;
    for (const struct kr_person *p = m->people; p; p = p->next)
        n += p != by && shows(p);
    if (n == 0 || shows(by))
        return 0;
    if (m->several_screens)
        return n < KR_MEETING_SCREENS_MAX ? 0 : KR_E_FULL;
    return kr_may(by->role, KR_ACT_SCREENS, &by->rights, m->frozen) ? 0 : KR_E_EXISTS;
}

static void keep_only(struct kr_meeting *m, const struct kr_person *one)
{
    for (struct kr_person *p = m->people; p; p = p->next)
        if (p != one && shows(p))
            kr_member_switch_off(p, KR_SIGNAL_MUTE_KIND_SCREEN);
}

void kr_screen_began(struct kr_person *by)
{
    struct kr_meeting *m = by->meeting;
    if (!shows(by)) {
        by->screen_order = 0;
        return;
    }
    if (by->screen_order)
        return;
    for (const struct kr_person *p = m->people; p; p = p->next)
        if (p->screen_order > by->screen_order)
            by->screen_order = p->screen_order;
    by->screen_order++;
    if (!m->several_screens)
        keep_only(m, by);
}

/* Switched off, whoever showed first goes on. */
int kr_meeting_screens(struct kr_person *by, const struct kr_signal_screens *s)
{
    struct kr_meeting *m = by->meeting;
    int err = kr_person_may(by, KR_ACT_SCREENS);
    if (err || m->several_screens == s->several)
        return err;
    m->several_screens = s->several;
    kr_tell_room(m);
    const struct kr_person *first = NULL;
    for (const struct kr_person *p = m->people; p; p = p->next)
        if (shows(p) && (!first || p->screen_order < first->screen_order))
            first = p;
    if (!s->several)
        keep_only(m, first);
    return 0;
}

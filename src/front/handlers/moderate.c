/* SPDX-License-Identifier: EUPL-1.2 */
/* What moderators do; the meeting itself checks that they are. */
#include "front/handlers/handlers.h"

int kr_handle_grant(struct kr_client *c, const struct kr_signal_msg *m)
{
    return kr_meeting_grant(c->session->person, &m->u.grant);
}

int kr_handle_mute(struct kr_client *c, const struct kr_signal_msg *m)
{
    return kr_meeting_mute(c->session->person, &m->u.mute);
}

int kr_handle_admit(struct kr_client *c, const struct kr_signal_msg *m)
{
    return kr_meeting_admit(c->session->person, &m->u.admit, kr_front_now_ms(c->front));
}

int kr_handle_deny(struct kr_client *c, const struct kr_signal_msg *m)
{
    return kr_meeting_deny(c->session->person, &m->u.deny, kr_front_now_ms(c->front));
}

int kr_handle_remove(struct kr_client *c, const struct kr_signal_msg *m)
{
    return kr_meeting_remove(c->session->person, &m->u.remove, kr_front_now_ms(c->front));
}

int kr_handle_lock(struct kr_client *c, const struct kr_signal_msg *m)
{
    return kr_meeting_lock(c->session->person, &m->u.lock);
}

int kr_handle_lobby(struct kr_client *c, const struct kr_signal_msg *m)
{
    return kr_meeting_lobby(c->session->person, &m->u.lobby, kr_front_now_ms(c->front));
}

int kr_handle_freeze(struct kr_client *c, const struct kr_signal_msg *m)
{
    return kr_meeting_freeze(c->session->person, &m->u.freeze, kr_front_now_ms(c->front));
}

int kr_handle_screens(struct kr_client *c, const struct kr_signal_msg *m)
{
    return kr_meeting_screens(c->session->person, &m->u.screens);
}

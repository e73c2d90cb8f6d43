/* SPDX-License-Identifier: EUPL-1.2 */
/* What members do for themselves. */
#include "front/handlers/handlers.h"

int kr_handle_state(struct kr_client *c, const struct kr_signal_msg *m)
{
    return kr_meeting_state(c->session->person, &m->u.state);
}

int kr_handle_say(struct kr_client *c, const struct kr_signal_msg *m)
{
    return kr_meeting_say(c->session->person, &m->u.say, kr_front_now_ms(c->front));
}

int kr_handle_unsay(struct kr_client *c, const struct kr_signal_msg *m)
{
    return kr_meeting_unsay(c->session->person, &m->u.unsay);
}

int kr_handle_hand(struct kr_client *c, const struct kr_signal_msg *m)
{
    return kr_meeting_hand(c->session->person, &m->u.hand);
}

int kr_handle_ping(struct kr_client *c, const struct kr_signal_msg *m)
{
    struct kr_signal_msg pong = {.head.type = KR_SIGNAL_PONG};
    kr_client_send(c, &pong, m->head.id);
    return KR_ANSWERED;
}

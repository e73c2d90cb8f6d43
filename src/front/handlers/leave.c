/* SPDX-License-Identifier: EUPL-1.2 */
/* Going: the answer is sent first, since the WebSocket is closed on the way. */
#include "front/handlers/handlers.h"

int kr_handle_leave(struct kr_client *c, const struct kr_signal_msg *m)
{
    kr_client_ok(c, m->head.id);
    kr_session_end(c->session);
    return KR_ANSWERED;
}

int kr_handle_end(struct kr_client *c, const struct kr_signal_msg *m)
{
    struct kr_person *p = c->session->person;
    if (kr_person_role(p) != KR_ROLE_MODERATOR)
        return KR_E_FORBIDDEN;
    kr_client_ok(c, m->head.id);
    int err = kr_meeting_end(p, kr_front_now_ms(c->front));
    return err ? err : KR_ANSWERED;
}

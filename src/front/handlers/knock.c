/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/secret.h"
#include "front/handlers/handlers.h"

static int refuse(struct kr_client *c, int64_t re, enum kr_signal_refused_reason reason)
{
    struct kr_signal_msg msg = {.head.type = KR_SIGNAL_REFUSED, .u.refused.reason = reason};
    kr_client_send(c, &msg, re);
    kr_client_close(c, KR_CLOSE_NORMAL);
    return KR_ANSWERED;
}

static int knock_with(struct kr_client *c, const struct kr_signal_msg *m, const struct kr_ticket *ticket)
{
    struct kr_front *f = c->front;
    const struct kr_signal_knock *knock = &m->u.knock;
    struct kr_session *s;
    struct kr_knock_result result;
    int err = kr_session_new(&s, f, KR_LINK_ENDPOINT_OPEN_MODE_MEET, ticket, knock->ticket);
    if (err)
        return err;
    err = kr_meeting_knock(f->meetings, ticket, knock->name, s->id, s, kr_front_now_ms(f), &result);
    if (err || result.outcome == KR_KNOCK_REFUSED) {
        kr_session_free(s);
        return err ? err : refuse(c, m->head.id, result.reason);
    }
    s->person = result.person;
    kr_session_attach(s, c);
    struct kr_signal_msg waiting = {.head.type = KR_SIGNAL_WAITING, .u.waiting.resume = s->resume};
    if (result.outcome == KR_KNOCK_WAITING)
        kr_client_send(c, &waiting, m->head.id);
    else
        kr_front_admit(s, m->head.id);
    return KR_ANSWERED;
}

int kr_handle_knock(struct kr_client *c, const struct kr_signal_msg *m)
{
    struct kr_ticket ticket;
    int err = kr_front_ticket(c->front, &ticket, m->u.knock.ticket, c->browser);
    if (err == KR_E_AGAIN)
        return refuse(c, m->head.id, KR_SIGNAL_REFUSED_REASON_UNAVAILABLE);
    if (!err && (ticket.role == KR_TICKET_MODERATOR || ticket.role == KR_TICKET_PARTICIPANT))
        err = knock_with(c, m, &ticket);
    else
        err = refuse(c, m->head.id, KR_SIGNAL_REFUSED_REASON_TICKET);
    kr_wipe(&ticket, sizeof ticket); /* the title of the room is in it */
    return err;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "front/handlers/handlers.h"

/* The former WebSocket may not have noticed yet that it is lost, or somebody opened the page twice. */
static void replace_client(struct kr_session *s, struct kr_client *c)
{
    struct kr_client *former = s->client;
    if (former) {
        struct kr_signal_msg ended = {.head.type = KR_SIGNAL_ENDED, .u.ended.reason = KR_SIGNAL_ENDED_REASON_REPLACED};
        kr_client_send(former, &ended, 0);
        former->session = NULL;
        s->client = NULL;
        s->n_watches = 0;
        kr_client_close(former, KR_CLOSE_NORMAL);
        if (s->endpoint == KR_ENDPOINT_OPENING)
            kr_front_endpoint_close(s);
    }
    kr_session_attach(s, c);
}

int kr_handle_resume(struct kr_client *c, const struct kr_signal_msg *m)
{
    struct kr_session *s = kr_session_of_token(c->front, m->u.resume.token, c->browser);
    if (!s) {
        struct kr_signal_msg refused = {.head.type = KR_SIGNAL_REFUSED, .u.refused.reason = KR_SIGNAL_REFUSED_REASON_NOT_RESUMABLE};
        kr_client_send(c, &refused, m->head.id);
        kr_client_close(c, KR_CLOSE_NORMAL);
        return KR_ANSWERED;
    }
    replace_client(s, c);
    kr_meeting_back(s->person, kr_front_now_ms(c->front));
    struct kr_signal_msg msg = {0};
    struct kr_turn_pass pass;
    if (kr_person_waits(s->person)) {
        msg.head.type = KR_SIGNAL_WAITING;
        msg.u.waiting.resume = s->resume;
    } else if (!kr_person_is_in(s->person)) {
        kr_front_admit(s, m->head.id);
        return KR_ANSWERED;
    } else {
        msg.head.type = KR_SIGNAL_RESUMED;
        msg.u.resumed.media = s->endpoint == KR_ENDPOINT_OPEN;
        int err = kr_meeting_snapshot(s->person, &msg.u.resumed.snapshot);
        if (err)
            return err;
        msg.u.resumed.has_relay = kr_front_turn_give(c->front, &msg.u.resumed.relay, &pass);
    }
    kr_client_send(c, &msg, m->head.id);
    kr_wipe(&pass, sizeof pass);
    if (msg.head.type == KR_SIGNAL_RESUMED)
        kr_picture_tell(s);
    return KR_ANSWERED;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* Offers: the first one makes a member of somebody admitted, later ones change its connection. */
#include <stdlib.h>

#include "front/handlers/handlers.h"

/* The number of the request that waits for the media process. */
struct waiting_offer {
    int64_t re;
};

static struct waiting_offer *remember(int64_t re)
{
    struct waiting_offer *w = malloc(sizeof *w);
    if (w)
        w->re = re;
    return w;
}

/* Signal and link name the four sources alike. */
static struct kr_link_senders senders_of(const struct kr_signal_senders *s)
{
    return (struct kr_link_senders){s->microphone, s->camera, s->screen, s->screen_audio};
}

static void on_joined(struct kr_front *f, struct kr_session *s, void *arg, int err, const char *sdp)
{
    struct waiting_offer *w = arg;
    int64_t re = w->re;
    free(w);
    if (!s) /* left, removed, or lost its connection meanwhile */
        return;
    struct kr_signal_msg msg = {.head.type = KR_SIGNAL_JOINED, .u.joined = {.sdp = sdp, .camera_height = f->camera_height}};
    if (!err)
        err = kr_meeting_enter(s->person, kr_front_now_ms(f));
    if (!err)
        err = kr_meeting_snapshot(s->person, &msg.u.joined.snapshot);
    if (err)
        kr_client_fail(s->client, re, err);
    else {
        kr_client_send(s->client, &msg, re);
        kr_picture_tell(s);
    }
}

static void on_answered(struct kr_front *f, struct kr_session *s, void *arg, int err, const char *sdp)
{
    struct waiting_offer *w = arg;
    int64_t re = w->re;
    free(w);
    if (!s)
        return;
    struct kr_signal_msg msg = {.head.type = KR_SIGNAL_ANSWER, .u.answer.sdp = sdp};
    if (err)
        kr_client_fail(s->client, re, err);
    else
        kr_client_send(s->client, &msg, re);
}

int kr_handle_join(struct kr_client *c, const struct kr_signal_msg *m)
{
    struct kr_session *s = c->session;
    struct kr_link_senders senders = senders_of(&m->u.join.senders);
    if (s->endpoint == KR_ENDPOINT_OPENING)
        return KR_E_STATE;
    struct waiting_offer *w = remember(m->head.id);
    if (!w)
        return KR_E_NOMEM;
    int err = kr_front_endpoint_open(s, m->u.join.sdp, &senders, on_joined, w);
    if (err)
        free(w);
    return err ? err : KR_ANSWERED;
}

int kr_handle_offer(struct kr_client *c, const struct kr_signal_msg *m)
{
    struct kr_link_senders senders = senders_of(&m->u.offer.senders);
    struct waiting_offer *w = remember(m->head.id);
    if (!w)
        return KR_E_NOMEM;
    int err = kr_front_endpoint_offer(c->session, m->u.offer.sdp, &senders, on_answered, w);
    if (err)
        free(w);
    return err ? err : KR_ANSWERED;
}

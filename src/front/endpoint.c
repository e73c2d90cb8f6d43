/* SPDX-License-Identifier: EUPL-1.2 */
/* A session's endpoint in the media process: opened, renegotiated, told its rights, closed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "front/inside.h"
#include "front/relays.h"

struct ask {
    struct kr_front *front;
    char id[KR_TOKEN_TEXT_SIZE(KR_SESSION_ID_BYTES)];
    uint32_t attempt;
    bool opening;
    uint64_t asked_ms;
    kr_answer_fn *on_answer;
    void *arg;
};

static struct kr_link *link_of(const struct kr_session *s)
{
    return s->endpoint == KR_ENDPOINT_NONE ? NULL : s->front->media[s->media].link;
}

void kr_front_endpoint_forget(struct kr_session *s)
{
    if (s->endpoint == KR_ENDPOINT_NONE)
        return;
    kr_placement_remove(s);
    s->endpoint = KR_ENDPOINT_NONE;
    s->offering = false;
    s->n_watches = 0;
    s->watch_gen = 0;
    s->told = (struct kr_told){0};
    kr_relays_update(s->front, s->room);
    kr_session_end_players_of(s);
}

static void on_closed_reply(void *arg, int err, const struct kr_link_msg *msg)
{
    /* Whether it was closed or unknown there: it is gone. */
}

/*
 * The close is sent at once, behind an open that may be still unanswered. The media process takes them in order, so a
 * later open under the same id never meets the remains of an earlier one.
 */
void kr_front_endpoint_close(struct kr_session *s)
{
    struct kr_link *link = link_of(s);
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_CLOSE, .u.endpoint_close.endpoint = s->id};
    s->attempt++;
    if (link)
        (void)!kr_link_request(link, &msg, on_closed_reply, NULL);
    kr_front_endpoint_forget(s);
}

static void on_answer_reply(void *arg, int err, const struct kr_link_msg *msg)
{
    struct ask *a = arg;
    struct kr_session *s = kr_session_find(a->front, a->id);
    if (s && s->attempt != a->attempt)
        s = NULL;
    if (a->opening && err)
        a->front->joins_failed++;
    else if (a->opening)
        kr_histogram_add(&a->front->join_ms, uv_hrtime() / 1000000 - a->asked_ms);
    if (s && a->opening && err)
        kr_front_endpoint_close(s);
    else if (s && a->opening) {
        s->endpoint = KR_ENDPOINT_OPEN;
        kr_relays_update(a->front, s->room);
    }
    else if (s)
        s->offering = false;
    a->on_answer(a->front, s, a->arg, err, err ? NULL : msg->u.endpoint_answer.sdp);
    /* The answer may have ended the session. */
    s = kr_session_find(a->front, a->id);
    if (s && s->attempt == a->attempt)
        kr_front_endpoint_allow(s);
    free(a);
}

static int ask(struct kr_session *s, struct kr_link_msg *msg, bool opening, kr_answer_fn *on_answer, void *arg)
{
    struct ask *a = malloc(sizeof *a);
    if (!a)
        return KR_E_NOMEM;
    *a = (struct ask){.front = s->front, .attempt = s->attempt, .opening = opening, .asked_ms = uv_hrtime() / 1000000, .on_answer = on_answer, .arg = arg};
    memcpy(a->id, s->id, sizeof a->id);
    int err = kr_link_request(link_of(s), msg, on_answer_reply, a);
    if (err)
        free(a);
    return err;
}

static bool same_allow(const struct kr_link_allow *a, const struct kr_link_allow *b)
{
    return a->microphone == b->microphone && a->camera == b->camera && a->screen == b->screen && a->screen_audio == b->screen_audio;
}

int kr_front_endpoint_open(struct kr_session *s, const char *sdp, const struct kr_link_senders *senders, kr_answer_fn *on_answer, void *arg)
{
    uint32_t index;
    kr_front_endpoint_close(s);
    int err = kr_placement_choose(s, &index);
    if (err)
        return err;
    s->media = index;
    err = kr_placement_add(s);
    if (err)
        return err;
    s->endpoint = KR_ENDPOINT_OPENING;
    s->told_allow = s->person ? kr_person_allow(s->person) : (struct kr_link_allow){0};
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_OPEN};
    msg.u.endpoint_open = (struct kr_link_endpoint_open){
        .room = s->room, .endpoint = s->id, .ticket = s->ticket, .mode = s->mode, .play = s->target[0] ? s->target : NULL,
        .sdp = sdp, .senders = *senders, .allow = s->told_allow};
    err = ask(s, &msg, true, on_answer, arg);
    if (err)
        kr_front_endpoint_forget(s);
    return err;
}

int kr_front_endpoint_offer(struct kr_session *s, const char *sdp, const struct kr_link_senders *senders, kr_answer_fn *on_answer, void *arg)
{
    if (s->endpoint != KR_ENDPOINT_OPEN || s->offering || !link_of(s))
        return KR_E_STATE;
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_OFFER};
    msg.u.endpoint_offer = (struct kr_link_endpoint_offer){.endpoint = s->id, .sdp = sdp, .senders = *senders};
    int err = ask(s, &msg, false, on_answer, arg);
    s->offering = !err;
    return err;
}

void kr_front_endpoint_allow(struct kr_session *s)
{
    struct kr_link *link = link_of(s);
    if (s->endpoint != KR_ENDPOINT_OPEN || !s->person || !link)
        return;
    struct kr_link_allow now = kr_person_allow(s->person);
    if (same_allow(&now, &s->told_allow))
        return;
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_ALLOW, .u.endpoint_allow = {s->id, now}};
    if (kr_link_send(link, &msg) == 0)
        s->told_allow = now;
}

struct question {
    struct kr_front *front;
    char id[KR_TOKEN_TEXT_SIZE(KR_SESSION_ID_BYTES)];
    uint32_t attempt;
    int64_t re;
    kr_figures_fn *on_figures;
};

static void on_figures_reply(void *arg, int err, const struct kr_link_msg *msg)
{
    struct question *q = arg;
    struct kr_session *s = kr_session_find(q->front, q->id);
    if (s && s->attempt != q->attempt)
        s = NULL;
    q->on_figures(s, q->re, err, err ? NULL : &msg->u.endpoint_figures);
    free(q);
}

int kr_front_endpoint_statistics(struct kr_session *s, int64_t re, kr_figures_fn *on_figures)
{
    struct kr_link *link = link_of(s);
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_STATISTICS, .u.endpoint_statistics.endpoint = s->id};
    if (s->endpoint != KR_ENDPOINT_OPEN || !link)
        return KR_E_STATE;
    struct question *q = malloc(sizeof *q);
    if (!q)
        return KR_E_NOMEM;
    *q = (struct question){.front = s->front, .attempt = s->attempt, .re = re, .on_figures = on_figures};
    memcpy(q->id, s->id, sizeof q->id);
    int err = kr_link_request(link, &msg, on_figures_reply, q);
    if (err)
        free(q);
    return err;
}

int kr_front_endpoint_watch(struct kr_session *s, const struct kr_signal_watch *watch)
{
    struct kr_link *link = link_of(s);
    struct kr_link_slot slots[KR_LIMIT_VIDEO_SLOTS];
    struct kr_meeting *m = kr_person_meeting(s->person);
    size_t n = 0;
    if (s->endpoint != KR_ENDPOINT_OPEN || !link)
        return KR_E_STATE;
    for (size_t i = 0; i < watch->slots_len; i++) {
        const struct kr_signal_watched_slot *w = &watch->slots[i];
        struct kr_session *source = kr_session_find(s->front, w->member);
        /* Whoever has just left stays out: `slots` will say that the slot is empty. Never a source of another room. */
        if (source && source->person && kr_person_is_in(source->person) && kr_person_meeting(source->person) == m)
            slots[n++] = (struct kr_link_slot){
                .slot = w->slot, .endpoint = source->id, .kind = (enum kr_link_slot_kind)w->kind,
                .has_height = w->has_height, .height = w->height, .has_pinned = w->has_pinned, .pinned = w->pinned};
    }
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_WATCH,
                              .u.endpoint_watch = {.endpoint = s->id, .gen = watch->gen, .slots = slots, .slots_len = n}};
    return kr_link_send(link, &msg);
}

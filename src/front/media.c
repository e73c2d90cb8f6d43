/* SPDX-License-Identifier: EUPL-1.2 */
/* The media processes: what they tell about their endpoints, and that they are there. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "front/inside.h"
#include "front/metrics.h"
#include "os/fd.h"

static void lose(struct kr_session *s)
{
    struct kr_signal_msg lost = {.head.type = KR_SIGNAL_MEDIA_LOST};
    kr_front_endpoint_forget(s);
    if (s->mode == KR_LINK_ENDPOINT_OPEN_MODE_MEET)
        kr_client_send(s->client, &lost, 0); /* it joins again; who is away finds out when it resumes */
    else
        kr_session_end(s);
}

/* The process died. Sessions that wait for its answer learn it from their own request. */
static void process_gone(struct kr_front *f, uint32_t index)
{
    struct kr_link *link = f->media[index].link;
    f->media[index].link = NULL;
    f->loads[index].there = false;
    kr_link_close(link);
    kr_metrics_forget(f, index);
    kr_warn("media %u is gone", (unsigned)index);
    bool again;
    do {
        /* Ending a device or a player may end other sessions: look afresh each time. */
        again = false;
        for (struct kr_session *s = f->sessions; s && !again; s = s->next) {
            if (s->endpoint == KR_ENDPOINT_OPEN && s->media == index) {
                lose(s);
                again = true;
            }
        }
    } while (again);
}

static struct kr_session *session_on(struct kr_front *f, uint32_t index, const char *endpoint)
{
    struct kr_session *s = kr_session_find(f, endpoint);
    /* Before the answer to `open` came, an event is of an earlier endpoint of this name. */
    return s && s->endpoint == KR_ENDPOINT_OPEN && s->media == index ? s : NULL;
}

/* Answers every `watch` up to this one: what an older one asked for has been overtaken by what is sent now. */
static void on_slots(struct kr_session *s, const struct kr_link_endpoint_slots *e)
{
    struct kr_signal_filled_slot slots[KR_LIMIT_VIDEO_SLOTS];
    struct kr_signal_msg msg = {.head.type = KR_SIGNAL_SLOTS,
                                .u.slots = {.gen = e->gen, .slots = slots, .slots_len = e->slots_len}};
    for (size_t i = 0; i < e->slots_len; i++)
        slots[i] = (struct kr_signal_filled_slot){
            .slot = e->slots[i].slot, .member = e->slots[i].endpoint, .kind = (enum kr_signal_filled_slot_kind)e->slots[i].kind,
            .after = e->slots[i].after, .has_after = e->slots[i].has_after};
    size_t left = 0;
    bool told = false;
    for (size_t i = 0; i < s->n_watches; i++) {
        if (s->watches[i].gen > e->gen) {
            s->watches[left++] = s->watches[i];
            continue;
        }
        kr_client_send(s->client, &msg, s->watches[i].re);
        told = true;
    }
    s->n_watches = left;
    if (!told)
        kr_client_send(s->client, &msg, 0);
}

static void on_speakers(struct kr_front *f, uint32_t index, const struct kr_link_speakers *e)
{
    static void *users[KR_LIMIT_MEMBERS]; /* one thread, and effects do not call back */
    const char *members[8]; /* as many as the message holds */
    size_t n = 0;
    struct kr_signal_msg msg = {.head.type = KR_SIGNAL_SPEAKERS, .u.speakers.members = members};
    struct kr_placement *p = kr_placement_of(f, e->room);
    struct kr_meeting *m = kr_meetings_find(f->meetings, e->room);
    if (!m || !p || p->media != index)
        return;
    for (size_t i = 0; i < e->endpoints_len && i < sizeof members / sizeof *members; i++) {
        struct kr_session *s = kr_session_find(f, e->endpoints[i]); /* on whichever process of the room */
        if (s && s->person && kr_person_is_in(s->person) && strcmp(s->room, e->room) == 0)
            members[msg.u.speakers.members_len++] = s->id;
    }
    for (struct kr_person *q = kr_meeting_next_member(m, NULL); q && n < KR_LIMIT_MEMBERS; q = kr_meeting_next_member(m, q))
        users[n++] = kr_person_user(q);
    kr_front_effects.tell(f, users, n, &msg);
}

static uint32_t index_of(const struct kr_front *f, const struct kr_link *link)
{
    uint32_t i = 0;
    while (i < KR_FRONT_MEDIA_MAX && f->media[i].link != link)
        i++;
    return i;
}

static void on_message(void *arg, struct kr_link *link, struct kr_link_msg **msg, int fd)
{
    struct kr_front *f = arg;
    uint32_t index = index_of(f, link);
    struct kr_session *s;
    kr_fd_close(fd);
    if (index == KR_FRONT_MEDIA_MAX)
        return;
    switch ((*msg)->head.type) {
    case KR_LINK_ENDPOINT_SLOTS:
        s = session_on(f, index, (*msg)->u.endpoint_slots.endpoint);
        if (s && s->person)
            on_slots(s, &(*msg)->u.endpoint_slots);
        break;
    case KR_LINK_ENDPOINT_STATE:
        s = session_on(f, index, (*msg)->u.endpoint_state.endpoint);
        if (s && (*msg)->u.endpoint_state.state == KR_LINK_ENDPOINT_STATE_STATE_CLOSED)
            lose(s);
        break;
    case KR_LINK_SPEAKERS:
        on_speakers(f, index, &(*msg)->u.speakers);
        break;
    case KR_LINK_ENDPOINT_QUALITY:
        s = session_on(f, index, (*msg)->u.endpoint_quality.endpoint);
        if (s)
            kr_picture_quality(s, &(*msg)->u.endpoint_quality);
        break;
    case KR_LINK_ENDPOINT_WANTED:
        s = session_on(f, index, (*msg)->u.endpoint_wanted.endpoint);
        if (s)
            kr_picture_wanted(s, &(*msg)->u.endpoint_wanted);
        break;
    case KR_LINK_ROOM_CODEC:
        kr_picture_codec(f, index, &(*msg)->u.room_codec);
        break;
    case KR_LINK_RELAY_SOCKET:
        snprintf(f->media[index].relay, sizeof f->media[index].relay, "%s", (*msg)->u.relay_socket.address);
        f->media[index].relay_port = (uint16_t)(*msg)->u.relay_socket.port;
        break;
    case KR_LINK_FIGURES:
        kr_metrics_take(f, index, msg);
        break;
    case KR_LINK_LOAD:
        kr_place_told(&f->loads[index], (*msg)->u.load.cpu_permille, (*msg)->u.load.packets_out);
        break;
    default:
        if ((*msg)->head.id)
            kr_link_reply_error(link, (*msg)->head.id, KR_E_UNSUPPORTED, "not for front");
    }
}

static void on_closed(void *arg, struct kr_link *link)
{
    struct kr_front *f = arg;
    uint32_t index = index_of(f, link);
    if (index < KR_FRONT_MEDIA_MAX)
        process_gone(f, index);
}

void kr_media_open(struct kr_front *f, uint32_t index, int fd)
{
    struct kr_link *link;
    if (index >= KR_FRONT_MEDIA_MAX) {
        kr_fd_close(fd);
        return;
    }
    if (f->media[index].link)
        process_gone(f, index);
    int err = kr_link_open(&link, &f->loop, fd, on_message, on_closed, f);
    if (err) {
        kr_error("no link to media %u (%s)", (unsigned)index, kr_err_id(err));
        return;
    }
    f->media[index] = (struct kr_media_peer){.link = link};
    f->loads[index] = (struct kr_place_load){.there = true, .endpoints = f->loads[index].endpoints};
    kr_front_tell_revoked(f, index);
}

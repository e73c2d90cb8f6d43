/* SPDX-License-Identifier: EUPL-1.2 */
#include "rig.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "front/front.h"

static void pair(int fds[2])
{
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
}

void rig_turn(struct rig *r)
{
    uv_run(&r->loop, UV_RUN_NOWAIT);
    usleep(500);
}

static void on_link_closed(void *arg, struct kr_link *link)
{
    fail_msg("front broke a link");
}

static void on_control(void *arg, struct kr_link *link, struct kr_link_msg **msg, int fd)
{
    struct rig *r = arg;
    assert_true((*msg)->head.type == KR_LINK_READY || (*msg)->head.type == KR_LINK_ALIVE);
    r->ready = true; /* which comes first */
}

static void copy(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text ? text : "-");
}

static void on_live(struct rig *r, const struct kr_link_room_live *m)
{
    size_t i = 0;
    r->live_told++;
    r->live_members = (size_t)m->members;
    r->live_moderator = m->moderator;
    while (i < r->n_live && strcmp(r->live[i].room, m->room) != 0)
        i++;
    assert_true(i < sizeof r->live / sizeof *r->live);
    copy(r->live[i].room, sizeof r->live[i].room, m->room);
    r->live[i].members = r->live_members;
    r->live[i].moderator = r->live_moderator;
    r->n_live += i == r->n_live;
}

static void on_office(void *arg, struct kr_link *link, struct kr_link_msg **msg, int fd)
{
    struct rig *r = arg;
    const struct kr_link_http_request *q = &(*msg)->u.http_request;
    const struct kr_link_token_use *t = &(*msg)->u.token_use;
    int64_t id = (*msg)->head.id;
    struct kr_link_msg reply = {0};
    switch ((*msg)->head.type) {
    case KR_LINK_HTTP_REQUEST:
        r->api_requests++;
        copy(r->api_path, sizeof r->api_path, q->path);
        copy(r->api_body, sizeof r->api_body, q->body);
        copy(r->api_session, sizeof r->api_session, q->session);
        copy(r->api_browser, sizeof r->api_browser, q->browser);
        copy(r->api_origin, sizeof r->api_origin, q->origin);
        reply.head.type = KR_LINK_HTTP_RESPONSE;
        reply.u.http_response = r->api_answer;
        assert_int_equal(kr_link_reply(link, id, &reply), 0);
        break;
    case KR_LINK_TOKEN_USE: {
        bool play = t->action == KR_LINK_TOKEN_USE_ACTION_PLAY;
        int err = strcmp(t->token, play ? "play-token" : "publish-token") == 0 ? r->token_err : KR_E_AUTH;
        if (err) {
            kr_link_reply_error(link, id, err, "");
            break;
        }
        reply.head.type = KR_LINK_TOKEN_TICKET;
        reply.u.token_ticket.ticket = rig_ticket(r, play ? KR_TICKET_PLAY : KR_TICKET_PUBLISH, t->room, NULL);
        assert_int_equal(kr_link_reply(link, id, &reply), 0);
        break;
    }
    case KR_LINK_ROOM_LIVE:
        on_live(r, &(*msg)->u.room_live);
        break;
    default:
        fail_msg("front asked the office for nothing it knows");
    }
}

static struct rig_endpoint *in_media(struct rig_media *m, const char *id)
{
    for (size_t i = 0; i < m->n; i++)
        if (strcmp(m->endpoints[i].id, id) == 0)
            return &m->endpoints[i];
    return NULL;
}

struct rig_media *rig_media_of(struct rig *r, const char *id)
{
    for (int i = 0; i < RIG_MEDIA; i++) {
        struct rig_endpoint *e = in_media(&r->media[i], id);
        if (e && e->open)
            return &r->media[i];
    }
    return NULL;
}

struct rig_endpoint *rig_endpoint(struct rig *r, const char *id)
{
    struct rig_media *m = rig_media_of(r, id);
    return m ? in_media(m, id) : NULL;
}

static void send_answer(struct kr_link *link, int64_t re)
{
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_ANSWER, .u.endpoint_answer.sdp = "the answer"};
    assert_int_equal(kr_link_reply(link, re, &msg), 0);
}

void rig_answer_held(struct rig *r, const char *id)
{
    for (int i = 0; i < RIG_MEDIA; i++) {
        struct rig_endpoint *e = in_media(&r->media[i], id);
        if (e && e->held) {
            send_answer(r->media[i].link, e->held);
            e->held = 0;
        }
    }
}

static void on_open(struct rig_media *m, struct kr_link *link, const struct kr_link_endpoint_open *o, int64_t id)
{
    struct rig_endpoint *e = in_media(m, o->endpoint);
    if (!e) {
        assert_true(m->n < RIG_ENDPOINTS);
        e = &m->endpoints[m->n++];
        *e = (struct rig_endpoint){0};
        copy(e->id, sizeof e->id, o->endpoint);
    }
    assert_false(e->open); /* never twice without a close */
    if (strcmp(o->sdp, "bad") == 0) {
        kr_link_reply_error(link, id, KR_E_MALFORMED, "");
        return;
    }
    copy(e->room, sizeof e->room, o->room);
    copy(e->play, sizeof e->play, o->play);
    copy(e->sdp, sizeof e->sdp, o->sdp);
    e->mode = o->mode;
    e->allow = o->allow;
    e->open = true;
    e->opens++;
    if (strcmp(o->sdp, "hold") == 0)
        e->held = id;
    else
        send_answer(link, id);
}

static void on_relay_open(struct rig_media *m, struct kr_link *link, const struct kr_link_relay_open *o, int64_t id)
{
    struct rig_relay *relay = &m->relays[m->n_relays];
    assert_true(m->n_relays < RIG_ENDPOINTS);
    assert_string_equal(o->address, "127.0.0.1");
    for (size_t i = 0; i < m->n_relays; i++) /* one side of each only, and one of an endpoint's to each process */
        assert_true(m->relays[i].number != o->number);
    if (m->refuse_relays) {
        kr_link_reply_error(link, id, m->refuse_relays, "");
        return;
    }
    *relay = (struct rig_relay){.number = (uint32_t)o->number, .out = o->way == KR_LINK_RELAY_OPEN_WAY_OUT, .port = o->port};
    copy(relay->of, sizeof relay->of, o->endpoint);
    copy(relay->keys, sizeof relay->keys, o->keys);
    m->n_relays++;
    kr_link_reply_ok(link, id);
}

static void on_relay_close(struct rig_media *m, struct kr_link *link, uint32_t number, int64_t id)
{
    size_t i = 0;
    while (i < m->n_relays && m->relays[i].number != number)
        i++;
    if (i == m->n_relays) {
        kr_link_reply_error(link, id, KR_E_NOT_FOUND, "");
        return;
    }
    m->relays[i] = m->relays[--m->n_relays];
    kr_link_reply_ok(link, id);
}

static void on_media(void *arg, struct kr_link *link, struct kr_link_msg **msg, int fd)
{
    struct rig_media *m = arg;
    int64_t id = (*msg)->head.id;
    struct rig_endpoint *e;
    switch ((*msg)->head.type) {
    case KR_LINK_ENDPOINT_OPEN:
        on_open(m, link, &(*msg)->u.endpoint_open, id);
        break;
    case KR_LINK_ENDPOINT_OFFER:
        e = in_media(m, (*msg)->u.endpoint_offer.endpoint);
        assert_true(e && e->open);
        e->offers++;
        send_answer(link, id);
        break;
    case KR_LINK_ENDPOINT_ALLOW:
        e = in_media(m, (*msg)->u.endpoint_allow.endpoint);
        assert_true(e && e->open);
        e->allow = (*msg)->u.endpoint_allow.allow;
        e->allows++;
        break;
    case KR_LINK_ENDPOINT_CLOSE:
        e = in_media(m, (*msg)->u.endpoint_close.endpoint);
        m->closes++;
        if (e)
            e->open = false;
        e ? kr_link_reply_ok(link, id) : kr_link_reply_error(link, id, KR_E_NOT_FOUND, "");
        break;
    case KR_LINK_RELAY_OPEN:
        on_relay_open(m, link, &(*msg)->u.relay_open, id);
        break;
    case KR_LINK_RELAY_CLOSE:
        on_relay_close(m, link, (uint32_t)(*msg)->u.relay_close.number, id);
        break;
    case KR_LINK_REVOKED:
        for (size_t i = 0; i < (*msg)->u.revoked.revocations_len; i++)
            copy(m->revoked, sizeof m->revoked, (*msg)->u.revoked.revocations[i].id);
        m->n_revoked += (unsigned)(*msg)->u.revoked.revocations_len;
        break;
    case KR_LINK_ENDPOINT_STATISTICS: {
        struct kr_link_slot_figures slot = {.slot = 3, .layer = 1, .layers = 2, .height = 360, .sent_bps = 450000, .lost_permille = 7};
        struct kr_link_source_figures source = {.source = KR_LINK_SOURCE_FIGURES_SOURCE_SCREEN, .layer = 2, .height = 1080,
                                                .received_bps = 900000, .lost_permille = 4, .receivers = 31};
        struct kr_link_msg told = {.head.type = KR_LINK_ENDPOINT_FIGURES,
                                   .u.endpoint_figures = {.path = {.estimate_bps = 2000000, .sent_bps = 500000, .rtt_ms = 42, .has_rtt_ms = true,
                                                                   .lost_permille = 9, .resent = 11},
                                                          .slots = &slot, .slots_len = 1, .sources = &source, .sources_len = 1}};
        e = in_media(m, (*msg)->u.endpoint_statistics.endpoint);
        assert_int_equal(e && e->open ? kr_link_reply(link, id, &told) : kr_link_reply_error(link, id, KR_E_NOT_FOUND, ""), 0);
        break;
    }
    case KR_LINK_ENDPOINT_WATCH: {
        const struct kr_link_endpoint_watch *w = &(*msg)->u.endpoint_watch;
        struct kr_link_msg slots = {.head.type = KR_LINK_ENDPOINT_SLOTS,
                                    .u.endpoint_slots = {w->endpoint, w->gen, w->slots, w->slots_len}};
        for (size_t i = 0; i < w->slots_len; i++) {
            w->slots[i].after = 4000000000;
            w->slots[i].has_after = true;
        }
        assert_int_equal(kr_link_send(link, &slots), 0);
        break;
    }
    default:
        fail_msg("front told media nothing it knows");
    }
}

/* `first` is there before front knows of the link. */
static struct kr_link *join_peer(struct rig *r, enum kr_link_peer_name name, unsigned index, kr_link_message_fn *on_message, void *arg,
                                 struct kr_link_msg *first)
{
    int fds[2];
    struct kr_link *link;
    struct kr_link_msg msg = {.head.type = KR_LINK_PEER, .u.peer = {name, index}};
    pair(fds);
    assert_int_equal(kr_link_open(&link, &r->loop, fds[0], on_message, on_link_closed, arg), 0);
    if (first)
        assert_int_equal(kr_link_send(link, first), 0);
    assert_int_equal(kr_link_send_fd(r->control, &msg, fds[1]), 0);
    return link;
}

void rig_office_with(struct rig *r, struct kr_link_msg *first)
{
    r->office = join_peer(r, KR_LINK_PEER_NAME_OFFICE, 0, on_office, r, first);
}

void rig_office(struct rig *r)
{
    struct kr_link_msg none = {.head.type = KR_LINK_REVOKED};
    rig_office_with(r, &none);
}

void rig_media(struct rig *r, unsigned index)
{
    r->media[index] = (struct rig_media){0};
    struct kr_link_msg socket = {.head.type = KR_LINK_RELAY_SOCKET,
                                 .u.relay_socket = {.address = "127.0.0.1", .port = RIG_RELAY_PORT + index}};
    r->media[index].link = join_peer(r, KR_LINK_PEER_NAME_MEDIA, index, on_media, &r->media[index], &socket);
}

void rig_drop(struct kr_link **link)
{
    kr_link_close(*link);
    *link = NULL;
}

void rig_office_says(struct rig *r, struct kr_link_msg *msg)
{
    assert_int_equal(kr_link_send(r->office, msg), 0);
}

static void send_listener(struct rig *r)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(listen(fd, 64), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
    r->port = ntohs(a.sin_port);
    struct kr_link_msg msg = {.head.type = KR_LINK_LISTENER, .u.listener.name = KR_LINK_LISTENER_NAME_HTTP};
    assert_int_equal(kr_link_send_fd(r->control, &msg, fd), 0);
}

static void send_keys(struct rig *r)
{
    char seal[65], verify[65];
    kr_hex_write(seal, sizeof seal, r->signer.keys.seal, 32);
    kr_hex_write(verify, sizeof verify, r->signer.keys.verify, 32);
    struct kr_link_msg msg = {.head.type = KR_LINK_TICKET_KEYS, .u.ticket_keys = {seal, verify}};
    assert_int_equal(kr_link_send(r->control, &msg), 0);
}

uint64_t rig_unix_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000;
}

void rig_start(struct rig *r)
{
    rig_start_before_office(r);
    rig_office(r);
}

static void start(struct rig *r, uint32_t room_endpoints);

void rig_start_spread(struct rig *r, uint32_t room_endpoints)
{
    start(r, room_endpoints);
    rig_office(r);
}

void rig_start_before_office(struct rig *r)
{
    start(r, 0);
}

static void start(struct rig *r, uint32_t room_endpoints)
{
    int fds[2];
    char page[80];
    *r = (struct rig){.dir = "/tmp/kreide-front-XXXXXX", .api_answer = {.status = 200, .body = "{}"}};
    assert_non_null(mkdtemp(r->dir));
    snprintf(page, sizeof page, "%s/index.html", r->dir);
    FILE *f = fopen(page, "w");
    assert_non_null(f);
    fputs("<!doctype html>", f);
    fclose(f);
    pair(fds);
    fflush(NULL);
    r->child = fork();
    if (r->child == 0) {
        struct kr_front_config config = {.control_fd = fds[1], .static_dir = r->dir, .n_media = RIG_MEDIA,
                                         .room_endpoints = room_endpoints, .camera_height = 720,
                                         .metrics_token = RIG_METRICS_TOKEN};
        close(fds[0]);
        exit(kr_front_run(&config) ? 1 : 0);
    }
    close(fds[1]);
    assert_int_equal(uv_loop_init(&r->loop), 0);
    assert_int_equal(kr_link_open(&r->control, &r->loop, fds[0], on_control, on_link_closed, r), 0);
    RIG_UNTIL(r, r->ready);
    kr_ticket_signer_new(&r->signer);
    send_keys(r);
    rig_media(r, 0);
    rig_media(r, 1);
    send_listener(r);
}

void rig_stop(struct rig *r)
{
    int status = -1;
    char page[80];
    struct kr_link_msg stop = {.head.type = KR_LINK_STOP};
    assert_int_equal(kr_link_send(r->control, &stop), 0);
    rig_turn(r);
    struct kr_link **links[] = {&r->control, &r->office, &r->media[0].link, &r->media[1].link};
    for (size_t i = 0; i < 4; i++)
        if (*links[i])
            rig_drop(links[i]);
    uv_run(&r->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&r->loop), 0);
    assert_int_equal(waitpid(r->child, &status, 0), r->child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    snprintf(page, sizeof page, "%s/index.html", r->dir);
    unlink(page);
    rmdir(r->dir);
}

const char *rig_ticket(struct rig *r, enum kr_ticket_role role, const char *room, const char *browser)
{
    static char text[KR_LIMIT_TICKET_BYTES + 1];
    static unsigned n;
    struct kr_ticket t = {.account = "school", .title = "6a", .role = role, .end_after_s = 600,
                          .expires_ms = rig_unix_ms() + RIG_TICKET_MS + r->later_ms};
    snprintf(t.room, sizeof t.room, "%s", room);
    if (role == KR_TICKET_MODERATOR)
        snprintf(t.holder, sizeof t.holder, "%s", r->holder ? r->holder : "teacher");
    if (r->token_id[0] && (role == KR_TICKET_PUBLISH || role == KR_TICKET_PLAY))
        snprintf(t.id, sizeof t.id, "%s", r->token_id);
    else
        snprintf(t.id, sizeof t.id, "t%u", ++n);
    if (browser)
        kr_sha256(t.browser, browser, strlen(browser));
    assert_int_equal(kr_ticket_write(text, sizeof text, &t, &r->signer), 0);
    return text;
}

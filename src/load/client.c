/* SPDX-License-Identifier: EUPL-1.2 */
/* What all kinds of clients have in common: the offer, the socket of their media, the connection. */
#include "load/client.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "load/load.h"
#include "load/stamp.h"
#include "os/clock.h"
#include "wire/rtp.h"

enum {
    BATCH = 32,
    AUDIO_SLOTS = 4, /* as Kreide's own client */
    SOCKET_BUFFER_BYTES = 2 * 1024 * 1024, /* what the server sent is not lost because this program had to wait */
    CHECK_FIRST_US = 20000,                /* RFC 8445 14.2: not more often than every 5 ms */
    CHECK_US = 2500000,                    /* RFC 7675 5.1: 5 s at most */
    TICK_US = 50000,
    LEAVE_US = 3000000,
    PHASES_US = 33333,
    PHASE_STEP_US = 7919,
};

static void finish(struct kr_load_client *c)
{
    kr_load_stream_close(&c->stream);
    if (c->udp.ready)
        kr_load_loop_close(&c->load->loop, &c->udp);
    if (c->has_peer) {
        kr_load_incoming_end(&c->in);
        kr_load_incoming_fini(&c->in);
        kr_load_peer_fini(&c->peer);
    }
    free(c->others);
    free(c->ticket);
}

void kr_load_client_free(struct kr_load_client *c)
{
    if (c->stage == KR_LOAD_FREE)
        return;
    finish(c);
    *c = (struct kr_load_client){.stage = KR_LOAD_FREE, .udp.fd = -1, .stream.watch.fd = -1};
}

void kr_load_client_fail(struct kr_load_client *c, const char *why, const char *detail)
{
    struct kr_load_tally *t = &c->load->tally;
    if (c->stage == KR_LOAD_FREE)
        return;
    if (c->stage == KR_LOAD_UP)
        t->broken++;
    else if (c->stage != KR_LOAD_LEAVING)
        t->failed++;
    if (!t->why[0] && c->stage != KR_LOAD_LEAVING)
        snprintf(t->why, sizeof t->why, "%s%s%.100s", why, *detail ? ": " : "", detail);
    kr_load_client_free(c);
}

static void send_datagram(void *arg, const uint8_t *p, size_t len)
{
    const struct kr_load_client *c = arg;
    if (c->udp.fd >= 0)
        (void)!send(c->udp.fd, p, len, 0); /* what the kernel does not take is lost, as anywhere on the way */
}

static void add_line(struct kr_load_client *c, bool video, bool sends, const char *rids)
{
    struct kr_load_line *l = &c->lines[c->n_lines];
    *l = (struct kr_load_line){.video = video, .sends = sends, .rids = rids};
    snprintf(l->mid, sizeof l->mid, "%zu", c->n_lines++);
}

/* The web client's order: microphone, camera, screen, screen sound, then its slots. */
static void add_lines(struct kr_load_client *c, bool simulcast)
{
    bool member = c->kind == KR_LOAD_MEMBER, sends = c->kind != KR_LOAD_PLAYER;
    add_line(c, false, sends, NULL);
    add_line(c, true, sends, simulcast ? "q;h;f" : NULL);
    if (!member)
        return;
    add_line(c, true, true, NULL);
    add_line(c, false, true, NULL);
    for (int i = 0; i < AUDIO_SLOTS; i++)
        add_line(c, false, false, NULL);
    for (unsigned i = 0; i < c->load->options->tiles; i++)
        add_line(c, true, false, NULL);
}

char *kr_load_client_offer(struct kr_load_client *c)
{
    static const struct kr_load_numbers numbers = {
        .opus = KR_LOAD_OPUS, .vp8 = KR_LOAD_VP8, .vp8_rtx = KR_LOAD_VP8_RTX,
        .ext = {[KR_EXT_MID] = KR_LOAD_MID_ID, [KR_EXT_RID] = KR_LOAD_RID_ID, [KR_EXT_TRANSPORT_CC] = KR_LOAD_TWCC_ID,
                [KR_EXT_AUDIO_LEVEL] = KR_LOAD_LEVEL_ID}};
    const struct kr_load_options *o = c->load->options;
    bool simulcast = o->simulcast && c->kind != KR_LOAD_PLAYER;
    c->n_lines = 0;
    add_lines(c, simulcast);
    if (!c->has_peer) {
        kr_load_peer_init(&c->peer, &c->load->identity, c->number % 100000, send_datagram, c);
        kr_load_incoming_init(&c->in, &c->peer, &c->load->tally, o->loss_per_million, o->seed + (uint64_t)c->number);
        kr_load_outgoing_init(&c->out, &c->peer, &c->load->tally, !c->camera ? 0 : simulcast ? KR_LOAD_LAYERS : 1);
        c->has_peer = true;
    }
    c->out.mid[0] = c->lines[0].mid;
    c->out.mid[1] = c->lines[1].mid;
    if (c->kind == KR_LOAD_DEVICE) { /* a device's few streams are told by their SSRCs */
        c->lines[0].ssrc = c->out.sound.ssrc;
        c->lines[1].ssrc = c->out.picture[0].ssrc;
    }
    return kr_load_offer_write(&c->peer, &numbers, c->lines, c->n_lines);
}

static void take(struct kr_load_client *c, uint8_t *p, size_t len, uint64_t at_ns, uint64_t now_us)
{
    if (kr_rtcp_is(p, len))
        kr_load_outgoing_rtcp(&c->out, p, len);
    else if (kr_rtp_is(p, len))
        kr_load_incoming_rtp(&c->in, p, len, at_ns, now_us);
    else
        kr_load_peer_input(&c->peer, p, len);
}

static void on_datagrams(void *arg, bool readable, bool writable)
{
    static uint8_t data[BATCH][2048];
    static _Alignas(struct cmsghdr) char control[BATCH][CMSG_SPACE(sizeof(struct timespec))];
    struct kr_load_client *c = arg;
    struct mmsghdr h[BATCH];
    struct iovec iov[BATCH];
    int n;
    do {
        for (size_t i = 0; i < BATCH; i++) {
            iov[i] = (struct iovec){.iov_base = data[i], .iov_len = sizeof data[i]};
            h[i] = (struct mmsghdr){.msg_hdr = {.msg_iov = &iov[i], .msg_iovlen = 1, .msg_control = control[i],
                                                .msg_controllen = sizeof control[i]}};
        }
        n = recvmmsg(c->udp.fd, h, BATCH, 0, NULL);
        uint64_t now_us = kr_clock_us();
        for (int i = 0; i < n; i++)
            take(c, data[i], h[i].msg_len, kr_load_stamp_ns(&h[i].msg_hdr), now_us);
    } while (n == BATCH);
}

static bool candidate(struct sockaddr_storage *out, socklen_t *len, const char *line)
{
    char ip[64];
    unsigned port;
    if (sscanf(line, "a=candidate:%*s 1 %*s %*u %63s %u typ host", ip, &port) != 2 || port == 0 || port > UINT16_MAX) /* RFC 8839 5.1 */
        return false;
    struct sockaddr_in *v4 = (struct sockaddr_in *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, ip, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons((uint16_t)port);
        *len = sizeof *v4;
    } else if (inet_pton(AF_INET6, ip, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons((uint16_t)port);
        *len = sizeof *v6;
    } else {
        return false;
    }
    return true;
}

static bool open_socket(struct kr_load_client *c, const struct sockaddr_storage *to, socklen_t len)
{
    int on = 1, bytes = SOCKET_BUFFER_BYTES;
    c->udp = (struct kr_load_watch){.ready = on_datagrams, .arg = c};
    c->udp.fd = socket(to->ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->udp.fd < 0)
        return false;
    setsockopt(c->udp.fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    if (setsockopt(c->udp.fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes))
        setsockopt(c->udp.fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    /* Connected: what comes from anywhere else never arrives. */
    if (connect(c->udp.fd, (const struct sockaddr *)to, len) == 0 && kr_load_loop_add(&c->load->loop, &c->udp) == 0)
        return true;
    close(c->udp.fd);
    c->udp.fd = -1;
    return false;
}

/* The first candidate that media may go to. */
static bool find_server(struct kr_load_client *c, const char *sdp)
{
    struct sockaddr_storage to;
    socklen_t len;
    for (const char *at = strstr(sdp, "a=candidate:"); at; at = strstr(at + 1, "a=candidate:"))
        if (candidate(&to, &len, at) && kr_load_allows(c->load, (struct sockaddr *)&to) && open_socket(c, &to, len))
            return true;
    return false;
}

void kr_load_client_answer(struct kr_load_client *c, const char *sdp)
{
    if (kr_load_offer_answer(&c->peer, c->lines, c->n_lines, sdp)) {
        kr_load_client_fail(c, "an answer without ICE credentials", "");
        return;
    }
    if (!find_server(c, sdp)) {
        kr_load_client_fail(c, "the answer names no address that was given", "say --media ADDRESS if it is yours");
        return;
    }
    for (size_t i = 0; i < c->n_lines; i++)
        if (!c->lines[i].sends)
            kr_load_incoming_add(&c->in, &c->lines[i]);
    c->stage = KR_LOAD_CONNECTING;
}

void kr_load_client_start(struct kr_load_client *c, struct kr_load *load, enum kr_load_kind kind, int number, size_t room)
{
    uint64_t now_us = kr_clock_us();
    bool camera = c->camera, speaks = c->speaks, teacher = c->teacher;
    *c = (struct kr_load_client){.load = load, .kind = kind, .stage = KR_LOAD_ASKING, .number = number, .room = room, .camera = camera,
                                 .speaks = speaks, .teacher = teacher, .udp.fd = -1, .stream.watch.fd = -1, .begin_us = now_us,
                                 .deadline_us = now_us + load->options->join_s * UINT64_C(1000000)};
    load->tally.joins++;
    if (kind == KR_LOAD_MEMBER)
        kr_load_member_join(c);
    else
        kr_load_device_join(c);
}

static void come_up(struct kr_load_client *c, uint64_t now_us)
{
    c->stage = KR_LOAD_UP;
    kr_spread_add(&c->load->tally.connect_us, now_us - c->begin_us);
    kr_load_outgoing_start(&c->out, c->speaks, now_us, (uint64_t)c->number * PHASE_STEP_US % PHASES_US);
    if (c->kind == KR_LOAD_MEMBER)
        kr_load_member_up(c);
}

static void step_connection(struct kr_load_client *c, uint64_t now_us)
{
    if (now_us >= c->check_us) {
        kr_load_peer_check(&c->peer);
        c->check_us = now_us + (c->peer.checked ? CHECK_US : CHECK_FIRST_US);
    }
    if (now_us >= c->tick_us) {
        kr_load_peer_tick(&c->peer);
        c->tick_us = now_us + TICK_US;
    }
    if (c->stage == KR_LOAD_CONNECTING && c->peer.connected)
        come_up(c, now_us);
}

void kr_load_client_step(struct kr_load_client *c, uint64_t now_us)
{
    if (c->stage == KR_LOAD_FREE)
        return;
    if (c->stage != KR_LOAD_UP && c->stage != KR_LOAD_WAITING && now_us > c->deadline_us) {
        kr_load_client_fail(c, c->stage == KR_LOAD_CONNECTING ? "ICE or DTLS took too long" : "the server took too long to answer", "");
        return;
    }
    if (c->has_peer && c->peer.failed) {
        kr_load_client_fail(c, "the server does not speak SRTP_AEAD_AES_128_GCM", "");
        return;
    }
    bool had_media = c->in.first_us != 0;
    if (c->stage == KR_LOAD_CONNECTING || c->stage == KR_LOAD_UP) {
        step_connection(c, now_us);
        kr_load_incoming_step(&c->in, now_us);
        kr_load_outgoing_step(&c->out, now_us);
    }
    if (had_media && c->stage == KR_LOAD_UP && c->in.first_us > c->begin_us && c->begin_us) {
        kr_spread_add(&c->load->tally.first_us, c->in.first_us - c->begin_us);
        c->begin_us = 0; /* noted */
    }
    if (c->kind == KR_LOAD_MEMBER)
        kr_load_member_step(c, now_us);
}

uint64_t kr_load_client_due_us(const struct kr_load_client *c)
{
    return c->stage == KR_LOAD_UP ? kr_load_outgoing_due_us(&c->out) : UINT64_MAX;
}

void kr_load_client_leave(struct kr_load_client *c)
{
    if (c->stage == KR_LOAD_FREE || c->stage == KR_LOAD_LEAVING)
        return;
    c->load->tally.left++;
    c->stage = KR_LOAD_LEAVING;
    c->deadline_us = kr_clock_us() + LEAVE_US;
    if (c->kind == KR_LOAD_MEMBER)
        kr_load_member_leave(c);
    else
        kr_load_device_leave(c);
}

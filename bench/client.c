/* SPDX-License-Identifier: EUPL-1.2 */
#include "client.h"

#include <arpa/inet.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "http.h"
#include "wire/rtp.h"

enum {
    SOCKET_BUFFER_BYTES = 2 * 1024 * 1024, /* what the server sent is not lost because this program had to wait */
    CHECK_FIRST_US = 20000,                /* RFC 8445 14.2: not more often than every 5 ms */
    CHECK_US = 2500000,                    /* RFC 7675 5.1: 5 s at most */
};

static void open_socket(struct bench_client *c)
{
    int on = 1, bytes = SOCKET_BUFFER_BYTES;
    struct sockaddr_in own = {.sin_family = AF_INET};
    c->fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->fd < 0 || bind(c->fd, (struct sockaddr *)&own, sizeof own) ||
        setsockopt(c->fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on))
        err(1, "UDP socket");
    if (setsockopt(c->fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes))
        setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

/* The first IPv4 candidate of the answer (RFC 8839 5.1). */
static void find_server(struct bench_client *c, const char *sdp)
{
    char ip[64];
    unsigned port;
    for (const char *at = strstr(sdp, "a=candidate:"); at; at = strstr(at + 1, "a=candidate:")) {
        c->server = (struct sockaddr_in){.sin_family = AF_INET};
        if (sscanf(at, "a=candidate:%*s 1 %*s %*u %63s %u typ host", ip, &port) == 2 &&
            inet_pton(AF_INET, ip, &c->server.sin_addr) == 1) {
            c->server.sin_port = htons((uint16_t)port);
            return;
        }
    }
    errx(1, "the answer has no candidate of IPv4");
}

void bench_client_answered(struct bench_client *c, const char *sdp)
{
    find_server(c, sdp);
    if (kr_load_offer_answer(&c->peer, c->lines, BENCH_STREAMS, sdp))
        errx(1, "the answer has no ICE credentials");
}

/* WHIP (RFC 9725) or WHEP. */
static void exchange(struct bench_client *c, const struct bench_room *room, bool sends)
{
    char path[160], *offer = kr_load_offer_write(&c->peer, &c->numbers, c->lines, BENCH_STREAMS);
    snprintf(path, sizeof path, "/%s/%s/camera", sends ? "whip" : "whep", room->id);
    char *answer = bench_http_offer(BENCH_HTTP_PORT, path, sends ? room->publish : room->play, offer);
    bench_client_answered(c, answer);
    free(offer);
    free(answer);
}

void bench_client_join(struct bench_client *c, int number, const struct bench_room *room, bool sends, bool twcc)
{
    *c = (struct bench_client){
        .numbers = {.opus = 111, .vp8 = 96, .vp8_rtx = 97, .ext = {[KR_EXT_MID] = 1, [KR_EXT_AUDIO_LEVEL] = BENCH_LEVEL_ID}},
        .lines = {{.mid = "a", .sends = sends}, {.mid = "v", .sends = sends, .video = true}}};
    c->numbers.ext[KR_EXT_TRANSPORT_CC] = twcc ? BENCH_TWCC_ID : 0;
    for (size_t i = 0; sends && i < BENCH_STREAMS; i++)
        c->lines[i].ssrc = 100 + (uint32_t)i;
    open_socket(c);
    kr_load_peer_init(&c->peer, NULL, number, bench_client_send, c);
    c->checked_by_server = room->exchange;
    if (room->exchange)
        room->exchange(c, room, sends);
    else
        exchange(c, room, sends);
}

void bench_client_step(struct bench_client *c, uint64_t now_us)
{
    if (now_us < c->check_us)
        return;
    kr_load_peer_check(&c->peer);
    kr_load_peer_tick(&c->peer);
    c->check_us = now_us + (c->peer.checked ? CHECK_US : CHECK_FIRST_US);
}

void bench_client_send(void *client, const uint8_t *p, size_t len)
{
    struct bench_client *c = client;
    if (sendto(c->fd, p, len, 0, (struct sockaddr *)&c->server, sizeof c->server) < 0)
        warn("sendto");
}

void bench_client_send_rtcp(struct bench_client *c, struct kr_writer *w)
{
    size_t len = w->len;
    kr_assert(!w->failed && kr_srtcp_protect(c->peer.sender, w->data, w->cap, &len) == 0);
    bench_client_send(c, w->data, len);
}

/* Kreide's ICE is lite; a server whose is not checks the client, too (RFC 8445 7.3). */
static bool answer_check(struct bench_client *c, const uint8_t *p, size_t len)
{
    struct kr_stun_msg m;
    uint8_t out[200];
    size_t out_len;
    if (!kr_stun_is(p, len) || kr_stun_parse(&m, p, len) || m.class != KR_STUN_REQUEST ||
        kr_stun_check(&m, p, c->peer.pwd, strlen(c->peer.pwd)))
        return false;
    struct kr_stun_write w = {.class = KR_STUN_SUCCESS, .method = KR_STUN_BINDING, .transaction = m.transaction,
                              .mapped = {.family = 4, .port = ntohs(c->server.sin_port)}};
    memcpy(w.mapped.ip, &c->server.sin_addr, 4);
    kr_assert(kr_stun_write(out, sizeof out, &out_len, &w, c->peer.pwd, strlen(c->peer.pwd)) == 0);
    bench_client_send(c, out, out_len);
    c->answered_check = true;
    return true;
}

/* Before it has checked us, such a server drops the beginning of the handshake: so the answer to our check waits. */
static bool may_connect(const struct bench_client *c, const uint8_t *p, size_t len)
{
    return !c->checked_by_server || c->answered_check || !kr_stun_is(p, len);
}

struct reading {
    struct bench_client *client;
    bench_media_fn *on_media;
    void *arg;
};

static void on_datagram(void *arg, const struct bench_datagram *d)
{
    const struct reading *r = arg;
    struct bench_client *c = r->client;
    if (kr_rtp_is(d->data, d->len) || kr_rtcp_is(d->data, d->len))
        r->on_media(r->arg, d);
    else if (!answer_check(c, d->data, d->len) && may_connect(c, d->data, d->len))
        kr_load_peer_input(&c->peer, d->data, d->len);
}

void bench_client_read(struct bench_client *c, bool all, bench_media_fn *on_media, void *arg)
{
    struct reading r = {.client = c, .on_media = on_media, .arg = arg};
    bench_inbox_read(c->fd, all || !c->peer.connected, on_datagram, &r);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* A client of the relay by stream: messages of TURN, one behind the other (RFC 8656 section 3.1). */
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "door/inside.h"

enum {
    READS_PER_TURN = 8,
    UNSENT_BYTES = 32 * 1024,    /* the kernel holds back no more: what waits here can still be given up */
    SILENCE_MS = 30 * 1000,      /* of a client that takes nothing of what is sent */
    KEEPALIVE_S = 20,
    STUN_FIRST_BYTE_MAX = 3,     /* RFC 7983 section 7; HTTP begins with a letter */
};

static uint8_t chunk[KR_TURN_MESSAGE_BYTES + KR_DOOR_READ_BYTES]; /* one thread, and nothing stays in it */

/* A client behind a dead line, or one that reads nothing, is not waited for without end. */
void kr_door_relay_begin(struct kr_door_conn *c)
{
    int on = 1, unsent = UNSENT_BYTES, silence = SILENCE_MS, idle = KEEPALIVE_S, probes = 3;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
    setsockopt(c->fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &silence, sizeof silence);
    setsockopt(c->fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    setsockopt(c->fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
    setsockopt(c->fd, IPPROTO_TCP, TCP_KEEPINTVL, &idle, sizeof idle);
    setsockopt(c->fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
    c->phase = KR_DOOR_RELAY;
    c->since_us = c->door->now_us;
}

void kr_door_conn_say(struct kr_door_conn *c, struct kr_span bytes)
{
    if (c->fd < 0 || (!c->out && !(c->out = malloc(KR_DOOR_QUEUE_BYTES))) || bytes.len > KR_DOOR_QUEUE_BYTES - c->out_len)
        return;
    memcpy(c->out + c->out_len, bytes.data, bytes.len);
    c->out_len += bytes.len;
}

void kr_door_conn_flush(struct kr_door_conn *c)
{
    size_t sent = 0;
    ssize_t n = 1;
    while (c->fd >= 0 && sent < c->out_len && n > 0) {
        size_t left = c->out_len - sent;
        n = kr_door_write(c, c->out + sent, left < KR_DOOR_READ_BYTES ? left : KR_DOOR_READ_BYTES);
        sent += n > 0 ? (size_t)n : 0;
    }
    if (n < 0) {
        kr_door_conn_end(c);
        return;
    }
    if (c->fd < 0)
        return;
    if (sent && sent < c->out_len)
        memmove(c->out, c->out + sent, c->out_len - sent);
    c->out_len -= sent;
    if (c->phase == KR_DOOR_PIPE && sent)
        kr_door_pipe_sent(c);
    kr_door_conn_arm(c);
}

/* Every whole message in p goes to the relay. False for what is none: where the next would begin is not known. */
static bool take(struct kr_door_conn *c, const uint8_t *p, size_t len)
{
    size_t at = 0, n;
    int err = 0;
    while (at < len && !(err = kr_turn_frame(&n, p + at, len - at)) && n <= len - at) {
        kr_door_message(c->door, c, &c->tuple, p + at, n);
        at += n;
    }
    if ((err && err != KR_E_AGAIN) || len - at > sizeof c->in)
        return false;
    memcpy(c->in, p + at, len - at);
    c->in_len = len - at;
    return true;
}

void kr_door_relay_read(struct kr_door_conn *c)
{
    ssize_t n = 1;
    for (int i = 0; i < READS_PER_TURN && n > 0; i++) {
        memcpy(chunk, c->in, c->in_len);
        n = kr_door_read(c, chunk + c->in_len, KR_DOOR_READ_BYTES);
        if (n > 0 && !take(c, chunk, c->in_len + (size_t)n))
            n = -1;
    }
    kr_door_flush(c->door);
    if (n < 0)
        kr_door_conn_end(c);
    else
        kr_door_conn_flush(c);
}

void kr_door_first(struct kr_door_conn *c)
{
    ssize_t n = kr_door_read(c, chunk, KR_DOOR_READ_BYTES);
    if (n < 0) {
        kr_door_conn_end(c);
    } else if (n > 0 && chunk[0] > STUN_FIRST_BYTE_MAX) {
        kr_door_pipe_begin(c, chunk, (size_t)n);
    } else if (n > 0) {
        kr_door_relay_begin(c);
        if (take(c, chunk, (size_t)n))
            kr_door_relay_read(c);
        else
            kr_door_conn_end(c);
    }
}

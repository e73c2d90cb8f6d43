/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A whole server over a socket: bytes in, whatever they are, and every request handed out is either answered or gone,
 * every WebSocket opened is closed. First byte: how the bytes are cut and when the handlers answer.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/limits.h"
#include "http/server.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uv_loop_t loop;
static struct kr_http *http;
static struct kr_http_exchange *held;
static struct kr_ws *ws;
static bool late;
static int asked, ended, opened, closed;

static void on_request(void *arg, struct kr_http_exchange *x, const struct kr_http_request *r)
{
    kr_assert(r->path[0] == '/' && r->body_len <= KR_LIMIT_HTTP_BODY_BYTES && !held);
    asked++;
    held = x;
    if (late)
        return;
    held = NULL;
    ended++;
    kr_http_reply(x, 200, "text/plain", NULL, 0, r->path, strlen(r->path));
}

static void on_gone(void *arg, struct kr_http_exchange *x)
{
    kr_assert(held == x);
    held = NULL;
    ended++;
}

static int on_ws_open(void *arg, struct kr_ws *w, const struct kr_http_request *r, void **user)
{
    if (*r->origin == 'x')
        return 403;
    opened++;
    ws = w;
    *user = &http;
    return 0;
}

static void on_ws_message(void *user, const char *text, size_t len)
{
    kr_assert(user == &http && len <= KR_LIMIT_SIGNAL_SDP_BYTES);
    if (len && text[0] == 'c')
        kr_ws_close(ws, 1000);
    else if (kr_ws_send(ws, text, len))
        kr_assert(len == 0 || text[0]);
}

static void on_ws_closed(void *user)
{
    kr_assert(user == &http);
    closed++;
    ws = NULL;
}

static void turn(void)
{
    uv_run(&loop, UV_RUN_NOWAIT);
    if (held && late) {
        struct kr_http_exchange *x = held;
        held = NULL;
        ended++;
        kr_http_reply(x, 404, NULL, NULL, 0, NULL, 0);
    }
}

static void start(void)
{
    static const struct kr_http_handlers handlers = {on_request, on_gone, on_ws_open, on_ws_message, on_ws_closed};
    struct kr_http_config config = {0};
    uv_loop_init(&loop);
    int err = kr_http_new(&http, &loop, &config, &handlers, NULL);
    kr_assert(!err);
}

static void drain(int fd)
{
    char sink[65536];
    while (recv(fd, sink, sizeof sink, MSG_DONTWAIT) > 0)
        ;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int sv[2];
    if (size < 1)
        return 0;
    if (!http)
        start();
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sv))
        return 0;
    asked = ended = opened = closed = 0;
    late = data[0] & 1;
    size_t step = data[0] & 2 ? (data[0] >> 2) * 4 + 1 : size;
    if (kr_http_adopt(http, sv[0], false)) {
        close(sv[1]);
        return 0;
    }
    for (size_t at = 1; at < size; at += step) {
        if (send(sv[1], data + at, size - at < step ? size - at : step, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
            break;
        turn();
        drain(sv[1]);
    }
    for (int i = 0; i < 4; i++)
        turn();
    drain(sv[1]);
    close(sv[1]);
    for (int i = 0; i < 1000 && http->n_conns; i++)
        turn();
    kr_assert(http->n_conns == 0 && asked == ended && opened == closed && !held && !ws);
    return 0;
}

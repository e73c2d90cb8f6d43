/* SPDX-License-Identifier: EUPL-1.2 */
/* HTTP and WebSocket (RFC 6455) from the other side, as little as the tests need. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "rig.h"

int rig_connect(struct rig *r)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)r->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
    return fd;
}

static void send_all(struct rig *r, int fd, const void *data, size_t len)
{
    const char *p = data;
    while (len) {
        ssize_t n = send(fd, p, len, MSG_NOSIGNAL);
        if (n > 0) {
            p += n;
            len -= (size_t)n;
        } else if (errno == EAGAIN) {
            rig_turn(r);
        } else {
            return; /* the other side has closed: the reader will see it */
        }
    }
}

/* The length of the head, blank line included, once it is there. */
static size_t head_len(const char *text)
{
    const char *end = strstr(text, "\r\n\r\n");
    return end ? (size_t)(end + 4 - text) : 0;
}

static bool is_whole(const char *text, size_t len)
{
    size_t head = head_len(text);
    const char *length = strcasestr(text, "\r\ncontent-length:");
    if (!head)
        return false;
    return len >= head + (length && length < text + head ? strtoul(length + 17, NULL, 10) : 0);
}

struct rig_reply rig_http(struct rig *r, const char *method, const char *path, const char *headers, const char *body)
{
    static char text[12000], out[400000];
    struct rig_reply reply = {0};
    int fd = rig_connect(r);
    int n = snprintf(out, sizeof out, "%s %s HTTP/1.1\r\nHost: school.test\r\nConnection: close\r\n%s", method, path, headers);
    if (body)
        n += snprintf(out + n, sizeof out - (size_t)n, "Content-Length: %zu\r\n\r\n%s", strlen(body), body);
    else
        n += snprintf(out + n, sizeof out - (size_t)n, "%s\r\n", strcmp(method, "POST") == 0 ? "Content-Length: 0\r\n" : "");
    assert_true((size_t)n < sizeof out);
    send_all(r, fd, out, (size_t)n);
    size_t len = 0;
    uint64_t end_ms = uv_hrtime() / 1000000 + RIG_PATIENCE_MS;
    for (;;) {
        ssize_t got = recv(fd, text + len, sizeof text - 1 - len, 0);
        if (got > 0)
            len += (size_t)got;
        text[len] = '\0';
        if (got == 0 || is_whole(text, len))
            break;
        if (uv_hrtime() / 1000000 > end_ms)
            fail_msg("no answer to %s %s", method, path);
        rig_turn(r);
    }
    close(fd);
    size_t head = head_len(text);
    assert_true(head > 12);
    reply.status = (int)strtol(text + 9, NULL, 10);
    snprintf(reply.head, sizeof reply.head, "%.*s", (int)head, text);
    snprintf(reply.body, sizeof reply.body, "%.*s", (int)sizeof reply.body - 1, text + head);
    return reply;
}

bool rig_has(const struct rig_reply *reply, const char *header_line)
{
    return strcasestr(reply->head, header_line) != NULL;
}

static void fill(struct rig_ws *ws)
{
    if (ws->fd < 0)
        return;
    assert_true(ws->len < sizeof ws->buf);
    ssize_t n = recv(ws->fd, ws->buf + ws->len, sizeof ws->buf - ws->len, 0);
    if (n > 0)
        ws->len += (size_t)n;
    else if (n == 0 || errno != EAGAIN)
        ws->closed = true;
}

int rig_ws_open(struct rig *r, struct rig_ws *ws, const char *cookie, const char *more_headers)
{
    char out[1000];
    memset(ws, 0, sizeof *ws);
    ws->r = r;
    ws->fd = rig_connect(r);
    int n = snprintf(out, sizeof out,
                     "GET /api/v1/signal HTTP/1.1\r\nHost: school.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                     "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nCookie: kr_browser=%s\r\n%s\r\n",
                     cookie, more_headers);
    send_all(r, ws->fd, out, (size_t)n);
    RIG_UNTIL(r, (fill(ws), memmem(ws->buf, ws->len, "\r\n\r\n", 4) != NULL || ws->closed));
    char *end = memmem(ws->buf, ws->len, "\r\n\r\n", 4);
    int status = end ? (int)strtol((char *)ws->buf + 9, NULL, 10) : 0;
    size_t head = end ? (size_t)(end + 4 - (char *)ws->buf) : 0;
    ws->len -= head;
    memmove(ws->buf, ws->buf + head, ws->len);
    if (status != 101)
        rig_ws_cut(ws);
    return status;
}

void rig_ws_cut(struct rig_ws *ws)
{
    if (ws->fd >= 0)
        close(ws->fd);
    ws->fd = -1;
    ws->closed = true;
    kr_signal_free(ws->msg);
    ws->msg = NULL;
}

/* RFC 6455 section 5.2: a masked text frame; the mask is zero, which leaves the text as it is. */
void rig_ws_send(struct rig_ws *ws, const char *json)
{
    size_t len = strlen(json), head = 0;
    unsigned char frame[14] = {0x81};
    if (len < 126) {
        frame[1] = (unsigned char)(0x80 | len);
        head = 2;
    } else if (len < 65536) {
        frame[1] = 0x80 | 126;
        frame[2] = (unsigned char)(len >> 8);
        frame[3] = (unsigned char)len;
        head = 4;
    } else {
        frame[1] = 0x80 | 127;
        for (int i = 0; i < 8; i++)
            frame[2 + i] = (unsigned char)(len >> (56 - 8 * i));
        head = 10;
    }
    send_all(ws->r, ws->fd, frame, head + 4);
    send_all(ws->r, ws->fd, json, len);
}

/* Takes one frame out of the buffer: 1 message in ws->msg, 0 nothing whole there, -1 another frame was dropped. */
static int take(struct rig_ws *ws)
{
    fill(ws);
    if (ws->len < 2)
        return 0;
    size_t head = 2, len = ws->buf[1] & 0x7F;
    if (len == 126) {
        head = 4;
        len = ws->len >= 4 ? (size_t)ws->buf[2] << 8 | ws->buf[3] : 0;
    } else if (len == 127) {
        head = 10;
        len = 0;
        for (int i = 0; i < 8 && ws->len >= 10; i++)
            len = len << 8 | ws->buf[2 + i];
    }
    if (ws->len < head || ws->len < head + len)
        return 0;
    int opcode = ws->buf[0] & 0x0F, got = -1;
    if (opcode == 1) {
        kr_signal_free(ws->msg);
        ws->msg = NULL;
        assert_int_equal(kr_signal_parse(&ws->msg, (char *)ws->buf + head, len, NULL), 0);
        got = 1;
    } else if (opcode == 8 && len >= 2) {
        ws->code = ws->buf[head] << 8 | ws->buf[head + 1];
        ws->closed = true;
    }
    ws->len -= head + len;
    memmove(ws->buf, ws->buf + head + len, ws->len);
    return got;
}

static bool next(struct rig_ws *ws)
{
    int got = 0;
    RIG_UNTIL(ws->r, (got = take(ws)) != 0 || ws->closed);
    return got == 1;
}

struct kr_signal_msg *rig_ws_expect(struct rig_ws *ws, enum kr_signal_type type)
{
    for (;;) {
        if (next(ws) && ws->msg->head.type == (int)type)
            return ws->msg;
        if (ws->closed && ws->len == 0)
            fail_msg("closed (%d) instead of %s", ws->code, kr_proto_type_name(&kr_signal_protocol, (int)type));
    }
}

struct kr_signal_msg *rig_ws_ask(struct rig_ws *ws, const char *type, const char *fields)
{
    static char json[300000];
    int64_t id = ++ws->next_id;
    snprintf(json, sizeof json, "{\"type\":\"%s\",\"id\":%lld%s%s}", type, (long long)id, *fields ? "," : "", fields);
    rig_ws_send(ws, json);
    for (;;) {
        if (next(ws) && ws->msg->head.re == id)
            return ws->msg;
        if (ws->closed && ws->len == 0)
            fail_msg("closed (%d) instead of an answer to %s", ws->code, type);
    }
}

void rig_ws_expect_close(struct rig_ws *ws, int code)
{
    while (!ws->closed)
        next(ws);
    assert_int_equal(ws->code, code);
    rig_ws_cut(ws);
}

unsigned rig_ws_drain(struct rig_ws *ws)
{
    unsigned n = 0;
    /* A ping's answer comes after all that was sent before it. */
    rig_ws_send(ws, "{\"type\":\"ping\",\"id\":999999}");
    while (next(ws) && ws->msg->head.type != KR_SIGNAL_PONG)
        n++;
    return n;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* Links over real socket pairs on a real loop: two link ends, or one end and raw bytes. */
#include "link/link.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "link/requests.h"
#include "os/fd.h"

struct end {
    struct kr_link *link;
    int messages, last_type, fd, closed, replies, reply_err, reply_type;
    int64_t index; /* of the last `peer` message */
    char text[420];
    enum { KEEP_QUIET, ANSWER, REFUSE, ANSWER_WRONG, CLOSE_LINK } manner;
};

static uv_loop_t loop;
static struct end a, b;
static int raw; /* the far end of b, when a is not used */

static int open_fds(void)
{
    int n = 0;
    for (int fd = 0; fd < 256; fd++)
        n += fcntl(fd, F_GETFD) >= 0;
    return n;
}

static void on_message(void *arg, struct kr_link *link, struct kr_link_msg **msg, int fd)
{
    struct end *e = arg;
    e->messages++;
    e->last_type = (*msg)->head.type;
    if (fd >= 0) {
        kr_fd_close(e->fd);
        e->fd = fd;
    }
    if ((*msg)->head.type == KR_LINK_PEER)
        e->index = (*msg)->u.peer.index;
    struct kr_link_msg reply = {.head.type = KR_LINK_TOKEN_TICKET, .u.token_ticket.ticket = "t"};
    switch (e->manner) {
    case KEEP_QUIET:
        break;
    case ANSWER:
        assert_int_equal(kr_link_reply(link, (*msg)->head.id, &reply), 0);
        break;
    case REFUSE:
        kr_link_reply_error(link, (*msg)->head.id, KR_E_NOT_FOUND, e->text);
        break;
    case ANSWER_WRONG:
        kr_link_reply_ok(link, (*msg)->head.id);
        break;
    case CLOSE_LINK:
        kr_link_close(link);
        e->link = NULL;
        break;
    }
}

static void on_closed(void *arg, struct kr_link *link)
{
    struct end *e = arg;
    e->closed++;
    kr_link_close(link);
    e->link = NULL;
}

static void on_reply(void *arg, int err, const struct kr_link_msg *msg)
{
    struct end *e = arg;
    e->replies++;
    e->reply_err = err;
    e->reply_type = msg ? msg->head.type : -1;
    if (msg && msg->head.type == KR_LINK_ERROR)
        snprintf(e->text, sizeof e->text, "%s", msg->u.error.text);
}

static void turn(int times)
{
    while (times--)
        uv_run(&loop, UV_RUN_NOWAIT);
}

static int setup_pair(void **state)
{
    int sv[2];
    a = b = (struct end){.fd = -1};
    raw = -1;
    return uv_loop_init(&loop) || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sv) ||
           kr_link_open(&a.link, &loop, sv[0], on_message, on_closed, &a) ||
           kr_link_open(&b.link, &loop, sv[1], on_message, on_closed, &b);
}

static int setup_raw(void **state)
{
    int sv[2];
    a = b = (struct end){.fd = -1};
    if (uv_loop_init(&loop) || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sv))
        return -1;
    raw = sv[0];
    return kr_link_open(&b.link, &loop, sv[1], on_message, on_closed, &b);
}

static int teardown(void **state)
{
    kr_link_close(a.link);
    kr_link_close(b.link);
    uv_run(&loop, UV_RUN_DEFAULT);
    kr_fd_close(raw);
    kr_fd_close(a.fd);
    kr_fd_close(b.fd);
    return uv_loop_close(&loop);
}

static struct kr_link_msg token_use(void)
{
    return (struct kr_link_msg){.head.type = KR_LINK_TOKEN_USE, .u.token_use = {.token = "x", .room = "r"}};
}

static void write_raw(const void *data, size_t len)
{
    assert_int_equal(write(raw, data, len), (ssize_t)len);
}

static void write_frame(const char *json)
{
    uint8_t header[4];
    kr_put_be32(header, (uint32_t)strlen(json));
    write_raw(header, sizeof header);
    write_raw(json, strlen(json));
}

static void carries_events_in_order(void **state)
{
    for (int i = 0; i < 200; i++) {
        struct kr_link_msg msg = {.head.type = KR_LINK_PEER, .u.peer.index = i};
        assert_int_equal(kr_link_send(a.link, &msg), 0);
        assert_int_equal(b.messages, 0);
    }
    turn(5);
    assert_int_equal(b.messages, 200);
    assert_int_equal(b.index, 199);
    assert_int_equal(b.fd, -1);
}

static void answers_requests(void **state)
{
    static const struct {
        int manner, err, type;
    } cases[] = {{ANSWER, 0, KR_LINK_TOKEN_TICKET}, {REFUSE, KR_E_NOT_FOUND, KR_LINK_ERROR}};
    for (size_t i = 0; i < 2; i++) {
        struct kr_link_msg msg = token_use();
        b.manner = cases[i].manner;
        assert_int_equal(kr_link_request(a.link, &msg, on_reply, &a), 0);
        turn(5);
        assert_int_equal(a.replies, (int)i + 1);
        assert_int_equal(a.reply_err, cases[i].err);
        assert_int_equal(a.reply_type, cases[i].type);
    }
    assert_int_equal(a.messages, 0);
}

static void cuts_long_error_texts_between_characters(void **state)
{
    struct kr_link_msg msg = token_use();
    b.manner = REFUSE;
    memset(b.text, 'x', 399);
    memcpy(b.text + 399, "\xc3\xa4", 3);
    assert_int_equal(kr_link_request(a.link, &msg, on_reply, &a), 0);
    turn(5);
    assert_int_equal(a.reply_err, KR_E_NOT_FOUND);
    assert_int_equal(strlen(a.text), 399);
}

static void refuses_a_reply_of_another_type(void **state)
{
    struct kr_link_msg msg = token_use();
    b.manner = ANSWER_WRONG;
    assert_int_equal(kr_link_request(a.link, &msg, on_reply, &a), 0);
    turn(5);
    assert_int_equal(a.replies, 1);
    assert_int_equal(a.reply_err, KR_E_MALFORMED);
    assert_int_equal(a.closed, 1);
}

static void ignores_replies_nobody_asked_for(void **state)
{
    assert_int_equal(kr_link_reply_ok(a.link, 77), 0);
    assert_int_equal(kr_link_reply_ok(a.link, 0), 0);
    turn(5);
    assert_int_equal(b.messages, 0);
    assert_int_equal(b.closed, 0);
}

static void passes_descriptors_with_their_messages(void **state)
{
    char *body = malloc(300 * 1000 + 1);
    memset(body, 'b', 300 * 1000);
    body[300 * 1000] = '\0';
    for (int i = 0; i < 20; i++) {
        int p[2];
        assert_int_equal(pipe2(p, O_CLOEXEC), 0);
        /* Between other messages, short ones and such as need many writes. */
        struct kr_link_msg result = {.head.type = KR_LINK_ADMIN_RESULT, .u.admin_result.text = i % 2 ? body : ""};
        assert_int_equal(kr_link_send(a.link, &result), 0);
        struct kr_link_msg msg = {.head.type = KR_LINK_PEER, .u.peer.index = i};
        assert_int_equal(kr_link_send_fd(a.link, &msg, p[1]), 0);
        for (int tries = 0; b.messages < 2 * i + 2 && tries < 1000; tries++)
            turn(1);
        assert_int_equal(b.messages, 2 * i + 2);
        assert_int_equal(b.last_type, KR_LINK_PEER);
        assert_int_equal(b.index, i);
        assert_true(b.fd >= 0);
        assert_true(fcntl(b.fd, F_GETFD) & FD_CLOEXEC);
        char c = 0;
        assert_int_equal(write(b.fd, "k", 1), 1);
        assert_int_equal(read(p[0], &c, 1), 1);
        assert_int_equal(c, 'k');
        close(p[0]);
        kr_fd_close(b.fd);
        b.fd = -1;
    }
    free(body);
}

static void keeps_descriptors_apart_when_many_wait(void **state)
{
    enum { N = 30 };
    int before = open_fds();
    for (int i = 0; i < N; i++) {
        int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
        struct kr_link_msg with = {.head.type = KR_LINK_PEER, .u.peer.index = i}, without = {.head.type = KR_LINK_STOP};
        assert_int_equal(kr_link_send_fd(a.link, &with, fd), 0);
        assert_int_equal(kr_link_send(a.link, &without), 0);
    }
    turn(10);
    assert_int_equal(b.messages, 2 * N);
    /* on_message keeps the last one. */
    assert_int_equal(open_fds(), before + 1);
}

static void closes_a_descriptor_that_cannot_be_sent(void **state)
{
    int before = open_fds();
    struct kr_link_msg broken = {.head.type = KR_LINK_ERROR, .u.error.error = NULL};
    assert_int_equal(kr_link_send_fd(a.link, &broken, open("/dev/null", O_RDONLY)), KR_E_MALFORMED);
    assert_int_equal(open_fds(), before);

    /* Within the schema, but each byte takes six in JSON. */
    char *body = malloc(400 * 1000 + 1);
    memset(body, 1, 400 * 1000);
    body[400 * 1000] = '\0';
    struct kr_link_msg long_one = {.head.type = KR_LINK_ADMIN_RESULT, .u.admin_result.text = body};
    assert_int_equal(kr_link_send_fd(a.link, &long_one, open("/dev/null", O_RDONLY)), KR_E_TOO_LARGE);
    assert_int_equal(open_fds(), before);
    free(body);

    turn(3);
    assert_int_equal(b.messages, 0);
    assert_int_equal(b.closed, 0);
}

/* A peer that sends descriptors nobody expects must not make us run out of them. */
static void never_leaks_descriptors_of_a_hostile_peer(void **state)
{
    int before = open_fds();
    size_t sent;
    static const char part[] = {0, 0, 0, 50, '{'};
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    assert_int_equal(kr_fd_send(raw, part, sizeof part, fd, &sent), 0);
    turn(3);
    assert_int_equal(b.closed, 0);
    assert_int_equal(open_fds(), before + 2);
    assert_int_equal(kr_fd_send(raw, " ", 1, fd, &sent), 0);
    kr_fd_close(fd);
    turn(5);
    assert_int_equal(b.closed, 1);
    assert_int_equal(b.messages, 0);
    assert_int_equal(open_fds(), before - 1);
}

static void refuses_two_descriptors_at_once(void **state)
{
    int before = open_fds();
    for (int n = 2; n <= 10; n += 8) {
        union {
            char bytes[CMSG_SPACE(10 * sizeof(int))];
            struct cmsghdr align;
        } control = {0};
        struct iovec iov = {.iov_base = "\0", .iov_len = 1};
        struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control,
                             .msg_controllen = CMSG_SPACE((size_t)n * sizeof(int))};
        struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN((size_t)n * sizeof(int));
        for (int i = 0; i < n; i++)
            memcpy(CMSG_DATA(c) + (size_t)i * sizeof raw, &raw, sizeof raw);
        if (b.link) {
            assert_int_equal(sendmsg(raw, &msg, 0), 1);
            turn(5);
        }
        assert_int_equal(b.closed, 1);
        assert_int_equal(open_fds(), before - 1);
        if (n == 2) {
            teardown(NULL);
            assert_int_equal(setup_raw(NULL), 0);
            before = open_fds();
        }
    }
}

static void gives_up_on_garbage(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
    } cases[] = {
        {"GET / HTTP/1.1\r\n\r\n", 18},
        {"\0\0\0\0", 4},
        {"\0\x08\0\1", 4}, /* a byte over the limit: refused before its first byte comes */
        {"\0\0\0\2[]", 6},
        {"\0\0\0\5{\"a\":", 9},
        {"\0\0\0\x0e{\"type\":\"nix\"}", 18},
        {"\0\0\0\x10{\"type\":\"peer\"} ", 20},
        {"\0\0\0\5\xff\xfe\xfd\xfc\xfb", 9},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_raw(cases[i].bytes, cases[i].len);
        turn(5);
        assert_int_equal(b.closed, 1);
        assert_int_equal(b.messages, 0);
        teardown(NULL);
        assert_int_equal(setup_raw(NULL), 0);
    }
}

static void hears_nothing_after_garbage(void **state)
{
    write_frame("{\"type\":\"stop\"}");
    write_frame("{\"type\":\"nix\"}");
    write_frame("{\"type\":\"stop\"}");
    turn(5);
    assert_int_equal(b.messages, 1);
    assert_int_equal(b.closed, 1);
}

static void tells_open_requests_of_the_peers_death(void **state)
{
    struct kr_link_msg msg = token_use();
    for (int i = 0; i < 3; i++)
        assert_int_equal(kr_link_request(b.link, &msg, on_reply, &b), 0);
    turn(3);
    write_frame("{\"type\":\"stop\"}");
    close(raw);
    raw = -1;
    turn(5);
    assert_int_equal(b.messages, 1);
    assert_int_equal(b.replies, 3);
    assert_int_equal(b.reply_err, KR_E_CLOSED);
    assert_int_equal(b.reply_type, -1);
    assert_int_equal(b.closed, 1);
}

static void hears_the_last_words_of_a_dead_peer(void **state)
{
    write_frame("{\"type\":\"stop\"}");
    close(raw);
    raw = -1;
    /* The write notices the death before the read does. */
    struct kr_link_msg msg = {.head.type = KR_LINK_READY};
    assert_int_equal(kr_link_send(b.link, &msg), KR_E_CLOSED);
    assert_int_equal(b.closed, 0);
    turn(5);
    assert_int_equal(b.messages, 1);
    assert_int_equal(b.closed, 1);
}

static void tells_open_requests_of_the_own_close(void **state)
{
    struct kr_link_msg msg = token_use();
    assert_int_equal(kr_link_request(a.link, &msg, on_reply, &a), 0);
    kr_link_close(a.link);
    a.link = NULL;
    assert_int_equal(a.replies, 0);
    turn(3);
    assert_int_equal(a.replies, 1);
    assert_int_equal(a.reply_err, KR_E_CLOSED);
    assert_int_equal(a.closed, 0);
    assert_int_equal(b.messages, 1);
    assert_int_equal(b.closed, 1);
}

static void may_be_closed_by_its_handler(void **state)
{
    struct kr_link_msg msg = {.head.type = KR_LINK_STOP};
    b.manner = CLOSE_LINK;
    assert_int_equal(kr_link_send(a.link, &msg), 0);
    assert_int_equal(kr_link_send(a.link, &msg), 0);
    turn(5);
    assert_int_equal(b.messages, 1);
    assert_int_equal(b.closed, 0);
    assert_int_equal(a.closed, 1);
}

static void bounds_what_waits_for_a_peer_that_does_not_read(void **state)
{
    char *body = malloc(400 * 1000 + 1);
    memset(body, 'b', 400 * 1000);
    body[400 * 1000] = '\0';
    struct kr_link_msg msg = {.head.type = KR_LINK_ADMIN_RESULT, .u.admin_result.text = body};
    int err = 0, sent = 0;
    for (; sent < 100 && !err; sent++)
        err = kr_link_send(b.link, &msg);
    assert_int_equal(err, KR_E_FULL);
    assert_true(sent > 40);
    assert_int_equal(b.closed, 0);
    assert_int_equal(kr_link_send(b.link, &msg), KR_E_CLOSED);
    turn(3);
    assert_int_equal(b.closed, 1);
    free(body);
}

static void finishes_what_waits_when_the_peer_reads_late(void **state)
{
    char *body = malloc(400 * 1000 + 1);
    memset(body, 'b', 400 * 1000);
    body[400 * 1000] = '\0';
    struct kr_link_msg msg = {.head.type = KR_LINK_ADMIN_RESULT, .u.admin_result.text = body};
    for (int i = 0; i < 20; i++)
        assert_int_equal(kr_link_send(a.link, &msg), 0);
    for (int i = 0; i < 10000 && b.messages < 20; i++)
        turn(1);
    assert_int_equal(b.messages, 20);
    free(body);
}

/* The only test that waits: for the time-out of requests. */
static void gives_up_a_silent_peer(void **state)
{
    struct kr_link_msg msg = token_use();
    assert_int_equal(kr_link_request(b.link, &msg, on_reply, &b), 0);
    while (!b.replies)
        uv_run(&loop, UV_RUN_ONCE);
    assert_int_equal(b.reply_err, KR_E_EXPIRED);
    assert_int_equal(b.reply_type, -1);
    assert_int_equal(b.closed, 0);
    /* The answer comes after all, too late. */
    write_frame("{\"type\":\"token_ticket\",\"re\":1,\"ticket\":\"t\"}");
    turn(3);
    assert_int_equal(b.replies, 1);
    assert_int_equal(b.closed, 0);
}

int main(void)
{
#define PAIR(f) cmocka_unit_test_setup_teardown(f, setup_pair, teardown)
#define RAW(f) cmocka_unit_test_setup_teardown(f, setup_raw, teardown)
    const struct CMUnitTest tests[] = {
        PAIR(carries_events_in_order),
        PAIR(answers_requests),
        PAIR(cuts_long_error_texts_between_characters),
        PAIR(refuses_a_reply_of_another_type),
        PAIR(ignores_replies_nobody_asked_for),
        PAIR(passes_descriptors_with_their_messages),
        PAIR(keeps_descriptors_apart_when_many_wait),
        PAIR(closes_a_descriptor_that_cannot_be_sent),
        RAW(never_leaks_descriptors_of_a_hostile_peer),
        RAW(refuses_two_descriptors_at_once),
        RAW(gives_up_on_garbage),
        RAW(hears_nothing_after_garbage),
        RAW(tells_open_requests_of_the_peers_death),
        RAW(hears_the_last_words_of_a_dead_peer),
        PAIR(tells_open_requests_of_the_own_close),
        PAIR(may_be_closed_by_its_handler),
        RAW(bounds_what_waits_for_a_peer_that_does_not_read),
        PAIR(finishes_what_waits_when_the_peer_reads_late),
        RAW(gives_up_a_silent_peer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* The whole process, as its supervisor and front see it: links, a real socket, and an end in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "crypto/secret.h"
#include "crypto/ticket.h"
#include "media/media.h"
#include "os/clock.h"
#include "proto/link.h"
#include "wire/stun.h"

/* One blocking end of a link, frame by frame (link/link.h). */
static void send_fd(int link, const struct kr_link_msg *msg, int fd)
{
    size_t len;
    char *text = kr_link_write(msg, &len);
    uint8_t head[4];
    assert_non_null(text);
    kr_put_be32(head, (uint32_t)len);
    struct iovec iov[2] = {{head, sizeof head}, {text, len}};
    char control[CMSG_SPACE(sizeof fd)];
    struct msghdr h = {.msg_iov = iov, .msg_iovlen = 2};
    if (fd >= 0) {
        h.msg_control = control;
        h.msg_controllen = sizeof control;
        struct cmsghdr *c = CMSG_FIRSTHDR(&h);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(sizeof fd);
        memcpy(CMSG_DATA(c), &fd, sizeof fd);
    }
    assert_int_equal(sendmsg(link, &h, 0), sizeof head + len);
    if (fd >= 0)
        close(fd);
    free(text);
}

static void read_all(int fd, void *out, size_t len)
{
    for (size_t at = 0; at < len;) {
        ssize_t n = read(fd, (char *)out + at, len - at);
        assert_true(n > 0);
        at += (size_t)n;
    }
}

static struct kr_link_msg *receive(int link)
{
    uint8_t head[4];
    struct kr_link_msg *msg = NULL;
    read_all(link, head, sizeof head);
    size_t len = kr_get_be32(head);
    char *text = malloc(len);
    assert_non_null(text);
    read_all(link, text, len);
    assert_int_equal(kr_link_parse(&msg, text, len, NULL), 0);
    free(text);
    return msg;
}

/* The next message that is not the load of every second, nor what the room or somebody in it shall send. */
static struct kr_link_msg *receive_other(int link)
{
    for (;;) {
        struct kr_link_msg *msg = receive(link);
        if (msg->head.type != KR_LINK_LOAD && msg->head.type != KR_LINK_ROOM_CODEC && msg->head.type != KR_LINK_ENDPOINT_WANTED)
            return msg;
        kr_link_free(msg);
    }
}

struct process {
    pid_t pid;
    int control;
    uint16_t port;
};

static uint16_t free_port(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
    close(fd);
    return ntohs(a.sin_port);
}

static struct process start(const char *announce)
{
    int ends[2];
    struct process p = {.port = free_port()};
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    p.control = ends[0];
    p.pid = fork();
    if (p.pid == 0) {
        close(ends[0]);
        const struct kr_media_config config = {.control_fd = ends[1], .port = p.port, .announce = &announce, .n_announce = 1};
        int err = kr_media_run(&config);
        _exit(err ? 1 : 0); /* the parent's tests are not this process's */
    }
    close(ends[1]);
    assert_true(p.pid > 0);
    return p;
}

static void expect_exit(struct process *p, int code)
{
    int status;
    assert_int_equal(waitpid(p->pid, &status, 0), p->pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), code);
    close(p->control);
}

/* The first it says is where relays reach it: on this machine alone. */
static void expect_relay_socket(int front)
{
    struct kr_link_msg *msg = receive(front);
    assert_int_equal(msg->head.type, KR_LINK_RELAY_SOCKET);
    assert_string_equal(msg->u.relay_socket.address, "127.0.0.1");
    assert_int_not_equal(msg->u.relay_socket.port, 0);
    kr_link_free(msg);
}

static int connect_front(const struct process *p)
{
    int ends[2];
    struct kr_link_msg peer = {.head.type = KR_LINK_PEER, .u.peer = {.name = KR_LINK_PEER_NAME_FRONT}};
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    send_fd(p->control, &peer, ends[1]);
    expect_relay_socket(ends[0]);
    return ends[0];
}

static const char offer_text[] =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
    "c=IN IP4 0.0.0.0\r\na=mid:0\r\na=sendonly\r\na=rtcp-mux\r\na=rtcp-rsize\r\na=ice-ufrag:abcd\r\n"
    "a=ice-pwd:abcdefghijklmnopqrstuvwx\r\na=setup:actpass\r\na=fingerprint:sha-256 "
    "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF\r\n"
    "a=rtpmap:111 opus/48000/2\r\n";

static void send_keys(const struct process *p, const struct kr_ticket_signer *office)
{
    char seal[65], verify[65];
    kr_hex_write(seal, sizeof seal, office->keys.seal, 32);
    kr_hex_write(verify, sizeof verify, office->keys.verify, 32);
    struct kr_link_msg keys = {.head.type = KR_LINK_TICKET_KEYS, .u.ticket_keys = {seal, verify}};
    send_fd(p->control, &keys, -1);
}

static struct kr_link_msg *open_endpoint(int front, const struct kr_ticket_signer *office, const char *ticket_room)
{
    struct kr_ticket t = {.role = KR_TICKET_PARTICIPANT, .expires_ms = kr_clock_unix_ms() + 60000};
    char ticket[KR_LIMIT_TICKET_BYTES + 1];
    snprintf(t.room, sizeof t.room, "%s", ticket_room);
    assert_int_equal(kr_ticket_write(ticket, sizeof ticket, &t, office), 0);
    struct kr_link_msg open = {.head = {.type = KR_LINK_ENDPOINT_OPEN, .id = 7},
                               .u.endpoint_open = {.room = "room", .endpoint = "p0", .ticket = ticket, .sdp = offer_text,
                                                   .senders.microphone = "0"}};
    send_fd(front, &open, -1);
    return receive_other(front);
}

/* The check of a browser that has the answer, to the announced candidate; answered from there and nowhere else. */
static void check_connectivity(const struct process *p, const char *answer)
{
    char ufrag[64], pwd[64], name[80], candidate[100];
    uint8_t out[300], in[300], transaction[12] = {1, 2, 3};
    size_t len;
    assert_int_equal(sscanf(strstr(answer, "a=ice-ufrag:"), "a=ice-ufrag:%63s", ufrag), 1);
    assert_int_equal(sscanf(strstr(answer, "a=ice-pwd:"), "a=ice-pwd:%63s", pwd), 1);
    snprintf(candidate, sizeof candidate, "127.0.0.1 %u typ host", p->port);
    assert_non_null(strstr(answer, candidate));
    snprintf(name, sizeof name, "%s:abcd", ufrag);
    struct kr_stun_write w = {.class = KR_STUN_REQUEST, .method = KR_STUN_BINDING, .transaction = transaction,
                              .username = {(const uint8_t *)name, strlen(name)}, .has_priority = true, .priority = 1,
                              .use_candidate = true, .controlling = true};
    assert_int_equal(kr_stun_write(out, sizeof out, &len, &w, pwd, strlen(pwd)), 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(p->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0); /* hears only who was asked */
    assert_int_equal(send(fd, out, len, 0), len);
    ssize_t n = recv(fd, in, sizeof in, 0);
    struct kr_stun_msg m;
    assert_true(n > 0);
    assert_int_equal(kr_stun_parse(&m, in, (size_t)n), 0);
    assert_int_equal(m.class, KR_STUN_SUCCESS);
    assert_int_equal(kr_stun_check(&m, in, pwd, strlen(pwd)), 0);
    close(fd);
}

static void serves_and_stops(void **state)
{
    struct process p = start("127.0.0.1");
    struct kr_ticket_signer office;
    struct kr_link_msg *msg = receive(p.control);
    assert_int_equal(msg->head.type, KR_LINK_READY);
    kr_link_free(msg);
    kr_ticket_signer_new(&office);
    send_keys(&p, &office);
    int front = connect_front(&p);

    msg = open_endpoint(front, &office, "elsewhere");
    assert_int_equal(msg->head.type, KR_LINK_ERROR);
    assert_int_equal(msg->head.re, 7);
    assert_string_equal(msg->u.error.error, "forbidden");
    kr_link_free(msg);
    msg = open_endpoint(front, &office, "room");
    assert_int_equal(msg->head.type, KR_LINK_ENDPOINT_ANSWER);
    check_connectivity(&p, msg->u.endpoint_answer.sdp);
    kr_link_free(msg);

    /* A front that was started anew finds the endpoint, and its predecessor's link is over. */
    int again = connect_front(&p);
    struct kr_link_msg close_it = {.head = {.type = KR_LINK_ENDPOINT_CLOSE, .id = 9}, .u.endpoint_close.endpoint = "p0"};
    send_fd(again, &close_it, -1);
    msg = receive_other(again);
    assert_int_equal(msg->head.type, KR_LINK_OK);
    kr_link_free(msg);
    /* And every second it hears how busy we are. */
    msg = receive(again);
    assert_int_equal(msg->head.type, KR_LINK_LOAD);
    assert_int_equal(msg->u.load.endpoints, 0);
    kr_link_free(msg);

    struct kr_link_msg stop = {.head.type = KR_LINK_STOP};
    send_fd(p.control, &stop, -1);
    expect_exit(&p, 0);
    close(front);
    close(again);
}

static void ends_with_its_supervisor(void **state)
{
    struct process p = start("127.0.0.1");
    kr_link_free(receive(p.control));
    shutdown(p.control, SHUT_RDWR);
    expect_exit(&p, 0);
}

static void fails_on_what_is_no_address(void **state)
{
    struct process p = start("meet.example");
    expect_exit(&p, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(serves_and_stops),
        cmocka_unit_test(ends_with_its_supervisor),
        cmocka_unit_test(fails_on_what_is_no_address),
    };
    if (kr_crypto_init())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * kill -9 at any moment: of the office in the middle of a stream of requests, and of PostgreSQL (a server of this test's
 * own, with fsync). Whatever was answered with success is there afterwards.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "link/link.h"
#include "office/office.h"
#include "unit/office/database.h"
#include "unit/office/desk.h"

enum { IN_FLIGHT = 6, ROOMS = 190, ROUNDS = 8 };

static struct {
    uv_loop_t loop;
    char dir[64], server[64], address[300];
    pid_t pid;
    struct kr_link *control, *front;
    bool ready, control_gone, front_gone;
    char text[2000], session[129], *listed; /* last answers of the administrator's commands and of GET /rooms */
    bool answered;
    char acknowledged[ROOMS][65];
    unsigned n_acknowledged, n_asked, n_answered, n_refused;
} t;

static void on_control(void *arg, struct kr_link *link, struct kr_link_msg **msg, int fd)
{
    t.ready |= (*msg)->head.type == KR_LINK_READY;
}

static void on_front(void *arg, struct kr_link *link, struct kr_link_msg **msg, int fd)
{
}

static void on_gone(void *arg, struct kr_link *link)
{
    *(bool *)arg = true;
}

static void start_office(void)
{
    int ends[2], peers[2];
    struct kr_link_msg peer = {.head.type = KR_LINK_PEER, .u.peer.name = KR_LINK_PEER_NAME_FRONT};
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, peers), 0);
    fflush(NULL);
    t.pid = fork();
    if (t.pid == 0) {
        struct kr_office_config config = {.control_fd = ends[1], .data_dir = t.dir, .hash_passes = 1, .hash_memory_kib = 8,
                                          .database = t.address[0] ? t.address : NULL};
        close(ends[0]);
        exit(kr_office_run(&config) ? 1 : 0);
    }
    close(ends[1]);
    t.ready = t.control_gone = t.front_gone = false;
    assert_int_equal(kr_link_open(&t.control, &t.loop, ends[0], on_control, on_gone, &t.control_gone), 0);
    while (!t.ready && !t.control_gone)
        uv_run(&t.loop, UV_RUN_ONCE);
    assert_true(t.ready);
    assert_int_equal(kr_link_send_fd(t.control, &peer, peers[1]), 0);
    assert_int_equal(kr_link_open(&t.front, &t.loop, peers[0], on_front, on_gone, &t.front_gone), 0);
}

/* What was on its way is answered with an error by the links. */
static void kill_office(void)
{
    int status;
    kill(t.pid, SIGKILL);
    assert_int_equal(waitpid(t.pid, &status, 0), t.pid);
    assert_true(WIFSIGNALED(status));
    while (!t.front_gone || !t.control_gone)
        uv_run(&t.loop, UV_RUN_ONCE);
    kr_link_close(t.front);
    kr_link_close(t.control);
    uv_run(&t.loop, UV_RUN_DEFAULT);
}

static void on_admin(void *arg, int err, const struct kr_link_msg *msg)
{
    assert_int_equal(err, 0);
    assert_int_equal(msg->u.admin_result.exit, 0);
    snprintf(t.text, sizeof t.text, "%s", msg->u.admin_result.text);
    t.answered = true;
}

static void make_account(void)
{
    struct sockaddr_un addr = {.sun_family = AF_UNIX};
    struct kr_link_msg listener = {.head.type = KR_LINK_LISTENER, .u.listener.name = KR_LINK_LISTENER_NAME_ADMIN};
    struct kr_link_msg words = {.head.type = KR_LINK_ADMIN, .u.admin = {.words = (const char *[]){"account", "create"}, .words_len = 2}};
    struct kr_link *link;
    bool gone = false;
    snprintf(addr.sun_path, sizeof addr.sun_path, "%s/admin.sock", t.dir);
    unlink(addr.sun_path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), to = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&addr, sizeof addr), 0);
    assert_int_equal(listen(fd, 8), 0);
    assert_int_equal(kr_link_send_fd(t.control, &listener, fd), 0);
    assert_int_equal(connect(to, (struct sockaddr *)&addr, sizeof addr), 0);
    assert_int_equal(kr_link_open(&link, &t.loop, to, on_front, on_gone, &gone), 0);
    t.answered = false;
    assert_int_equal(kr_link_request(link, &words, on_admin, NULL), 0);
    while (!t.answered)
        uv_run(&t.loop, UV_RUN_ONCE);
    kr_link_close(link);
}

static void ask(enum kr_link_http_request_method method, const char *path, const char *body, kr_link_reply_fn *on_reply)
{
    struct kr_link_msg msg = {
        .head.type = KR_LINK_HTTP_REQUEST,
        .u.http_request = {.method = method, .path = path, .query = "", .session = t.session[0] ? t.session : NULL, .secure = true,
                           .address = "192.0.2.1", .origin = "https://kreide.example", .body = body},
    };
    assert_int_equal(kr_link_request(t.front, &msg, on_reply, NULL), 0);
}

static void on_session(void *arg, int err, const struct kr_link_msg *msg)
{
    assert_int_equal(err, 0);
    assert_int_equal(msg->u.http_response.status, 201);
    snprintf(t.session, sizeof t.session, "%s", msg->u.http_response.session);
    t.answered = true;
}

/* A new account, signed in: each round has its own, since an account has so many rooms and no more. */
static void sign_in(void)
{
    char body[200], handle[65] = "", password[65] = "";
    make_account();
    assert_int_equal(sscanf(t.text, "Handle: %64s Password: %64s", handle, password), 2);
    snprintf(body, sizeof body, "{\"handle\":\"%s\",\"password\":\"%s\"}", handle, password);
    t.answered = false;
    t.session[0] = '\0';
    ask(KR_LINK_HTTP_REQUEST_METHOD_POST, "/session", body, on_session);
    while (!t.answered)
        uv_run(&t.loop, UV_RUN_ONCE);
}

static void on_room(void *arg, int err, const struct kr_link_msg *msg)
{
    t.n_answered++;
    if (err)
        return; /* the office is gone: nothing was promised */
    if (msg->u.http_response.status != 201) {
        t.n_refused++;
        assert_int_equal(msg->u.http_response.status, 503);
        return;
    }
    char *id = desk_field(msg->u.http_response.body, "room.id");
    assert_non_null(id);
    snprintf(t.acknowledged[t.n_acknowledged++], 65, "%s", id);
    free(id);
}

static void keep_asking(void)
{
    while (t.n_asked - t.n_answered < IN_FLIGHT && t.n_asked < ROOMS) {
        t.n_asked++;
        ask(KR_LINK_HTTP_REQUEST_METHOD_POST, "/rooms", "{\"title\":\"Mathe\"}", on_room);
    }
    uv_run(&t.loop, UV_RUN_ONCE);
}

static void on_list(void *arg, int err, const struct kr_link_msg *msg)
{
    assert_int_equal(err, 0);
    if (msg->u.http_response.status == 200)
        t.listed = strdup(msg->u.http_response.body);
    else
        assert_int_equal(msg->u.http_response.status, 503);
    t.answered = true;
}

static void everything_acknowledged_is_there(void)
{
    while (!t.listed) { /* the database may be on its way back */
        t.answered = false;
        ask(KR_LINK_HTTP_REQUEST_METHOD_GET, "/rooms", "", on_list);
        while (!t.answered)
            uv_run(&t.loop, UV_RUN_ONCE);
        if (!t.listed)
            usleep(50 * 1000);
    }
    for (unsigned i = 0; i < t.n_acknowledged; i++)
        if (!strstr(t.listed, t.acknowledged[i]))
            fail_msg("room %u of %u was acknowledged and is lost", i + 1, t.n_acknowledged);
    free(t.listed);
    t.listed = NULL;
}

static void begin_round(void)
{
    sign_in();
    t.n_acknowledged = t.n_asked = t.n_answered = t.n_refused = 0;
}

static void the_office_is_killed(void **state)
{
    start_office();
    for (int round = 0; round < ROUNDS; round++) {
        begin_round();
        unsigned until = 1 + kr_random_u32() % (ROOMS / 2);
        while (t.n_acknowledged < until)
            keep_asking();
        usleep(kr_random_u32() % 3000); /* somewhere inside the next ones */
        kill_office();
        start_office();
        everything_acknowledged_is_there();
    }
    kill_office();
}

static void server(const char *what)
{
    char command[300];
    snprintf(command, sizeof command, "%s %s %s", getenv("POSTGRES_SH"), what, t.server);
    assert_int_equal(system(command), 0);
}

static void postgres_is_killed(void **state)
{
    if (!test_on_postgres())
        skip();
    for (int round = 0; round < 2; round++) {
        start_office();
        begin_round();
        unsigned until = 1 + kr_random_u32() % (ROOMS / 2);
        while (t.n_acknowledged < until)
            keep_asking();
        server("kill");
        for (int i = 0; i < 4; i++) /* asked while it is away, and refused */
            keep_asking();
        server("again");
        while (t.n_answered < t.n_asked)
            uv_run(&t.loop, UV_RUN_ONCE);
        assert_true(t.n_refused > 0);
        everything_acknowledged_is_there();
        kill_office();
    }
}

static int set_up(void **state)
{
    char command[300];
    memset(&t, 0, sizeof t);
    snprintf(t.dir, sizeof t.dir, "/tmp/kreide-durable-XXXXXX");
    snprintf(t.server, sizeof t.server, "/tmp/kreide-postgres-XXXXXX");
    if (!mkdtemp(t.dir) || uv_loop_init(&t.loop))
        return -1;
    if (!test_on_postgres())
        return 0;
    snprintf(command, sizeof command, "%s start %s safe", getenv("POSTGRES_SH"), mkdtemp(t.server));
    FILE *f = popen(command, "r");
    if (!f || !fgets(t.address, sizeof t.address, f))
        return -1;
    t.address[strcspn(t.address, "\n")] = '\0';
    return pclose(f);
}

static int tear_down(void **state)
{
    char command[200];
    if (test_on_postgres())
        server("stop");
    snprintf(command, sizeof command, "rm -r %s", t.dir);
    return uv_loop_close(&t.loop) || system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_office_is_killed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(postgres_is_killed, set_up, tear_down),
    };
    kr_proto_init();
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

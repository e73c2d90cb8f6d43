/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The whole process, in a child, from where the supervisor, front and `kreide admin` stand. What only a running
 * office can show: its first messages, replaced links, hostile messages, kill -9 after an answer.
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
#include "crypto/ticket.h"
#include "link/link.h"
#include "office/office.h"
#include "unit/office/database.h"
#include "unit/office/desk.h"

struct process {
    uv_loop_t loop;
    char dir[64];
    pid_t pid;
    struct kr_link *control, *front;
    bool ready, control_gone, front_gone, has_revoked;
    char revoked[65];
    size_t n_revoked;
    struct kr_ticket_keys keys;
    unsigned n_keys, n_events;
    int last_event;
    /* the last reply */
    int reply_err;
    bool replied;
    struct desk_answer answer;
    char ticket[KR_LIMIT_TICKET_BYTES + 1], text[4000];
    int exit;
};

static struct process p;

static void on_control(void *arg, struct kr_link *link, struct kr_link_msg **msg, int fd)
{
    assert_int_equal(fd, -1);
    if ((*msg)->head.type == KR_LINK_TICKET_KEYS) {
        assert_false(p.ready); /* the keys come first */
        assert_int_equal(kr_hex_read(p.keys.seal, 32, (*msg)->u.ticket_keys.seal), 0);
        assert_int_equal(kr_hex_read(p.keys.verify, 32, (*msg)->u.ticket_keys.verify), 0);
        p.n_keys++;
    } else if ((*msg)->head.type == KR_LINK_READY) {
        p.ready = true;
    }
}

static void on_front(void *arg, struct kr_link *link, struct kr_link_msg **msg, int fd)
{
    if ((*msg)->head.type == KR_LINK_REVOKED) {
        const struct kr_link_revoked *r = &(*msg)->u.revoked;
        p.n_revoked = r->revocations_len;
        snprintf(p.revoked, sizeof p.revoked, "%s", r->revocations_len ? r->revocations[0].id : "");
        p.has_revoked = !r->more;
        return;
    }
    p.n_events++;
    p.last_event = (*msg)->head.type;
}

static void on_gone(void *arg, struct kr_link *link)
{
    *(bool *)arg = true;
}

static void wait_for(const bool *what)
{
    while (!*what)
        uv_run(&p.loop, UV_RUN_ONCE);
}

static void start(void)
{
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    fflush(NULL);
    p.pid = fork();
    if (p.pid == 0) {
        close(ends[0]);
        struct kr_office_config config = {.control_fd = ends[1], .data_dir = p.dir, .database = test_database(), .hash_passes = 1, .hash_memory_kib = 8};
        exit(kr_office_run(&config) ? 1 : 0); /* with the sanitizers' last word */
    }
    close(ends[1]);
    p.ready = p.control_gone = false;
    assert_int_equal(kr_link_open(&p.control, &p.loop, ends[0], on_control, on_gone, &p.control_gone), 0);
    wait_for(&p.ready);
}

static void send_peer(void)
{
    int ends[2];
    struct kr_link_msg peer = {.head.type = KR_LINK_PEER, .u.peer.name = KR_LINK_PEER_NAME_FRONT};
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    assert_int_equal(kr_link_send_fd(p.control, &peer, ends[1]), 0);
    p.front_gone = p.has_revoked = false;
    assert_int_equal(kr_link_open(&p.front, &p.loop, ends[0], on_front, on_gone, &p.front_gone), 0);
}

static int reap(void)
{
    int status;
    assert_int_equal(waitpid(p.pid, &status, 0), p.pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void close_links(void)
{
    if (p.front)
        kr_link_close(p.front);
    if (p.control)
        kr_link_close(p.control);
    p.front = p.control = NULL;
    uv_run(&p.loop, UV_RUN_DEFAULT);
}

static int setup(void **state)
{
    p = (struct process){.exit = -1};
    snprintf(p.dir, sizeof p.dir, "/tmp/kreide-process-XXXXXX");
    assert_non_null(mkdtemp(p.dir));
    test_database_begin();
    assert_int_equal(uv_loop_init(&p.loop), 0);
    start();
    send_peer();
    return 0;
}

static int teardown(void **state)
{
    char command[100];
    close_links();
    assert_int_equal(uv_loop_close(&p.loop), 0);
    free(p.answer.body);
    test_database_end();
    snprintf(command, sizeof command, "rm -r %s", p.dir);
    return system(command);
}

static void on_reply(void *arg, int err, const struct kr_link_msg *msg)
{
    p.replied = true;
    p.reply_err = err;
    if (err)
        return;
    if (msg->head.type == KR_LINK_HTTP_RESPONSE) {
        const struct kr_link_http_response *r = &msg->u.http_response;
        free(p.answer.body);
        p.answer = (struct desk_answer){.status = (int)r->status, .body = strdup(r->body)};
        snprintf(p.answer.session, sizeof p.answer.session, "%s", r->session ? r->session : "");
    } else if (msg->head.type == KR_LINK_TOKEN_TICKET) {
        snprintf(p.ticket, sizeof p.ticket, "%s", msg->u.token_ticket.ticket);
    } else if (msg->head.type == KR_LINK_ADMIN_RESULT) {
        p.exit = (int)msg->u.admin_result.exit;
        snprintf(p.text, sizeof p.text, "%s", msg->u.admin_result.text);
    }
}

static void request(struct kr_link *link, struct kr_link_msg *msg)
{
    p.replied = false;
    assert_int_equal(kr_link_request(link, msg, on_reply, NULL), 0);
    wait_for(&p.replied);
}

static int call(enum kr_link_http_request_method method, const char *path, const char *session, const char *body)
{
    struct kr_link_msg msg = {
        .head.type = KR_LINK_HTTP_REQUEST,
        .u.http_request = {.method = method,
                           .path = path,
                           .query = "",
                           .session = session,
                           .address = "192.0.2.1",
                           .secure = true,
                           .origin = "https://kreide.example",
                           .body = body},
    };
    request(p.front, &msg);
    assert_int_equal(p.reply_err, 0);
    return p.answer.status;
}

/* Hands over the control socket, connects to it, and runs a command. */
static int admin_words(const char *const *words, size_t n)
{
    struct sockaddr_un addr = {.sun_family = AF_UNIX};
    struct kr_link *link;
    bool gone = false;
    snprintf(addr.sun_path, sizeof addr.sun_path, "%s/admin.sock", p.dir);
    if (access(addr.sun_path, F_OK)) {
        struct kr_link_msg listener = {.head.type = KR_LINK_LISTENER, .u.listener.name = KR_LINK_LISTENER_NAME_ADMIN};
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        assert_int_equal(bind(fd, (struct sockaddr *)&addr, sizeof addr), 0);
        assert_int_equal(listen(fd, 8), 0);
        assert_int_equal(kr_link_send_fd(p.control, &listener, fd), 0);
    }
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&addr, sizeof addr), 0);
    assert_int_equal(kr_link_open(&link, &p.loop, fd, on_front, on_gone, &gone), 0);
    struct kr_link_msg msg = {.head.type = KR_LINK_ADMIN, .u.admin = {.words = (const char **)words, .words_len = n}};
    request(link, &msg);
    kr_link_close(link);
    return p.exit;
}

static int admin(const char *a, const char *b)
{
    const char *words[] = {a, b};
    return admin_words(words, 2);
}

static void sign_in(char session[129])
{
    char body[200], handle[65] = "", password[65] = "";
    if (!p.text[0])
        assert_int_equal(admin("account", "first"), 0);
    assert_int_equal(sscanf(p.text, "Handle: %64s Password: %64s", handle, password), 2);
    snprintf(body, sizeof body, "{\"handle\":\"%s\",\"password\":\"%s\"}", handle, password);
    assert_int_equal(call(KR_LINK_HTTP_REQUEST_METHOD_POST, "/session", NULL, body), 201);
    snprintf(session, 129, "%s", p.answer.session);
}

static void hands_out_its_keys_and_stops_when_told(void **state)
{
    struct kr_link_msg stop = {.head.type = KR_LINK_STOP};
    assert_int_equal(p.n_keys, 1);
    assert_int_equal(kr_link_send(p.control, &stop), 0);
    wait_for(&p.control_gone);
    char log[100];
    snprintf(log, sizeof log, "%s/kreide.db-wal", p.dir);
    assert_int_not_equal(access(log, F_OK), 0); /* the database was closed before the link */
    assert_int_equal(reap(), 0);
}

static void ends_with_its_supervisor(void **state)
{
    kr_link_close(p.control);
    p.control = NULL;
    wait_for(&p.front_gone);
    assert_int_equal(reap(), 0);
}

static void serves_front_and_the_administrator(void **state)
{
    char session[129], room[65], body[300];
    struct kr_ticket t;
    sign_in(session);
    assert_int_equal(call(KR_LINK_HTTP_REQUEST_METHOD_POST, "/rooms", session, "{\"title\":\"Mathe\"}"), 201);
    char *id = desk_field(p.answer.body, "room.id");
    snprintf(room, sizeof room, "%s", id);
    free(id);
    snprintf(body, sizeof body, "{\"room\":\"%s\"}", room);
    assert_int_equal(call(KR_LINK_HTTP_REQUEST_METHOD_POST, "/tickets", session, body), 200);
    char *ticket = desk_field(p.answer.body, "ticket");
    assert_int_equal(kr_ticket_read(&t, ticket, &p.keys, 0), 0);
    assert_int_equal(t.role, KR_TICKET_MODERATOR);
    free(ticket);

    struct kr_link_msg live = {.head.type = KR_LINK_ROOM_LIVE, .u.room_live = {.room = room, .members = 5, .moderator = true}};
    assert_int_equal(kr_link_send(p.front, &live), 0);
    assert_int_equal(call(KR_LINK_HTTP_REQUEST_METHOD_GET, "/rooms", session, ""), 200);
    assert_non_null(strstr(p.answer.body, "\"members\":5"));

    snprintf(body, sizeof body, "/rooms/%s/tokens", room);
    assert_int_equal(call(KR_LINK_HTTP_REQUEST_METHOD_POST, body, session, "{\"action\":\"publish\",\"valid_s\":600}"), 201);
    char *secret = desk_field(p.answer.body, "secret");
    struct kr_link_msg use = {.head.type = KR_LINK_TOKEN_USE,
                              .u.token_use = {.token = secret, .room = room, .action = KR_LINK_TOKEN_USE_ACTION_PUBLISH}};
    request(p.front, &use);
    assert_int_equal(p.reply_err, 0);
    assert_int_equal(kr_ticket_read(&t, p.ticket, &p.keys, 0), 0);
    assert_int_equal(t.role, KR_TICKET_PUBLISH);
    use.u.token_use.action = KR_LINK_TOKEN_USE_ACTION_PLAY;
    request(p.front, &use);
    assert_int_equal(p.reply_err, KR_E_AUTH);
    free(secret);

    assert_int_equal(admin("account", "list"), 0);
    assert_int_equal(admin("no", "command"), 2);
    assert_int_equal(p.n_events, 0);
    snprintf(body, sizeof body, "/rooms/%s", room);
    assert_int_equal(call(KR_LINK_HTTP_REQUEST_METHOD_DELETE, body, session, ""), 204);
    assert_int_equal(p.n_events, 1);
    assert_int_equal(p.last_event, KR_LINK_ROOM_DELETED);
    kill(p.pid, SIGTERM);
    reap();
}

static void a_new_front_takes_the_place_of_the_old(void **state)
{
    char session[129];
    sign_in(session);
    assert_int_equal(call(KR_LINK_HTTP_REQUEST_METHOD_POST, "/rooms", session, "{\"title\":\"Mathe\"}"), 201);
    for (int by_death = 0; by_death < 2; by_death++) {
        char *room = desk_field(p.answer.body, by_death ? "rooms.0.id" : "room.id");
        struct kr_link_msg live = {.head.type = KR_LINK_ROOM_LIVE,
                                   .u.room_live = {.room = room, .members = 5, .moderator = true}};
        assert_int_equal(kr_link_send(p.front, &live), 0);
        assert_int_equal(call(KR_LINK_HTTP_REQUEST_METHOD_GET, "/rooms", session, ""), 200);
        assert_non_null(strstr(p.answer.body, "\"members\":5"));
        free(room);
        struct kr_link *old = p.front;
        if (by_death) {
            kr_link_close(old);
            uv_run(&p.loop, UV_RUN_NOWAIT);
            assert_int_equal(admin("account", "list"), 0); /* by now the office knows */
        }
        send_peer();
        if (!by_death) {
            wait_for(&p.front_gone); /* the old one */
            kr_link_close(old);
        }
        /* What the old front said of its meetings is no longer true. */
        assert_int_equal(call(KR_LINK_HTTP_REQUEST_METHOD_GET, "/rooms", session, ""), 200);
        assert_non_null(strstr(p.answer.body, "\"members\":0"));
    }
    kill(p.pid, SIGTERM);
    reap();
}

static void what_front_may_not_say_is_refused(void **state)
{
    struct kr_link_msg open = {.head.type = KR_LINK_ENDPOINT_CLOSE, .u.endpoint_close.endpoint = "e"};
    struct kr_link_msg words = {.head.type = KR_LINK_ADMIN,
                                .u.admin = {.words = (const char *[]){"account", "first"}, .words_len = 2}};
    request(p.front, &open);
    assert_int_equal(p.reply_err, KR_E_UNSUPPORTED);
    request(p.front, &words); /* front is no administrator */
    assert_int_equal(p.reply_err, KR_E_UNSUPPORTED);
    struct kr_link_msg stop = {.head.type = KR_LINK_STOP};
    assert_int_equal(kr_link_send(p.front, &stop), 0);
    assert_int_equal(call(KR_LINK_HTTP_REQUEST_METHOD_GET, "/session", NULL, ""), 401);
    kill(p.pid, SIGTERM);
    reap();
}

static void killed_after_an_answer_it_knows_what_it_answered(void **state)
{
    char session[129];
    struct kr_ticket_keys keys = p.keys;
    sign_in(session);
    for (int round = 0; round < 5; round++) {
        char path[200];
        assert_int_equal(call(KR_LINK_HTTP_REQUEST_METHOD_POST, "/rooms", session, "{\"title\":\"Bleibt\"}"), 201);
        char *room = desk_field(p.answer.body, "room.id");
        kill(p.pid, SIGKILL);
        assert_int_equal(reap(), -SIGKILL);
        close_links();
        start();
        send_peer();
        assert_memory_equal(&keys, &p.keys, sizeof keys); /* tickets survive */
        assert_int_equal(call(KR_LINK_HTTP_REQUEST_METHOD_GET, "/session", session, ""), 200);
        snprintf(path, sizeof path, "/rooms/%s/code", room);
        assert_int_equal(call(KR_LINK_HTTP_REQUEST_METHOD_POST, path, session, ""), 200);
        free(room);
    }
    kill(p.pid, SIGTERM);
    reap();
}

/* The lock is stored before it is acknowledged, and front learns of it whoever was killed: before it asks for anything. */
static void killed_after_a_lock_it_tells_front_of_it(void **state)
{
    char session[129], body[100];
    struct kr_ticket t;
    sign_in(session);
    assert_int_equal(call(KR_LINK_HTTP_REQUEST_METHOD_GET, "/session", session, ""), 200);
    char *handle = desk_field(p.answer.body, "handle");
    assert_int_equal(call(KR_LINK_HTTP_REQUEST_METHOD_POST, "/rooms", session, "{\"title\":\"Mathe\"}"), 201);
    char *room = desk_field(p.answer.body, "room.id");
    snprintf(body, sizeof body, "{\"room\":\"%s\"}", room);
    free(room);
    assert_int_equal(call(KR_LINK_HTTP_REQUEST_METHOD_POST, "/tickets", session, body), 200);
    char *ticket = desk_field(p.answer.body, "ticket");
    assert_int_equal(kr_ticket_read(&t, ticket, &p.keys, 0), 0);
    free(ticket);
    wait_for(&p.has_revoked);
    assert_int_equal(p.n_revoked, 0);
    kr_link_close(p.front); /* there is no front to be told */
    p.front = NULL;
    const char *words[] = {"account", "lock", handle};
    assert_int_equal(admin_words(words, 3), 0);
    send_peer();
    wait_for(&p.has_revoked);
    assert_int_equal(p.n_revoked, 1);
    assert_string_equal(p.revoked, t.account);
    kill(p.pid, SIGKILL);
    assert_int_equal(reap(), -SIGKILL);
    close_links();
    start();
    send_peer();
    wait_for(&p.has_revoked);
    assert_int_equal(p.n_revoked, 1);
    assert_string_equal(p.revoked, t.account);
    assert_int_equal(p.n_events, 0);
    free(handle);
    kill(p.pid, SIGTERM);
    reap();
}

int main(void)
{
#define PROCESS(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        PROCESS(hands_out_its_keys_and_stops_when_told),
        PROCESS(ends_with_its_supervisor),
        PROCESS(serves_front_and_the_administrator),
        PROCESS(a_new_front_takes_the_place_of_the_old),
        PROCESS(what_front_may_not_say_is_refused),
        PROCESS(killed_after_an_answer_it_knows_what_it_answered),
        PROCESS(killed_after_a_lock_it_tells_front_of_it),
    };
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

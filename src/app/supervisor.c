/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#include "app/certificate.h"
#include "app/child.h"
#include "app/listen.h"
#include "app/watchdog.h"
#include "base/log.h"
#include "crypto/secret.h"
#include "crypto/turn_pass.h"
#include "os/clock.h"
#include "os/process.h"

enum { STOP_PATIENCE_MS = 5000 }; /* what has not ended by then is killed */

struct supervisor {
    uv_loop_t loop;
    uv_signal_t on_int, on_term;
    uv_timer_t patience, watch;
    struct kr_watchdog watchdog;
    struct kr_child office, front, door, *media;
    uint32_t n_media;
    int http_fds[KR_CONFIG_LISTEN_MAX], https_fds[KR_CONFIG_LISTEN_MAX], turn_fd, admin_fd; /* turn_fd -1: none */
    size_t n_http, n_https;
    struct kr_certificate certificate;
    char relay_secret[2 * KR_TURN_SECRET_BYTES + 1];
    struct kr_link_msg *keys; /* ticket_keys as office sent them; owned */
    bool all_started, stopping;
    int exit_status;
};

uint32_t kr_supervisor_media_count(const struct kr_config *config)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (config->media_processes)
        return config->media_processes;
    return cores < 1 ? 1 : cores > KR_CONFIG_MEDIA_MAX ? KR_CONFIG_MEDIA_MAX : (uint32_t)cores;
}

/* A descriptor that is sent goes with the message; what we keep (a listening socket) is duplicated first. */
static void send_fd(struct kr_child *to, const struct kr_link_msg *msg, int fd)
{
    if (!to->link || kr_link_send_fd(to->link, msg, fd))
        kr_warn("%s %u could not be handed a descriptor", kr_child_name[to->role], to->index);
}

static void send_listener(struct kr_child *to, enum kr_link_listener_name name, int fd)
{
    struct kr_link_msg msg = {.head.type = KR_LINK_LISTENER, .u.listener = {.name = name}};
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (copy >= 0)
        send_fd(to, &msg, copy);
}

static struct kr_link_msg peer_message(const struct kr_child *peer)
{
    static const enum kr_link_peer_name names[] = {KR_LINK_PEER_NAME_OFFICE, KR_LINK_PEER_NAME_FRONT, KR_LINK_PEER_NAME_MEDIA,
                                                      KR_LINK_PEER_NAME_DOOR};
    return (struct kr_link_msg){.head.type = KR_LINK_PEER, .u.peer = {.name = names[peer->role], .index = peer->index}};
}

/* Joins two running processes by a fresh link; an older one between them is thereby replaced. */
static void join(struct kr_child *a, struct kr_child *b)
{
    int ends[2];
    if (!a->link || !b->link)
        return;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends)) {
        kr_error("no socket pair for a link: %s", strerror(errno));
        return;
    }
    struct kr_link_msg to_a = peer_message(b), to_b = peer_message(a);
    send_fd(a, &to_a, ends[0]);
    send_fd(b, &to_b, ends[1]);
}

static void send_keys(struct supervisor *s, struct kr_child *to)
{
    if (s->keys && to->link && kr_link_send(to->link, s->keys))
        kr_warn("%s %u could not be handed the ticket keys", kr_child_name[to->role], to->index);
}

static void send_certificate(struct supervisor *s, struct kr_child *to)
{
    const struct kr_pair *pair = &s->certificate.pair;
    const struct kr_link_msg msg = {.head.type = KR_LINK_CERTIFICATE, .u.certificate = {.chain = pair->chain, .key = pair->key}};
    if (pair->chain && to->link && kr_link_send(to->link, &msg))
        kr_warn("%s %u could not be handed the certificate", kr_child_name[to->role], to->index);
}

static void send_relay_secret(struct supervisor *s, struct kr_child *to)
{
    const struct kr_link_msg msg = {.head.type = KR_LINK_RELAY_SECRET, .u.relay_secret.secret = s->relay_secret};
    if (to->link && kr_link_send(to->link, &msg))
        kr_warn("%s %u could not be handed the relay's secret", kr_child_name[to->role], to->index);
}

static void on_started(void *arg, struct kr_child *c)
{
    struct supervisor *s = arg;
    switch (c->role) {
    case KR_CHILD_OFFICE:
        send_listener(c, KR_LINK_LISTENER_NAME_ADMIN, s->admin_fd);
        join(c, &s->front);
        break;
    case KR_CHILD_DOOR:
        send_relay_secret(s, c);
        send_certificate(s, c);
        join(c, &s->front);
        for (size_t i = 0; i < s->n_https; i++)
            send_listener(c, KR_LINK_LISTENER_NAME_HTTPS, s->https_fds[i]);
        if (s->turn_fd >= 0)
            send_listener(c, KR_LINK_LISTENER_NAME_TURN, s->turn_fd);
        break;
    case KR_CHILD_FRONT:
        send_keys(s, c);
        send_relay_secret(s, c);
        send_certificate(s, c);
        join(c, &s->office);
        join(c, &s->door);
        for (uint32_t i = 0; i < s->n_media; i++)
            join(c, &s->media[i]);
        for (size_t i = 0; i < s->n_http; i++)
            send_listener(c, KR_LINK_LISTENER_NAME_HTTP, s->http_fds[i]);
        break;
    default:
        send_keys(s, c);
        join(c, &s->front);
        break;
    }
}

static void announce_ready(const struct supervisor *s)
{
    for (uint32_t i = 0; i < s->n_media; i++)
        if (!s->media[i].ready)
            return;
    if (s->office.ready && s->front.ready && s->door.ready)
        kr_info("ready: office, front, door and %u media processes", s->n_media);
}

static void on_message(void *arg, struct kr_child *c, struct kr_link_msg **msg)
{
    struct supervisor *s = arg;
    if ((*msg)->head.type == KR_LINK_TICKET_KEYS && c->role == KR_CHILD_OFFICE) {
        kr_link_free(s->keys);
        s->keys = *msg;
        *msg = NULL;
        send_keys(s, &s->front);
        for (uint32_t i = 0; i < s->n_media; i++)
            send_keys(s, &s->media[i]);
    } else if ((*msg)->head.type == KR_LINK_READY) {
        /* Front and media need the keys of office, so it comes first. */
        if (c->role == KR_CHILD_OFFICE && !s->all_started) {
            s->all_started = true;
            for (uint32_t i = 0; i < s->n_media; i++)
                kr_child_start(&s->media[i]);
            kr_child_start(&s->front);
            kr_child_start(&s->door);
        }
        announce_ready(s);
    }
}

static void watch_child(struct supervisor *s, struct kr_child *c, uint64_t now_ms)
{
    struct kr_watchdog_child seen = {.role = c->role, .ready = c->ready, .heard_ms = c->heard_ms};
    struct kr_process_sight sight;
    if (!c->running || !kr_watchdog_suspects(&s->watchdog, &seen, now_ms) || kr_process_look(&sight, c->process.pid))
        return;
    seen.stopped = sight.stopped;
    seen.traced = sight.traced;
    if (!kr_watchdog_hangs(&s->watchdog, &seen, now_ms))
        return;
    kr_warn("%s %u hangs: it was silent for %llu ms, and is ended", kr_child_name[c->role], c->index, (unsigned long long)(now_ms - c->heard_ms));
    kr_child_kill(c);
}

static void on_watch(uv_timer_t *timer)
{
    struct supervisor *s = timer->data;
    uint64_t now_ms = uv_now(&s->loop);
    kr_watchdog_look(&s->watchdog, now_ms);
    if (s->stopping)
        return; /* who does not end by itself is ended then */
    if (kr_certificate_look(&s->certificate, now_ms, kr_clock_unix_ms() / 1000)) {
        send_certificate(s, &s->front);
        send_certificate(s, &s->door);
    }
    watch_child(s, &s->office, now_ms);
    watch_child(s, &s->front, now_ms);
    watch_child(s, &s->door, now_ms);
    for (uint32_t i = 0; i < s->n_media; i++)
        watch_child(s, &s->media[i], now_ms);
}

static bool all_ended(const struct supervisor *s)
{
    for (uint32_t i = 0; i < s->n_media; i++)
        if (s->media[i].running)
            return false;
    return !s->office.running && !s->front.running && !s->door.running;
}

static void stop_all(struct supervisor *s)
{
    kr_child_stop(&s->front);
    kr_child_stop(&s->door);
    for (uint32_t i = 0; i < s->n_media; i++)
        kr_child_stop(&s->media[i]);
    kr_child_stop(&s->office);
    if (all_ended(s))
        uv_stop(&s->loop);
}

static void on_patience_over(uv_timer_t *timer)
{
    stop_all(timer->data);
}

static void stop(struct supervisor *s)
{
    if (!s->stopping)
        uv_timer_start(&s->patience, on_patience_over, STOP_PATIENCE_MS, 0);
    s->stopping = true;
    stop_all(s);
}

static void on_ended(void *arg, struct kr_child *c, bool fatal)
{
    struct supervisor *s = arg;
    if (fatal && !s->stopping) {
        kr_error("%s cannot start: see the line above; Kreide ends", kr_child_name[c->role]);
        s->exit_status = 1;
        stop(s);
    }
    if (s->stopping && all_ended(s))
        uv_stop(&s->loop);
}

static void on_signal(uv_signal_t *signal, int number)
{
    kr_info("%s: ending", number == SIGINT ? "interrupted" : "terminated");
    stop(signal->data);
}

static int listen_all(const char *key, const struct kr_config_list *list, int *fds, size_t *n)
{
    for (size_t i = 0; i < list->n; i++) {
        struct kr_listen_address a;
        int err = kr_listen_parse(&a, list->items[i]);
        if (!err)
            err = kr_listen_tcp(&fds[*n], &a);
        /* A machine without IPv6 still serves its IPv4 addresses. */
        if (err && (errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL) && a.addr.ss_family == AF_INET6 && list->n > 1) {
            kr_warn("%s: %s left out: %s", key, list->items[i], strerror(errno));
            continue;
        }
        if (err) {
            kr_error("%s: cannot listen on %s: %s", key, list->items[i], strerror(errno));
            return KR_E_CONFIG;
        }
        ++*n;
    }
    return 0;
}

/* The data directory belongs to one running Kreide: two would fight over database and control socket. */
static int own_data_dir(const struct kr_config *config)
{
    char lock[KR_CONFIG_PATH_BYTES + 16];
    if (mkdir(config->data_dir, 0700) && errno != EEXIST) {
        kr_error("kreide.data: %s cannot be made: %s", config->data_dir, strerror(errno));
        return KR_E_CONFIG;
    }
    snprintf(lock, sizeof lock, "%s/lock", config->data_dir);
    int fd = open(lock, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) {
        kr_error("kreide.data: %s cannot be written: %s", config->data_dir, strerror(errno));
        return KR_E_CONFIG;
    }
    if (flock(fd, LOCK_EX | LOCK_NB)) {
        kr_error("another Kreide is running on %s", config->data_dir);
        close(fd);
        return KR_E_CONFIG;
    }
    return 0; /* fd stays open for the life of the process: it is the lock */
}

/* All addresses of both families; of IPv4 alone on a machine that has no other. */
static int listen_turn(struct supervisor *s, uint32_t port)
{
    struct kr_config_list list = {.n = 1};
    struct kr_listen_address a;
    snprintf(list.items[0], sizeof list.items[0], "[::]:%u", port);
    if (!port || (kr_listen_parse(&a, list.items[0]) == 0 && kr_listen_tcp(&s->turn_fd, &a) == 0))
        return 0;
    if (errno != EAFNOSUPPORT && errno != EADDRNOTAVAIL) {
        kr_error("turn.port: cannot listen on TCP port %u: %s", port, strerror(errno));
        return KR_E_CONFIG;
    }
    size_t n = 0;
    snprintf(list.items[0], sizeof list.items[0], "0.0.0.0:%u", port);
    return listen_all("turn.port", &list, &s->turn_fd, &n);
}

static int open_sockets(struct supervisor *s, const struct kr_config *config)
{
    char admin[KR_CONFIG_PATH_BYTES + 16];
    snprintf(admin, sizeof admin, "%s/admin.sock", config->data_dir);
    int err = kr_listen_unix(&s->admin_fd, admin);
    if (err) {
        kr_error("control socket %s: %s", admin, err == KR_E_TOO_LARGE ? "the path is too long (107 bytes at most)" : strerror(errno));
        return KR_E_CONFIG;
    }
    if (listen_all("http.listen", &config->http_listen, s->http_fds, &s->n_http))
        return KR_E_CONFIG;
    if (listen_all("https.listen", &config->https_listen, s->https_fds, &s->n_https))
        return KR_E_CONFIG;
    return listen_turn(s, config->turn_port);
}

static void close_handle(uv_handle_t *handle, void *arg)
{
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

static void fini(struct supervisor *s)
{
    uv_walk(&s->loop, close_handle, NULL);
    uv_run(&s->loop, UV_RUN_DEFAULT);
    uv_loop_close(&s->loop);
    kr_link_free(s->keys);
    kr_certificate_close(&s->certificate);
    kr_wipe(s->relay_secret, sizeof s->relay_secret);
    free(s->media);
}

static void make_relay_secret(struct supervisor *s)
{
    uint8_t secret[KR_TURN_SECRET_BYTES];
    kr_random_bytes(secret, sizeof secret);
    kr_hex_write(s->relay_secret, sizeof s->relay_secret, secret, sizeof secret);
    kr_wipe(secret, sizeof secret);
}

int kr_supervisor_run(const struct kr_config *config, char *const *options)
{
    static const struct kr_child_events events = {.started = on_started, .message = on_message, .ended = on_ended};
    static const struct rlimit no_core = {0, 0};
    struct supervisor s = {.n_media = kr_supervisor_media_count(config), .admin_fd = -1, .turn_fd = -1};

    setrlimit(RLIMIT_CORE, &no_core); /* a core dump would write people's words to a disk */
    signal(SIGPIPE, SIG_IGN);
    if (own_data_dir(config) || kr_certificate_open(&s.certificate, config) || open_sockets(&s, config))
        return 1;
    make_relay_secret(&s);
    s.media = calloc(s.n_media, sizeof *s.media);
    if (!s.media || uv_loop_init(&s.loop))
        return 1;

    uv_timer_init(&s.loop, &s.patience);
    uv_timer_init(&s.loop, &s.watch);
    s.patience.data = s.watch.data = &s;
    s.watchdog.limit_ms = config->watchdog_s * UINT64_C(1000);
    uv_timer_start(&s.watch, on_watch, KR_WATCHDOG_EVERY_MS, KR_WATCHDOG_EVERY_MS);
    uv_signal_init(&s.loop, &s.on_int);
    uv_signal_init(&s.loop, &s.on_term);
    s.on_int.data = s.on_term.data = &s;
    uv_signal_start(&s.on_int, on_signal, SIGINT);
    uv_signal_start(&s.on_term, on_signal, SIGTERM);

    kr_child_init(&s.office, KR_CHILD_OFFICE, 0, &s.loop, options, &events, &s);
    kr_child_init(&s.door, KR_CHILD_DOOR, 0, &s.loop, options, &events, &s);
    kr_child_init(&s.front, KR_CHILD_FRONT, 0, &s.loop, options, &events, &s);
    for (uint32_t i = 0; i < s.n_media; i++)
        kr_child_init(&s.media[i], KR_CHILD_MEDIA, i, &s.loop, options, &events, &s);
    kr_child_start(&s.office);
    uv_run(&s.loop, UV_RUN_DEFAULT);

    fini(&s);
    kr_info("ended");
    return s.exit_status;
}

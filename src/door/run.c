/* SPDX-License-Identifier: EUPL-1.2 */
/* The door process: loop, sockets, and the link to the supervisor. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/log.h"
#include "crypto/pair.h"
#include "crypto/secret.h"
#include "door/cage.h"
#include "door/inside.h"
#include "media/announce.h"
#include "os/clock.h"
#include "os/fd.h"

void kr_door_now(struct kr_door *d)
{
    d->now_us = kr_clock_us();
    d->unix_s = kr_clock_unix_ms() / 1000;
}

void kr_door_flush(struct kr_door *d)
{
    kr_batch_flush(&d->to_media);
    kr_batch_flush(&d->to_clients);
}

static void on_tick(uv_timer_t *timer)
{
    struct kr_door *d = timer->data;
    kr_door_now(d);
    if (d->has_secret)
        kr_turn_tick(&d->turn, d->now_us);
    kr_door_conns_tick(d);
    kr_door_listen_again(d);
}

/* Comes once; a door that starts anew knows no allocation of the former one. */
static void take_secret(struct kr_door *d, const struct kr_link_relay_secret *m)
{
    if (d->has_secret || kr_hex_read(d->relay.secret, sizeof d->relay.secret, m->secret)) {
        kr_warn("the supervisor sent no secret that is one");
        return;
    }
    kr_turn_init(&d->turn, &d->relay, &kr_door_effects, d);
    kr_wipe(d->relay.secret, sizeof d->relay.secret);
    d->has_secret = true;
}

static void listen_on(struct kr_door *d, enum kr_link_listener_name name, int fd)
{
    bool web = name == KR_LINK_LISTENER_NAME_HTTPS;
    if (fd < 0 || (!web && name != KR_LINK_LISTENER_NAME_TURN))
        kr_fd_close(fd);
    else if (kr_door_listen(d, fd, web))
        kr_error("a listening socket cannot be used");
}

static void on_control(void *arg, struct kr_link *link, struct kr_link_msg **msg, int fd)
{
    struct kr_door *d = arg;
    switch ((*msg)->head.type) {
    case KR_LINK_RELAY_SECRET:
        take_secret(d, &(*msg)->u.relay_secret);
        break;
    case KR_LINK_CERTIFICATE:
        if (kr_pair_use(d->tls, (*msg)->u.certificate.chain, (*msg)->u.certificate.key))
            kr_error("the supervisor sent a certificate that cannot be used");
        else
            d->has_certificate = true;
        break;
    case KR_LINK_LISTENER:
        listen_on(d, (*msg)->u.listener.name, fd);
        return;
    case KR_LINK_PEER:
        if (fd >= 0 && (*msg)->u.peer.name == KR_LINK_PEER_NAME_FRONT) {
            kr_door_front_open(d, fd);
            return;
        }
        break;
    case KR_LINK_STOP:
        uv_stop(&d->loop);
        break;
    default:
        break;
    }
    kr_fd_close(fd);
}

static void on_control_closed(void *arg, struct kr_link *link)
{
    struct kr_door *d = arg;
    uv_stop(&d->loop);
}

static bool is_loopback(const struct kr_wire_address *a)
{
    static const uint8_t six[16] = {[15] = 1};
    return a->family == 4 ? a->ip[0] == 127 : memcmp(a->ip, six, sizeof six) == 0;
}

/*
 * Where media is, for the relay. Addresses of this machine alone are left out unless they are configured: nobody who needs
 * a relay reaches media there.
 */
static void find_media(struct kr_door *d, const struct kr_announce *a)
{
    struct kr_turn_config *c = &d->relay;
    for (size_t i = 0; i < a->n_announced && c->n_hosts < KR_TURN_HOSTS; i++)
        if (a->local[i].family && (d->config->n_announce || !is_loopback(&a->announced[i])))
            c->hosts[c->n_hosts++] = (struct kr_turn_host){a->announced[i], a->local[i]};
    c->realm = KR_DOOR_REALM;
    c->first_port = d->config->media_port;
    c->n_ports = d->config->n_media;
    c->allocations = KR_DOOR_ALLOCATIONS;
    c->allocations_per_user = KR_DOOR_ALLOCATIONS_PER_USER;
    c->allocations_per_address = KR_DOOR_ALLOCATIONS_PER_ADDRESS;
}

static int open_relay(struct kr_door *d)
{
    struct kr_announce addresses;
    const struct kr_media_config media = {.port = d->config->media_port, .announce = d->config->announce, .n_announce = d->config->n_announce};
    int err = kr_announce_choose(&addresses, &media);
    if (err)
        return err;
    find_media(d, &addresses);
    return d->config->port ? kr_door_ports_open(d, addresses.bound, addresses.n_bound) : 0;
}

static void set_descriptor_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit))
        return;
    limit.rlim_cur = limit.rlim_max == RLIM_INFINITY || KR_DOOR_FILES < limit.rlim_max ? KR_DOOR_FILES : limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit))
        kr_warn("cannot set the limit of open descriptors: %s", strerror(errno));
}

static int start(struct kr_door *d)
{
    const struct kr_link_msg ready = {.head.type = KR_LINK_READY};
    int err = kr_link_open(&d->control, &d->loop, d->config->control_fd, on_control, on_control_closed, d);
    if (!err)
        err = kr_crypto_init();
    if (err)
        return err;
    set_descriptor_limit();
    kr_tally_init(&d->connections);
    kr_buckets_init(&d->strangers, KR_DOOR_STRANGER_BURST, KR_DOOR_STRANGER_PER_S);
    kr_buckets_init(&d->shakes, KR_DOOR_SHAKE_BURST, KR_DOOR_SHAKE_PER_S);
    err = kr_udp_receiver_new(&d->receiver);
    if (!err)
        err = kr_door_tls_new(&d->tls);
    if (!err)
        err = open_relay(d);
    if (!err)
        err = kr_door_ports_start(d);
    if (!err)
        err = kr_door_cage();
    if (!err)
        err = kr_link_send(d->control, &ready);
    if (!err)
        kr_pulse_start(&d->pulse, &d->loop, d->control);
    return err;
}

static void close_all(struct kr_door *d)
{
    kr_pulse_stop(&d->pulse);
    if (d->control)
        kr_link_close(d->control);
    if (d->front)
        kr_link_close(d->front);
    d->front = NULL;
    kr_door_listen_stop(d);
    kr_door_conns_end(d);
    if (d->has_secret)
        kr_turn_fini(&d->turn);
    kr_door_ports_stop(d);
    uv_close((uv_handle_t *)&d->tick, NULL);
    uv_run(&d->loop, UV_RUN_DEFAULT);
    kr_udp_receiver_free(d->receiver);
    SSL_CTX_free(d->tls);
    if (uv_loop_close(&d->loop))
        kr_warn("something was left open");
    free(d);
}

int kr_door_run(const struct kr_door_config *config)
{
    struct kr_door *d = calloc(1, sizeof *d);
    if (!d || uv_loop_init(&d->loop)) {
        free(d);
        kr_fd_close(config->control_fd);
        return KR_E_NOMEM;
    }
    d->config = config;
    uv_timer_init(&d->loop, &d->tick);
    d->tick.data = d;
    uv_timer_start(&d->tick, on_tick, KR_DOOR_TICK_MS, KR_DOOR_TICK_MS);
    int err = start(d);
    if (!err)
        uv_run(&d->loop, UV_RUN_DEFAULT);
    close_all(d);
    return err;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* The media process around its core: loop, sockets, timers, and the links to the supervisor and to front. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "link/link.h"
#include "link/pulse.h"
#include "media/address.h"
#include "media/cage.h"
#include "media/media.h"
#include "media/net.h"
#include "os/clock.h"

enum { TICK_MS = KR_WHEEL_TICK_US / 1000, LOAD_MS = 1000, FIGURES_EVERY = 5 /* loads */ };

struct process {
    uv_loop_t loop;
    struct kr_net net;
    struct kr_media *media;
    struct kr_link *control, *front;
    struct kr_pulse pulse;
    uv_timer_t tick, load;
    bool had_front, stopping;
    unsigned loads;
    int statm_fd; /* of /proc, opened at start; -1: not there */
    uint64_t cpu_us, load_us, packets_in, packets_out; /* at the last `load` */
};

static void stop(struct process *p)
{
    if (p->stopping)
        return;
    p->stopping = true;
    uv_stop(&p->loop);
}

static void send_datagrams(void *arg, const struct kr_tx *tx)
{
    struct process *p = arg;
    kr_net_send(&p->net, tx);
}

static void emit(void *arg, const struct kr_link_msg *msg)
{
    struct process *p = arg;
    if (p->front && kr_link_send(p->front, msg))
        kr_warn("an event could not be sent to front");
}

static void on_tick(uv_timer_t *timer)
{
    struct process *p = timer->data;
    kr_net_tick(&p->net);
    kr_media_tick(p->media, kr_clock_us()); /* not before what was just sent */
    if (!kr_media_busy(p->media))
        uv_timer_stop(timer);
}

static uint64_t cpu_us(void)
{
    struct rusage u;
    if (getrusage(RUSAGE_SELF, &u))
        return 0;
    return (uint64_t)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000 + (uint64_t)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

static uint64_t resident_bytes(const struct process *p)
{
    char text[100] = {0};
    unsigned long long all, resident;
    if (p->statm_fd < 0 || pread(p->statm_fd, text, sizeof text - 1, 0) <= 0 || sscanf(text, "%llu %llu", &all, &resident) != 2)
        return 0;
    return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void on_load(uv_timer_t *timer)
{
    struct process *p = timer->data;
    const struct kr_media *m = p->media;
    uint64_t cpu = cpu_us(), now = kr_clock_us(), passed = now - p->load_us ? now - p->load_us : 1;
    uint64_t permille = (cpu - p->cpu_us) * 1000 / passed;
    struct kr_link_msg msg = {
        .head.type = KR_LINK_LOAD,
        .u.load = {.rooms = (int64_t)m->n_rooms, .endpoints = (int64_t)m->n_endpoints,
                   .cpu_permille = permille > 1000 ? 1000 : (int64_t)permille,
                   .packets_in = (int64_t)(m->counters.packets_in - p->packets_in),
                   .packets_out = (int64_t)(m->counters.packets_out - p->packets_out)}};
    p->cpu_us = cpu;
    p->load_us = now;
    p->packets_in = m->counters.packets_in;
    p->packets_out = m->counters.packets_out;
    emit(p, &msg);
    kr_gauges_rooms(&p->media->gauges, m);
    if (p->loads++ % FIGURES_EVERY == 0) {
        struct kr_media_process self = {.cpu_us = cpu, .resident_bytes = resident_bytes(p)};
        kr_gauges_tell(m, &self);
    }
}

static void answer(struct kr_link *link, int64_t re, int err, const struct kr_media_reply *reply)
{
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_ANSWER, .u.endpoint_answer.sdp = reply->sdp};
    if (reply->has_figures)
        msg = (struct kr_link_msg){.head.type = KR_LINK_ENDPOINT_FIGURES, .u.endpoint_figures = reply->figures.told};
    int sent;
    if (err)
        sent = kr_link_reply_error(link, re, err, reply->text[0] ? reply->text : kr_err_id(err));
    else
        sent = reply->sdp || reply->has_figures ? kr_link_reply(link, re, &msg) : kr_link_reply_ok(link, re);
    if (sent)
        kr_warn("front could not be answered: %s", kr_err_id(sent));
}

static void on_order(void *arg, struct kr_link *link, struct kr_link_msg **msg, int fd)
{
    struct process *p = arg;
    struct kr_media_reply reply;
    if (fd >= 0)
        close(fd);
    int err = kr_media_order(p->media, *msg, &reply, kr_clock_unix_ms(), kr_clock_us());
    if ((*msg)->head.id)
        answer(link, (*msg)->head.id, err, &reply);
    free(reply.sdp);
    if (kr_media_busy(p->media) && !uv_is_active((uv_handle_t *)&p->tick))
        uv_timer_start(&p->tick, on_tick, TICK_MS, TICK_MS);
}

static void on_front_closed(void *arg, struct kr_link *link)
{
    struct process *p = arg;
    if (p->front == link)
        p->front = NULL;
    kr_link_close(link);
}

static void tell_relay_socket(struct process *p)
{
    char address[KR_ADDRESS_TEXT];
    if (!p->net.has_relay)
        return;
    kr_address_text(address, &p->net.relay);
    struct kr_link_msg msg = {.head.type = KR_LINK_RELAY_SOCKET, .u.relay_socket = {.address = address, .port = p->net.relay.port}};
    emit(p, &msg);
}

/* Front was started, for the first time or anew. */
static void take_front(struct process *p, int fd)
{
    if (p->front)
        kr_link_close(p->front);
    p->front = NULL;
    if (kr_link_open(&p->front, &p->loop, fd, on_order, on_front_closed, p)) {
        kr_error("the link to front cannot be opened");
        return;
    }
    tell_relay_socket(p);
    if (p->had_front)
        kr_media_new_front(p->media, kr_clock_us());
    p->had_front = true;
}

static void take_keys(struct process *p, const struct kr_link_ticket_keys *msg)
{
    struct kr_ticket_keys keys;
    if (kr_hex_read(keys.seal, sizeof keys.seal, msg->seal) || kr_hex_read(keys.verify, sizeof keys.verify, msg->verify))
        kr_warn("the ticket keys are malformed");
    else
        kr_media_set_keys(p->media, &keys);
    kr_wipe(&keys, sizeof keys);
}

static void on_control(void *arg, struct kr_link *link, struct kr_link_msg **msg, int fd)
{
    struct process *p = arg;
    switch ((*msg)->head.type) {
    case KR_LINK_PEER:
        if ((*msg)->u.peer.name == KR_LINK_PEER_NAME_FRONT && fd >= 0) {
            take_front(p, fd);
            fd = -1;
        }
        break;
    case KR_LINK_TICKET_KEYS:
        take_keys(p, &(*msg)->u.ticket_keys);
        break;
    case KR_LINK_STOP:
        stop(p);
        break;
    default:
        break;
    }
    if (fd >= 0)
        close(fd);
    if ((*msg)->head.id && kr_link_reply_ok(link, (*msg)->head.id))
        kr_warn("the supervisor could not be answered");
}

static void on_control_closed(void *arg, struct kr_link *link)
{
    struct process *p = arg;
    kr_pulse_stop(&p->pulse);
    kr_link_close(link);
    p->control = NULL;
    stop(p);
}

static int start(struct process *p, const struct kr_media_config *config)
{
    struct kr_announce addresses;
    struct kr_link_msg ready = {.head.type = KR_LINK_READY};
    int err = kr_announce_choose(&addresses, config);
    if (!err)
        err = kr_net_open(&p->net, &p->loop, &addresses);
    if (!err)
        err = kr_media_new(&p->media, addresses.announced, addresses.n_announced, send_datagrams, emit, p, kr_clock_us());
    if (!err)
        err = kr_net_start(&p->net, p->media);
    if (err) {
        kr_error("UDP port %u cannot be served: %s", config->port, kr_err_id(err));
        return err;
    }
    p->media->voices = config->voices;
    p->media->camera_height = config->camera_height;
    p->load_us = kr_clock_us();
    p->cpu_us = cpu_us();
    p->statm_fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    uv_timer_start(&p->load, on_load, LOAD_MS, LOAD_MS);
    err = kr_media_cage();
    if (!err)
        err = kr_link_send(p->control, &ready);
    if (!err)
        kr_pulse_start(&p->pulse, &p->loop, p->control);
    return err;
}

/* Lets the loop run until the last handle is closed. */
static void finish(struct process *p)
{
    if (p->front)
        kr_link_close(p->front);
    kr_pulse_stop(&p->pulse);
    if (p->control)
        kr_link_close(p->control);
    p->front = NULL;
    uv_close((uv_handle_t *)&p->tick, NULL);
    uv_close((uv_handle_t *)&p->load, NULL);
    kr_media_free(p->media); /* says goodbye to the clients */
    kr_net_stop(&p->net);
    uv_run(&p->loop, UV_RUN_DEFAULT);
    kr_net_close(&p->net);
    if (p->statm_fd >= 0)
        close(p->statm_fd);
    if (uv_loop_close(&p->loop))
        kr_warn("something was left open");
}

int kr_media_run(const struct kr_media_config *config)
{
    struct process p = {.statm_fd = -1};
    if (uv_loop_init(&p.loop)) {
        close(config->control_fd);
        return KR_E_NOMEM;
    }
    uv_timer_init(&p.loop, &p.tick);
    uv_timer_init(&p.loop, &p.load);
    p.tick.data = p.load.data = &p;
    int err = kr_link_open(&p.control, &p.loop, config->control_fd, on_control, on_control_closed, &p);
    if (!err)
        err = start(&p, config);
    else
        p.control = NULL;
    if (!err)
        uv_run(&p.loop, UV_RUN_DEFAULT);
    finish(&p);
    return err;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "front/front.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "front/cage.h"
#include "front/door.h"
#include "front/inside.h"
#include "front/metrics.h"
#include "front/relays.h"
#include "os/clock.h"
#include "os/fd.h"

uint64_t kr_front_now_ms(const struct kr_front *f)
{
    return kr_clock_us() / 1000 + f->unix_minus_steady_ms;
}

static void stop(struct kr_front *f)
{
    uv_stop(&f->loop);
}

static void listen_on(struct kr_front *f, enum kr_link_listener_name name, int fd)
{
    if (name != KR_LINK_LISTENER_NAME_HTTP || fd < 0) {
        kr_fd_close(fd);
        return;
    }
    int err = kr_http_listen(f->http, fd, false);
    if (err) {
        kr_error("cannot accept connections (%s)", kr_err_id(err));
        f->result = err;
        stop(f);
    }
}

static void meet_peer(struct kr_front *f, const struct kr_link_peer *peer, int fd)
{
    if (fd >= 0 && peer->name == KR_LINK_PEER_NAME_OFFICE)
        kr_office_open(f, fd);
    else if (fd >= 0 && peer->name == KR_LINK_PEER_NAME_MEDIA)
        kr_media_open(f, (uint32_t)peer->index, fd);
    else if (fd >= 0 && peer->name == KR_LINK_PEER_NAME_DOOR)
        kr_front_door_open(f, fd);
    else
        kr_fd_close(fd);
}

static void take_keys(struct kr_front *f, const struct kr_link_ticket_keys *m)
{
    struct kr_ticket_keys keys;
    if (kr_hex_read(keys.seal, sizeof keys.seal, m->seal) || kr_hex_read(keys.verify, sizeof keys.verify, m->verify)) {
        kr_warn("the supervisor sent keys that are none");
        return;
    }
    f->keys = keys;
    f->has_keys = true;
    kr_wipe(&keys, sizeof keys);
}

static void on_control(void *arg, struct kr_link *link, struct kr_link_msg **msg, int fd)
{
    struct kr_front *f = arg;
    switch ((*msg)->head.type) {
    case KR_LINK_PEER:
        meet_peer(f, &(*msg)->u.peer, fd);
        return;
    case KR_LINK_LISTENER:
        listen_on(f, (*msg)->u.listener.name, fd);
        return;
    case KR_LINK_TICKET_KEYS:
        take_keys(f, &(*msg)->u.ticket_keys);
        break;
    case KR_LINK_CERTIFICATE:
        if (kr_http_certificate(f->http, (*msg)->u.certificate.chain, (*msg)->u.certificate.key))
            kr_error("the supervisor sent a certificate that cannot be used");
        break;
    case KR_LINK_RELAY_SECRET:
        kr_front_turn_secret(f, &(*msg)->u.relay_secret);
        break;
    case KR_LINK_STOP:
        stop(f);
        break;
    default:
        break;
    }
    kr_fd_close(fd);
}

static void on_control_closed(void *arg, struct kr_link *link)
{
    stop(arg);
}

static void on_tick(uv_timer_t *timer)
{
    struct kr_front *f = timer->data;
    uint64_t now_ms = kr_front_now_ms(f);
    kr_meetings_tick(f->meetings, now_ms);
    kr_signal_tick(f, now_ms);
    kr_relays_tick(f, now_ms);
    if (now_ms >= f->sweep_ms) {
        f->sweep_ms = now_ms + KR_FRONT_SWEEP_MS;
        kr_front_sweep_revoked(f, kr_clock_unix_ms());
    }
}

static void on_request(void *arg, struct kr_http_exchange *x, const struct kr_http_request *req)
{
    struct kr_front *f = arg;
    if (strncmp(req->path, "/whip/", 6) == 0)
        kr_whip_request(f, x, req);
    else if (strncmp(req->path, "/whep/", 6) == 0)
        kr_whep_request(f, x, req);
    else if (strcmp(req->path, "/metrics") == 0)
        kr_metrics_request(f, x, req);
    else if (strcmp(req->path, "/api/v1/health") == 0)
        kr_health_request(f, x, req);
    else
        kr_rest_request(f, x, req);
}

static void on_gone(void *arg, struct kr_http_exchange *x)
{
    struct kr_pending *pending = kr_http_user(x);
    if (pending)
        pending->x = NULL;
}

static const struct kr_http_handlers handlers = {
    .request = on_request,
    .gone = on_gone,
    .ws_open = kr_signal_open,
    .ws_message = kr_signal_message,
    .ws_closed = kr_signal_closed,
};

static int start(struct kr_front *f, const struct kr_front_config *config)
{
    struct kr_http_config http = {config->static_dir, config->tls_port != 0};
    struct kr_link_msg ready = {.head.type = KR_LINK_READY};
    int err = kr_link_open(&f->control, &f->loop, config->control_fd, on_control, on_control_closed, f);
    if (!err)
        err = kr_crypto_init();
    if (!err)
        err = kr_meetings_new(&f->meetings, &kr_front_effects, f);
    if (!err)
        err = kr_http_new(&f->http, &f->loop, &http, &handlers, f);
    if (!err)
        err = kr_front_cage();
    if (!err)
        err = kr_link_send(f->control, &ready);
    if (!err)
        kr_pulse_start(&f->pulse, &f->loop, f->control);
    return err;
}

static void close_all(struct kr_front *f)
{
    if (f->http)
        kr_http_free(f->http);
    kr_pulse_stop(&f->pulse);
    if (f->control)
        kr_link_close(f->control);
    if (f->office)
        kr_link_close(f->office);
    f->office = NULL;
    if (f->door)
        kr_link_close(f->door);
    f->door = NULL;
    for (size_t i = 0; i < KR_FRONT_MEDIA_MAX; i++) {
        if (f->media[i].link)
            kr_link_close(f->media[i].link);
        f->media[i].link = NULL;
        kr_metrics_forget(f, (uint32_t)i);
    }
    uv_close((uv_handle_t *)&f->ticker, NULL);
    uv_run(&f->loop, UV_RUN_DEFAULT);
    while (f->sessions)
        kr_session_end(f->sessions);
    kr_meetings_free(f->meetings);
    kr_map_fini(&f->sessions_by_id);
    kr_front_free_revoked(f);
    kr_relays_free(f);
    uv_loop_close(&f->loop);
    kr_wipe(&f->keys, sizeof f->keys);
    kr_wipe(&f->turn, sizeof f->turn);
    free(f);
}

static const uint64_t join_bounds_ms[] = {2, 5, 10, 20, 50, 100, 200, 500, 1000, 3000, 10000};

int kr_front_run(const struct kr_front_config *config)
{
    struct kr_front *f = calloc(1, sizeof *f);
    if (!f || uv_loop_init(&f->loop)) {
        free(f);
        kr_fd_close(config->control_fd);
        return KR_E_NOMEM;
    }
    kr_proto_init();
    kr_map_init(&f->sessions_by_id);
    kr_map_init(&f->revoked_by_id);
    f->unix_minus_steady_ms = kr_clock_unix_ms() - kr_clock_us() / 1000;
    f->metrics_token = config->metrics_token ? config->metrics_token : "";
    f->join_ms = (struct kr_histogram)KR_HISTOGRAM_OF(join_bounds_ms);
    f->turn.port = config->turn_port;
    f->turn.tls_port = config->tls_port;
    f->n_media = config->n_media < KR_FRONT_MEDIA_MAX ? config->n_media : KR_FRONT_MEDIA_MAX;
    f->room_endpoints = config->room_endpoints;
    f->camera_height = config->camera_height;
    uv_timer_init(&f->loop, &f->ticker);
    f->ticker.data = f;
    uv_timer_start(&f->ticker, on_tick, KR_FRONT_TICK_MS, KR_FRONT_TICK_MS);
    int err = start(f, config);
    if (!err) {
        uv_run(&f->loop, UV_RUN_DEFAULT);
        err = f->result;
    }
    close_all(f);
    return err;
}

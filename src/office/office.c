/* SPDX-License-Identifier: EUPL-1.2 */
/* The process: its loop, its links, and which message goes where. */
#include "office/office.h"

#include <stdlib.h>

#include "base/assert.h"
#include "base/log.h"
#include "crypto/secret.h"
#include "link/link.h"
#include "link/pulse.h"
#include "office/api/api.h"
#include "office/cage.h"
#include "office/control.h"
#include "office/revocation.h"
#include "office/room/entry.h"
#include "office/room/live.h"
#include "os/clock.h"
#include "os/fd.h"

enum { SWEEP_MS = 60 * 1000, MAIL_MS = 5 * 1000 };

struct process {
    uv_loop_t loop;
    struct kr_office office;
    struct kr_control control;
    struct kr_link *supervisor, *front; /* NULL: gone */
    uint64_t front_number;              /* of the present link; an answer to an older one is dropped */
    uv_timer_t sweep, mail;
    struct kr_pulse pulse;
    bool stopping;
    int result;
};

static uint64_t unix_ms(void *arg)
{
    return kr_clock_unix_ms();
}

static uint64_t steady_ms(void *arg)
{
    return kr_clock_us() / 1000;
}

static void send_event(void *arg, const struct kr_link_msg *msg)
{
    struct process *p = arg;
    if (p->front && kr_link_send(p->front, msg))
        kr_warn("front missed an event"); /* it is gone or will be: the link tells */
}

static void lose_front(struct process *p)
{
    if (p->front)
        kr_link_close(p->front);
    p->front = NULL;
    p->front_number++;
    kr_live_clear(&p->office);
}

static void stop(struct process *p)
{
    if (p->stopping)
        return;
    p->stopping = true;
    lose_front(p);
    kr_control_close(&p->control);
    uv_close((uv_handle_t *)&p->sweep, NULL);
    uv_close((uv_handle_t *)&p->mail, NULL);
    kr_mailer_stop(&p->office);
    kr_press_stop(&p->office);
    uv_stop(&p->loop);
}

/* ---- front ---- */

struct owed {
    struct process *process;
    uint64_t front_number;
    int64_t re;
};

static void on_response(void *arg, const struct kr_link_http_response *response)
{
    struct owed *o = arg;
    struct process *p = o->process;
    if (p->front && p->front_number == o->front_number) {
        struct kr_link_msg msg = {.head.type = KR_LINK_HTTP_RESPONSE, .u.http_response = *response};
        if (kr_link_reply(p->front, o->re, &msg))
            kr_link_reply_error(p->front, o->re, KR_E_INTERNAL, "the answer cannot be sent");
    }
    free(o);
}

static void on_http_request(struct process *p, const struct kr_link_msg *m)
{
    struct owed *o = malloc(sizeof *o);
    if (!o) {
        kr_link_reply_error(p->front, m->head.id, KR_E_NOMEM, "out of memory");
        return;
    }
    *o = (struct owed){p, p->front_number, m->head.id};
    kr_api_handle(&p->office, &m->u.http_request, on_response, o);
}

static void on_token_use(struct process *p, const struct kr_link_msg *m)
{
    char ticket[KR_LIMIT_TICKET_BYTES + 1];
    const struct kr_link_token_use *use = &m->u.token_use;
    int err = kr_entry_for_device(&p->office, ticket, use->token, use->room, use->action == KR_LINK_TOKEN_USE_ACTION_PLAY);
    struct kr_link_msg reply = {.head.type = KR_LINK_TOKEN_TICKET, .u.token_ticket.ticket = ticket};
    if (!err)
        err = kr_link_reply(p->front, m->head.id, &reply);
    if (err)
        kr_link_reply_error(p->front, m->head.id, err, "no ticket for this token");
}

static void on_front_message(void *arg, struct kr_link *link, struct kr_link_msg **msg, int fd)
{
    struct process *p = arg;
    const struct kr_link_msg *m = *msg;
    kr_fd_close(fd);
    if (m->head.type == KR_LINK_ROOM_LIVE && !m->head.id) {
        const struct kr_link_room_live *live = &m->u.room_live;
        if (kr_live_set(&p->office, live->room, (uint32_t)live->members, live->moderator))
            kr_warn("a room's state could not be kept");
    } else if (m->head.type == KR_LINK_HTTP_REQUEST && m->head.id) {
        on_http_request(p, m);
    } else if (m->head.type == KR_LINK_TOKEN_USE && m->head.id) {
        on_token_use(p, m);
    } else if (m->head.id) {
        kr_link_reply_error(link, m->head.id, KR_E_UNSUPPORTED, "not a message for office");
    }
}

static void on_front_closed(void *arg, struct kr_link *link)
{
    struct process *p = arg;
    if (link == p->front)
        lose_front(p);
}

static int send_revoked(void *arg, struct kr_link_msg *msg)
{
    struct process *p = arg;
    return kr_link_send(p->front, msg);
}

static void on_peer(struct process *p, const struct kr_link_msg *m, int fd)
{
    if (m->u.peer.name != KR_LINK_PEER_NAME_FRONT) {
        kr_fd_close(fd);
        return;
    }
    lose_front(p);
    if (kr_link_open(&p->front, &p->loop, fd, on_front_message, on_front_closed, p)) {
        p->front = NULL;
        kr_error("the link to front cannot be opened");
        return;
    }
    /* Front takes no ticket before it has the list. If that cannot be read now, it may be after a restart. */
    p->result = kr_revocations_send(&p->office, send_revoked, p);
    if (p->result) {
        kr_error("front cannot be told what was revoked (%s)", kr_err_id(p->result));
        stop(p);
    }
}

/* ---- supervisor ---- */

static void on_control_message(void *arg, struct kr_link *link, struct kr_link_msg **msg, int fd)
{
    struct process *p = arg;
    const struct kr_link_msg *m = *msg;
    if (p->stopping) {
        kr_fd_close(fd);
    } else if (m->head.type == KR_LINK_PEER && fd >= 0) {
        on_peer(p, m, fd);
    } else if (m->head.type == KR_LINK_LISTENER && m->u.listener.name == KR_LINK_LISTENER_NAME_ADMIN && fd >= 0) {
        if (kr_control_listen(&p->control, fd))
            kr_error("the control socket cannot be used");
    } else {
        kr_fd_close(fd);
        if (m->head.type == KR_LINK_STOP)
            stop(p);
    }
}

static void on_control_closed(void *arg, struct kr_link *link)
{
    stop(arg);
}

static void on_sweep(uv_timer_t *timer)
{
    struct process *p = timer->data;
    kr_office_sweep(&p->office);
}

static void on_mail(uv_timer_t *timer)
{
    struct process *p = timer->data;
    kr_mailer_run(&p->office);
}

/* The keys come first: nobody else can start without them. */
static int announce(struct process *p)
{
    char seal[65], verify[65];
    const struct kr_ticket_keys *keys = &p->office.keys.signer.keys;
    kr_hex_write(seal, sizeof seal, keys->seal, sizeof keys->seal);
    kr_hex_write(verify, sizeof verify, keys->verify, sizeof keys->verify);
    struct kr_link_msg msg = {.head.type = KR_LINK_TICKET_KEYS, .u.ticket_keys = {.seal = seal, .verify = verify}};
    struct kr_link_msg ready = {.head.type = KR_LINK_READY};
    int err = kr_link_send(p->supervisor, &msg);
    kr_wipe(seal, sizeof seal);
    return err ? err : kr_link_send(p->supervisor, &ready);
}

static int run(struct process *p, const struct kr_office_config *config)
{
    uv_timer_init(&p->loop, &p->sweep);
    uv_timer_init(&p->loop, &p->mail);
    p->sweep.data = p->mail.data = p;
    kr_control_init(&p->control, &p->loop, &p->office);
    int err = kr_link_open(&p->supervisor, &p->loop, config->control_fd, on_control_message, on_control_closed, p);
    if (!err)
        err = kr_office_cage(config);
    if (!err)
        err = announce(p);
    /* Not at once: a code outlives its day while its room is live, and front has not said yet which rooms are. */
    if (err) {
        stop(p);
    } else {
        uv_timer_start(&p->sweep, on_sweep, SWEEP_MS, SWEEP_MS);
        uv_timer_start(&p->mail, on_mail, MAIL_MS, MAIL_MS);
        kr_pulse_start(&p->pulse, &p->loop, p->supervisor);
    }
    uv_run(&p->loop, UV_RUN_DEFAULT); /* until stop */
    while (kr_hasher_is_busy(&p->office.hasher) || kr_mailer_is_busy(&p->office) || kr_press_is_busy(&p->office))
        uv_run(&p->loop, UV_RUN_ONCE);
    return err ? err : p->result;
}

/* The supervisor may end whoever closes its link: the database is closed before. */
static void finish(struct process *p)
{
    kr_office_fini(&p->office);
    kr_pulse_stop(&p->pulse);
    if (p->supervisor)
        kr_link_close(p->supervisor);
    uv_run(&p->loop, UV_RUN_DEFAULT);
}

int kr_office_run(const struct kr_office_config *config)
{
    struct process p = {.front_number = 1};
    struct kr_office_env env = {unix_ms, steady_ms, send_event, &p};
    kr_proto_init();
    int err = kr_crypto_init();
    if (!err && uv_loop_init(&p.loop))
        err = KR_E_IO;
    if (err) {
        kr_fd_close(config->control_fd);
        return err;
    }
    err = kr_office_init(&p.office, &p.loop, config, &env);
    if (err) {
        kr_fd_close(config->control_fd);
    } else {
        err = run(&p, config);
        finish(&p);
    }
    int rc = uv_loop_close(&p.loop);
    kr_assert(rc == 0);
    return err;
}

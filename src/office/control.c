/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/control.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "office/admin.h"
#include "os/fd.h"

/* Kept until its link is closed and every command it gave has been answered. */
struct kr_control_client {
    struct kr_control *control; /* NULL once the control socket is closed */
    struct kr_link *link;       /* NULL once it is gone */
    unsigned n_owed;
};

struct owed {
    struct kr_control_client *client;
    int64_t re;
};

void kr_control_init(struct kr_control *c, uv_loop_t *loop, struct kr_office *office)
{
    *c = (struct kr_control){.office = office, .loop = loop, .fd = -1};
}

static void free_if_done(struct kr_control_client *client)
{
    if (!client->link && client->n_owed == 0)
        free(client);
}

static void drop(struct kr_control_client *client)
{
    for (int i = 0; client->control && i < KR_CONTROL_CLIENTS; i++)
        if (client->control->clients[i] == client)
            client->control->clients[i] = NULL;
    kr_link_close(client->link);
    client->control = NULL;
    client->link = NULL;
    free_if_done(client);
}

static void on_reply(void *arg, int exit, const char *text)
{
    struct owed *o = arg;
    struct kr_control_client *client = o->client;
    if (client->link) {
        struct kr_link_msg msg = {.head.type = KR_LINK_ADMIN_RESULT, .u.admin_result = {.exit = exit, .text = text}};
        if (kr_link_reply(client->link, o->re, &msg))
            kr_link_reply_error(client->link, o->re, KR_E_INTERNAL, "the answer cannot be sent");
    }
    client->n_owed--;
    free_if_done(client);
    free(o);
}

static void on_message(void *arg, struct kr_link *link, struct kr_link_msg **msg, int fd)
{
    struct kr_control_client *client = arg;
    const struct kr_link_msg *m = *msg;
    kr_fd_close(fd);
    if (m->head.type != KR_LINK_ADMIN || !m->head.id) {
        if (m->head.id)
            kr_link_reply_error(link, m->head.id, KR_E_UNSUPPORTED, "only `admin` is answered here");
        return;
    }
    struct owed *o = malloc(sizeof *o);
    if (!o) {
        kr_link_reply_error(link, m->head.id, KR_E_NOMEM, "out of memory");
        return;
    }
    *o = (struct owed){client, m->head.id};
    client->n_owed++;
    kr_admin_handle(client->control->office, m->u.admin.words, m->u.admin.words_len, m->u.admin.secret, on_reply, o);
}

static void on_closed(void *arg, struct kr_link *link)
{
    drop(arg);
}

/* The socket lies in a directory of mode 0700; this holds even if somebody opened that up. */
static bool is_own_user(int fd)
{
    struct ucred peer;
    socklen_t len = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 && (peer.uid == 0 || peer.uid == geteuid());
}

static void welcome(struct kr_control *c, int fd)
{
    int i = 0;
    while (i < KR_CONTROL_CLIENTS && c->clients[i])
        i++;
    struct kr_control_client *client = i < KR_CONTROL_CLIENTS && is_own_user(fd) ? calloc(1, sizeof *client) : NULL;
    if (!client) {
        close(fd);
        return;
    }
    client->control = c;
    if (kr_link_open(&client->link, c->loop, fd, on_message, on_closed, client))
        free(client);
    else
        c->clients[i] = client;
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct kr_control *c = poll->data;
    int fd = accept4(c->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0)
        welcome(c, fd);
}

int kr_control_listen(struct kr_control *c, int fd)
{
    int err = c->fd >= 0 ? KR_E_STATE : kr_fd_prepare(fd);
    if (!err && uv_poll_init(c->loop, &c->poll, fd))
        err = KR_E_IO;
    if (err) {
        close(fd);
        return err;
    }
    c->fd = fd;
    c->poll.data = c;
    uv_poll_start(&c->poll, UV_READABLE, on_poll);
    return 0;
}

static void on_poll_closed(uv_handle_t *handle)
{
    struct kr_control *c = handle->data;
    close(c->fd);
    c->fd = -1;
}

void kr_control_close(struct kr_control *c)
{
    for (int i = 0; i < KR_CONTROL_CLIENTS; i++)
        if (c->clients[i])
            drop(c->clients[i]);
    if (c->fd >= 0 && !uv_is_closing((uv_handle_t *)&c->poll))
        uv_close((uv_handle_t *)&c->poll, on_poll_closed);
}

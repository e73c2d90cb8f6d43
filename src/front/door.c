/* SPDX-License-Identifier: EUPL-1.2 */
#include "front/door.h"

#include "base/log.h"
#include "front/inside.h"
#include "os/fd.h"

static void on_message(void *arg, struct kr_link *link, struct kr_link_msg **msg, int fd)
{
    struct kr_front *f = arg;
    const struct kr_link_accepted *m = &(*msg)->u.accepted;
    if ((*msg)->head.type != KR_LINK_ACCEPTED || fd < 0) {
        kr_fd_close(fd);
        return;
    }
    int err = m->tls ? kr_http_adopt(f->http, fd, true) : kr_http_adopt_behind_tls(f->http, fd, m->address);
    if (err)
        kr_debug("a connection was refused: %s", kr_err_id(err));
}

static void on_closed(void *arg, struct kr_link *link)
{
    struct kr_front *f = arg;
    if (f->door == link)
        f->door = NULL;
    kr_link_close(link);
}

void kr_front_door_open(struct kr_front *f, int fd)
{
    if (f->door)
        kr_link_close(f->door);
    f->door = NULL;
    if (kr_link_open(&f->door, &f->loop, fd, on_message, on_closed, f))
        kr_error("the link to door cannot be opened");
}

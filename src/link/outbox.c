/* SPDX-License-Identifier: EUPL-1.2 */
#include "link/outbox.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "link/frame.h"
#include "os/fd.h"

struct kr_outbox_frame {
    struct kr_outbox_frame *next;
    int fd; /* owned until the first byte went, then -1 */
    size_t sent, len;
    uint8_t data[];
};

void kr_outbox_init(struct kr_outbox *o)
{
    *o = (struct kr_outbox){.end = &o->first};
}

bool kr_outbox_is_empty(const struct kr_outbox *o)
{
    return !o->first;
}

static void drop_first(struct kr_outbox *o)
{
    struct kr_outbox_frame *f = o->first;
    o->first = f->next;
    if (!o->first)
        o->end = &o->first;
    o->bytes -= f->len;
    kr_fd_close(f->fd);
    /* A frame may carry a password. */
    explicit_bzero(f->data, f->len);
    free(f);
}

void kr_outbox_fini(struct kr_outbox *o)
{
    while (o->first)
        drop_first(o);
}

int kr_outbox_add(struct kr_outbox *o, const char *json, size_t len, int fd)
{
    int err;
    size_t frame_len = KR_FRAME_HEADER_BYTES + len;
    struct kr_outbox_frame *f = NULL;
    if (len > KR_LIMIT_LINK_FRAME_BYTES)
        err = KR_E_TOO_LARGE;
    else if (frame_len > KR_OUTBOX_BYTES - o->bytes)
        err = KR_E_FULL;
    else
        err = (f = malloc(sizeof *f + frame_len)) ? 0 : KR_E_NOMEM;
    if (err) {
        kr_fd_close(fd);
        return err;
    }
    *f = (struct kr_outbox_frame){.fd = fd, .len = frame_len};
    kr_put_be32(f->data, (uint32_t)len);
    memcpy(f->data + KR_FRAME_HEADER_BYTES, json, len);
    *o->end = f;
    o->end = &f->next;
    o->bytes += frame_len;
    return 0;
}

int kr_outbox_flush(struct kr_outbox *o, int socket)
{
    while (o->first) {
        struct kr_outbox_frame *f = o->first;
        size_t n;
        /* One frame a call: the bytes that bring a descriptor must all be of its own frame. */
        int err = kr_fd_send(socket, f->data + f->sent, f->len - f->sent, f->fd, &n);
        if (err)
            return err;
        kr_fd_close(f->fd);
        f->fd = -1;
        f->sent += n;
        if (f->sent == f->len)
            drop_first(o);
    }
    return 0;
}

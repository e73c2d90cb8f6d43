/* SPDX-License-Identifier: EUPL-1.2 */
#include "inbox.h"

#include <sys/socket.h>
#include <time.h>

#include "load/stamp.h"

enum {
    BATCH = 32,
    WHOLE_BYTES = 2048,
    BEGINNING_BYTES = 256, /* more than the headers of RTP, and than a whole answer of STUN */
    WHOLE_ONE_IN = 16,
};

static struct {
    struct mmsghdr headers[BATCH];
    struct iovec iov[BATCH];
    _Alignas(struct cmsghdr) char control[BATCH][CMSG_SPACE(sizeof(struct timespec))];
    uint8_t data[BATCH][WHOLE_BYTES];
    unsigned looks;
} inbox;

static void prepare(size_t i)
{
    inbox.iov[i] = (struct iovec){.iov_base = inbox.data[i], .iov_len = BEGINNING_BYTES};
    inbox.headers[i].msg_hdr = (struct msghdr){.msg_iov = &inbox.iov[i], .msg_iovlen = 1, .msg_control = inbox.control[i],
                                               .msg_controllen = sizeof inbox.control[i]};
}

static int take(int fd, bool all)
{
    for (size_t i = 0; i < BATCH && !inbox.headers[i].msg_hdr.msg_iov; i++)
        prepare(i);
    for (size_t i = 0; i < BATCH; i++)
        if (all || i % WHOLE_ONE_IN == inbox.looks % WHOLE_ONE_IN)
            inbox.iov[i].iov_len = WHOLE_BYTES;
    inbox.looks++;
    return recvmmsg(fd, inbox.headers, BATCH, 0, NULL);
}

void bench_inbox_read(int fd, bool all, bench_datagram_fn *on_datagram, void *arg)
{
    int n;
    do {
        n = take(fd, all);
        for (int i = 0; i < n; i++) {
            const struct msghdr *h = &inbox.headers[i].msg_hdr;
            struct bench_datagram d = {.data = inbox.data[i], .len = inbox.headers[i].msg_len, .whole = !(h->msg_flags & MSG_TRUNC),
                                       .at_ns = kr_load_stamp_ns(&inbox.headers[i].msg_hdr)};
            on_datagram(arg, &d);
            inbox.headers[i].msg_hdr.msg_controllen = sizeof inbox.control[i];
        }
        for (size_t i = 0; i < BATCH; i++)
            inbox.iov[i].iov_len = BEGINNING_BYTES;
    } while (n == BATCH);
}

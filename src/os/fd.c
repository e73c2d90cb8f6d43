/* SPDX-License-Identifier: EUPL-1.2 */
#include "os/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void kr_fd_close(int fd)
{
    int saved = errno;
    if (fd >= 0)
        close(fd);
    errno = saved;
}

int kr_fd_prepare(int fd)
{
    int status = fcntl(fd, F_GETFL), flags = fcntl(fd, F_GETFD);
    if (status < 0 || flags < 0)
        return KR_E_IO;
    if (fcntl(fd, F_SETFL, status | O_NONBLOCK) < 0 || fcntl(fd, F_SETFD, flags | FD_CLOEXEC) < 0)
        return KR_E_IO;
    return 0;
}

int kr_fd_send(int fd, const void *data, size_t len, int pass, size_t *sent)
{
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control;
    struct iovec iov = {.iov_base = (void *)data, .iov_len = len};
    struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
    if (pass >= 0) {
        memset(&control, 0, sizeof control);
        msg.msg_control = &control;
        msg.msg_controllen = sizeof control.bytes;
        struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(sizeof pass);
        memcpy(CMSG_DATA(c), &pass, sizeof pass);
    }
    ssize_t n;
    do
        n = sendmsg(fd, &msg, MSG_NOSIGNAL | MSG_DONTWAIT);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS ? KR_E_AGAIN : KR_E_CLOSED;
    *sent = (size_t)n;
    return 0;
}

/* Takes the descriptors out of msg: the only one, or -1. More than one is an error, and then none stays open. */
static int take_passed(struct msghdr *msg, int *passed)
{
    int found = -1, count = 0;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
            continue;
        size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < n; i++) {
            int fd;
            memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
            if (count++ == 0)
                found = fd;
            else
                kr_fd_close(fd);
        }
    }
    /* MSG_CTRUNC: there were more than fit, and the kernel has closed those. */
    if (count > 1 || (msg->msg_flags & MSG_CTRUNC)) {
        kr_fd_close(found);
        return KR_E_MALFORMED;
    }
    *passed = found;
    return 0;
}

int kr_fd_recv(int fd, void *data, size_t cap, size_t *got, int *passed)
{
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control;
    struct iovec iov = {.iov_base = data, .iov_len = cap};
    struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control.bytes};
    ssize_t n;
    do
        n = recvmsg(fd, &msg, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK ? KR_E_AGAIN : KR_E_CLOSED;
    int fd_in = -1;
    int err = take_passed(&msg, &fd_in);
    if (err)
        return err;
    if (n == 0) {
        kr_fd_close(fd_in);
        return KR_E_CLOSED;
    }
    *got = (size_t)n;
    *passed = fd_in;
    return 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "os/udp.h"

#include <errno.h>
#include <linux/filter.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* linux/udp.h; the C library's header of Debian 12 has them, others may not. */
#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif

enum { PATIENCE_MS = 5 }; /* with a full buffer, per batch */

struct control {
    _Alignas(struct cmsghdr) char space[CMSG_SPACE(sizeof(int))];
};

/* Places are no power of two apart, or their first bytes would fight for the same lines of the cache. */
struct place {
    uint8_t bytes[KR_UDP_MESSAGE_BYTES + 1];
    uint8_t apart[33 * 64];
};

struct kr_udp_receiver {
    struct mmsghdr headers[KR_UDP_BATCH];
    struct iovec iov[KR_UDP_BATCH];
    union kr_udp_address from[KR_UDP_BATCH];
    struct control control[KR_UDP_BATCH];
    struct place data[KR_UDP_BATCH];
};

static socklen_t address_len(const union kr_udp_address *a)
{
    return a->any.sa_family == AF_INET6 ? sizeof a->v6 : sizeof a->v4;
}

/* Beyond the system's limit where we may (socket(7)), else up to it. */
static void set_buffer(int fd, int forced, int plain, int bytes)
{
    if (setsockopt(fd, SOL_SOCKET, forced, &bytes, sizeof bytes))
        setsockopt(fd, SOL_SOCKET, plain, &bytes, sizeof bytes);
}

static int close_failed(int fd)
{
    int why = errno;
    close(fd);
    errno = why;
    return KR_E_IO;
}

/* shared: beside a socket that is bound to the address already and has SO_REUSEPORT. */
static int open_at(struct kr_udp_socket *out, const union kr_udp_address *address, size_t buffer_bytes, bool shared)
{
    int on = 1, zero = 0, size = (int)buffer_bytes;
    struct kr_udp_socket s = {.fd = socket(address->any.sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (s.fd < 0)
        return KR_E_IO;
    if ((address->any.sa_family == AF_INET6 && setsockopt(s.fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on)) ||
        (shared && setsockopt(s.fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on)) || bind(s.fd, &address->any, address_len(address)))
        return close_failed(s.fd);
    set_buffer(s.fd, SO_RCVBUFFORCE, SO_RCVBUF, size);
    set_buffer(s.fd, SO_SNDBUFFORCE, SO_SNDBUF, size);
    s.gro = setsockopt(s.fd, SOL_UDP, UDP_GRO, &on, sizeof on) == 0;
    s.gso = setsockopt(s.fd, SOL_UDP, UDP_SEGMENT, &zero, sizeof zero) == 0;
    *out = s;
    return 0;
}

int kr_udp_open(struct kr_udp_socket *out, const union kr_udp_address *address, size_t buffer_bytes)
{
    return open_at(out, address, buffer_bytes, false);
}

/*
 * The program sees the datagram from its first byte on and returns the number of a socket, in the order in which they were
 * bound. What is too short to have the bytes goes to the first.
 */
static int divide(int fd, const struct kr_udp_kind *k)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, k->first_from, 0, 5),
        BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, k->first_to, 4, 0),
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 1),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, k->second_from, 0, 2),
        BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, k->second_to, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, 1),
        BPF_STMT(BPF_RET | BPF_K, 0),
    };
    struct sock_fprog program = {.len = sizeof code / sizeof *code, .filter = code};
    return setsockopt(fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &program, sizeof program);
}

/* s is bound before it allows sharing, so an address that somebody else has is refused. */
int kr_udp_open_aside(struct kr_udp_socket *out, const struct kr_udp_socket *s, const struct kr_udp_kind *kind, size_t buffer_bytes)
{
    struct kr_udp_socket aside;
    union kr_udp_address address;
    socklen_t len = sizeof address;
    int on = 1;
    if (getsockname(s->fd, &address.any, &len) || setsockopt(s->fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on))
        return KR_E_IO;
    int err = open_at(&aside, &address, buffer_bytes, true);
    if (err)
        return err;
    if (divide(aside.fd, kind))
        return close_failed(aside.fd);
    *out = aside;
    return 0;
}

void kr_udp_close(struct kr_udp_socket *s)
{
    close(s->fd);
    s->fd = -1;
}

int kr_udp_receiver_new(struct kr_udp_receiver **out)
{
    struct kr_udp_receiver *r = calloc(1, sizeof *r);
    if (!r)
        return KR_E_NOMEM;
    for (size_t i = 0; i < KR_UDP_BATCH; i++) {
        r->iov[i] = (struct iovec){.iov_base = r->data[i].bytes, .iov_len = KR_UDP_MESSAGE_BYTES};
        r->headers[i].msg_hdr = (struct msghdr){
            .msg_name = &r->from[i], .msg_iov = &r->iov[i], .msg_iovlen = 1, .msg_control = &r->control[i]};
    }
    *out = r;
    return 0;
}

void kr_udp_receiver_free(struct kr_udp_receiver *r)
{
    free(r);
}

/* Size of the datagrams that the kernel joined into one message; its whole length if it joined none. */
static size_t joined_bytes(struct msghdr *h, size_t len)
{
    for (struct cmsghdr *c = CMSG_FIRSTHDR(h); c; c = CMSG_NXTHDR(h, c)) {
        if (c->cmsg_level == SOL_UDP && c->cmsg_type == UDP_GRO) {
            int bytes;
            memcpy(&bytes, CMSG_DATA(c), sizeof bytes);
            return bytes > 0 ? (size_t)bytes : len;
        }
    }
    return len;
}

size_t kr_udp_receive(struct kr_udp_receiver *r, const struct kr_udp_socket *s, kr_udp_datagram_fn *on_datagram, void *arg)
{
    for (size_t i = 0; i < KR_UDP_BATCH; i++) {
        r->headers[i].msg_hdr.msg_namelen = sizeof r->from[i];
        r->headers[i].msg_hdr.msg_controllen = sizeof r->control[i];
    }
    int n = recvmmsg(s->fd, r->headers, KR_UDP_BATCH, 0, NULL);
    for (int i = 0; i < n; i++) {
        size_t len = r->headers[i].msg_len, step = joined_bytes(&r->headers[i].msg_hdr, len);
        for (size_t at = 0; at < len; at += step)
            on_datagram(arg, r->data[i].bytes + at, len - at < step ? len - at : step, &r->from[i]);
    }
    return n > 0 ? (size_t)n : 0;
}

static size_t datagrams(const struct kr_udp_message *m)
{
    return (m->len + m->segment_bytes - 1) / m->segment_bytes;
}

/* Sends a message of several segments datagram by datagram, for a kernel or device without segmentation. */
static size_t send_singly(const struct kr_udp_socket *s, const struct kr_udp_message *m)
{
    size_t lost = 0;
    for (size_t at = 0; at < m->len; at += m->segment_bytes) {
        size_t len = m->len - at < m->segment_bytes ? m->len - at : m->segment_bytes;
        if (sendto(s->fd, m->data + at, len, 0, &m->to.any, address_len(&m->to)) < 0)
            lost++;
    }
    return lost;
}

static bool fits_one_call(const struct kr_udp_socket *s, const struct kr_udp_message *m)
{
    return s->gso || m->len <= m->segment_bytes;
}

static void fill_header(struct mmsghdr *h, struct iovec *iov, struct control *control, const struct kr_udp_message *m)
{
    *iov = (struct iovec){.iov_base = (void *)m->data, .iov_len = m->len};
    *h = (struct mmsghdr){
        .msg_hdr = {.msg_name = (void *)&m->to, .msg_namelen = address_len(&m->to), .msg_iov = iov, .msg_iovlen = 1}};
    if (m->len <= m->segment_bytes)
        return; /* a segment size for a single datagram costs and gains nothing */
    h->msg_hdr.msg_control = control;
    h->msg_hdr.msg_controllen = CMSG_SPACE(sizeof m->segment_bytes);
    struct cmsghdr *c = CMSG_FIRSTHDR(&h->msg_hdr);
    c->cmsg_level = SOL_UDP;
    c->cmsg_type = UDP_SEGMENT;
    c->cmsg_len = CMSG_LEN(sizeof m->segment_bytes);
    memcpy(CMSG_DATA(c), &m->segment_bytes, sizeof m->segment_bytes);
}

/* A full buffer drains at the speed of the line: worth a short wait, but not the others' time. */
static bool wait_for_room(const struct kr_udp_socket *s, int *patience_ms)
{
    struct pollfd p = {.fd = s->fd, .events = POLLOUT};
    if (errno != EAGAIN || *patience_ms == 0)
        return false;
    --*patience_ms;
    return poll(&p, 1, 1) == 1;
}

/* The first message failed for errno: what to do about it. Returns how many datagrams were lost. */
static size_t after_failure(const struct kr_udp_socket *s, const struct kr_udp_message *m)
{
    /* EIO and EINVAL: this device or route cannot segment (udp(7)). The rest is loss: a full buffer, no route. */
    if (m->len > m->segment_bytes && (errno == EIO || errno == EINVAL || errno == EMSGSIZE))
        return send_singly(s, m);
    return datagrams(m);
}

size_t kr_udp_send(const struct kr_udp_socket *s, const struct kr_udp_message *messages, size_t n)
{
    struct mmsghdr headers[KR_UDP_BATCH];
    struct iovec iov[KR_UDP_BATCH];
    struct control control[KR_UDP_BATCH];
    size_t lost = 0;
    int patience_ms = PATIENCE_MS;
    for (size_t at = 0; at < n;) {
        unsigned batch = 0;
        while (batch < KR_UDP_BATCH && at + batch < n && fits_one_call(s, &messages[at + batch])) {
            fill_header(&headers[batch], &iov[batch], &control[batch], &messages[at + batch]);
            batch++;
        }
        if (batch == 0) {
            lost += send_singly(s, &messages[at++]);
            continue;
        }
        int sent = sendmmsg(s->fd, headers, batch, 0);
        if (sent > 0) {
            at += (size_t)sent;
        } else if (errno != EINTR && !wait_for_room(s, &patience_ms)) {
            lost += after_failure(s, &messages[at]);
            at++;
        }
    }
    return lost;
}

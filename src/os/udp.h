/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * UDP sockets in batches (recvmmsg, sendmmsg), with generic receive and segmentation offload where the kernel has
 * them: one trip through the stack then carries many datagrams (udp(7), UDP_GRO and UDP_SEGMENT). Receiving never
 * blocks; sending waits a few milliseconds at most for a full buffer, and what the kernel does not take then is lost,
 * as on any network, and counted.
 */
#ifndef KR_OS_UDP_H
#define KR_OS_UDP_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
    KR_UDP_BATCH = 64,              /* messages per system call */
    KR_UDP_MESSAGE_BYTES = 65535,   /* a coalesced message is at most one IP packet */
    KR_UDP_SEGMENTS = 64,           /* UDP_MAX_SEGMENTS of older kernels; newer ones take 128 */
};

union kr_udp_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

struct kr_udp_socket {
    int fd;
    bool gro, gso; /* the kernel has them */
};

/*
 * Opens a socket bound to the address (IPV6_V6ONLY for IPv6). KR_E_IO with errno; EADDRNOTAVAIL means that the machine
 * does not have the address. buffer_bytes is asked for in both directions; the kernel may give less.
 */
KR_MUST_CHECK int kr_udp_open(struct kr_udp_socket *out, const union kr_udp_address *address, size_t buffer_bytes);
void kr_udp_close(struct kr_udp_socket *s);

/* What the first two bytes of a datagram may be, ends included. */
struct kr_udp_kind {
    uint8_t first_from, first_to, second_from, second_to;
};

/*
 * Opens a second socket at the address of s, which from now on gets the datagrams of this kind, and s all others (socket(7),
 * SO_REUSEPORT and SO_ATTACH_REUSEPORT_CBPF): what may wait for a moment then wakes nobody. On failure, with errno, s
 * gets everything, as before.
 */
KR_MUST_CHECK int kr_udp_open_aside(struct kr_udp_socket *out, const struct kr_udp_socket *s, const struct kr_udp_kind *kind,
                                    size_t buffer_bytes);

/* Buffers for receiving, shared by the sockets of a process. */
struct kr_udp_receiver;
KR_MUST_CHECK int kr_udp_receiver_new(struct kr_udp_receiver **out);
void kr_udp_receiver_free(struct kr_udp_receiver *r);

/* One datagram; the bytes may be changed and live until the next kr_udp_receive with the same receiver. */
typedef void kr_udp_datagram_fn(void *arg, uint8_t *p, size_t len, const union kr_udp_address *from);

/*
 * Takes one batch off the socket and calls back for each datagram in it. Returns the number of messages taken: fewer
 * than KR_UDP_BATCH means that the socket was empty.
 */
size_t kr_udp_receive(struct kr_udp_receiver *r, const struct kr_udp_socket *s, kr_udp_datagram_fn *on_datagram, void *arg);

/* Bytes for one destination: one datagram, or several of segment_bytes each, the last of which may be shorter. */
struct kr_udp_message {
    union kr_udp_address to;
    const uint8_t *data;
    size_t len;
    uint16_t segment_bytes;
};

/* Sends n messages. Returns how many datagrams the kernel did not take. */
size_t kr_udp_send(const struct kr_udp_socket *s, const struct kr_udp_message *messages, size_t n);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Datagrams on their way out of one socket, gathered: those for the same place that are of one size go in one trip through
 * the kernel (os/udp.h). Allocates nothing.
 */
#ifndef KR_DOOR_BATCH_H
#define KR_DOOR_BATCH_H

#include "base/bytes.h"
#include "os/udp.h"

enum { KR_BATCH_BYTES = 128 * 1024, KR_BATCH_JOINED_BYTES = 60000 /* of one message: below that of an IP packet */ };

struct kr_batch {
    const struct kr_udp_socket *socket; /* of all that wait; not owned */
    struct kr_udp_message messages[KR_UDP_BATCH];
    size_t n, used;
    uint64_t lost; /* datagrams that the kernel did not take */
    uint8_t data[KR_BATCH_BYTES];
};

/* Copies the datagram. What waits for another socket, or finds no room, goes out first. */
void kr_batch_add(struct kr_batch *b, const struct kr_udp_socket *socket, const union kr_udp_address *to, struct kr_span datagram);

/* Sends what waits. Before a socket is closed, and at the end of every turn. */
void kr_batch_flush(struct kr_batch *b);

/* Whether a datagram of so many bytes may follow in the same message: its shortest is the last (udp(7), UDP_SEGMENT). */
bool kr_batch_joins(const struct kr_udp_message *last, const union kr_udp_address *to, size_t len);

#endif

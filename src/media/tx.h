/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Datagrams on their way out. They are written one behind the other into one buffer; those in a row that go to one
 * destination and have one size become one message, which the kernel cuts (UDP_SEGMENT): one trip through the network
 * stack for a whole burst is what makes forwarding cheap. So write feed by feed and receiver by receiver.
 */
#ifndef KR_MEDIA_TX_H
#define KR_MEDIA_TX_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "wire/stun.h"

enum {
    KR_TX_MESSAGES = 64,
    KR_TX_SEGMENTS = 48,            /* below UDP_MAX_SEGMENTS (64), and 48 * 1,250 bytes fit one IP packet */
    KR_TX_MESSAGE_BYTES = 60000,
    KR_TX_BYTES = 96 * 1024,
    KR_TX_SOON_BYTES = 24 * 1024,   /* sent at the next occasion: what was written is still in the first-level cache */
    KR_TX_DATAGRAM_BYTES = 1600,    /* the largest received, rewritten and protected */
};

struct kr_tx_message {
    struct kr_wire_address to;
    uint16_t socket;        /* index of the local socket */
    uint16_t segment_bytes; /* all datagrams but the last have this size */
    size_t at, len;
};

struct kr_tx;

/* Sends all messages, now. They are gone afterwards. */
typedef void kr_tx_send_fn(void *arg, const struct kr_tx *tx);

struct kr_tx {
    struct kr_tx_message messages[KR_TX_MESSAGES];
    size_t n_messages;
    uint8_t *data; /* KR_TX_BYTES, owned */
    size_t len;
    kr_tx_send_fn *send;
    void *arg;
    uint16_t fill;               /* what the next packet of media shall be padded to; 0: it stays as it is */
    uint64_t *datagrams, *bytes; /* counters */
};

KR_MUST_CHECK int kr_tx_init(struct kr_tx *tx, kr_tx_send_fn *send, void *arg, uint64_t *datagrams, uint64_t *bytes);
void kr_tx_fini(struct kr_tx *tx);

/*
 * So many bytes for one destination will follow. Sends first if enough is there already or they would be torn apart.
 */
void kr_tx_make_room(struct kr_tx *tx, size_t bytes);

/* Where the next datagram of up to KR_TX_DATAGRAM_BYTES is to be written. Sends first when there is no room. */
uint8_t *kr_tx_space(struct kr_tx *tx);

/* The datagram at kr_tx_space is complete. */
void kr_tx_commit(struct kr_tx *tx, uint16_t socket, const struct kr_wire_address *to, size_t len);

void kr_tx_flush(struct kr_tx *tx);

#endif

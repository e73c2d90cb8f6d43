/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the receivers get of a batch, receiver by receiver over all tracks, in an order in which most of it leaves as few
 * messages: the kernel cuts a message into datagrams of one size, and only the last may be shorter (UDP_SEGMENT). One
 * trip through the network stack costs more than the encryption of ten packets.
 *
 * Sound goes with the pictures, at the end of a message, as long as nothing waits on the way; else it goes first.
 *
 * The order within a stream is never changed. Nothing is allocated: the lists go through slots and endpoints.
 */
#ifndef KR_MEDIA_BUNDLE_H
#define KR_MEDIA_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    KR_BUNDLE_ITEMS = 64,     /* packets put in order at once; more than a receiver gets of most batches */
    KR_BUNDLE_FILL_MOST = 8,  /* bytes of padding that a packet gets to be of one size with its neighbours */
};

struct kr_endpoint;
struct kr_slot;
struct kr_packet;

struct kr_bundle {
    struct kr_endpoint *first, *last; /* with something to be sent; list by kr_endpoint.bundle_next */
};

/* One packet for one slot. */
struct kr_bundle_item {
    struct kr_slot *slot;
    const struct kr_packet *packet;
    uint16_t bytes; /* about the datagram's size: the slot's headers may have changed since its last packet */
    uint16_t fill;  /* the size it shall be padded to; 0: it stays as it is */
};

/*
 * Decides the padding of packets in a row, pure. Browsers cut a frame into parts that differ by a byte; with those filled
 * up, the frame is one message.
 */
void kr_bundle_fill(struct kr_bundle_item *items, size_t n);

/* The slot's track has packets in this batch. A slot may be added once a batch. */
void kr_bundle_add(struct kr_bundle *b, struct kr_slot *s);

/*
 * Forwards what was added, to so many receivers at most. True when nothing is left. The packets are those of the slots'
 * tracks.
 */
bool kr_bundle_send(struct kr_bundle *b, size_t most, uint64_t now_us);

#endif

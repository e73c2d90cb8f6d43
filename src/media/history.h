/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The last second of one video source, as it was received, for everyone who may ask for a part of it again. It is
 * shared by all receivers; each finds its packets by the source's sequence numbers (kr_munge_source).
 */
#ifndef KR_MEDIA_HISTORY_H
#define KR_MEDIA_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/limits.h"
#include "media/pool.h"
#include "wire/frame.h"

enum {
    KR_HISTORY_PACKETS = 512,
    KR_HISTORY_US = 1000000, /* later a retransmission helps nobody: the picture has moved on */
};

struct kr_stored {
    uint64_t seq, at_us;
    uint32_t timestamp;
    uint32_t holders; /* the history, and queues that it waits in */
    uint16_t len;
    bool marker, has_orientation;
    uint8_t orientation; /* the element's one byte; it comes only now and then, so it must not be lost */
    uint8_t dd_len;      /* of the Dependency Descriptor, which stands behind the payload */
    enum kr_codec codec;
    struct kr_frame frame;
    uint8_t payload[KR_LIMIT_DATAGRAM_BYTES];
};

struct kr_history {
    struct kr_pool *pool; /* of struct kr_stored; not owned */
    struct kr_stored *ring[KR_HISTORY_PACKETS];
    uint64_t oldest, end; /* numbers from oldest to end - 1 may be there */
};

void kr_history_init(struct kr_history *h, struct kr_pool *pool);

/* Forgets everything; also what kr_history_fini does. */
void kr_history_clear(struct kr_history *h);

/* Copies payload and descriptor (head->dd_len bytes). KR_E_FULL when the pool is used up, KR_E_REPLAY for what is too old. */
KR_MUST_CHECK int kr_history_add(struct kr_history *h, const struct kr_stored *head, const uint8_t *payload, const uint8_t *dd,
                                 uint64_t now_us);

/* Forgets what is older than KR_HISTORY_US. */
void kr_history_age(struct kr_history *h, uint64_t now_us);

/* The packet, to be kept beyond its time in the history, until kr_stored_release; NULL. */
struct kr_stored *kr_history_hold(struct kr_history *h, uint64_t seq);
void kr_stored_release(struct kr_pool *pool, struct kr_stored *s);

/* The packet, or NULL. */
const struct kr_stored *kr_history_find(const struct kr_history *h, uint64_t seq);

#endif

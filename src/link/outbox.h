/* SPDX-License-Identifier: EUPL-1.2 */
/* Frames that wait for a socket to take them, at most KR_OUTBOX_BYTES of them. */
#ifndef KR_LINK_OUTBOX_H
#define KR_LINK_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum { KR_OUTBOX_BYTES = 16 * 1024 * 1024 };

struct kr_outbox_frame;

struct kr_outbox {
    struct kr_outbox_frame *first, **end; /* owned */
    size_t bytes;                         /* of all that waits */
};

void kr_outbox_init(struct kr_outbox *o);

/* Drops what waits, and closes the descriptors among it. */
void kr_outbox_fini(struct kr_outbox *o);

/* Adds a frame around `json` (copied), and fd (or -1), which the outbox owns from now on, also on failure. */
KR_MUST_CHECK int kr_outbox_add(struct kr_outbox *o, const char *json, size_t len, int fd);

/* Sends until all is gone (0) or the socket is full (KR_E_AGAIN) or dead (KR_E_CLOSED). */
KR_MUST_CHECK int kr_outbox_flush(struct kr_outbox *o, int socket);

bool kr_outbox_is_empty(const struct kr_outbox *o);

#endif

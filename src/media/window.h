/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Which packets of a stream were taken already. The same packet may come as it is and again by RTX, each properly
 * authenticated; forwarding it twice would put two texts under one SRTP nonce (RFC 7714 section 8.1), so this is
 * where the second one ends.
 */
#ifndef KR_MEDIA_WINDOW_H
#define KR_MEDIA_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

enum { KR_WINDOW_PACKETS = 1024 };

struct kr_window {
    uint64_t highest; /* widened; 0: nothing yet */
    uint64_t bits[KR_WINDOW_PACKETS / 64];
};

/* True for a number that kr_window_accept would refuse. */
bool kr_window_has(const struct kr_window *w, uint64_t seq);

/* True once for each number that is not older than the window. */
bool kr_window_accept(struct kr_window *w, uint64_t seq);

#endif

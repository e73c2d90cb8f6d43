/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Redundant audio data (RFC 2198): a packet that carries, before its own frame, some of those before it again. Views into
 * the payload; no allocation.
 */
#ifndef KR_WIRE_RED_H
#define KR_WIRE_RED_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
    KR_RED_BLOCKS = 8,          /* of one packet, its own included; browsers send 2 to 3 */
    KR_RED_OFFSET_MAX = 0x3fff, /* RFC 2198 section 3: 14 bits of timestamp offset, 10 of length */
    KR_RED_LENGTH_MAX = 0x3ff,
};

struct kr_red_block {
    uint8_t payload_type;
    uint16_t offset; /* its timestamp is so much before the packet's; 0 for the packet's own */
    const uint8_t *data;
    size_t len;
};

struct kr_red {
    struct kr_red_block blocks[KR_RED_BLOCKS]; /* the oldest first, the packet's own last */
    size_t n;
};

/* KR_E_MALFORMED: the lengths do not fit, or there are too many blocks. */
KR_MUST_CHECK int kr_red_parse(struct kr_red *out, const uint8_t *p, size_t len);

/* Writes n blocks, the last one the packet's own. KR_E_TOO_LARGE when they do not fit into cap bytes or into the format. */
KR_MUST_CHECK int kr_red_write(uint8_t *out, size_t cap, size_t *len, const struct kr_red_block *blocks, size_t n);

#endif

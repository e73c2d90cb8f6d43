/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/red.h"

#include <string.h>

#include "base/bytes.h"

/* RFC 2198 section 3: F, then 7 bits of payload type; with F set, 14 bits of offset and 10 of length follow. */
enum { FOLLOWS = 0x80, HEAD_BYTES = 4, LAST_HEAD_BYTES = 1, LENGTH_BITS = 10 };

int kr_red_parse(struct kr_red *out, const uint8_t *p, size_t len)
{
    struct kr_red red = {0};
    size_t at = 0, bodies = 0;
    for (; at < len && p[at] & FOLLOWS; at += HEAD_BYTES) {
        if (len - at < HEAD_BYTES || red.n + 1 == KR_RED_BLOCKS)
            return KR_E_MALFORMED;
        uint32_t head = kr_get_be32(p + at);
        red.blocks[red.n++] = (struct kr_red_block){
            .payload_type = p[at] & ~FOLLOWS, .offset = head >> LENGTH_BITS & KR_RED_OFFSET_MAX, .len = head & KR_RED_LENGTH_MAX};
        bodies += head & KR_RED_LENGTH_MAX;
    }
    if (len - at < LAST_HEAD_BYTES + bodies)
        return KR_E_MALFORMED;
    red.blocks[red.n++] = (struct kr_red_block){.payload_type = p[at], .len = len - at - LAST_HEAD_BYTES - bodies};
    at += LAST_HEAD_BYTES;
    for (size_t i = 0; i < red.n; at += red.blocks[i++].len)
        red.blocks[i].data = p + at;
    *out = red;
    return 0;
}

static int fits(const struct kr_red_block *blocks, size_t n, size_t cap)
{
    size_t need = LAST_HEAD_BYTES;
    if (n == 0 || n > KR_RED_BLOCKS)
        return KR_E_TOO_LARGE;
    for (size_t i = 0; i < n; i++) {
        need += blocks[i].len + (i + 1 < n ? HEAD_BYTES : 0);
        if (i + 1 < n && (blocks[i].len > KR_RED_LENGTH_MAX || blocks[i].offset > KR_RED_OFFSET_MAX))
            return KR_E_TOO_LARGE;
    }
    return need > cap ? KR_E_TOO_LARGE : 0;
}

int kr_red_write(uint8_t *out, size_t cap, size_t *len, const struct kr_red_block *blocks, size_t n)
{
    size_t at = 0;
    int err = fits(blocks, n, cap);
    if (err)
        return err;
    for (size_t i = 0; i + 1 < n; i++, at += HEAD_BYTES)
        kr_put_be32(out + at, (uint32_t)(FOLLOWS | blocks[i].payload_type) << 24 | (uint32_t)blocks[i].offset << LENGTH_BITS |
                                  (uint32_t)blocks[i].len);
    out[at++] = blocks[n - 1].payload_type & ~FOLLOWS;
    for (size_t i = 0; i < n; at += blocks[i++].len)
        memcpy(out + at, blocks[i].data, blocks[i].len);
    *len = at;
    return 0;
}

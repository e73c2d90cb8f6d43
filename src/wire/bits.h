/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Bit by bit, most significant first, for headers of codecs. Like kr_reader, a reader that runs over its end sets `failed`
 * and gives zeros from then on.
 */
#ifndef KR_WIRE_BITS_H
#define KR_WIRE_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kr_bits {
    const uint8_t *data;
    size_t n, pos; /* in bits */
    bool failed;
};

static inline struct kr_bits kr_bits_of(const uint8_t *data, size_t len)
{
    return (struct kr_bits){.data = data, .n = len * 8};
}

/* The next n bits, at most 32. */
static inline uint32_t kr_bits_read(struct kr_bits *b, unsigned n)
{
    uint32_t v = 0;
    if (b->failed || n > b->n - b->pos) {
        b->failed = true;
        return 0;
    }
    for (unsigned i = 0; i < n; i++, b->pos++)
        v = v << 1 | (b->data[b->pos / 8] >> (7 - b->pos % 8) & 1);
    return v;
}

static inline bool kr_bits_flag(struct kr_bits *b)
{
    return kr_bits_read(b, 1);
}

/* ns(n) of the AV1 specification, section 4.10.7: a value below n, in as few bits as it takes; n at least 1. */
static inline uint32_t kr_bits_non_symmetric(struct kr_bits *b, uint32_t n)
{
    unsigned w = 0;
    for (uint32_t x = n; x; x >>= 1)
        w++;
    uint32_t m = (1u << w) - n, v = kr_bits_read(b, w - 1);
    return v < m ? v : (v << 1) - m + kr_bits_read(b, 1);
}

/* ue(v) of H.264, section 9.1: Exp-Golomb, at most 31 leading zeros. */
static inline uint32_t kr_bits_golomb(struct kr_bits *b)
{
    unsigned zeros = 0;
    while (!b->failed && !kr_bits_flag(b))
        if (++zeros > 31)
            b->failed = true;
    return b->failed ? 0 : (uint32_t)((1ull << zeros) - 1) + kr_bits_read(b, zeros);
}

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Numbers in network byte order, bounded reading and bounded writing. A reader or writer that runs over its end sets
 * `failed` and stays harmless (reads give 0, writes do nothing), so a parser checks once at its end.
 */
#ifndef KR_BASE_BYTES_H
#define KR_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint16_t kr_get_be16(const uint8_t *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t kr_get_be24(const uint8_t *p)
{
    return (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
}

static inline uint32_t kr_get_be32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline uint64_t kr_get_be64(const uint8_t *p)
{
    return (uint64_t)kr_get_be32(p) << 32 | kr_get_be32(p + 4);
}

static inline void kr_put_be16(uint8_t *p, uint16_t v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

static inline void kr_put_be24(uint8_t *p, uint32_t v)
{
    p[0] = (uint8_t)(v >> 16);
    p[1] = (uint8_t)(v >> 8);
    p[2] = (uint8_t)v;
}

static inline void kr_put_be32(uint8_t *p, uint32_t v)
{
    p[0] = (uint8_t)(v >> 24);
    p[1] = (uint8_t)(v >> 16);
    p[2] = (uint8_t)(v >> 8);
    p[3] = (uint8_t)v;
}

static inline void kr_put_be64(uint8_t *p, uint64_t v)
{
    kr_put_be32(p, (uint32_t)(v >> 32));
    kr_put_be32(p + 4, (uint32_t)v);
}

/* A view of bytes that somebody else owns. */
struct kr_span {
    const uint8_t *data;
    size_t len;
};

struct kr_reader {
    const uint8_t *data;
    size_t len, pos;
    bool failed;
};

static inline struct kr_reader kr_reader_of(const void *data, size_t len)
{
    return (struct kr_reader){.data = data, .len = len};
}

static inline size_t kr_reader_left(const struct kr_reader *r)
{
    return r->len - r->pos;
}

/* Takes the next n bytes as a view, or NULL (and `failed`) if there are fewer. */
static inline const uint8_t *kr_read_bytes(struct kr_reader *r, size_t n)
{
    if (r->failed || n > kr_reader_left(r)) {
        r->failed = true;
        return NULL;
    }
    const uint8_t *p = r->data + r->pos;
    r->pos += n;
    return p;
}

static inline uint8_t kr_read_u8(struct kr_reader *r)
{
    const uint8_t *p = kr_read_bytes(r, 1);
    return p ? *p : 0;
}

static inline uint16_t kr_read_be16(struct kr_reader *r)
{
    const uint8_t *p = kr_read_bytes(r, 2);
    return p ? kr_get_be16(p) : 0;
}

static inline uint32_t kr_read_be24(struct kr_reader *r)
{
    const uint8_t *p = kr_read_bytes(r, 3);
    return p ? kr_get_be24(p) : 0;
}

static inline uint32_t kr_read_be32(struct kr_reader *r)
{
    const uint8_t *p = kr_read_bytes(r, 4);
    return p ? kr_get_be32(p) : 0;
}

static inline uint64_t kr_read_be64(struct kr_reader *r)
{
    const uint8_t *p = kr_read_bytes(r, 8);
    return p ? kr_get_be64(p) : 0;
}

struct kr_writer {
    uint8_t *data;
    size_t cap, len;
    bool failed;
};

static inline struct kr_writer kr_writer_of(void *data, size_t cap)
{
    return (struct kr_writer){.data = data, .cap = cap};
}

/* Reserves the next n bytes and returns where they start, or NULL (and `failed`) if they do not fit. */
static inline uint8_t *kr_write_reserve(struct kr_writer *w, size_t n)
{
    if (w->failed || n > w->cap - w->len) {
        w->failed = true;
        return NULL;
    }
    uint8_t *p = w->data + w->len;
    w->len += n;
    return p;
}

static inline void kr_write_bytes(struct kr_writer *w, const void *src, size_t n)
{
    uint8_t *p = kr_write_reserve(w, n);
    if (p && n)
        memcpy(p, src, n);
}

static inline void kr_write_u8(struct kr_writer *w, uint8_t v)
{
    kr_write_bytes(w, &v, 1);
}

static inline void kr_write_be16(struct kr_writer *w, uint16_t v)
{
    uint8_t *p = kr_write_reserve(w, 2);
    if (p)
        kr_put_be16(p, v);
}

static inline void kr_write_be32(struct kr_writer *w, uint32_t v)
{
    uint8_t *p = kr_write_reserve(w, 4);
    if (p)
        kr_put_be32(p, v);
}

static inline void kr_write_be64(struct kr_writer *w, uint64_t v)
{
    uint8_t *p = kr_write_reserve(w, 8);
    if (p)
        kr_put_be64(p, v);
}

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#include "link/frame.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "base/limits.h"

/* Most messages are far shorter; a buffer that grew for a long one is given back once it is empty. */
enum { USUAL_BYTES = 16 * 1024 };

void kr_frame_reader_init(struct kr_frame_reader *r)
{
    *r = (struct kr_frame_reader){0};
}

void kr_frame_reader_fini(struct kr_frame_reader *r)
{
    free(r->data);
    *r = (struct kr_frame_reader){0};
}

size_t kr_frame_left(const struct kr_frame_reader *r)
{
    return r->len - r->pos;
}

/* Bytes of the frame that begins at pos, header included; the header's own while it is not complete. */
static size_t frame_bytes(const struct kr_frame_reader *r)
{
    if (kr_frame_left(r) < KR_FRAME_HEADER_BYTES)
        return KR_FRAME_HEADER_BYTES;
    return KR_FRAME_HEADER_BYTES + (size_t)kr_get_be32(r->data + r->pos);
}

uint8_t *kr_frame_room(struct kr_frame_reader *r, size_t *room)
{
    size_t left = kr_frame_left(r), need = frame_bytes(r);
    kr_assert(left < need && need <= KR_FRAME_HEADER_BYTES + KR_LIMIT_LINK_FRAME_BYTES);
    if (left && r->pos)
        memmove(r->data, r->data + r->pos, left);
    if (r->pos)
        memset(r->data + left, 0, r->len - left);
    r->pos = 0;
    r->len = left;
    if (left == 0 && r->cap > USUAL_BYTES)
        kr_frame_reader_fini(r);
    size_t cap = need > USUAL_BYTES ? need : USUAL_BYTES;
    if (cap > r->cap) {
        uint8_t *data = realloc(r->data, cap);
        if (!data)
            return NULL;
        r->data = data;
        r->cap = cap;
    }
    *room = r->cap - r->len;
    return r->data + r->len;
}

void kr_frame_added(struct kr_frame_reader *r, size_t n)
{
    kr_assert(n <= r->cap - r->len);
    r->len += n;
}

void kr_frame_forget(struct kr_frame_reader *r)
{
    if (r->pos)
        memset(r->data, 0, r->pos);
}

int kr_frame_next(struct kr_frame_reader *r, const char **json, size_t *len)
{
    if (kr_frame_left(r) < KR_FRAME_HEADER_BYTES)
        return 0;
    size_t n = frame_bytes(r) - KR_FRAME_HEADER_BYTES;
    if (n == 0)
        return KR_E_MALFORMED;
    if (n > KR_LIMIT_LINK_FRAME_BYTES)
        return KR_E_TOO_LARGE;
    if (kr_frame_left(r) - KR_FRAME_HEADER_BYTES < n)
        return 0;
    *json = (const char *)r->data + r->pos + KR_FRAME_HEADER_BYTES;
    *len = n;
    r->pos += KR_FRAME_HEADER_BYTES + n;
    return 1;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Cuts a stream of bytes into the frames of a link:
 *
 *     0                   1                   2                   3
 *    +---------------------------------------------------------------+
 *    | length of the JSON in bytes, 1 to KR_LIMIT_LINK_FRAME_BYTES   |
 *    +---------------------------------------------------------------+
 *    | JSON ...
 *
 * Pure: no socket, no clock. Never holds more than one frame of the largest size.
 */
#ifndef KR_LINK_FRAME_H
#define KR_LINK_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { KR_FRAME_HEADER_BYTES = 4 };

struct kr_frame_reader {
    uint8_t *data; /* owned */
    size_t cap, pos, len; /* bytes from pos to len are not read yet */
};

void kr_frame_reader_init(struct kr_frame_reader *r);
void kr_frame_reader_fini(struct kr_frame_reader *r);

/* Where the next bytes go, and how many fit (never 0). Ask only after kr_frame_next returned 0; NULL: no memory. */
uint8_t *kr_frame_room(struct kr_frame_reader *r, size_t *room);

/* n bytes were put there. */
void kr_frame_added(struct kr_frame_reader *r, size_t n);

/*
 * The next frame: 1 and a view that holds until the next kr_frame_room or kr_frame_forget, or 0 if more bytes are needed. KR_E_TOO_LARGE
 * or KR_E_MALFORMED (no bytes) as soon as the length tells, and from then on.
 */
KR_MUST_CHECK int kr_frame_next(struct kr_frame_reader *r, const char **json, size_t *len);

/* Overwrites what kr_frame_next handed out, so that nothing of it stays until the next frame comes: views end. */
void kr_frame_forget(struct kr_frame_reader *r);

/* Bytes that are not part of a frame given out. */
size_t kr_frame_left(const struct kr_frame_reader *r);

#endif

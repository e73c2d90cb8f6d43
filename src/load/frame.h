/* SPDX-License-Identifier: EUPL-1.2 */
/* WebSocket frames as a client reads and writes them (RFC 6455 section 5). Pure; what is read is hostile. */
#ifndef KR_LOAD_FRAME_H
#define KR_LOAD_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* RFC 6455 section 5.2. */
enum { KR_LOAD_TEXT = 1, KR_LOAD_CLOSE = 8, KR_LOAD_PING = 9, KR_LOAD_PONG = 10 };
enum { KR_LOAD_FRAME_HEAD = 14, KR_LOAD_FRAME_MOST = 1 << 20 };

struct kr_load_frame {
    int kind;
    const uint8_t *data; /* into the bytes */
    size_t len, whole;   /* whole: with the frame's head */
};

/* 1: a frame is there; 0: more must come; KR_E_MALFORMED: masked, in pieces, of another kind, or too long. */
KR_MUST_CHECK int kr_load_frame_read(struct kr_load_frame *out, const uint8_t *p, size_t len);

/* Writes a frame into out, which has room for KR_LOAD_FRAME_HEAD bytes more than len; masked as 5.3 asks. Its length. */
size_t kr_load_frame_write(uint8_t *out, int kind, const void *data, size_t len, const uint8_t mask[4]);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The frames of a WebSocket (RFC 6455 section 5), as a server reads and writes them, without extensions. Messages are
 * put together here, so nothing longer than KR_LIMIT_SIGNAL_SDP_BYTES is ever held. Pure: no socket, no clock.
 */
#ifndef KR_HTTP_FRAME_H
#define KR_HTTP_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* RFC 6455 section 7.4.1; 1013 from the IANA registry of close codes. */
enum kr_ws_code {
    KR_WS_NORMAL = 1000,
    KR_WS_GOING_AWAY = 1001,
    KR_WS_PROTOCOL_ERROR = 1002,
    KR_WS_UNSUPPORTED_DATA = 1003,
    KR_WS_NO_STATUS = 1005,
    KR_WS_INVALID_PAYLOAD = 1007,
    KR_WS_TOO_BIG = 1009,
    KR_WS_INTERNAL = 1011,
    KR_WS_TRY_AGAIN_LATER = 1013,
};

/* RFC 6455 section 5.2. */
enum kr_ws_opcode {
    KR_WS_CONTINUATION = 0x0,
    KR_WS_TEXT = 0x1,
    KR_WS_BINARY = 0x2,
    KR_WS_CLOSE = 0x8,
    KR_WS_PING = 0x9,
    KR_WS_PONG = 0xa,
};

enum {
    KR_WS_CONTROL_BYTES = 125, /* section 5.5: payload of a control frame */
    KR_WS_HEADER_BYTES = 10,   /* most a server's frame header has: no mask */
};

struct kr_ws_reader {
    uint8_t header[14]; /* of the frame being read: 2, then up to 8 of length, then 4 of mask */
    size_t header_len;
    uint64_t payload_len, payload_got;
    uint8_t control[KR_WS_CONTROL_BYTES];
    uint8_t *message; /* owned */
    size_t message_len, message_cap;
    bool in_message; /* a first fragment came, the last did not */
    int failed;      /* close code, once and for all */
};

/* What was read: a whole text message, or a control frame. The views hold until the next call. */
struct kr_ws_event {
    enum kr_ws_opcode opcode;
    const char *data;
    size_t len;
    int code; /* of KR_WS_CLOSE; KR_WS_NO_STATUS if it has none */
};

void kr_ws_reader_init(struct kr_ws_reader *r);
void kr_ws_reader_fini(struct kr_ws_reader *r);

/*
 * Takes bytes from *data, moving it on. 1: *event was read, call again; 0: all is taken. Otherwise the (positive)
 * close code over 1 with which to end the connection, now and from now on.
 */
KR_MUST_CHECK int kr_ws_read(struct kr_ws_reader *r, const uint8_t **data, size_t *len, struct kr_ws_event *event);

/* Writes the header of a final frame; returns its length. */
size_t kr_ws_write_header(uint8_t out[KR_WS_HEADER_BYTES], enum kr_ws_opcode opcode, size_t payload_len);

/* Sec-WebSocket-Accept for a key (section 4.2.2, 5.4). KR_E_MALFORMED if the key is not 16 bytes in base64. */
KR_MUST_CHECK int kr_ws_accept_key(char out[29], const char *key);

#endif

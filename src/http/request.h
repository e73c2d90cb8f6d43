/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The head of a request (RFC 9112 sections 3 and 5), strictly: CRLF only, no folded lines, nothing twice that may stand
 * once. Pure: no socket, no clock.
 */
#ifndef KR_HTTP_REQUEST_H
#define KR_HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http/http.h"

enum {
    KR_REQUEST_HEAD_BYTES = 16 * 1024, /* request line and headers */
    KR_REQUEST_LINES = 100,            /* headers */
};

struct kr_request_head {
    struct kr_http_request req; /* address, secure and body are the caller's to set; body_len is Content-Length */
    const char *if_none_match;  /* or "" */
    const char *ws_key;         /* Sec-WebSocket-Key or "" */
    const char *ws_version;     /* Sec-WebSocket-Version or "" */
    bool close;                 /* the client wants the connection to end after the answer */
    bool gzip;                  /* accepts it */
    bool upgrade;               /* to a WebSocket */
    bool expects_continue;
    /* Inside of the parser. */
    bool is_1_1, connection_upgrade, upgrade_websocket, has_transfer_encoding;
    const char *content_length;
};

/*
 * Bytes of the head at the beginning of data, with its empty line, or 0 if it is not complete. Start with *from = 0
 * and keep it between calls with more data.
 */
size_t kr_request_find_end(const char *data, size_t len, size_t *from);

/*
 * Parses a head in place; the texts of *out point into it, and len includes the empty line. 0, or the HTTP status to
 * refuse with (400, 411, 413, 431, 501, 505); *out is then good for `close` and method only.
 */
KR_MUST_CHECK int kr_request_parse(struct kr_request_head *out, char *head, size_t len);

#endif

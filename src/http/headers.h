/* SPDX-License-Identifier: EUPL-1.2 */
/* The head of an answer: the headers that guard the browser stand on every one of them. */
#ifndef KR_HTTP_HEADERS_H
#define KR_HTTP_HEADERS_H

#include <stdbool.h>
#include <stddef.h>

#include "http/http.h"

struct kr_head {
    int status;
    bool secure;        /* over TLS */
    bool close;         /* the connection ends after this answer */
    const char *type;   /* Content-Type, or NULL */
    const char *cache;  /* Cache-Control; NULL: no-store */
    size_t len;         /* of the body */
    const struct kr_http_header *headers;
    size_t n_headers;
};

enum { KR_HEAD_BYTES = 16 * 1024 }; /* most a head may have */

/* The head as text, to be freed by the caller. NULL: no memory, or a header is too long or holds control characters. */
char *kr_head_write(const struct kr_head *h, size_t *len);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* What a server answers to a request (RFC 9112): as much of it as a client of Kreide needs. Pure; the bytes are hostile. */
#ifndef KR_LOAD_REPLY_H
#define KR_LOAD_REPLY_H

#include <stddef.h>

#include "base/err.h"

enum { KR_LOAD_COOKIES_BYTES = 1024 };

struct kr_load_reply {
    int status;
    char location[512];                   /* "": none */
    char cookies[KR_LOAD_COOKIES_BYTES];  /* "name=value; name=value" of all that were set */
    const char *body;                     /* into the bytes */
    size_t body_len, head_len;
};

/*
 * Reads an answer off the beginning of some bytes: 1 when it is all there, 0 when more must come, KR_E_MALFORMED. After
 * 101 the body is what else has come already.
 */
KR_MUST_CHECK int kr_load_reply_parse(struct kr_load_reply *out, const char *bytes, size_t len);

#endif

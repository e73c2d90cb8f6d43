/* SPDX-License-Identifier: EUPL-1.2 */
/* An address as an operator types it: https://HOST[:PORT][/PATH] (RFC 3986 section 3; no user, query or fragment). */
#ifndef KR_LOAD_URL_H
#define KR_LOAD_URL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct kr_load_url {
    bool tls;
    char host[256]; /* an IPv6 address without its brackets */
    uint16_t port;
    char authority[270]; /* for Host and Origin, as it was typed */
    char path[256];      /* from its slash on; "" */
};

KR_MUST_CHECK int kr_load_url_parse(struct kr_load_url *out, const char *text);

#endif

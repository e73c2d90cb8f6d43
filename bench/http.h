/* SPDX-License-Identifier: EUPL-1.2 */
/* Just enough of HTTP to hand in an offer. */
#ifndef KR_BENCH_HTTP_H
#define KR_BENCH_HTTP_H

#include <stdint.h>

/*
 * A request to 127.0.0.1: `head` is the request line, and fields if there are any; type NULL: it has no body. Returns the
 * answer's body (to be freed by the caller) when it has the status, else ends the program.
 */
char *bench_http(uint16_t port, const char *head, const char *type, const char *body, unsigned status);

/*
 * Posts an offer to 127.0.0.1 and waits. Returns the answer's body (to be freed by the caller) when it is a 201, else
 * ends the program: without a session there is nothing to measure.
 */
char *bench_http_offer(uint16_t port, const char *path, const char *token, const char *sdp);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* Just enough of HTTP to hand in an offer. */
#ifndef KR_BENCH_HTTP_H
#define KR_BENCH_HTTP_H

#include <stdint.h>

/*
 * Posts an offer to 127.0.0.1 and waits. Returns the answer's body (to be freed by the caller) when it is a 201, else
 * ends the program: without a session there is nothing to measure.
 */
char *bench_http_offer(uint16_t port, const char *path, const char *token, const char *sdp);

#endif

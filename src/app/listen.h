/* SPDX-License-Identifier: EUPL-1.2 */
/* Listening sockets: the supervisor opens them and hands them over, so that a restarted process loses no connection. */
#ifndef KR_APP_LISTEN_H
#define KR_APP_LISTEN_H

#include <stdbool.h>
#include <sys/socket.h>

#include "base/err.h"

struct kr_listen_address {
    struct sockaddr_storage addr;
    socklen_t len;
};

/* Reads "127.0.0.1:8080" or "[::1]:8080". KR_E_MALFORMED. */
KR_MUST_CHECK int kr_listen_parse(struct kr_listen_address *out, const char *text);

bool kr_listen_is_loopback(const struct kr_listen_address *a);

/* True for a numeric IPv4 or IPv6 address. */
bool kr_listen_is_ip(const char *text);

/* A non-blocking, close-on-exec TCP socket that listens; [::] takes IPv4 too. KR_E_IO, errno says why. */
KR_MUST_CHECK int kr_listen_tcp(int *out_fd, const struct kr_listen_address *a);

/* A Unix socket at path that only its owner may connect to; replaces one left behind. KR_E_IO, KR_E_TOO_LARGE. */
KR_MUST_CHECK int kr_listen_unix(int *out_fd, const char *path);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * File descriptors: flags, and their passage between processes over Unix stream sockets (unix(7), SCM_RIGHTS). Every
 * descriptor made or received here is close-on-exec.
 */
#ifndef KR_OS_FD_H
#define KR_OS_FD_H

#include <stddef.h>

#include "base/err.h"

/* Closes fd unless it is -1; errno is kept. */
void kr_fd_close(int fd);

/* Makes fd non-blocking and close-on-exec. KR_E_IO. */
KR_MUST_CHECK int kr_fd_prepare(int fd);

/*
 * Sends up to len bytes (at least one), with the descriptor `pass` beside the first of them unless it is -1. *sent is
 * how many went; `pass` stays the caller's and went along if any byte did. KR_E_AGAIN, KR_E_CLOSED. No SIGPIPE.
 */
KR_MUST_CHECK int kr_fd_send(int fd, const void *data, size_t len, int pass, size_t *sent);

/*
 * Reads up to cap bytes; *got is how many, and *passed a descriptor that came with them, or -1. The kernel ends a read
 * after the bytes a descriptor was sent with, so the last byte read belongs to it. KR_E_AGAIN; KR_E_CLOSED at the end;
 * KR_E_MALFORMED when more than one descriptor came, all of which are then closed.
 */
KR_MUST_CHECK int kr_fd_recv(int fd, void *data, size_t cap, size_t *got, int *passed);

#endif

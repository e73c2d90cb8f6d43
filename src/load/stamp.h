/* SPDX-License-Identifier: EUPL-1.2 */
/* When a datagram reached its socket, in the kernel's word: later times are those of a busy client, not of the way. */
#ifndef KR_LOAD_STAMP_H
#define KR_LOAD_STAMP_H

#include <stdint.h>
#include <sys/socket.h>

/* Unix time in ns from what recvmsg gave on a socket with SO_TIMESTAMPNS (socket(7)); 0: it gave none. */
uint64_t kr_load_stamp_ns(struct msghdr *h);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Takes what has arrived off a socket, as cheaply as can be: a thousand players share one core with nothing else to do than
 * to be there. Of most datagrams only the beginning is copied, which is all that is looked at.
 */
#ifndef KR_BENCH_INBOX_H
#define KR_BENCH_INBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bench_datagram {
    uint8_t *data; /* lives until the callback returns */
    size_t len;    /* of which */
    bool whole;    /* or the beginning of a longer one */
    uint64_t at_ns; /* when the kernel had it, in Unix time */
};

typedef void bench_datagram_fn(void *arg, const struct bench_datagram *d);

/*
 * `all`: every datagram is whole. Else one in 16 is, and whether it is does not depend on its place among those that came
 * with it: packets late in a burst are later, too.
 */
void bench_inbox_read(int fd, bool all, bench_datagram_fn *on_datagram, void *arg);

#endif

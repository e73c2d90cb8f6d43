/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A bad line, as pure code under whatever clock it is given: datagrams go in, and come out late, twice, in another order or
 * not at all. The same seed and the same input give the same line.
 *
 * A datagram passes, in this order: loss (single, or in bursts after Gilbert and Elliott), duplication, a link of a rate with
 * a bounded queue before it, and the way itself (delay, jitter, reordering).
 */
#ifndef KR_TESTS_IMPAIR_H
#define KR_TESTS_IMPAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { IMPAIR_DATAGRAM = 2048, IMPAIR_HELD = 8192, IMPAIR_HEADER_BYTES = 28 /* of IPv4 and UDP */ };

/* What is wrong with one direction. All zero: nothing. */
struct impair_way {
    double loss;      /* share of datagrams, 0 to 1 */
    double burst;     /* so many are lost in a row on average; below 1: each by itself */
    double duplicate, reorder; /* shares */
    uint64_t delay_us, jitter_us; /* jitter: up to so much more, evenly spread; it keeps the order */
    uint64_t late_us; /* what a reordered one has to wait; 0: IMPAIR_LATE_US */
    uint64_t rate_bps; /* 0: no limit */
    uint64_t queue_us; /* how much the queue holds, as time at that rate; 0: IMPAIR_QUEUE_US */
};

enum { IMPAIR_LATE_US = 20000, IMPAIR_QUEUE_US = 300000 };

struct impair_datagram {
    uint64_t at_us, order;
    size_t len;
    uint8_t data[];
};

struct impair_line {
    struct impair_way way;
    uint64_t random;
    bool bad;          /* in a burst */
    uint64_t free_us;  /* when everything in the queue is gone */
    uint64_t last_us;  /* when the last one that kept its place comes out */
    uint64_t order;
    struct impair_datagram **heap; /* by at_us, then order; owned */
    size_t n;
    uint64_t n_in, n_lost, n_full, n_doubled, n_reordered; /* n_full: the queue had no room */
};

void impair_init(struct impair_line *l, uint64_t seed);
void impair_fini(struct impair_line *l);

void impair_put(struct impair_line *l, const uint8_t *p, size_t len, uint64_t now_us);

/* The next one that is due, to be freed by the caller; NULL. */
struct impair_datagram *impair_take(struct impair_line *l, uint64_t now_us);

/* When something comes out; UINT64_MAX: nothing is held. */
uint64_t impair_due_us(const struct impair_line *l);

/*
 * Reads a line of a script over what holds already:
 *
 *   [SECONDS] up|down|both [clear] [loss=PERCENT] [burst=N] [delay=MS] [jitter=MS] [reorder=PERCENT] [late=MS]
 *                          [duplicate=PERCENT] [rate=KBIT] [queue=MS]
 *
 * False, and nothing has changed, when it is none. *at_us: when it holds from, 0 without SECONDS.
 */
bool impair_read(const char *text, struct impair_way *up, struct impair_way *down, uint64_t *at_us);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The receiver's clock, as its feedback tells it: 24 bits of 64 ms each, which turn over every twelve days
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1), or 32 bits of 1/65536 s, every eighteen hours
 * (RFC 8888 section 3.1). It must run as fast as ours; a feedback whose time jumped is not believed. If the next one
 * goes on from there, the clock was set anew.
 */
#ifndef KR_RTC_BWE_CLOCK_H
#define KR_RTC_BWE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum { KR_BWE_CLOCK_JUMP_US = 3000000 }; /* feedback is this late on a bad path, but not more */

struct kr_bwe_clock_reading {
    int64_t ticks, remote_us; /* ticks: widened */
    uint64_t local_us;
};

struct kr_bwe_clock {
    uint8_t bits;
    uint32_t tick_us, per; /* a tick is tick_us / per */
    bool started, doubted;
    struct kr_bwe_clock_reading last, doubt; /* doubt: the one that jumped */
};

void kr_bwe_clock_init_transport(struct kr_bwe_clock *c);
void kr_bwe_clock_init_ccfb(struct kr_bwe_clock *c);

/*
 * Widens the reference time of a feedback that came at now_us into *remote_us (microseconds on the receiver's clock).
 * Returns 1 when the clock began anew, and nothing from before can be compared with it. KR_E_STATE: it jumped.
 */
KR_MUST_CHECK int kr_bwe_clock_read(struct kr_bwe_clock *c, int64_t reference, uint64_t now_us, int64_t *remote_us);

#endif

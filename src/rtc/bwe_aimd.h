/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * From signals to a rate: additive or multiplicative increase, multiplicative decrease (draft-ietf-rmcat-gcc-02
 * section 5.5).
 */
#ifndef KR_RTC_BWE_AIMD_H
#define KR_RTC_BWE_AIMD_H

#include <stdbool.h>
#include <stdint.h>

#include "rtc/bwe_overuse.h"

enum {
    KR_BWE_LEAST_BPS = 30000, /* sound alone */
    KR_BWE_MOST_BPS = 50000000,
};

enum kr_bwe_state { KR_BWE_HOLD, KR_BWE_INCREASE, KR_BWE_DECREASE };

struct kr_bwe_aimd {
    enum kr_bwe_state state;
    double rate_bps;
    double capacity_bps, capacity_variance; /* of R_hat at decreases, relative; capacity 0: not known */
    uint64_t updated_us, decreased_us;      /* 0: never */
};

void kr_bwe_aimd_init(struct kr_bwe_aimd *a, uint64_t start_bps);

/*
 * Once per feedback. acked_bps 0: not known. rtt_us 0: not known. Returns true when the rate was decreased.
 */
bool kr_bwe_aimd_step(struct kr_bwe_aimd *a, enum kr_bwe_signal signal, uint64_t acked_bps, uint64_t rtt_us, uint64_t now_us);

/* A measurement says that the path carries so much: the rate becomes that. */
void kr_bwe_aimd_set(struct kr_bwe_aimd *a, uint64_t rate_bps, uint64_t now_us);

#endif

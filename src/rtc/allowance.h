/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * How often somebody may have something: one for `each_us` on average, and as many at once as go into `burst_us`. It is the
 * generic cell rate algorithm (ITU-T I.371, annex A) and takes one number: up to when everything is used. 0 is a full one.
 */
#ifndef KR_RTC_ALLOWANCE_H
#define KR_RTC_ALLOWANCE_H

#include <stdbool.h>
#include <stdint.h>

/* True if there is one, which is taken. */
static inline bool kr_allowance_take(uint64_t *until_us, uint64_t each_us, uint64_t burst_us, uint64_t now_us)
{
    uint64_t from_us = *until_us > now_us ? *until_us : now_us;
    if (from_us + each_us - now_us > burst_us)
        return false;
    *until_us = from_us + each_us;
    return true;
}

#endif

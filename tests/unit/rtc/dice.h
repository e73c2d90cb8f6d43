/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbers that look random and are the same in each run and on each machine. */
#ifndef KR_TESTS_RTC_DICE_H
#define KR_TESTS_RTC_DICE_H

#include <stdint.h>

static uint64_t dice_state = 1;

static inline void dice_seed(unsigned seed)
{
    dice_state = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15);
}

/* 0 to 2^31 - 1, by xorshift. */
static inline int dice_roll(void)
{
    dice_state ^= dice_state << 13;
    dice_state ^= dice_state >> 7;
    dice_state ^= dice_state << 17;
    return (int)(dice_state >> 33);
}

#endif

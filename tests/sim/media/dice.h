/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One seed, one run: libsodium's randomness (first sequence numbers, SSRCs, credentials, moments of reports) comes from
 * the simulation's dice. Only in tests.
 */
#ifndef KR_SIM_DICE_H
#define KR_SIM_DICE_H

#include <stdint.h>

void sim_dice_throw(uint64_t seed);

#endif

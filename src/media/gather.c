/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/gather.h"

enum { WINDOW_US = 50000 }; /* of the average: some frames */

uint32_t kr_gather_us(const struct kr_gather *g)
{
    if (g->busy_ppm <= KR_GATHER_IDLE_PPM)
        return 0;
    if (g->busy_ppm >= KR_GATHER_BUSY_PPM)
        return KR_GATHER_MOST_US;
    return (uint32_t)((uint64_t)KR_GATHER_MOST_US * (g->busy_ppm - KR_GATHER_IDLE_PPM) / (KR_GATHER_BUSY_PPM - KR_GATHER_IDLE_PPM));
}

/* The average moves towards a turn's share by as much of the window as the turn lasted. */
void kr_gather_batch(struct kr_gather *g, uint64_t began_us, uint64_t ended_us)
{
    uint64_t from_us = g->ended_us ? g->ended_us : began_us, turn_us = ended_us - from_us;
    g->ended_us = ended_us;
    if (!turn_us)
        return;
    int64_t share = (int64_t)((ended_us - began_us) * 1000000 / turn_us), weight_us = (int64_t)(turn_us < WINDOW_US ? turn_us : WINDOW_US);
    g->busy_ppm = (uint32_t)((int64_t)g->busy_ppm + (share - (int64_t)g->busy_ppm) * weight_us / WINDOW_US);
}

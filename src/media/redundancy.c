/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/redundancy.h"

static void conclude(struct kr_redundancy *r, uint64_t now_us)
{
    double share = r->lost / r->packets;
    r->loss = (r->loss + share) / 2;
    r->lost = 0;
    r->packets = 0;
    if (r->loss > KR_REDUNDANCY_OFF)
        r->bad_us = now_us;
    if (r->loss >= KR_REDUNDANCY_ON)
        r->on = true;
    else if (now_us - r->bad_us >= KR_REDUNDANCY_CALM_US)
        r->on = false;
}

void kr_redundancy_report(struct kr_redundancy *r, uint32_t packets, uint8_t fraction_lost, uint64_t now_us)
{
    r->packets += packets;
    r->lost += (double)packets * fraction_lost / 256;
    if (r->packets >= KR_REDUNDANCY_PACKETS)
        conclude(r, now_us);
}

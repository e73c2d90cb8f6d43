/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/demand.h"

static bool tell(struct kr_demand *d, uint16_t height)
{
    *d = (struct kr_demand){.told = true, .height = height};
    return true;
}

bool kr_demand_step(struct kr_demand *d, uint16_t height, uint64_t now_us)
{
    if (!d->told || height > d->height)
        return tell(d, height);
    if (height == d->height) {
        d->lower_us = 0;
        return false;
    }
    if (!d->lower_us) {
        d->lower_us = now_us + KR_DEMAND_LOWER_US;
        d->most = height;
    }
    if (height > d->most)
        d->most = height;
    return now_us >= d->lower_us ? tell(d, d->most) : false;
}

uint64_t kr_demand_due_us(const struct kr_demand *d)
{
    return d->lower_us ? d->lower_us : UINT64_MAX;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/bwe_clock.h"

enum { REFERENCE_US = 64000, REFERENCE_SIGN = 0x800000, REFERENCE_MASK = 0xffffff };

static int64_t widen(const struct kr_bwe_clock_reading *last, int32_t reference)
{
    uint32_t ahead = ((uint32_t)reference - (uint32_t)last->reference) & REFERENCE_MASK;
    return last->remote_us + ((int64_t)(ahead ^ REFERENCE_SIGN) - REFERENCE_SIGN) * REFERENCE_US;
}

/* True if as much time passed there as here. */
static bool agrees(const struct kr_bwe_clock_reading *a, const struct kr_bwe_clock_reading *b)
{
    int64_t off = (b->remote_us - a->remote_us) - (int64_t)(b->local_us - a->local_us);
    return off < KR_BWE_CLOCK_JUMP_US && off > -KR_BWE_CLOCK_JUMP_US;
}

static int accept(struct kr_bwe_clock *c, const struct kr_bwe_clock_reading *r, int64_t *remote_us, int result)
{
    c->last = *r;
    c->started = true;
    c->doubted = false;
    *remote_us = r->remote_us;
    return result;
}

int kr_bwe_clock_read(struct kr_bwe_clock *c, int32_t reference, uint64_t now_us, int64_t *remote_us)
{
    struct kr_bwe_clock_reading r = {
        .reference = reference, .remote_us = (int64_t)reference * REFERENCE_US, .local_us = now_us};
    if (!c->started)
        return accept(c, &r, remote_us, 1);
    r.remote_us = widen(&c->last, reference);
    if (agrees(&c->last, &r))
        return accept(c, &r, remote_us, 0);
    struct kr_bwe_clock_reading again = r;
    again.remote_us = c->doubted ? widen(&c->doubt, reference) : r.remote_us;
    if (c->doubted && agrees(&c->doubt, &again))
        return accept(c, &again, remote_us, 1);
    c->doubt = r;
    c->doubted = true;
    return KR_E_STATE;
}

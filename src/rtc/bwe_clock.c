/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/bwe_clock.h"

void kr_bwe_clock_init_transport(struct kr_bwe_clock *c)
{
    *c = (struct kr_bwe_clock){.bits = 24, .tick_us = 64000, .per = 1};
}

void kr_bwe_clock_init_ccfb(struct kr_bwe_clock *c)
{
    *c = (struct kr_bwe_clock){.bits = 32, .tick_us = 15625, .per = 1024}; /* 1/65536 s */
}

/* The reading nearest to the last. */
static void widen(const struct kr_bwe_clock *c, const struct kr_bwe_clock_reading *last, int64_t reference, struct kr_bwe_clock_reading *out)
{
    int64_t turn = INT64_C(1) << c->bits, ahead = (int64_t)((uint64_t)(reference - last->ticks) & (uint64_t)(turn - 1));
    out->ticks = last->ticks + (ahead >= turn / 2 ? ahead - turn : ahead);
    out->remote_us = out->ticks * c->tick_us / c->per;
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

int kr_bwe_clock_read(struct kr_bwe_clock *c, int64_t reference, uint64_t now_us, int64_t *remote_us)
{
    struct kr_bwe_clock_reading r = {.ticks = reference, .remote_us = reference * c->tick_us / c->per, .local_us = now_us};
    if (!c->started)
        return accept(c, &r, remote_us, 1);
    widen(c, &c->last, reference, &r);
    if (agrees(&c->last, &r))
        return accept(c, &r, remote_us, 0);
    struct kr_bwe_clock_reading again = r;
    if (c->doubted)
        widen(c, &c->doubt, reference, &again);
    if (c->doubted && agrees(&c->doubt, &again))
        return accept(c, &again, remote_us, 1);
    c->doubt = r;
    c->doubted = true;
    return KR_E_STATE;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "meeting/rate.h"

struct limit {
    uint32_t burst;      /* messages at once */
    uint32_t per_minute; /* and then */
};

/* Generous for a person, tight for a program. A teacher who mutes a class of 32 one by one stays below. */
static const struct limit limits[KR_RATE_KINDS] = {
    [KR_SIGNAL_KNOCK] = {5, 12},    [KR_SIGNAL_RESUME] = {5, 12},  [KR_SIGNAL_JOIN] = {5, 12},    [KR_SIGNAL_OFFER] = {10, 30},
    [KR_SIGNAL_WATCH] = {40, 600},  [KR_SIGNAL_STATE] = {20, 240}, [KR_SIGNAL_SAY] = {8, 60},     [KR_SIGNAL_UNSAY] = {10, 60},
    [KR_SIGNAL_HAND] = {20, 120},   [KR_SIGNAL_GRANT] = {60, 300}, [KR_SIGNAL_MUTE] = {60, 600},  [KR_SIGNAL_ADMIT] = {60, 600},
    [KR_SIGNAL_DENY] = {60, 600},   [KR_SIGNAL_REMOVE] = {60, 300}, [KR_SIGNAL_LOCK] = {10, 60},  [KR_SIGNAL_LOBBY] = {10, 60},
    [KR_SIGNAL_FREEZE] = {10, 60},  [KR_SIGNAL_SCREENS] = {10, 60}, [KR_SIGNAL_END] = {3, 12},    [KR_SIGNAL_LEAVE] = {3, 12},
    [KR_SIGNAL_PING] = {10, 60},
    [KR_SIGNAL_STATISTICS] = {10, 60},
};

static const struct limit strike_limit = {200, 600};

static bool take(struct kr_rate_bucket *b, struct limit limit, uint64_t now_ms)
{
    uint64_t passed_ms = now_ms > b->at_ms ? now_ms - b->at_ms : 0;
    uint64_t back_milli = passed_ms * limit.per_minute / 60;
    uint32_t used = back_milli >= b->used_milli ? 0 : b->used_milli - (uint32_t)back_milli;
    if (used + 1000 > limit.burst * 1000)
        return false; /* nothing is written: refused messages do not slow the refill down */
    b->used_milli = used + 1000;
    b->at_ms = now_ms;
    return true;
}

int kr_rate_strike(struct kr_rate *r, uint64_t now_ms)
{
    return take(&r->strikes, strike_limit, now_ms) ? 0 : KR_E_CLOSED;
}

int kr_rate_take(struct kr_rate *r, enum kr_signal_type kind, uint64_t now_ms)
{
    if ((unsigned)kind < KR_RATE_KINDS && take(&r->kinds[kind], limits[kind], now_ms))
        return 0;
    return kr_rate_strike(r, now_ms) ? KR_E_CLOSED : KR_E_LIMITED;
}

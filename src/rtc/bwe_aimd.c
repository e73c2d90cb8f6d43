/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/bwe_aimd.h"

/* Section 5.5 and 5.6. */
#define ETA_PER_S 0.08           /* eta = 1.08; eta^t is 1 + 0.08 t for the fractions of a second met here */
#define BETA 0.85
#define AHEAD_OF_ACKED 1.5       /* "A(i) < 1.5 R_hat(i)" */
#define AHEAD_BPS 10000.0        /* so that the bound lets a rate near zero grow */
#define CAPACITY_SMOOTHING 0.95
#define CAPACITY_DEVIATIONS 3.0
#define CAPACITY_VARIANCE 0.01   /* assumed at first: a standard deviation of a tenth */
#define CAPACITY_VARIANCE_LEAST 0.0004
#define FRAMES_PER_S 30.0        /* of the frame whose packets make the expected packet size */
#define PACKET_BITS 9600.0       /* 1200 bytes */
#define ADDITIVE_LEAST_BPS 4000.0 /* a second */
enum {
    RESPONSE_EXTRA_US = 100000,  /* section 5.5: the detector's own delay */
    RTT_UNKNOWN_US = 200000,
    AGAIN_LEAST_US = 10000,      /* a further decrease waits until the last could have been felt */
    AGAIN_MOST_US = 200000,
    STEP_MOST_US = 1000000,
};

static double clamp(double rate_bps)
{
    if (rate_bps < KR_BWE_LEAST_BPS)
        return KR_BWE_LEAST_BPS;
    return rate_bps > KR_BWE_MOST_BPS ? KR_BWE_MOST_BPS : rate_bps;
}

void kr_bwe_aimd_init(struct kr_bwe_aimd *a, uint64_t start_bps)
{
    *a = (struct kr_bwe_aimd){
        .state = KR_BWE_HOLD, .rate_bps = clamp((double)start_bps), .capacity_variance = CAPACITY_VARIANCE};
}

/* Squared distance from the capacity, relative, against the variance: no square root needed. */
static double deviation2(const struct kr_bwe_aimd *a, double acked_bps)
{
    double relative = (acked_bps - a->capacity_bps) / a->capacity_bps;
    return relative * relative / a->capacity_variance;
}

/* "close to convergence": within three standard deviations of what arrived at former decreases. */
static bool near_capacity(const struct kr_bwe_aimd *a, double acked_bps)
{
    return a->capacity_bps > 0 && deviation2(a, acked_bps) < CAPACITY_DEVIATIONS * CAPACITY_DEVIATIONS;
}

static void forget_capacity(struct kr_bwe_aimd *a)
{
    a->capacity_bps = 0;
    a->capacity_variance = CAPACITY_VARIANCE;
}

static void note_capacity(struct kr_bwe_aimd *a, double acked_bps)
{
    if (a->capacity_bps > 0 && !near_capacity(a, acked_bps))
        forget_capacity(a);
    if (a->capacity_bps == 0) {
        a->capacity_bps = acked_bps;
        return;
    }
    double off = (acked_bps - a->capacity_bps) / a->capacity_bps;
    a->capacity_bps = CAPACITY_SMOOTHING * a->capacity_bps + (1 - CAPACITY_SMOOTHING) * acked_bps;
    a->capacity_variance = CAPACITY_SMOOTHING * a->capacity_variance + (1 - CAPACITY_SMOOTHING) * off * off;
    if (a->capacity_variance < CAPACITY_VARIANCE_LEAST)
        a->capacity_variance = CAPACITY_VARIANCE_LEAST;
}

/* Half a packet in each response time, the packet as large as frames at this rate are cut. */
static double additive_bps(const struct kr_bwe_aimd *a, uint64_t rtt_us, uint64_t passed_us)
{
    double frame_bits = a->rate_bps / FRAMES_PER_S;
    double packets = frame_bits > PACKET_BITS ? (double)(uint64_t)(frame_bits / PACKET_BITS) + 1 : 1;
    double response_s = (double)(RESPONSE_EXTRA_US + (rtt_us ? rtt_us : RTT_UNKNOWN_US)) / 1e6;
    double per_s = 0.5 * frame_bits / packets / response_s;
    if (per_s < ADDITIVE_LEAST_BPS)
        per_s = ADDITIVE_LEAST_BPS;
    return per_s * (double)passed_us / 1e6;
}

static void increase(struct kr_bwe_aimd *a, uint64_t acked_bps, uint64_t rtt_us, uint64_t passed_us)
{
    double most = AHEAD_OF_ACKED * (double)acked_bps + AHEAD_BPS;
    if (a->capacity_bps > 0 && (double)acked_bps > a->capacity_bps && !near_capacity(a, (double)acked_bps))
        forget_capacity(a); /* the path carries more than it did */
    double more = near_capacity(a, (double)acked_bps) ? additive_bps(a, rtt_us, passed_us)
                                                      : a->rate_bps * ETA_PER_S * (double)passed_us / 1e6;
    double rate = a->rate_bps + more;
    if (!a->decreased_us && (double)acked_bps > rate)
        rate = (double)acked_bps; /* so far it is a guess, and more than that came through */
    if (acked_bps && rate > most)
        rate = most > a->rate_bps ? most : a->rate_bps; /* less is sent than could be: that is no reason to go down */
    a->rate_bps = clamp(rate);
}

static bool decrease(struct kr_bwe_aimd *a, uint64_t acked_bps, uint64_t now_us)
{
    double rate = BETA * (acked_bps ? (double)acked_bps : a->rate_bps);
    if (acked_bps)
        note_capacity(a, (double)acked_bps);
    a->decreased_us = now_us;
    if (rate >= a->rate_bps)
        return false;
    a->rate_bps = clamp(rate);
    return true;
}

/* A decrease acts after a round trip; earlier, only what is far too much is cut again. */
static bool may_decrease(const struct kr_bwe_aimd *a, uint64_t acked_bps, uint64_t rtt_us, uint64_t now_us)
{
    uint64_t wait = rtt_us < AGAIN_LEAST_US ? AGAIN_LEAST_US : rtt_us > AGAIN_MOST_US ? AGAIN_MOST_US : rtt_us;
    return !a->decreased_us || now_us - a->decreased_us >= wait || (acked_bps && (double)acked_bps < a->rate_bps / 2);
}

/* Section 5.5, table of states. */
static enum kr_bwe_state next_state(enum kr_bwe_state state, enum kr_bwe_signal signal)
{
    switch (signal) {
    case KR_BWE_OVERUSE:
        return KR_BWE_DECREASE;
    case KR_BWE_UNDERUSE:
        return KR_BWE_HOLD;
    default:
        return state == KR_BWE_DECREASE ? KR_BWE_HOLD : KR_BWE_INCREASE;
    }
}

bool kr_bwe_aimd_step(struct kr_bwe_aimd *a, enum kr_bwe_signal signal, uint64_t acked_bps, uint64_t rtt_us, uint64_t now_us)
{
    uint64_t passed_us = a->updated_us ? now_us - a->updated_us : 0;
    a->updated_us = now_us;
    a->state = next_state(a->state, signal);
    if (passed_us > STEP_MOST_US)
        passed_us = STEP_MOST_US;
    if (a->state == KR_BWE_INCREASE)
        increase(a, acked_bps, rtt_us, passed_us);
    return a->state == KR_BWE_DECREASE && may_decrease(a, acked_bps, rtt_us, now_us) && decrease(a, acked_bps, now_us);
}

void kr_bwe_aimd_set(struct kr_bwe_aimd *a, uint64_t rate_bps, uint64_t now_us)
{
    a->rate_bps = clamp((double)rate_bps);
    a->updated_us = now_us;
}

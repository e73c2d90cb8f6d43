/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/bwe_loss.h"

/* Section 6: below 2 % up, above 10 % down by half the share lost, nothing in between. */
#define LOSS_LOW 0.02
#define LOSS_HIGH 0.10
#define DOWN_BY 0.5
#define UP 1.05
#define NOISE 0.25 /* of the path's own share: so much more may be chance */
#define CLEARLY_LESS 0.8
#define OWN_MOST 0.5
#define OWN_FORGOTTEN 0.2 /* share of the difference, each window with less loss */
enum {
    SECOND_US = 1000000,
    LEAST_BPS = 150000, /* sound with its redundancy and one small picture: a path that loses is not relieved by less */
    WINDOW_US = 500000,
    WINDOW_PACKETS = 40,
    WINDOW_MOST_US = 2 * SECOND_US, /* also with fewer packets */
    WINDOW_LEAST_PACKETS = 10,
    JUDGE_PACKETS = 80,
    TRY_MOST_US = 5 * SECOND_US,    /* the rate never got lower */
};

void kr_bwe_loss_init(struct kr_bwe_loss *l)
{
    *l = (struct kr_bwe_loss){.limit_bps = KR_BWE_NO_LIMIT};
}

static double share(const struct kr_bwe_tally *t)
{
    return (double)t->lost / t->packets;
}

static double bps(const struct kr_bwe_tally *t)
{
    return (double)t->bytes * 8 * SECOND_US / (double)t->us;
}

/* What would be lost at the lower rate if the path were full: as much arrives as before. */
static double share_if_full(const struct kr_bwe_loss *l)
{
    double lost = 1 - (1 - l->before) * l->before_bps / bps(&l->after);
    return lost > 0 ? lost : 0;
}

static void believe_own(struct kr_bwe_loss *l, double lost)
{
    l->own = lost < OWN_MOST ? lost : OWN_MOST;
    kr_bwe_loss_raise(l, (uint64_t)l->before_bps);
}

static void judge(struct kr_bwe_loss *l)
{
    double now = share(&l->after);
    if (now > (l->before + share_if_full(l)) / 2)
        believe_own(l, now);
    l->trying = false;
}

static void try_on(struct kr_bwe_loss *l)
{
    const struct kr_bwe_tally *w = &l->window;
    if (bps(w) <= CLEARLY_LESS * l->before_bps) {
        l->after.packets += w->packets;
        l->after.lost += w->lost;
        l->after.bytes += w->bytes;
        l->after.us += w->us;
    }
    if (l->after.packets >= JUDGE_PACKETS)
        judge(l);
    else if (l->began_us - l->since_us > TRY_MOST_US) {
        /* Less than is sent cannot be sent: sound alone. Whether the path is as narrow as that, only a probe can tell. */
        believe_own(l, share(w));
        l->trying = false;
    }
}

static void lower(struct kr_bwe_loss *l, double excess)
{
    double rate = bps(&l->window);
    if (!l->trying) {
        l->trying = true;
        l->before = share(&l->window);
        l->before_bps = rate;
        l->since_us = l->began_us;
        l->after = (struct kr_bwe_tally){0};
    }
    if ((double)l->limit_bps < rate)
        rate = (double)l->limit_bps;
    rate *= 1 - DOWN_BY * excess;
    l->limit_bps = rate > LEAST_BPS ? (uint64_t)rate : LEAST_BPS;
}

static void close_window(struct kr_bwe_loss *l)
{
    if (l->trying)
        try_on(l);
    double lost = share(&l->window);
    if (lost < l->own)
        l->own += OWN_FORGOTTEN * (lost - l->own);
    double excess = (lost - l->own) / (1 - l->own);
    if (excess > LOSS_HIGH)
        lower(l, excess);
    else if (excess < LOSS_LOW + NOISE * l->own && l->limit_bps != KR_BWE_NO_LIMIT)
        l->limit_bps = (uint64_t)((double)l->limit_bps * UP);
    l->window = (struct kr_bwe_tally){0};
    l->began_us = 0;
}

static bool complete(const struct kr_bwe_tally *w)
{
    return (w->us >= WINDOW_US && w->packets >= WINDOW_PACKETS) ||
           (w->us >= WINDOW_MOST_US && w->packets >= WINDOW_LEAST_PACKETS);
}

void kr_bwe_loss_packet(struct kr_bwe_loss *l, bool lost, bool gap, uint16_t bytes, uint64_t sent_us)
{
    struct kr_bwe_tally *w = &l->window;
    if (!l->began_us)
        l->began_us = sent_us;
    else if (gap && sent_us > l->sent_us)
        l->began_us += sent_us - l->sent_us;
    l->sent_us = sent_us;
    if (sent_us > l->began_us)
        w->us = sent_us - l->began_us;
    if (complete(w)) {
        close_window(l);
        l->began_us = sent_us;
    }
    w->packets++;
    w->lost += lost;
    w->bytes += bytes;
}

void kr_bwe_loss_reported(struct kr_bwe_loss *l, const struct kr_bwe_tally *window, uint64_t now_us)
{
    l->window = *window;
    l->began_us = now_us - window->us;
    close_window(l);
}

void kr_bwe_loss_found(struct kr_bwe_loss *l)
{
    if (l->window.lost)
        l->window.lost--;
}

void kr_bwe_loss_raise(struct kr_bwe_loss *l, uint64_t rate_bps)
{
    if (l->limit_bps != KR_BWE_NO_LIMIT && rate_bps > l->limit_bps)
        l->limit_bps = rate_bps;
}

void kr_bwe_loss_release(struct kr_bwe_loss *l, uint64_t delay_bps)
{
    if (l->limit_bps >= delay_bps && !l->trying)
        l->limit_bps = KR_BWE_NO_LIMIT;
}

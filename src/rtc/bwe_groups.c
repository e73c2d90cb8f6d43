/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/bwe_groups.h"

enum {
    BACKWARDS_MOST = 3,
    STEP_MOST_US = 3000000, /* after such a pause nothing is to be learned from the distance */
};

void kr_bwe_groups_init(struct kr_bwe_groups *g)
{
    *g = (struct kr_bwe_groups){0};
}

/* Section 5.2: sent in one burst, or delivered in one after something in the way had held them back. */
static bool belongs(const struct kr_bwe_group *now, int64_t sent_us, int64_t arrival_us)
{
    int64_t arrival = arrival_us - now->arrival_us, sent = sent_us - now->sent_us;
    if (sent_us - now->first_sent_us <= KR_BWE_BURST_US)
        return true;
    return arrival <= KR_BWE_BURST_US && arrival - sent < 0 && arrival_us - now->first_arrival_us < KR_BWE_BURST_MOST_US &&
           sent_us - now->first_sent_us < KR_BWE_BURST_MOST_US;
}

static void extend(struct kr_bwe_group *now, int64_t sent_us, int64_t arrival_us)
{
    now->sent_us = sent_us > now->sent_us ? sent_us : now->sent_us;
    now->arrival_us = arrival_us > now->arrival_us ? arrival_us : now->arrival_us;
}

/* The step from the group before to the one that is complete now, if there is anything to be learned from it. */
static bool measure(struct kr_bwe_groups *g, struct kr_bwe_step *step)
{
    *step = (struct kr_bwe_step){
        .sent_us = g->now.sent_us - g->before.sent_us,
        .arrival_us = g->now.arrival_us - g->before.arrival_us,
        .at_us = g->now.arrival_us,
    };
    if (step->arrival_us < 0) {
        g->backwards++;
        return false;
    }
    g->backwards = 0;
    return step->arrival_us < STEP_MOST_US && step->sent_us < STEP_MOST_US;
}

bool kr_bwe_groups_packet(struct kr_bwe_groups *g, int64_t sent_us, int64_t arrival_us, uint16_t bytes, struct kr_bwe_step *step)
{
    bool ended = false;
    if (g->has_now && sent_us < g->now.first_sent_us)
        return false;
    if (g->has_now && belongs(&g->now, sent_us, arrival_us)) {
        extend(&g->now, sent_us, arrival_us);
        g->now.bytes += bytes;
        return false;
    }
    if (g->has_now && g->has_before)
        ended = measure(g, step);
    if (g->backwards >= BACKWARDS_MOST) {
        kr_bwe_groups_init(g);
    } else if (g->has_now && !g->backwards) {
        g->before = g->now;
        g->has_before = true;
    }
    g->now = (struct kr_bwe_group){sent_us, sent_us, arrival_us, arrival_us, bytes};
    g->has_now = true;
    return ended;
}

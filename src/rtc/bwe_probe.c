/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/bwe_probe.h"

enum {
    SECOND_US = 1000000,
    ARRIVED_LEAST = 4,       /* fewer tell nothing about a rate */
    SOON_US = 1000000,       /* until the next after one that told nothing */
};
#define ARRIVED_SHARE 0.5    /* of the packets: the path may lose many by itself */
#define REACHED 0.9          /* of the rate sent: the path was not full */
#define BELOW_FULL 0.95      /* of a full path's rate, so that its queue can drain */
#define BUNCHED 2.0          /* arrived so much faster than sent: something held them back, the rate tells nothing */

void kr_bwe_probe_init(struct kr_bwe_probe *p)
{
    *p = (struct kr_bwe_probe){.wait_us = KR_BWE_PROBE_WAIT_US};
}

void kr_bwe_probe_begin(struct kr_bwe_probe *p, uint64_t target_bps, uint64_t now_us)
{
    *p = (struct kr_bwe_probe){
        .stage = KR_BWE_PROBE_SENDING, .cluster = p->cluster == UINT8_MAX ? 1 : (uint8_t)(p->cluster + 1),
        .target_bps = target_bps, .began_us = now_us, .wait_us = p->wait_us,
    };
}

static bool long_enough(const struct kr_bwe_probe *p, uint64_t now_us)
{
    return now_us - p->began_us >= KR_BWE_PROBE_US && p->packets >= KR_BWE_PROBE_PACKETS;
}

uint64_t kr_bwe_probe_bytes(const struct kr_bwe_probe *p, uint64_t now_us)
{
    if (p->stage != KR_BWE_PROBE_SENDING || long_enough(p, now_us))
        return 0;
    uint64_t due = p->target_bps * (now_us - p->began_us) / 8 / SECOND_US;
    return due > p->bytes ? due - p->bytes : 0;
}

uint8_t kr_bwe_probe_sent(struct kr_bwe_probe *p, uint16_t bytes, uint64_t now_us)
{
    if (p->stage == KR_BWE_PROBE_SENDING && long_enough(p, now_us)) {
        p->stage = KR_BWE_PROBE_WAITING;
        p->ended_us = now_us;
    }
    if (p->stage != KR_BWE_PROBE_SENDING)
        return 0;
    p->packets++;
    p->bytes += bytes;
    p->last_sent_us = now_us;
    return p->cluster;
}

static void widen(struct kr_bwe_probe_end *e, bool first, int64_t at_us, uint16_t bytes)
{
    if (first || at_us < e->first_us) {
        e->first_us = at_us;
        e->first_bytes = bytes;
    }
    if (first || at_us >= e->last_us) {
        e->last_us = at_us;
        e->last_bytes = bytes;
    }
}

void kr_bwe_probe_reported(struct kr_bwe_probe *p, uint8_t cluster, bool arrived, uint16_t bytes, int64_t sent_us, int64_t arrival_us)
{
    if (p->stage == KR_BWE_PROBE_IDLE || cluster != p->cluster)
        return;
    p->reported++;
    if (!arrived)
        return;
    widen(&p->sent, !p->arrived, sent_us, bytes);
    widen(&p->arrival, !p->arrived, arrival_us, bytes);
    p->arrived++;
    p->arrived_bytes += bytes;
}

/* What was sent in a span without its last packet, what arrived without its first: between n packets lie n - 1 gaps. */
static uint64_t measure(const struct kr_bwe_probe *p)
{
    int64_t sent_us = p->sent.last_us - p->sent.first_us, arrival_us = p->arrival.last_us - p->arrival.first_us;
    if (p->arrived < ARRIVED_LEAST || p->arrived < ARRIVED_SHARE * p->packets || sent_us <= 0 || arrival_us <= 0)
        return 0;
    double sent = (double)(p->arrived_bytes - p->sent.last_bytes) / (double)sent_us;
    double arrived = (double)(p->arrived_bytes - p->arrival.first_bytes) / (double)arrival_us;
    double ratio = arrived / sent, whole = sent * p->packets / p->arrived * 8 * SECOND_US;
    if (ratio > BUNCHED)
        return 0;
    if (ratio >= REACHED)
        return (uint64_t)(ratio < 1 ? whole * ratio : whole);
    return (uint64_t)(whole * ratio * BELOW_FULL);
}

static void schedule(struct kr_bwe_probe *p, uint64_t rate_bps, uint64_t now_us)
{
    if ((double)rate_bps >= REACHED * (double)p->target_bps) {
        p->wait_us = KR_BWE_PROBE_WAIT_US;
        p->next_us = now_us;
        return;
    }
    p->next_us = now_us + (rate_bps ? p->wait_us : SOON_US);
    if (rate_bps)
        p->wait_us = p->wait_us * 2 < KR_BWE_PROBE_WAIT_MOST_US ? p->wait_us * 2 : KR_BWE_PROBE_WAIT_MOST_US;
}

bool kr_bwe_probe_result(struct kr_bwe_probe *p, uint64_t *rate_bps, uint64_t now_us)
{
    if (p->stage == KR_BWE_PROBE_SENDING && long_enough(p, now_us)) {
        p->stage = KR_BWE_PROBE_WAITING;
        p->ended_us = now_us;
    }
    bool late = now_us - p->began_us > KR_BWE_PROBE_TIMEOUT_US + KR_BWE_PROBE_US;
    if (p->stage == KR_BWE_PROBE_IDLE || !(late || (p->stage == KR_BWE_PROBE_WAITING && p->reported == p->packets)))
        return false;
    *rate_bps = measure(p);
    schedule(p, *rate_bps, now_us);
    p->stage = KR_BWE_PROBE_IDLE;
    return true;
}

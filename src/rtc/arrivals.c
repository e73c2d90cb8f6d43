/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/arrivals.h"

#include "wire/rtcp.h"

enum {
    NOT_ARRIVED = 0,
    REPORT_MOST = 400, /* statuses in one packet: at worst 2 bytes of delta each and 2 of chunk for 7, below one MTU */
};

static uint32_t *slot(struct kr_arrivals *a, uint64_t seq)
{
    return &a->at_us[seq % KR_ARRIVALS_WINDOW];
}

void kr_arrivals_init(struct kr_arrivals *a)
{
    *a = (struct kr_arrivals){0};
}

/* Makes seq the highest; what lies between is missing so far, what falls out of the window is never reported. */
static void advance(struct kr_arrivals *a, uint64_t seq)
{
    uint64_t from = seq - a->end >= KR_ARRIVALS_WINDOW ? seq - KR_ARRIVALS_WINDOW + 1 : a->end;
    for (uint64_t s = from; s <= seq; s++)
        *slot(a, s) = NOT_ARRIVED;
    a->end = seq + 1;
    if (a->end - a->next > KR_ARRIVALS_WINDOW)
        a->next = a->end - KR_ARRIVALS_WINDOW;
}

void kr_arrivals_packet(struct kr_arrivals *a, uint16_t transport_seq, uint32_t ssrc, uint64_t now_us)
{
    uint64_t seq = kr_seq_widen(&a->seq, transport_seq);
    if (!a->next)
        a->next = a->end = seq;
    if (seq >= a->end)
        advance(a, seq);
    else if (a->end - seq > KR_ARRIVALS_WINDOW || *slot(a, seq) != NOT_ARRIVED)
        return; /* too old, or a duplicate */
    *slot(a, seq) = (uint32_t)now_us != NOT_ARRIVED ? (uint32_t)now_us : 1;
    a->media_ssrc = ssrc;
    if (seq < a->next) /* was reported as lost, but was only late: told again from there */
        a->next = seq;
}

uint64_t kr_arrivals_due_us(const struct kr_arrivals *a)
{
    if (a->next == a->end)
        return UINT64_MAX;
    return a->last_feedback_us + (a->end - a->next >= KR_ARRIVALS_BATCH ? 0 : KR_ARRIVALS_INTERVAL_US);
}

/* What is told of arrived less than half an hour (2^31 us) ago. Negative: not at all. */
static int64_t arrival_us(uint32_t at_us, uint64_t now_us)
{
    return at_us == NOT_ARRIVED ? -1 : (int64_t)now_us + (int32_t)(at_us - (uint32_t)now_us);
}

int kr_arrivals_write(struct kr_arrivals *a, uint32_t sender_ssrc, struct kr_writer *w, uint64_t now_us)
{
    int64_t at_us[REPORT_MOST];
    size_t n = a->end - a->next < REPORT_MOST ? (size_t)(a->end - a->next) : REPORT_MOST;
    if (!n)
        return 0;
    for (size_t i = 0; i < n; i++)
        at_us[i] = arrival_us(*slot(a, a->next + i), now_us);
    size_t written =
        kr_rtcp_write_twcc(w, sender_ssrc, a->media_ssrc, (uint16_t)a->next, a->feedback_count, at_us, n);
    if (w->failed || !written)
        return 0;
    a->feedback_count++;
    a->next += written;
    a->last_feedback_us = now_us;
    return 1;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Congestion control feedback (RFC 8888) into the same estimator: it reports stream by stream, the estimator wants packets in
 * the order in which they were sent. Marks of ECN are not used: nothing is sent with ECN.
 */
#include "rtc/bwe_reading.h"
#include "wire/ccfb.h"

struct gathered {
    const struct kr_bwe *b;
    const struct kr_bwe_streams *streams;
    struct kr_bwe_status s[KR_CCFB_STATUSES]; /* at_us: before the report's time, negative */
    size_t n;
};

static void on_status(void *arg, const struct kr_ccfb_status *s)
{
    struct gathered *g = arg;
    uint64_t number;
    if (kr_bwe_streams_find(g->streams, s->ssrc, s->seq, g->b->history.next, &number))
        g->s[g->n++] = (struct kr_bwe_status){.seq = number, .arrived = s->arrived, .timed = s->timed, .at_us = -(int64_t)s->before_us};
}

/* Shell's sort (gaps of Ciura, 2001): a few hundred, in runs that are in order already, and no order makes it slow. */
static void sort(struct kr_bwe_status *s, size_t n)
{
    static const size_t gaps[] = {301, 132, 57, 23, 10, 4, 1};
    for (size_t g = 0; g < sizeof gaps / sizeof *gaps; g++)
        for (size_t i = gaps[g]; i < n; i++) {
            struct kr_bwe_status moved = s[i];
            size_t at = i;
            for (; at >= gaps[g] && s[at - gaps[g]].seq > moved.seq; at -= gaps[g])
                s[at] = s[at - gaps[g]];
            s[at] = moved;
        }
}

int kr_bwe_ccfb(struct kr_bwe *b, const struct kr_bwe_streams *streams, const struct kr_rtcp *part, uint64_t now_us)
{
    struct gathered g = {.b = b, .streams = streams};
    struct kr_bwe_reading r = {.b = b, .now_us = now_us};
    uint32_t report_time;
    int64_t remote_us;
    if (kr_bwe_reading_flooded(b, now_us))
        return KR_E_LIMITED;
    if (kr_ccfb_each(part, &report_time, on_status, &g)) {
        b->n_malformed++;
        return KR_E_MALFORMED;
    }
    /* Streams of somebody else, or packets never sent. */
    int err = g.n ? kr_bwe_reading_clock(b, report_time, now_us, &remote_us) : KR_E_STATE;
    if (err) {
        b->n_refused++;
        return err;
    }
    sort(g.s, g.n);
    for (size_t i = 0; i < g.n; i++) {
        g.s[i].at_us += remote_us;
        kr_bwe_reading_take(&r, &g.s[i]);
    }
    kr_bwe_reading_end(&r, g.s[g.n - 1].seq + 1);
    return 0;
}

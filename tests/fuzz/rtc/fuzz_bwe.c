/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Feedback of all kinds about packets that were sent or not, in any order. Input: records of a kind, two bytes and, for
 * feedback, as many bytes as the second of them says. The first record's kind also says which feedback was agreed on. Whatever
 * is told, the estimate stays within its bounds, padding within what a probe may ask, and feedback that is refused has moved
 * nothing.
 */
#include <stdlib.h>

#include "base/assert.h"
#include "rtc/bwe.h"
#include "wire/ccfb.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SEND, WAIT, FEEDBACK, CCFB, REPORT, REMB, KINDS, SSRC = 9, MS = 1000 };

static struct kr_bwe_streams streams;

static void feed(struct kr_bwe *b, bool ccfb, struct kr_span fci, uint64_t now_us)
{
    struct kr_rtcp part = {.type = KR_RTCP_RTPFB, .count = ccfb ? KR_RTPFB_CCFB : KR_RTPFB_TRANSPORT_CC, .media_ssrc = SSRC, .body = fci};
    uint64_t rate = kr_bwe_rate_bps(b), read = b->n_read;
    struct kr_bwe_loss loss = b->loss;
    if (ccfb ? kr_bwe_ccfb(b, &streams, &part, now_us) : kr_bwe_feedback(b, &part, now_us)) {
        kr_assert(b->n_read == read && kr_bwe_rate_bps(b) == rate);
        kr_assert(loss.limit_bps == b->loss.limit_bps && loss.window.packets == b->loss.window.packets);
    }
}

static void send(struct kr_bwe *b, size_t len, uint64_t now_us)
{
    uint64_t number = b->history.next;
    kr_bwe_streams_sent(&streams, SSRC + number % 2, (uint16_t)(number / 2), number);
    kr_bwe_sent(b, len, now_us);
}

/* One record; returns the time after it. */
static uint64_t step(struct kr_bwe *b, uint8_t kind, uint8_t much, uint8_t more, struct kr_reader *r, uint64_t now_us)
{
    bool reports = b->how == KR_BWE_REPORTS;
    switch (kind % KINDS) {
    case SEND:
        for (int i = 0; i < much; i++, now_us += more * 100)
            send(b, 40 + 10 * (size_t)more % 1400, now_us);
        return now_us;
    case WAIT:
        return now_us + (uint64_t)much * more * MS;
    case REPORT:
        now_us += (uint64_t)much * 10 * MS;
        if (reports)
            kr_bwe_report(b, &(struct kr_bwe_report){.packets = much, .lost = more, .rtt_us = UINT64_C(1) << more % 64}, now_us);
        return now_us;
    case REMB:
        if (reports)
            (void)!kr_bwe_remb(b, (uint64_t)more << much % 64, now_us);
        return now_us + MS;
    default: {
        size_t len = kr_reader_left(r) < more ? kr_reader_left(r) : more;
        const uint8_t *p = kr_read_bytes(r, len);
        now_us += (uint64_t)much * MS;
        if (p && !reports)
            feed(b, kind % KINDS == CCFB, (struct kr_span){p, len}, now_us);
        return now_us;
    }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct kr_bwe b;
    struct kr_reader r = kr_reader_of(data, size);
    uint64_t now_us = 10000000;
    kr_bwe_init(&b, KR_BWE_START_BPS);
    streams = (struct kr_bwe_streams){0};
    if (size && data[0] / KINDS % 3 == 1)
        kr_bwe_expect_ccfb(&b);
    if (size && data[0] / KINDS % 3 == 2)
        kr_bwe_expect_reports(&b);
    kr_bwe_want(&b, 5000000);
    while (kr_reader_left(&r) >= 3) {
        uint8_t kind = kr_read_u8(&r), much = kr_read_u8(&r), more = kr_read_u8(&r);
        now_us = step(&b, kind, much, more, &r, now_us);
        kr_bwe_service(&b, now_us);
        kr_assert(kr_bwe_rate_bps(&b) >= KR_BWE_LEAST_BPS && kr_bwe_rate_bps(&b) <= KR_BWE_MOST_BPS);
        kr_assert(b.loss.own >= 0 && b.loss.own <= 1);
        for (int i = 0; i < 5; i++, now_us += 5 * MS)
            kr_assert(kr_bwe_padding_bytes(&b, now_us) <= (uint64_t)KR_BWE_MOST_BPS);
    }
    kr_bwe_fini(&b);
    return 0;
}

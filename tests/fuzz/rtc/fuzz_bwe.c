/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Feedback about packets that were sent or not. Input: records of a kind, two bytes and, for feedback, as many bytes as the
 * second of them says. Whatever is told, the estimate stays within its bounds, padding within what a probe may ask, and
 * feedback that is refused has moved nothing.
 */
#include <stdlib.h>

#include "base/assert.h"
#include "rtc/bwe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SEND, WAIT, FEEDBACK, KINDS, MS = 1000 };

static void feed(struct kr_bwe *b, struct kr_span fci, uint64_t now_us)
{
    struct kr_rtcp part = {.type = KR_RTCP_RTPFB, .count = KR_RTPFB_TRANSPORT_CC, .body = fci};
    uint64_t rate = kr_bwe_rate_bps(b), read = b->n_read;
    struct kr_bwe_loss loss = b->loss;
    if (kr_bwe_feedback(b, &part, now_us)) {
        kr_assert(b->n_read == read && kr_bwe_rate_bps(b) == rate);
        kr_assert(loss.limit_bps == b->loss.limit_bps && loss.window.packets == b->loss.window.packets);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct kr_bwe b;
    struct kr_reader r = kr_reader_of(data, size);
    uint64_t now_us = 10000000;
    kr_bwe_init(&b, KR_BWE_START_BPS);
    kr_bwe_want(&b, 5000000);
    while (kr_reader_left(&r) >= 3) {
        uint8_t kind = kr_read_u8(&r), much = kr_read_u8(&r), more = kr_read_u8(&r);
        switch (kind % KINDS) {
        case SEND:
            for (int i = 0; i < much; i++, now_us += more * 100)
                kr_bwe_sent(&b, 40 + 10 * (size_t)more % 1400, now_us);
            break;
        case WAIT:
            now_us += (uint64_t)much * more * MS;
            break;
        default: {
            size_t len = kr_reader_left(&r) < more ? kr_reader_left(&r) : more;
            const uint8_t *p = kr_read_bytes(&r, len);
            if (p)
                feed(&b, (struct kr_span){p, len}, now_us += much * MS);
        }
        }
        kr_bwe_service(&b, now_us);
        kr_assert(kr_bwe_rate_bps(&b) >= KR_BWE_LEAST_BPS && kr_bwe_rate_bps(&b) <= KR_BWE_MOST_BPS);
        kr_assert(b.loss.own >= 0 && b.loss.own <= 1);
        for (int i = 0; i < 5; i++, now_us += 5 * MS)
            kr_assert(kr_bwe_padding_bytes(&b, now_us) <= (uint64_t)KR_BWE_MOST_BPS);
    }
    kr_bwe_fini(&b);
    return 0;
}

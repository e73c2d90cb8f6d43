/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/ccfb.h"

#include "wire/rtcp_write.h"

/*
 * RFC 8888 section 3.1, behind the SSRC of who reports; the first stream's SSRC stands where other feedback has that of the
 * media source:
 *
 *   |                   SSRC of 1st RTP Stream                      |
 *   |          begin_seq            |          num_reports          |
 *   |R|ECN|  Arrival time offset    | ...                           .
 *   .                                                               .
 *   |                        Report Timestamp                       |
 */
enum {
    RANGE_BYTES = 4, METRIC_BYTES = 2, TIME_BYTES = 4,
    RECEIVED = 0x8000, ATO_MASK = 0x1fff, ATO_TOO_LONG = 0x1ffe, ATO_UNKNOWN = 0x1fff,
    SECOND_US = 1000000, ATO_A_SECOND = 1024, TIME_A_SECOND = 65536,
};

static void tell(uint32_t ssrc, uint16_t seq, uint16_t metric, void (*seen)(void *arg, const struct kr_ccfb_status *s), void *arg)
{
    uint16_t ato = metric & ATO_MASK;
    struct kr_ccfb_status s = {.ssrc = ssrc, .seq = seq, .arrived = metric & RECEIVED};
    s.timed = s.arrived && ato <= KR_CCFB_ATO_MOST;
    s.before_us = s.timed ? (uint32_t)((uint64_t)ato * SECOND_US / ATO_A_SECOND) : 0;
    seen(arg, &s);
}

/* All blocks; seen NULL: they are only checked. */
static int walk(const struct kr_rtcp *p, void (*seen)(void *arg, const struct kr_ccfb_status *s), void *arg)
{
    struct kr_reader r = kr_reader_of(p->body.data, p->body.len - TIME_BYTES);
    uint32_t ssrc = p->media_ssrc, left = KR_CCFB_STATUSES;
    do {
        uint16_t begin = kr_read_be16(&r), n = kr_read_be16(&r);
        if (n > left)
            return KR_E_TOO_LARGE;
        left -= n;
        const uint8_t *metrics = kr_read_bytes(&r, ((size_t)n + n % 2) * METRIC_BYTES); /* filled up to whole words */
        if (!metrics)
            return KR_E_MALFORMED;
        for (uint16_t i = 0; seen && i < n; i++)
            tell(ssrc, (uint16_t)(begin + i), kr_get_be16(metrics + (size_t)i * METRIC_BYTES), seen, arg);
        if (!kr_reader_left(&r))
            return 0;
        ssrc = kr_read_be32(&r);
    } while (kr_reader_left(&r) >= RANGE_BYTES);
    return KR_E_MALFORMED;
}

int kr_ccfb_each(const struct kr_rtcp *p, uint32_t *report_time, void (*seen)(void *arg, const struct kr_ccfb_status *s), void *arg)
{
    if (p->type != KR_RTCP_RTPFB || p->count != KR_RTPFB_CCFB || p->body.len % 4 || p->body.len < RANGE_BYTES + TIME_BYTES)
        return KR_E_MALFORMED;
    int err = walk(p, NULL, NULL);
    if (err)
        return err;
    *report_time = kr_get_be32(p->body.data + p->body.len - TIME_BYTES);
    return walk(p, seen, arg);
}

static uint16_t metric_of(int64_t at_us, int64_t now_us)
{
    if (at_us < 0)
        return 0;
    if (at_us > now_us)
        return RECEIVED | ATO_UNKNOWN;
    uint64_t ato = (uint64_t)(now_us - at_us) * ATO_A_SECOND / SECOND_US;
    return (uint16_t)(RECEIVED | (ato > KR_CCFB_ATO_MOST ? ATO_TOO_LONG : ato));
}

void kr_ccfb_write(struct kr_writer *w, uint32_t sender, const struct kr_ccfb_range *ranges, size_t n, int64_t now_us)
{
    struct kr_rtcp_begun part = kr_rtcp_begin(w, KR_RTCP_RTPFB, KR_RTPFB_CCFB);
    kr_write_be32(w, sender);
    for (size_t i = 0; i < n; i++) {
        kr_write_be32(w, ranges[i].ssrc);
        kr_write_be16(w, ranges[i].begin);
        kr_write_be16(w, (uint16_t)ranges[i].n);
        for (size_t k = 0; k < ranges[i].n; k++)
            kr_write_be16(w, metric_of(ranges[i].at_us[k], now_us));
        if (ranges[i].n % 2)
            kr_write_be16(w, 0);
    }
    kr_write_be32(w, (uint32_t)((uint64_t)now_us * TIME_A_SECOND / SECOND_US));
    kr_rtcp_end(w, part);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/receive.h"

enum {
    SECOND_US = 1000000,
    TURN = 0x10000,            /* kr_seq starts one turn up, RFC 3550's count of cycles at none */
    LOST_MOST = 0x7fffff,      /* RFC 3550 6.4.1: 24 bits, signed */
    LOST_LEAST = -0x800000,
    RTT_MOST_US = 60 * SECOND_US, /* longer is no round trip, but a report that is wrong */
};

/* us in units of hz a second, without overflow in the life of a machine. */
static uint64_t units_of_us(uint64_t us, uint64_t hz)
{
    return us / SECOND_US * hz + us % SECOND_US * hz / SECOND_US;
}

void kr_receive_init(struct kr_receive *r, uint32_t ssrc, uint32_t clock_hz)
{
    *r = (struct kr_receive){.ssrc = ssrc, .clock_hz = clock_hz};
}

/* RFC 3550 A.8; transit times differ from the true ones by an unknown constant, and count modulo 2^32. */
static void update_jitter(struct kr_receive *r, uint32_t timestamp, uint64_t now_us)
{
    uint32_t transit = (uint32_t)units_of_us(now_us, r->clock_hz) - timestamp;
    if (r->packets) {
        int64_t d = (int32_t)(transit - (uint32_t)r->last_transit);
        r->jitter += ((double)(d < 0 ? -d : d) - r->jitter) / 16;
    }
    r->last_transit = transit;
}

void kr_receive_packet(struct kr_receive *r, uint64_t seq, uint32_t timestamp, size_t bytes, uint64_t now_us)
{
    update_jitter(r, timestamp, now_us);
    if (!r->packets)
        r->base = r->highest = seq;
    if (seq < r->base && !r->expected_before) /* the first packets came out of order, and nothing was reported yet */
        r->base = seq;
    if (seq > r->highest)
        r->highest = seq;
    r->packets++;
    r->bytes += bytes;
}

void kr_receive_sr(struct kr_receive *r, const struct kr_rtcp_sender_info *info, uint64_t now_us)
{
    r->has_sr = true;
    r->sr = *info;
    r->sr_at_us = now_us;
}

/* RFC 3550 A.3 */
static uint8_t fraction_lost(uint64_t expected, uint64_t received)
{
    if (received >= expected)
        return 0;
    uint64_t fraction = (expected - received) * 256 / expected;
    return fraction > UINT8_MAX ? UINT8_MAX : (uint8_t)fraction;
}

static int32_t cumulative_lost(uint64_t expected, uint64_t received)
{
    int64_t lost = (int64_t)expected - (int64_t)received;
    if (lost > LOST_MOST)
        return LOST_MOST;
    return lost < LOST_LEAST ? LOST_LEAST : (int32_t)lost;
}

struct kr_rtcp_report kr_receive_report(struct kr_receive *r, uint64_t now_us)
{
    struct kr_rtcp_report report = {.ssrc = r->ssrc, .jitter = (uint32_t)r->jitter};
    if (r->has_sr) {
        report.last_sr = (uint32_t)(r->sr.ntp >> 16);
        report.delay_since_sr = (uint32_t)units_of_us(now_us - r->sr_at_us, 1 << 16);
    }
    if (!r->packets)
        return report;
    uint64_t expected = r->highest - r->base + 1;
    report.fraction_lost = fraction_lost(expected - r->expected_before, r->packets - r->packets_before);
    report.cumulative_lost = cumulative_lost(expected, r->packets);
    report.highest_seq = (uint32_t)(r->highest - TURN);
    r->expected_before = expected;
    r->packets_before = r->packets;
    return report;
}

bool kr_receive_clock(const struct kr_receive *r, uint64_t now_us, uint64_t *ntp, uint32_t *rtp)
{
    if (!r->has_sr)
        return false;
    uint64_t elapsed_us = now_us - r->sr_at_us;
    *ntp = r->sr.ntp + kr_ntp_of_us(elapsed_us);
    *rtp = r->sr.rtp + (uint32_t)units_of_us(elapsed_us, r->clock_hz);
    return true;
}

uint64_t kr_report_rtt_us(const struct kr_rtcp_report *report, uint64_t now_ntp)
{
    if (!report->last_sr)
        return 0;
    /* In 1/65536 s, modulo 2^32; a negative one comes from rounding or from a liar. */
    int32_t rtt = (int32_t)((uint32_t)(now_ntp >> 16) - report->last_sr - report->delay_since_sr);
    uint64_t us = rtt > 0 ? (uint64_t)rtt * SECOND_US >> 16 : 1;
    return rtt < 0 || us > RTT_MOST_US ? 0 : us;
}

uint64_t kr_ntp_of_us(uint64_t us)
{
    return us / SECOND_US << 32 | (us % SECOND_US << 32) / SECOND_US;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/receive.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rtc/seq.h"

enum { HZ = 90000, SECOND = 1000000, TURN = 0x10000 };

static struct kr_receive stream(void)
{
    struct kr_receive r;
    kr_receive_init(&r, 0xabcd, HZ);
    return r;
}

static void receive(struct kr_receive *r, uint64_t seq)
{
    kr_receive_packet(r, seq, 0, 100, 0);
}

/* RFC 3550 A.3, by intervals: what came, and the report that follows. */
static void loss_is_counted_by_interval(void **state)
{
    struct kr_receive r = stream();
    struct kr_rtcp_report report = kr_receive_report(&r, 0);
    assert_int_equal(report.ssrc, 0xabcd);
    assert_int_equal(report.fraction_lost, 0);
    assert_int_equal(report.highest_seq, 0);

    const uint64_t first = TURN + 65530;
    for (uint64_t i = 0; i < 100; i++)
        if (i % 4 != 1) /* a quarter is lost */
            receive(&r, first + i);
    report = kr_receive_report(&r, 0);
    assert_int_equal(report.fraction_lost, 64);
    assert_int_equal(report.cumulative_lost, 25);
    assert_int_equal(report.highest_seq, 65530 + 99); /* one cycle, and 93 */

    report = kr_receive_report(&r, 0); /* nothing came */
    assert_int_equal(report.fraction_lost, 0);
    assert_int_equal(report.cumulative_lost, 25);

    for (uint64_t i = 0; i < 100; i++) /* late ones come after all: more came than were expected */
        if (i % 4 == 1)
            receive(&r, first + i);
    receive(&r, first + 100);
    report = kr_receive_report(&r, 0);
    assert_int_equal(report.fraction_lost, 0);
    assert_int_equal(report.cumulative_lost, 0);

    receive(&r, first + 100 + 10000); /* nearly all lost */
    report = kr_receive_report(&r, 0);
    assert_int_equal(report.fraction_lost, 255);
    assert_int_equal(report.cumulative_lost, 9999);
    assert_int_equal(r.bytes, 102 * 100);
}

static void all_lost_but_none_wrapped(void **state)
{
    struct kr_receive r = stream();
    receive(&r, TURN);
    receive(&r, TURN + UINT64_C(20000000));
    assert_int_equal(kr_receive_report(&r, 0).cumulative_lost, 0x7fffff); /* 24 bits, signed: it stays at the end */
    r = stream();
    for (int i = 0; i < 100; i++)
        receive(&r, TURN);
    assert_int_equal(kr_receive_report(&r, 0).cumulative_lost, -99); /* duplicates count as received */
}

static void the_first_packets_may_be_swapped(void **state)
{
    struct kr_receive r = stream();
    receive(&r, TURN + 1);
    receive(&r, TURN);
    receive(&r, TURN + 2);
    struct kr_rtcp_report report = kr_receive_report(&r, 0);
    assert_int_equal(report.cumulative_lost, 0);
    assert_int_equal(report.highest_seq, 2);
}

static void highest_counts_the_turns(void **state)
{
    struct kr_receive r = stream();
    struct kr_seq s = {0};
    uint64_t n = 0;
    for (uint64_t i = 65000; i < 65000 + 5000000; i++, n++)
        receive(&r, kr_seq_widen(&s, (uint16_t)i));
    struct kr_rtcp_report report = kr_receive_report(&r, 0);
    assert_int_equal(report.highest_seq, 65000 + 5000000 - 1);
    assert_int_equal(report.cumulative_lost, 0);
    assert_int_equal(r.packets, n);
}

/* RFC 3550 A.8 in plain numbers, over a turn of the timestamp. */
static void jitter_is_that_of_the_rfc(void **state)
{
    static const int delays_us[] = {0, 5000, 1000, 9000, 0, 20000, 3000};
    struct kr_receive r = stream();
    double jitter = 0, before = 0;
    for (size_t i = 0; i < 5000; i++) {
        int delay_us = delays_us[i % 7];
        uint32_t timestamp = (uint32_t)(0xfffff000u + i * 3000); /* 30 frames a second */
        uint64_t at_us = 1000000 + i * 100000 / 3 + (uint64_t)delay_us;
        kr_receive_packet(&r, TURN + i, timestamp, 1, at_us);
        double transit = (double)at_us * HZ / SECOND - (double)i * 3000;
        if (i)
            jitter += (fabs(transit - before) - jitter) / 16;
        before = transit;
        assert_true(fabs(r.jitter - jitter) < 2);
    }
    assert_true(jitter > 300);
    assert_in_range(kr_receive_report(&r, 0).jitter, (uint32_t)jitter - 2, (uint32_t)jitter + 2);
}

static void a_steady_stream_has_no_jitter(void **state)
{
    struct kr_receive r;
    kr_receive_init(&r, 1, 48000);
    for (uint64_t i = 0; i < 1000000; i++) /* five and a half hours of Opus, from an hour of uptime on */
        kr_receive_packet(&r, TURN + i, (uint32_t)(i * 960), 80, UINT64_C(3600000000) + i * 20000);
    assert_int_equal(kr_receive_report(&r, 0).jitter, 0);
}

static void a_report_answers_the_last_sr(void **state)
{
    struct kr_receive r = stream();
    struct kr_rtcp_report report = kr_receive_report(&r, 5 * SECOND);
    assert_int_equal(report.last_sr, 0);
    assert_int_equal(report.delay_since_sr, 0);
    const struct kr_rtcp_sender_info info = {.ntp = UINT64_C(0x1122334455667788), .rtp = 1000};
    kr_receive_sr(&r, &info, 5 * SECOND);
    report = kr_receive_report(&r, 5 * SECOND + 250000);
    assert_int_equal(report.last_sr, 0x33445566);
    assert_int_equal(report.delay_since_sr, 65536 / 4);
}

static void the_senders_clock_goes_on(void **state)
{
    struct kr_receive r = stream();
    uint64_t ntp = 1;
    uint32_t rtp = 1;
    assert_false(kr_receive_clock(&r, 7 * SECOND, &ntp, &rtp));
    const struct kr_rtcp_sender_info info = {.ntp = UINT64_C(10) << 32, .rtp = UINT32_MAX - 44999};
    kr_receive_sr(&r, &info, 7 * SECOND);
    assert_true(kr_receive_clock(&r, 7 * SECOND + 1500000, &ntp, &rtp));
    assert_true(ntp == (UINT64_C(11) << 32 | UINT32_C(1) << 31));
    assert_int_equal(rtp, 90000); /* 1.5 s of 90 kHz from 45000 before the turn */
}

static void round_trips_are_told_by_reports(void **state)
{
    static const struct {
        uint32_t now, last_sr, delay; /* in 1/65536 s */
        uint64_t rtt_us;
    } rows[] = {
        {0x20000, 0x10000, 0x8000, 500000},
        {0x00008000, 0xffff8000, 0x8000, 500000}, /* over the turn */
        {0x20000, 0x10000, 0x10000, 1},           /* none that can be seen, but told */
        {0x20000, 0x10000, 0x10001, 0},           /* negative: rounding, or a lie */
        {0x20000, 0, 0, 0},                       /* it has had no SR of ours */
        {0x70000000, 1, 0, 0},                    /* 30,000 s are no round trip */
        {0x10001 + 655, 0x10001, 0, 9994},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct kr_rtcp_report report = {.last_sr = rows[i].last_sr, .delay_since_sr = rows[i].delay};
        assert_true(kr_report_rtt_us(&report, (uint64_t)rows[i].now << 16) == rows[i].rtt_us);
    }
}

static void microseconds_become_ntp(void **state)
{
    assert_true(kr_ntp_of_us(0) == 0);
    assert_true(kr_ntp_of_us(SECOND) == UINT64_C(1) << 32);
    assert_true(kr_ntp_of_us(500000) == UINT64_C(1) << 31);
    assert_true(kr_ntp_of_us(999999) == UINT64_C(0xffffef39));
    assert_true(kr_ntp_of_us(UINT64_C(86400) * 3650 * SECOND) == (UINT64_C(86400) * 3650) << 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loss_is_counted_by_interval),
        cmocka_unit_test(all_lost_but_none_wrapped),
        cmocka_unit_test(the_first_packets_may_be_swapped),
        cmocka_unit_test(highest_counts_the_turns),
        cmocka_unit_test(jitter_is_that_of_the_rfc),
        cmocka_unit_test(a_steady_stream_has_no_jitter),
        cmocka_unit_test(a_report_answers_the_last_sr),
        cmocka_unit_test(the_senders_clock_goes_on),
        cmocka_unit_test(round_trips_are_told_by_reports),
        cmocka_unit_test(microseconds_become_ntp),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

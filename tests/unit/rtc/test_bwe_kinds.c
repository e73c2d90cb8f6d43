/* SPDX-License-Identifier: EUPL-1.2 */
/* Feedback other than transport-wide: RFC 8888, REMB and receiver reports; what is true, and what cannot be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rtc/bwe.h"
#include "rtc/bwe_inbound.h"
#include "rtc/stream_arrivals.h"
#include "wire/ccfb.h"

enum { MS = 1000, S = 1000000, SSRC = 77, BYTES = 1100 };

struct desk {
    struct kr_bwe bwe;
    struct kr_bwe_streams streams;
    struct kr_stream_arrivals arrivals;
    uint64_t now_us;
    uint16_t seq;
};

static int setup(void **state)
{
    struct desk *d = calloc(1, sizeof *d);
    kr_bwe_init(&d->bwe, KR_BWE_START_BPS);
    kr_bwe_expect_ccfb(&d->bwe);
    kr_stream_arrivals_init(&d->arrivals);
    d->now_us = 100 * (uint64_t)S;
    d->seq = 65530;
    *state = d;
    return 0;
}

static int teardown(void **state)
{
    struct desk *d = *state;
    kr_bwe_fini(&d->bwe);
    free(d);
    return 0;
}

/* Two streams by turns, 10 ms apart; every `lose`th is lost. */
static void send_some(struct desk *d, int n, int lose)
{
    for (int i = 0; i < n; i++, d->now_us += 10 * MS) {
        uint32_t ssrc = SSRC + i % 2;
        d->seq = (uint16_t)(d->seq + (i % 2 == 0));
        kr_bwe_streams_sent(&d->streams, ssrc, d->seq, d->bwe.history.next);
        kr_bwe_sent(&d->bwe, BYTES, d->now_us);
        if (!lose || i % lose)
            kr_stream_arrivals_packet(&d->arrivals, ssrc, d->seq, d->now_us + 30 * MS);
    }
}

static int report(struct desk *d)
{
    uint8_t bytes[1400];
    struct kr_writer w = kr_writer_of(bytes, sizeof bytes);
    struct kr_rtcp part;
    assert_int_equal(kr_stream_arrivals_write(&d->arrivals, 1, &w, d->now_us + 30 * MS), 1);
    struct kr_reader r = kr_reader_of(bytes, w.len);
    assert_int_equal(kr_rtcp_next(&part, &r), 1);
    return kr_bwe_ccfb(&d->bwe, &d->streams, &part, d->now_us);
}

static void what_arrives_is_believed(void **state)
{
    struct desk *d = *state;
    for (int i = 0; i < 50; i++) {
        send_some(d, 10, 0);
        assert_int_equal(report(d), 0);
        kr_bwe_service(&d->bwe, d->now_us);
    }
    assert_int_equal(d->bwe.n_read, 50);
    assert_true(kr_bwe_estimate_bps(&d->bwe) > 850000 && kr_bwe_estimate_bps(&d->bwe) < 2000000);
    assert_true(kr_bwe_queue_us(&d->bwe.queue) < 2 * MS);
    assert_true(d->bwe.window.flying == 0);
}

static void what_is_lost_is_seen(void **state)
{
    struct desk *d = *state;
    for (int i = 0; i < 10; i++) {
        send_some(d, 10, 3);
        assert_int_equal(report(d), 0);
    }
    assert_true(d->bwe.loss.limit_bps != KR_BWE_NO_LIMIT);
}

static int feed(struct desk *d, uint32_t ssrc, uint16_t begin, size_t n, int64_t at_us, int64_t now_us)
{
    static int64_t times[700];
    uint8_t bytes[1500];
    for (size_t i = 0; i < n; i++)
        times[i] = at_us;
    struct kr_ccfb_range range = {ssrc, begin, times, n};
    struct kr_writer w = kr_writer_of(bytes, sizeof bytes);
    struct kr_rtcp part;
    kr_ccfb_write(&w, 1, &range, 1, now_us);
    struct kr_reader r = kr_reader_of(bytes, w.len);
    assert_int_equal(kr_rtcp_next(&part, &r), 1);
    return kr_bwe_ccfb(&d->bwe, &d->streams, &part, d->now_us);
}

/* Streams of others, numbers never sent, clocks that jump by hours or run backwards: refused, and nothing moved. */
static void what_cannot_be_changes_nothing(void **state)
{
    struct desk *d = *state;
    send_some(d, 20, 0);
    assert_int_equal(report(d), 0);
    send_some(d, 20, 0);
    struct kr_bwe *before = malloc(sizeof *before);
    *before = d->bwe;
    int64_t now_us = (int64_t)d->now_us;
    assert_int_equal(feed(d, 12345, d->seq, 1, now_us, now_us), KR_E_STATE);
    assert_int_equal(feed(d, SSRC, (uint16_t)(d->seq + 1), 400, now_us, now_us), KR_E_STATE);
    assert_int_equal(feed(d, SSRC, d->seq, 1, now_us, now_us + INT64_C(7200) * S), KR_E_STATE);
    assert_int_equal(feed(d, SSRC, d->seq, 1, 1, now_us - INT64_C(90) * S), KR_E_STATE);
    assert_int_equal(d->bwe.n_refused, 4);
    assert_true(before->aimd.rate_bps == d->bwe.aimd.rate_bps && before->window.flying == d->bwe.window.flying);
    assert_true(before->loss.window.packets == d->bwe.loss.window.packets && before->n_read == d->bwe.n_read);
    assert_int_equal(report(d), 0);
    struct kr_bwe_loss loss = d->bwe.loss;
    assert_int_equal(feed(d, SSRC, (uint16_t)(d->seq - 5), 5, -1, (int64_t)d->now_us), 0); /* takes back what it said */
    assert_memory_equal(&loss, &d->bwe.loss, sizeof loss);
    int limited = 0;
    for (int i = 0; i < 1000; i++)
        limited += feed(d, SSRC, d->seq, 1, (int64_t)d->now_us, (int64_t)d->now_us) == KR_E_LIMITED;
    assert_true(limited >= 1000 - KR_BWE_FEEDBACKS_A_SECOND);
    free(before);
}

/* An offset may say that all arrived at once, or eight seconds ago: the estimate stays within what was sent. */
static void absurd_offsets_stay_bounded(void **state)
{
    struct desk *d = *state;
    for (int i = 0; i < 300; i++) {
        send_some(d, 10, 0);
        int64_t at_us = (int64_t)d->now_us - (i % 3 ? 7 * S : 0);
        int err = feed(d, SSRC, (uint16_t)(d->seq - 4), 5, i % 7 ? at_us : (int64_t)d->now_us + 5 * S, (int64_t)d->now_us);
        assert_true(err == 0 || err == KR_E_STATE);
        kr_bwe_service(&d->bwe, d->now_us);
        assert_in_range(kr_bwe_estimate_bps(&d->bwe), KR_BWE_LEAST_BPS, KR_BWE_MOST_BPS);
    }
}

static void names_of_streams(void **state)
{
    struct kr_bwe_streams *t = calloc(1, sizeof *t);
    uint64_t number = 0, next = 0x10000;
    for (; next < 0x10000 + 300000; next++)
        kr_bwe_streams_sent(t, 1 + (uint32_t)(next % 3), (uint16_t)(next / 3), next);
    for (uint64_t n = next - 2000; n < next; n++) {
        assert_true(kr_bwe_streams_find(t, 1 + (uint32_t)(n % 3), (uint16_t)(n / 3), next, &number));
        assert_true(number == n);
    }
    assert_false(kr_bwe_streams_find(t, 9, (uint16_t)(next / 3), next, &number));
    assert_false(kr_bwe_streams_find(t, 1, (uint16_t)(next / 3 + 5), next, &number));
    assert_false(kr_bwe_streams_find(t, 0, 0, next, &number));
    free(t);
}

/* n seconds of `packets` packets each, of which so many are lost, with this round trip; the receiver may tell its estimate. */
static uint64_t seconds(struct kr_bwe *b, uint64_t *now_us, int n, uint32_t packets, uint32_t lost, uint64_t rtt_us, uint64_t remb_bps)
{
    for (int i = 0; i < n; i++, *now_us += S) {
        for (uint32_t p = 0; p < packets; p++)
            kr_bwe_sent(b, BYTES, *now_us + p * MS);
        kr_bwe_report(b, &(struct kr_bwe_report){packets, lost, rtt_us}, *now_us + S);
        if (remb_bps)
            assert_int_equal(kr_bwe_remb(b, remb_bps, *now_us + S), 0);
    }
    return kr_bwe_estimate_bps(b);
}

static void reports_limit_only_with_a_reason(void **state)
{
    static const struct {
        uint32_t lost; /* of 100 a second: 902 kbit/s */
        uint64_t rtt_us, remb_bps;
        uint64_t least, most; /* after five seconds */
    } rows[] = {
        {0, 50 * MS, 0, KR_BWE_MOST_BPS, KR_BWE_MOST_BPS},
        {5, 50 * MS, 0, KR_BWE_MOST_BPS, KR_BWE_MOST_BPS}, /* between 2 and 10 %: nothing */
        {0, 900 * MS, 0, 300000, 780000},                  /* a queue fills */
        {0, 50 * MS, 400000, 400000, 400000},              /* it says so */
        {0, INT64_C(7200) * S, 0, KR_BWE_MOST_BPS, KR_BWE_MOST_BPS}, /* no round trip takes hours */
        {0, 50 * MS, UINT64_MAX, KR_BWE_MOST_BPS, KR_BWE_MOST_BPS},
        {0, 50 * MS, 1, KR_BWE_LEAST_BPS, KR_BWE_LEAST_BPS},
        {UINT32_MAX, 50 * MS, 0, KR_BWE_LEAST_BPS, KR_BWE_MOST_BPS}, /* more than all is all */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct kr_bwe *b = malloc(sizeof *b);
        uint64_t now_us = 50 * (uint64_t)S;
        kr_bwe_init(b, KR_BWE_START_BPS);
        kr_bwe_expect_reports(b);
        assert_true(seconds(b, &now_us, 3, 100, 0, 50 * MS, rows[i].remb_bps ? 3000000 : 0) >= 3000000);
        assert_in_range(seconds(b, &now_us, 5, 100, rows[i].lost, rows[i].rtt_us, rows[i].remb_bps), rows[i].least, rows[i].most);
        free(b);
    }
}

/* Section 6: above 10 % lost, less by half the share; and up again when nothing is. */
static void loss_lowers_and_its_end_lifts(void **state)
{
    struct kr_bwe *b = malloc(sizeof *b);
    uint64_t now_us = 50 * (uint64_t)S;
    kr_bwe_init(b, KR_BWE_START_BPS);
    kr_bwe_expect_reports(b);
    seconds(b, &now_us, 3, 100, 0, 50 * MS, 0);
    assert_in_range(seconds(b, &now_us, 1, 100, 20, 50 * MS, 0), 902000 * 0.88, 902000 * 0.92);
    uint64_t low = seconds(b, &now_us, 1, 100, 20, 50 * MS, 0);
    assert_true(low < 750000);
    assert_true(seconds(b, &now_us, 10, 60, 0, 50 * MS, 0) > 3 * low / 2);
    free(b);
}

/* Departures that jump, stand still or are another's leave the rate within what arrives. */
static void a_senders_clock_is_not_trusted(void **state)
{
    struct kr_bwe_inbound *b = malloc(sizeof *b);
    kr_bwe_inbound_init(b);
    uint32_t random = 1;
    for (uint64_t i = 0, now_us = 1000 * (uint64_t)S; i < 20000; i++, now_us += 10 * MS) {
        random = random * 1664525 + 1013904223;
        struct kr_bwe_departure d = {.ssrc = random >> 30, .ticks = i % 3 ? random : 0, .bits = i % 2 ? 24 : 32, .tick_hz = i % 2 ? 1 << 18 : 90000};
        d.tick_hz = i % 11 ? d.tick_hz : 0;
        (void)kr_bwe_inbound_packet(b, &d, BYTES, i % 5 ? 0 : UINT64_C(10000) * S, now_us);
        assert_in_range(kr_bwe_inbound_bps(b), KR_BWE_LEAST_BPS, 2000000);
    }
    free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_arrives_is_believed, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_lost_is_seen, setup, teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_changes_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(absurd_offsets_stay_bounded, setup, teardown),
        cmocka_unit_test(names_of_streams),
        cmocka_unit_test(reports_limit_only_with_a_reason),
        cmocka_unit_test(loss_lowers_and_its_end_lifts),
        cmocka_unit_test(a_senders_clock_is_not_trusted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

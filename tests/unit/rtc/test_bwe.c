/* SPDX-License-Identifier: EUPL-1.2 */
/* The estimator as a whole, against feedback that tells what cannot be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rtc/bwe.h"

enum { MS = 1000, S = 1000000, PACKETS = 100, BYTES = 1100 };

struct desk {
    struct kr_bwe bwe;
    uint64_t now_us;
    int64_t arrivals[PACKETS];
};

static int setup(void **state)
{
    struct desk *d = calloc(1, sizeof *d);
    kr_bwe_init(&d->bwe, KR_BWE_START_BPS);
    d->now_us = 100 * (uint64_t)S;
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

/* n packets, 10 ms apart, each arriving 30 ms later on a clock that runs 5000 s ahead. */
static uint16_t send_some(struct desk *d, int n)
{
    uint16_t first = kr_bwe_next_seq(&d->bwe);
    for (int i = 0; i < n; i++, d->now_us += 10 * MS) {
        kr_bwe_sent(&d->bwe, BYTES, d->now_us);
        d->arrivals[i] = (int64_t)d->now_us + 30 * MS + INT64_C(5000) * S;
    }
    return first;
}

static int report(struct desk *d, uint16_t base, const int64_t *at_us, size_t n, int64_t shift_us)
{
    uint8_t bytes[1400];
    int64_t shifted[PACKETS];
    struct kr_writer w = kr_writer_of(bytes, sizeof bytes);
    struct kr_rtcp part;
    for (size_t i = 0; i < n; i++)
        shifted[i] = at_us[i] < 0 ? -1 : at_us[i] + shift_us;
    assert_int_equal(kr_rtcp_write_twcc(&w, 1, 2, base, 0, shifted, n), n);
    struct kr_reader r = kr_reader_of(bytes, w.len);
    assert_int_equal(kr_rtcp_next(&part, &r), 1);
    return kr_bwe_feedback(&d->bwe, &part, d->now_us);
}

/* Everything but the counters. */
static void assert_same(const struct kr_bwe *a, const struct kr_bwe *b)
{
    struct kr_bwe c = *b;
    c.n_malformed = a->n_malformed;
    c.n_refused = a->n_refused;
    c.n_flooded = a->n_flooded;
    c.in_second = a->in_second;
    c.second_us = a->second_us;
    c.clock = a->clock; /* remembers what it did not believe */
    assert_memory_equal(a, &c, sizeof c);
}

static void what_arrives_is_believed(void **state)
{
    struct desk *d = *state;
    uint64_t before = kr_bwe_rate_bps(&d->bwe);
    for (int i = 0; i < 50; i++) {
        uint16_t base = send_some(d, 10);
        assert_int_equal(report(d, base, d->arrivals, 10, 0), 0);
        kr_bwe_service(&d->bwe, d->now_us);
    }
    assert_int_equal(d->bwe.n_read, 50);
    assert_true(kr_bwe_rate_bps(&d->bwe) > before);
    assert_true(kr_bwe_rate_bps(&d->bwe) < 2000000); /* 1.5 times what is sent: nothing more was shown */
    assert_true(kr_bwe_queue_us(&d->bwe.queue) < MS);
}

static void packets_never_sent_change_nothing(void **state)
{
    struct desk *d = *state;
    uint16_t base = send_some(d, 20);
    assert_int_equal(report(d, base, d->arrivals, 10, 0), 0);
    struct kr_bwe *before = malloc(sizeof *before);
    *before = d->bwe;
    static const int offsets[] = {11, 20, 21, 1000, 30000, -1, -1000, -30000};
    for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++)
        assert_int_equal(report(d, (uint16_t)(base + offsets[i]), d->arrivals, 10, 0), KR_E_STATE);
    assert_same(&d->bwe, before);
    assert_int_equal(d->bwe.n_refused, sizeof offsets / sizeof *offsets);
    assert_int_equal(report(d, (uint16_t)(base + 10), d->arrivals + 10, 10, 0), 0);
    free(before);
}

static void the_same_told_again_changes_no_packet(void **state)
{
    struct desk *d = *state;
    uint16_t base = send_some(d, 30);
    assert_int_equal(report(d, base, d->arrivals, 30, 0), 0);
    struct kr_bwe_acked acked = d->bwe.acked;
    struct kr_bwe_loss loss = d->bwe.loss;
    int64_t lost[30];
    memset(lost, 0xff, sizeof lost);
    assert_int_equal(report(d, base, d->arrivals, 30, 0), 0);
    lost[29] = d->arrivals[29];
    assert_int_equal(report(d, base, lost, 30, 0), 0); /* takes back what it said */
    assert_memory_equal(&acked, &d->bwe.acked, sizeof acked);
    assert_memory_equal(&loss, &d->bwe.loss, sizeof loss);
}

static void times_that_jump_change_nothing(void **state)
{
    struct desk *d = *state;
    uint16_t base = send_some(d, 40);
    assert_int_equal(report(d, base, d->arrivals, 10, 0), 0);
    struct kr_bwe *before = malloc(sizeof *before);
    *before = d->bwe;
    assert_int_equal(report(d, (uint16_t)(base + 10), d->arrivals + 10, 10, INT64_C(60) * S), KR_E_STATE);
    assert_int_equal(report(d, (uint16_t)(base + 10), d->arrivals + 10, 10, -INT64_C(600) * S), KR_E_STATE);
    assert_same(&d->bwe, before);
    assert_int_equal(report(d, (uint16_t)(base + 10), d->arrivals + 10, 10, 0), 0);
    free(before);
}

static void floods_are_not_read(void **state)
{
    struct desk *d = *state;
    uint16_t base = send_some(d, 10);
    int limited = 0;
    for (int i = 0; i < 1000; i++)
        limited += report(d, base, d->arrivals, 10, 0) == KR_E_LIMITED;
    assert_int_equal(limited, 1000 - KR_BWE_FEEDBACKS_A_SECOND);
    assert_int_equal(d->bwe.n_flooded, limited);
    d->now_us += S;
    assert_int_equal(report(d, base, d->arrivals, 10, 0), 0);
}

/* Ten bytes that name 65,535 packets. */
static void a_small_packet_names_no_thousands(void **state)
{
    struct desk *d = *state;
    uint8_t fci[] = {0, 0, 0xff, 0xff, 0, 0, 0, 0, 0x1f, 0xff, 0x1f, 0xff, 0x1f, 0xff, 0x1f, 0xff,
                     0x1f, 0xff, 0x1f, 0xff, 0x1f, 0xff, 0x1f, 0xff, 0x1f, 0xff, 0, 0};
    struct kr_rtcp part = {.type = KR_RTCP_RTPFB, .count = KR_RTPFB_TRANSPORT_CC, .body = {fci, sizeof fci}};
    assert_int_equal(kr_bwe_feedback(&d->bwe, &part, d->now_us), KR_E_MALFORMED);
    part.body.len = 7;
    assert_int_equal(kr_bwe_feedback(&d->bwe, &part, d->now_us), KR_E_MALFORMED);
    assert_int_equal(d->bwe.n_malformed, 2);
}

/* What browsers send: run lengths and vectors, a negative delta, padding; read by the numbers they stand for. */
static void feedback_as_browsers_write_it(void **state)
{
    struct desk *d = *state;
    send_some(d, 12);
    /* base 0, 11 statuses; reference 1; vector of 2 bits: 1 1 0 2 1 0 0; run of 4 small deltas. */
    static const uint8_t fci[] = {0, 0, 0, 11, 0, 0, 1, 7, 0xd4, 0x90, 0x20, 0x04,
                                  4, 40, 0xff, 0xfc, 44, 8, 8, 8, 8, 0, 0, 0};
    struct kr_rtcp part = {.type = KR_RTCP_RTPFB, .count = KR_RTPFB_TRANSPORT_CC, .body = {fci, sizeof fci}};
    assert_int_equal(kr_bwe_feedback(&d->bwe, &part, d->now_us), 0);
    static const uint8_t fates[] = {KR_BWE_ARRIVED, KR_BWE_ARRIVED, KR_BWE_LOST, KR_BWE_ARRIVED, KR_BWE_ARRIVED, KR_BWE_LOST,
                                    KR_BWE_LOST, KR_BWE_ARRIVED, KR_BWE_ARRIVED, KR_BWE_ARRIVED, KR_BWE_ARRIVED, KR_BWE_FLYING};
    uint64_t first = kr_bwe_history_widen(&d->bwe.history, 0);
    for (size_t i = 0; i < sizeof fates; i++)
        assert_int_equal(kr_bwe_history_find(&d->bwe.history, first + i)->fate, fates[i]);
}

static void silence_lowers_the_rate(void **state)
{
    struct desk *d = *state;
    uint16_t base = send_some(d, 50);
    assert_int_equal(report(d, base, d->arrivals, 50, 0), 0);
    uint64_t before = kr_bwe_rate_bps(&d->bwe);
    for (int i = 0; i < 500; i++) {
        send_some(d, 1);
        kr_bwe_service(&d->bwe, d->now_us);
    }
    assert_in_range(kr_bwe_rate_bps(&d->bwe), before / 3, before / 4 * 3);
    uint64_t low = kr_bwe_rate_bps(&d->bwe);
    d->now_us += 60 * (uint64_t)S; /* nothing is sent: nothing is to be heard */
    kr_bwe_service(&d->bwe, d->now_us);
    send_some(d, 1);
    kr_bwe_service(&d->bwe, d->now_us);
    assert_true(kr_bwe_rate_bps(&d->bwe) == low);
}

/* A limit from loss that is over goes as soon as more than that arrives whole, though the delay always allowed more. */
static void a_probe_that_arrives_whole_lifts_the_limit_of_loss(void **state)
{
    struct desk *d = *state;
    uint16_t base = send_some(d, 20);
    assert_int_equal(report(d, base, d->arrivals, 20, 0), 0);
    d->bwe.loss.limit_bps = 100000;
    kr_bwe_want(&d->bwe, 3000000);
    for (int i = 0; i < 40 && kr_bwe_estimate_bps(&d->bwe) < 200000; i++) {
        int n = 0;
        base = kr_bwe_next_seq(&d->bwe);
        for (int t = 0; t < 100; t += 5, d->now_us += 5 * MS) {
            kr_bwe_service(&d->bwe, d->now_us);
            while (n < PACKETS && kr_bwe_padding_bytes(&d->bwe, d->now_us) >= 250) {
                kr_bwe_sent(&d->bwe, 250, d->now_us);
                d->arrivals[n++] = (int64_t)d->now_us + 30 * MS + INT64_C(5000) * S;
            }
        }
        if (n) {
            assert_int_equal(report(d, base, d->arrivals, (size_t)n, 0), 0);
        } else {
            base = send_some(d, 1);
            assert_int_equal(report(d, base, d->arrivals, 1, 0), 0);
        }
    }
    assert_true(d->bwe.n_probes > 0);
    assert_true(kr_bwe_estimate_bps(&d->bwe) >= 200000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_arrives_is_believed, setup, teardown),
        cmocka_unit_test_setup_teardown(packets_never_sent_change_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(the_same_told_again_changes_no_packet, setup, teardown),
        cmocka_unit_test_setup_teardown(times_that_jump_change_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(floods_are_not_read, setup, teardown),
        cmocka_unit_test_setup_teardown(a_small_packet_names_no_thousands, setup, teardown),
        cmocka_unit_test_setup_teardown(feedback_as_browsers_write_it, setup, teardown),
        cmocka_unit_test_setup_teardown(a_probe_that_arrives_whole_lifts_the_limit_of_loss, setup, teardown),
        cmocka_unit_test_setup_teardown(silence_lowers_the_rate, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

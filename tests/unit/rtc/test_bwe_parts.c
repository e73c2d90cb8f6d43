/* SPDX-License-Identifier: EUPL-1.2 */
/* The parts of the bandwidth estimation, one formula or decision each, by tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rtc/bwe.h"

enum { MS = 1000, S = 1000000 };

static bool near(double a, double b, double by)
{
    return a - b < by && b - a < by;
}

static void history_knows_what_was_sent(void **state)
{
    struct kr_bwe_history *h = malloc(sizeof *h);
    kr_bwe_history_init(h);
    uint64_t first = kr_bwe_history_widen(h, 0);
    assert_false(kr_bwe_history_sent(h, first, 1));
    for (unsigned i = 0; i < 70000; i++) {
        kr_bwe_history_reserve(h, UINT64_C(1) * i * MS);
        assert_int_equal(kr_bwe_history_add(h, (uint16_t)(100 + i % 7), 0, UINT64_C(1) * i * MS), (uint16_t)i);
    }
    uint64_t last = kr_bwe_history_widen(h, (uint16_t)69999);
    assert_true(last == first + 69999);
    assert_true(kr_bwe_history_sent(h, last, 1));
    assert_false(kr_bwe_history_sent(h, last, 2));
    assert_false(kr_bwe_history_sent(h, last + 1, 1));
    assert_false(kr_bwe_history_sent(h, first - 1, 1));
    assert_true(kr_bwe_history_sent(h, first, 70000));
    assert_null(kr_bwe_history_find(h, last - KR_BWE_HISTORY_PACKETS));
    assert_null(kr_bwe_history_find(h, last + 1));
    struct kr_bwe_packet *p = kr_bwe_history_find(h, last - KR_BWE_HISTORY_PACKETS + 1);
    assert_non_null(p);
    assert_int_equal(p->bytes, 100 + (70000 - KR_BWE_HISTORY_PACKETS) % 7);
    assert_true(kr_bwe_history_sent_us(p, 70000 * MS) == (70000 - KR_BWE_HISTORY_PACKETS) * UINT64_C(1000));
    kr_bwe_history_fini(h);
    free(h);
}

/* Sends n packets, one a millisecond, each reported after so many others. Returns what the ring has grown to. */
static size_t grown_after(unsigned n, unsigned reported_after, uint64_t apart_us)
{
    struct kr_bwe_history *h = malloc(sizeof *h);
    kr_bwe_history_init(h);
    for (unsigned i = 0; i < n; i++) {
        kr_bwe_history_reserve(h, i * apart_us);
        uint64_t seq = kr_bwe_history_widen(h, kr_bwe_history_add(h, (uint16_t)i, 0, i * apart_us));
        if (i < reported_after)
            continue;
        struct kr_bwe_packet *p = kr_bwe_history_find(h, seq - reported_after);
        if (p) {
            assert_int_equal(p->bytes, (uint16_t)(i - reported_after)); /* nothing is mixed up by growing */
            p->fate = KR_BWE_ARRIVED;
        }
    }
    size_t packets = h->packets;
    kr_bwe_history_fini(h);
    free(h);
    return packets;
}

static void history_grows_while_feedback_is_awaited(void **state)
{
    static const struct {
        unsigned n, reported_after;
        uint64_t apart_us;
        size_t packets;
    } cases[] = {
        {5000, 0, MS, KR_BWE_HISTORY_FEW},          {5000, KR_BWE_HISTORY_FEW - 1, MS, KR_BWE_HISTORY_FEW},
        {5000, KR_BWE_HISTORY_FEW, MS, 2 * KR_BWE_HISTORY_FEW}, {200000, 900, MS, 4 * KR_BWE_HISTORY_FEW},
        {200000, 1u << 30, MS, KR_BWE_HISTORY_PACKETS},
        {5000, 1u << 30, KR_BWE_HISTORY_US / KR_BWE_HISTORY_FEW + 1, KR_BWE_HISTORY_FEW}, /* too slow: nobody waits for so long */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(grown_after(cases[i].n, cases[i].reported_after, cases[i].apart_us), cases[i].packets);
}

static void send_times_survive_the_turn_of_their_32_bits(void **state)
{
    struct kr_bwe_packet p = {.sent_us = (uint32_t)UINT64_C(0xfffffff0)};
    assert_true(kr_bwe_history_sent_us(&p, UINT64_C(0x300000010)) == UINT64_C(0x2fffffff0));
}

static void the_clock_turns_over_and_is_not_fooled(void **state)
{
    static const struct {
        int32_t reference;
        uint64_t now_us;
        int result;
        int64_t remote_us; /* if believed */
    } rows[] = {
        {0x7ffffe, 10 * S, 1, INT64_C(0x7ffffe) * 64000},
        {0x7fffff, 10 * S + 64 * MS, 0, INT64_C(0x7fffff) * 64000},
        {-0x800000, 10 * S + 128 * MS, 0, INT64_C(0x800000) * 64000},
        {-0x7fffff, 10 * S + 192 * MS, 0, INT64_C(0x800001) * 64000},
        {1000, 10 * S + 256 * MS, KR_E_STATE, 0},        /* once: not believed */
        {-0x7ffffe, 10 * S + 320 * MS, 0, INT64_C(0x800002) * 64000},
        {-0x7fffff, 10 * S + 321 * MS, 0, INT64_C(0x800001) * 64000}, /* a little back: reordered */
        {2000, 10 * S + 400 * MS, KR_E_STATE, 0},
        {70000, 10 * S + 450 * MS, KR_E_STATE, 0},       /* a second jump, elsewhere */
        {70001, 10 * S + 500 * MS, 1, 0},                /* goes on from there: set anew */
        {70002, 10 * S + 564 * MS, 0, 0},
    };
    struct kr_bwe_clock c;
    kr_bwe_clock_init_transport(&c);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t remote_us = 0;
        assert_int_equal(kr_bwe_clock_read(&c, rows[i].reference, rows[i].now_us, &remote_us), rows[i].result);
        if (rows[i].remote_us)
            assert_true(remote_us == rows[i].remote_us);
    }
}

static void the_rate_that_arrives(void **state)
{
    struct kr_bwe_acked a;
    kr_bwe_acked_init(&a);
    assert_int_equal(kr_bwe_acked_bps(&a), 0);
    int64_t at = -INT64_C(700) * MS; /* the receiver's zero is anywhere */
    for (int i = 0; i < 200; i++, at += 10 * MS)
        kr_bwe_acked_packet(&a, at, 1250);
    assert_true(near((double)kr_bwe_acked_bps(&a), 1e6, 1e4));
    for (int i = 0; i < 30; i++, at += 10 * MS) /* a tenth, for 300 ms */
        kr_bwe_acked_packet(&a, at, 125);
    assert_true(near((double)kr_bwe_acked_full_bps(&a), 1e5, 1e4));
    assert_true(kr_bwe_acked_bps(&a) > 300000);
    kr_bwe_acked_packet(&a, at + 10 * S, 1250); /* after a pause nothing is known */
    assert_int_equal(kr_bwe_acked_bps(&a), 0);
}

static void packets_make_groups(void **state)
{
    /* sent, arrived (ms); then whether a step ended, and its two distances. */
    static const struct {
        int sent, arrived;
        bool ended;
        int sent_step, arrival_step;
    } rows[] = {
        {0, 100, false, 0, 0},   {1, 101, false, 0, 0},  {33, 133, false, 0, 0}, {34, 140, false, 0, 0},
        {66, 166, true, 33, 39}, {99, 190, true, 32, 26},
        {110, 191, false, 0, 0},                          /* delivered in a burst with the one before: same group */
        {98, 195, false, 0, 0},                           /* sent before the group: too late */
        {140, 240, true, 44, 25}, {180, 280, true, 30, 49},
    };
    struct kr_bwe_groups g;
    struct kr_bwe_step step;
    kr_bwe_groups_init(&g);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(kr_bwe_groups_packet(&g, rows[i].sent * MS, rows[i].arrived * MS, 100, &step), rows[i].ended);
        if (!rows[i].ended)
            continue;
        assert_int_equal(step.sent_us, rows[i].sent_step * MS);
        assert_int_equal(step.arrival_us, rows[i].arrival_step * MS);
    }
}

/* Arrivals that run backwards begin anew after three, and never give a negative step. */
static void time_does_not_run_backwards(void **state)
{
    struct kr_bwe_groups g;
    struct kr_bwe_step step;
    kr_bwe_groups_init(&g);
    for (int i = 0; i < 50; i++)
        if (kr_bwe_groups_packet(&g, i * 30 * MS, (5000 - i * 30) * MS, 100, &step))
            assert_true(step.arrival_us >= 0);
    int steps = 0;
    for (int i = 50; i < 80; i++)
        steps += kr_bwe_groups_packet(&g, i * 30 * MS, i * 30 * MS, 100, &step);
    assert_in_range(steps, 10, 30);
}

static enum kr_bwe_signal signal_after(int groups, double grows_ms, double *m)
{
    struct kr_bwe_trend t;
    struct kr_bwe_overuse o;
    enum kr_bwe_signal worst = KR_BWE_NORMAL;
    kr_bwe_trend_init(&t);
    kr_bwe_overuse_init(&o);
    for (int i = 1; i <= groups; i++) {
        struct kr_bwe_step step = {.sent_us = 33 * MS, .arrival_us = 33 * MS + (int64_t)(grows_ms * MS), .at_us = i * 33 * MS};
        *m = kr_bwe_trend_step(&t, &step);
        enum kr_bwe_signal s = kr_bwe_overuse_step(&o, *m, step.sent_us, (uint64_t)i * 33 * MS);
        worst = s ? s : worst;
    }
    return worst;
}

static void delay_that_grows_is_over_use(void **state)
{
    double m;
    assert_int_equal(signal_after(60, 0, &m), KR_BWE_NORMAL);
    assert_true(near(m, 0, 0.001));
    assert_int_equal(signal_after(40, 5, &m), KR_BWE_OVERUSE);
    assert_int_equal(signal_after(40, -5, &m), KR_BWE_UNDERUSE);
    assert_int_equal(signal_after(19, 20, &m), KR_BWE_NORMAL); /* too few to say */
}

static void the_threshold_adapts(void **state)
{
    struct kr_bwe_overuse o;
    kr_bwe_overuse_init(&o);
    for (int i = 0; i < 2000; i++)
        kr_bwe_overuse_step(&o, 0, 33 * MS, (uint64_t)i * 33 * MS);
    assert_true(near(o.threshold_ms, 6, 0.1)); /* the draft's 5.6: least */
    for (int i = 0; i < 2000; i++)
        kr_bwe_overuse_step(&o, 15, 33 * MS, (uint64_t)(2000 + i) * 33 * MS);
    assert_true(near(o.threshold_ms, 15, 1)); /* what lasts becomes normal */
    double before = o.threshold_ms;
    kr_bwe_overuse_step(&o, before + 16, 33 * MS, UINT64_C(5000) * 33 * MS);
    assert_true(near(o.threshold_ms, before, 0.001)); /* a spike does not */
}

static void the_rate_follows_the_signal(void **state)
{
    static const struct {
        enum kr_bwe_signal signal;
        uint64_t acked_bps;
        double least, most; /* of the rate after it, from 1 Mbit/s, 100 ms later */
        enum kr_bwe_state state;
    } rows[] = {
        {KR_BWE_NORMAL, 1000000, 1.005e6, 1.01e6, KR_BWE_INCREASE}, /* 8 % a second */
        {KR_BWE_NORMAL, 500000, 1e6, 1e6, KR_BWE_INCREASE},         /* 1.5 R_hat is less: no higher, but no lower */
        {KR_BWE_UNDERUSE, 1000000, 1e6, 1e6, KR_BWE_HOLD},
        {KR_BWE_OVERUSE, 800000, 0.67e6, 0.69e6, KR_BWE_DECREASE},  /* 0.85 R_hat */
        {KR_BWE_OVERUSE, 0, 0.84e6, 0.86e6, KR_BWE_DECREASE},
        {KR_BWE_OVERUSE, 2000000, 1e6, 1e6, KR_BWE_DECREASE},       /* never up */
        {KR_BWE_OVERUSE, 1000, KR_BWE_LEAST_BPS, KR_BWE_LEAST_BPS, KR_BWE_DECREASE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct kr_bwe_aimd a;
        kr_bwe_aimd_init(&a, 1000000);
        kr_bwe_aimd_step(&a, KR_BWE_UNDERUSE, 1000000, 50 * MS, S);
        kr_bwe_aimd_step(&a, rows[i].signal, rows[i].acked_bps, 50 * MS, S + 100 * MS);
        assert_true(a.rate_bps >= rows[i].least - 1 && a.rate_bps <= rows[i].most + 1);
        assert_int_equal(a.state, rows[i].state);
    }
}

/* Near what the path was seen to carry the rate grows by half a packet a response time, not by 8 %. */
static void growth_is_slow_near_the_capacity(void **state)
{
    struct kr_bwe_aimd a;
    kr_bwe_aimd_init(&a, 2000000);
    assert_true(kr_bwe_aimd_step(&a, KR_BWE_OVERUSE, 2000000, 50 * MS, S));
    double low = a.rate_bps;
    for (int i = 1; i <= 10; i++)
        kr_bwe_aimd_step(&a, KR_BWE_NORMAL, 1900000, 50 * MS, S + (uint64_t)i * 100 * MS);
    assert_true(a.rate_bps - low > 10000 && a.rate_bps - low < 40000);
    for (int i = 11; i <= 20; i++)
        kr_bwe_aimd_step(&a, KR_BWE_NORMAL, 4000000, 50 * MS, S + (uint64_t)i * 100 * MS);
    assert_true(a.rate_bps - low > 100000); /* far more arrives than was thought possible */
}

static void one_decrease_a_round_trip(void **state)
{
    struct kr_bwe_aimd a;
    kr_bwe_aimd_init(&a, 2000000);
    assert_true(kr_bwe_aimd_step(&a, KR_BWE_OVERUSE, 1500000, 100 * MS, S));
    assert_false(kr_bwe_aimd_step(&a, KR_BWE_OVERUSE, 1200000, 100 * MS, S + 50 * MS));
    assert_true(kr_bwe_aimd_step(&a, KR_BWE_OVERUSE, 300000, 100 * MS, S + 60 * MS)); /* far too much is sent */
    assert_true(kr_bwe_aimd_step(&a, KR_BWE_OVERUSE, 290000, 100 * MS, S + 200 * MS));
}

/* Two seconds of packets at a rate, lost by turns; returns the time after them. */
static uint64_t send_for(struct kr_bwe_loss *l, uint64_t us, uint64_t now_us, uint64_t rate_bps, double lost)
{
    double due = 0;
    uint64_t end_us = now_us + us, gap_us = UINT64_C(8) * 1000 * S / rate_bps;
    for (; now_us < end_us; now_us += gap_us) {
        due += lost;
        kr_bwe_loss_packet(l, due >= 1, false, 1000, now_us);
        due -= due >= 1;
    }
    return now_us;
}

static void little_loss_changes_nothing(void **state)
{
    struct kr_bwe_loss l;
    kr_bwe_loss_init(&l);
    send_for(&l, 20 * S, S, 2000000, 0.09);
    assert_true(l.limit_bps == KR_BWE_NO_LIMIT);
}

static void loss_that_stays_is_the_paths_own(void **state)
{
    struct kr_bwe_loss l;
    kr_bwe_loss_init(&l);
    uint64_t now = S, least = UINT64_MAX;
    for (int i = 0; i < 40; i++) { /* what is sent follows the limit, up to 2 Mbit/s */
        now = send_for(&l, S / 2, now, l.limit_bps < 2000000 ? l.limit_bps : 2000000, 0.2);
        kr_bwe_loss_release(&l, 2000000);
        least = l.limit_bps < least ? l.limit_bps : least;
    }
    assert_true(least < 1600000); /* it was tried */
    assert_true(near(l.own, 0.2, 0.03));
    assert_true(l.limit_bps == KR_BWE_NO_LIMIT || l.limit_bps > 1900000);
}

static void loss_that_answers_is_a_full_path(void **state)
{
    struct kr_bwe_loss l;
    kr_bwe_loss_init(&l);
    uint64_t now = S;
    for (int i = 0; i < 60; i++) {
        double rate = l.limit_bps < 2000000 ? (double)l.limit_bps : 2000000;
        now = send_for(&l, S / 2, now, (uint64_t)rate, rate > 1e6 ? 1 - 1e6 / rate : 0);
    }
    assert_true(l.limit_bps < 1250000);
    assert_true(l.own < 0.05);
}

static void the_queue_is_what_is_above_the_least(void **state)
{
    struct kr_bwe_queue q;
    kr_bwe_queue_init(&q);
    int64_t apart = -INT64_C(123456) * S; /* of the clocks */
    uint64_t now = S;
    assert_int_equal(kr_bwe_queue_us(&q), 0);
    kr_bwe_queue_delay(&q, apart + 20 * MS, apart + 20 * MS, now);
    kr_bwe_queue_delay(&q, apart + 50 * MS, apart + 70 * MS, now += 100 * MS);
    assert_int_equal(kr_bwe_queue_us(&q), 50 * MS);
    assert_false(kr_bwe_queue_swelling(&q));
    kr_bwe_queue_delay(&q, apart + 100 * MS, apart + 190 * MS, now += 100 * MS);
    assert_true(kr_bwe_queue_swelling(&q));
    for (int i = 0; i < 400; i++) /* it stays: after half a minute that is how the path is */
        kr_bwe_queue_delay(&q, apart + 190 * MS, apart + 190 * MS, now += 100 * MS);
    assert_int_equal(kr_bwe_queue_us(&q), 0);
    assert_false(kr_bwe_queue_swelling(&q));
}

/* A probe of 50 ms whose packets take `take` times as long to arrive. */
static uint64_t probe(double take, double arrive_share, struct kr_bwe_probe *p, uint64_t now)
{
    uint64_t start = now, rate = 1, sent[200];
    size_t n = 0;
    kr_bwe_probe_begin(p, 2000000, now);
    for (; p->stage == KR_BWE_PROBE_SENDING && n < 200; now += MS)
        while (kr_bwe_probe_bytes(p, now) >= 300 || now - start >= KR_BWE_PROBE_US) {
            if (!kr_bwe_probe_sent(p, 300, now))
                break;
            sent[n++] = now;
        }
    for (size_t i = 0; i < n; i++)
        kr_bwe_probe_reported(p, p->cluster, (double)i < arrive_share * (double)n, 300, (int64_t)sent[i],
                              (int64_t)(7 * S + take * (double)(sent[i] - start)));
    assert_true(kr_bwe_probe_result(p, &rate, now + 100 * MS));
    assert_false(kr_bwe_probe_result(p, &rate, now + 100 * MS));
    return rate;
}

static void a_probe_tells_what_the_path_carries(void **state)
{
    struct kr_bwe_probe p;
    kr_bwe_probe_init(&p);
    assert_true(near((double)probe(1, 1, &p, S), 2e6, 1e5));
    assert_true(p.next_us < 2 * S); /* it got through: the next may come at once */
    assert_true(near((double)probe(2, 1, &p, 2 * S), 0.95e6, 1e5));
    assert_true(p.next_us > 3 * S);
    assert_int_equal(probe(0.1, 1, &p, 10 * S), 0); /* delivered all at once: tells nothing */
    assert_int_equal(probe(1, 0.2, &p, 20 * S), 0); /* mostly lost */
    uint64_t rate;
    kr_bwe_probe_begin(&p, 2000000, 30 * S);
    kr_bwe_probe_sent(&p, 300, 30 * S);
    assert_false(kr_bwe_probe_result(&p, &rate, 30 * S + 200 * MS));
    assert_true(kr_bwe_probe_result(&p, &rate, 32 * S)); /* nobody reports */
    assert_int_equal(rate, 0);
}

static void a_drain_ends_and_is_not_repeated_in_vain(void **state)
{
    struct kr_bwe_drain d = {0};
    assert_true(kr_bwe_drain_share(&d, 900 * MS) == 1);
    kr_bwe_drain_begin(&d, S);
    assert_true(near(kr_bwe_drain_share(&d, 900 * MS), 0.1, 0.001));
    assert_true(near(kr_bwe_drain_share(&d, 300 * MS), 0.5, 0.001));
    assert_false(kr_bwe_drain_blinds(&d, S + 100 * MS));
    assert_true(kr_bwe_drain_blinds(&d, S + 600 * MS));
    kr_bwe_drain_queue(&d, 50 * MS, 2 * S);
    assert_false(d.on);
    kr_bwe_drain_begin(&d, 3 * S);
    kr_bwe_drain_queue(&d, 300 * MS, 9 * S);
    assert_false(d.on);
    kr_bwe_drain_begin(&d, 10 * S);
    assert_false(d.on);
    kr_bwe_drain_begin(&d, 24 * S);
    assert_true(d.on);
}

/* The first guess may be far too low: what comes through meanwhile is known to fit. After a decrease it may be chance. */
static void a_guess_gives_way_to_what_arrives(void **state)
{
    struct kr_bwe_aimd a;
    kr_bwe_aimd_init(&a, 600000);
    kr_bwe_aimd_step(&a, KR_BWE_NORMAL, 1700000, 50 * MS, S);
    assert_true(near(a.rate_bps, 1700000, 1));
    kr_bwe_aimd_step(&a, KR_BWE_OVERUSE, 1000000, 50 * MS, 2 * S);
    kr_bwe_aimd_step(&a, KR_BWE_NORMAL, 1200000, 50 * MS, 2 * S + 100 * MS);
    assert_true(a.rate_bps < 900000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(history_knows_what_was_sent), cmocka_unit_test(history_grows_while_feedback_is_awaited),
        cmocka_unit_test(send_times_survive_the_turn_of_their_32_bits),
        cmocka_unit_test(the_clock_turns_over_and_is_not_fooled),
        cmocka_unit_test(the_rate_that_arrives),
        cmocka_unit_test(a_guess_gives_way_to_what_arrives),
        cmocka_unit_test(packets_make_groups),
        cmocka_unit_test(time_does_not_run_backwards),
        cmocka_unit_test(delay_that_grows_is_over_use),
        cmocka_unit_test(the_threshold_adapts),
        cmocka_unit_test(the_rate_follows_the_signal),
        cmocka_unit_test(growth_is_slow_near_the_capacity),
        cmocka_unit_test(one_decrease_a_round_trip),
        cmocka_unit_test(little_loss_changes_nothing),
        cmocka_unit_test(loss_that_stays_is_the_paths_own),
        cmocka_unit_test(loss_that_answers_is_a_full_path),
        cmocka_unit_test(the_queue_is_what_is_above_the_least),
        cmocka_unit_test(a_probe_tells_what_the_path_carries),
        cmocka_unit_test(a_drain_ends_and_is_not_repeated_in_vain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

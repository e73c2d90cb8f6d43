/* SPDX-License-Identifier: EUPL-1.2 */
/* The bad line under a virtual clock: it is exactly as bad as it is told to be, and the same for the same seed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "net/impair.h"

enum { N = 20000, EVERY_US = 1000, LEN = 100 - IMPAIR_HEADER_BYTES };

/* What came of N datagrams, one every millisecond. */
struct outcome {
    struct impair_line line;
    uint32_t seq[2 * N];
    uint64_t at_us[2 * N];
    size_t n;
};

static struct outcome a, b;

static void take(struct outcome *o, uint64_t now_us)
{
    for (struct impair_datagram *d; (d = impair_take(&o->line, now_us));) {
        assert_int_equal(d->len, LEN);
        assert_true(d->at_us <= now_us);
        o->seq[o->n] = kr_get_be32(d->data);
        o->at_us[o->n++] = d->at_us;
        free(d);
    }
}

static void run(struct outcome *o, const char *script, uint64_t seed)
{
    struct impair_way up = {0}, down = {0};
    uint64_t at_us;
    o->n = 0;
    impair_init(&o->line, seed);
    assert_true(impair_read(script, &up, &down, &at_us));
    o->line.way = down;
    for (uint32_t i = 0; i < N; i++) {
        uint8_t p[LEN] = {0};
        kr_put_be32(p, i);
        impair_put(&o->line, p, sizeof p, 1000000 + i * (uint64_t)EVERY_US);
        take(o, 1000000 + i * (uint64_t)EVERY_US);
    }
    take(o, UINT64_MAX - 1);
}

static void done(struct outcome *o)
{
    impair_fini(&o->line);
}

static void nothing_is_wrong_by_itself(void **state)
{
    run(&a, "down", 1);
    assert_int_equal(a.n, N);
    for (uint32_t i = 0; i < N; i++) {
        assert_int_equal(a.seq[i], i);
        assert_int_equal(a.at_us[i], 1000000 + i * (uint64_t)EVERY_US);
    }
    done(&a);
}

static void one_seed_one_line(void **state)
{
    static const char script[] = "down loss=5 burst=3 delay=30 jitter=20 reorder=2 duplicate=1 rate=900 queue=100";
    run(&a, script, 7);
    run(&b, script, 7);
    assert_int_equal(a.n, b.n);
    assert_memory_equal(a.seq, b.seq, a.n * sizeof *a.seq);
    assert_memory_equal(a.at_us, b.at_us, a.n * sizeof *a.at_us);
    done(&b);
    run(&b, script, 8);
    assert_true(a.n != b.n || memcmp(a.seq, b.seq, a.n * sizeof *a.seq) != 0);
    done(&a);
    done(&b);
}

/* What one setting does is the same whatever else is set. */
static void settings_do_not_disturb_each_other(void **state)
{
    run(&a, "down loss=10", 3);
    run(&b, "down loss=10 delay=50 jitter=5", 3);
    assert_int_equal(a.n, b.n);
    assert_memory_equal(a.seq, b.seq, a.n * sizeof *a.seq);
    done(&a);
    done(&b);
}

static double mean_burst(const struct outcome *o)
{
    size_t gaps = 0;
    for (size_t i = 1; i < o->n; i++)
        gaps += o->seq[i] != o->seq[i - 1] + 1;
    return gaps ? (double)(N - o->n) / (double)gaps : 0;
}

static void as_much_is_lost_as_was_asked_for(void **state)
{
    static const struct {
        const char *script;
        double share, burst;
    } cases[] = {{"down loss=10", 0.1, 1.1}, {"down loss=10 burst=4", 0.1, 4}, {"down loss=30 burst=2", 0.3, 2}, {"down loss=100", 1, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        run(&a, cases[i].script, 11);
        double share = 1 - (double)a.n / N, burst = mean_burst(&a);
        assert_true(share > cases[i].share * 0.85 && share < cases[i].share * 1.15);
        assert_true(burst >= cases[i].burst * 0.85 && burst <= cases[i].burst * 1.15);
        assert_int_equal(a.line.n_lost, N - a.n);
        done(&a);
    }
}

static void delay_and_jitter_keep_the_order(void **state)
{
    run(&a, "down delay=40 jitter=30", 5);
    uint64_t least = UINT64_MAX, most = 0;
    assert_int_equal(a.n, N);
    for (uint32_t i = 0; i < N; i++) {
        uint64_t delay = a.at_us[i] - (1000000 + i * (uint64_t)EVERY_US);
        least = delay < least ? delay : least;
        most = delay > most ? delay : most;
        assert_int_equal(a.seq[i], i);
    }
    assert_true(least >= 40000 && least < 60000 && most > 65000 && most < 70000);
    done(&a);
}

static void some_come_late(void **state)
{
    run(&a, "down reorder=3 late=25", 5);
    size_t late = 0;
    for (size_t i = 1; i < a.n; i++)
        late += a.seq[i] < a.seq[i - 1];
    assert_int_equal(a.n, N);
    assert_true(late > N * 2 / 100 && late < N * 4 / 100);
    done(&a);
}

static void some_come_twice(void **state)
{
    run(&a, "down duplicate=5", 5);
    assert_int_equal(a.n, N + a.line.n_doubled);
    assert_true(a.line.n_doubled > N * 4 / 100 && a.line.n_doubled < N * 6 / 100);
    done(&a);
}

/* 800 kbit/s are offered, 400 go through; the queue fills up and then holds them for its length. */
static void a_rate_is_kept_and_the_queue_is_bounded(void **state)
{
    run(&a, "down rate=400 queue=200", 5);
    assert_true(a.n > N / 2 - 100 && a.n < N / 2 + 200);
    assert_int_equal(a.n + a.line.n_full, N);
    uint64_t most = 0;
    for (size_t i = 0; i < a.n; i++) {
        uint64_t delay = a.at_us[i] - (1000000 + a.seq[i] * (uint64_t)EVERY_US);
        most = delay > most ? delay : most;
        if (i)
            assert_true(a.at_us[i] - a.at_us[i - 1] >= 1999); /* 800 bits at 400 kbit/s */
    }
    assert_true(most > 195000 && most <= 203000);
    done(&a);
}

static void scripts_are_read_or_refused(void **state)
{
    static const char *const bad[] = {"", "sideways loss=1", "down loss=101", "down loss=-1", "down loss", "down loss=x", "down colour=1",
                                      "-1 down", "1e9 down", "down rate=1e12", "down loss=1%", "loss=1"};
    struct impair_way up = {0}, down = {0};
    uint64_t at_us = 1;
    assert_true(impair_read("12.5 both loss=2 rate=300", &up, &down, &at_us));
    assert_int_equal(at_us, 12500000);
    assert_true(up.loss == 0.02 && down.loss == 0.02 && up.rate_bps == 300000);
    assert_true(impair_read("up delay=10\n", &up, &down, &at_us)); /* what is not named stays */
    assert_true(at_us == 0 && up.loss == 0.02 && up.delay_us == 10000 && down.delay_us == 0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(impair_read(bad[i], &up, &down, &at_us));
    assert_true(up.delay_us == 10000 && down.loss == 0.02);
    assert_true(impair_read("both clear", &up, &down, &at_us));
    assert_true(up.loss == 0 && up.delay_us == 0 && down.rate_bps == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_wrong_by_itself),
        cmocka_unit_test(one_seed_one_line),
        cmocka_unit_test(settings_do_not_disturb_each_other),
        cmocka_unit_test(as_much_is_lost_as_was_asked_for),
        cmocka_unit_test(delay_and_jitter_keep_the_order),
        cmocka_unit_test(some_come_late),
        cmocka_unit_test(some_come_twice),
        cmocka_unit_test(a_rate_is_kept_and_the_queue_is_bounded),
        cmocka_unit_test(scripts_are_read_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

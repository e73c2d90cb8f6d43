/* SPDX-License-Identifier: EUPL-1.2 */
/* One receiver whose path changes: what is used of it, how long packets wait, how soon all is as before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "flow.h"

#define KBPS UINT64_C(1000)
#define END {UINT64_MAX, 0}
enum { S = 1000000, MS = 1000 };

static const struct flow_config near = {.delay_us = 25 * MS, .top_bps = 2800 * 1000};

static void a_wide_path_is_used_at_once(void **state)
{
    static const struct step steps[] = {{0, 5000 * KBPS}, END};
    struct bwe_world *w = bwe_world_new(steps, 200 * 1000, 1);
    bwe_world_add(w, &near);
    bwe_world_run(w, 30);
    bwe_show(w, "wide");
    assert_true(bwe_arrived_bps(w, 0, 5, 30) > 2700 * 1000);
    assert_true(w->worst_wait_ms < 100);
    bwe_world_end(w, "wide");
}

static void a_narrow_path_is_filled_without_a_queue(void **state)
{
    static const struct step steps[] = {{0, 1000 * KBPS}, END};
    struct bwe_world *w = bwe_world_new(steps, 100 * 1000, 2);
    bwe_world_add(w, &near);
    bwe_world_run(w, 60);
    bwe_show(w, "narrow");
    assert_true(bwe_utilisation(w, 10, 60) > 0.7);
    assert_true(bwe_waited_s(w, 200, 5, 60) < 2);
    bwe_world_end(w, "narrow");
}

/* most_s: for so long packets may wait more than half a second. */
static void step_down_and_back(uint64_t queue_bytes, double most_s, const char *name, const struct flow_config *config)
{
    static const struct step steps[] = {{0, 3000 * KBPS}, {20 * S, 300 * KBPS}, {50 * S, 3000 * KBPS}, END};
    struct bwe_world *w = bwe_world_new(steps, queue_bytes, 3);
    struct flow *f = bwe_world_add(w, config);
    bwe_world_run(w, 90);
    bwe_show(w, name);
    double before = bwe_arrived_bps(w, 0, 12, 20);
    assert_true(before > 0.75 * 2800 * 1000);
    assert_true(bwe_waited_s(w, 500, 0, 90) <= most_s);
    assert_true(bwe_utilisation(w, 28, 50) > 0.6);
    assert_true(bwe_arrived_bps(w, 0, 70, 90) > 0.8 * before);
    assert_true((double)f->sound_arrived > 0.97 * (double)f->sound_sent);
    bwe_world_end(w, name);
}

static void a_tenth_of_the_path_and_back(void **state)
{
    step_down_and_back(40 * 1000, 3, "step", &near);
}

static void the_same_with_a_bloated_queue(void **state)
{
    step_down_and_back(600 * 1000, 3, "bloated", &near);
}

static void the_same_with_300_ms_of_round_trip(void **state)
{
    static const struct flow_config far = {.delay_us = 150 * MS, .top_bps = 2800 * 1000};
    /* Nothing can be known before a round trip is over, and by then a queue of this size is full. */
    step_down_and_back(100 * 1000, 3.5, "far", &far);
}

static void the_same_with_jitter(void **state)
{
    static const struct flow_config shaky = {.delay_us = 25 * MS, .jitter_us = 30 * MS, .top_bps = 2800 * 1000};
    step_down_and_back(60 * 1000, 3, "jitter", &shaky);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wide_path_is_used_at_once),
        cmocka_unit_test(a_narrow_path_is_filled_without_a_queue),
        cmocka_unit_test(a_tenth_of_the_path_and_back),
        cmocka_unit_test(the_same_with_a_bloated_queue),
        cmocka_unit_test(the_same_with_300_ms_of_round_trip),
        cmocka_unit_test(the_same_with_jitter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

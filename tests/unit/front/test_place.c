/* SPDX-License-Identifier: EUPL-1.2 */
#include "front/place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { N = 4, NONE = 99 };

#define THERE(m, e) {.there = true, .measured = (m), .endpoints = (e)}
#define FRESH(m, e, f) {.there = true, .measured = (m), .endpoints = (e), .fresh = 256 * (f)}
#define FULL(m, e) {.there = true, .full = true, .measured = (m), .endpoints = (e)}
#define AWAY {.there = false}

static const struct {
    const char *name;
    struct kr_place_load loads[N];
    uint32_t expected[N];
    uint32_t on[N], home, most; /* the room */
    int err;
    uint32_t index;
} cases[] = {
    {"nobody anywhere: the first", {THERE(0, 0), THERE(0, 0)}, .index = 0},
    {"the one that is there", {AWAY, THERE(0, 9)}, .index = 1},
    {"none is there", {AWAY, AWAY}, .err = KR_E_AGAIN},
    {"the lighter one", {THERE(400, 5), THERE(300, 90)}, .index = 1},
    {"about equal: fewer people", {THERE(300, 50), THERE(310, 20)}, .index = 1},
    {"people who have just come are not measured yet", {FRESH(100, 60, 60), THERE(200, 60)}, .index = 1},
    {"a room that begins keeps its place free", {THERE(100, 2), THERE(140, 60)}, .expected = {28, 0}, .index = 1},
    {"of two rooms that begin, one each", {THERE(0, 1), THERE(0, 0)}, .expected = {29, 0}, .index = 1},
    {"a full one takes no room while another has space", {FULL(760, 10), THERE(840, 400)}, .index = 1},
    {"all are full", {FULL(900, 10), FULL(720, 400), AWAY}, .err = KR_E_FULL},
    {"what is expected refuses nobody", {THERE(600, 10), THERE(600, 9)}, .expected = {300, 300}, .index = 1},
    {"a room stays together", {THERE(800, 100), THERE(0, 0)}, .on = {100}, .index = 0},
    {"and on a full process, too, if it is not spread", {FULL(990, 200), THERE(0, 0)}, .on = {200}, .index = 0},
    {"when its process has died it begins anew", {AWAY, THERE(0, 0), THERE(0, 9)}, .on = {30}, .index = 1},
    {"the home has space", {THERE(300, 3), THERE(0, 0)}, .on = {3}, .most = 4, .index = 0},
    {"the home has enough: the lightest", {THERE(300, 4), THERE(200, 0), THERE(100, 0)}, .on = {4}, .most = 4, .index = 2},
    {"the home is full: another", {FULL(900, 3), THERE(0, 0)}, .on = {3}, .most = 100, .index = 1},
    {"the second is filled before a third", {THERE(300, 4), THERE(200, 2), THERE(0, 0)}, .on = {4, 2}, .most = 4, .index = 1},
    {"and the fuller one of two branches", {THERE(0, 4), THERE(0, 1), THERE(0, 3)}, .on = {4, 1, 3}, .most = 4, .index = 2},
    {"people went: home again", {THERE(300, 3), THERE(200, 2)}, .on = {2, 3}, .home = 1, .most = 4, .index = 1},
    {"all of the room's have enough and there is no other", {THERE(300, 4), THERE(200, 4)}, .on = {4, 4}, .most = 4, .index = 1},
    {"nor one that is not full: nobody is refused", {THERE(600, 4), FULL(900, 0)}, .on = {4}, .most = 4, .index = 0},
    {"the home died: where the others are", {AWAY, THERE(500, 4), THERE(0, 0)}, .on = {4, 2}, .most = 4, .index = 1},
};

static void everybody_finds_a_place(void **state)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct kr_place_room room = {.on = cases[i].on, .home = cases[i].home, .most = cases[i].most};
        uint32_t index = NONE;
        int err = kr_place(&index, cases[i].loads, cases[i].expected, N, &room);
        if (err != cases[i].err || (!err && index != cases[i].index))
            fail_msg("%s: %d, process %u", cases[i].name, err, index);
        assert_true(!err || index == NONE);
    }
}

static void a_room_that_begins_is_nowhere(void **state)
{
    static const struct kr_place_load loads[] = {THERE(500, 1), THERE(100, 1)};
    static const uint32_t expected[2];
    static const struct kr_place_room room = {.on = NULL};
    uint32_t index = NONE;
    assert_int_equal(kr_place(&index, loads, expected, 2, &room), 0);
    assert_int_equal(index, 1);
}

static void tell(struct kr_place_load *p, int64_t cpu, int64_t packets, int seconds)
{
    while (seconds--)
        kr_place_told(p, cpu, packets);
}

static void full_is_left_only_well_below(void **state)
{
    struct kr_place_load p = {.there = true};
    tell(&p, 840, 0, 60);
    assert_false(p.full);
    tell(&p, 900, 0, 60);
    assert_true(p.full);
    tell(&p, 750, 0, 60);
    assert_true(p.full);
    tell(&p, 690, 0, 60);
    assert_false(p.full);
    tell(&p, 750, 0, 60);
    assert_false(p.full);
}

static void a_moment_fills_nobody(void **state)
{
    struct kr_place_load p = {.there = true};
    tell(&p, 300, 0, 60);
    tell(&p, 1000, 0, 2);
    assert_true(p.measured > 300 && p.measured < 600 && !p.full);
}

static void packets_fill_a_core_as_well(void **state)
{
    struct kr_place_load p = {.there = true};
    tell(&p, 100, KR_PLACE_PACKETS / 2, 60);
    assert_int_equal(p.measured, 500);
    tell(&p, 100, INT64_MAX / 2000, 60);
    assert_int_equal(p.measured, 1000);
    tell(&p, 0, 0, 120);
    assert_int_equal(p.measured, 0);
}

static void who_came_is_measured_in_the_end(void **state)
{
    struct kr_place_load p = {.there = true};
    for (int i = 0; i < 40; i++)
        kr_place_added(&p);
    assert_int_equal(p.endpoints, 40);
    assert_int_equal(p.fresh, 40 * 256);
    tell(&p, 120, 0, 100);
    assert_int_equal(p.fresh, 0);
    assert_int_equal(p.measured, 120);
}

static void a_class_is_waited_for(void **state)
{
    static const struct { uint32_t endpoints; uint64_t age_ms; uint32_t expected; } rows[] = {
        {0, 0, 30}, {1, 0, 29}, {29, 1000, 1}, {30, 1000, 0}, {200, 1000, 0},
        {1, KR_PLACE_YOUNG_MS - 1, 29}, {1, KR_PLACE_YOUNG_MS, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(kr_place_expected(rows[i].endpoints, rows[i].age_ms), rows[i].expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_finds_a_place),   cmocka_unit_test(a_room_that_begins_is_nowhere),
        cmocka_unit_test(full_is_left_only_well_below), cmocka_unit_test(a_moment_fills_nobody),
        cmocka_unit_test(packets_fill_a_core_as_well), cmocka_unit_test(who_came_is_measured_in_the_end),
        cmocka_unit_test(a_class_is_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

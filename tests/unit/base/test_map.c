/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>

#include <cmocka.h>

enum { KEYS = 512, STEPS = 200000 };

static void empty_map_has_nothing(void **state)
{
    struct kr_map m;
    size_t pos = 0;
    kr_map_init(&m);
    assert_null(kr_map_get(&m, 1));
    assert_null(kr_map_remove(&m, 1));
    assert_null(kr_map_next(&m, &pos));
    kr_map_fini(&m);
}

/* Against the plainest model there is: an array. Keys crowd together, so that runs form and are cut. */
static void agrees_with_an_array(void **state)
{
    static int values[KEYS];
    bool in[KEYS] = {false};
    size_t n_in = 0;
    uint64_t random = 1;
    struct kr_map m;
    kr_map_init(&m);
    for (int step = 0; step < STEPS; step++) {
        random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
        unsigned key = (unsigned)(random >> 33) % KEYS;
        if (random >> 63) {
            assert_int_equal(kr_map_put(&m, key, &values[key]), 0);
            n_in += !in[key];
            in[key] = true;
        } else {
            assert_ptr_equal(kr_map_remove(&m, key), in[key] ? &values[key] : NULL);
            n_in -= in[key];
            in[key] = false;
        }
        assert_int_equal(m.len, n_in);
        unsigned other = (unsigned)(random >> 20) % KEYS;
        assert_ptr_equal(kr_map_get(&m, other), in[other] ? &values[other] : NULL);
    }
    size_t pos = 0, walked = 0;
    while (kr_map_next(&m, &pos))
        walked++;
    assert_int_equal(walked, n_in);
    kr_map_fini(&m);
}

static void reserved_room_is_not_moved(void **state)
{
    struct kr_map m;
    int value;
    kr_map_init(&m);
    assert_int_equal(kr_map_reserve(&m, 1000), 0);
    const struct kr_map_entry *before = m.entries;
    for (uint64_t key = 0; key < 1000; key++)
        assert_int_equal(kr_map_put(&m, key << 40, &value), 0);
    assert_ptr_equal(m.entries, before);
    kr_map_fini(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_map_has_nothing),
        cmocka_unit_test(agrees_with_an_array),
        cmocka_unit_test(reserved_room_is_not_moved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

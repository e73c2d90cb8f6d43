/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "media/endpoint.h"

enum { S = 1000000 };

static struct kr_wire_address address(uint16_t port)
{
    return (struct kr_wire_address){.family = 4, .ip = {192, 0, 2, 1}, .port = port};
}

static struct kr_endpoint *endpoint(struct kr_demux *d)
{
    struct kr_endpoint *e = calloc(1, sizeof *e);
    assert_non_null(e);
    assert_int_equal(kr_ice_init(&e->ice, "remote", 6), 0);
    assert_int_equal(kr_demux_update(d, e), 0);
    return e;
}

static struct kr_endpoint *by_ufrag(const struct kr_demux *d, const char *ufrag)
{
    return kr_demux_ufrag(d, (struct kr_span){(const uint8_t *)ufrag, strlen(ufrag)});
}

static void finds_by_user_name(void **state)
{
    struct kr_demux d;
    kr_demux_init(&d);
    struct kr_endpoint *a = endpoint(&d), *b = endpoint(&d);
    char first[9], second[9];
    assert_ptr_equal(by_ufrag(&d, a->ice.ufrag), a);
    assert_ptr_equal(by_ufrag(&d, b->ice.ufrag), b);
    assert_null(by_ufrag(&d, "nobody"));
    assert_null(by_ufrag(&d, "nobody-s"));
    assert_null(by_ufrag(&d, ""));

    /* A restart: both names are good until the first check with the new one, then only that. */
    memcpy(first, a->ice.ufrag, sizeof first);
    assert_int_equal(kr_ice_restart(&a->ice, "again", 5), 0);
    memcpy(second, a->ice.ufrag, sizeof second);
    assert_int_equal(kr_demux_update(&d, a), 0);
    assert_ptr_equal(by_ufrag(&d, first), a);
    assert_ptr_equal(by_ufrag(&d, second), a);
    assert_int_equal(d.ufrags.len, 3);
    /* And once more before any check came. */
    assert_int_equal(kr_ice_restart(&a->ice, "third", 5), 0);
    assert_int_equal(kr_demux_update(&d, a), 0);
    assert_ptr_equal(by_ufrag(&d, first), a);
    assert_null(by_ufrag(&d, second));
    assert_ptr_equal(by_ufrag(&d, a->ice.ufrag), a);
    a->ice.old_ufrag[0] = '\0';
    assert_int_equal(kr_demux_update(&d, a), 0);
    assert_null(by_ufrag(&d, first));
    assert_int_equal(d.ufrags.len, 2);

    kr_demux_remove(&d, a);
    assert_int_equal(d.ufrags.len, 1);
    assert_ptr_equal(by_ufrag(&d, b->ice.ufrag), b);
    kr_demux_fini(&d);
    free(a);
    free(b);
}

static void finds_by_address_and_socket(void **state)
{
    struct kr_demux d;
    struct kr_wire_address one = address(1), two = address(2), six = {.family = 6, .ip = {192, 0, 2, 1}, .port = 1};
    kr_demux_init(&d);
    struct kr_endpoint *a = endpoint(&d);
    assert_null(kr_demux_path(&d, 0, &one));
    struct kr_path *p = kr_demux_checked(&d, a, 0, &one, S);
    assert_true(p && p->endpoint == a);
    assert_ptr_equal(kr_demux_path(&d, 0, &one), p);
    assert_null(kr_demux_path(&d, 1, &one));
    assert_null(kr_demux_path(&d, 0, &two));
    assert_null(kr_demux_path(&d, 0, &six));
    assert_ptr_equal(kr_demux_checked(&d, a, 0, &one, 2 * S), p); /* the same again */
    assert_int_equal(d.paths.len, 1);
    kr_demux_remove(&d, a);
    assert_int_equal(d.paths.len, 0);
    assert_null(kr_demux_path(&d, 0, &one));
    kr_demux_fini(&d);
    free(a);
}

static void keeps_few_addresses_and_the_one_in_use(void **state)
{
    struct kr_demux d;
    kr_demux_init(&d);
    struct kr_endpoint *a = endpoint(&d);
    struct kr_wire_address used = address(1);
    a->path = kr_demux_checked(&d, a, 0, &used, S);
    for (uint16_t port = 2; port < 2000; port++) {
        struct kr_wire_address x = address(port);
        assert_non_null(kr_demux_checked(&d, a, 0, &x, S + port));
        assert_ptr_equal(kr_demux_path(&d, 0, &x)->endpoint, a);
    }
    assert_int_equal(d.paths.len, KR_PATHS);
    assert_ptr_equal(kr_demux_path(&d, 0, &used), a->path);
    struct kr_wire_address older = address(1999 - KR_PATHS + 1), newer = address(1999 - KR_PATHS + 2);
    assert_null(kr_demux_path(&d, 0, &older));
    assert_non_null(kr_demux_path(&d, 0, &newer));
    kr_demux_remove(&d, a);
    assert_null(a->path);
    kr_demux_fini(&d);
    free(a);
}

static void holds_an_address_for_who_uses_it(void **state)
{
    struct kr_demux d;
    struct kr_wire_address x = address(1);
    kr_demux_init(&d);
    struct kr_endpoint *a = endpoint(&d), *b = endpoint(&d);
    assert_false(kr_demux_taken(&d, b, 0, &x, S));
    a->path = kr_demux_checked(&d, a, 0, &x, S);
    assert_false(kr_demux_taken(&d, a, 0, &x, S));
    assert_true(kr_demux_taken(&d, b, 0, &x, S));
    assert_true(kr_demux_taken(&d, b, 0, &x, S + KR_PATH_HELD_US - 1));
    assert_false(kr_demux_taken(&d, b, 0, &x, S + KR_PATH_HELD_US));
    struct kr_path *p = kr_demux_checked(&d, b, 0, &x, S + KR_PATH_HELD_US);
    assert_ptr_equal(kr_demux_path(&d, 0, &x), p);
    assert_ptr_equal(p->endpoint, b);
    assert_null(a->path);
    assert_int_equal(d.paths.len, 1);
    kr_demux_fini(&d);
    free(a);
    free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_by_user_name),
        cmocka_unit_test(finds_by_address_and_socket),
        cmocka_unit_test(keeps_few_addresses_and_the_one_in_use),
        cmocka_unit_test(holds_an_address_for_who_uses_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "link/requests.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static void nobody(void *arg, int err, const struct kr_link_msg *msg)
{
    fail();
}

static void take(struct kr_requests *t, int64_t id)
{
    struct kr_request *r = kr_requests_take(t, id);
    assert_non_null(r);
    assert_int_equal(r->id, id);
    free(r);
}

static void finds_by_number_in_any_order(void **state)
{
    struct kr_requests t;
    int64_t id;
    kr_requests_init(&t);
    for (int64_t i = 1; i <= 5; i++) {
        assert_int_equal(kr_requests_add(&t, &id, 0, 0, nobody, NULL), 0);
        assert_int_equal(id, i);
    }
    take(&t, 3);
    take(&t, 1);
    take(&t, 5);
    assert_null(kr_requests_take(&t, 3));
    assert_null(kr_requests_take(&t, 0));
    assert_null(kr_requests_take(&t, -1));
    struct kr_request *r = kr_requests_take_oldest(&t);
    assert_int_equal(r->id, 2);
    free(r);
    kr_requests_fini(&t);
}

static void gives_up_the_oldest_when_its_time_is_over(void **state)
{
    struct kr_requests t;
    int64_t id;
    kr_requests_init(&t);
    assert_int_equal(kr_requests_add(&t, &id, 0, 1000, nobody, NULL), 0);
    assert_int_equal(kr_requests_add(&t, &id, 0, 1001, nobody, NULL), 0);
    assert_null(kr_requests_take_expired(&t, 1000 + KR_REQUESTS_TIMEOUT_MS - 1));
    struct kr_request *r = kr_requests_take_expired(&t, 1000 + KR_REQUESTS_TIMEOUT_MS);
    assert_int_equal(r->id, 1);
    free(r);
    assert_null(kr_requests_take_expired(&t, 1000 + KR_REQUESTS_TIMEOUT_MS));
    r = kr_requests_take_expired(&t, 1001 + KR_REQUESTS_TIMEOUT_MS);
    assert_int_equal(r->id, 2);
    free(r);
    assert_null(kr_requests_take_expired(&t, UINT64_MAX));
    kr_requests_fini(&t);
}

static void is_bounded(void **state)
{
    struct kr_requests t;
    int64_t id;
    kr_requests_init(&t);
    for (int i = 0; i < KR_REQUESTS_MAX; i++)
        assert_int_equal(kr_requests_add(&t, &id, 0, 0, nobody, NULL), 0);
    assert_int_equal(kr_requests_add(&t, &id, 0, 0, nobody, NULL), KR_E_FULL);
    take(&t, 7);
    assert_int_equal(kr_requests_add(&t, &id, 0, 0, nobody, NULL), 0);
    kr_requests_fini(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_by_number_in_any_order),
        cmocka_unit_test(gives_up_the_oldest_when_its_time_is_over),
        cmocka_unit_test(is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

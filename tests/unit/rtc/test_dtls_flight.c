/* SPDX-License-Identifier: EUPL-1.2 */
/* How flights are cut into datagrams. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "rtc/dtls_int.h"

enum { RECORD_HEADER = 13 };

/* Adds a record of len bytes in all. */
static void add(struct kr_dtls_flight *f, size_t len)
{
    static uint8_t record[4000];
    kr_put_be16(record + 11, (uint16_t)(len - RECORD_HEADER));
    kr_dtls_flight_add(f, record, len);
}

static void datagrams_end_with_a_record_within_the_mtu(void **state)
{
    static const struct {
        size_t records[6], datagrams[6]; /* lengths, 0 behind the last */
    } rows[] = {
        {{100}, {100}},
        {{100, 200, 300}, {600}},
        {{KR_DTLS_MTU}, {KR_DTLS_MTU}},
        {{KR_DTLS_MTU - 13, 13}, {KR_DTLS_MTU}},
        {{KR_DTLS_MTU - 13, 14}, {KR_DTLS_MTU - 13, 14}},
        {{500, 500, 500, 500, 500}, {1000, 1000, 500}},
        {{1100, 200, 1100}, {1100, 200, 1100}},
        {{200, KR_DTLS_MTU + 1, 100}, {200}}, /* cannot be sent whole: the rest is lost, like a datagram */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct kr_dtls_flight f = {0};
        uint8_t out[2 * KR_DTLS_MTU];
        for (size_t k = 0; rows[i].records[k]; k++)
            add(&f, rows[i].records[k]);
        for (int again = 0; again < 2; again++) {
            for (size_t k = 0; rows[i].datagrams[k]; k++)
                assert_int_equal(kr_dtls_flight_next(&f, out, sizeof out), rows[i].datagrams[k]);
            assert_int_equal(kr_dtls_flight_next(&f, out, sizeof out), 0);
            f.sent = 0; /* sent again, it is cut the same way */
        }
        kr_dtls_flight_clear(&f);
    }
}

static void a_flight_does_not_grow_for_ever(void **state)
{
    struct kr_dtls_flight f = {0};
    for (int i = 0; i < 1000; i++)
        add(&f, 1000);
    assert_in_range(f.len, 1000, 16 * 1024);
    kr_dtls_flight_clear(&f);
    assert_null(f.records);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(datagrams_end_with_a_record_within_the_mtu),
        cmocka_unit_test(a_flight_does_not_grow_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

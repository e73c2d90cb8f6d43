/* SPDX-License-Identifier: EUPL-1.2 */
/* Redundant audio (RFC 2198): packets by hand, what is written comes back, and what does not fit is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "wire/red.h"

/* Two frames before its own: 1920 and 960 earlier, of 3 and 2 bytes; its own has 4. All of payload type 111. */
static const uint8_t three[] = {0x80 | 111, 0x1e, 0x00, 0x03, 0x80 | 111, 0x0f, 0x00, 0x02, 111,
                                'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'};

static void reads_and_writes_the_same(void **state)
{
    static const uint16_t offset[] = {1920, 960, 0};
    static const char *const body[] = {"abc", "de", "fghi"};
    struct kr_red red;
    uint8_t out[64];
    size_t len;
    assert_int_equal(kr_red_parse(&red, three, sizeof three), 0);
    assert_int_equal(red.n, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(red.blocks[i].payload_type, 111);
        assert_int_equal(red.blocks[i].offset, offset[i]);
        assert_int_equal(red.blocks[i].len, strlen(body[i]));
        assert_memory_equal(red.blocks[i].data, body[i], red.blocks[i].len);
    }
    assert_int_equal(kr_red_write(out, sizeof out, &len, red.blocks, red.n), 0);
    assert_int_equal(len, sizeof three);
    assert_memory_equal(out, three, len);
    assert_int_equal(kr_red_write(out, sizeof three - 1, &len, red.blocks, red.n), KR_E_TOO_LARGE);
}

static void a_packet_may_be_alone(void **state)
{
    static const uint8_t alone[] = {111, 'x', 'y'}, nothing[] = {111};
    struct kr_red red;
    assert_int_equal(kr_red_parse(&red, alone, sizeof alone), 0);
    assert_int_equal(red.n, 1);
    assert_int_equal(red.blocks[0].len, 2);
    assert_int_equal(kr_red_parse(&red, nothing, sizeof nothing), 0);
    assert_int_equal(red.blocks[0].len, 0);
}

static void what_does_not_fit_is_refused(void **state)
{
    uint8_t many[4 * KR_RED_BLOCKS + 1];
    struct kr_red red;
    for (size_t len = 0; len < sizeof three - 4; len++) /* the own frame may be shorter, nothing else */
        assert_int_equal(kr_red_parse(&red, three, len), KR_E_MALFORMED);
    for (size_t i = 0; i < sizeof many; i++)
        many[i] = i % 4 ? 0 : 0xef;
    many[sizeof many - 1] = 111;
    assert_int_equal(kr_red_parse(&red, many, sizeof many), KR_E_MALFORMED);
    assert_int_equal(kr_red_parse(&red, many + 4, sizeof many - 4), 0);
    assert_int_equal(red.n, KR_RED_BLOCKS);

    static const uint8_t body[KR_RED_LENGTH_MAX + 1];
    uint8_t out[3000];
    size_t len;
    const struct kr_red_block long_ago[] = {{111, 0x4000, body, 1}, {111, 0, body, 1}};
    const struct kr_red_block large[] = {{111, 960, body, sizeof body}, {111, 0, body, 1}};
    const struct kr_red_block own[] = {{111, 960, body, 1}, {111, 0, body, sizeof body}};
    assert_int_equal(kr_red_write(out, sizeof out, &len, long_ago, 2), KR_E_TOO_LARGE);
    assert_int_equal(kr_red_write(out, sizeof out, &len, large, 2), KR_E_TOO_LARGE);
    assert_int_equal(kr_red_write(out, sizeof out, &len, own, 2), 0);
    assert_int_equal(kr_red_write(out, sizeof out, &len, own, 0), KR_E_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_and_writes_the_same),
        cmocka_unit_test(a_packet_may_be_alone),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

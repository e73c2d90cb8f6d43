/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "load/frame.h"

/* RFC 6455 section 5.7: the examples of a masked and an unmasked "Hello". */
static void the_rfcs_examples(void **state)
{
    static const uint8_t mask[4] = {0x37, 0xfa, 0x21, 0x3d};
    static const uint8_t masked[] = {0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58};
    static const uint8_t plain[] = {0x81, 0x05, 'H', 'e', 'l', 'l', 'o'};
    uint8_t out[5 + KR_LOAD_FRAME_HEAD];
    struct kr_load_frame f;
    assert_int_equal(kr_load_frame_write(out, KR_LOAD_TEXT, "Hello", 5, mask), sizeof masked);
    assert_memory_equal(out, masked, sizeof masked);
    assert_int_equal(kr_load_frame_read(&f, plain, sizeof plain), 1);
    assert_int_equal(f.kind, KR_LOAD_TEXT);
    assert_int_equal(f.len, 5);
    assert_int_equal(f.whole, sizeof plain);
    assert_memory_equal(f.data, "Hello", 5);
    for (size_t n = 0; n < sizeof plain; n++)
        assert_int_equal(kr_load_frame_read(&f, plain, n), 0);
}

static void each_length_takes_its_shortest_form(void **state)
{
    static const struct {
        size_t len, head;
    } cases[] = {{0, 2}, {125, 2}, {126, 4}, {65535, 4}, {65536, 10}, {200000, 10}};
    static const uint8_t mask[4] = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t len = cases[i].len;
        uint8_t *text = malloc(len + 1), *out = malloc(len + KR_LOAD_FRAME_HEAD);
        struct kr_load_frame f;
        memset(text, 'x', len + 1);
        size_t whole = kr_load_frame_write(out, KR_LOAD_TEXT, text, len, mask);
        assert_int_equal(whole, len + cases[i].head + 4);
        /* As a server would send it: without the mask. */
        out[1] &= 0x7f;
        memmove(out + cases[i].head, out + cases[i].head + 4, len);
        assert_int_equal(kr_load_frame_read(&f, out, whole - 4), 1);
        assert_int_equal(f.len, len);
        free(text);
        free(out);
    }
}

static void what_no_server_sends_is_refused(void **state)
{
    static const uint8_t cases[][10] = {
        {0x81, 0x81, 0, 0, 0, 0, 'x'},                   /* masked */
        {0x01, 0x01, 'x'},                               /* in pieces */
        {0x80, 0x01, 'x'},                               /* the rest of one */
        {0x82, 0x01, 'x'},                               /* binary */
        {0xc1, 0x01, 'x'},                               /* an extension */
        {0x88, 126, 0, 126},                             /* RFC 6455 5.5: at most 125 bytes */
        {0x81, 127, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0}, /* too long for any memory */
    };
    struct kr_load_frame f;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(kr_load_frame_read(&f, cases[i], sizeof cases[i]), KR_E_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rfcs_examples),
        cmocka_unit_test(each_length_takes_its_shortest_form),
        cmocka_unit_test(what_no_server_sends_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

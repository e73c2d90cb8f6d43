/* SPDX-License-Identifier: EUPL-1.2 */
#include "link/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/limits.h"

static void feed(struct kr_frame_reader *r, const void *data, size_t len)
{
    const uint8_t *p = data;
    while (len) {
        size_t room;
        uint8_t *to = kr_frame_room(r, &room);
        assert_non_null(to);
        assert_true(room > 0);
        size_t n = room < len ? room : len;
        memcpy(to, p, n);
        kr_frame_added(r, n);
        p += n;
        len -= n;
    }
}

static void cuts_frames_apart(void **state)
{
    static const char stream[] = "\0\0\0\2{}\0\0\0\3[1]\0\0\0\1";
    /* Whole, and in two parts at every place. */
    for (size_t cut = 0; cut < sizeof stream - 1; cut++) {
        struct kr_frame_reader r;
        const char *json;
        size_t len, seen = 0;
        kr_frame_reader_init(&r);
        for (int part = 0; part < 2; part++) {
            feed(&r, part ? stream + cut : stream, part ? sizeof stream - 1 - cut : cut);
            while (kr_frame_next(&r, &json, &len) == 1) {
                assert_int_equal(len, seen == 0 ? 2 : 3);
                assert_memory_equal(json, seen == 0 ? "{}" : "[1]", len);
                seen++;
            }
        }
        assert_int_equal(seen, 2);
        assert_int_equal(kr_frame_left(&r), 4);
        kr_frame_reader_fini(&r);
    }
}

static void takes_the_largest_frame_and_no_larger(void **state)
{
    static const struct {
        uint32_t len;
        int expect;
    } cases[] = {
        {0, KR_E_MALFORMED},
        {KR_LIMIT_LINK_FRAME_BYTES, 1},
        {KR_LIMIT_LINK_FRAME_BYTES + 1, KR_E_TOO_LARGE},
        {UINT32_MAX, KR_E_TOO_LARGE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kr_frame_reader r;
        const char *json;
        size_t len;
        uint8_t header[4];
        kr_frame_reader_init(&r);
        kr_put_be32(header, cases[i].len);
        feed(&r, header, sizeof header);
        if (cases[i].expect == 1) {
            char *body = calloc(1, cases[i].len);
            assert_int_equal(kr_frame_next(&r, &json, &len), 0);
            feed(&r, body, cases[i].len);
            free(body);
        }
        assert_int_equal(kr_frame_next(&r, &json, &len), cases[i].expect);
        if (cases[i].expect == 1)
            assert_int_equal(len, cases[i].len);
        kr_frame_reader_fini(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_frames_apart),
        cmocka_unit_test(takes_the_largest_frame_and_no_larger),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "link/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
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

static bool lies_in(const struct kr_frame_reader *r, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= r->cap; i++)
        if (memcmp(r->data + i, word, n) == 0)
            return true;
    return false;
}

/* Names and passwords are in some; the next frame may be long in coming. */
static void keeps_nothing_of_what_it_handed_out(void **state)
{
    static const char first[] = "\0\0\0\6secret\0\0\0\5hid", rest[] = "den";
    struct kr_frame_reader r;
    const char *json;
    size_t len;
    kr_frame_reader_init(&r);
    feed(&r, first, sizeof first - 1);
    assert_int_equal(kr_frame_next(&r, &json, &len), 1);
    assert_int_equal(kr_frame_next(&r, &json, &len), 0);
    kr_frame_forget(&r);
    assert_false(lies_in(&r, "secret"));
    feed(&r, rest, 2);
    assert_int_equal(kr_frame_next(&r, &json, &len), 1);
    assert_memory_equal(json, "hidde", 5);
    kr_frame_forget(&r);
    assert_false(lies_in(&r, "hid"));
    kr_frame_reader_fini(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_frames_apart),
        cmocka_unit_test(takes_the_largest_frame_and_no_larger),
        cmocka_unit_test(keeps_nothing_of_what_it_handed_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/bytes.h"
#include "base/err.h"
#include "base/strbuf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void what_is_written_is_read(void **state)
{
    uint8_t buf[24];
    struct kr_writer w = kr_writer_of(buf, sizeof buf);
    kr_write_u8(&w, 0x12);
    kr_write_be16(&w, 0x3456);
    kr_write_be32(&w, 0x789abcde);
    kr_write_be64(&w, UINT64_C(0xf0debc9a78563412));
    assert_false(w.failed);
    assert_int_equal(w.len, 15);
    assert_int_equal(buf[1], 0x34);

    struct kr_reader r = kr_reader_of(buf, w.len);
    assert_int_equal(kr_read_u8(&r), 0x12);
    assert_int_equal(kr_read_be16(&r), 0x3456);
    assert_int_equal(kr_read_be32(&r), 0x789abcde);
    assert_true(kr_read_be64(&r) == UINT64_C(0xf0debc9a78563412));
    assert_false(r.failed);
    assert_int_equal(kr_reader_left(&r), 0);
}

static void the_end_is_kept(void **state)
{
    uint8_t buf[5] = {1, 2, 3, 4, 5};
    struct kr_reader r = kr_reader_of(buf, 3);
    assert_int_equal(kr_read_be32(&r), 0);
    assert_true(r.failed);
    assert_int_equal(kr_read_u8(&r), 0); /* once failed, nothing more is read */

    struct kr_writer w = kr_writer_of(buf, 3);
    kr_write_be32(&w, 0xffffffff);
    assert_true(w.failed);
    kr_write_u8(&w, 0xff);
    assert_int_equal(w.len, 0);
    assert_int_equal(buf[0], 1);

    r = kr_reader_of(buf, 3);
    assert_null(kr_read_bytes(&r, SIZE_MAX));
    w = kr_writer_of(buf, 3);
    assert_null(kr_write_reserve(&w, SIZE_MAX));
}

static void a_text_never_passes_its_maximum(void **state)
{
    struct kr_strbuf b;
    kr_strbuf_init(&b, 10);
    kr_strbuf_addf(&b, "%s-%d", "abc", 12);
    assert_string_equal(b.text, "abc-12");
    kr_strbuf_add(&b, "3456", 4);
    assert_string_equal(b.text, "abc-123456");
    kr_strbuf_add(&b, "7", 1);
    assert_true(b.failed);
    assert_null(kr_strbuf_take(&b));

    kr_strbuf_init(&b, 10);
    char *text = kr_strbuf_take(&b);
    assert_string_equal(text, "");
    free(text);
}

static void errors_have_names(void **state)
{
    assert_string_equal(kr_err_id(0), "ok");
    assert_string_equal(kr_err_id(KR_E_AUTH), "unauthenticated");
    assert_string_equal(kr_err_id(-4711), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(the_end_is_kept),
        cmocka_unit_test(a_text_never_passes_its_maximum),
        cmocka_unit_test(errors_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

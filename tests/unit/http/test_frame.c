/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/limits.h"

/* Reads a stream in pieces of `step` bytes and writes what happens: T"text" P"ping" O"pong" C1000 !1002. */
static void read_stream(char *out, size_t cap, const uint8_t *data, size_t len, size_t step)
{
    struct kr_ws_reader r;
    size_t n = 0;
    kr_ws_reader_init(&r);
    out[0] = '\0';
    for (size_t at = 0; at < len; at += step) {
        const uint8_t *p = data + at;
        size_t left = len - at < step ? len - at : step;
        struct kr_ws_event e;
        int got;
        while ((got = kr_ws_read(&r, &p, &left, &e)) == 1) {
            if (e.opcode == KR_WS_CLOSE)
                n += (size_t)snprintf(out + n, cap - n, "C%d ", e.code);
            else
                n += (size_t)snprintf(out + n, cap - n, "%c\"%.*s\" ", e.opcode == KR_WS_TEXT ? 'T' : e.opcode == KR_WS_PING ? 'P' : 'O',
                                      (int)e.len, e.data);
        }
        if (got > 1) {
            snprintf(out + n, cap - n, "!%d ", got);
            break;
        }
        assert_int_equal(left, 0);
    }
    kr_ws_reader_fini(&r);
}

#define MASKED "\x37\xfa\x21\x3d"
#define HELLO "\x7f\x9f\x4d\x51\x58"

static void reads_frames(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
        const char *expect;
    } cases[] = {
        /* RFC 6455 section 5.7: a single-frame masked text message. */
        {"\x81\x85" MASKED HELLO, 11, "T\"Hello\" "},
        {"\x81\x80\0\0\0\0", 6, "T\"\" "},
        {"\x89\x85" MASKED HELLO, 11, "P\"Hello\" "},
        {"\x8a\x85" MASKED HELLO, 11, "O\"Hello\" "},
        {"\x88\x80\0\0\0\0", 6, "C1005 "},
        {"\x88\x82\0\0\0\0\x03\xe8", 8, "C1000 "},
        {"\x88\x84\0\0\0\0\x0b\xb8ok", 10, "C3000 "},
        /* Section 5.4: fragments, with a ping between. */
        {"\x01\x83\0\0\0\0Hel\x89\x81\0\0\0\0p\x80\x82\0\0\0\0lo", 24, "P\"p\" T\"Hello\" "},
        {"\x01\x80\0\0\0\0\x00\x81\0\0\0\0x\x80\x80\0\0\0\0", 19, "T\"x\" "},
        /* A character may be cut by a fragment's border, but not by the message's. */
        {"\x01\x81\0\0\0\0\xc3\x80\x81\0\0\0\0\xa4", 14, "T\"\xc3\xa4\" "},
        {"\x81\x81\0\0\0\0\xc3", 7, "!1007 "},
        {"\x81\x82\0\0\0\0\xc0\x80", 8, "!1007 "},
        {"\x88\x84\0\0\0\0\x03\xe8\xff\xff", 10, "!1007 "},
        /* Not masked. */
        {"\x81\x05Hello", 7, "!1002 "},
        /* Reserved bits and opcodes. */
        {"\xc1\x80\0\0\0\0", 6, "!1002 "},
        {"\xa1\x80\0\0\0\0", 6, "!1002 "},
        {"\x83\x80\0\0\0\0", 6, "!1002 "},
        {"\x8b\x80\0\0\0\0", 6, "!1002 "},
        {"\x82\x80\0\0\0\0", 6, "!1003 "},
        {"\x02\x80\0\0\0\0", 6, "!1003 "},
        /* Continuation of nothing, and a new message inside of another. */
        {"\x80\x80\0\0\0\0", 6, "!1002 "},
        {"\x01\x80\0\0\0\0\x81\x80\0\0\0\0", 12, "!1002 "},
        {"\x01\x80\0\0\0\0\x82\x80\0\0\0\0", 12, "!1002 "},
        /* Control frames: fragmented, too long. */
        {"\x09\x80\0\0\0\0", 6, "!1002 "},
        {"\x89\xfe\x00\x7e\0\0\0\0", 8, "!1002 "},
        /* Close: one byte, codes that are never sent. */
        {"\x88\x81\0\0\0\0\x03", 7, "!1002 "},
        {"\x88\x82\0\0\0\0\x03\xed", 8, "!1002 "},
        {"\x88\x82\0\0\0\0\x03\xee", 8, "!1002 "},
        {"\x88\x82\0\0\0\0\x00\x00", 8, "!1002 "},
        {"\x88\x82\0\0\0\0\x13\x88", 8, "!1002 "},
        /* Lengths not in their shortest form, or with the highest bit. */
        {"\x81\xfe\x00\x7d\0\0\0\0", 8, "!1002 "},
        {"\x81\xff\0\0\0\0\0\0\xff\xff\0\0\0\0", 14, "!1002 "},
        {"\x81\xff\x80\0\0\0\0\0\0\0\0\0\0\0", 14, "!1002 "},
        /* One byte more than a message may have: refused before it comes. */
        {"\x81\xff\0\0\0\0\0\x04\0\x01\0\0\0\0", 14, "!1009 "},
        {"\x01\x81\0\0\0\0x\x80\xff\0\0\0\0\0\x04\0\0\0\0\0\0", 21, "!1009 "},
        {"\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 14, "!1009 "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t step = 1; step <= cases[i].len; step++) {
            char got[200];
            read_stream(got, sizeof got, (const uint8_t *)cases[i].bytes, cases[i].len, step);
            if (strcmp(got, cases[i].expect) != 0)
                print_message("case %zu step %zu\n", i, step);
            assert_string_equal(got, cases[i].expect);
        }
    }
}

static void takes_the_longest_message(void **state)
{
    size_t len = KR_LIMIT_SIGNAL_SDP_BYTES;
    uint8_t *stream = calloc(1, len + 14);
    stream[0] = 0x81;
    stream[1] = 0xff;
    kr_put_be64(stream + 2, len);
    memset(stream + 14, 'x', len);
    struct kr_ws_reader r;
    struct kr_ws_event e;
    const uint8_t *p = stream;
    size_t left = len + 14;
    kr_ws_reader_init(&r);
    assert_int_equal(kr_ws_read(&r, &p, &left, &e), 1);
    assert_int_equal(e.len, len);
    assert_int_equal(kr_ws_read(&r, &p, &left, &e), 0);
    assert_null(r.message);
    kr_ws_reader_fini(&r);
    free(stream);
}

static void writes_headers(void **state)
{
    uint8_t h[KR_WS_HEADER_BYTES];
    assert_int_equal(kr_ws_write_header(h, KR_WS_TEXT, 125), 2);
    assert_memory_equal(h, "\x81\x7d", 2);
    assert_int_equal(kr_ws_write_header(h, KR_WS_TEXT, 126), 4);
    assert_memory_equal(h, "\x81\x7e\x00\x7e", 4);
    assert_int_equal(kr_ws_write_header(h, KR_WS_TEXT, 65535), 4);
    assert_int_equal(kr_ws_write_header(h, KR_WS_TEXT, 65536), 10);
    assert_memory_equal(h, "\x81\x7f\0\0\0\0\0\x01\0\0", 10);
    assert_int_equal(kr_ws_write_header(h, KR_WS_CLOSE, 2), 2);
    assert_memory_equal(h, "\x88\x02", 2);
}

static void answers_the_key(void **state)
{
    static const char *const bad[] = {"", "x", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ===",
                                      "****************==", "dGhlIHNhbXBsZSBub25jZQxx"};
    char accept_key[29];
    /* RFC 6455 section 1.3. */
    assert_int_equal(kr_ws_accept_key(accept_key, "dGhlIHNhbXBsZSBub25jZQ=="), 0);
    assert_string_equal(accept_key, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(kr_ws_accept_key(accept_key, bad[i]), KR_E_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_frames),
        cmocka_unit_test(takes_the_longest_message),
        cmocka_unit_test(writes_headers),
        cmocka_unit_test(answers_the_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

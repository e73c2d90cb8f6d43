/* SPDX-License-Identifier: EUPL-1.2 */
#include "vector.h"

#include "wire/ccfb.h"

struct seen {
    struct kr_ccfb_status s[KR_CCFB_STATUSES];
    size_t n;
};

static void note(void *arg, const struct kr_ccfb_status *s)
{
    struct seen *seen = arg;
    assert_true(seen->n < KR_CCFB_STATUSES);
    seen->s[seen->n++] = *s;
}

static int read_one(const uint8_t *p, size_t len, uint32_t *time, struct seen *s)
{
    struct kr_reader r = kr_reader_of(p, len);
    struct kr_rtcp part;
    s->n = 0;
    assert_int_equal(kr_rtcp_next(&part, &r), 1);
    return kr_ccfb_each(&part, time, note, s);
}

/* Two streams; the first with three packets, filled up to words, its numbers turning over; ECN bits are not looked at. */
static const uint8_t two_streams[] = {
    0x8b, 205,  0,    9,    0,    0,    0,    7,    /* FMT 11, nine words, from 7 */
    0x11, 0x22, 0x33, 0x44, 0xff, 0xff, 0,    3,    /* 65535, 0, 1 */
    0x84, 0x00, 0x00, 0x00, 0xff, 0xfe, 0,    0,    /* a second ago; missing; longer ago than can be said, ECN-CE */
    0x55, 0x66, 0x77, 0x88, 0x01, 0x00, 0,    2,
    0xbf, 0xff, 0xa0, 0x01,                         /* no time, ECT(1); 1/1024 s ago, ECT(1) */
    0x00, 0x01, 0x80, 0x00,
};

static void reads_blocks(void **state)
{
    static const struct kr_ccfb_status expected[] = {
        {0x11223344, 65535, true, true, 1000000}, {0x11223344, 0, false, false, 0}, {0x11223344, 1, true, false, 0},
        {0x55667788, 256, true, false, 0},        {0x55667788, 257, true, true, 976},
    };
    struct seen s;
    uint32_t time;
    assert_int_equal(read_one(two_streams, sizeof two_streams, &time, &s), 0);
    assert_int_equal(time, 0x00018000);
    assert_int_equal(s.n, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(s.s[i].ssrc, expected[i].ssrc);
        assert_int_equal(s.s[i].seq, expected[i].seq);
        assert_int_equal(s.s[i].arrived, expected[i].arrived);
        assert_int_equal(s.s[i].timed, expected[i].timed);
        assert_int_equal(s.s[i].before_us, expected[i].before_us);
    }
}

static void refuses_what_does_not_fit(void **state)
{
    static const struct {
        size_t at;
        uint8_t value;
        int err;
    } cases[] = {
        {1, 206, KR_E_MALFORMED},  /* payload feedback */
        {0, 0x8f, KR_E_MALFORMED}, /* another format */
        {15, 4, 0},                /* what fills up, read as a packet */
        {15, 1, KR_E_TOO_LARGE},   /* what follows is read as a block of thousands */
        {31, 1, 0},                /* filled up */
        {31, 4, KR_E_MALFORMED},
        {30, 0xff, KR_E_TOO_LARGE}, /* 65,282 packets */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint8_t p[sizeof two_streams];
        struct seen s;
        uint32_t time;
        memcpy(p, two_streams, sizeof p);
        p[cases[i].at] = cases[i].value;
        assert_int_equal(read_one(p, sizeof p, &time, &s), cases[i].err);
        assert_true(!cases[i].err || s.n == 0);
    }
    for (uint8_t words = 2; words < 8; words++) { /* cut off anywhere */
        uint8_t p[sizeof two_streams];
        struct seen s;
        uint32_t time;
        memcpy(p, two_streams, sizeof p);
        p[3] = words;
        int err = read_one(p, 4 + 4u * words, &time, &s);
        assert_true(err == KR_E_MALFORMED || (err == 0 && words == 6)); /* there the block of the first stream ends */
    }
}

static void writes_what_it_reads(void **state)
{
    static const int64_t audio_us[] = {9000000, -1, 9500000}, video_us[] = {10000000, 1000000, 11000000, -1};
    struct kr_ccfb_range ranges[] = {{1, 65534, audio_us, 3}, {2, 7, video_us, 4}};
    uint8_t p[200];
    struct kr_writer w = kr_writer_of(p, sizeof p);
    struct seen s;
    uint32_t time;
    kr_ccfb_write(&w, 9, ranges, 2, 10000000);
    assert_false(w.failed);
    assert_int_equal(read_one(p, w.len, &time, &s), 0);
    assert_int_equal(time, 10 * 65536);
    assert_int_equal(s.n, 7);
    assert_true(s.s[0].timed && s.s[0].before_us == 1000000 && s.s[0].seq == 65534);
    assert_true(!s.s[1].arrived && s.s[2].before_us == 500000 && s.s[2].seq == 0);
    assert_true(s.s[3].timed && s.s[3].before_us == 0 && s.s[3].ssrc == 2);
    assert_true(s.s[4].arrived && !s.s[4].timed); /* nine seconds ago */
    assert_true(s.s[5].arrived && !s.s[5].timed); /* after the report */
    assert_false(s.s[6].arrived);
    w = kr_writer_of(p, 30);
    kr_ccfb_write(&w, 9, ranges, 2, 10000000);
    assert_true(w.failed);
}

static void reads_remb(void **state)
{
    static const struct {
        uint8_t head[4]; /* SSRCs, exponent, mantissa */
        uint64_t rate_bps;
        int err;
    } cases[] = {
        {{1, 0x02, 0x12, 0x34}, 0x21234, 0},
        {{1, 0x0f, 0xff, 0xff}, UINT64_C(0x3ffff) << 3, 0},
        {{0, 0xff, 0xff, 0xff}, UINT64_MAX, 0},     /* 2^81 */
        {{0, 0xb8, 0x00, 0x01}, UINT64_C(1) << 46, 0},
        {{0, 0xfc, 0x00, 0x01}, UINT64_C(1) << 63, 0},
        {{0, 0xfc, 0x00, 0x02}, UINT64_MAX, 0},
        {{0, 0xfc, 0x00, 0x00}, 0, 0},
        {{2, 0, 0, 1}, 0, KR_E_MALFORMED},          /* a second SSRC that is not there */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint8_t body[12] = {'R', 'E', 'M', 'B'};
        uint64_t rate_bps = 0;
        memcpy(body + 4, cases[i].head, 4);
        struct kr_rtcp part = {.type = KR_RTCP_PSFB, .count = KR_PSFB_AFB, .body = {body, sizeof body}};
        assert_int_equal(kr_rtcp_read_remb(&part, &rate_bps), cases[i].err);
        assert_true(rate_bps == cases[i].rate_bps);
        part.body.len = 7;
        assert_int_equal(kr_rtcp_read_remb(&part, &rate_bps), KR_E_MALFORMED);
        body[0] = 'X';
        part.body.len = 12;
        assert_int_equal(kr_rtcp_read_remb(&part, &rate_bps), KR_E_MALFORMED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_blocks),
        cmocka_unit_test(refuses_what_does_not_fit),
        cmocka_unit_test(writes_what_it_reads),
        cmocka_unit_test(reads_remb),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

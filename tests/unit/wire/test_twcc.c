/* SPDX-License-Identifier: EUPL-1.2 */
#include "vector.h"

#include "wire/rtcp.h"

enum { MANY = 1500 };

struct seen {
    uint16_t seq[MANY];
    int64_t at_us[MANY]; /* negative: not arrived */
    size_t n;
};

static void note(void *arg, uint16_t seq, bool arrived, int64_t at_us)
{
    struct seen *s = arg;
    assert_true(s->n < MANY);
    s->seq[s->n] = seq;
    s->at_us[s->n++] = arrived ? at_us : INT64_MIN;
}

static int read_one(const uint8_t *p, size_t len, struct kr_twcc *head, struct seen *s)
{
    struct kr_reader r = kr_reader_of(p, len);
    struct kr_rtcp part;
    s->n = 0;
    assert_int_equal(kr_rtcp_next(&part, &r), 1);
    return kr_twcc_each(&part, head, note, s);
}

static void reads_each_kind_of_chunk(void **state)
{
    uint8_t p[64];
    size_t len = vector_read_hex("rtcp/twcc-chunks.hex", p, sizeof p);
    struct kr_twcc head;
    struct seen s;
    assert_int_equal(read_one(p, len, &head, &s), 0);
    assert_int_equal(head.base_seq, 65528);
    assert_int_equal(head.status_count, 18);
    assert_int_equal(head.reference_time, -1);
    assert_int_equal(head.feedback_count, 42);
    assert_int_equal(s.n, 18);
    assert_int_equal(s.seq[17], 9); /* the number wraps */
    static const struct {
        size_t i;
        int64_t at_us;
    } arrived[] = {{3, -63750}, {4, -63250}, {5, -62500}, {14, -61500}, {17, -62500}};
    size_t next = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (next < 5 && arrived[next].i == i)
            assert_true(s.at_us[i] == arrived[next++].at_us);
        else
            assert_true(s.at_us[i] == INT64_MIN);
    }
    assert_int_equal(next, 5);
}

static void refuses_what_does_not_fit(void **state)
{
    static const struct {
        const char *why;
        size_t len;
        uint8_t fci[16];
    } cases[] = {
        {"no chunk", 8, {0, 0, 0, 1, 0, 0, 0, 0}},
        {"no packets", 12, {0, 0, 0, 0, 0, 0, 0, 0, 0x20, 1, 0, 0}},
        {"chunks for fewer", 12, {0, 0, 0, 3, 0, 0, 0, 0, 0x00, 1, 0x00, 1}},
        {"runs of nothing", 12, {0, 0, 0, 1, 0, 0, 0, 0, 0x00, 0, 0x00, 0}},
        {"reserved symbol in a run", 12, {0, 0, 0, 1, 0, 0, 0, 0, 0x60, 1, 0, 0}},
        {"reserved symbol in a vector", 12, {0, 0, 0, 1, 0, 0, 0, 0, 0xf0, 0, 0, 0}},
        {"deltas cut off", 12, {0, 0, 0, 3, 0, 0, 0, 0, 0x20, 3, 1, 2}},
        {"half a large delta", 12, {0, 0, 0, 2, 0, 0, 0, 0, 0x40, 2, 1, 2}},
        {"a word too many", 16, {0, 0, 0, 1, 0, 0, 0, 0, 0x20, 1, 1, 0, 0, 0, 0, 0}},
        {"65535 packets in 12 bytes", 12, {0, 0, 0xff, 0xff, 0, 0, 0, 0, 0x3f, 0xff, 1, 1}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint8_t p[32] = {0x8f, 205, 0, (uint8_t)(2 + cases[i].len / 4)};
        memcpy(p + 12, cases[i].fci, cases[i].len);
        struct kr_twcc head = {.base_seq = 77};
        struct seen s;
        int err = read_one(p, 12 + cases[i].len, &head, &s);
        if (err != KR_E_MALFORMED)
            fail_msg("taken: %s", cases[i].why);
        assert_int_equal(s.n, 0);
        assert_int_equal(head.base_seq, 77);
    }
}

/* Writes, reads back and compares, packet after packet until all are told. */
static void round_trip(uint16_t base_seq, const int64_t *at_us, size_t n, size_t cap)
{
    uint8_t p[4096];
    assert_true(cap <= sizeof p);
    for (size_t done = 0, part; done < n; done += part) {
        struct kr_writer w = kr_writer_of(p, cap);
        struct kr_twcc head;
        static struct seen s;
        part =
            kr_rtcp_write_twcc(&w, 1, 2, (uint16_t)(base_seq + done), (uint8_t)done, at_us + done, n - done);
        assert_true(part > 0 && part <= n - done);
        assert_false(w.failed);
        assert_int_equal(w.len % 4, 0);
        assert_int_equal(read_one(p, w.len, &head, &s), 0);
        assert_int_equal(head.feedback_count, (uint8_t)done);
        assert_int_equal(s.n, part);
        /* The clock is told in 24 bits of 64 ms; differences within a packet are what counts. */
        int64_t span_us = INT64_C(64000) << 24, shift_us = 0;
        bool any = false;
        for (size_t i = 0; i < part; i++) {
            int64_t sent_us = at_us[done + i];
            assert_int_equal(s.seq[i], (uint16_t)(base_seq + done + i));
            assert_int_equal(s.at_us[i] != INT64_MIN, sent_us >= 0);
            if (sent_us < 0)
                continue;
            if (!any)
                shift_us = (sent_us - s.at_us[i] + span_us / 2) / span_us * span_us;
            any = true;
            int64_t error_us = s.at_us[i] + shift_us - sent_us;
            assert_true(error_us >= -125 && error_us <= 125);
        }
    }
}

static void tells_what_arrived(void **state)
{
    static const struct {
        uint16_t base_seq;
        int64_t at_us[8];
        size_t n;
    } cases[] = {
        {0, {0}, 1},
        {65535, {1000000, 1000250, 1000500}, 3},
        {7, {-1, -1, 5000000, -1, 5000100}, 5},
        {7, {5000000, 4999000, 5070000, 5000000}, 4}, /* out of order, large and negative deltas */
        {7,
         {5000000, -1, 5000000 + 8191750, 5000000 + 8191750 * 2},
         4}, /* the largest delta that can be said */
        {7, {INT64_C(64000) << 23, (INT64_C(64000) << 23) + 63999}, 2}, /* the reference time's sign */
        {7, {INT64_C(64000) << 30, -1, -1, -1, -1, -1, -1, (INT64_C(64000) << 30) + 1}, 8},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        round_trip(cases[i].base_seq, cases[i].at_us, cases[i].n, 1200);
}

static void ends_before_a_delta_that_is_too_large(void **state)
{
    static const int64_t at_us[] = {1000000, -1, 1000000 + 9000000, 1000000 + 9000250};
    uint8_t p[128];
    struct kr_writer w = kr_writer_of(p, sizeof p);
    assert_int_equal(kr_rtcp_write_twcc(&w, 1, 2, 9, 0, at_us, 4), 2);
    assert_false(w.failed);
    round_trip(9, at_us, 4, 128);
}

static void ends_when_the_room_ends(void **state)
{
    static int64_t at_us[MANY];
    for (size_t i = 0; i < MANY; i++)
        at_us[i] = 1000000 + (int64_t)(i % 3) * 100000;
    for (size_t cap = 28; cap < 200; cap++)
        round_trip(65000, at_us, 100, cap);
    uint8_t p[28];
    for (size_t cap = 0; cap < 24; cap++) {
        struct kr_writer w = kr_writer_of(p, cap);
        assert_int_equal(kr_rtcp_write_twcc(&w, 1, 2, 0, 0, at_us, 3), 0);
        assert_true(w.failed);
    }
    round_trip(65000, at_us, MANY, 4096); /* more than one feedback holds */
}

/* xorshift32 (Marsaglia), so that each run tries the same. */
static uint32_t random_next(uint32_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 17;
    *x ^= *x << 5;
    return *x;
}

static void tells_random_arrivals(void **state)
{
    uint32_t x = 2463534242;
    for (int round = 0; round < 400; round++) {
        int64_t at_us[200], now_us = random_next(&x) % 100000000;
        size_t n = 1 + random_next(&x) % 200;
        uint32_t loss = random_next(&x) % 101, jitter = 1 + random_next(&x) % 200000,
                 step = random_next(&x) % 20000;
        for (size_t i = 0; i < n; i++) {
            now_us += step;
            at_us[i] = random_next(&x) % 100 < loss ? -1 : now_us + random_next(&x) % jitter;
        }
        round_trip((uint16_t)random_next(&x), at_us, n, 64 + random_next(&x) % 1136);
    }
}

/* Sizes matter: feedback goes out twenty times a second from each sender. */
static void is_compact(void **state)
{
    int64_t at_us[100];
    for (size_t i = 0; i < 100; i++)
        at_us[i] = 1000000 + (int64_t)i * 500;
    uint8_t p[256];
    struct kr_writer w = kr_writer_of(p, sizeof p);
    assert_int_equal(kr_rtcp_write_twcc(&w, 1, 2, 0, 0, at_us, 100), 100);
    assert_int_equal(w.len, 20 + 2 + 100 + 2); /* one run, 100 small deltas, padding */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_each_kind_of_chunk),
        cmocka_unit_test(refuses_what_does_not_fit),
        cmocka_unit_test(tells_what_arrived),
        cmocka_unit_test(ends_before_a_delta_that_is_too_large),
        cmocka_unit_test(ends_when_the_room_ends),
        cmocka_unit_test(tells_random_arrivals),
        cmocka_unit_test(is_compact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

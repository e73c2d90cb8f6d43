/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "media/munge.h"

enum { HZ = 90000, FRAME = 3000, S = 1000000, HOUR = KR_MUNGE_PAUSE_S * HZ };

/* One step of a story: a packet comes, is left out, or the source changes. */
enum step_kind { PACKET, OMIT, SWITCH };

struct step {
    enum step_kind kind;
    uint64_t seq;
    uint32_t timestamp;
    uint64_t at_us;
    int err;             /* expected */
    uint64_t out_seq;    /* expected, counted from the first */
    uint32_t out_ts;
};

struct story {
    const char *name;
    struct step steps[16];
};

#define IN(seq, ts, at, out, out_ts) {PACKET, seq, ts, at, 0, out, out_ts}
#define LATE(seq, ts, at) {PACKET, seq, ts, at, KR_E_REPLAY, 0, 0}
#define LEFT_OUT(seq) {OMIT, seq, 0, 0, 0, 0, 0}
#define SWITCHED {SWITCH, 0, 0, 0, 0, 0, 0}
#define END {PACKET, 0, 0, 0, 0, 0, 0}

/* The first packet gets number 100 and timestamp 5000. */
static const struct story stories[] = {
    {"in order", {IN(70000, 1, S, 100, 5000), IN(70001, 1, S, 101, 5000), IN(70002, 3001, S + 33000, 102, 8000), END}},
    {"a gap stays a gap", {IN(70000, 1, S, 100, 5000), IN(70003, 3001, S, 103, 8000), IN(70001, 1, S, 101, 5000), END}},
    {"before the first", {IN(70000, 1, S, 100, 5000), LATE(69999, 1, S), IN(70001, 1, S, 101, 5000), END}},
    {"one left out", {IN(70000, 1, S, 100, 5000), LEFT_OUT(70001), IN(70002, 1, S, 101, 5000), IN(70003, 1, S, 102, 5000), END}},
    {"late before one left out", {IN(70000, 1, S, 100, 5000), LEFT_OUT(70002), IN(70003, 1, S, 102, 5000), IN(70001, 1, S, 101, 5000),
                                  IN(70004, 1, S, 103, 5000), END}},
    {"left out late is a gap", {IN(70000, 1, S, 100, 5000), IN(70002, 1, S, 102, 5000), LEFT_OUT(70001), IN(70003, 1, S, 103, 5000), END}},
    {"left out at the end, then late", {IN(70000, 1, S, 100, 5000), LEFT_OUT(70002), IN(70001, 1, S, 101, 5000), IN(70003, 1, S, 102, 5000), END}},
    {"switch goes on behind the highest", {IN(70000, 1, S, 100, 5000), IN(70005, 1, S, 105, 5000), SWITCHED, IN(900, 77, S, 106, 8000),
                                           IN(901, 77, S, 107, 8000), LATE(899, 0, S), END}},
    {"switch after a pause", {IN(70000, 1, S, 100, 5000), SWITCHED, IN(900, 77, 3 * S, 101, 5000 + 2 * HZ), IN(901, 3077, 3 * S, 102, 8000 + 2 * HZ), END}},
    {"switch to a source that is behind", {IN(70000, 1, S, 100, 5000), SWITCHED, IN(20, UINT32_MAX, S, 101, 8000), IN(21, 2999, S, 102, 11000), END}},
    {"switch after one left out late in a segment", {IN(70000, 1, S, 100, 5000), LEFT_OUT(70001), SWITCHED, IN(900, 1, S, 101, 8000), END}},
    {"switch twice without a packet", {IN(70000, 1, S, 100, 5000), SWITCHED, SWITCHED, IN(900, 1, S, 101, 8000), END}},
    {"hours without anybody in the slot are told as one", {IN(70000, 1, S, 100, 5000), SWITCHED,
                                                           IN(900, 77, 36001 * (uint64_t)S, 101, 5000 + HOUR), IN(901, 3077, 36001 * (uint64_t)S, 102, 8000 + HOUR), END}},
    {"and so are those of a source that was silent", {IN(70000, 1, S, 100, 5000), IN(70001, 1 + 8 * (uint32_t)HOUR, 28801 * (uint64_t)S, 101, 5000 + HOUR),
                                                      IN(70002, 3001 + 8 * (uint32_t)HOUR, 28801 * (uint64_t)S + 33000, 102, 8000 + HOUR), LATE(69999, 1, 28802 * (uint64_t)S), END}},
    {"the same source again", {IN(70000, 1, S, 100, 5000), SWITCHED, IN(70010, 30001, S + 333334, 101, 5000 + 30000), LATE(70005, 15001, S), END}},
};

static void play(const struct story *t, uint64_t first)
{
    struct kr_munge m;
    struct kr_munged out = {0};
    kr_munge_init(&m, HZ, first, 5000);
    for (const struct step *s = t->steps; s->kind != PACKET || s->seq; s++) {
        if (s->kind == OMIT) {
            kr_munge_omit(&m, s->seq);
            continue;
        }
        if (s->kind == SWITCH) {
            kr_munge_switch(&m);
            continue;
        }
        assert_int_equal(kr_munge_packet(&m, &out, s->seq, s->timestamp, s->at_us), s->err);
        if (s->err)
            continue;
        assert_int_equal(out.seq - first, s->out_seq - 100);
        assert_int_equal(out.timestamp, s->out_ts);
    }
}

static void tells_each_story(void **state)
{
    for (size_t i = 0; i < sizeof stories / sizeof *stories; i++) {
        print_message("    %s\n", stories[i].name);
        play(&stories[i], 100);
        play(&stories[i], 65536 + 65534); /* 16-bit numbers wrap meanwhile */
    }
}

/* xorshift64 (Marsaglia 2003): the same run every time. */
static unsigned below(unsigned n)
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 32) % n;
}

/* Random packets, left-out ones and switches: no number is ever given twice, and each is found again. */
static void never_gives_a_number_twice(void **state)
{
    static uint8_t used[400000];
    struct kr_munge m;
    for (int round = 0; round < 20; round++) {
        uint64_t next = 70000;
        bool seen[64] = {0};
        memset(used, 0, sizeof used);
        kr_munge_init(&m, HZ, 100, 0);
        for (int i = 0; i < 20000; i++) {
            struct kr_munged out;
            uint64_t seq = next - 32 + below(34);
            if (below(500) == 0) {
                kr_munge_switch(&m);
                next += 1000;
                memset(seen, 0, sizeof seen);
                continue;
            }
            while (next <= seq)
                seen[next++ % 64] = false;
            if (seen[seq % 64])
                continue; /* as kr_window sees to */
            seen[seq % 64] = true;
            if (below(10) == 0) {
                kr_munge_omit(&m, seq);
                continue;
            }
            if (kr_munge_packet(&m, &out, seq, (uint32_t)seq, (uint64_t)i * 1000))
                continue;
            uint64_t source = 0;
            assert_true(out.seq < sizeof used && !used[out.seq]);
            used[out.seq] = 1;
            assert_int_equal(kr_munge_source(&m, &source, (uint16_t)out.seq), 0);
            assert_int_equal(source, seq);
        }
    }
}

/* However numbers jump, forwarded, left out or lost: what is sent is never so far ahead that a receiver would lose count. */
static void never_jumps(void **state)
{
    struct kr_munge m;
    uint64_t seq = 70000, last = 99;
    unsigned jumped = 0;
    kr_munge_init(&m, HZ, 100, 0);
    for (int i = 0; i < 20000; i++) {
        struct kr_munged out;
        seq += below(4) ? 1 : below(0x7fff);
        if (below(5) == 0) {
            kr_munge_omit(&m, seq);
            continue;
        }
        if (kr_munge_jumps(&m, seq)) {
            kr_munge_switch(&m);
            jumped++;
        }
        assert_int_equal(kr_munge_packet(&m, &out, seq, (uint32_t)seq, (uint64_t)i * 1000), 0);
        assert_true(out.seq > last && out.seq - last <= KR_MUNGE_JUMP + 1);
        last = out.seq;
    }
    assert_true(jumped > 1000);
}

static void finds_only_what_was_sent(void **state)
{
    struct kr_munge m;
    struct kr_munged out;
    uint64_t seq;
    kr_munge_init(&m, HZ, 65530, 0);
    assert_int_equal(kr_munge_source(&m, &seq, 65530), KR_E_NOT_FOUND);
    for (uint64_t i = 0; i < 20; i++)
        assert_int_equal(kr_munge_packet(&m, &out, 90000 + i, 0, S), 0);
    assert_int_equal(kr_munge_source(&m, &seq, 65530), 0);
    assert_int_equal(seq, 90000);
    assert_int_equal(kr_munge_source(&m, &seq, 13), 0); /* 65549, wrapped */
    assert_int_equal(seq, 90019);
    assert_int_equal(kr_munge_source(&m, &seq, 14), KR_E_NOT_FOUND);
    assert_int_equal(kr_munge_source(&m, &seq, 65529), KR_E_NOT_FOUND);
    kr_munge_switch(&m);
    assert_int_equal(kr_munge_source(&m, &seq, 13), KR_E_NOT_FOUND);
    assert_int_equal(kr_munge_packet(&m, &out, 5, 0, S), 0);
    assert_int_equal(kr_munge_source(&m, &seq, 13), KR_E_NOT_FOUND); /* of the source before */
    assert_int_equal(kr_munge_source(&m, &seq, 14), 0);
    assert_int_equal(seq, 5);
}

/* More left out than is remembered: what is older can no longer be placed, and is refused rather than misplaced. */
static void refuses_what_it_has_forgotten(void **state)
{
    struct kr_munge m;
    struct kr_munged out;
    kr_munge_init(&m, HZ, 100, 0);
    assert_int_equal(kr_munge_packet(&m, &out, 1000, 0, S), 0);
    for (uint64_t i = 0; i < KR_MUNGE_OMITTED + 5; i++)
        kr_munge_omit(&m, 1002 + 2 * i);
    assert_int_equal(kr_munge_packet(&m, &out, 1001, 0, S), KR_E_REPLAY);
    assert_int_equal(kr_munge_packet(&m, &out, 1009, 0, S), KR_E_REPLAY);
    assert_int_equal(kr_munge_packet(&m, &out, 1013, 0, S), 0);
    assert_int_equal(out.seq, 100 + 13 - 6);
}

struct picture {
    bool new_source, wide;
    uint16_t in, out;
    uint8_t tl0_in, tl0_out;
};

static const struct picture pictures[] = {
    {true, true, 0x7ffe, 1, 255, 1},  {false, true, 0x7fff, 2, 0, 2},  {false, true, 0, 3, 1, 3},
    {false, true, 0x7fff, 2, 0, 2}, /* late */
    {false, true, 1, 4, 2, 4},        {true, true, 500, 5, 9, 5},      {false, true, 501, 6, 9, 5},
    {true, false, 0x7f, 7, 100, 6},   {false, false, 0, 8, 101, 7},    {true, true, 0, 9, 0, 8},
};

static void numbers_pictures_without_a_gap(void **state)
{
    struct kr_munge m;
    struct kr_munged out;
    kr_munge_init(&m, HZ, 100, 0);
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++) {
        const struct picture *p = &pictures[i];
        struct kr_frame_numbers d = {.has_picture_id = true, .long_picture_id = p->wide, .picture_id = p->in, .has_tl0 = true, .tl0 = p->tl0_in};
        uint16_t picture_id;
        uint8_t tl0;
        if (p->new_source)
            kr_munge_switch(&m);
        assert_int_equal(kr_munge_packet(&m, &out, 1000 + i, 0, S), 0);
        kr_munge_picture(&m, &d, &picture_id, &tl0);
        assert_int_equal(picture_id, p->out);
        assert_int_equal(tl0, p->tl0_out);
    }
}

/* Every other picture is left out: what is sent has neither a gap in its numbers nor in its pictures, late packets included. */
static void left_out_pictures_close_up(void **state)
{
    static const uint16_t masks[] = {0x7fff, 0x7f};
    for (size_t w = 0; w < 2; w++) {
        struct kr_munge m;
        struct kr_munged out;
        kr_munge_init(&m, HZ, 100, 0);
        for (uint32_t i = 0; i < 39001; i++) { /* three packets each; of every eleventh kept the second comes late */
            struct kr_frame_numbers d = {.has_picture_id = true, .long_picture_id = w == 0, .picture_id = (uint16_t)(90 + i) & masks[w]};
            uint16_t kept = (uint16_t)(i < 20000 ? 1 + i / 2 : 10001 + i - 20000);
            uint64_t seq = 1000 + 3 * (uint64_t)i, number = 100 + 3 * (uint64_t)(i < 20000 ? i / 2 : 10000 + i - 20000);
            uint16_t id;
            uint8_t tl0;
            if (i >= 20000) { /* all of them for a long time: ids turn over */
                for (unsigned k = 0; k < 3; k++) {
                    assert_int_equal(kr_munge_packet(&m, &out, seq + k, i, S), 0);
                    assert_int_equal(out.seq, number + k);
                    kr_munge_picture(&m, &d, &id, &tl0);
                    assert_int_equal(id, kept & masks[w]);
                }
                continue;
            }
            if (i % 2) {
                for (unsigned k = 0; k < 3; k++) {
                    kr_munge_omit(&m, seq + k);
                    kr_munge_skip_picture(&m, &d);
                }
                if (i % 11 == 1) { /* of the picture before the one left out */
                    struct kr_frame_numbers before = d;
                    before.picture_id = (uint16_t)(d.picture_id - 1) & masks[w];
                    assert_int_equal(kr_munge_packet(&m, &out, seq - 2, i - 1, S), 0);
                    assert_int_equal(out.seq, number + 1);
                    kr_munge_picture(&m, &before, &id, &tl0);
                    assert_int_equal(id, kept & masks[w]);
                }
                continue;
            }
            for (unsigned k = 0; k < 3; k++) {
                if (k == 1 && i % 11 == 0)
                    continue;
                assert_int_equal(kr_munge_packet(&m, &out, seq + k, i, S), 0);
                assert_int_equal(out.seq, number + k);
                kr_munge_picture(&m, &d, &id, &tl0);
                assert_int_equal(id, kept & masks[w]);
            }
        }
    }
}

static void pictures_wrap(void **state)
{
    struct kr_munge m;
    struct kr_munged out;
    uint16_t last = 0;
    kr_munge_init(&m, HZ, 100, 0);
    for (uint32_t i = 0; i < 100000; i++) {
        struct kr_frame_numbers d = {.has_picture_id = true, .long_picture_id = true, .picture_id = (uint16_t)(7 + i) & 0x7fff};
        uint16_t picture_id;
        uint8_t tl0;
        if (i % 30011 == 0)
            kr_munge_switch(&m);
        assert_int_equal(kr_munge_packet(&m, &out, 1000 + i, 0, S), 0);
        kr_munge_picture(&m, &d, &picture_id, &tl0);
        assert_int_equal(picture_id, (last + 1) & 0x7fff);
        last = picture_id;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_each_story),
        cmocka_unit_test(never_gives_a_number_twice),
        cmocka_unit_test(never_jumps),
        cmocka_unit_test(finds_only_what_was_sent),
        cmocka_unit_test(refuses_what_it_has_forgotten),
        cmocka_unit_test(numbers_pictures_without_a_gap),
        cmocka_unit_test(left_out_pictures_close_up),
        cmocka_unit_test(pictures_wrap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

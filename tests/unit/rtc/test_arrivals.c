/* SPDX-License-Identifier: EUPL-1.2 */
/* The feedback is read back with the reader of src/wire. */
#include "rtc/arrivals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dice.h"
#include "wire/rtcp.h"

enum { MS = 1000, SEEN_MAX = 4096, TICK_US = 250 /* of the deltas, draft section 3.1.5 */ };

struct seen {
    size_t n;
    struct {
        uint16_t seq;
        bool arrived;
        int64_t at_us;
    } packets[SEEN_MAX];
};

static void note(void *arg, uint16_t seq, bool arrived, int64_t at_us)
{
    struct seen *s = arg;
    assert_true(s->n < SEEN_MAX);
    s->packets[s->n].seq = seq;
    s->packets[s->n].arrived = arrived;
    s->packets[s->n++].at_us = at_us;
}

/* Writes all there is to report and reads it into s; returns the packets of feedback. */
static int report(struct kr_arrivals *a, struct seen *s, uint64_t now_us)
{
    int n = 0;
    uint8_t buffer[1200];
    memset(s, 0, sizeof *s);
    for (;; n++) {
        struct kr_writer w = kr_writer_of(buffer, sizeof buffer);
        uint8_t count = a->feedback_count;
        if (!kr_arrivals_write(a, 0x1111, &w, now_us))
            break;
        struct kr_reader r = kr_reader_of(buffer, w.len);
        struct kr_rtcp p;
        struct kr_twcc head;
        assert_int_equal(kr_rtcp_next(&p, &r), 1);
        assert_int_equal(p.type, KR_RTCP_RTPFB);
        assert_int_equal(p.sender_ssrc, 0x1111);
        assert_int_equal(p.media_ssrc, 0x2222);
        assert_int_equal(kr_twcc_each(&p, &head, note, s), 0);
        assert_int_equal(head.feedback_count, count);
    }
    return n;
}

static void packet(struct kr_arrivals *a, uint64_t seq, uint64_t now_us)
{
    kr_arrivals_packet(a, (uint16_t)seq, 0x2222, now_us);
}

static void nothing_arrived_nothing_to_tell(void **state)
{
    static struct kr_arrivals a;
    static struct seen s;
    kr_arrivals_init(&a);
    assert_true(kr_arrivals_due_us(&a) == UINT64_MAX);
    assert_int_equal(report(&a, &s, 1), 0);
}

static void tells_what_came_and_what_did_not(void **state)
{
    static const struct {
        int64_t at_us; /* < 0: lost */
    } came[] = {{640000}, {641000}, {-1}, {-1}, {645000}, {900000}, {-1}, {900250}};
    static struct kr_arrivals a;
    static struct seen s;
    kr_arrivals_init(&a);
    for (size_t i = 0; i < 8; i++)
        if (came[i].at_us >= 0)
            packet(&a, 65532 + i, (uint64_t)came[i].at_us); /* over the turn */
    assert_true(report(&a, &s, 900 * MS) > 0);
    assert_int_equal(s.n, 8);
    int64_t offset = s.packets[0].at_us - came[0].at_us;
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(s.packets[i].seq, (uint16_t)(65532 + i));
        assert_int_equal(s.packets[i].arrived, came[i].at_us >= 0);
        if (came[i].at_us >= 0)
            assert_in_range(s.packets[i].at_us - came[i].at_us - offset + TICK_US, 0, 2 * TICK_US);
    }
    assert_int_equal(report(&a, &s, 900 * MS), 0);
    assert_true(kr_arrivals_due_us(&a) == UINT64_MAX);
}

static void is_due_by_time_or_number(void **state)
{
    static struct kr_arrivals a;
    static struct seen s;
    kr_arrivals_init(&a);
    packet(&a, 1, 500 * MS);
    report(&a, &s, 500 * MS);
    for (uint64_t i = 2; i < 2 + KR_ARRIVALS_BATCH - 1; i++)
        packet(&a, i, 501 * MS);
    assert_true(kr_arrivals_due_us(&a) == 500 * MS + KR_ARRIVALS_INTERVAL_US);
    packet(&a, 2 + KR_ARRIVALS_BATCH - 1, 501 * MS);
    assert_true(kr_arrivals_due_us(&a) <= 501 * MS);
}

static void a_late_packet_is_told_after_all(void **state)
{
    static struct kr_arrivals a;
    static struct seen s;
    kr_arrivals_init(&a);
    packet(&a, 10, MS);
    packet(&a, 12, 2 * MS);
    report(&a, &s, 3 * MS);
    assert_int_equal(s.n, 3);
    assert_false(s.packets[1].arrived);
    packet(&a, 11, 4 * MS);
    report(&a, &s, 5 * MS);
    assert_int_equal(s.n, 2);
    assert_int_equal(s.packets[0].seq, 11);
    assert_true(s.packets[0].arrived && s.packets[1].arrived);
    packet(&a, 11, 6 * MS); /* a duplicate is no news */
    assert_true(kr_arrivals_due_us(&a) == UINT64_MAX);
}

static void a_jump_forgets_what_is_too_old(void **state)
{
    static struct kr_arrivals a;
    static struct seen s;
    kr_arrivals_init(&a);
    packet(&a, 0, MS);
    packet(&a, 30000, 2 * MS);
    report(&a, &s, 3 * MS);
    assert_int_equal(s.n, KR_ARRIVALS_WINDOW);
    assert_int_equal(s.packets[KR_ARRIVALS_WINDOW - 1].seq, 30000);
    assert_true(s.packets[KR_ARRIVALS_WINDOW - 1].arrived);
    for (size_t i = 0; i + 1 < KR_ARRIVALS_WINDOW; i++)
        assert_false(s.packets[i].arrived);
    packet(&a, 100, 4 * MS);
    assert_true(kr_arrivals_due_us(&a) == UINT64_MAX);
}

static void no_room_no_loss(void **state)
{
    static struct kr_arrivals a;
    static struct seen s;
    uint8_t small[10];
    kr_arrivals_init(&a);
    packet(&a, 7, MS);
    struct kr_writer w = kr_writer_of(small, sizeof small);
    assert_int_equal(kr_arrivals_write(&a, 1, &w, MS), 0);
    assert_true(w.failed);
    assert_int_equal(report(&a, &s, MS), 1);
    assert_int_equal(s.n, 1);
}

/* Hours of packets with loss and reordering: whatever arrived is told, with its time, over every turn of a counter. */
static void tells_everything_for_long(void **state)
{
    enum { N = 1000000, LATEST = 8 };
    static struct kr_arrivals a;
    static struct seen s;
    static int64_t arrived_at[N + LATEST];
    static uint8_t told[N + LATEST];
    struct kr_seq wide = {0};
    kr_arrivals_init(&a);
    dice_seed(5);
    uint64_t now = 5000 * MS, lost = 0;
    for (uint64_t i = 0; i < N; i++) {
        uint64_t seq = i + (uint64_t)(dice_roll() % LATEST);
        now += (uint64_t)(dice_roll() % 2000) + (dice_roll() % 50000 == 0 ? 20000 * MS : 0); /* at times a long silence */
        if (!arrived_at[seq] && dice_roll() % 100 >= 5) {
            arrived_at[seq] = (int64_t)now;
            packet(&a, seq, now);
        }
        if (kr_arrivals_due_us(&a) > now)
            continue;
        report(&a, &s, now);
        for (size_t k = 0; k < s.n; k++) {
            uint64_t told_seq = kr_seq_widen(&wide, s.packets[k].seq) - 0x10000;
            assert_true(told_seq < N + LATEST);
            assert_true(s.packets[k].arrived == (arrived_at[told_seq] != 0));
            if (!s.packets[k].arrived)
                continue;
            told[told_seq] = 1;
            int64_t period = INT64_C(64000) << 24; /* the reference time has 24 bits of 64 ms */
            int64_t off = (s.packets[k].at_us - arrived_at[told_seq]) % period;
            off = off < -period / 2 ? off + period : off > period / 2 ? off - period : off;
            assert_in_range(off + 2 * TICK_US, 0, 4 * TICK_US);
        }
    }
    for (uint64_t i = LATEST; i < N - 1000; i++) {
        assert_true(told[i] == (arrived_at[i] != 0));
        lost += !told[i];
    }
    assert_true(lost > N / 50);
}

/* Arrival times are kept as 32 bits, of which 0 is taken. */
static void times_go_over_the_turn_of_their_32_bits(void **state)
{
    static struct kr_arrivals a;
    static struct seen s;
    const uint64_t turn = UINT64_C(7) << 32;
    kr_arrivals_init(&a);
    packet(&a, 10, turn - 20000);
    packet(&a, 11, turn);
    packet(&a, 12, turn + 20000);
    assert_int_equal(report(&a, &s, turn + 25000), 1);
    assert_int_equal(s.n, 3);
    for (size_t i = 0; i < s.n; i++) {
        assert_true(s.packets[i].arrived);
        assert_in_range(s.packets[i].at_us - s.packets[0].at_us + TICK_US, i * 20000, i * 20000 + 2 * TICK_US);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_arrived_nothing_to_tell),
        cmocka_unit_test(tells_what_came_and_what_did_not),
        cmocka_unit_test(is_due_by_time_or_number),
        cmocka_unit_test(a_late_packet_is_told_after_all),
        cmocka_unit_test(a_jump_forgets_what_is_too_old),
        cmocka_unit_test(no_room_no_loss),
        cmocka_unit_test(tells_everything_for_long),
        cmocka_unit_test(times_go_over_the_turn_of_their_32_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

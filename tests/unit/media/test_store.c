/* SPDX-License-Identifier: EUPL-1.2 */
/* What packets are kept in and passed through: history, window, pool, batches on their way out, timing wheel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "media/history.h"
#include "media/tx.h"
#include "media/wheel.h"
#include "media/window.h"

static int add(struct kr_history *h, uint64_t seq, uint64_t now_us)
{
    uint8_t payload[4] = {(uint8_t)seq, 1, 2, 3};
    struct kr_stored head = {.seq = seq, .timestamp = (uint32_t)seq * 10, .len = sizeof payload, .marker = seq & 1};
    return kr_history_add(h, &head, payload, NULL, now_us);
}

static void history_remembers_the_last_second(void **state)
{
    struct kr_pool pool;
    struct kr_history h;
    kr_pool_init(&pool, sizeof(struct kr_stored), 64, 4096);
    kr_history_init(&h, &pool);
    for (uint64_t seq = 70000; seq < 72000; seq++)
        assert_int_equal(add(&h, seq, (seq - 70000) * 1000), 0);
    assert_null(kr_history_find(&h, 71999 - KR_HISTORY_PACKETS));
    for (uint64_t seq = 72000 - KR_HISTORY_PACKETS; seq < 72000; seq++) {
        const struct kr_stored *s = kr_history_find(&h, seq);
        assert_non_null(s);
        assert_true(s->payload[0] == (uint8_t)seq && s->timestamp == (uint32_t)seq * 10 && s->marker == (seq & 1));
    }
    assert_int_equal(pool.used, KR_HISTORY_PACKETS);
    assert_null(kr_history_find(&h, 72000));
    kr_history_age(&h, 1999000 + KR_HISTORY_US - 10000);
    assert_null(kr_history_find(&h, 71980));
    assert_non_null(kr_history_find(&h, 71990));
    kr_history_age(&h, 1999000 + KR_HISTORY_US);
    assert_int_equal(pool.used, 0);
    kr_pool_fini(&pool);
}

static void history_takes_gaps_jumps_and_latecomers(void **state)
{
    struct kr_pool pool;
    struct kr_history h;
    kr_pool_init(&pool, sizeof(struct kr_stored), 64, 4096);
    kr_history_init(&h, &pool);
    assert_int_equal(add(&h, 70000, 1), 0);
    assert_int_equal(add(&h, 69999, 1), KR_E_REPLAY);
    assert_int_equal(add(&h, 70005, 1), 0);
    assert_null(kr_history_find(&h, 70003));
    assert_int_equal(add(&h, 70003, 1), 0);
    assert_non_null(kr_history_find(&h, 70003));
    assert_int_equal(add(&h, 1u << 30, 1), 0); /* far ahead: the rest is forgotten at once */
    assert_int_equal(pool.used, 1);
    assert_int_equal(add(&h, 70006, 1), KR_E_REPLAY);
    kr_history_clear(&h);
    assert_int_equal(pool.used, 0);
    assert_int_equal(add(&h, 5, 2), 0);
    kr_history_clear(&h);
    kr_pool_fini(&pool);
}

static void a_full_pool_refuses(void **state)
{
    struct kr_pool pool;
    struct kr_history h;
    kr_pool_init(&pool, sizeof(struct kr_stored), 8, 20);
    kr_history_init(&h, &pool);
    for (uint64_t seq = 1; seq <= 16; seq++)
        assert_int_equal(add(&h, seq, 1), 0);
    assert_int_equal(add(&h, 17, 1), KR_E_FULL); /* another slab would pass the maximum */
    assert_non_null(kr_history_find(&h, 1));
    kr_history_clear(&h);
    assert_int_equal(add(&h, 17, 1), 0);
    kr_history_clear(&h);
    kr_pool_fini(&pool);
}

static void window_lets_each_pass_once(void **state)
{
    static const struct {
        uint64_t seq;
        bool pass;
    } row[] = {
        {65536, true}, {65536, false}, {65538, true}, {65537, true}, {65537, false}, {65538, false},
        {65538 + KR_WINDOW_PACKETS - 1, true}, {65538, false}, {65539, true}, {65537, false}, {65539, false},
        {200000, true}, {65540, false}, {199999, true}, {200000 - KR_WINDOW_PACKETS, false}, {200001 - KR_WINDOW_PACKETS, true},
        {200001 - KR_WINDOW_PACKETS, false},
    };
    struct kr_window w = {0};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        assert_int_equal(kr_window_accept(&w, row[i].seq), row[i].pass);
}

struct sent {
    size_t n_messages, n_calls;
    struct kr_tx_message messages[KR_TX_MESSAGES];
};

static void on_send(void *arg, const struct kr_tx *tx)
{
    struct sent *s = arg;
    s->n_calls++;
    s->n_messages = tx->n_messages;
    memcpy(s->messages, tx->messages, sizeof s->messages);
}

static void commit(struct kr_tx *tx, uint8_t to, uint16_t socket, size_t len)
{
    struct kr_wire_address a = {.family = 4, .ip = {10, 0, 0, to}, .port = 9};
    memset(kr_tx_space(tx), to, len);
    kr_tx_commit(tx, socket, &a, len);
}

static void equal_sizes_to_one_place_become_one_message(void **state)
{
    struct sent sent = {0};
    struct kr_tx tx;
    uint64_t datagrams = 0, bytes = 0;
    static const struct {
        uint8_t to;
        uint16_t socket;
        size_t len;
        size_t message; /* that it becomes part of */
    } row[] = {
        {1, 0, 1000, 0}, {1, 0, 1000, 0}, {1, 0, 1000, 0}, {1, 0, 400, 0}, /* the last may be shorter */
        {1, 0, 400, 1},                                                  /* but nothing follows it */
        {2, 0, 400, 2}, {2, 0, 401, 3},                                  /* a larger one begins a new message */
        {2, 1, 401, 4},                                                  /* another socket */
        {1, 0, 1000, 5},
    };
    assert_int_equal(kr_tx_init(&tx, on_send, &sent, &datagrams, &bytes), 0);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        commit(&tx, row[i].to, row[i].socket, row[i].len);
        assert_int_equal(tx.n_messages - 1, row[i].message);
    }
    kr_tx_flush(&tx);
    assert_int_equal(sent.n_messages, 6);
    assert_true(sent.messages[0].len == 3400 && sent.messages[0].segment_bytes == 1000);
    assert_int_equal(datagrams, 9);
    assert_int_equal(bytes, 3400 + 400 + 400 + 401 + 401 + 1000);
    kr_tx_flush(&tx);
    assert_int_equal(sent.n_calls, 1);
    kr_tx_fini(&tx);
}

static void messages_stay_below_their_limits(void **state)
{
    struct sent sent = {0};
    struct kr_tx tx;
    uint64_t datagrams = 0, bytes = 0;
    assert_int_equal(kr_tx_init(&tx, on_send, &sent, &datagrams, &bytes), 0);
    for (int i = 0; i < 5000; i++) {
        commit(&tx, 1, 0, i < 2500 ? 1500 : 10);
        const struct kr_tx_message *m = &tx.messages[tx.n_messages - 1];
        assert_true(m->len <= KR_TX_MESSAGE_BYTES && m->len <= (size_t)KR_TX_SEGMENTS * m->segment_bytes);
        assert_true(tx.len <= KR_TX_BYTES);
    }
    for (uint8_t i = 0; i < 200; i++)
        commit(&tx, i, 0, 10);
    kr_tx_flush(&tx);
    assert_true(sent.n_calls > 10);
    assert_int_equal(datagrams, 5200);
    kr_tx_fini(&tx);
}

struct timed {
    struct kr_wheel_item item;
    uint64_t met_us;
    unsigned n;
    struct kr_wheel *wheel;
    uint64_t again_us;
};

static void on_due(void *owner, uint64_t now_us)
{
    struct timed *t = owner;
    t->met_us = now_us;
    t->n++;
    if (t->again_us)
        kr_wheel_set(t->wheel, &t->item, now_us + t->again_us);
}

static void deadlines_are_met_once_and_within_a_tick(void **state)
{
    static const uint64_t after_us[] = {0, 1, 4999, 5000, 5001, 12345, 1279999, 1280000, 1280001, 3000000, 10000000};
    enum { N = sizeof after_us / sizeof *after_us };
    struct kr_wheel w;
    struct timed t[N];
    uint64_t start = 987654321;
    memset(t, 0, sizeof t);
    kr_wheel_init(&w, start);
    for (int i = 0; i < N; i++) {
        t[i].item.owner = &t[i];
        kr_wheel_set(&w, &t[i].item, start + after_us[i]);
    }
    for (uint64_t now = start; now < start + 12000000; now += 3000)
        kr_wheel_advance(&w, now, on_due);
    for (int i = 0; i < N; i++) {
        assert_int_equal(t[i].n, 1);
        assert_in_range(t[i].met_us, start + after_us[i], start + after_us[i] + 2 * KR_WHEEL_TICK_US + 3000);
    }
}

static void deadlines_move(void **state)
{
    struct kr_wheel w;
    struct timed t = {.item.owner = &t, .wheel = &w}, other = {.item.owner = &other, .wheel = &w};
    kr_wheel_init(&w, 0);
    kr_wheel_set(&w, &t.item, 100000);
    kr_wheel_hasten(&w, &t.item, 200000); /* never back */
    kr_wheel_set(&w, &other.item, 100000);
    kr_wheel_set(&w, &other.item, UINT64_MAX);
    kr_wheel_advance(&w, 120000, on_due);
    assert_int_equal(t.n, 1);
    assert_int_equal(other.n, 0);
    kr_wheel_hasten(&w, &t.item, 300000);
    kr_wheel_hasten(&w, &t.item, 150000);
    kr_wheel_advance(&w, 160000, on_due);
    assert_int_equal(t.n, 2);
    t.again_us = 10000;
    kr_wheel_set(&w, &t.item, 170000);
    for (uint64_t now = 170000; now <= 270000; now += 1000)
        kr_wheel_advance(&w, now, on_due);
    assert_in_range(t.n, 8, 13);
    kr_wheel_advance(&w, 60000000, on_due); /* after a long sleep */
    assert_in_range(t.n, 9, 14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(history_remembers_the_last_second),
        cmocka_unit_test(history_takes_gaps_jumps_and_latecomers),
        cmocka_unit_test(a_full_pool_refuses),
        cmocka_unit_test(window_lets_each_pass_once),
        cmocka_unit_test(equal_sizes_to_one_place_become_one_message),
        cmocka_unit_test(messages_stay_below_their_limits),
        cmocka_unit_test(deadlines_are_met_once_and_within_a_tick),
        cmocka_unit_test(deadlines_move),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "door/batch.h"

static union kr_udp_address place(uint16_t port)
{
    union kr_udp_address a;
    memset(&a, 0, sizeof a);
    a.v4.sin_family = AF_INET;
    a.v4.sin_port = htons(port);
    a.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return a;
}

static void what_goes_in_one_message(void **state)
{
    const union kr_udp_address a = place(1), b = place(2);
    static const struct {
        size_t len, segment;
        int to;
        size_t more;
        bool joins;
    } rows[] = {
        {1000, 1000, 1, 1000, true},  {3000, 1000, 1, 1000, true},          {1000, 1000, 1, 999, true},   {1000, 1000, 1, 1001, false},
        {1999, 1000, 1, 1000, false}, /* its last was a shorter one */      {1000, 1000, 2, 1000, false}, {1000, 1000, 1, 0, false},
        {64 * 100, 100, 1, 100, false}, {63 * 100, 100, 1, 100, true},      {59 * 1000, 1000, 1, 1000, true}, {60 * 1000, 1000, 1, 1000, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct kr_udp_message m = {.to = a, .len = rows[i].len, .segment_bytes = (uint16_t)rows[i].segment};
        assert_int_equal(kr_batch_joins(&m, rows[i].to == 1 ? &a : &b, rows[i].more), rows[i].joins);
    }
}

static void on_datagram(void *arg, uint8_t *p, size_t len, const union kr_udp_address *from)
{
    size_t *next = arg;
    assert_int_equal(len, p[0] == 9 ? 7 : 1000);
    assert_int_equal(p[len - 1], (*next)++ & 0xff);
}

/* All of it arrives, in order and each datagram by itself, however it was gathered. */
static void everything_arrives(void **state)
{
    static struct kr_batch b;
    struct kr_udp_socket in, out;
    struct kr_udp_receiver *receiver;
    union kr_udp_address any = place(0), to;
    socklen_t len = sizeof to;
    uint8_t data[1000] = {0};
    size_t sent = 0, got = 0;
    assert_int_equal(kr_udp_open(&in, &any, 1 << 20), 0);
    assert_int_equal(kr_udp_open(&out, &any, 1 << 20), 0);
    assert_int_equal(getsockname(in.fd, &to.any, &len), 0);
    assert_int_equal(kr_udp_receiver_new(&receiver), 0);
    for (int i = 0; i < 300; i++) {
        bool small = i % 100 == 50;
        size_t n = small ? 7 : sizeof data;
        data[0] = small ? 9 : 1;
        data[n - 1] = (uint8_t)sent++;
        kr_batch_add(&b, &out, &to, (struct kr_span){data, n});
        if (small)
            data[n - 1] = 0;
        while (i % 50 == 49 && got < sent && (kr_batch_flush(&b), kr_udp_receive(receiver, &in, on_datagram, &got)) > 0)
            continue;
    }
    kr_batch_flush(&b);
    while (kr_udp_receive(receiver, &in, on_datagram, &got) > 0)
        continue;
    assert_int_equal(got, 300);
    assert_int_equal(b.lost, 0);
    kr_udp_receiver_free(receiver);
    kr_udp_close(&in);
    kr_udp_close(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_in_one_message),
        cmocka_unit_test(everything_arrives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

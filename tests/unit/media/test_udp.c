/* SPDX-License-Identifier: EUPL-1.2 */
/* Batches over the machine's own loopback, with and without the kernel's offloads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "os/udp.h"

struct got {
    size_t n, bytes;
    size_t len[400];
    uint8_t first[400];
    union kr_udp_address from;
};

static void on_datagram(void *arg, uint8_t *p, size_t len, const union kr_udp_address *from)
{
    struct got *g = arg;
    assert_true(g->n < 400);
    g->len[g->n] = len;
    g->first[g->n++] = p[0];
    g->bytes += len;
    g->from = *from;
}

static union kr_udp_address loopback(int family)
{
    union kr_udp_address a;
    memset(&a, 0, sizeof a);
    a.any.sa_family = (sa_family_t)family;
    if (family == AF_INET)
        a.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    else
        a.v6.sin6_addr = in6addr_loopback;
    return a;
}

/* Opens a socket on a port that the kernel chooses, and tells it. */
static struct kr_udp_socket open_any(int family, union kr_udp_address *at)
{
    struct kr_udp_socket s;
    socklen_t len = sizeof *at;
    *at = loopback(family);
    assert_int_equal(kr_udp_open(&s, at, 1 << 20), 0);
    assert_int_equal(getsockname(s.fd, &at->any, &len), 0);
    return s;
}

static void receive(struct kr_udp_receiver *r, const struct kr_udp_socket *s, struct got *g, size_t n)
{
    struct pollfd p = {.fd = s->fd, .events = POLLIN};
    while (g->n < n) {
        assert_int_equal(poll(&p, 1, 5000), 1);
        kr_udp_receive(r, s, on_datagram, g);
    }
    assert_int_equal(g->n, n);
}

static void exchange(int family, bool gso)
{
    struct kr_udp_receiver *r;
    union kr_udp_address here, there;
    struct kr_udp_socket a = open_any(family, &here), b = open_any(family, &there);
    struct got *g = calloc(1, sizeof *g);
    static uint8_t data[30000];
    assert_non_null(g);
    assert_int_equal(kr_udp_receiver_new(&r), 0);
    a.gso = a.gso && gso;
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i / 1000);
    const struct kr_udp_message messages[] = {
        {.to = there, .data = data, .len = 500, .segment_bytes = 500},
        {.to = there, .data = data + 1000, .len = 6000, .segment_bytes = 1000},
        {.to = there, .data = data + 7000, .len = 2300, .segment_bytes = 1000},
        {.to = there, .data = data + 10000, .len = 20, .segment_bytes = 20},
    };
    assert_int_equal(kr_udp_send(&a, messages, 4), 0);
    receive(r, &b, g, 1 + 6 + 3 + 1);
    static const size_t len[] = {500, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 300, 20};
    static const uint8_t first[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    for (size_t i = 0; i < g->n; i++) {
        assert_int_equal(g->len[i], len[i]);
        assert_int_equal(g->first[i], first[i]);
    }
    if (family == AF_INET)
        assert_int_equal(g->from.v4.sin_port, here.v4.sin_port);
    else
        assert_int_equal(g->from.v6.sin6_port, here.v6.sin6_port);
    assert_int_equal(kr_udp_receive(r, &b, on_datagram, g), 0); /* empty: returns at once */
    kr_udp_receiver_free(r);
    kr_udp_close(&a);
    kr_udp_close(&b);
    free(g);
}

static void put_aside(int family)
{
    static const struct kr_udp_kind kind = {.first_from = 128, .first_to = 191, .second_from = 192, .second_to = 223};
    static const uint8_t data[][2] = {{128, 192}, {129, 191}, {191, 223}, {190, 224}, {127, 200}, {192, 200}, {0, 1}, {130, 200}};
    struct kr_udp_receiver *r;
    union kr_udp_address here, there;
    struct kr_udp_socket a = open_any(family, &here), b = open_any(family, &there), aside, other;
    struct kr_udp_message messages[9];
    struct got *g = calloc(3, sizeof *g);
    assert_non_null(g);
    assert_int_equal(kr_udp_receiver_new(&r), 0);
    assert_int_equal(kr_udp_open_aside(&aside, &b, &kind, 1 << 20), 0);
    for (size_t i = 0; i < 8; i++)
        messages[i] = (struct kr_udp_message){.to = there, .data = data[i], .len = 2, .segment_bytes = 2};
    messages[8] = (struct kr_udp_message){.to = there, .data = data[7], .len = 1, .segment_bytes = 1}; /* has no second byte */
    assert_int_equal(kr_udp_send(&a, messages, 9), 0);
    receive(r, &aside, &g[0], 3);
    receive(r, &b, &g[1], 6);
    static const uint8_t first_aside[] = {128, 191, 130}, first[] = {129, 190, 127, 192, 0, 130};
    assert_memory_equal(g[0].first, first_aside, sizeof first_aside);
    assert_memory_equal(g[1].first, first, sizeof first);
    assert_int_equal(kr_udp_open(&other, &there, 1 << 16), KR_E_IO); /* the address is not free for others all the same */
    kr_udp_close(&aside);
    assert_int_equal(kr_udp_send(&a, messages, 1), 0);
    receive(r, &b, &g[2], 1); /* nothing is lost when there is nobody aside */
    kr_udp_receiver_free(r);
    kr_udp_close(&a);
    kr_udp_close(&b);
    free(g);
}

static void puts_a_kind_aside(void **state)
{
    put_aside(AF_INET);
    put_aside(AF_INET6);
}

static void exchanges_batches(void **state)
{
    exchange(AF_INET, true);
    exchange(AF_INET, false);
    exchange(AF_INET6, true);
}

static void counts_what_the_kernel_refuses(void **state)
{
    union kr_udp_address here, nowhere = loopback(AF_INET);
    struct kr_udp_socket a = open_any(AF_INET, &here);
    static uint8_t data[3000];
    nowhere.v4.sin_addr.s_addr = INADDR_ANY;
    nowhere.v4.sin_port = 0; /* no port: EINVAL */
    const struct kr_udp_message messages[] = {
        {.to = nowhere, .data = data, .len = 100, .segment_bytes = 100},
        {.to = here, .data = data, .len = 100, .segment_bytes = 100},
        {.to = nowhere, .data = data, .len = 3000, .segment_bytes = 1000},
    };
    assert_int_equal(kr_udp_send(&a, messages, 3), 4);
    kr_udp_close(&a);
}

static void refuses_an_address_that_is_taken(void **state)
{
    union kr_udp_address at;
    struct kr_udp_socket a = open_any(AF_INET, &at), b;
    assert_int_equal(kr_udp_open(&b, &at, 1 << 16), KR_E_IO);
    kr_udp_close(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exchanges_batches),
        cmocka_unit_test(puts_a_kind_aside),
        cmocka_unit_test(counts_what_the_kernel_refuses),
        cmocka_unit_test(refuses_an_address_that_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

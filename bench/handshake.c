/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * kreide-bench-handshake: what a DTLS-SRTP handshake costs the server, in CPU time of its side alone, without sockets.
 *
 *   kreide-bench-handshake [HANDSHAKES]
 *
 * Both ends are in this process; the clock runs while the server's end is at work. Prints one `name value` a line.
 */
#include <err.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "load/peer.h"
#include "rtc/dtls.h"

enum { NOW_US = 1000000, DATAGRAMS = 16, DIGEST_BYTES = 32 };

struct end {
    struct kr_load_peer peer;
    struct kr_dtls *dtls;
    struct kr_srtp_sender *sender;
    struct kr_srtp_receiver *receiver;
    struct {
        uint8_t bytes[KR_DTLS_MTU];
        size_t len;
    } queue[DATAGRAMS]; /* to the server */
    size_t n;
};

static uint64_t spent_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void to_server(void *arg, const uint8_t *p, size_t len)
{
    struct end *e = arg;
    if (e->n == DATAGRAMS || len > KR_DTLS_MTU)
        errx(1, "the client sends too much");
    memcpy(e->queue[e->n].bytes, p, len);
    e->queue[e->n++].len = len;
}

static struct kr_sdp_fingerprint fingerprint_of(const struct kr_load_identity *identity)
{
    struct kr_sdp_fingerprint f = {.algorithm = {(const uint8_t *)"sha-256", strlen("sha-256")}, .digest_len = DIGEST_BYTES};
    for (size_t i = 0; i < DIGEST_BYTES; i++)
        f.digest[i] = (uint8_t)strtoul(identity->fingerprint + 3 * i, NULL, 16);
    return f;
}

static void make_keys(struct end *e)
{
    struct kr_dtls_keys k;
    if (kr_dtls_export(e->dtls, &k) || kr_srtp_sender_new(&e->sender, k.profile, k.server_key, k.server_salt) ||
        kr_srtp_receiver_new(&e->receiver, k.profile, k.client_key, k.client_salt))
        errx(1, "no keys");
}

/* Returns the server's share. */
static uint64_t shake_hands(struct end *e, struct kr_dtls_context *context, const struct kr_load_identity *identity, int number)
{
    struct kr_sdp_fingerprint fingerprint = fingerprint_of(identity);
    uint8_t out[KR_DTLS_MTU];
    size_t len;
    memset(e, 0, sizeof *e);
    kr_load_peer_init(&e->peer, identity, number, to_server, e);
    uint64_t sum_ns = 0, from_ns = spent_ns();
    if (kr_dtls_new(&e->dtls, context, &fingerprint, 1, NOW_US))
        errx(1, "no connection");
    sum_ns += spent_ns() - from_ns;
    kr_load_peer_input(&e->peer, NULL, 0); /* begins */
    enum kr_dtls_state state = KR_DTLS_HANDSHAKE;
    while (e->n) {
        from_ns = spent_ns();
        for (size_t i = 0; i < e->n; i++)
            state = kr_dtls_input(e->dtls, e->queue[i].bytes, e->queue[i].len, NOW_US);
        if (state == KR_DTLS_CONNECTED)
            make_keys(e);
        sum_ns += spent_ns() - from_ns;
        e->n = 0;
        while ((len = kr_dtls_output(e->dtls, out, sizeof out)) > 0)
            kr_load_peer_input(&e->peer, out, len);
    }
    if (state != KR_DTLS_CONNECTED || !e->peer.connected)
        errx(1, "no handshake");
    return sum_ns;
}

/* The client's objects are freed, the server's are kept, so that the heap holds what a connection holds. */
int main(int argc, char **argv)
{
    size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000, warm = n / 10 + 1;
    struct kr_dtls_context *context;
    struct kr_load_identity identity;
    struct end *ends = calloc(n + warm, sizeof *ends);
    if (!ends || kr_dtls_context_new(&context))
        err(1, "memory");
    kr_load_identity_init(&identity);
    uint64_t sum_ns = 0;
    size_t heap = 0;
    for (size_t i = 0; i < n + warm; i++) {
        uint64_t ns = shake_hands(&ends[i], context, &identity, (int)i);
        kr_load_peer_fini(&ends[i].peer);
        sum_ns += i < warm ? 0 : ns;
        if (i + 1 == warm)
            heap = mallinfo2().uordblks;
    }
    printf("handshake_us %.1f\n", (double)sum_ns / 1000 / (double)n);
    printf("heap_bytes %.0f\n", (double)(mallinfo2().uordblks - heap) / (double)n);
    uint64_t from_ns = spent_ns();
    for (size_t i = 0; i < n + warm; i++) {
        kr_srtp_sender_free(ends[i].sender);
        kr_srtp_receiver_free(ends[i].receiver);
        kr_dtls_free(ends[i].dtls);
    }
    printf("free_us %.1f\n", (double)(spent_ns() - from_ns) / 1000 / (double)(n + warm));
    kr_load_identity_fini(&identity);
    kr_dtls_context_free(context);
    free(ends);
    return 0;
}

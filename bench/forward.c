/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * kreide-bench-forward: what it costs Kreide to forward one camera and one microphone to many players.
 *
 *   kreide-bench-forward [--no-twcc] SUPERVISOR RECEIVERS SECONDS ROOM:PUBLISH:PLAY...
 *   kreide-bench-forward [--no-twcc] --janus PROCESS RECEIVERS SECONDS ROOMS
 *
 * One device in each room, the players spread over the rooms. Most players join while nothing is sent, which gives the
 * CPU time of a join by itself; the last of them join while media flows, which gives the time from the request to the
 * first packet. Then everything is counted for some seconds. Prints one `name value` a line.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "janus.h"
#include "os/clock.h"
#include "process.h"
#include "publisher.h"
#include "receiver.h"
#include "yardstick.h"

enum {
    LATE_MAX = 20,             /* players that join while media flows */
    LOOK_US = 2000,            /* between looks at the sockets of a share of the players */
    TURNS = 4,                 /* shares: each player's turn comes every 8 ms */
    LOOK_CLOSELY_US = 200,     /* at a client that joins */
    SETTLE_US = 1500000,       /* between the last join and the measurement */
    CONNECT_US = 5000000,      /* a join that takes longer has failed */
    PHASE_STEP_US = 7919,
    FRAME_US = 33333,
    DELAYS_MAX = 1 << 20,
};

struct bench {
    struct bench_server server;
    struct bench_room *rooms;
    struct bench_publisher *publishers;
    size_t n_rooms;
    struct bench_receiver *receivers;
    size_t n_receivers, n_joined;
    uint64_t look_us; /* when the next share's turn is */
    size_t turn;
    bool twcc, janus;
    struct bench_tally tally;
};

/* Players take turns: their reports are spread over time, as those of people are. */
static void look(struct bench *b, uint64_t now_us)
{
    if (now_us < b->look_us)
        return;
    b->look_us = now_us + LOOK_US;
    for (size_t i = b->turn++ % TURNS; i < b->n_joined; i += TURNS)
        bench_receiver_step(&b->receivers[i], now_us);
}

/* joining: a player that is looked at each time, or NULL. */
static void step(struct bench *b, struct bench_receiver *joining)
{
    uint64_t now_us = kr_clock_us(), due_us;
    for (size_t i = 0; i < b->n_rooms; i++)
        bench_publisher_step(&b->publishers[i], now_us);
    look(b, now_us);
    if (joining)
        bench_receiver_step(joining, now_us);
    now_us = kr_clock_us();
    due_us = joining || !b->n_joined ? now_us + LOOK_CLOSELY_US : b->look_us;
    for (size_t i = 0; i < b->n_rooms; i++) {
        uint64_t next_us = bench_publisher_due_us(&b->publishers[i]);
        due_us = next_us < due_us ? next_us : due_us;
    }
    struct timespec wait = {.tv_nsec = due_us > now_us ? (long)(due_us - now_us) * 1000 : 0};
    nanosleep(&wait, NULL);
}

static void run_for(struct bench *b, uint64_t us)
{
    for (uint64_t end_us = kr_clock_us() + us; kr_clock_us() < end_us;)
        step(b, NULL);
}

/* Until the client has come so far. */
static void wait_for(struct bench *b, struct bench_receiver *joining, const struct kr_load_peer *peer, const uint64_t *first_us)
{
    for (uint64_t end_us = kr_clock_us() + CONNECT_US; !peer->connected || (first_us && !*first_us);) {
        if (kr_clock_us() > end_us)
            errx(1, "client %zu did not connect", b->n_joined);
        step(b, joining);
    }
}

static void open_rooms(struct bench *b)
{
    for (size_t i = 0; i < b->n_rooms; i++)
        bench_publisher_join(&b->publishers[i], (int)i, &b->rooms[i], b->twcc);
    for (size_t i = 0; i < b->n_rooms; i++)
        wait_for(b, NULL, &b->publishers[i].client.peer, NULL);
}

/* Returns the time from the request to the connection, or with `media` to the first packet. */
static uint64_t join_next(struct bench *b, bool media)
{
    struct bench_receiver *r = &b->receivers[b->n_joined];
    uint64_t begin_us = kr_clock_us();
    bench_receiver_join(r, (int)(b->n_rooms + b->n_joined), &b->rooms[b->n_joined % b->n_rooms], b->twcc, &b->tally);
    b->n_joined++;
    wait_for(b, r, &r->client.peer, media ? &r->first_us : NULL);
    return (media ? r->first_us : kr_clock_us()) - begin_us;
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static double quantile(uint64_t *values, size_t n, double q)
{
    qsort(values, n, sizeof *values, compare);
    return n ? (double)values[(size_t)(q * (double)(n - 1))] : 0;
}

/* The players that join in silence, then those that join into the picture. */
static void join_all(struct bench *b)
{
    size_t n_late = b->n_receivers / 5 < LATE_MAX ? b->n_receivers / 5 : LATE_MAX, n_silent = b->n_receivers - n_late;
    uint64_t waits_us[LATE_MAX], server_ns = bench_server_cpu_ns(&b->server), media_ns = bench_cpu_ns(b->server.media);
    while (b->n_joined < n_silent)
        join_next(b, false);
    printf("join_cpu_us %.0f\n", (double)(bench_server_cpu_ns(&b->server) - server_ns) / 1000 / (double)n_silent);
    printf("join_media_cpu_us %.0f\n", (double)(bench_cpu_ns(b->server.media) - media_ns) / 1000 / (double)n_silent);
    for (size_t i = 0; i < b->n_rooms; i++)
        bench_publisher_start(&b->publishers[i], kr_clock_us());
    run_for(b, SETTLE_US);
    for (size_t i = 0; i < n_late; i++) {
        run_for(b, i * PHASE_STEP_US % FRAME_US); /* else every join would begin at the same moment of the stream */
        waits_us[i] = join_next(b, true);
    }
    printf("join_ms %.1f\n", quantile(waits_us, n_late, 0.5) / 1000);
}

static void measure(struct bench *b, uint64_t seconds)
{
    uint64_t lost = 0, own_ns = bench_cpu_ns(getpid()), cpu_ns = bench_cpu_ns(b->server.media), begin_us = kr_clock_us();
    b->tally.packets = b->tally.n_delays = 0;
    for (size_t i = 0; i < b->n_receivers; i++)
        bench_receiver_begin(&b->receivers[i]);
    run_for(b, seconds * 1000000);
    cpu_ns = bench_cpu_ns(b->server.media) - cpu_ns;
    own_ns = bench_cpu_ns(getpid()) - own_ns;
    double packets = (double)b->tally.packets, passed_s = (double)(kr_clock_us() - begin_us) / 1e6;
    for (size_t i = 0; i < b->n_receivers; i++)
        lost += bench_receiver_lost(&b->receivers[i]);
    printf("packets_per_s %.0f\n", packets / passed_s);
    printf("ns_per_packet %.0f\n", (double)cpu_ns / packets);
    printf("cpu_percent %.1f\n", (double)cpu_ns / passed_s / 1e7);
    printf("clients_cpu_percent %.1f\n", (double)own_ns / passed_s / 1e7);
    printf("delay_p50_us %.0f\n", quantile(b->tally.delay_ns, b->tally.n_delays, 0.5) / 1000);
    printf("delay_p99_us %.0f\n", quantile(b->tally.delay_ns, b->tally.n_delays, 0.99) / 1000);
    printf("lost_per_million %.0f\n", (double)lost * 1e6 / (packets + (double)lost));
    printf("undecipherable %llu\n", (unsigned long long)b->tally.undecipherable);
}

static void *allocate(size_t n, size_t size)
{
    void *p = calloc(n, size);
    if (!p)
        err(1, "memory");
    return p;
}

static void read_words(struct bench *b, char **words, int n)
{
    pid_t process = (pid_t)strtol(words[0], NULL, 10);
    if (b->janus)
        b->server = (struct bench_server){.all = {process}, .n = 1, .media = process};
    else
        bench_server_find(&b->server, process);
    b->n_receivers = strtoul(words[1], NULL, 10);
    b->n_rooms = b->janus ? strtoul(words[3], NULL, 10) : (size_t)n - 3;
    b->rooms = allocate(b->n_rooms, sizeof *b->rooms);
    b->publishers = allocate(b->n_rooms, sizeof *b->publishers);
    b->receivers = allocate(b->n_receivers, sizeof *b->receivers);
    b->tally.max_delays = DELAYS_MAX;
    b->tally.delay_ns = allocate(DELAYS_MAX, sizeof *b->tally.delay_ns);
    for (size_t i = 0; i < b->n_rooms; i++)
        if (b->janus)
            bench_janus_room(&b->rooms[i], (int)i + 1);
        else if (sscanf(words[3 + i], "%64[^:]:%128[^:]:%128s", b->rooms[i].id, b->rooms[i].publish, b->rooms[i].play) != 3)
            errx(1, "ROOM:PUBLISH:PLAY: %s", words[3 + i]);
}

int main(int argc, char **argv)
{
    struct bench b = {.twcc = true};
    int first = 1;
    for (; first < argc && strncmp(argv[first], "--", 2) == 0; first++) {
        b.twcc &= strcmp(argv[first], "--no-twcc") != 0;
        b.janus |= strcmp(argv[first], "--janus") == 0;
    }
    if (argc < first + 4)
        errx(2, "kreide-bench-forward [--no-twcc] [--janus] PROCESS RECEIVERS SECONDS ROOM:PUBLISH:PLAY... | ROOMS");
    setvbuf(stdout, NULL, _IOLBF, 0);
    read_words(&b, argv + first, argc - first);
    open_rooms(&b);
    uint64_t resident_kib = bench_resident_kib(b.server.media);
    join_all(&b);
    run_for(&b, SETTLE_US);
    printf("measuring %d\n", (int)b.server.media);
    double before_ns = bench_yardstick_ns();
    measure(&b, strtoul(argv[first + 2], NULL, 10));
    printf("yardstick_ns %.0f\n", (before_ns + bench_yardstick_ns()) / 2);
    printf("kib_per_connection %.0f\n", (double)(bench_resident_kib(b.server.media) - resident_kib) / (double)b.n_receivers);
    return 0;
}

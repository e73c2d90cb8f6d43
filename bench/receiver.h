/* SPDX-License-Identifier: EUPL-1.2 */
/* A player that counts what it gets, decrypts what of it came whole (inbox.h), and reports as browsers do. */
#ifndef KR_BENCH_RECEIVER_H
#define KR_BENCH_RECEIVER_H

#include "client.h"
#include "rtc/arrivals.h"

/* What all players together write down. */
struct bench_tally {
    uint64_t packets;    /* media, whole */
    uint64_t undecipherable;
    uint64_t *delay_ns;  /* of video, from the device's hand into the player's socket */
    size_t n_delays, max_delays;
};

struct bench_receiver {
    struct bench_client client;
    struct bench_tally *tally;
    struct {
        struct kr_seq seq;
        uint64_t from, highest, received; /* since the last bench_receiver_begin */
    } streams[BENCH_STREAMS];
    struct kr_arrivals arrivals;
    bool twcc;
    uint64_t first_us, report_us;
};

void bench_receiver_join(struct bench_receiver *r, int number, const struct bench_room *room, bool twcc, struct bench_tally *tally);
void bench_receiver_step(struct bench_receiver *r, uint64_t now_us);

/* Counts from here on; and how many packets were missing since then. */
void bench_receiver_begin(struct bench_receiver *r);
uint64_t bench_receiver_lost(const struct bench_receiver *r);

#endif

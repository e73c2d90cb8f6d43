/* SPDX-License-Identifier: EUPL-1.2 */
/* A device that sends what looks like a camera of 1.5 Mbit/s and a microphone. */
#ifndef KR_BENCH_PUBLISHER_H
#define KR_BENCH_PUBLISHER_H

#include "client.h"

struct bench_publisher {
    struct bench_client client;
    bool twcc, sending, want_key;
    uint64_t seq[BENCH_STREAMS], next_us[BENCH_STREAMS], report_us;
    uint32_t timestamp[BENCH_STREAMS];
    uint16_t transport_seq, picture_id;
    uint64_t key_frames;
};

void bench_publisher_join(struct bench_publisher *p, int number, const struct bench_room *room, bool twcc);
void bench_publisher_start(struct bench_publisher *p, uint64_t now_us);
void bench_publisher_step(struct bench_publisher *p, uint64_t now_us);

/* When it sends next; UINT64_MAX: it is silent. */
uint64_t bench_publisher_due_us(const struct bench_publisher *p);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Probes: for a moment more is sent than the estimate allows, and how fast it arrives tells what the path carries. So a
 * higher rate is known before anybody's picture depends on it. Whatever is sent during a probe belongs to it; what
 * media leaves open is filled with padding.
 */
#ifndef KR_RTC_BWE_PROBE_H
#define KR_RTC_BWE_PROBE_H

#include <stdbool.h>
#include <stdint.h>

enum {
    KR_BWE_PROBE_US = 50000,      /* at twice what a full path carries this makes a queue as long */
    KR_BWE_PROBE_PACKETS = 6,     /* at least */
    KR_BWE_PROBE_TIMEOUT_US = 1500000,
    KR_BWE_PROBE_WAIT_US = 2000000, /* after a probe that found nothing; doubles up to the next */
    KR_BWE_PROBE_WAIT_MOST_US = 5000000,
};

enum kr_bwe_probe_stage { KR_BWE_PROBE_IDLE, KR_BWE_PROBE_SENDING, KR_BWE_PROBE_WAITING };

struct kr_bwe_probe_end { /* the earliest and the latest of something */
    int64_t first_us, last_us;
    uint16_t first_bytes, last_bytes;
};

struct kr_bwe_probe {
    enum kr_bwe_probe_stage stage;
    uint8_t cluster;        /* of the present or the last probe, 1 to 255 */
    uint64_t target_bps, began_us, ended_us;
    uint32_t packets, reported, arrived;
    uint64_t bytes, arrived_bytes;
    uint64_t last_sent_us;
    struct kr_bwe_probe_end sent, arrival; /* of those that arrived */
    uint64_t next_us, wait_us;
};

void kr_bwe_probe_init(struct kr_bwe_probe *p);

void kr_bwe_probe_begin(struct kr_bwe_probe *p, uint64_t target_bps, uint64_t now_us);

/* Bytes of padding that are to be sent now; 0: none. */
uint64_t kr_bwe_probe_bytes(const struct kr_bwe_probe *p, uint64_t now_us);

/* A packet is being sent; returns the cluster it belongs to, or 0. */
uint8_t kr_bwe_probe_sent(struct kr_bwe_probe *p, uint16_t bytes, uint64_t now_us);

/* A packet of a cluster was reported on. */
void kr_bwe_probe_reported(struct kr_bwe_probe *p, uint8_t cluster, bool arrived, uint16_t bytes, int64_t sent_us, int64_t arrival_us);

/* True if nothing of the last probe was lost. */
static inline bool kr_bwe_probe_whole(const struct kr_bwe_probe *p)
{
    return p->arrived && p->arrived == p->packets;
}

/*
 * True once when a probe is over; *rate_bps is what the path was seen to carry, 0 when nothing can be said. The next
 * may then begin at next_us: at once after one that reached its target.
 */
bool kr_bwe_probe_result(struct kr_bwe_probe *p, uint64_t *rate_bps, uint64_t now_us);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What was sent to one receiver, by transport-wide sequence number: when, how much, and in which probe. A ring, eight
 * bytes a packet. It begins small and doubles when a packet would be forgotten of which feedback may yet tell, so most
 * receivers have 2 KiB of it, and nothing is allocated per packet. Numbers are given out here, so they have no gaps: whatever lies
 * between the oldest that is remembered and the next was sent.
 */
#ifndef KR_RTC_BWE_HISTORY_H
#define KR_RTC_BWE_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
    KR_BWE_HISTORY_FEW = 256,      /* a second of 720p and sound */
    KR_BWE_HISTORY_PACKETS = 2048, /* most; two seconds of what a busy receiver gets, 16 KiB */
    KR_BWE_HISTORY_US = 2000000,   /* feedback about what is older is not waited for */
};

enum kr_bwe_fate { KR_BWE_FLYING, KR_BWE_LOST, KR_BWE_ARRIVED };

struct kr_bwe_packet {
    uint32_t sent_us; /* the low 32 bits */
    uint16_t bytes;
    uint8_t cluster;  /* number of the probe it belongs to; 0: none */
    uint8_t fate;     /* enum kr_bwe_fate */
};

struct kr_bwe_history {
    uint64_t next, first; /* widened numbers: the next to be sent, the first that was */
    size_t packets; /* that are remembered: KR_BWE_HISTORY_FEW, or as many as `grown` holds */
    struct kr_bwe_packet *grown; /* owned; NULL: `few` is the ring */
    struct kr_bwe_packet few[KR_BWE_HISTORY_FEW];
};

void kr_bwe_history_init(struct kr_bwe_history *h);
void kr_bwe_history_fini(struct kr_bwe_history *h);

/* The place of a number in the ring. */
static inline struct kr_bwe_packet *kr_bwe_history_place(struct kr_bwe_history *h, uint64_t seq)
{
    return (h->grown ? h->grown : h->few) + seq % h->packets;
}

/* Before kr_bwe_history_add: grows if it must. Without memory for that the oldest is forgotten all the same. */
void kr_bwe_history_reserve(struct kr_bwe_history *h, uint64_t now_us);

/* Remembers a packet and returns its number as it goes on the wire. */
uint16_t kr_bwe_history_add(struct kr_bwe_history *h, uint16_t bytes, uint8_t cluster, uint64_t now_us);

/* The widened number a receiver means by base: the one nearest to what was sent last. */
uint64_t kr_bwe_history_widen(const struct kr_bwe_history *h, uint16_t seq);

/* True if every number from `from` on, n of them, was sent some time. */
bool kr_bwe_history_sent(const struct kr_bwe_history *h, uint64_t from, uint32_t n);

/* The packet, or NULL when it is no longer remembered or was never sent. */
struct kr_bwe_packet *kr_bwe_history_find(struct kr_bwe_history *h, uint64_t seq);

/* When it was sent; now_us is less than an hour later (2^32 us). */
uint64_t kr_bwe_history_sent_us(const struct kr_bwe_packet *p, uint64_t now_us);

#endif

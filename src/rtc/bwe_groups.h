/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Packets that left together as groups, and how the distance between two groups changed on the way
 * (draft-ietf-rmcat-gcc-02 section 5.1, pre-filtered as in section 5.2).
 */
#ifndef KR_RTC_BWE_GROUPS_H
#define KR_RTC_BWE_GROUPS_H

#include <stdbool.h>
#include <stdint.h>

enum {
    KR_BWE_BURST_US = 5000,       /* section 5.6: burst_time */
    KR_BWE_BURST_MOST_US = 100000, /* a burst that goes on arriving is cut here */
};

struct kr_bwe_group {
    int64_t first_sent_us, sent_us;       /* of the first and the last packet, on our clock */
    int64_t first_arrival_us, arrival_us; /* on the receiver's */
    uint32_t bytes;
};

struct kr_bwe_groups {
    bool has_before, has_now;
    struct kr_bwe_group before, now;
    unsigned backwards; /* groups in a row that arrived before their predecessor */
};

struct kr_bwe_step {
    int64_t sent_us, arrival_us; /* from group to group */
    int64_t at_us;               /* arrival of the newer one */
};

void kr_bwe_groups_init(struct kr_bwe_groups *g);

/* A packet arrived, in the order of sending. True when it ended a group; *step is from its predecessor to that one. */
bool kr_bwe_groups_packet(struct kr_bwe_groups *g, int64_t sent_us, int64_t arrival_us, uint16_t bytes, struct kr_bwe_step *step);

#endif

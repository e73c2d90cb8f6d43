/* SPDX-License-Identifier: EUPL-1.2 */
/* One direction of a network: loss, delay with variation (and so reordering), duplicates; the same for the same seed. */
#ifndef KR_SIM_RTC_LINK_H
#define KR_SIM_RTC_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LINK_FLIGHT = 1024, LINK_MTU = 1400 };

struct link_packet {
    uint64_t at_us; /* when it arrives */
    size_t len;
    uint8_t bytes[LINK_MTU];
};

struct link {
    unsigned loss_permille, duplicate_permille;
    uint64_t delay_us, jitter_us;
    uint64_t random; /* state; not 0 */
    uint64_t sent, lost;
    size_t n;
    struct link_packet flight[LINK_FLIGHT];
};

void link_send(struct link *l, const uint8_t *p, size_t len, uint64_t now_us);

/* Takes the packet that arrives first, if it has by now. */
bool link_take(struct link *l, struct link_packet *out, uint64_t now_us);

#endif

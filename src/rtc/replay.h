/* SPDX-License-Identifier: EUPL-1.2 */
/* Which packets have been seen (RFC 3711 section 3.3.2): a sliding window below the highest index. */
#ifndef KR_RTC_REPLAY_H
#define KR_RTC_REPLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum { KR_REPLAY_WINDOW = 128 }; /* RFC 3711 3.3.2: at least 64; NACKs bring back packets from far behind */

struct kr_replay {
    bool started;
    uint64_t highest;
    uint64_t seen[KR_REPLAY_WINDOW / 64]; /* bit i: highest - i was seen */
};

/* KR_E_REPLAY if the index was seen, or is too old to tell. Changes nothing. */
KR_MUST_CHECK int kr_replay_check(const struct kr_replay *r, uint64_t index);

/* Notes an authenticated index that kr_replay_check let pass. */
void kr_replay_add(struct kr_replay *r, uint64_t index);

#endif

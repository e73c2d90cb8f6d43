/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Which packets have been seen (RFC 3711 section 3.3.2): a sliding window below the highest index. The words that hold it are a
 * ring (RFC 6479 section 2), so that moving it costs the same however wide it is.
 */
#ifndef KR_RTC_REPLAY_H
#define KR_RTC_REPLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/*
 * RFC 3711 3.3.2 asks for 64 at least. What a path delivers late would be taken for a replay: a stream of 1,000 packets a second
 * whose packets overtake each other by 200 ms needs 200, and a key frame of a screen brings 170 at once. RTX has windows of its
 * own. One word of the ring is always partly in use: so many are sure.
 */
enum { KR_REPLAY_WORDS = 8, KR_REPLAY_WINDOW = (KR_REPLAY_WORDS - 1) * 64 };

struct kr_replay {
    bool started;
    uint64_t highest;
    uint64_t seen[KR_REPLAY_WORDS]; /* a bit for each index, its number modulo all of them */
};

/* KR_E_REPLAY if the index was seen, or is too old to tell. Changes nothing. */
KR_MUST_CHECK int kr_replay_check(const struct kr_replay *r, uint64_t index);

/* Notes an authenticated index that kr_replay_check let pass. */
void kr_replay_add(struct kr_replay *r, uint64_t index);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/replay.h"

enum { WORD_BITS = 64 };

static uint64_t *word_of(struct kr_replay *r, uint64_t index)
{
    return &r->seen[index / WORD_BITS % KR_REPLAY_WORDS];
}

static uint64_t bit_of(uint64_t index)
{
    return UINT64_C(1) << index % WORD_BITS;
}

int kr_replay_check(const struct kr_replay *r, uint64_t index)
{
    if (!r->started || index > r->highest)
        return 0;
    if (r->highest - index >= KR_REPLAY_WINDOW || r->seen[index / WORD_BITS % KR_REPLAY_WORDS] & bit_of(index))
        return KR_E_REPLAY;
    return 0;
}

/* Words that the window enters were those of long before. */
static void enter(struct kr_replay *r, uint64_t index)
{
    uint64_t from = r->highest / WORD_BITS, n = index / WORD_BITS - from;
    for (uint64_t i = 1; i <= n && i <= KR_REPLAY_WORDS; i++)
        r->seen[(from + i) % KR_REPLAY_WORDS] = 0;
}

void kr_replay_add(struct kr_replay *r, uint64_t index)
{
    if (!r->started)
        *r = (struct kr_replay){.started = true, .highest = index};
    if (index > r->highest) {
        enter(r, index);
        r->highest = index;
    }
    if (r->highest - index < KR_REPLAY_WINDOW)
        *word_of(r, index) |= bit_of(index);
}

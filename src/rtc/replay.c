/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/replay.h"

enum { WORD_BITS = 64, WORDS = KR_REPLAY_WINDOW / WORD_BITS };
_Static_assert(WORDS == 2, "slide is written for two words");

int kr_replay_check(const struct kr_replay *r, uint64_t index)
{
    if (!r->started || index > r->highest)
        return 0;
    uint64_t age = r->highest - index;
    if (age >= KR_REPLAY_WINDOW || r->seen[age / WORD_BITS] >> age % WORD_BITS & 1)
        return KR_E_REPLAY;
    return 0;
}

/* Moves the window up by n > 0 indices; what falls out at the old end is forgotten. */
static void slide(struct kr_replay *r, uint64_t n)
{
    if (n < WORD_BITS)
        r->seen[1] = r->seen[1] << n | r->seen[0] >> (WORD_BITS - n);
    else if (n < KR_REPLAY_WINDOW)
        r->seen[1] = r->seen[0] << (n - WORD_BITS);
    else
        r->seen[1] = 0;
    r->seen[0] = n < WORD_BITS ? r->seen[0] << n : 0;
}

void kr_replay_add(struct kr_replay *r, uint64_t index)
{
    if (!r->started) {
        *r = (struct kr_replay){.started = true, .highest = index, .seen = {1}};
        return;
    }
    if (index > r->highest) {
        slide(r, index - r->highest);
        r->highest = index;
    }
    uint64_t age = r->highest - index;
    if (age < KR_REPLAY_WINDOW)
        r->seen[age / WORD_BITS] |= UINT64_C(1) << age % WORD_BITS;
}

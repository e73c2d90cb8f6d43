/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/window.h"

#include <string.h>

static uint64_t *word(struct kr_window *w, uint64_t seq)
{
    return &w->bits[seq % KR_WINDOW_PACKETS / 64];
}

static void advance(struct kr_window *w, uint64_t seq)
{
    if (seq - w->highest >= KR_WINDOW_PACKETS)
        memset(w->bits, 0, sizeof w->bits);
    else
        for (uint64_t s = w->highest + 1; s <= seq; s++)
            *word(w, s) &= ~(UINT64_C(1) << s % 64);
    w->highest = seq;
}

bool kr_window_has(const struct kr_window *w, uint64_t seq)
{
    if (seq > w->highest)
        return false;
    return w->highest - seq >= KR_WINDOW_PACKETS || w->bits[seq % KR_WINDOW_PACKETS / 64] & UINT64_C(1) << seq % 64;
}

bool kr_window_accept(struct kr_window *w, uint64_t seq)
{
    uint64_t bit = UINT64_C(1) << seq % 64;
    if (seq > w->highest)
        advance(w, seq);
    else if (w->highest - seq >= KR_WINDOW_PACKETS || *word(w, seq) & bit)
        return false;
    *word(w, seq) |= bit;
    return true;
}

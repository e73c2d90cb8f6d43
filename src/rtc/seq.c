/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/seq.h"

enum { TURN = 0x10000 };

uint64_t kr_seq_widen(struct kr_seq *s, uint16_t seq)
{
    if (!s->started) {
        s->started = true;
        s->last = TURN + (uint64_t)seq;
        return s->last;
    }
    /* Up to 2^15 - 1 ahead is ahead, the rest behind (RFC 1982 section 3.2). */
    int64_t ahead = (int16_t)(uint16_t)(seq - (uint16_t)s->last);
    if (ahead < 0)
        return s->last - (uint64_t)-ahead;
    return s->last += (uint64_t)ahead;
}

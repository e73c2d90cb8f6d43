/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/bwe_streams.h"

static uint32_t set_of(uint32_t ssrc, uint16_t seq)
{
    return (ssrc * UINT32_C(2654435761) + seq) % KR_BWE_STREAMS_SETS; /* Knuth's multiplier spreads the streams */
}

void kr_bwe_streams_sent(struct kr_bwe_streams *t, uint32_t ssrc, uint16_t seq, uint64_t number)
{
    struct kr_bwe_stream_packet *set = t->sets[set_of(ssrc, seq)];
    bool known = set[0].ssrc == ssrc && set[0].seq == seq;
    if (!known)
        set[1] = set[0];
    set[0] = (struct kr_bwe_stream_packet){.ssrc = ssrc, .seq = seq, .number = (uint32_t)number};
    if (set[1].ssrc == ssrc && set[1].seq == seq)
        set[1] = (struct kr_bwe_stream_packet){0}; /* one turn of the numbers ago */
}

bool kr_bwe_streams_find(const struct kr_bwe_streams *t, uint32_t ssrc, uint16_t seq, uint64_t next, uint64_t *number)
{
    const struct kr_bwe_stream_packet *set = t->sets[set_of(ssrc, seq)];
    for (int i = 0; i < KR_BWE_STREAMS_WAYS; i++) {
        if (!set[i].ssrc || set[i].ssrc != ssrc || set[i].seq != seq)
            continue;
        *number = next - (uint32_t)((uint32_t)next - set[i].number);
        return true;
    }
    return false;
}

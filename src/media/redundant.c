/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/redundant.h"

#include "media/endpoint.h"
#include "wire/red.h"

bool kr_redundant_wanted(const struct kr_slot *s)
{
    return !s->video && s->line.red && s->endpoint->redundancy.on;
}

int kr_redundant_pack(const struct kr_slot *s, const struct kr_packet *p, uint8_t out[KR_REDUNDANT_BYTES], size_t *len)
{
    struct kr_red_block blocks[KR_REDUNDANCY_FRAMES + 1];
    uint8_t payload_type = s->line.of[KR_CODEC_OPUS].payload_type;
    size_t n = 0;
    for (uint64_t back = KR_REDUNDANCY_FRAMES; back > 0; back--) {
        const struct kr_sound *before = kr_sounds_find(s->track->sounds, p->seq - back);
        uint32_t offset = before ? p->timestamp - before->timestamp : 0;
        /* After a pause (DTX) what was before it is too long ago, and nobody misses it. */
        if (offset == 0 || offset > KR_RED_OFFSET_MAX || before->seq < s->munge.first_in)
            continue;
        blocks[n++] = (struct kr_red_block){
            .payload_type = payload_type, .offset = (uint16_t)offset, .data = before->payload, .len = before->len};
    }
    if (n == 0)
        return KR_E_NOT_FOUND;
    blocks[n++] = (struct kr_red_block){.payload_type = payload_type, .data = p->payload, .len = p->len};
    return kr_red_write(out, KR_REDUNDANT_BYTES, len, blocks, n);
}

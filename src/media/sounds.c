/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/sounds.h"

#include <string.h>

void kr_sounds_add(struct kr_sounds *s, uint64_t seq, uint32_t timestamp, const uint8_t *payload, size_t len)
{
    struct kr_sound *p = &s->ring[seq % KR_SOUNDS];
    if (seq < p->seq)
        return;
    p->seq = 0;
    if (len > KR_SOUNDS_BYTES)
        return;
    p->seq = seq;
    p->timestamp = timestamp;
    p->len = (uint16_t)len;
    memcpy(p->payload, payload, len);
}

const struct kr_sound *kr_sounds_find(const struct kr_sounds *s, uint64_t seq)
{
    const struct kr_sound *p = &s->ring[seq % KR_SOUNDS];
    return p->seq == seq ? p : NULL;
}

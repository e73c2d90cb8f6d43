/* SPDX-License-Identifier: EUPL-1.2 */
/* The last few packets of one source of sound, for those who are sent them again beside the next. */
#ifndef KR_MEDIA_SOUNDS_H
#define KR_MEDIA_SOUNDS_H

#include <stddef.h>
#include <stdint.h>

enum {
    KR_SOUNDS = 8,
    KR_SOUNDS_BYTES = 400, /* 20 ms at 160 kbit/s; what is larger is not sent again */
};

struct kr_sound {
    uint64_t seq; /* widened; 0: none */
    uint32_t timestamp;
    uint16_t len;
    uint8_t payload[KR_SOUNDS_BYTES];
};

struct kr_sounds {
    struct kr_sound ring[KR_SOUNDS]; /* by sequence number */
};

void kr_sounds_add(struct kr_sounds *s, uint64_t seq, uint32_t timestamp, const uint8_t *payload, size_t len);

/* The packet with this number, or NULL. */
const struct kr_sound *kr_sounds_find(const struct kr_sounds *s, uint64_t seq);

#endif

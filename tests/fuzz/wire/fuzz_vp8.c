/* SPDX-License-Identifier: EUPL-1.2 */
/* VP8 descriptors: a rewrite changes the picture id and TL0PICIDX and nothing else. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "wire/vp8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kr_vp8 d, again;
    if (kr_vp8_parse(&d, data, size))
        return 0;
    kr_assert(d.descriptor_len < size && (!d.keyframe || d.start));
    uint8_t *copy = malloc(size);
    kr_assert(copy);
    memcpy(copy, data, size);
    uint16_t picture_id = (uint16_t)(data[size - 1] * 257u);
    uint8_t tl0 = (uint8_t)~d.tl0;
    kr_vp8_rewrite(copy, &d, picture_id, tl0);
    kr_assert(kr_vp8_parse(&again, copy, size) == 0 && again.descriptor_len == d.descriptor_len);
    kr_assert(again.long_picture_id == d.long_picture_id && again.tid == d.tid && again.keyidx == d.keyidx);
    if (d.has_picture_id)
        kr_assert(again.picture_id == (picture_id & (d.long_picture_id ? 0x7FFF : 0x7F)));
    if (d.has_tl0)
        kr_assert(again.tl0 == tl0);
    kr_vp8_rewrite(copy, &d, d.picture_id, d.tl0);
    kr_assert(memcmp(copy, data, size) == 0);
    free(copy);
    return 0;
}

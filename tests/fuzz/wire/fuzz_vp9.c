/* SPDX-License-Identifier: EUPL-1.2 */
/* VP9 descriptors: what is written over is what was read, and nothing else. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "wire/vp9.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kr_frame f, again;
    if (kr_vp9_read(&f, data, size))
        return 0;
    uint16_t lines[KR_FRAME_SPATIAL];
    size_t n = kr_vp9_lines(lines, data, size);
    kr_assert(n == f.n_spatial && n <= KR_FRAME_SPATIAL && (f.key || n == 0));
    uint8_t *copy = malloc(size);
    kr_assert(copy);
    memcpy(copy, data, size);
    kr_assert(!f.key || (f.start && f.spatial == 0 && f.in_picture));
    kr_assert(f.present & kr_target(f.spatial, f.temporal) && f.spatial < KR_FRAME_SPATIAL);
    kr_frame_renumber(copy, &f.numbers, 0x1234, (uint8_t)~f.numbers.tl0);
    kr_assert(kr_vp9_read(&again, copy, size) == 0 && again.present == f.present && again.switches == f.switches && again.key == f.key);
    kr_frame_renumber(copy, &f.numbers, f.numbers.picture_id, f.numbers.tl0);
    kr_assert(memcmp(copy, data, size) == 0);
    free(copy);
    return 0;
}

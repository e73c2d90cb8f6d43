/* SPDX-License-Identifier: EUPL-1.2 */
/* WebSocket frames of a server: what is given out lies within the bytes, and is not given out before it is whole. */
#include "base/assert.h"
#include "load/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kr_load_frame f, part;
    while (kr_load_frame_read(&f, data, size) == 1) {
        kr_assert(f.whole >= 2 && f.whole <= size && f.len < f.whole && f.data + f.len == data + f.whole);
        kr_assert(kr_load_frame_read(&part, data, f.whole - 1) == 0);
        data += f.whole;
        size -= f.whole;
    }
    return 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* Redundant audio: every block lies within the packet, and what was read is written the same. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "wire/red.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kr_red red;
    size_t len, bodies = 0;
    if (kr_red_parse(&red, data, size))
        return 0;
    kr_assert(red.n > 0 && red.n <= KR_RED_BLOCKS);
    for (size_t i = 0; i < red.n; i++) {
        kr_assert(red.blocks[i].data >= data && red.blocks[i].data + red.blocks[i].len <= data + size);
        bodies += red.blocks[i].len;
    }
    kr_assert(bodies + 4 * (red.n - 1) + 1 == size);
    uint8_t *again = malloc(size);
    kr_assert(again && kr_red_write(again, size, &len, red.blocks, red.n) == 0);
    kr_assert(len == size && memcmp(again, data, size) == 0);
    free(again);
    return 0;
}

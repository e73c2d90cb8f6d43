/* SPDX-License-Identifier: EUPL-1.2 */
/* AV1 payloads: aggregation header, elements, sequence headers. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "wire/av1.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kr_frame f;
    if (kr_av1_read(&f, data, size))
        return 0;
    kr_assert(size >= 2 && (!f.key || f.start) && (f.key || !f.width));
    kr_assert(f.present == kr_targets_from(0, 0));
    return 0;
}

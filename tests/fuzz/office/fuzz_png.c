/* SPDX-License-Identifier: EUPL-1.2 */
/* A logo's bytes: looked at within their bounds; what fits begins and ends as a PNG does. */
#include <stdint.h>
#include <string.h>

#include "base/assert.h"
#include "office/document/operator.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (kr_png_fits(data, size))
        kr_assert(size >= 45 && size <= KR_LOGO_BYTES && memcmp(data + 1, "PNG", 3) == 0 && memcmp(data + size - 8, "IEND", 4) == 0);
    return 0;
}

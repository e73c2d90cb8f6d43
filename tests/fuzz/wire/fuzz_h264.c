/* SPDX-License-Identifier: EUPL-1.2 */
/* NAL units as payloads, and the parameters of H.264 in SDP. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "wire/h264.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kr_frame f;
    struct kr_h264_format format;
    if (kr_h264_format(&format, (struct kr_span){data, size}) == 0)
        kr_assert((!format.constrained || format.baseline) && format.packetization_mode <= 2);
    if (kr_h264_read(&f, data, size))
        return 0;
    kr_assert((!f.key || f.start) && !f.numbers.has_picture_id && !f.numbers.has_tl0);
    kr_assert(f.present & kr_target(0, 1));
    return 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* The frames of a link: however the stream is cut into reads, the same frames come out, and no more than was put in. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/limits.h"
#include "link/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct outcome {
    size_t frames, bytes;
    uint32_t sum;
    int err;
};

static struct outcome read_all(const uint8_t *data, size_t size, size_t step)
{
    struct kr_frame_reader r;
    struct outcome o = {0};
    kr_frame_reader_init(&r);
    for (size_t at = 0; at < size && !o.err;) {
        size_t room, len;
        const char *json;
        uint8_t *to = kr_frame_room(&r, &room);
        kr_assert(to && room > 0);
        size_t n = step < room ? step : room;
        n = n < size - at ? n : size - at;
        memcpy(to, data + at, n);
        kr_frame_added(&r, n);
        at += n;
        int got;
        while ((got = kr_frame_next(&r, &json, &len)) == 1) {
            kr_assert(len > 0 && len <= KR_LIMIT_LINK_FRAME_BYTES);
            for (size_t i = 0; i < len; i++)
                o.sum = o.sum * 31 + (uint8_t)json[i];
            o.frames++;
            o.bytes += KR_FRAME_HEADER_BYTES + len;
        }
        o.err = got;
    }
    kr_assert(o.bytes <= size && r.cap <= KR_FRAME_HEADER_BYTES + KR_LIMIT_LINK_FRAME_BYTES);
    kr_frame_reader_fini(&r);
    return o;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    struct outcome whole = read_all(data + 1, size - 1, SIZE_MAX), parts = read_all(data + 1, size - 1, data[0] % 32 + 1);
    kr_assert(whole.frames == parts.frames && whole.bytes == parts.bytes && whole.sum == parts.sum && whole.err == parts.err);
    return 0;
}

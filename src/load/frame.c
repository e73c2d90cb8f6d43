/* SPDX-License-Identifier: EUPL-1.2 */
#include "load/frame.h"

#include <string.h>

#include "base/bytes.h"

enum { FINAL = 0x80, KIND = 0x0f, MASKED = 0x80, LENGTH_16 = 126, LENGTH_64 = 127, CONTROL_MOST = 125 };

int kr_load_frame_read(struct kr_load_frame *out, const uint8_t *p, size_t len)
{
    if (len < 2)
        return 0;
    int kind = p[0] & KIND;
    if ((p[0] & ~KIND) != FINAL || p[1] & MASKED)
        return KR_E_MALFORMED;
    if (kind != KR_LOAD_TEXT && kind != KR_LOAD_CLOSE && kind != KR_LOAD_PING && kind != KR_LOAD_PONG)
        return KR_E_MALFORMED;
    size_t head = p[1] == LENGTH_16 ? 4 : p[1] == LENGTH_64 ? 10 : 2;
    if (len < head)
        return 0;
    uint64_t n = p[1] == LENGTH_16 ? kr_get_be16(p + 2) : p[1] == LENGTH_64 ? kr_get_be64(p + 2) : p[1];
    if (n > KR_LOAD_FRAME_MOST || (kind != KR_LOAD_TEXT && n > CONTROL_MOST))
        return KR_E_MALFORMED;
    if (len - head < n)
        return 0;
    *out = (struct kr_load_frame){.kind = kind, .data = p + head, .len = (size_t)n, .whole = head + (size_t)n};
    return 1;
}

size_t kr_load_frame_write(uint8_t *out, int kind, const void *data, size_t len, const uint8_t mask[4])
{
    const uint8_t *from = data;
    size_t at = 2;
    out[0] = (uint8_t)(FINAL | kind);
    if (len < LENGTH_16) {
        out[1] = (uint8_t)(MASKED | len);
    } else if (len <= UINT16_MAX) {
        out[1] = MASKED | LENGTH_16;
        kr_put_be16(out + 2, (uint16_t)len);
        at = 4;
    } else {
        out[1] = MASKED | LENGTH_64;
        kr_put_be64(out + 2, len);
        at = 10;
    }
    memcpy(out + at, mask, 4);
    at += 4;
    for (size_t i = 0; i < len; i++)
        out[at + i] = from[i] ^ mask[i % 4];
    return at + len;
}

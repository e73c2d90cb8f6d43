/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/utf8.h"

#include <stdint.h>

/* Bytes of the character that begins at p (RFC 3629 section 4, syntax of UTF8-octets), or 0. */
static size_t utf8_char(const uint8_t *p, size_t len)
{
    static const struct {
        uint8_t first_lo, first_hi, second_lo, second_hi;
        size_t len;
    } rows[] = {
        {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3},
        {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    if (p[0] < 0x80)
        return 1;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (p[0] < rows[i].first_lo || p[0] > rows[i].first_hi)
            continue;
        if (len < rows[i].len || p[1] < rows[i].second_lo || p[1] > rows[i].second_hi)
            return 0;
        for (size_t k = 2; k < rows[i].len; k++)
            if ((p[k] & 0xc0) != 0x80)
                return 0;
        return rows[i].len;
    }
    return 0;
}

bool kr_utf8_is_valid(const void *text, size_t len)
{
    const uint8_t *p = text, *end = p + len;
    while (p < end) {
        size_t n = utf8_char(p, (size_t)(end - p));
        if (!n)
            return false;
        p += n;
    }
    return true;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/utf8.h"
#include "proto/json.h"

static const char hex[] = "0123456789abcdef";

/* RFC 8259 section 7: what must be escaped; the letter behind the backslash, `u` for the long form, 0: as it is. */
static const char escapes[256] = {
    [0x00] = 'u', [0x01] = 'u', [0x02] = 'u', [0x03] = 'u', [0x04] = 'u', [0x05] = 'u', [0x06] = 'u', [0x07] = 'u',
    ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', [0x0b] = 'u', ['\f'] = 'f', ['\r'] = 'r', [0x0e] = 'u', [0x0f] = 'u',
    [0x10] = 'u', [0x11] = 'u', [0x12] = 'u', [0x13] = 'u', [0x14] = 'u', [0x15] = 'u', [0x16] = 'u', [0x17] = 'u',
    [0x18] = 'u', [0x19] = 'u', [0x1a] = 'u', [0x1b] = 'u', [0x1c] = 'u', [0x1d] = 'u', [0x1e] = 'u', [0x1f] = 'u',
    ['"'] = '"', ['\\'] = '\\',
};

enum { LONG_MORE = 5 }; /* \u001f for one byte */

size_t kr_json_quoted_bytes(const char *text, size_t len)
{
    size_t n = len + 2;
    unsigned char bits = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        bits |= c;
        n += escapes[c] == 'u' ? LONG_MORE : escapes[c] != 0;
    }
    return bits < 0x80 || kr_utf8_is_valid(text, len) ? n : 0;
}

void kr_json_quote(char *out, const char *text, size_t len)
{
    const char *run = text, *end = text + len;
    *out++ = '"';
    for (const char *p = text; p < end; p++) {
        unsigned char c = (unsigned char)*p;
        if (!escapes[c])
            continue;
        memcpy(out, run, (size_t)(p - run));
        out += p - run;
        run = p + 1;
        *out++ = '\\';
        *out++ = escapes[c];
        if (escapes[c] == 'u') {
            *out++ = '0';
            *out++ = '0';
            *out++ = hex[c >> 4];
            *out++ = hex[c & 0xf];
        }
    }
    memcpy(out, run, (size_t)(end - run));
    out[end - run] = '"';
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/sdp_int.h"

#include <string.h>
#include <strings.h>

struct kr_span kr_sdp_cut(struct kr_span *rest, char sep)
{
    const uint8_t *at = rest->len ? memchr(rest->data, sep, rest->len) : NULL;
    struct kr_span piece = {rest->data, at ? (size_t)(at - rest->data) : rest->len};
    size_t used = piece.len + (at != NULL);
    rest->data += used;
    rest->len -= used;
    return piece;
}

bool kr_sdp_is(struct kr_span s, const char *text)
{
    return strlen(text) == s.len && memcmp(s.data, text, s.len) == 0;
}

bool kr_sdp_is_nocase(struct kr_span s, const char *text)
{
    return strlen(text) == s.len && strncasecmp((const char *)s.data, text, s.len) == 0;
}

bool kr_sdp_same(struct kr_span a, struct kr_span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* RFC 8866 section 9: token-char = %x21 / %x23-27 / %x2A-2B / %x2D-2E / %x30-39 / %x41-5A / %x5E-7E */
static bool is_token_char(uint8_t c)
{
    return c == 0x21 || (c >= 0x23 && c <= 0x27) || c == 0x2A || c == 0x2B || c == 0x2D || c == 0x2E ||
           (c >= 0x30 && c <= 0x39) || (c >= 0x41 && c <= 0x5A) || (c >= 0x5E && c <= 0x7E);
}

bool kr_sdp_is_token(struct kr_span s, size_t max)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!is_token_char(s.data[i]))
            return false;
    }
    return s.len > 0 && s.len <= max;
}

bool kr_sdp_number(struct kr_span s, uint64_t max, uint64_t *out)
{
    uint64_t v = 0;
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.data[i];
        if (c < '0' || c > '9' || v > max / 10)
            return false;
        v = v * 10 + (uint64_t)(c - '0');
    }
    if (s.len == 0 || v > max)
        return false;
    *out = v;
    return true;
}

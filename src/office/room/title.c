/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/room/title.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Length of the well-formed sequence at p (RFC 3629 section 4), its character in *c; 0 if there is none. */
static size_t read_char(const uint8_t *p, uint32_t *c)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000}; /* shorter forms exist below: not allowed */
    size_t n = p[0] < 0x80 ? 1 : p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : p[0] >= 0xc0 ? 2 : 0;
    if (n == 0 || p[0] > 0xf4)
        return 0;
    uint32_t v = n == 1 ? p[0] : p[0] & (0x7fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80) /* also the terminator */
            return 0;
        v = v << 6 | (p[i] & 0x3fu);
    }
    if (v < least[n] || v > 0x10ffff || (v >= 0xd800 && v <= 0xdfff))
        return 0;
    *c = v;
    return n;
}

struct char_range {
    uint32_t first, last;
};

static bool is_in(const struct char_range *ranges, size_t n, uint32_t c)
{
    for (size_t i = 0; i < n; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    return false;
}

/* White space of Unicode, line ends and tabulators included. */
static bool is_space(uint32_t c)
{
    static const struct char_range spaces[] = {
        {0x09, 0x0d},     {0x20, 0x20},     {0x85, 0x85},     {0xa0, 0xa0},     {0x1680, 0x1680},
        {0x2000, 0x200a}, {0x2028, 0x2029}, {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000},
    };
    return is_in(spaces, sizeof spaces / sizeof spaces[0], c);
}

/* Controls, zero-width and direction characters, fillers that look like nothing, tags, noncharacters. */
static bool is_hidden(uint32_t c)
{
    static const struct char_range hidden[] = {
        {0x00, 0x1f},     {0x7f, 0x9f},     {0xad, 0xad},     {0x034f, 0x034f}, {0x061c, 0x061c},   {0x115f, 0x1160},
        {0x17b4, 0x17b5}, {0x180b, 0x180f}, {0x200b, 0x200f}, {0x202a, 0x202e}, {0x2060, 0x206f},   {0x3164, 0x3164},
        {0xfdd0, 0xfdef}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xfffb}, {0xe0000, 0xe0fff},
    };
    return is_in(hidden, sizeof hidden / sizeof hidden[0], c) || (c & 0xfffe) == 0xfffe;
}

static int clean(char *out, size_t out_size, size_t max_chars, const char *raw)
{
    const uint8_t *p = (const uint8_t *)raw;
    size_t len = 0, chars = 0;
    bool space_due = false;
    while (*p) {
        uint32_t c;
        size_t n = read_char(p, &c);
        if (!n)
            return KR_E_MALFORMED;
        if (is_space(c)) {
            space_due = len > 0;
        } else if (!is_hidden(c)) {
            chars += 1u + space_due;
            if (chars > max_chars || len + space_due + n >= out_size)
                return KR_E_TOO_LARGE;
            if (space_due)
                out[len++] = ' ';
            memcpy(out + len, p, n);
            len += n;
            space_due = false;
        }
        p += n;
    }
    out[len] = '\0';
    return 0;
}

int kr_line_clean(char *out, size_t out_size, size_t max_chars, const char *raw)
{
    int err = clean(out, out_size, max_chars, raw);
    if (err)
        out[0] = '\0';
    return err;
}

int kr_title_clean(char out[KR_TITLE_SIZE], const char *raw)
{
    char text[KR_TITLE_SIZE] = "";
    int err = clean(text, sizeof text, KR_TITLE_CHARS, raw);
    if (!err && !text[0])
        err = KR_E_MALFORMED;
    if (!err)
        memcpy(out, text, sizeof text);
    return err;
}

int kr_note_clean(char out[KR_NOTE_SIZE], const char *raw)
{
    char text[KR_NOTE_SIZE] = "";
    int err = clean(text, sizeof text, KR_NOTE_SIZE, raw);
    if (!err)
        memcpy(out, text, sizeof text);
    return err;
}

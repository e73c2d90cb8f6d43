/* SPDX-License-Identifier: EUPL-1.2 */
#include "meeting/name.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct range {
    uint32_t first, last;
};

/* Characters without a visible shape of their own, or that change how others are laid out (Unicode 15). */
static const struct range invisible[] = {
    {0x0000, 0x001F},   {0x007F, 0x009F},   {0x00AD, 0x00AD},   {0x034F, 0x034F},   {0x061C, 0x061C}, {0x115F, 0x1160},
    {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x200B, 0x200F},   {0x202A, 0x202E},   {0x2060, 0x206F}, {0x3164, 0x3164},
    {0xD800, 0xDFFF},   {0xE000, 0xF8FF},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFF},
    {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0x10FFFF},
};

static const struct range space[] = {
    {0x0009, 0x000D}, {0x0020, 0x0020}, {0x0085, 0x0085}, {0x00A0, 0x00A0}, {0x1680, 0x1680}, {0x2000, 0x200A},
    {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x2800, 0x2800}, {0x3000, 0x3000},
};

/* In a chat text only these go: the rest belongs to somebody's script. */
static const struct range text_dropped[] = {
    {0x0000, 0x0008}, {0x000B, 0x001F}, {0x007F, 0x009F}, {0x202A, 0x202E}, {0x2066, 0x2069}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFF},
};

/* Marks that are drawn over the letter before them. */
static const struct range combining[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE20, 0xFE2F},
};

/* More accents than this on one letter are a prank that covers the lines around it; Vietnamese needs two. */
enum { COMBINING_MAX = 3 };

#define IN(table, c) is_in(table, sizeof(table) / sizeof *(table), c)

static bool is_in(const struct range *table, size_t n, uint32_t c)
{
    for (size_t i = 0; i < n; i++)
        if (c >= table[i].first && c <= table[i].last)
            return true;
    return false;
}

/*
 * RFC 3629 section 4: the length in bytes of the character at p, or 0 if there is none. Over-long forms and anything
 * above U+10FFFF are none. p ends with NUL, so it is never read beyond its end.
 */
static size_t decode(const char *p, uint32_t *out)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char head = (unsigned char)p[0];
    size_t n = head < 0x80 ? 1 : head < 0xC2 ? 0 : head < 0xE0 ? 2 : head < 0xF0 ? 3 : head < 0xF5 ? 4 : 0;
    uint32_t c = n == 1 ? head : head & (0x7Fu >> n);
    for (size_t i = 1; i < n; i++) {
        if (((unsigned char)p[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | ((unsigned char)p[i] & 0x3Fu);
    }
    if (n && (c < least[n] || c > 0x10FFFF))
        return 0;
    *out = c;
    return n;
}

int kr_name_clean(char out[KR_NAME_SIZE], const char *raw)
{
    char name[KR_NAME_SIZE];
    size_t len = 0, chars = 0, marks = 0;
    bool gap = false;
    while (*raw && chars < KR_LIMIT_NAME_CHARS) {
        uint32_t c;
        size_t n = decode(raw, &c);
        const char *at = raw;
        raw += n ? n : 1;
        if (!n)
            continue;
        if (IN(space, c)) {
            gap = len > 0;
            continue;
        }
        if (IN(invisible, c))
            continue; /* and it does not part a letter from its accents */
        marks = IN(combining, c) ? marks + 1 : 0;
        if (marks > COMBINING_MAX || (marks && (len == 0 || gap)))
            continue;
        if (gap && chars + 1 < KR_LIMIT_NAME_CHARS) {
            name[len++] = ' ';
            chars++;
        } else if (gap) {
            break;
        }
        gap = false;
        memcpy(name + len, at, n);
        len += n;
        chars++;
    }
    if (len == 0)
        return KR_E_MALFORMED;
    name[len] = '\0';
    memcpy(out, name, len + 1);
    return 0;
}

/* Bytes of the first `chars` characters of a clean name. */
static size_t bytes_of(const char *name, size_t chars)
{
    size_t len = 0;
    uint32_t c;
    while (name[len] && chars-- > 0)
        len += decode(name + len, &c);
    return len;
}

bool kr_name_equal(const char *a, const char *b)
{
    return strcasecmp(a, b) == 0;
}

void kr_name_make_unique(char name[KR_NAME_SIZE], kr_name_taken_fn *taken, void *arg)
{
    char base[KR_NAME_SIZE], suffix[16];
    memcpy(base, name, strlen(name) + 1);
    /* A meeting has at most KR_LIMIT_MEMBERS names, so one of these is free. */
    for (int i = 2; taken(arg, name) && i <= KR_LIMIT_MEMBERS + 1; i++) {
        int n = snprintf(suffix, sizeof suffix, " (%d)", i);
        size_t keep = bytes_of(base, KR_LIMIT_NAME_CHARS - (size_t)n);
        memcpy(name, base, keep);
        memcpy(name + keep, suffix, (size_t)n + 1);
    }
}

int kr_text_clean(char *out, const char *raw)
{
    size_t len = 0;
    bool blank = true;
    while (*raw) {
        uint32_t c;
        size_t n = decode(raw, &c);
        if (n && !IN(text_dropped, c)) {
            memmove(out + len, raw, n);
            len += n;
            blank = blank && (IN(space, c) || IN(invisible, c));
        }
        raw += n ? n : 1;
    }
    out[len] = '\0';
    return blank ? KR_E_MALFORMED : 0;
}

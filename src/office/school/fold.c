/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/school/fold.h"

#include <stdint.h>
#include <string.h>

/* The letters from U+00C0 to U+017F without their marks; '\0': no letter, or not one letter. */
static const char plain[] =
    "aaaaaa\0ceeeeiiiidnooooo\0ouuuuy\0\0aaaaaa\0ceeeeiiiidnooooo\0ouuuuy\0y" /* U+00C0 to U+00FF */
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii\0\0jjkkkllllllllll"  /* U+0100 to U+0142 */
    "nnnnnnnnnoooooo\0\0rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";       /* U+0143 to U+017F */
_Static_assert(sizeof plain == 0x180 - 0xc0 + 1, "one for each");

/* Letters that become two. */
static const struct {
    uint32_t letter;
    const char *text;
    bool german; /* only so */
} twins[] = {
    {0xe4, "ae", true}, {0xc4, "ae", true}, {0xf6, "oe", true}, {0xd6, "oe", true}, {0xfc, "ue", true}, {0xdc, "ue", true},
    {0xdf, "ss", false}, {0xc6, "ae", false}, {0xe6, "ae", false}, {0xde, "th", false}, {0xfe, "th", false},
    {0x132, "ij", false}, {0x133, "ij", false}, {0x152, "oe", false}, {0x153, "oe", false}, {0x1e9e, "ss", false},
};

static uint32_t take(const uint8_t **at)
{
    const uint8_t *p = *at;
    size_t n = *p < 0x80 ? 1 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : 4;
    uint32_t c = n == 1 ? *p : *p & (0x7fu >> n);
    for (size_t i = 1; i < n && p[i]; i++)
        c = c << 6 | (p[i] & 0x3fu);
    *at += strnlen((const char *)p, n);
    return c;
}

static const char *twin_of(uint32_t c, bool german)
{
    for (size_t i = 0; i < sizeof twins / sizeof twins[0]; i++)
        if (twins[i].letter == c && (german || !twins[i].german))
            return twins[i].text;
    return NULL;
}

size_t kr_fold(char *out, size_t out_size, const char *text, bool german)
{
    size_t len = 0;
    const uint8_t *at = (const uint8_t *)text;
    while (*at) {
        const uint8_t *from = at;
        uint32_t c = take(&at);
        char one[2] = "";
        const char *add = twin_of(c, german);
        size_t n = add ? 2 : 1;
        if (!add && c < 0x80) {
            one[0] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
            add = one;
        } else if (!add && c >= 0xc0 && c < 0x180 && plain[c - 0xc0]) {
            one[0] = plain[c - 0xc0];
            add = one;
        } else if (!add) {
            add = (const char *)from;
            n = (size_t)(at - from);
        }
        if (c >= 0x300 && c < 0x370) /* combining marks: nothing is left of them */
            continue;
        if (len + n >= out_size)
            break;
        memcpy(out + len, add, n);
        len += n;
    }
    out[len] = '\0';
    return len;
}

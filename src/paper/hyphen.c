/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper/hyphen.h"

#include <hyphen.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "paper/utf8.h"

enum { WORD_LEAST = 8, SIDE_LEAST = 3 };

struct kr_hyphen {
    HyphenDict *dict;
};

struct kr_hyphen *kr_hyphen_open(const char *lang)
{
    if (strncmp(lang, "de", 2) != 0)
        return NULL;
    HyphenDict *dict = hnj_hyphen_load("/usr/share/hyphen/hyph_de_DE.dic");
    struct kr_hyphen *h = dict ? malloc(sizeof *h) : NULL;
    if (!h && dict)
        hnj_hyphen_free(dict);
    if (h)
        h->dict = dict;
    return h;
}

void kr_hyphen_close(struct kr_hyphen *h)
{
    if (!h)
        return;
    hnj_hyphen_free(h->dict);
    free(h);
}

/* The patterns are in ISO 8859-1 and lower case. 0: not a letter that they know. */
static uint8_t latin_letter(uint32_t c)
{
    if ((c >= 'a' && c <= 'z') || (c >= 0xDF && c <= 0xFF && c != 0xF7))
        return (uint8_t)c;
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7))
        return (uint8_t)(c + 0x20);
    return 0;
}

void kr_hyphen_points(struct kr_hyphen *h, const char *word, size_t len, char points[KR_HYPHEN_WORD])
{
    char latin[KR_HYPHEN_WORD + 1] = "", marks[KR_HYPHEN_WORD + 8], **rep = NULL;
    size_t ends[KR_HYPHEN_WORD], n = 0;
    int *pos = NULL, *cut = NULL;
    bool upper_inside = false;
    memset(points, 0, KR_HYPHEN_WORD);
    if (!h || len >= KR_HYPHEN_WORD)
        return;
    for (size_t at = 0; at < len; n++) {
        uint32_t c;
        size_t used = kr_utf8_read(word + at, len - at, &c);
        uint8_t letter = used ? latin_letter(c) : 0;
        if (!letter)
            return;
        upper_inside |= n > 0 && letter != c; /* an abbreviation, or a name */
        at += used;
        latin[n] = (char)letter;
        ends[n] = at - 1;
    }
    if (n < WORD_LEAST || upper_inside)
        return;
    memset(marks, '0', sizeof marks);
    if (hnj_hyphen_hyphenate2(h->dict, latin, (int)n, marks, NULL, &rep, &pos, &cut) == 0)
        for (size_t i = SIDE_LEAST - 1; i + SIDE_LEAST < n; i++)
            points[ends[i]] = (marks[i] & 1) && !(rep && rep[i]); /* one that changes letters is left out */
    for (size_t i = 0; rep && i < n; i++)
        free(rep[i]);
    free(rep);
    free(pos);
    free(cut);
}

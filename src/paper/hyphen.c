/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper/hyphen.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "paper/arena.h"
#include "paper/utf8.h"

enum {
    LEVELS = 2,
    SLOTS = 1 << 18, /* for at most half as many patterns */
    PATTERN_MAX = 40, /* letters of one */
    FILE_BYTES = 16 * 1024 * 1024,
    WORD_LEAST = 8,
    SIDE_LEAST = 3,
};

/* `letters` with a level of breaking before each, and behind the last: the digits of the pattern. */
struct pattern {
    const char *letters, *digits;
    size_t len;
};

struct level {
    struct pattern *slots; /* by hash of the letters, linear probing */
    size_t n, longest;
};

struct kr_hyphen {
    struct kr_arena arena;
    struct level levels[LEVELS];
};

enum { HASH_START = 5381, SEAM = 9 /* of a compound: above every digit of a pattern but its like */ };

static uint32_t hash_on(uint32_t hash, char letter)
{
    return hash * 33 ^ (uint8_t)letter;
}

static struct pattern *find_slot(const struct level *l, const char *letters, size_t len, uint32_t hash)
{
    size_t at = (hash ^ hash >> 15) % SLOTS;
    while (l->slots[at].letters && (l->slots[at].len != len || memcmp(l->slots[at].letters, letters, len) != 0))
        at = (at + 1) % SLOTS;
    return &l->slots[at];
}

/* ---- reading ---- */

static int add_pattern(struct kr_hyphen *h, struct level *l, const char *line, size_t len)
{
    char letters[PATTERN_MAX + 1], digits[PATTERN_MAX + 2] = {0};
    size_t n = 0;
    uint32_t hash = HASH_START;
    for (size_t i = 0; i < len; i++) {
        if (line[i] >= '0' && line[i] <= '9') {
            digits[n] = (char)(line[i] - '0');
        } else if (n == PATTERN_MAX || line[i] == '/') {
            return 0; /* longer than any word, or one that changes letters: not used */
        } else {
            letters[n++] = line[i];
            hash = hash_on(hash, line[i]);
        }
    }
    if (n == 0)
        return 0;
    if (l->n >= SLOTS / 2)
        return KR_E_TOO_LARGE;
    struct pattern *slot = find_slot(l, letters, n, hash);
    l->n += !slot->letters;
    *slot = (struct pattern){kr_arena_text(&h->arena, letters, n), kr_arena_text(&h->arena, digits, n + 1), n};
    l->longest = n > l->longest ? n : l->longest;
    return slot->letters && slot->digits ? 0 : KR_E_NOMEM;
}

static int read_lines(struct kr_hyphen *h, char *text, size_t len)
{
    size_t level = 0, number = 0;
    int err = 0;
    for (char *at = text, *end; at < text + len && !err; at = end + 1, number++) {
        end = memchr(at, '\n', (size_t)(text + len - at));
        end = end ? end : text + len;
        size_t n = (size_t)(end - at);
        while (n > 0 && (at[n - 1] == '\r' || at[n - 1] == ' '))
            n--;
        if (number == 0)
            err = n == 9 && memcmp(at, "ISO8859-1", 9) == 0 ? 0 : KR_E_MALFORMED;
        else if (n == 9 && memcmp(at, "NEXTLEVEL", 9) == 0)
            err = ++level < LEVELS ? 0 : KR_E_MALFORMED;
        else if (n > 0 && at[0] != '#' && at[0] != '%' && !(at[0] >= 'A' && at[0] <= 'Z'))
            err = add_pattern(h, &h->levels[level], at, n);
    }
    return err;
}

static int read_file(char **out, size_t *len, const char *path)
{
    FILE *f = fopen(path, "rbe");
    if (!f)
        return KR_E_NOT_FOUND;
    char *text = malloc(FILE_BYTES);
    *len = text ? fread(text, 1, FILE_BYTES, f) : 0;
    fclose(f);
    if (!text)
        return KR_E_NOMEM;
    *out = text;
    return 0;
}

int kr_hyphen_open(struct kr_hyphen **out, const char *path)
{
    char *text;
    size_t len;
    int err = read_file(&text, &len, path);
    if (err)
        return err;
    struct kr_hyphen *h = calloc(1, sizeof *h);
    err = h ? 0 : KR_E_NOMEM;
    if (h)
        kr_arena_init(&h->arena, FILE_BYTES);
    for (size_t i = 0; h && i < LEVELS && !err; i++) {
        h->levels[i].slots = calloc(SLOTS, sizeof(struct pattern));
        err = h->levels[i].slots ? 0 : KR_E_NOMEM;
    }
    if (!err)
        err = read_lines(h, text, len);
    free(text);
    if (err) {
        kr_hyphen_close(h);
        return err;
    }
    *out = h;
    return 0;
}

void kr_hyphen_close(struct kr_hyphen *h)
{
    if (!h)
        return;
    kr_arena_fini(&h->arena);
    for (size_t i = 0; i < LEVELS; i++)
        free(h->levels[i].slots);
    free(h);
}

/* ---- words ---- */

/* The patterns are in ISO 8859-1 and lower case. 0: not a letter that they know. */
static uint8_t latin_letter(uint32_t c)
{
    if ((c >= 'a' && c <= 'z') || (c >= 0xDF && c <= 0xFF && c != 0xF7))
        return (uint8_t)c;
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7))
        return (uint8_t)(c + 0x20);
    return 0;
}

/* Raises digits[i], before letter i, to the highest of all patterns that match: an odd one allows a break there. */
static void match(const struct level *l, const char *word, size_t n, char digits[KR_HYPHEN_WORD + 1])
{
    char dotted[KR_HYPHEN_WORD + 2], found[KR_HYPHEN_WORD + 3] = {0};
    dotted[0] = dotted[n + 1] = '.'; /* the ends of the word */
    memcpy(dotted + 1, word, n);
    for (size_t from = 0; from < n + 2; from++) {
        uint32_t hash = HASH_START;
        for (size_t len = 1; len <= l->longest && from + len <= n + 2; len++) {
            hash = hash_on(hash, dotted[from + len - 1]);
            const struct pattern *p = find_slot(l, dotted + from, len, hash);
            for (size_t i = 0; p->letters && i <= len; i++)
                if (p->digits[i] > found[from + i])
                    found[from + i] = p->digits[i];
        }
    }
    memcpy(digits, found + 1, n);
}

/* A letter alone is no syllable to part: of two breaks around it the weaker goes. */
static void drop_lone_letters(char *digits, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if ((digits[i] & 1) && (digits[i - 1] & 1))
            digits[digits[i] > digits[i - 1] ? i - 1 : i] = 0;
}

void kr_hyphen_points(const struct kr_hyphen *h, const char *word, size_t len, char points[KR_HYPHEN_WORD])
{
    char latin[KR_HYPHEN_WORD], seams[KR_HYPHEN_WORD + 1], inner[KR_HYPHEN_WORD + 1];
    size_t ends[KR_HYPHEN_WORD], n = 0;
    memset(points, 0, KR_HYPHEN_WORD);
    if (!h || len >= KR_HYPHEN_WORD)
        return;
    for (size_t at = 0; at < len; n++) {
        uint32_t c;
        size_t used = kr_utf8_read(word + at, len - at, &c);
        uint8_t letter = used ? latin_letter(c) : 0;
        if (!letter || (n > 0 && letter != c)) /* capitals inside: an abbreviation, or a name */
            return;
        at += used;
        latin[n] = (char)letter;
        ends[n] = at - 1;
    }
    if (n < WORD_LEAST)
        return;
    match(&h->levels[0], latin, n, seams);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && !(seams[to] & 1); to++)
            ;
        match(&h->levels[1], latin + from, to - from, inner + from);
        inner[from] = SEAM;
        /* A seam is worth more than two letters next to it. */
        for (size_t i = from + 1; i < to; i++)
            if ((from > 0 && i - from < SIDE_LEAST) || (to < n && to - i < SIDE_LEAST))
                inner[i] = 0;
    }
    drop_lone_letters(inner, n);
    for (size_t i = SIDE_LEAST; i + SIDE_LEAST <= n; i++)
        points[ends[i - 1]] = inner[i] & 1;
}

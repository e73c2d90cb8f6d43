/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper/inline.h"

#include <string.h>

enum { LINK_BYTES = 1000 };

static const char line_separator[] = "\xE2\x80\xA8"; /* U+2028: how a value says where its lines end (paper/fill.h) */

struct scan {
    struct kr_arena *arena;
    const char *raw;
    size_t len, at;
    unsigned style;
    /* The next place that could end bold or italic, found once for all that begins before it; `len`: none is left. */
    size_t bold_end, italic_end;
    char *text; /* what was decoded; runs point into it */
    size_t text_len, run_start;
    struct kr_inline **tail;
    bool failed;
};

bool kr_paper_is_special(char c)
{
    return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static void add_run(struct scan *s, enum kr_inline_kind kind, unsigned style, const char *text, size_t len)
{
    struct kr_inline *run = kr_arena_take(s->arena, sizeof *run);
    if (!run) {
        s->failed = true;
        return;
    }
    *run = (struct kr_inline){.kind = kind, .style = style, .text = text, .len = len};
    *s->tail = run;
    s->tail = &run->next;
}

/* Ends the run of text that is being gathered. */
static void flush(struct scan *s)
{
    if (s->text_len > s->run_start)
        add_run(s, KR_INLINE_TEXT, s->style, s->text + s->run_start, s->text_len - s->run_start);
    s->run_start = s->text_len;
}

static void put(struct scan *s, char c)
{
    s->text[s->text_len++] = c;
}

static void put_space(struct scan *s)
{
    bool at_start = s->text_len == 0 || s->text[s->text_len - 1] == '\n';
    if (!at_start && s->text[s->text_len - 1] != ' ')
        put(s, ' ');
}

static void put_break(struct scan *s)
{
    while (s->text_len > s->run_start && s->text[s->text_len - 1] == ' ')
        s->text_len--;
    flush(s);
    add_run(s, KR_INLINE_BREAK, 0, "", 0);
    put(s, '\n'); /* belongs to no run: it only tells put_space where a line begins */
    s->run_start = s->text_len;
}

/* The next run of exactly `stars` asterisks from `from` on that may end what they began: something stands before it. */
static size_t find_end(const struct scan *s, size_t from, size_t stars)
{
    for (size_t i = from; i < s->len; i++) {
        if (s->raw[i] == '\\') {
            i++;
        } else if (s->raw[i] == '*') {
            size_t n = 1;
            while (i + n < s->len && s->raw[i + n] == '*')
                n++;
            if ((n == stars || n >= 3) && i > 0 && !is_blank(s->raw[i - 1]))
                return i;
            i += n - 1;
        }
    }
    return s->len;
}

/* Handles asterisks at s->at; false: they mean themselves. */
static bool read_stars(struct scan *s)
{
    size_t stars = s->at + 1 < s->len && s->raw[s->at + 1] == '*' ? 2 : 1;
    unsigned bit = stars == 2 ? KR_STYLE_BOLD : KR_STYLE_ITALIC;
    size_t *end = stars == 2 ? &s->bold_end : &s->italic_end, after = s->at + stars;
    char before = s->at > 0 ? s->raw[s->at - 1] : ' ';
    if (s->style & bit) {
        if (is_blank(before))
            return false;
        flush(s);
        s->style &= ~bit;
    } else {
        /* «Lehrer*innen» is a word, not the beginning of italics. */
        if (after >= s->len || is_blank(s->raw[after]) || (stars == 1 && is_word(before)))
            return false;
        if (*end < after)
            *end = find_end(s, after, stars);
        if (*end >= s->len)
            return false;
        flush(s);
        s->style |= bit;
    }
    s->at = after;
    return true;
}

static bool is_address_char(char c)
{
    return is_word(c) ? (unsigned char)c < 0x80 : kr_paper_is_special(c) && !strchr("\"<>|*`\\{}[]^", c);
}

/* An address at s->at becomes a link; false: there is none. */
static bool read_link(struct scan *s)
{
    const char *p = s->raw + s->at;
    size_t left = s->len - s->at, i = 0;
    size_t scheme = left > 8 && memcmp(p, "https://", 8) == 0 ? 8 : left > 7 && memcmp(p, "http://", 7) == 0 ? 7 : 0;
    if (!scheme || (s->at > 0 && is_word(s->raw[s->at - 1])))
        return false;
    flush(s);
    size_t start = s->text_len;
    bool parens = false;
    while (i < left && s->text_len - start < LINK_BYTES) {
        bool escaped = p[i] == '\\' && i + 1 < left && kr_paper_is_special(p[i + 1]);
        char c = p[i + escaped];
        if (!is_address_char(c))
            break;
        parens |= c == '(';
        put(s, c);
        i += 1u + escaped;
    }
    /* What ends a sentence ends the address before it. */
    size_t end = s->text_len;
    while (end > start + scheme && strchr(parens ? ".,;:!?'" : ".,;:!?')", s->text[end - 1]))
        end--;
    s->text_len = start;
    if (end == start + scheme)
        return false;
    add_run(s, KR_INLINE_TEXT, s->style | KR_STYLE_LINK, s->text + start, end - start);
    s->text_len = s->run_start = end;
    for (size_t n = 0; n < end - start; n++)
        s->at += s->raw[s->at] == '\\' ? 2 : 1;
    return true;
}

static void step(struct scan *s)
{
    const char *p = s->raw + s->at;
    size_t left = s->len - s->at;
    if (p[0] == '\\' && left > 1 && p[1] == '\n') {
        put_break(s);
        s->at += 2;
    } else if (p[0] == '\\' && left > 1 && kr_paper_is_special(p[1])) {
        put(s, p[1]);
        s->at += 2;
    } else if (left >= 3 && memcmp(p, line_separator, 3) == 0) {
        put_break(s);
        s->at += 3;
    } else if (is_blank(p[0])) {
        put_space(s);
        s->at++;
    } else if (p[0] == 'h' && read_link(s)) {
        return;
    } else if (p[0] != '*' || !read_stars(s)) {
        put(s, p[0]);
        s->at++;
        /* Two asterisks that mean themselves are not one that does and one that may not. */
        if (p[0] == '*' && left > 1 && p[1] == '*') {
            put(s, '*');
            s->at++;
        }
    }
}

int kr_inline_parse(struct kr_arena *a, struct kr_inline **out, const char *raw, size_t len)
{
    struct kr_inline *first = NULL;
    struct scan s = {.arena = a, .raw = raw, .len = len, .tail = &first};
    s.text = kr_arena_take(a, len + 1); /* what is decoded is never longer */
    if (!s.text)
        return KR_E_NOMEM;
    while (s.at < s.len && !s.failed)
        step(&s);
    while (s.text_len > s.run_start && s.text[s.text_len - 1] == ' ')
        s.text_len--;
    flush(&s);
    if (s.failed)
        return KR_E_NOMEM;
    *out = first;
    return 0;
}

char *kr_inline_plain(struct kr_arena *a, const char *raw, size_t len)
{
    char *text = kr_arena_take(a, len + 1);
    size_t n = 0;
    for (size_t i = 0; text && i < len; i++) {
        if (raw[i] == '\\' && i + 1 < len && kr_paper_is_special(raw[i + 1]))
            text[n++] = raw[++i];
        else if (i + 2 < len && memcmp(raw + i, line_separator, 3) == 0)
            text[n++] = ' ', i += 2;
        else if (!is_blank(raw[i]))
            text[n++] = raw[i];
        else if (n > 0 && text[n - 1] != ' ')
            text[n++] = ' ';
    }
    while (text && n > 0 && text[n - 1] == ' ')
        n--;
    if (text)
        text[n] = '\0';
    return text;
}

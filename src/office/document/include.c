/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/document/include.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "base/strbuf.h"

enum { HEADINGS = 3 }; /* levels */

struct expander {
    struct kr_strbuf out;
    kr_include_find_fn *find;
    void *arg;
    struct kr_paper_fault *fault;
    unsigned n; /* includes so far */
};

static int fail(struct expander *e, int err, uint32_t line, const char *reason, const char *name)
{
    if (e->fault) {
        *e->fault = (struct kr_paper_fault){.line = line, .reason = reason};
        snprintf(e->fault->name, sizeof e->fault->name, "%s", name);
    }
    return err;
}

/* Length of the line at p without its end, and the way to the next in *step. */
static size_t line_length(const char *p, size_t len, size_t *step)
{
    const char *end = memchr(p, '\n', len);
    size_t n = end ? (size_t)(end - p) : len;
    *step = end ? n + 1 : n;
    return n > 0 && p[n - 1] == '\r' ? n - 1 : n;
}

static bool is_blank(const char *line, size_t len)
{
    while (len > 0 && (line[len - 1] == ' ' || line[len - 1] == '\t'))
        len--;
    return len == 0;
}

bool kr_include_line(const char *line, size_t len, char name[KR_INCLUDE_NAME_BYTES + 1])
{
    name[0] = '\0';
    const char *at = memmem(line, len, "{{>", 3);
    if (!at || (at > line && at[-1] == '\\'))
        return true; /* an ordinary line; the backslash takes the braces' meaning (paper/fill.h) */
    size_t rest = len - (size_t)(at - line) - 3;
    const char *start = at + 3;
    size_t n = 0;
    while (n < rest && n < KR_INCLUDE_NAME_BYTES && ((start[n] >= 'a' && start[n] <= 'z') || start[n] == '-'))
        n++;
    if (n == 0 || rest - n < 2 || memcmp(start + n, "}}", 2) != 0)
        return false;
    if (!is_blank(line, (size_t)(at - line)) || !is_blank(start + n + 2, rest - n - 2))
        return false;
    memcpy(name, start, n);
    name[n] = '\0';
    return true;
}

/* As paper/source.c tells a header: the first line begins with a word of small letters and a colon. */
static size_t skip_header(const char *text, size_t len)
{
    size_t n = 0, at = 0, step;
    while (n < len && text[n] >= 'a' && text[n] <= 'z')
        n++;
    if (n == 0 || n >= len || text[n] != ':')
        return 0;
    while (at < len) {
        bool end = line_length(text + at, len - at, &step) == 0;
        at += step;
        if (end)
            break;
    }
    return at;
}

/* The note "this is a template" speaks of the document that it begins, not of the one around it. */
static size_t skip_note(const char *text, size_t len)
{
    size_t at = 0, step;
    while (at < len && is_blank(text + at, line_length(text + at, len - at, &step)))
        at += step;
    size_t begin = at;
    while (at < len && text[at] == '>') {
        line_length(text + at, len - at, &step);
        at += step;
    }
    return at > begin ? at : 0;
}

/* The number of '#' that a heading begins with (paper/source.h); 0: no heading. */
static unsigned heading_level(const char *line, size_t len)
{
    unsigned n = 0;
    while (n < len && line[n] == '#')
        n++;
    return n <= HEADINGS && n < len && line[n] == ' ' ? n : 0;
}

/*
 * Expands len bytes. The heading it stands under has the level `under`; its own headings go below that. outer_line: the
 * line of the outermost document, or 0 there itself.
 */
static int expand(struct expander *e, const char *text, size_t len, unsigned depth, unsigned under, uint32_t outer_line)
{
    uint32_t line = 0;
    unsigned at_level = under;
    for (size_t at = 0, step; at < len; at += step) {
        char name[KR_INCLUDE_NAME_BYTES + 1];
        size_t n = line_length(text + at, len - at, &step);
        uint32_t told = outer_line ? outer_line : ++line;
        if (!kr_include_line(text + at, n, name))
            return fail(e, KR_E_MALFORMED, told, "bad_include", "");
        if (!name[0]) {
            unsigned level = heading_level(text + at, n);
            if (level)
                at_level = level + under < HEADINGS ? level + under : HEADINGS;
            kr_strbuf_add(&e->out, "###", level ? at_level - level : 0);
            kr_strbuf_add(&e->out, text + at, step);
            if (e->out.failed)
                return fail(e, KR_E_TOO_LARGE, told, "too_large", "");
            continue;
        }
        if (depth + 1 >= KR_INCLUDE_DEPTH)
            return fail(e, KR_E_MALFORMED, told, "include_too_deep", name);
        if (e->n++ == KR_INCLUDE_COUNT)
            return fail(e, KR_E_TOO_LARGE, told, "too_large", name);
        char *inner = NULL;
        size_t inner_len = 0;
        int err = e->find(e->arg, name, &inner, &inner_len);
        if (err == KR_E_NOT_FOUND)
            return fail(e, KR_E_MALFORMED, told, "unknown_document", name);
        if (err)
            return err;
        size_t skip = skip_header(inner, inner_len);
        skip += skip_note(inner + skip, inner_len - skip);
        err = expand(e, inner + skip, inner_len - skip, depth + 1, at_level, told);
        free(inner);
        if (err)
            return err;
        kr_strbuf_add(&e->out, "\n", 1); /* a file may end without one */
    }
    return 0;
}

int kr_include_expand(char **out, size_t *out_len, const char *source, size_t len, kr_include_find_fn *find, void *arg,
                      struct kr_paper_fault *fault)
{
    struct expander e = {.find = find, .arg = arg, .fault = fault};
    kr_strbuf_init(&e.out, KR_PAPER_FILLED_BYTES);
    kr_strbuf_add(&e.out, "", 0);
    int err = expand(&e, source, len, 0, 0, 0);
    size_t total = e.out.len;
    char *text = err ? NULL : kr_strbuf_take(&e.out);
    if (!err && !text)
        err = KR_E_NOMEM;
    if (!err) {
        *out = text;
        *out_len = total;
    }
    kr_strbuf_fini(&e.out);
    return err;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "crypto/secret.h"

/* ---- characters ---- */

/*
 * Windows-1252 from 0x80 to 0x9f (the best-fit table that Microsoft registered with IANA); 0: not assigned. Below and
 * above it is Latin-1, whose numbers are Unicode's.
 */
static const uint16_t windows_1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
    0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

/* The bytes as UTF-8 (at most three bytes for one) with a terminator. KR_E_MALFORMED for bytes that mean nothing. */
static int from_windows(char *out, size_t *out_len, const uint8_t *bytes, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned c = bytes[i];
        if (c >= 0x80 && c < 0xa0)
            c = windows_1252[c - 0x80];
        if (c == 0)
            return KR_E_MALFORMED;
        if (c < 0x80) {
            out[n++] = (char)c;
        } else if (c < 0x800) {
            out[n++] = (char)(0xc0 | c >> 6);
            out[n++] = (char)(0x80 | (c & 0x3f));
        } else {
            out[n++] = (char)(0xe0 | c >> 12);
            out[n++] = (char)(0x80 | (c >> 6 & 0x3f));
            out[n++] = (char)(0x80 | (c & 0x3f));
        }
    }
    out[n] = '\0';
    *out_len = n;
    return 0;
}

static int decode(struct kr_csv *c, size_t *len, const uint8_t *bytes, size_t n)
{
    if (n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        bytes += 3;
        n -= 3;
    }
    bool utf8 = kr_utf8_is_valid(bytes, n);
    c->windows = !utf8;
    c->text_size = (utf8 ? n : 3 * n) + 1;
    c->text = malloc(c->text_size);
    if (!c->text)
        return KR_E_NOMEM;
    if (!utf8)
        return from_windows(c->text, len, bytes, n);
    if (memchr(bytes, '\0', n))
        return KR_E_MALFORMED;
    if (n)
        memcpy(c->text, bytes, n);
    c->text[n] = '\0';
    *len = n;
    return 0;
}

/* ---- reading ---- */

struct reader {
    struct kr_csv *c;
    char *at, *end; /* what is still to be read */
    uint32_t line;
    size_t cap_rows, cap_cells;
    struct kr_csv_fault *fault;
};

static int refuse(struct reader *r, int err, uint32_t line, const char *reason)
{
    *r->fault = (struct kr_csv_fault){line, reason};
    return err;
}

static bool is_line_end(char ch)
{
    return ch == '\n' || ch == '\r';
}

/* Goes past one end of line: LF, CRLF or CR. */
static void next_line(struct reader *r)
{
    if (r->at < r->end && *r->at == '\r')
        r->at++;
    if (r->at < r->end && *r->at == '\n')
        r->at++;
    r->line++;
}

/* Excel's own way to tell the separator: a first line "sep=;". */
static bool take_directive(struct reader *r)
{
    size_t len = (size_t)(r->end - r->at);
    if (len < 5 || strncmp(r->at, "sep=", 4) != 0 || !strchr(";,\t", r->at[4]) || (len > 5 && !is_line_end(r->at[5])))
        return false;
    r->c->separator = r->at[4];
    r->at += 5;
    next_line(r);
    return true;
}

/* The separator that the first line has most of; a semicolon if it has none. */
static char find_separator(const struct reader *r)
{
    static const char candidates[] = ";\t,";
    size_t count[3] = {0};
    bool quoted = false;
    for (const char *p = r->at; p < r->end && (quoted || !is_line_end(*p)); p++) {
        const char *which = strchr(candidates, *p);
        if (*p == '"')
            quoted = !quoted;
        else if (!quoted && *p && which)
            count[which - candidates]++;
    }
    size_t best = 0;
    for (size_t i = 1; i < 3; i++)
        if (count[i] > count[best])
            best = i;
    return candidates[best];
}

/* Makes room for one more in a list of at most `max`. */
static int grow(void **list, size_t *cap, size_t n, size_t size)
{
    if (n < *cap)
        return 0;
    size_t more = *cap ? 2 * *cap : 64;
    void *bigger = realloc(*list, more * size);
    if (!bigger)
        return KR_E_NOMEM;
    *list = bigger;
    *cap = more;
    return 0;
}

/* In quotes; the text moves to the front as doubled quotes become single ones. *to: its end. */
static int read_quoted(struct reader *r, char **to)
{
    uint32_t began = r->line;
    char *out = ++r->at;
    for (; r->at < r->end; r->at++) {
        if (*r->at == '"') {
            if (r->at + 1 == r->end || r->at[1] != '"')
                break;
            r->at++;
        }
        if (*r->at == '\n' || (*r->at == '\r' && (r->at + 1 == r->end || r->at[1] != '\n')))
            r->line++;
        *out++ = *r->at;
    }
    if (r->at == r->end)
        return refuse(r, KR_E_MALFORMED, began, "open_quote");
    r->at++;
    if (r->at < r->end && *r->at != r->c->separator && !is_line_end(*r->at))
        return refuse(r, KR_E_MALFORMED, r->line, "after_quote");
    *to = out;
    return 0;
}

/* Reads a cell up to its separator or end of line, which is left to be read. */
static int read_cell(struct reader *r)
{
    struct kr_csv *c = r->c;
    uint32_t line = r->line;
    char *cell = r->at, *to;
    int err;
    if (r->at < r->end && *r->at == '"') {
        cell++;
        err = read_quoted(r, &to);
        if (err)
            return err;
    } else {
        while (r->at < r->end && *r->at != c->separator && !is_line_end(*r->at))
            r->at++;
        to = r->at;
    }
    if (to - cell > KR_CSV_CELL_MAX)
        return refuse(r, KR_E_TOO_LARGE, line, "long_cell");
    err = grow((void **)&c->cells, &r->cap_cells, c->n_cells, sizeof *c->cells);
    if (!err)
        c->cells[c->n_cells++] = (struct kr_csv_cell){(uint32_t)(cell - c->text), (uint32_t)(to - cell)};
    return err;
}

static int read_row(struct reader *r)
{
    struct kr_csv *c = r->c;
    struct kr_csv_row row = {.line = r->line, .first = (uint32_t)c->n_cells};
    bool more, empty = true;
    do {
        if (row.n_cells == KR_CSV_COLUMNS_MAX)
            return refuse(r, KR_E_TOO_LARGE, r->line, "too_many_columns");
        int err = read_cell(r);
        if (err)
            return err;
        empty = empty && c->cells[row.first + row.n_cells].len == 0;
        row.n_cells++;
        more = r->at < r->end && *r->at == c->separator;
        r->at += more;
    } while (more);
    if (r->at < r->end)
        next_line(r);
    if (empty) {
        c->n_cells = row.first;
        return 0;
    }
    if (c->n_rows == KR_CSV_ROWS_MAX)
        return refuse(r, KR_E_TOO_LARGE, row.line, "too_many_rows");
    int err = grow((void **)&c->rows, &r->cap_rows, c->n_rows, sizeof *c->rows);
    if (!err)
        c->rows[c->n_rows++] = row;
    return err;
}

/* What a spreadsheet would compute: = + - @ TAB CR at the beginning, or after any number of '. */
static bool is_formula(const char *cell)
{
    cell += strspn(cell, "'");
    return *cell && strchr("=+-@\t\r", *cell);
}

/* Ends the texts of the cells, now that nothing behind them is to be read any more, and takes the guard against formulas off. */
static void finish_cells(struct kr_csv *c)
{
    for (size_t i = 0; i < c->n_cells; i++) {
        struct kr_csv_cell *cell = &c->cells[i];
        c->text[cell->at + cell->len] = '\0';
        if (c->text[cell->at] == '\'' && is_formula(c->text + cell->at)) {
            cell->at++;
            cell->len--;
        }
    }
}

int kr_csv_read(struct kr_csv *out, const void *bytes, size_t len, struct kr_csv_fault *fault)
{
    struct kr_csv c = {0};
    struct reader r = {.c = &c, .line = 1, .fault = fault};
    size_t text_len;
    if (len > KR_CSV_BYTES_MAX)
        return refuse(&r, KR_E_TOO_LARGE, 1, "too_large");
    int err = decode(&c, &text_len, bytes, len);
    if (err == KR_E_MALFORMED)
        err = refuse(&r, err, 1, "bad_text");
    if (!err) {
        r.at = c.text;
        r.end = c.text + text_len;
        if (!take_directive(&r))
            c.separator = find_separator(&r);
    }
    while (!err && r.at < r.end)
        err = read_row(&r);
    if (err) {
        kr_csv_fini(&c);
        return err;
    }
    finish_cells(&c);
    *out = c;
    return 0;
}

void kr_csv_fini(struct kr_csv *c)
{
    if (c->text)
        kr_wipe(c->text, c->text_size);
    free(c->text);
    free(c->rows);
    free(c->cells);
    *c = (struct kr_csv){0};
}

const char *kr_csv_cell(const struct kr_csv *c, size_t row, size_t column)
{
    const struct kr_csv_row *r = &c->rows[row];
    return column < r->n_cells ? c->text + c->cells[r->first + column].at : "";
}

/* ---- writing ---- */

void kr_csv_writer_init(struct kr_csv_writer *w, size_t max)
{
    *w = (struct kr_csv_writer){0};
    kr_strbuf_init(&w->buf, max);
    kr_strbuf_add(&w->buf, "\xef\xbb\xbf", 3);
}

void kr_csv_write(struct kr_csv_writer *w, const char *cell)
{
    bool quote = cell[strcspn(cell, "\";,\t\r\n")] || *cell == ' ' || strncmp(cell, "sep=", 4) == 0;
    if (w->in_row)
        kr_strbuf_add(&w->buf, ";", 1);
    w->in_row = true;
    if (quote)
        kr_strbuf_add(&w->buf, "\"", 1);
    if (is_formula(cell))
        kr_strbuf_add(&w->buf, "'", 1);
    for (const char *p = cell; *p; p++) {
        if (*p == '"')
            kr_strbuf_add(&w->buf, "\"", 1);
        kr_strbuf_add(&w->buf, p, 1);
    }
    if (quote)
        kr_strbuf_add(&w->buf, "\"", 1);
}

void kr_csv_end_row(struct kr_csv_writer *w)
{
    kr_strbuf_add(&w->buf, "\r\n", 2);
    w->in_row = false;
}

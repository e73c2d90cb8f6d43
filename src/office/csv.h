/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Tables as spreadsheets write and read them (RFC 4180, and what Excel in German makes of it). Pure.
 *
 * Reading takes semicolons, commas or tabulators (found out from the first line, or told by Excel's "sep=;"), quotes,
 * any ends of lines, UTF-8 with or without a mark at its beginning, and Windows-1252 for what is no UTF-8. Writing uses
 * semicolons, CRLF and UTF-8 with that mark.
 *
 * A cell that a spreadsheet would take for a formula is written with ' before it, and read back without.
 */
#ifndef KR_OFFICE_CSV_H
#define KR_OFFICE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/strbuf.h"

enum {
    KR_CSV_BYTES_MAX = 4 * 1024 * 1024,
    KR_CSV_ROWS_MAX = 25000,
    KR_CSV_COLUMNS_MAX = 64,
    KR_CSV_CELL_MAX = 4000, /* bytes, as UTF-8 */
};

struct kr_csv_row {
    uint32_t line;  /* on which it begins, from 1 */
    uint32_t first; /* of its cells, in kr_csv.cells */
    uint32_t n_cells;
};

struct kr_csv_cell {
    uint32_t at, len; /* in kr_csv.text */
};

/* A table; rows whose cells are all empty are left out. Texts are UTF-8 without NUL. */
struct kr_csv {
    struct kr_csv_row *rows;
    size_t n_rows;
    char separator;
    bool windows; /* it was Windows-1252 */
    /* owned */
    char *text;
    size_t text_size;
    struct kr_csv_cell *cells;
    size_t n_cells;
};

/* Why a table was refused. */
struct kr_csv_fault {
    uint32_t line;
    const char *reason; /* too_large, too_many_rows, too_many_columns, long_cell, bad_text, open_quote, after_quote */
};

/* KR_E_MALFORMED and KR_E_TOO_LARGE with *fault, KR_E_NOMEM. End with kr_csv_fini. */
KR_MUST_CHECK int kr_csv_read(struct kr_csv *out, const void *bytes, size_t len, struct kr_csv_fault *fault);

/* Wipes it: there are names in it. */
void kr_csv_fini(struct kr_csv *c);

/* A cell of a row; "" where the row has none. */
const char *kr_csv_cell(const struct kr_csv *c, size_t row, size_t column);

/* Writing: init with the strbuf's maximum, then cells and ends of rows; take or fini the buffer in the end. */
struct kr_csv_writer {
    struct kr_strbuf buf;
    bool in_row;
};
void kr_csv_writer_init(struct kr_csv_writer *w, size_t max);
void kr_csv_write(struct kr_csv_writer *w, const char *cell);
void kr_csv_end_row(struct kr_csv_writer *w);

#endif

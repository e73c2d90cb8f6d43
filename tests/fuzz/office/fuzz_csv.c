/* SPDX-License-Identifier: EUPL-1.2 */
/* A table that somebody uploads. What is read stays within its limits, and written and read again it is the same. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/utf8.h"
#include "office/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_again(const struct kr_csv *c)
{
    struct kr_csv_writer w;
    struct kr_csv again;
    struct kr_csv_fault fault = {0};
    kr_csv_writer_init(&w, 16 * 1024 * 1024);
    for (size_t i = 0; i < c->n_rows; i++) {
        for (size_t k = 0; k < c->rows[i].n_cells; k++)
            kr_csv_write(&w, kr_csv_cell(c, i, k));
        kr_csv_end_row(&w);
    }
    kr_assert(!w.buf.failed);
    if (c->n_rows > 0 && c->rows[0].n_cells > 1) { /* of one column alone nobody can tell the separator */
        int err = kr_csv_read(&again, w.buf.text, w.buf.len, &fault);
        kr_assert(!err && again.n_rows == c->n_rows && !again.windows);
        kr_assert(again.separator == ';');
        for (size_t i = 0; i < c->n_rows; i++) {
            kr_assert(again.rows[i].n_cells == c->rows[i].n_cells);
            for (size_t k = 0; k < c->rows[i].n_cells; k++)
                kr_assert(strcmp(kr_csv_cell(c, i, k), kr_csv_cell(&again, i, k)) == 0);
        }
        kr_csv_fini(&again);
    }
    kr_strbuf_fini(&w.buf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kr_csv c;
    struct kr_csv_fault fault = {0};
    if (kr_csv_read(&c, data, size, &fault)) {
        kr_assert(fault.reason && fault.line >= 1);
        return 0;
    }
    kr_assert(c.n_rows <= KR_CSV_ROWS_MAX);
    for (size_t i = 0; i < c.n_rows; i++) {
        bool empty = true;
        kr_assert(c.rows[i].n_cells >= 1 && c.rows[i].n_cells <= KR_CSV_COLUMNS_MAX);
        kr_assert(c.rows[i].line > (i ? c.rows[i - 1].line : 0));
        for (size_t k = 0; k < c.rows[i].n_cells; k++) {
            const char *cell = kr_csv_cell(&c, i, k);
            size_t len = strlen(cell);
            empty = empty && len == 0;
            kr_assert(len <= KR_CSV_CELL_MAX && kr_utf8_is_valid(cell, len));
        }
        kr_assert(kr_csv_cell(&c, i, c.rows[i].n_cells)[0] == '\0');
    }
    check_again(&c);
    kr_csv_fini(&c);
    return 0;
}

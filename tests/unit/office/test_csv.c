/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct kr_csv csv;

static void read_bytes(const char *bytes, size_t len)
{
    struct kr_csv_fault fault = {0};
    kr_csv_fini(&csv);
    assert_int_equal(kr_csv_read(&csv, bytes, len, &fault), 0);
}

static void read_text(const char *text)
{
    read_bytes(text, strlen(text));
}

static void refuses(int err, uint32_t line, const char *reason, const char *text)
{
    struct kr_csv c;
    struct kr_csv_fault fault = {0};
    assert_int_equal(kr_csv_read(&c, text, strlen(text), &fault), err);
    assert_string_equal(fault.reason, reason);
    assert_int_equal(fault.line, line);
}

static void cell_is(size_t row, size_t column, const char *text)
{
    assert_string_equal(kr_csv_cell(&csv, row, column), text);
}

static void takes_what_spreadsheets_write(void **state)
{
    static const char *const same[] = {
        "Name;Ort\r\nLindenschule;Musterstadt\r\n",          /* German Excel */
        "Name,Ort\nLindenschule,Musterstadt\n",              /* others */
        "Name\tOrt\rLindenschule\tMusterstadt",              /* pasted, old ends of lines, no end at the end */
        "\xef\xbb\xbfName;Ort\r\nLindenschule;Musterstadt\r\n",
        "sep=,\r\nName,Ort\r\nLindenschule,Musterstadt\r\n", /* Excel's directive */
        "\"Name\";\"Ort\"\n\n;;\n\"Lindenschule\";\"Musterstadt\"\n\n",
    };
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        read_text(same[i]);
        assert_int_equal(csv.n_rows, 2);
        assert_int_equal(csv.rows[1].n_cells, 2);
        cell_is(0, 0, "Name");
        cell_is(0, 1, "Ort");
        cell_is(1, 0, "Lindenschule");
        cell_is(1, 1, "Musterstadt");
        cell_is(1, 2, "");
        assert_false(csv.windows);
    }
    assert_int_equal(csv.rows[1].line, 4);
}

static void quotes_hold_separators_and_lines(void **state)
{
    read_text("a;b\n\"x;y\";\"eine \"\"Schule\"\"\"\n\"zwei\r\nZeilen\";5\" breit\n");
    assert_int_equal(csv.n_rows, 3);
    cell_is(1, 0, "x;y");
    cell_is(1, 1, "eine \"Schule\"");
    cell_is(2, 0, "zwei\r\nZeilen");
    cell_is(2, 1, "5\" breit");
    assert_int_equal(csv.rows[2].line, 3);
    /* Separators inside quotes do not count when one is looked for. */
    read_text("\"a,b,c\";d\n");
    assert_int_equal(csv.separator, ';');
    cell_is(0, 0, "a,b,c");
}

static void reads_windows_1252(void **state)
{
    read_text("Stra\xdf" "e;Preis\nM\xfchlenweg;\x80 5 \x96 \x84" "neu\x93\n");
    assert_true(csv.windows);
    cell_is(0, 0, "Straße");
    cell_is(1, 0, "Mühlenweg");
    cell_is(1, 1, "€ 5 – „neu“");
    read_text("Straße;Mühle\n");
    assert_false(csv.windows);
    cell_is(0, 0, "Straße");
    read_text("\x8a\x8c\x8e\x9a\x9c\x9e\x9f\n"); /* the rest of what is not Latin-1 */
    cell_is(0, 0, "ŠŒŽšœžŸ");
}

static void refuses_what_is_no_table(void **state)
{
    struct kr_csv c;
    struct kr_csv_fault fault;
    refuses(KR_E_MALFORMED, 2, "open_quote", "a;b\n\"c;d\ne;f\n");
    refuses(KR_E_MALFORMED, 3, "after_quote", "a;b\nc;d\n\"e\" f;g\n");
    refuses(KR_E_MALFORMED, 1, "bad_text", "a\x81;b\n");
    assert_int_equal(kr_csv_read(&c, "a\0b", 3, &fault), KR_E_MALFORMED);
    assert_int_equal(kr_csv_read(&c, "\xfe\xff\0a\0b", 6, &fault), KR_E_MALFORMED); /* UTF-16 */
    read_bytes("", 0);
    assert_int_equal(csv.n_rows, 0);
    read_text(";;;\r\n\r\n");
    assert_int_equal(csv.n_rows, 0);
}

static void keeps_its_limits(void **state)
{
    char *big = malloc(KR_CSV_BYTES_MAX + 1);
    struct kr_csv c;
    struct kr_csv_fault fault;
    assert_non_null(big);
    memset(big, 'a', KR_CSV_BYTES_MAX + 1);
    assert_int_equal(kr_csv_read(&c, big, KR_CSV_BYTES_MAX + 1, &fault), KR_E_TOO_LARGE);
    assert_string_equal(fault.reason, "too_large");
    assert_int_equal(kr_csv_read(&c, big, KR_CSV_CELL_MAX + 1, &fault), KR_E_TOO_LARGE);
    assert_string_equal(fault.reason, "long_cell");
    read_bytes(big, KR_CSV_CELL_MAX);
    memset(big, ';', KR_CSV_COLUMNS_MAX);
    assert_int_equal(kr_csv_read(&c, big, KR_CSV_COLUMNS_MAX, &fault), KR_E_TOO_LARGE);
    assert_string_equal(fault.reason, "too_many_columns");
    big[0] = 'a';
    read_bytes(big, KR_CSV_COLUMNS_MAX);
    assert_int_equal(csv.rows[0].n_cells, KR_CSV_COLUMNS_MAX);
    for (size_t i = 0; i < 2 * (KR_CSV_ROWS_MAX + 1); i += 2)
        memcpy(big + i, "a\n", 2);
    assert_int_equal(kr_csv_read(&c, big, 2 * (KR_CSV_ROWS_MAX + 1), &fault), KR_E_TOO_LARGE);
    assert_string_equal(fault.reason, "too_many_rows");
    assert_int_equal(fault.line, KR_CSV_ROWS_MAX + 1);
    read_bytes(big, 2 * KR_CSV_ROWS_MAX);
    assert_int_equal(csv.n_rows, KR_CSV_ROWS_MAX);
    free(big);
}

static void writes_for_german_excel(void **state)
{
    struct kr_csv_writer w;
    kr_csv_writer_init(&w, 1000);
    kr_csv_write(&w, "Straße");
    kr_csv_write(&w, "");
    kr_csv_write(&w, "a;\"b\"");
    kr_csv_end_row(&w);
    kr_csv_write(&w, "zwei\nZeilen");
    kr_csv_end_row(&w);
    assert_string_equal(w.buf.text, "\xef\xbb\xbfStraße;;\"a;\"\"b\"\"\"\r\n\"zwei\nZeilen\"\r\n");
    kr_strbuf_fini(&w.buf);
}

static void formulas_stay_texts_and_come_back(void **state)
{
    static const char *const cells[] = {"=1+1", "+49 7131", "-5", "@SUM(A1)", "\tx", "\rx", "'=x", "''=x", "'", "'a", "a=b", "=cmd|' /C calc'!A0"};
    enum { N = sizeof cells / sizeof cells[0] };
    struct kr_csv_writer w;
    kr_csv_writer_init(&w, 1000);
    for (size_t i = 0; i < N; i++)
        kr_csv_write(&w, cells[i]);
    kr_csv_end_row(&w);
    assert_false(w.buf.failed);
    /* No cell begins with what a spreadsheet computes, quoted or not. */
    for (const char *p = w.buf.text + 3; *p; p++)
        if (p[-1] == ';' || p == w.buf.text + 3)
            assert_null(strchr("=+-@\t\r", p[0] == '"' ? p[1] : p[0]));
    read_bytes(w.buf.text, w.buf.len);
    assert_int_equal(csv.rows[0].n_cells, N);
    for (size_t i = 0; i < N; i++)
        cell_is(0, i, cells[i]);
    kr_strbuf_fini(&w.buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_spreadsheets_write),
        cmocka_unit_test(quotes_hold_separators_and_lines),
        cmocka_unit_test(reads_windows_1252),
        cmocka_unit_test(refuses_what_is_no_table),
        cmocka_unit_test(keeps_its_limits),
        cmocka_unit_test(writes_for_german_excel),
        cmocka_unit_test(formulas_stay_texts_and_come_back),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    kr_csv_fini(&csv);
    return failed;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/backup/dump.h"

#include <stdlib.h>
#include <string.h>

static void put(uint8_t *out, uint64_t v, int len)
{
    for (int i = 0; i < len; i++)
        out[i] = (uint8_t)(v >> 8 * (len - 1 - i));
}

static uint64_t get(const uint8_t *p, int len)
{
    uint64_t v = 0;
    for (int i = 0; i < len; i++)
        v = v << 8 | p[i];
    return v;
}

/* ---- writing ---- */

static int put_head(kr_dump_write_fn *write, void *arg, char letter, uint64_t number, int len)
{
    uint8_t head[9] = {(uint8_t)letter};
    put(head + 1, number, len);
    return write(arg, head, 1 + (size_t)len);
}

int kr_dump_key(kr_dump_write_fn *write, void *arg, const void *key, size_t len)
{
    int err = put_head(write, arg, 'K', len, 4);
    return err ? err : write(arg, key, len);
}

int kr_dump_steps(kr_dump_write_fn *write, void *arg, const uint8_t (*hashes)[KR_DUMP_HASH], size_t n)
{
    int err = put_head(write, arg, 'S', n, 4);
    return err ? err : write(arg, hashes, n * KR_DUMP_HASH);
}

static int put_name(kr_dump_write_fn *write, void *arg, const char *name)
{
    uint8_t len = (uint8_t)strlen(name);
    int err = write(arg, &len, 1);
    return err ? err : write(arg, name, len);
}

int kr_dump_table(kr_dump_write_fn *write, void *arg, const char *name, const struct kr_table_columns *columns)
{
    uint8_t count[2];
    put(count, columns->n, 2);
    int err = write(arg, "T", 1);
    if (!err)
        err = put_name(write, arg, name);
    if (!err)
        err = write(arg, count, 2);
    for (size_t i = 0; i < columns->n && !err; i++)
        err = put_name(write, arg, columns->names[i]);
    return err;
}

static int put_value(kr_dump_write_fn *write, void *arg, const struct kr_db_value *v)
{
    uint8_t head[9] = {(uint8_t)v->kind};
    switch (v->kind) {
    case KR_DB_NULL:
        return write(arg, head, 1);
    case KR_DB_NUMBER:
        put(head + 1, (uint64_t)v->number, 8);
        return write(arg, head, 9);
    case KR_DB_TEXT:
    case KR_DB_BYTES:
        break;
    }
    if (v->len > KR_DUMP_VALUE_MAX)
        return KR_E_TOO_LARGE;
    put(head + 1, v->len, 4);
    int err = write(arg, head, 5);
    return err || !v->len ? err : write(arg, v->bytes, v->len);
}

int kr_dump_row(kr_dump_write_fn *write, void *arg, const struct kr_table_columns *columns, const struct kr_db_value *values)
{
    int err = write(arg, "R", 1);
    for (size_t i = 0; i < columns->n && !err; i++)
        err = put_value(write, arg, &values[i]);
    return err;
}

int kr_dump_end(kr_dump_write_fn *write, void *arg, uint64_t rows)
{
    return put_head(write, arg, 'E', rows, 8);
}

/* ---- reading ---- */

struct reader {
    kr_dump_read_fn *read;
    void *read_arg;
    const struct kr_dump_events *events;
    void *arg;
    char table[KR_TABLE_NAME_MAX + 1];
    struct kr_table_columns columns;
    uint8_t *row; /* of KR_DUMP_ROW_MAX at most: the texts and bytes of one row */
    size_t cap;
    uint64_t rows;
};

static int read_number(struct reader *r, uint64_t *out, int len)
{
    uint8_t bytes[8];
    int err = r->read(r->read_arg, bytes, (size_t)len);
    if (!err)
        *out = get(bytes, len);
    return err;
}

static int make_room(struct reader *r, size_t size)
{
    if (size > KR_DUMP_ROW_MAX)
        return KR_E_TOO_LARGE;
    if (size <= r->cap)
        return 0;
    size_t cap = 2 * size < KR_DUMP_ROW_MAX ? 2 * size : KR_DUMP_ROW_MAX;
    uint8_t *row = realloc(r->row, cap);
    if (!row)
        return KR_E_NOMEM;
    r->row = row;
    r->cap = cap;
    return 0;
}

static int read_key(struct reader *r)
{
    uint64_t len = 0;
    int err = read_number(r, &len, 4);
    if (!err && (len == 0 || len > KR_DUMP_KEY_MAX))
        err = KR_E_TOO_LARGE;
    if (!err)
        err = make_room(r, len);
    if (!err)
        err = r->read(r->read_arg, r->row, len);
    return err ? err : r->events->key(r->arg, r->row, len);
}

static int read_steps(struct reader *r)
{
    uint64_t n = 0;
    int err = read_number(r, &n, 4);
    if (!err && (n == 0 || n > KR_DUMP_STEPS_MAX))
        err = KR_E_TOO_LARGE;
    if (!err)
        err = make_room(r, n * KR_DUMP_HASH);
    if (!err)
        err = r->read(r->read_arg, r->row, n * KR_DUMP_HASH);
    return err ? err : r->events->steps(r->arg, (const uint8_t (*)[KR_DUMP_HASH])r->row, n);
}

/* Names become part of statements: nothing but what ours are made of. */
static int read_name(struct reader *r, char out[KR_TABLE_NAME_MAX + 1])
{
    uint64_t len = 0;
    int err = read_number(r, &len, 1);
    if (!err && (len == 0 || len > KR_TABLE_NAME_MAX))
        err = KR_E_MALFORMED;
    if (!err)
        err = r->read(r->read_arg, out, len);
    if (err)
        return err;
    out[len] = '\0';
    return strspn(out, "abcdefghijklmnopqrstuvwxyz0123456789_") == len ? 0 : KR_E_MALFORMED;
}

static int read_table(struct reader *r)
{
    uint64_t n = 0;
    r->columns.n = 0;
    int err = read_name(r, r->table);
    if (!err)
        err = read_number(r, &n, 2);
    if (!err && (n == 0 || n > KR_TABLE_COLUMNS_MAX))
        err = KR_E_MALFORMED;
    for (size_t i = 0; i < n && !err; i++)
        err = read_name(r, r->columns.names[i]);
    if (err)
        return err;
    r->columns.n = n;
    return r->events->table(r->arg, r->table, &r->columns);
}

/* A text or bytes, behind what the row has so far; *used grows. Where it lies is known when the row is whole. */
static int read_bytes(struct reader *r, struct kr_db_value *v, size_t *used)
{
    uint64_t len = 0;
    int err = read_number(r, &len, 4);
    if (!err && len > KR_DUMP_VALUE_MAX)
        err = KR_E_TOO_LARGE;
    if (!err)
        err = make_room(r, *used + len + 1);
    if (!err && len)
        err = r->read(r->read_arg, r->row + *used, len);
    if (err)
        return err;
    r->row[*used + len] = '\0';
    v->len = len;
    *used += len + 1;
    return v->kind == KR_DB_TEXT && memchr(r->row + *used - len - 1, '\0', len) ? KR_E_MALFORMED : 0;
}

static int read_row(struct reader *r)
{
    struct kr_db_value values[KR_TABLE_COLUMNS_MAX];
    size_t used = 0;
    int err = r->columns.n ? 0 : KR_E_MALFORMED;
    for (size_t i = 0; i < r->columns.n && !err; i++) {
        uint64_t kind = 0, number = 0;
        err = read_number(r, &kind, 1);
        if (!err && kind > KR_DB_BYTES)
            err = KR_E_MALFORMED;
        values[i] = (struct kr_db_value){.kind = (enum kr_db_kind)kind};
        if (!err && kind == KR_DB_NUMBER)
            err = read_number(r, &number, 8);
        values[i].number = (int64_t)number;
        if (!err && kind >= KR_DB_TEXT)
            err = read_bytes(r, &values[i], &used);
    }
    if (err)
        return err;
    used = 0;
    for (size_t i = 0; i < r->columns.n; i++) {
        if (values[i].kind < KR_DB_TEXT)
            continue;
        values[i].bytes = r->row + used;
        used += values[i].len + 1;
    }
    r->rows++;
    return r->events->row(r->arg, &r->columns, values);
}

/* Which record may come: K, then S, then tables and rows. */
static int read_record(struct reader *r, char *before, bool *end)
{
    char letter = 0;
    uint64_t rows = 0;
    int err = r->read(r->read_arg, &letter, 1);
    if (err)
        return err;
    char former = *before;
    *before = letter;
    if (letter == 'K')
        return former == 0 ? read_key(r) : KR_E_MALFORMED;
    if (letter == 'S')
        return former == 'K' ? read_steps(r) : KR_E_MALFORMED;
    if (former == 0 || former == 'K')
        return KR_E_MALFORMED;
    if (letter == 'T')
        return read_table(r);
    if (letter == 'R')
        return read_row(r);
    *end = true;
    err = letter == 'E' ? read_number(r, &rows, 8) : KR_E_MALFORMED;
    return err ? err : rows == r->rows ? 0 : KR_E_MALFORMED;
}

int kr_dump_read(kr_dump_read_fn *read, void *read_arg, const struct kr_dump_events *events, void *arg, uint64_t *rows)
{
    struct reader r = {.read = read, .read_arg = read_arg, .events = events, .arg = arg};
    bool end = false;
    char before = 0;
    int err = 0;
    while (!err && !end)
        err = read_record(&r, &before, &end);
    if (r.row)
        memset(r.row, 0, r.cap);
    free(r.row);
    if (!err)
        *rows = r.rows;
    return err;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* The inside of a backup, as somebody might hand it in who knows the pass phrase. */
#include <stdlib.h>
#include <string.h>

#include "office/backup/dump.h"

struct bytes {
    const uint8_t *at;
    size_t left;
};

static int take(void *arg, void *out, size_t len)
{
    struct bytes *b = arg;
    if (len > b->left)
        return KR_E_TRUNCATED;
    memcpy(out, b->at, len);
    b->at += len;
    b->left -= len;
    return 0;
}

static int on_key(void *arg, const uint8_t *key, size_t len)
{
    return len && key[len - 1] == 0xfe ? KR_E_STATE : 0;
}

static int on_steps(void *arg, const uint8_t (*hashes)[KR_DUMP_HASH], size_t n)
{
    return hashes[n - 1][KR_DUMP_HASH - 1] == 0xfe ? KR_E_STATE : 0;
}

static int on_table(void *arg, const char *name, const struct kr_table_columns *columns)
{
    if (strlen(name) > KR_TABLE_NAME_MAX || columns->n > KR_TABLE_COLUMNS_MAX)
        abort();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int on_row(void *arg, const struct kr_table_columns *columns, const struct kr_db_value *values)
{
    for (size_t i = 0; i < columns->n; i++)
        if (values[i].kind == KR_DB_TEXT && strlen(values[i].bytes) != values[i].len)
            abort();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct kr_dump_events events = {on_key, on_steps, on_table, on_row};
    struct bytes b = {data, size};
    uint64_t rows;
    if (kr_dump_read(take, &b, &events, NULL, &rows) == 0 && rows > size)
        abort();
    return 0;
}

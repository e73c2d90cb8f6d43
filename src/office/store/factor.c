/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/store/factor.h"

#include <stdlib.h>

#include "office/store/query.h"

#define COLUMNS "id, account, kind, secret_sealed, counter, created_ms"
static const char sql_add[] = "INSERT INTO second_factor (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6)";
static const char sql_list[] = "SELECT " COLUMNS " FROM second_factor WHERE account = $1 ORDER BY kind, created_ms, id";
static const char sql_count[] = "SELECT count(*) FROM second_factor WHERE account = $1 AND kind = $2";
static const char sql_use[] = "UPDATE second_factor SET counter = $1 WHERE id = $2 AND counter < $3";
static const char sql_delete[] = "DELETE FROM second_factor WHERE account = $1 AND id = $2";
static const char sql_delete_kind[] = "DELETE FROM second_factor WHERE account = $1 AND kind = $2";
static const char sql_delete_account[] = "DELETE FROM second_factor WHERE account = $1";

int kr_store_factor_add(struct kr_store *s, const struct kr_store_factor *row)
{
    struct kr_query q = kr_query_begin(s, sql_add);
    kr_bind_text(&q, row->id);
    kr_bind_text(&q, row->account);
    kr_bind_number(&q, row->kind);
    kr_bind_bytes(&q, row->sealed, row->sealed_len);
    kr_bind_number(&q, row->counter);
    kr_bind_number(&q, row->created_ms);
    return kr_query_run(&q, true);
}

int kr_store_factor_list(struct kr_store *s, const char *account, kr_store_factor_fn *each, void *arg)
{
    int stop = 0;
    struct kr_query q = kr_query_begin(s, sql_list);
    kr_bind_text(&q, account);
    while (!stop && kr_query_row(&q)) {
        struct kr_store_factor row = {0};
        kr_read_text(&q, row.id, sizeof row.id);
        kr_read_text(&q, row.account, sizeof row.account);
        row.kind = (enum kr_factor_kind)kr_read_number(&q);
        row.sealed = kr_read_bytes_alloc(&q, &row.sealed_len);
        row.counter = kr_read_number(&q);
        row.created_ms = kr_read_number(&q);
        stop = q.err ? q.err : each(arg, &row);
        free(row.sealed);
    }
    int err = kr_query_end(&q);
    return err ? err : stop;
}

int kr_store_factor_count(struct kr_store *s, uint64_t *out, const char *account, enum kr_factor_kind kind)
{
    struct kr_query q = kr_query_begin(s, sql_count);
    kr_bind_text(&q, account);
    kr_bind_number(&q, kind);
    return kr_query_number(&q, out);
}

int kr_store_factor_use(struct kr_store *s, const char *id, uint64_t counter)
{
    struct kr_query q = kr_query_begin(s, sql_use);
    kr_bind_number(&q, counter);
    kr_bind_text(&q, id);
    kr_bind_number(&q, counter);
    int err = kr_query_run(&q, true);
    return err == KR_E_NOT_FOUND ? KR_E_REPLAY : err;
}

int kr_store_factor_delete(struct kr_store *s, const char *account, const char *id)
{
    struct kr_query q = kr_query_begin(s, sql_delete);
    kr_bind_text(&q, account);
    kr_bind_text(&q, id);
    return kr_query_run(&q, true);
}

int kr_store_factor_delete_kind(struct kr_store *s, const char *account, enum kr_factor_kind kind)
{
    struct kr_query q = kr_query_begin(s, sql_delete_kind);
    kr_bind_text(&q, account);
    kr_bind_number(&q, kind);
    return kr_query_run(&q, false);
}

int kr_store_factor_delete_account(struct kr_store *s, const char *account)
{
    struct kr_query q = kr_query_begin(s, sql_delete_account);
    kr_bind_text(&q, account);
    return kr_query_run(&q, false);
}

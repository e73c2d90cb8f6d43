/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/store/query.h"

#define COLUMNS "hash, account, created_ms, used_ms, id, device, stage"
static const char sql_add[] = "INSERT INTO session (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7)";
static const char sql_get[] = "SELECT " COLUMNS " FROM session WHERE hash = $1";
static const char sql_by_id[] = "SELECT " COLUMNS " FROM session WHERE id = $1";
static const char sql_list[] = "SELECT " COLUMNS " FROM session WHERE account = $1 ORDER BY used_ms DESC, id";
static const char sql_touch[] = "UPDATE session SET used_ms = $1 WHERE hash = $2";
static const char sql_stage[] = "UPDATE session SET stage = $1 WHERE hash = $2";
static const char sql_delete[] = "DELETE FROM session WHERE hash = $1";
static const char sql_delete_id[] = "DELETE FROM session WHERE account = $1 AND id = $2";
static const char sql_delete_account[] = "DELETE FROM session WHERE account = $1";
static const char sql_delete_others[] = "DELETE FROM session WHERE account = $1 AND id <> $2";
static const char sql_sweep[] = "DELETE FROM session WHERE used_ms <= $1 OR created_ms <= $2";
static const char sql_trim[] = "DELETE FROM session WHERE hash IN (SELECT hash FROM session WHERE account = $1 ORDER BY used_ms DESC, hash LIMIT 1000000 OFFSET $2)";

int kr_store_session_add(struct kr_store *s, const struct kr_store_session *row)
{
    struct kr_query q = kr_query_begin(s, sql_add);
    kr_bind_bytes(&q, row->hash, sizeof row->hash);
    kr_bind_text(&q, row->account);
    kr_bind_number(&q, row->created_ms);
    kr_bind_number(&q, row->used_ms);
    kr_bind_text(&q, row->id);
    kr_bind_text(&q, row->device);
    kr_bind_number(&q, row->stage);
    return kr_query_run(&q, true);
}

static void read_session(struct kr_query *q, struct kr_store_session *row)
{
    kr_read_hash(q, row->hash);
    kr_read_text(q, row->account, sizeof row->account);
    row->created_ms = kr_read_number(q);
    row->used_ms = kr_read_number(q);
    kr_read_text(q, row->id, sizeof row->id);
    kr_read_text(q, row->device, sizeof row->device);
    row->stage = (unsigned)kr_read_number(q);
}

static int get_session(struct kr_query *q, struct kr_store_session *out)
{
    struct kr_store_session row;
    bool found = kr_query_row(q);
    if (found)
        read_session(q, &row);
    int err = kr_query_end(q);
    if (!err && !found)
        err = KR_E_NOT_FOUND;
    if (!err)
        *out = row;
    return err;
}

int kr_store_session_get(struct kr_store *s, struct kr_store_session *out, const uint8_t hash[KR_LOOKUP_BYTES])
{
    struct kr_query q = kr_query_begin(s, sql_get);
    kr_bind_bytes(&q, hash, KR_LOOKUP_BYTES);
    return get_session(&q, out);
}

int kr_store_session_by_id(struct kr_store *s, struct kr_store_session *out, const char *id)
{
    struct kr_query q = kr_query_begin(s, sql_by_id);
    kr_bind_text(&q, id);
    return get_session(&q, out);
}

int kr_store_session_list(struct kr_store *s, const char *account, kr_store_session_fn *each, void *arg)
{
    int stop = 0;
    struct kr_query q = kr_query_begin(s, sql_list);
    kr_bind_text(&q, account);
    while (!stop && kr_query_row(&q)) {
        struct kr_store_session row;
        read_session(&q, &row);
        stop = q.err ? q.err : each(arg, &row);
    }
    int err = kr_query_end(&q);
    return err ? err : stop;
}

int kr_store_session_touch(struct kr_store *s, const uint8_t hash[KR_LOOKUP_BYTES], uint64_t used_ms)
{
    struct kr_query q = kr_query_begin(s, sql_touch);
    kr_bind_number(&q, used_ms);
    kr_bind_bytes(&q, hash, KR_LOOKUP_BYTES);
    return kr_query_run(&q, true);
}

int kr_store_session_stage(struct kr_store *s, const uint8_t hash[KR_LOOKUP_BYTES], unsigned stage)
{
    struct kr_query q = kr_query_begin(s, sql_stage);
    kr_bind_number(&q, stage);
    kr_bind_bytes(&q, hash, KR_LOOKUP_BYTES);
    return kr_query_run(&q, true);
}

int kr_store_session_delete(struct kr_store *s, const uint8_t hash[KR_LOOKUP_BYTES])
{
    struct kr_query q = kr_query_begin(s, sql_delete);
    kr_bind_bytes(&q, hash, KR_LOOKUP_BYTES);
    return kr_query_run(&q, false);
}

int kr_store_session_delete_id(struct kr_store *s, const char *account, const char *id)
{
    struct kr_query q = kr_query_begin(s, sql_delete_id);
    kr_bind_text(&q, account);
    kr_bind_text(&q, id);
    return kr_query_run(&q, true);
}

int kr_store_session_delete_account(struct kr_store *s, const char *account)
{
    struct kr_query q = kr_query_begin(s, sql_delete_account);
    kr_bind_text(&q, account);
    return kr_query_run(&q, false);
}

int kr_store_session_delete_others(struct kr_store *s, const char *account, const char *keep)
{
    struct kr_query q = kr_query_begin(s, sql_delete_others);
    kr_bind_text(&q, account);
    kr_bind_text(&q, keep);
    return kr_query_run(&q, false);
}

int kr_store_session_sweep(struct kr_store *s, uint64_t used_ms, uint64_t created_ms)
{
    struct kr_query q = kr_query_begin(s, sql_sweep);
    kr_bind_number(&q, used_ms);
    kr_bind_number(&q, created_ms);
    return kr_query_run(&q, false);
}

int kr_store_session_trim(struct kr_store *s, const char *account, unsigned keep)
{
    struct kr_query q = kr_query_begin(s, sql_trim);
    kr_bind_text(&q, account);
    kr_bind_number(&q, keep);
    return kr_query_run(&q, false);
}

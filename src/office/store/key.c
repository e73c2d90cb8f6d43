/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/store/key.h"

#include <string.h>

#include "office/store/query.h"

#define OPERATOR_COLUMNS "version, public_key, mark, created_ms"
#define WRAP_COLUMNS "id, operator_key, school, account, wrapped, created_ms"
static const char sql_operator_add[] = "INSERT INTO operator_key (" OPERATOR_COLUMNS ") VALUES ($1, $2, $3, $4)";
static const char sql_operator_newest[] = "SELECT " OPERATOR_COLUMNS " FROM operator_key ORDER BY version DESC LIMIT 1";
static const char sql_operator_get[] = "SELECT " OPERATOR_COLUMNS " FROM operator_key WHERE version = $1";
static const char sql_operator_delete[] = "DELETE FROM operator_key WHERE version < $1";
static const char sql_operator_count[] = "SELECT count(*) FROM operator_key";
static const char sql_account_put[] = "INSERT INTO account_key (account, public_key, mark, wrapped, created_ms) VALUES ($1, $2, $3, $4, $5) "
                                      "ON CONFLICT (account) DO UPDATE SET public_key = excluded.public_key, mark = excluded.mark, "
                                      "wrapped = excluded.wrapped, created_ms = excluded.created_ms";
static const char sql_account_get[] = "SELECT account, public_key, mark, wrapped, created_ms FROM account_key WHERE account = $1";
static const char sql_wrap_add[] = "INSERT INTO key_wrap (" WRAP_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6)";
static const char sql_wrap_operator[] = "SELECT " WRAP_COLUMNS " FROM key_wrap WHERE operator_key = $1 AND account = $2";
static const char sql_wrap_operator_code[] = "SELECT " WRAP_COLUMNS " FROM key_wrap WHERE operator_key = $1 AND account IS NULL";
static const char sql_wrap_school[] = "SELECT " WRAP_COLUMNS " FROM key_wrap WHERE school = $1 AND account = $2";
static const char sql_wrap_school_code[] = "SELECT " WRAP_COLUMNS " FROM key_wrap WHERE school = $1 AND account IS NULL";
static const char sql_wrap_list[] = "SELECT " WRAP_COLUMNS " FROM key_wrap WHERE account = $1 ORDER BY operator_key, id";
static const char sql_wrap_holders[] = "SELECT " WRAP_COLUMNS " FROM key_wrap WHERE operator_key = $1 AND account IS NOT NULL ORDER BY account";
static const char sql_wrap_delete_account[] = "DELETE FROM key_wrap WHERE account = $1";
static const char sql_wrap_delete_school[] = "DELETE FROM key_wrap WHERE school = $1";
static const char sql_wrap_delete_recovery[] = "DELETE FROM key_wrap WHERE operator_key = $1 AND account IS NULL";
static const char sql_wrap_delete[] = "DELETE FROM key_wrap WHERE id = $1";
static const char sql_school_keys[] = "SELECT operator_key, data_key_operator, data_key_school, public_key FROM school WHERE id = $1";
static const char sql_school_set_keys[] = "UPDATE school SET operator_key = $1, data_key_operator = $2, data_key_school = $3, public_key = $4 WHERE id = $5";
static const char sql_school_behind[] = "SELECT count(*) FROM school WHERE operator_key < $1";
static const char sql_school_count[] = "SELECT count(*) FROM school";
static const char sql_school_next_behind[] = "SELECT id FROM school WHERE operator_key < $1 LIMIT 1";
static const char sql_school_next_unsealed[] = "SELECT id FROM school WHERE public_key IS NOT NULL AND data_key_school IS NULL LIMIT 1";

int kr_store_operator_key_add(struct kr_store *s, const struct kr_store_operator_key *row)
{
    struct kr_query q = kr_query_begin(s, sql_operator_add);
    kr_bind_number(&q, row->version);
    kr_bind_bytes(&q, row->public_key, sizeof row->public_key);
    kr_bind_bytes(&q, row->mark, sizeof row->mark);
    kr_bind_number(&q, row->created_ms);
    return kr_query_run(&q, true);
}

static int get_operator(struct kr_query *q, struct kr_store_operator_key *out)
{
    struct kr_store_operator_key row;
    bool found = kr_query_row(q);
    if (found) {
        row.version = kr_read_number(q);
        kr_read_exact(q, row.public_key, sizeof row.public_key);
        kr_read_hash(q, row.mark);
        row.created_ms = kr_read_number(q);
    }
    int err = kr_query_end(q);
    if (!err && !found)
        err = KR_E_NOT_FOUND;
    if (!err)
        *out = row;
    return err;
}

int kr_store_operator_key_newest(struct kr_store *s, struct kr_store_operator_key *out)
{
    struct kr_query q = kr_query_begin(s, sql_operator_newest);
    return get_operator(&q, out);
}

int kr_store_operator_key_get(struct kr_store *s, struct kr_store_operator_key *out, uint64_t version)
{
    struct kr_query q = kr_query_begin(s, sql_operator_get);
    kr_bind_number(&q, version);
    return get_operator(&q, out);
}

int kr_store_operator_key_delete_before(struct kr_store *s, uint64_t version)
{
    struct kr_query q = kr_query_begin(s, sql_operator_delete);
    kr_bind_number(&q, version);
    return kr_query_run(&q, false);
}

int kr_store_operator_key_count(struct kr_store *s, uint64_t *out)
{
    struct kr_query q = kr_query_begin(s, sql_operator_count);
    return kr_query_number(&q, out);
}

int kr_store_account_key_put(struct kr_store *s, const struct kr_store_account_key *row)
{
    struct kr_query q = kr_query_begin(s, sql_account_put);
    kr_bind_text(&q, row->account);
    kr_bind_bytes(&q, row->public_key, sizeof row->public_key);
    kr_bind_bytes(&q, row->mark, sizeof row->mark);
    kr_bind_bytes(&q, row->wrapped.bytes, sizeof row->wrapped.bytes);
    kr_bind_number(&q, row->created_ms);
    return kr_query_run(&q, true);
}

int kr_store_account_key_get(struct kr_store *s, struct kr_store_account_key *out, const char *account)
{
    struct kr_store_account_key row;
    struct kr_query q = kr_query_begin(s, sql_account_get);
    kr_bind_text(&q, account);
    bool found = kr_query_row(&q);
    if (found) {
        kr_read_text(&q, row.account, sizeof row.account);
        kr_read_exact(&q, row.public_key, sizeof row.public_key);
        kr_read_hash(&q, row.mark);
        kr_read_exact(&q, row.wrapped.bytes, sizeof row.wrapped.bytes);
        row.created_ms = kr_read_number(&q);
    }
    int err = kr_query_end(&q);
    if (!err && !found)
        err = KR_E_NOT_FOUND;
    if (!err)
        *out = row;
    return err;
}

int kr_store_key_wrap_add(struct kr_store *s, const struct kr_store_key_wrap *row)
{
    struct kr_query q = kr_query_begin(s, sql_wrap_add);
    kr_bind_text(&q, row->id);
    if (row->operator_key)
        kr_bind_number(&q, row->operator_key);
    else
        kr_bind_null(&q);
    kr_bind_text_or_null(&q, *row->school ? row->school : NULL);
    kr_bind_text_or_null(&q, *row->account ? row->account : NULL);
    kr_bind_bytes(&q, row->wrapped, row->len);
    kr_bind_number(&q, row->created_ms);
    return kr_query_run(&q, true);
}

/* A recovery code's wrap is a record, an account's is a sealed box: the length follows from the account. */
static void read_wrap(struct kr_query *q, struct kr_store_key_wrap *row)
{
    kr_read_text(q, row->id, sizeof row->id);
    row->operator_key = kr_read_number(q);
    kr_read_text(q, row->school, sizeof row->school);
    kr_read_text(q, row->account, sizeof row->account);
    row->len = *row->account ? KR_KEY_BYTES + KR_KEY_BOX_OVERHEAD : KR_WRAPPED_KEY_BYTES;
    kr_read_exact(q, row->wrapped, row->len);
    row->created_ms = kr_read_number(q);
}

static int get_wrap(struct kr_query *q, struct kr_store_key_wrap *out)
{
    struct kr_store_key_wrap row;
    bool found = kr_query_row(q);
    if (found)
        read_wrap(q, &row);
    int err = kr_query_end(q);
    if (!err && !found)
        err = KR_E_NOT_FOUND;
    if (!err)
        *out = row;
    return err;
}

int kr_store_key_wrap_operator(struct kr_store *s, struct kr_store_key_wrap *out, uint64_t version, const char *account)
{
    struct kr_query q = kr_query_begin(s, account ? sql_wrap_operator : sql_wrap_operator_code);
    kr_bind_number(&q, version);
    if (account)
        kr_bind_text(&q, account);
    return get_wrap(&q, out);
}

int kr_store_key_wrap_school(struct kr_store *s, struct kr_store_key_wrap *out, const char *school, const char *account)
{
    struct kr_query q = kr_query_begin(s, account ? sql_wrap_school : sql_wrap_school_code);
    kr_bind_text(&q, school);
    if (account)
        kr_bind_text(&q, account);
    return get_wrap(&q, out);
}

static int list_wraps(struct kr_query *q, kr_store_key_wrap_fn *each, void *arg)
{
    int stop = 0;
    while (!stop && kr_query_row(q)) {
        struct kr_store_key_wrap row;
        read_wrap(q, &row);
        stop = q->err ? q->err : each(arg, &row);
    }
    int err = kr_query_end(q);
    return err ? err : stop;
}

int kr_store_key_wrap_list(struct kr_store *s, const char *account, kr_store_key_wrap_fn *each, void *arg)
{
    struct kr_query q = kr_query_begin(s, sql_wrap_list);
    kr_bind_text(&q, account);
    return list_wraps(&q, each, arg);
}

int kr_store_key_wrap_holders(struct kr_store *s, uint64_t version, kr_store_key_wrap_fn *each, void *arg)
{
    struct kr_query q = kr_query_begin(s, sql_wrap_holders);
    kr_bind_number(&q, version);
    return list_wraps(&q, each, arg);
}

static int run_text(struct kr_store *s, const char *sql, const char *text)
{
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_text(&q, text);
    return kr_query_run(&q, false);
}

int kr_store_key_wrap_delete_account(struct kr_store *s, const char *account)
{
    return run_text(s, sql_wrap_delete_account, account);
}

int kr_store_key_wrap_delete_school(struct kr_store *s, const char *school)
{
    return run_text(s, sql_wrap_delete_school, school);
}

int kr_store_key_wrap_delete(struct kr_store *s, const char *id)
{
    return run_text(s, sql_wrap_delete, id);
}

int kr_store_key_wrap_delete_recovery(struct kr_store *s, uint64_t version)
{
    struct kr_query q = kr_query_begin(s, sql_wrap_delete_recovery);
    kr_bind_number(&q, version);
    return kr_query_run(&q, false);
}

int kr_store_school_keys(struct kr_store *s, struct kr_school_keys *out, const char *school)
{
    struct kr_school_keys keys = {0};
    struct kr_query q = kr_query_begin(s, sql_school_keys);
    kr_bind_text(&q, school);
    bool found = kr_query_row(&q);
    if (found) {
        keys.operator_key = kr_read_number(&q);
        kr_read_exact(&q, keys.for_operator, sizeof keys.for_operator);
        keys.has_school = !kr_read_is_null(&q);
        if (keys.has_school)
            kr_read_exact(&q, keys.for_school, sizeof keys.for_school);
        else
            q.read++;
        keys.has_public = !kr_read_is_null(&q);
        if (keys.has_public)
            kr_read_exact(&q, keys.public_key, sizeof keys.public_key);
    }
    int err = kr_query_end(&q);
    if (!err && !found)
        err = KR_E_NOT_FOUND;
    if (!err)
        *out = keys;
    return err;
}

int kr_store_school_set_keys(struct kr_store *s, const char *school, const struct kr_school_keys *keys)
{
    struct kr_query q = kr_query_begin(s, sql_school_set_keys);
    kr_bind_number(&q, keys->operator_key);
    kr_bind_bytes(&q, keys->for_operator, sizeof keys->for_operator);
    if (keys->has_school)
        kr_bind_bytes(&q, keys->for_school, sizeof keys->for_school);
    else
        kr_bind_null(&q);
    if (keys->has_school || keys->has_public)
        kr_bind_bytes(&q, keys->public_key, sizeof keys->public_key);
    else
        kr_bind_null(&q);
    kr_bind_text(&q, school);
    return kr_query_run(&q, true);
}

int kr_store_school_behind(struct kr_store *s, uint64_t *out, uint64_t version)
{
    struct kr_query q = kr_query_begin(s, sql_school_behind);
    kr_bind_number(&q, version);
    return kr_query_number(&q, out);
}

int kr_store_school_count(struct kr_store *s, uint64_t *out)
{
    struct kr_query q = kr_query_begin(s, sql_school_count);
    return kr_query_number(&q, out);
}

static int get_id(struct kr_query *q, char out[KR_LIMIT_ID_BYTES + 1])
{
    char id[KR_LIMIT_ID_BYTES + 1];
    bool found = kr_query_row(q);
    if (found)
        kr_read_text(q, id, sizeof id);
    int err = kr_query_end(q);
    if (!err && !found)
        err = KR_E_NOT_FOUND;
    if (!err)
        memcpy(out, id, sizeof id);
    return err;
}

int kr_store_school_next_behind(struct kr_store *s, char out[KR_LIMIT_ID_BYTES + 1], uint64_t version)
{
    struct kr_query q = kr_query_begin(s, sql_school_next_behind);
    kr_bind_number(&q, version);
    int err = get_id(&q, out);
    if (err != KR_E_NOT_FOUND)
        return err;
    q = kr_query_begin(s, sql_school_next_unsealed);
    return get_id(&q, out);
}

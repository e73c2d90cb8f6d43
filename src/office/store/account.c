/* SPDX-License-Identifier: EUPL-1.2 */
/* Accounts, and what is pinned for the installation. */
#include "crypto/secret.h"
#include "office/store/query.h"

#define ACCOUNT_COLUMNS "id, handle, verifier, locked, created_ms, role, school, expires_ms, must_change"
static const char sql_pin_add[] = "INSERT INTO pin (name, value) VALUES ($1, $2)";
static const char sql_pin_get[] = "SELECT value FROM pin WHERE name = $1";
static const char sql_account_add[] = "INSERT INTO account (" ACCOUNT_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
static const char sql_account_add_first[] = "INSERT INTO account (" ACCOUNT_COLUMNS ") SELECT $1, $2, $3, CAST($4 AS BIGINT), CAST($5 AS BIGINT), CAST($6 AS BIGINT), CAST($7 AS TEXT), CAST($8 AS BIGINT), CAST($9 AS BIGINT) WHERE NOT EXISTS (SELECT 1 FROM account)";
static const char sql_account_by_handle[] = "SELECT " ACCOUNT_COLUMNS " FROM account WHERE handle = $1";
static const char sql_account_by_id[] = "SELECT " ACCOUNT_COLUMNS " FROM account WHERE id = $1";
static const char sql_account_count[] = "SELECT count(*) FROM account";
static const char sql_account_list[] = "SELECT " ACCOUNT_COLUMNS " FROM account ORDER BY handle";
static const char sql_account_lock[] = "UPDATE account SET locked = $1 WHERE id = $2";
static const char sql_account_password[] = "UPDATE account SET verifier = $1 WHERE id = $2";
static const char sql_account_must_change[] = "UPDATE account SET must_change = $1 WHERE id = $2";
static const char sql_account_reverify[] = "UPDATE account SET verifier = $1 WHERE id = $2 AND verifier = $3";

int kr_store_pin(struct kr_store *s, const char *name, const uint8_t value[32])
{
    uint8_t found[32];
    struct kr_query q = kr_query_begin(s, sql_pin_get);
    kr_bind_text(&q, name);
    bool row = kr_query_row(&q);
    if (row)
        kr_read_hash(&q, found);
    int err = kr_query_end(&q);
    if (err)
        return err;
    if (row)
        return kr_secret_equal(found, value, sizeof found) ? 0 : KR_E_AUTH;
    q = kr_query_begin(s, sql_pin_add);
    kr_bind_text(&q, name);
    kr_bind_bytes(&q, value, 32);
    return kr_query_run(&q, true);
}

static int add_account(struct kr_store *s, const struct kr_store_account *a, const char *sql)
{
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_text(&q, a->id);
    kr_bind_text(&q, a->handle);
    kr_bind_text(&q, a->verifier);
    kr_bind_number(&q, a->locked);
    kr_bind_number(&q, a->created_ms);
    kr_bind_number(&q, a->role);
    kr_bind_text_or_null(&q, *a->school ? a->school : NULL);
    kr_bind_number(&q, a->expires_ms);
    kr_bind_number(&q, a->must_change);
    return kr_query_run(&q, true);
}

int kr_store_account_add(struct kr_store *s, const struct kr_store_account *a)
{
    return add_account(s, a, sql_account_add);
}

int kr_store_account_add_first(struct kr_store *s, const struct kr_store_account *a)
{
    int err = add_account(s, a, sql_account_add_first);
    return err == KR_E_NOT_FOUND ? KR_E_EXISTS : err; /* no row was added: the condition did not hold */
}

static void read_account(struct kr_query *q, struct kr_store_account *a)
{
    kr_read_text(q, a->id, sizeof a->id);
    kr_read_text(q, a->handle, sizeof a->handle);
    kr_read_text(q, a->verifier, sizeof a->verifier);
    a->locked = kr_read_number(q) != 0;
    a->created_ms = kr_read_number(q);
    uint64_t role = kr_read_number(q);
    if (role >= KR_ROLE_COUNT)
        q->err = KR_E_IO;
    a->role = (enum kr_role)role;
    kr_read_text(q, a->school, sizeof a->school);
    a->expires_ms = kr_read_number(q);
    a->must_change = kr_read_number(q) != 0;
}

static int get_account(struct kr_store *s, struct kr_store_account *out, const char *sql, const char *key)
{
    struct kr_store_account a;
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_text(&q, key);
    bool row = kr_query_row(&q);
    if (row)
        read_account(&q, &a);
    int err = kr_query_end(&q);
    if (!err && !row)
        err = KR_E_NOT_FOUND;
    if (!err)
        *out = a;
    return err;
}

int kr_store_account_by_handle(struct kr_store *s, struct kr_store_account *out, const char *handle)
{
    return get_account(s, out, sql_account_by_handle, handle);
}

int kr_store_account_by_id(struct kr_store *s, struct kr_store_account *out, const char *id)
{
    return get_account(s, out, sql_account_by_id, id);
}

int kr_store_account_count(struct kr_store *s, uint64_t *out)
{
    uint64_t n = 0;
    struct kr_query q = kr_query_begin(s, sql_account_count);
    if (kr_query_row(&q))
        n = kr_read_number(&q);
    int err = kr_query_end(&q);
    if (!err)
        *out = n;
    return err;
}

int kr_store_account_list(struct kr_store *s, kr_store_account_fn *each, void *arg)
{
    int stop = 0;
    struct kr_query q = kr_query_begin(s, sql_account_list);
    while (!stop && kr_query_row(&q)) {
        struct kr_store_account a;
        read_account(&q, &a);
        stop = q.err ? q.err : each(arg, &a);
    }
    int err = kr_query_end(&q);
    return err ? err : stop;
}

int kr_store_account_lock(struct kr_store *s, const char *id, bool locked)
{
    int err = kr_store_begin(s);
    if (err)
        return err;
    struct kr_query q = kr_query_begin(s, sql_account_lock);
    kr_bind_number(&q, locked);
    kr_bind_text(&q, id);
    err = kr_query_run(&q, true);
    if (!err && locked)
        err = kr_store_session_delete_account(s, id);
    return kr_store_finish(s, err);
}

int kr_store_account_password(struct kr_store *s, const char *id, const char *verifier)
{
    int err = kr_store_begin(s);
    if (err)
        return err;
    struct kr_query q = kr_query_begin(s, sql_account_password);
    kr_bind_text(&q, verifier);
    kr_bind_text(&q, id);
    err = kr_query_run(&q, true);
    if (!err)
        err = kr_store_session_delete_account(s, id);
    return kr_store_finish(s, err);
}

int kr_store_account_reverify(struct kr_store *s, const char *id, const char *old, const char *verifier)
{
    struct kr_query q = kr_query_begin(s, sql_account_reverify);
    kr_bind_text(&q, verifier);
    kr_bind_text(&q, id);
    kr_bind_text(&q, old);
    return kr_query_run(&q, true);
}

int kr_store_account_must_change(struct kr_store *s, const char *id, bool must_change)
{
    struct kr_query q = kr_query_begin(s, sql_account_must_change);
    kr_bind_number(&q, must_change);
    kr_bind_text(&q, id);
    return kr_query_run(&q, true);
}

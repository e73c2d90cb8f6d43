/* SPDX-License-Identifier: EUPL-1.2 */
/* Accounts, their sessions, and what is pinned for the installation. */
#include "crypto/secret.h"
#include "office/sqlite_int.h"

int kr_store_pin(struct kr_store *s, const char *name, const uint8_t value[32])
{
    uint8_t found[32];
    struct kr_query q = kr_query_begin(s, KR_SQL_PIN_GET);
    kr_bind_text(&q, name);
    bool row = kr_query_row(&q);
    if (row)
        kr_read_hash(&q, found);
    int err = kr_query_end(&q);
    if (err)
        return err;
    if (row)
        return kr_secret_equal(found, value, sizeof found) ? 0 : KR_E_AUTH;
    q = kr_query_begin(s, KR_SQL_PIN_ADD);
    kr_bind_text(&q, name);
    kr_bind_bytes(&q, value, 32);
    return kr_query_run(s, &q, true);
}

static int add_account(struct kr_store *s, const struct kr_store_account *a, enum kr_statement which)
{
    struct kr_query q = kr_query_begin(s, which);
    kr_bind_text(&q, a->id);
    kr_bind_text(&q, a->handle);
    kr_bind_text(&q, a->verifier);
    kr_bind_number(&q, a->locked);
    kr_bind_number(&q, a->created_ms);
    return kr_query_run(s, &q, true);
}

int kr_store_account_add(struct kr_store *s, const struct kr_store_account *a)
{
    return add_account(s, a, KR_SQL_ACCOUNT_ADD);
}

int kr_store_account_add_first(struct kr_store *s, const struct kr_store_account *a)
{
    int err = add_account(s, a, KR_SQL_ACCOUNT_ADD_FIRST);
    return err == KR_E_NOT_FOUND ? KR_E_EXISTS : err; /* no row was added: the condition did not hold */
}

static void read_account(struct kr_query *q, struct kr_store_account *a)
{
    kr_read_text(q, a->id, sizeof a->id);
    kr_read_text(q, a->handle, sizeof a->handle);
    kr_read_text(q, a->verifier, sizeof a->verifier);
    a->locked = kr_read_number(q) != 0;
    a->created_ms = kr_read_number(q);
}

static int get_account(struct kr_store *s, struct kr_store_account *out, enum kr_statement which, const char *key)
{
    struct kr_store_account a;
    struct kr_query q = kr_query_begin(s, which);
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
    return get_account(s, out, KR_SQL_ACCOUNT_BY_HANDLE, handle);
}

int kr_store_account_by_id(struct kr_store *s, struct kr_store_account *out, const char *id)
{
    return get_account(s, out, KR_SQL_ACCOUNT_BY_ID, id);
}

int kr_store_account_count(struct kr_store *s, uint64_t *out)
{
    uint64_t n = 0;
    struct kr_query q = kr_query_begin(s, KR_SQL_ACCOUNT_COUNT);
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
    struct kr_query q = kr_query_begin(s, KR_SQL_ACCOUNT_LIST);
    while (!stop && kr_query_row(&q)) {
        struct kr_store_account a;
        read_account(&q, &a);
        stop = q.err ? q.err : each(arg, &a);
    }
    int err = kr_query_end(&q);
    return err ? err : stop;
}

static int delete_sessions(struct kr_store *s, const char *account)
{
    struct kr_query q = kr_query_begin(s, KR_SQL_SESSION_DELETE_ALL);
    kr_bind_text(&q, account);
    return kr_query_run(s, &q, false);
}

int kr_store_account_lock(struct kr_store *s, const char *id, bool locked)
{
    int err = kr_store_begin(s);
    if (err)
        return err;
    struct kr_query q = kr_query_begin(s, KR_SQL_ACCOUNT_LOCK);
    kr_bind_number(&q, locked);
    kr_bind_text(&q, id);
    err = kr_query_run(s, &q, true);
    if (!err && locked)
        err = delete_sessions(s, id);
    return kr_store_finish(s, err);
}

int kr_store_account_password(struct kr_store *s, const char *id, const char *verifier)
{
    int err = kr_store_begin(s);
    if (err)
        return err;
    struct kr_query q = kr_query_begin(s, KR_SQL_ACCOUNT_PASSWORD);
    kr_bind_text(&q, verifier);
    kr_bind_text(&q, id);
    err = kr_query_run(s, &q, true);
    if (!err)
        err = delete_sessions(s, id);
    return kr_store_finish(s, err);
}

int kr_store_account_reverify(struct kr_store *s, const char *id, const char *old, const char *verifier)
{
    struct kr_query q = kr_query_begin(s, KR_SQL_ACCOUNT_REVERIFY);
    kr_bind_text(&q, verifier);
    kr_bind_text(&q, id);
    kr_bind_text(&q, old);
    return kr_query_run(s, &q, true);
}

int kr_store_session_add(struct kr_store *s, const struct kr_store_session *row)
{
    struct kr_query q = kr_query_begin(s, KR_SQL_SESSION_ADD);
    kr_bind_bytes(&q, row->hash, sizeof row->hash);
    kr_bind_text(&q, row->account);
    kr_bind_number(&q, row->created_ms);
    kr_bind_number(&q, row->used_ms);
    return kr_query_run(s, &q, true);
}

int kr_store_session_get(struct kr_store *s, struct kr_store_session *out, const uint8_t hash[KR_LOOKUP_BYTES])
{
    struct kr_store_session found;
    struct kr_query q = kr_query_begin(s, KR_SQL_SESSION_GET);
    kr_bind_bytes(&q, hash, KR_LOOKUP_BYTES);
    bool row = kr_query_row(&q);
    if (row) {
        kr_read_hash(&q, found.hash);
        kr_read_text(&q, found.account, sizeof found.account);
        found.created_ms = kr_read_number(&q);
        found.used_ms = kr_read_number(&q);
    }
    int err = kr_query_end(&q);
    if (!err && !row)
        err = KR_E_NOT_FOUND;
    if (!err)
        *out = found;
    return err;
}

int kr_store_session_touch(struct kr_store *s, const uint8_t hash[KR_LOOKUP_BYTES], uint64_t used_ms)
{
    struct kr_query q = kr_query_begin(s, KR_SQL_SESSION_TOUCH);
    kr_bind_number(&q, used_ms);
    kr_bind_bytes(&q, hash, KR_LOOKUP_BYTES);
    return kr_query_run(s, &q, true);
}

int kr_store_session_delete(struct kr_store *s, const uint8_t hash[KR_LOOKUP_BYTES])
{
    struct kr_query q = kr_query_begin(s, KR_SQL_SESSION_DELETE);
    kr_bind_bytes(&q, hash, KR_LOOKUP_BYTES);
    return kr_query_run(s, &q, false);
}

int kr_store_session_sweep(struct kr_store *s, uint64_t used_ms, uint64_t created_ms)
{
    struct kr_query q = kr_query_begin(s, KR_SQL_SESSION_SWEEP);
    kr_bind_number(&q, used_ms);
    kr_bind_number(&q, created_ms);
    return kr_query_run(s, &q, false);
}

int kr_store_session_trim(struct kr_store *s, const char *account, unsigned keep)
{
    struct kr_query q = kr_query_begin(s, KR_SQL_SESSION_TRIM);
    kr_bind_text(&q, account);
    kr_bind_number(&q, keep);
    return kr_query_run(s, &q, false);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/store/administrator.h"

#include "office/store/query.h"

#define COLUMNS "id, handle, verifier, locked, created_ms, role, school, expires_ms, must_change"
static const char sql_list[] = "SELECT " COLUMNS " FROM account WHERE role = $1 AND school IS NULL ORDER BY handle";
static const char sql_list_school[] = "SELECT " COLUMNS " FROM account WHERE role = $1 AND school = $2 ORDER BY handle";
static const char sql_delete[] = "DELETE FROM account WHERE id = $1";
static const char sql_holders[] = "SELECT count(*) FROM key_wrap JOIN account ON account.id = key_wrap.account WHERE "
                                  "account.locked = 0 AND key_wrap.operator_key = (SELECT max(version) FROM operator_key)";
static const char sql_school_state[] = "SELECT state FROM school WHERE id = $1";

static void read_account(struct kr_query *q, struct kr_store_account *a)
{
    kr_read_text(q, a->id, sizeof a->id);
    kr_read_text(q, a->handle, sizeof a->handle);
    kr_read_text(q, a->verifier, sizeof a->verifier);
    a->locked = kr_read_number(q) != 0;
    a->created_ms = kr_read_number(q);
    a->role = (enum kr_role)kr_read_number(q);
    kr_read_text(q, a->school, sizeof a->school);
    a->expires_ms = kr_read_number(q);
    a->must_change = kr_read_number(q) != 0;
}

int kr_store_account_list_of(struct kr_store *s, enum kr_role role, const char *school, kr_store_account_fn *each, void *arg)
{
    int stop = 0;
    struct kr_query q = kr_query_begin(s, school ? sql_list_school : sql_list);
    kr_bind_number(&q, role);
    if (school)
        kr_bind_text(&q, school);
    while (!stop && kr_query_row(&q)) {
        struct kr_store_account a;
        read_account(&q, &a);
        stop = q.err ? q.err : each(arg, &a);
    }
    int err = kr_query_end(&q);
    return err ? err : stop;
}

int kr_store_account_delete(struct kr_store *s, const char *id)
{
    struct kr_query q = kr_query_begin(s, sql_delete);
    kr_bind_text(&q, id);
    return kr_query_run(&q, true);
}

int kr_store_operator_holders(struct kr_store *s, uint64_t *out)
{
    struct kr_query q = kr_query_begin(s, sql_holders);
    return kr_query_number(&q, out);
}

int kr_store_school_state(struct kr_store *s, uint64_t *out, const char *school)
{
    uint64_t state = 0;
    struct kr_query q = kr_query_begin(s, sql_school_state);
    kr_bind_text(&q, school);
    bool found = kr_query_row(&q);
    if (found)
        state = kr_read_number(&q);
    int err = kr_query_end(&q);
    if (!err && !found)
        err = KR_E_NOT_FOUND;
    if (!err)
        *out = state;
    return err;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/store/revocation.h"

#include "office/store/query.h"

static const char sql_add[] = "INSERT INTO revocation (id, holder_only, revoked_ms, expires_ms) VALUES ($1, $2, $3, $4)"
                              " ON CONFLICT (id, holder_only) DO UPDATE SET revoked_ms = excluded.revoked_ms, expires_ms = excluded.expires_ms";
static const char sql_list[] = "SELECT id, holder_only, revoked_ms, expires_ms FROM revocation WHERE expires_ms > $1 ORDER BY id, holder_only";
static const char sql_sweep[] = "DELETE FROM revocation WHERE expires_ms <= $1";

int kr_store_revocation_add(struct kr_store *s, const struct kr_store_revocation *r)
{
    struct kr_query q = kr_query_begin(s, sql_add);
    kr_bind_text(&q, r->id);
    kr_bind_number(&q, r->holder_only);
    kr_bind_number(&q, r->revoked_ms);
    kr_bind_number(&q, r->expires_ms);
    return kr_query_run(&q, true);
}

int kr_store_revocation_list(struct kr_store *s, uint64_t now_ms, kr_store_revocation_fn *each, void *arg)
{
    int stop = 0;
    struct kr_query q = kr_query_begin(s, sql_list);
    kr_bind_number(&q, now_ms);
    while (!stop && kr_query_row(&q)) {
        struct kr_store_revocation r;
        kr_read_text(&q, r.id, sizeof r.id);
        r.holder_only = kr_read_number(&q) != 0;
        r.revoked_ms = kr_read_number(&q);
        r.expires_ms = kr_read_number(&q);
        stop = q.err ? q.err : each(arg, &r);
    }
    int err = kr_query_end(&q);
    return err ? err : stop;
}

int kr_store_revocation_sweep(struct kr_store *s, uint64_t now_ms)
{
    struct kr_query q = kr_query_begin(s, sql_sweep);
    kr_bind_number(&q, now_ms);
    return kr_query_run(&q, false);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/store/audit.h"

#include <stdio.h>

#include "office/store/query.h"

int kr_store_audit_ends(struct kr_store *s, struct kr_store_audit_ends *out)
{
    static const char sql[] = "SELECT base_n, base_hash, head_n, head_hash, mark FROM audit_ends WHERE one = 1";
    struct kr_store_audit_ends e;
    struct kr_query q = kr_query_begin(s, sql);
    bool row = kr_query_row(&q);
    if (row) {
        e.base.n = kr_read_number(&q);
        kr_read_hash(&q, e.base.hash);
        e.head.n = kr_read_number(&q);
        kr_read_hash(&q, e.head.hash);
        kr_read_hash(&q, e.mark);
    }
    int err = kr_query_end(&q);
    if (!err && !row)
        err = KR_E_NOT_FOUND;
    if (!err)
        *out = e;
    return err;
}

int kr_store_audit_set_ends(struct kr_store *s, const struct kr_store_audit_ends *e)
{
    static const char sql[] =
        "INSERT INTO audit_ends (one, base_n, base_hash, head_n, head_hash, mark) VALUES (1, $1, $2, $3, $4, $5)"
        " ON CONFLICT (one) DO UPDATE SET base_n = excluded.base_n, base_hash = excluded.base_hash,"
        " head_n = excluded.head_n, head_hash = excluded.head_hash, mark = excluded.mark";
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_number(&q, e->base.n);
    kr_bind_bytes(&q, e->base.hash, sizeof e->base.hash);
    kr_bind_number(&q, e->head.n);
    kr_bind_bytes(&q, e->head.hash, sizeof e->head.hash);
    kr_bind_bytes(&q, e->mark, sizeof e->mark);
    return kr_query_run(&q, true);
}

int kr_store_audit_add(struct kr_store *s, const struct kr_audit_entry *e)
{
    static const char sql[] = "INSERT INTO audit (n, at_ms, who, role, action, object, detail, hash)"
                              " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_number(&q, e->n);
    kr_bind_number(&q, e->at_ms);
    kr_bind_text(&q, e->who);
    kr_bind_text(&q, e->role);
    kr_bind_text(&q, e->action);
    kr_bind_text(&q, e->object);
    kr_bind_text(&q, e->detail);
    kr_bind_bytes(&q, e->hash, sizeof e->hash);
    return kr_query_run(&q, true);
}

/* One row; a text longer than we write makes the query fail (KR_E_IO), which is damage too. */
static void read_entry(struct kr_query *q, struct kr_audit_entry *e)
{
    e->n = kr_read_number(q);
    e->at_ms = kr_read_number(q);
    kr_read_text(q, e->who, sizeof e->who);
    kr_read_text(q, e->role, sizeof e->role);
    kr_read_text(q, e->action, sizeof e->action);
    kr_read_text(q, e->object, sizeof e->object);
    kr_read_text(q, e->detail, sizeof e->detail);
    kr_read_hash(q, e->hash);
}

int kr_store_audit_role(struct kr_store *s, char out[KR_AUDIT_ROLE_MAX + 1], const char *account)
{
    struct kr_store_account a;
    int err = kr_store_account_by_id(s, &a, account);
    if (err && err != KR_E_NOT_FOUND)
        return err;
    snprintf(out, KR_AUDIT_ROLE_MAX + 1, "%s", err ? "" : kr_role_name(a.role));
    return 0;
}

#define WHERE                                                                                                              \
    " FROM audit WHERE ($1 = '' OR who = $1) AND ($2 = '' OR object = $2)"                                                 \
    " AND ($3 = '' OR (action >= $3 AND action < CAST($3 AS TEXT) || '~'))"                                                \
    " AND ($4 = '' OR who = $4 OR object = $4)"                                                                            \
    " AND at_ms >= $5 AND at_ms < $6 AND n < $7"
#define COLUMNS "SELECT n, at_ms, who, role, action, object, detail, hash"

/* `area` must live as long as the query. */
static void bind_filter(struct kr_query *q, const struct kr_store_audit_filter *f, char area[KR_AUDIT_ACTION_MAX + 2])
{
    area[0] = '\0';
    if (f->area && f->area[0])
        snprintf(area, KR_AUDIT_ACTION_MAX + 2, "%.*s.", KR_AUDIT_ACTION_MAX, f->area);
    kr_bind_text(q, f->who ? f->who : "");
    kr_bind_text(q, f->object ? f->object : "");
    kr_bind_text(q, area);
    kr_bind_text(q, f->about ? f->about : "");
    kr_bind_number(q, f->from_ms);
    kr_bind_number(q, f->to_ms ? f->to_ms : INT64_MAX);
    kr_bind_number(q, f->before_n ? f->before_n : INT64_MAX);
}

int kr_store_audit_list(struct kr_store *s, const struct kr_store_audit_filter *f, kr_store_audit_fn *each, void *arg)
{
    static const char newest[] = COLUMNS WHERE " ORDER BY n DESC LIMIT $8 OFFSET $9";
    static const char oldest[] = COLUMNS WHERE " ORDER BY n LIMIT $8 OFFSET $9";
    char area[KR_AUDIT_ACTION_MAX + 2];
    int err = 0;
    struct kr_query q = kr_query_begin(s, f->oldest_first ? oldest : newest);
    bind_filter(&q, f, area);
    kr_bind_number(&q, f->limit ? f->limit : INT64_MAX);
    kr_bind_number(&q, f->offset);
    while (!err && kr_query_row(&q)) {
        struct kr_audit_entry e;
        read_entry(&q, &e);
        err = q.err ? q.err : each(arg, &e);
    }
    int end = kr_query_end(&q);
    return err ? err : end;
}

int kr_store_audit_named(struct kr_store *s, const struct kr_store_audit_filter *f, kr_store_audit_named_fn *each, void *arg)
{
    /* The page first: names are looked up for what is on it, not for what is skipped. */
    static const char sql[] = "SELECT page.n, at_ms, who, role, action, object, detail, hash,"
                              " (SELECT handle FROM account WHERE id = who), (SELECT handle FROM account WHERE id = object)"
                              " FROM (" COLUMNS WHERE " ORDER BY n DESC LIMIT $8 OFFSET $9) AS page ORDER BY page.n DESC";
    char area[KR_AUDIT_ACTION_MAX + 2];
    int err = 0;
    struct kr_query q = kr_query_begin(s, sql);
    bind_filter(&q, f, area);
    kr_bind_number(&q, f->limit ? f->limit : INT64_MAX);
    kr_bind_number(&q, f->offset);
    while (!err && kr_query_row(&q)) {
        char who[KR_LIMIT_ID_BYTES + 1], object[KR_LIMIT_ID_BYTES + 1];
        struct kr_audit_entry e;
        read_entry(&q, &e);
        kr_read_text(&q, who, sizeof who);
        kr_read_text(&q, object, sizeof object);
        err = q.err ? q.err : each(arg, &e, who, object);
    }
    int end = kr_query_end(&q);
    return err ? err : end;
}

int kr_store_audit_total(struct kr_store *s, const struct kr_store_audit_filter *f, uint64_t *out)
{
    static const char sql[] = "SELECT COUNT(*)" WHERE, sql_all[] = "SELECT COUNT(*) FROM audit";
    char area[KR_AUDIT_ACTION_MAX + 2];
    if (!(f->who && *f->who) && !(f->object && *f->object) && !(f->area && *f->area) && !(f->about && *f->about) && !f->from_ms &&
        !f->to_ms && !f->before_n) {
        struct kr_query all = kr_query_begin(s, sql_all);
        return kr_query_number(&all, out);
    }
    struct kr_query q = kr_query_begin(s, sql);
    bind_filter(&q, f, area);
    return kr_query_number(&q, out);
}

int kr_store_audit_last_before(struct kr_store *s, struct kr_audit_place *out, uint64_t before_ms)
{
    static const char sql[] = "SELECT n, hash FROM audit WHERE n <"
                              " COALESCE((SELECT MIN(n) FROM audit WHERE at_ms >= $1), 9223372036854775807)"
                              " ORDER BY n DESC LIMIT 1";
    struct kr_audit_place place;
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_number(&q, before_ms);
    bool row = kr_query_row(&q);
    if (row) {
        place.n = kr_read_number(&q);
        kr_read_hash(&q, place.hash);
    }
    int err = kr_query_end(&q);
    if (!err && !row)
        err = KR_E_NOT_FOUND;
    if (!err)
        *out = place;
    return err;
}

int kr_store_audit_delete_to(struct kr_store *s, uint64_t n)
{
    static const char sql[] = "DELETE FROM audit WHERE n <= $1";
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_number(&q, n);
    return kr_query_run(&q, false);
}

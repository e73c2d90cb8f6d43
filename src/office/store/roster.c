/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/store/roster.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "office/store/query.h"

#define COLUMNS "id, handle, school, role, locked, lock_reason, locked_by, CASE WHEN verifier = '' THEN 0 ELSE 1 END, claim, created_ms, expires_ms, password_ms, used_day, purpose_sealed, note_sealed, label_sealed"

/* $1 search, $2 school, $3 role + 1, $4 state, $5 now, $6 now - grace, $7 soon, $8 day. Role 0 and 1 have a grace. */
#define HAS_EXPIRED "(expires_ms <> 0 AND ((role > 1 AND expires_ms <= CAST($5 AS BIGINT)) OR (role <= 1 AND expires_ms <= CAST($6 AS BIGINT))))"
#define ALL "CAST($2 AS TEXT) = ''"
#define ONE_SCHOOL "school = $2" /* alone, so that its index is used */
#define WHERE(school) " FROM account WHERE (CAST($1 AS TEXT) = '' OR handle LIKE '%' || CAST($1 AS TEXT) || '%')" \
    " AND " school \
    " AND (CAST($3 AS BIGINT) = 0 OR role = CAST($3 AS BIGINT) - 1)" \
    " AND CASE CAST($4 AS BIGINT)" \
    " WHEN 0 THEN 1 = 1" \
    " WHEN 1 THEN locked = 0 AND verifier <> '' AND NOT " HAS_EXPIRED \
    " WHEN 2 THEN locked = 0 AND verifier = ''" \
    " WHEN 3 THEN locked <> 0" \
    " WHEN 4 THEN locked = 0 AND " HAS_EXPIRED \
    " WHEN 5 THEN expires_ms <> 0 AND expires_ms <= CAST($7 AS BIGINT)" \
    " ELSE used_day < CAST($8 AS BIGINT) AND created_ms < CAST($8 AS BIGINT) * 86400000 END"
#define LIST_OF(school, order) "SELECT " COLUMNS WHERE(school) " ORDER BY " order " LIMIT CAST($9 AS BIGINT) OFFSET CAST($10 AS BIGINT)"
#define LIST(order) {LIST_OF(ALL, order), LIST_OF(ONE_SCHOOL, order)}

/* By order, direction, and whether it is one school's. */
static const char sql_list[KR_ROSTER_SORTS][2][2][1400] = {
    [KR_ROSTER_BY_HANDLE] = {LIST("handle"), LIST("handle DESC")},
    [KR_ROSTER_BY_CREATED] = {LIST("created_ms, handle"), LIST("created_ms DESC, handle")},
    [KR_ROSTER_BY_EXPIRES] = {LIST("expires_ms, handle"), LIST("expires_ms DESC, handle")},
    [KR_ROSTER_BY_USED] = {LIST("used_day, handle"), LIST("used_day DESC, handle")},
};
static const char sql_total[2][1000] = {"SELECT count(*)" WHERE(ALL), "SELECT count(*)" WHERE(ONE_SCHOOL)};
static const char sql_get[] = "SELECT " COLUMNS " FROM account WHERE id = $1";
static const char sql_add[] = "INSERT INTO account (id, handle, verifier, locked, created_ms, role, school, expires_ms, claim, purpose_sealed, label_sealed) VALUES ($1, $2, '', 0, $3, $4, $5, $6, $7, $8, $9)";
static const char sql_count[] = "SELECT count(*) FROM account WHERE school = $1 AND role = $2";
static const char sql_label[] = "UPDATE account SET label_sealed = $1 WHERE id = $2";
static const char sql_lock_reason[] = "UPDATE account SET lock_reason = $1, locked_by = $2, note_sealed = $3 WHERE id = $4";
static const char sql_expires[] = "UPDATE account SET expires_ms = $1 WHERE id = $2";
static const char sql_password_at[] = "UPDATE account SET password_ms = $1 WHERE id = $2";
static const char sql_delete[] = "DELETE FROM account WHERE id = $1";
static const char sql_used[] = "UPDATE account SET used_day = $1 WHERE id = $2 AND used_day < $1";
static const char sql_ids[] = "SELECT id FROM account WHERE school = $1 ORDER BY handle";

static void bind_filter(struct kr_query *q, const struct kr_roster_filter *f)
{
    kr_bind_text(q, f->search);
    kr_bind_text(q, f->school);
    kr_bind_number(q, (uint64_t)(f->role + 1));
    kr_bind_number(q, f->state);
    kr_bind_number(q, f->now_ms);
    kr_bind_number(q, f->now_ms > f->grace_ms ? f->now_ms - f->grace_ms : 0);
    kr_bind_number(q, f->soon_ms);
    kr_bind_number(q, f->unused_day);
}

static void read_sealed_or_null(struct kr_query *q, struct kr_sealed *out)
{
    char nothing[1];
    out->len = 0;
    if (kr_read_is_null(q))
        kr_read_text(q, nothing, sizeof nothing);
    else
        kr_read_sealed(q, out);
}

static void read_box(struct kr_query *q, struct kr_store_box *out)
{
    size_t len;
    uint8_t *bytes = kr_read_bytes_alloc(q, &len);
    out->len = 0;
    if (len > sizeof out->bytes)
        q->err = KR_E_IO;
    else if (bytes)
        memcpy(out->bytes, bytes, out->len = len);
    free(bytes);
}

static void read_row(struct kr_query *q, struct kr_store_roster_row *r)
{
    kr_read_text(q, r->id, sizeof r->id);
    kr_read_text(q, r->handle, sizeof r->handle);
    kr_read_text(q, r->school, sizeof r->school);
    uint64_t role = kr_read_number(q);
    r->locked = kr_read_number(q) != 0;
    uint64_t reason = kr_read_number(q);
    uint64_t by = kr_read_number(q);
    if (role >= KR_ROLE_COUNT || reason >= KR_LOCK_REASONS || by >= KR_ROLE_COUNT)
        q->err = KR_E_IO;
    r->role = (enum kr_role)role;
    r->lock_reason = (enum kr_lock_reason)reason;
    r->locked_by = (enum kr_role)by;
    r->has_password = kr_read_number(q) != 0;
    r->lower_claim = kr_read_number(q) != 0;
    r->created_ms = kr_read_number(q);
    r->expires_ms = kr_read_number(q);
    r->password_ms = kr_read_number(q);
    r->used_day = kr_read_number(q);
    read_sealed_or_null(q, &r->purpose);
    read_sealed_or_null(q, &r->note);
    read_box(q, &r->label);
}

static bool of_school(const struct kr_roster_filter *f)
{
    return f->school && f->school[0];
}

int kr_store_roster_list(struct kr_store *s, const struct kr_roster_filter *f, kr_store_roster_fn *each, void *arg)
{
    int stop = 0;
    kr_assert(f->sort < KR_ROSTER_SORTS);
    struct kr_query q = kr_query_begin(s, sql_list[f->sort][f->descending][of_school(f)]);
    bind_filter(&q, f);
    kr_bind_number(&q, f->limit);
    kr_bind_number(&q, f->offset);
    while (!stop && kr_query_row(&q)) {
        struct kr_store_roster_row row;
        read_row(&q, &row);
        stop = q.err ? q.err : each(arg, &row);
    }
    int err = kr_query_end(&q);
    return err ? err : stop;
}

int kr_store_roster_total(struct kr_store *s, uint64_t *out, const struct kr_roster_filter *f)
{
    struct kr_query q = kr_query_begin(s, sql_total[of_school(f)]);
    bind_filter(&q, f);
    return kr_query_number(&q, out);
}

int kr_store_roster_get(struct kr_store *s, struct kr_store_roster_row *out, const char *id)
{
    struct kr_store_roster_row row;
    struct kr_query q = kr_query_begin(s, sql_get);
    kr_bind_text(&q, id);
    bool found = kr_query_row(&q);
    if (found)
        read_row(&q, &row);
    int err = kr_query_end(&q);
    if (!err && !found)
        err = KR_E_NOT_FOUND;
    if (!err)
        *out = row;
    return err;
}

static void bind_bytes_or_null(struct kr_query *q, const void *bytes, size_t len)
{
    if (len)
        kr_bind_bytes(q, bytes, len);
    else
        kr_bind_null(q);
}

int kr_store_roster_add(struct kr_store *s, const struct kr_store_roster_row *r)
{
    struct kr_query q = kr_query_begin(s, sql_add);
    kr_bind_text(&q, r->id);
    kr_bind_text(&q, r->handle);
    kr_bind_number(&q, r->created_ms);
    kr_bind_number(&q, r->role);
    kr_bind_text_or_null(&q, r->school[0] ? r->school : NULL);
    kr_bind_number(&q, r->expires_ms);
    kr_bind_number(&q, r->lower_claim);
    bind_bytes_or_null(&q, r->purpose.bytes, r->purpose.len);
    bind_bytes_or_null(&q, r->label.bytes, r->label.len);
    return kr_query_run(&q, true);
}

int kr_store_roster_count(struct kr_store *s, uint64_t *out, const char *school, enum kr_role role)
{
    struct kr_query q = kr_query_begin(s, sql_count);
    kr_bind_text(&q, school);
    kr_bind_number(&q, role);
    return kr_query_number(&q, out);
}

int kr_store_roster_label(struct kr_store *s, const char *id, const struct kr_store_box *label)
{
    struct kr_query q = kr_query_begin(s, sql_label);
    bind_bytes_or_null(&q, label->bytes, label->len);
    kr_bind_text(&q, id);
    return kr_query_run(&q, true);
}

int kr_store_roster_lock_reason(struct kr_store *s, const char *id, enum kr_lock_reason reason, enum kr_role by,
                                const struct kr_sealed *note)
{
    struct kr_query q = kr_query_begin(s, sql_lock_reason);
    kr_bind_number(&q, reason);
    kr_bind_number(&q, by);
    bind_bytes_or_null(&q, note->bytes, note->len);
    kr_bind_text(&q, id);
    return kr_query_run(&q, true);
}

static int set_number(struct kr_store *s, const char *sql, const char *id, uint64_t number, bool must_hit)
{
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_number(&q, number);
    kr_bind_text(&q, id);
    return kr_query_run(&q, must_hit);
}

int kr_store_roster_expires(struct kr_store *s, const char *id, uint64_t expires_ms)
{
    return set_number(s, sql_expires, id, expires_ms, true);
}

int kr_store_roster_password_at(struct kr_store *s, const char *id, uint64_t password_ms)
{
    return set_number(s, sql_password_at, id, password_ms, true);
}

int kr_store_roster_used(struct kr_store *s, const char *id, uint64_t day)
{
    return set_number(s, sql_used, id, day, false);
}

int kr_store_roster_delete(struct kr_store *s, const char *id)
{
    struct kr_query q = kr_query_begin(s, sql_delete);
    kr_bind_text(&q, id);
    return kr_query_run(&q, true);
}

int kr_store_roster_ids(struct kr_store *s, const char *school, kr_store_id_fn *each, void *arg)
{
    int stop = 0;
    struct kr_query q = kr_query_begin(s, sql_ids);
    kr_bind_text(&q, school);
    while (!stop && kr_query_row(&q)) {
        char id[KR_LIMIT_ID_BYTES + 1];
        kr_read_text(&q, id, sizeof id);
        stop = q.err ? q.err : each(arg, id);
    }
    int err = kr_query_end(&q);
    return err ? err : stop;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/store/mail.h"

#include "office/store/query.h"

#define COLUMNS "id, school, account, template, lang, args_sealed, created_ms, due_ms, first_ms, tries, state, failure, code"

static void read_mail(struct kr_query *q, struct kr_store_mail *m)
{
    kr_read_text(q, m->id, sizeof m->id);
    kr_read_text(q, m->school, sizeof m->school);
    kr_read_text(q, m->account, sizeof m->account);
    kr_read_text(q, m->kind, sizeof m->kind);
    kr_read_text(q, m->lang, sizeof m->lang);
    kr_read_sealed(q, &m->args);
    m->created_ms = kr_read_number(q);
    m->due_ms = kr_read_number(q);
    m->first_ms = kr_read_number(q);
    m->tries = (uint32_t)kr_read_number(q);
    uint64_t state = kr_read_number(q);
    if (state >= KR_MAIL_STATES)
        q->err = KR_E_IO;
    m->state = (enum kr_mail_state)state;
    kr_read_text(q, m->failure, sizeof m->failure);
    m->code = (unsigned)kr_read_number(q);
}

static int read_one(struct kr_query *q, struct kr_store_mail *out)
{
    struct kr_store_mail m;
    bool row = kr_query_row(q);
    if (row)
        read_mail(q, &m);
    int err = kr_query_end(q);
    if (!err && !row)
        err = KR_E_NOT_FOUND;
    if (!err)
        *out = m;
    return err;
}

int kr_store_mail_add(struct kr_store *s, const struct kr_store_mail *m)
{
    static const char sql[] = "INSERT INTO mail (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_text(&q, m->id);
    kr_bind_text_or_null(&q, m->school[0] ? m->school : NULL);
    kr_bind_text_or_null(&q, m->account[0] ? m->account : NULL);
    kr_bind_text(&q, m->kind);
    kr_bind_text(&q, m->lang);
    kr_bind_bytes(&q, m->args.bytes, m->args.len);
    kr_bind_number(&q, m->created_ms);
    kr_bind_number(&q, m->due_ms);
    kr_bind_number(&q, m->first_ms);
    kr_bind_number(&q, m->tries);
    kr_bind_number(&q, m->state);
    kr_bind_text(&q, m->failure);
    kr_bind_number(&q, m->code);
    return kr_query_run(&q, true);
}

int kr_store_mail_by_id(struct kr_store *s, struct kr_store_mail *out, const char *id)
{
    static const char sql[] = "SELECT " COLUMNS " FROM mail WHERE id = $1";
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_text(&q, id);
    return read_one(&q, out);
}

int kr_store_mail_next(struct kr_store *s, struct kr_store_mail *out, uint64_t now_ms, bool operator_only)
{
    static const char any[] = "SELECT " COLUMNS " FROM mail WHERE state = $1 AND due_ms <= $2 ORDER BY due_ms, id LIMIT 1";
    static const char own[] = "SELECT " COLUMNS " FROM mail WHERE state = $1 AND due_ms <= $2 AND school IS NULL"
                              " ORDER BY due_ms, id LIMIT 1";
    struct kr_query q = kr_query_begin(s, operator_only ? own : any);
    kr_bind_number(&q, KR_MAIL_WAITING);
    kr_bind_number(&q, now_ms);
    return read_one(&q, out);
}

int kr_store_mail_claim(struct kr_store *s, const char *id, uint64_t now_ms)
{
    static const char sql[] = "UPDATE mail SET state = $1, tries = tries + 1,"
                              " first_ms = CASE WHEN first_ms = 0 THEN CAST($2 AS BIGINT) ELSE first_ms END"
                              " WHERE id = $3 AND state = $4";
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_number(&q, KR_MAIL_SENDING);
    kr_bind_number(&q, now_ms);
    kr_bind_text(&q, id);
    kr_bind_number(&q, KR_MAIL_WAITING);
    return kr_query_run(&q, true);
}

int kr_store_mail_move(struct kr_store *s, const char *id, enum kr_mail_state from, const struct kr_store_mail *to)
{
    static const char sql[] = "UPDATE mail SET state = $1, due_ms = $2, first_ms = $3, tries = $4, failure = $5, code = $6"
                              " WHERE id = $7 AND state = $8";
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_number(&q, to->state);
    kr_bind_number(&q, to->due_ms);
    kr_bind_number(&q, to->first_ms);
    kr_bind_number(&q, to->tries);
    kr_bind_text(&q, to->failure);
    kr_bind_number(&q, to->code);
    kr_bind_text(&q, id);
    kr_bind_number(&q, from);
    return kr_query_run(&q, true);
}

int kr_store_mail_recover(struct kr_store *s, uint64_t due_ms)
{
    static const char sql[] = "UPDATE mail SET state = $1, due_ms = $2, failure = 'interrupted' WHERE state = $3";
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_number(&q, KR_MAIL_WAITING);
    kr_bind_number(&q, due_ms);
    kr_bind_number(&q, KR_MAIL_SENDING);
    return kr_query_run(&q, false);
}

int kr_store_mail_delete(struct kr_store *s, const char *id)
{
    static const char sql[] = "DELETE FROM mail WHERE id = $1";
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_text(&q, id);
    return kr_query_run(&q, true);
}

/* Counts, then deletes, in one transaction: how many rows a statement changed is the backend's to know. */
static int purge(struct kr_store *s, const char *count, const char *sql, const uint64_t *state, uint64_t before_ms, uint64_t *n)
{
    uint64_t found = 0;
    int err = kr_store_begin(s);
    if (err)
        return err;
    for (int i = 0; i < 2 && !err; i++) {
        struct kr_query q = kr_query_begin(s, i ? sql : count);
        kr_bind_number(&q, before_ms);
        if (state)
            kr_bind_number(&q, *state);
        err = i ? kr_query_run(&q, false) : kr_query_number(&q, &found);
    }
    err = kr_store_finish(s, err);
    if (!err)
        *n = found;
    return err;
}

int kr_store_mail_purge(struct kr_store *s, enum kr_mail_state state, uint64_t before_ms, uint64_t *n)
{
    static const char count[] = "SELECT COUNT(*) FROM mail WHERE due_ms < $1 AND state = $2";
    static const char sql[] = "DELETE FROM mail WHERE due_ms < $1 AND state = $2";
    uint64_t number = state;
    return purge(s, count, sql, &number, before_ms, n);
}

int kr_store_mail_count(struct kr_store *s, uint64_t out[KR_MAIL_STATES])
{
    static const char sql[] = "SELECT state, COUNT(*) FROM mail GROUP BY state ORDER BY state";
    uint64_t counts[KR_MAIL_STATES] = {0};
    struct kr_query q = kr_query_begin(s, sql);
    while (kr_query_row(&q)) {
        uint64_t state = kr_read_number(&q), n = kr_read_number(&q);
        if (state < KR_MAIL_STATES)
            counts[state] = n;
    }
    int err = kr_query_end(&q);
    for (int i = 0; i < KR_MAIL_STATES && !err; i++)
        out[i] = counts[i];
    return err;
}

int kr_store_mail_list(struct kr_store *s, enum kr_mail_state state, uint64_t offset, uint64_t limit, kr_store_mail_fn *each, void *arg)
{
    static const char sql[] = "SELECT " COLUMNS " FROM mail WHERE state = $1 ORDER BY due_ms DESC, id LIMIT $2 OFFSET $3";
    int err = 0;
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_number(&q, state);
    kr_bind_number(&q, limit);
    kr_bind_number(&q, offset);
    while (!err && kr_query_row(&q)) {
        struct kr_store_mail m;
        read_mail(&q, &m);
        err = q.err ? q.err : each(arg, &m);
    }
    int end = kr_query_end(&q);
    return err ? err : end;
}

int kr_store_reminder_add(struct kr_store *s, const char *school, const char *what, uint64_t at_ms)
{
    static const char sql[] = "INSERT INTO reminder (school, what, at_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_text(&q, school);
    kr_bind_text(&q, what);
    kr_bind_number(&q, at_ms);
    int err = kr_query_run(&q, true);
    return err == KR_E_NOT_FOUND ? KR_E_EXISTS : err;
}

int kr_store_reminder_purge(struct kr_store *s, uint64_t before_ms, uint64_t *n)
{
    static const char count[] = "SELECT COUNT(*) FROM reminder WHERE at_ms < $1", sql[] = "DELETE FROM reminder WHERE at_ms < $1";
    return purge(s, count, sql, NULL, before_ms, n);
}

int kr_store_mail_expiring(struct kr_store *s, uint64_t from_ms, uint64_t to_ms, kr_store_expiring_fn *each, void *arg)
{
    static const char sql[] = "SELECT school, expires_ms, COUNT(*), MIN(id), MIN(handle) FROM account"
                              " WHERE school IS NOT NULL AND locked = 0 AND expires_ms > $1 AND expires_ms <= $2"
                              " GROUP BY school, expires_ms ORDER BY school, expires_ms";
    int err = 0;
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_number(&q, from_ms);
    kr_bind_number(&q, to_ms);
    while (!err && kr_query_row(&q)) {
        struct kr_store_expiring row;
        kr_read_text(&q, row.school, sizeof row.school);
        row.expires_ms = kr_read_number(&q);
        row.n = kr_read_number(&q);
        kr_read_text(&q, row.account, sizeof row.account);
        kr_read_text(&q, row.handle, sizeof row.handle);
        err = q.err ? q.err : each(arg, &row);
    }
    int end = kr_query_end(&q);
    return err ? err : end;
}

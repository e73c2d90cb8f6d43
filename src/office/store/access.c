/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/store/access.h"

#include <stdlib.h>
#include <string.h>

#include "office/store/query.h"

static const char sql_add[] = "INSERT INTO access_record (id, school, account, sealed, from_ms, until_ms, ended) VALUES ($1, $2, $3, $4, $5, $6, $7)";
static const char sql_end[] = "UPDATE access_record SET until_ms = $1, ended = $2 WHERE account = $3 AND until_ms = 0";
static const char sql_list[] = "SELECT id, school, account, sealed, from_ms, until_ms, ended FROM access_record WHERE school = $1"
                               " AND (CAST($2 AS TEXT) = '' OR account = $2) AND from_ms <= $3"
                               " AND (until_ms = 0 OR until_ms >= $4) ORDER BY from_ms, id LIMIT CAST($5 AS BIGINT)";
static const char sql_past[] = "SELECT count(*) FROM access_record WHERE until_ms <> 0 AND until_ms < $1";
static const char sql_purge[] = "DELETE FROM access_record WHERE until_ms <> 0 AND until_ms < $1";

int kr_store_access_add(struct kr_store *s, const struct kr_store_access *r)
{
    struct kr_query q = kr_query_begin(s, sql_add);
    kr_bind_text(&q, r->id);
    kr_bind_text(&q, r->school);
    kr_bind_text(&q, r->account);
    kr_bind_bytes(&q, r->sealed.bytes, r->sealed.len);
    kr_bind_number(&q, r->from_ms);
    kr_bind_number(&q, r->until_ms);
    kr_bind_number(&q, r->ended);
    return kr_query_run(&q, true);
}

int kr_store_access_end(struct kr_store *s, const char *account, uint64_t until_ms, enum kr_access_end how)
{
    struct kr_query q = kr_query_begin(s, sql_end);
    kr_bind_number(&q, until_ms);
    kr_bind_number(&q, how);
    kr_bind_text(&q, account);
    return kr_query_run(&q, false);
}

static void read_access(struct kr_query *q, struct kr_store_access *r)
{
    size_t len;
    kr_read_text(q, r->id, sizeof r->id);
    kr_read_text(q, r->school, sizeof r->school);
    kr_read_text(q, r->account, sizeof r->account);
    uint8_t *bytes = kr_read_bytes_alloc(q, &len);
    r->sealed.len = 0;
    if (len > sizeof r->sealed.bytes)
        q->err = KR_E_IO;
    else if (bytes)
        memcpy(r->sealed.bytes, bytes, r->sealed.len = len);
    free(bytes);
    r->from_ms = kr_read_number(q);
    r->until_ms = kr_read_number(q);
    uint64_t ended = kr_read_number(q);
    if (ended >= KR_ACCESS_ENDS)
        q->err = KR_E_IO;
    r->ended = (enum kr_access_end)ended;
}

int kr_store_access_list(struct kr_store *s, const char *school, const char *account, uint64_t from_ms, uint64_t until_ms,
                         uint64_t limit, kr_store_access_fn *each, void *arg)
{
    int stop = 0;
    struct kr_query q = kr_query_begin(s, sql_list);
    kr_bind_text(&q, school);
    kr_bind_text(&q, account);
    kr_bind_number(&q, until_ms);
    kr_bind_number(&q, from_ms);
    kr_bind_number(&q, limit);
    while (!stop && kr_query_row(&q)) {
        struct kr_store_access row;
        read_access(&q, &row);
        stop = q.err ? q.err : each(arg, &row);
    }
    int err = kr_query_end(&q);
    return err ? err : stop;
}

int kr_store_access_purge(struct kr_store *s, uint64_t before_ms, uint64_t *n)
{
    uint64_t count;
    struct kr_query q = kr_query_begin(s, sql_past);
    kr_bind_number(&q, before_ms);
    int err = kr_query_number(&q, &count);
    if (err)
        return err;
    *n = count;
    q = kr_query_begin(s, sql_purge);
    kr_bind_number(&q, before_ms);
    return kr_query_run(&q, false);
}

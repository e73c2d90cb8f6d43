/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/store/date.h"

#include "office/store/query.h"

#define COLUMNS "id, room, starts_ms, ends_ms, weekly_until_ms, people"

static const char sql_add[] = "INSERT INTO room_date (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6)";
static const char sql_count[] = "SELECT count(*) FROM room_date WHERE room = $1";
static const char sql_delete[] = "DELETE FROM room_date WHERE room = $1 AND id = $2";
static const char sql_sweep[] = "DELETE FROM room_date WHERE ends_ms <= $1 AND weekly_until_ms <= $2";
static const char sql_list[] = "SELECT " COLUMNS " FROM room_date WHERE room = $1 ORDER BY starts_ms, id";
static const char sql_kept[] = "SELECT " COLUMNS " FROM room_date WHERE people > 0 AND starts_ms < $1 AND "
                               "(ends_ms > $2 OR weekly_until_ms > $3) ORDER BY starts_ms, id";

int kr_store_date_add(struct kr_store *s, const struct kr_store_date *row)
{
    struct kr_query q = kr_query_begin(s, sql_add);
    kr_bind_text(&q, row->id);
    kr_bind_text(&q, row->room);
    kr_bind_number(&q, row->starts_ms);
    kr_bind_number(&q, row->ends_ms);
    kr_bind_number(&q, row->weekly_until_ms);
    kr_bind_number(&q, row->people);
    return kr_query_run(&q, true);
}

int kr_store_date_count(struct kr_store *s, uint64_t *out, const char *room)
{
    struct kr_query q = kr_query_begin(s, sql_count);
    kr_bind_text(&q, room);
    return kr_query_number(&q, out);
}

int kr_store_date_delete(struct kr_store *s, const char *room, const char *id)
{
    struct kr_query q = kr_query_begin(s, sql_delete);
    kr_bind_text(&q, room);
    kr_bind_text(&q, id);
    return kr_query_run(&q, true);
}

int kr_store_date_sweep(struct kr_store *s, uint64_t before_ms)
{
    struct kr_query q = kr_query_begin(s, sql_sweep);
    kr_bind_number(&q, before_ms);
    kr_bind_number(&q, before_ms);
    return kr_query_run(&q, false);
}

static int list(struct kr_query *q, kr_store_date_fn *each, void *arg)
{
    int stop = 0;
    while (!stop && kr_query_row(q)) {
        struct kr_store_date d;
        kr_read_text(q, d.id, sizeof d.id);
        kr_read_text(q, d.room, sizeof d.room);
        d.starts_ms = kr_read_number(q);
        d.ends_ms = kr_read_number(q);
        d.weekly_until_ms = kr_read_number(q);
        d.people = (uint32_t)kr_read_number(q);
        stop = q->err ? q->err : each(arg, &d);
    }
    int err = kr_query_end(q);
    return err ? err : stop;
}

int kr_store_date_list(struct kr_store *s, const char *room, kr_store_date_fn *each, void *arg)
{
    struct kr_query q = kr_query_begin(s, sql_list);
    kr_bind_text(&q, room);
    return list(&q, each, arg);
}

int kr_store_date_list_kept(struct kr_store *s, uint64_t from_ms, uint64_t until_ms, kr_store_date_fn *each, void *arg)
{
    struct kr_query q = kr_query_begin(s, sql_kept);
    kr_bind_number(&q, until_ms);
    kr_bind_number(&q, from_ms);
    kr_bind_number(&q, from_ms);
    return list(&q, each, arg);
}

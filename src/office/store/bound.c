/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/store/bound.h"

#include "office/store/query.h"

static const char sql_get[] = "SELECT policy FROM school WHERE id = $1";
static const char sql_set[] = "UPDATE school SET policy = $1 WHERE id = $2";
static const char sql_clear[] = "DELETE FROM room_moderator WHERE room = $1";
static const char sql_add[] = "INSERT INTO room_moderator (room, account) VALUES ($1, $2) ON CONFLICT (room, account) DO NOTHING";
static const char sql_has[] = "SELECT count(*) FROM room_moderator WHERE room = $1 AND account = $2";
static const char sql_list[] = "SELECT account FROM room_moderator WHERE room = $1 ORDER BY account";

int kr_store_bound_get(struct kr_store *s, const char *school, char *out, size_t out_size)
{
    struct kr_query q = kr_query_begin(s, sql_get);
    kr_bind_text(&q, school);
    bool row = kr_query_row(&q);
    if (row)
        kr_read_text(&q, out, out_size);
    int err = kr_query_end(&q);
    return !err && !row ? KR_E_NOT_FOUND : err;
}

int kr_store_bound_set(struct kr_store *s, const char *school, const char *words)
{
    struct kr_query q = kr_query_begin(s, sql_set);
    kr_bind_text(&q, words);
    kr_bind_text(&q, school);
    return kr_query_run(&q, true);
}

int kr_store_room_openers_set(struct kr_store *s, const char *room, const char *const *accounts, size_t n)
{
    int err = kr_store_begin(s);
    if (err)
        return err;
    struct kr_query q = kr_query_begin(s, sql_clear);
    kr_bind_text(&q, room);
    err = kr_query_run(&q, false);
    for (size_t i = 0; i < n && !err; i++) {
        q = kr_query_begin(s, sql_add);
        kr_bind_text(&q, room);
        kr_bind_text(&q, accounts[i]);
        err = kr_query_run(&q, false);
    }
    return kr_store_finish(s, err);
}

int kr_store_room_opener_has(struct kr_store *s, bool *out, const char *room, const char *account)
{
    uint64_t n;
    struct kr_query q = kr_query_begin(s, sql_has);
    kr_bind_text(&q, room);
    kr_bind_text(&q, account);
    int err = kr_query_number(&q, &n);
    if (!err)
        *out = n > 0;
    return err;
}

int kr_store_room_openers(struct kr_store *s, const char *room, kr_store_opener_fn *each, void *arg)
{
    int stop = 0;
    struct kr_query q = kr_query_begin(s, sql_list);
    kr_bind_text(&q, room);
    while (!stop && kr_query_row(&q)) {
        char account[KR_LIMIT_ID_BYTES + 1];
        kr_read_text(&q, account, sizeof account);
        stop = q.err ? q.err : each(arg, account);
    }
    int err = kr_query_end(&q);
    return err ? err : stop;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/store/usage.h"

#include <string.h>

#include "office/store/query.h"

#define COLUMNS "month, school, meetings, room_minutes, people_minutes, most_people"
#define HANDLE "(SELECT min(handle) FROM account WHERE account.school = usage_month.school AND account.role = 0)"

static const char sql_add[] = "INSERT INTO usage_month (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (month, school) DO UPDATE SET "
                              "meetings = usage_month.meetings + excluded.meetings, "
                              "room_minutes = usage_month.room_minutes + excluded.room_minutes, "
                              "people_minutes = usage_month.people_minutes + excluded.people_minutes, "
                              "most_people = CASE WHEN excluded.most_people > usage_month.most_people THEN excluded.most_people "
                              "ELSE usage_month.most_people END";
static const char sql_list[] = "SELECT " COLUMNS ", " HANDLE " FROM usage_month WHERE month >= $1 AND month <= $2 ORDER BY month, 7, school";
static const char sql_list_school[] = "SELECT " COLUMNS ", " HANDLE " FROM usage_month WHERE month >= $1 AND month <= $2 AND school = $3 "
                                      "ORDER BY month";
static const char sql_old[] = "SELECT count(*) FROM usage_month WHERE month < $1";
static const char sql_sweep[] = "DELETE FROM usage_month WHERE month < $1";
static const char sql_limits[] = "SELECT max_rooms, max_people FROM school WHERE id = $1";
static const char sql_limits_set[] = "UPDATE school SET max_rooms = $1, max_people = $2 WHERE id = $3";
static const char sql_account_limits[] = "SELECT max_rooms, max_people FROM account WHERE id = $1";
static const char sql_account_limits_set[] = "UPDATE account SET max_rooms = $1, max_people = $2 WHERE id = $3 AND role = 2";
static const char sql_claim[] = "SELECT claim FROM account WHERE id = $1";
static const char sql_handle[] = "SELECT min(handle) FROM account WHERE school = $1 AND role = 0";

int kr_store_usage_add(struct kr_store *s, const struct kr_store_usage *more)
{
    struct kr_query q = kr_query_begin(s, sql_add);
    kr_bind_number(&q, more->month);
    kr_bind_text(&q, more->school);
    kr_bind_number(&q, more->meetings);
    kr_bind_number(&q, more->room_minutes);
    kr_bind_number(&q, more->people_minutes);
    kr_bind_number(&q, more->most_people);
    return kr_query_run(&q, true);
}

int kr_store_usage_list(struct kr_store *s, uint32_t from_month, uint32_t until_month, const char *school, kr_store_usage_fn *each,
                        void *arg)
{
    int stop = 0;
    struct kr_query q = kr_query_begin(s, school ? sql_list_school : sql_list);
    kr_bind_number(&q, from_month);
    kr_bind_number(&q, until_month);
    if (school)
        kr_bind_text(&q, school);
    while (!stop && kr_query_row(&q)) {
        struct kr_store_usage u;
        u.month = (uint32_t)kr_read_number(&q);
        kr_read_text(&q, u.school, sizeof u.school);
        u.meetings = kr_read_number(&q);
        u.room_minutes = kr_read_number(&q);
        u.people_minutes = kr_read_number(&q);
        u.most_people = kr_read_number(&q);
        kr_read_text(&q, u.handle, sizeof u.handle);
        stop = q.err ? q.err : each(arg, &u);
    }
    int err = kr_query_end(&q);
    return err ? err : stop;
}

int kr_store_usage_sweep(struct kr_store *s, uint32_t before_month, uint64_t *n)
{
    uint64_t found = 0;
    struct kr_query q = kr_query_begin(s, sql_old);
    kr_bind_number(&q, before_month);
    int err = kr_query_number(&q, &found);
    if (!err && found) {
        q = kr_query_begin(s, sql_sweep);
        kr_bind_number(&q, before_month);
        err = kr_query_run(&q, false);
    }
    if (!err)
        *n = found;
    return err;
}

static int get_limits(struct kr_store *s, const char *sql, const char *id, struct kr_store_limits *out)
{
    struct kr_store_limits l = {0};
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_text(&q, id);
    bool row = kr_query_row(&q);
    if (row) {
        l.max_rooms = (uint32_t)kr_read_number(&q);
        l.max_people = (uint32_t)kr_read_number(&q);
    }
    int err = kr_query_end(&q);
    if (!err && !row)
        err = KR_E_NOT_FOUND;
    if (!err)
        *out = l;
    return err;
}

static int set_limits(struct kr_store *s, const char *sql, const char *id, const struct kr_store_limits *limits)
{
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_number(&q, limits->max_rooms);
    kr_bind_number(&q, limits->max_people);
    kr_bind_text(&q, id);
    return kr_query_run(&q, true);
}

int kr_store_limits_get(struct kr_store *s, const char *school, struct kr_store_limits *out)
{
    return get_limits(s, sql_limits, school, out);
}

int kr_store_limits_set(struct kr_store *s, const char *school, const struct kr_store_limits *limits)
{
    return set_limits(s, sql_limits_set, school, limits);
}

int kr_store_account_limits_get(struct kr_store *s, const char *account, struct kr_store_limits *out)
{
    return get_limits(s, sql_account_limits, account, out);
}

int kr_store_account_limits_set(struct kr_store *s, const char *account, const struct kr_store_limits *limits)
{
    return set_limits(s, sql_account_limits_set, account, limits);
}

int kr_store_claim_get(struct kr_store *s, const char *account, uint64_t *out)
{
    struct kr_query q = kr_query_begin(s, sql_claim);
    kr_bind_text(&q, account);
    return kr_query_number(&q, out);
}

int kr_store_school_handle(struct kr_store *s, const char *school, char out[KR_LIMIT_ID_BYTES + 1])
{
    char handle[KR_LIMIT_ID_BYTES + 1] = "";
    struct kr_query q = kr_query_begin(s, sql_handle);
    kr_bind_text(&q, school);
    if (kr_query_row(&q))
        kr_read_text(&q, handle, sizeof handle);
    int err = kr_query_end(&q);
    if (!err)
        memcpy(out, handle, sizeof handle);
    return err;
}

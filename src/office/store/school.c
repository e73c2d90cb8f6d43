/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/store/school.h"

#include <stdlib.h>
#include <string.h>

#include "office/store/query.h"

#define COLUMNS "id, state, created_ms, changed_ms, ended_ms, online, operator_key, data_key_operator, data_key_school, public_key"
/* Registered online, still enrolling, and without a valid agreement (KR_STEP_AGREEMENT). */
#define UNCONFIRMED "online = 1 AND state = 0 AND NOT EXISTS (SELECT 1 FROM enrolment_step e WHERE e.school = school.id" \
                    " AND e.step = 3 AND e.voided_ms = 0)"
static const char sql_add[] = "INSERT INTO school (" COLUMNS ", profile_sealed, max_rooms, max_people, policy)"
                              " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, '')";
static const char sql_get[] = "SELECT " COLUMNS " FROM school WHERE id = $1";
static const char sql_profile[] = "SELECT profile_sealed FROM school WHERE id = $1";
static const char sql_set_profile[] = "UPDATE school SET profile_sealed = $1, changed_ms = $2 WHERE id = $3";
static const char sql_set_state[] = "UPDATE school SET state = $1, ended_ms = $2, changed_ms = $3 WHERE id = $4";
static const char sql_list[] = "SELECT " COLUMNS ", profile_sealed FROM school ORDER BY id";
static const char sql_count_open[] = "SELECT count(*) FROM school WHERE " UNCONFIRMED;
static const char sql_idle[] = "SELECT id FROM school WHERE " UNCONFIRMED " AND changed_ms < $1 ORDER BY changed_ms LIMIT 1";
static const char sql_ended[] = "SELECT id FROM school WHERE state IN (3, 4)"
                                " AND CASE WHEN ended_ms > 0 THEN ended_ms ELSE changed_ms END < $1 ORDER BY changed_ms LIMIT 1";
static const char sql_ending[] = "SELECT id FROM school WHERE state IN (1, 2) AND ended_ms > 0 AND ended_ms <= $1"
                                 " ORDER BY ended_ms LIMIT 1";

int kr_store_school_add(struct kr_store *s, const struct kr_store_school *row, const void *profile, size_t len)
{
    struct kr_query q = kr_query_begin(s, sql_add);
    kr_bind_text(&q, row->id);
    kr_bind_number(&q, row->state);
    kr_bind_number(&q, row->created_ms);
    kr_bind_number(&q, row->changed_ms);
    kr_bind_number(&q, row->ended_ms);
    kr_bind_number(&q, row->online);
    kr_bind_number(&q, row->keys.operator_key);
    kr_bind_bytes(&q, row->keys.for_operator, sizeof row->keys.for_operator);
    if (row->keys.has_school) {
        kr_bind_bytes(&q, row->keys.for_school, sizeof row->keys.for_school);
        kr_bind_bytes(&q, row->keys.public_key, sizeof row->keys.public_key);
    } else {
        kr_bind_null(&q);
        kr_bind_null(&q);
    }
    kr_bind_bytes(&q, profile, len);
    return kr_query_run(&q, true);
}

static void read_school(struct kr_query *q, struct kr_store_school *out)
{
    kr_read_text(q, out->id, sizeof out->id);
    uint64_t state = kr_read_number(q);
    if (state >= KR_SCHOOL_STATES)
        q->err = KR_E_IO;
    out->state = (enum kr_school_state)state;
    out->created_ms = kr_read_number(q);
    out->changed_ms = kr_read_number(q);
    out->ended_ms = kr_read_number(q);
    out->online = kr_read_number(q) != 0;
    out->keys = (struct kr_school_keys){.operator_key = kr_read_number(q)};
    kr_read_exact(q, out->keys.for_operator, sizeof out->keys.for_operator);
    out->keys.has_school = !kr_read_is_null(q);
    if (out->keys.has_school)
        kr_read_exact(q, out->keys.for_school, sizeof out->keys.for_school);
    else
        kr_read_number(q);
    out->keys.has_public = !kr_read_is_null(q);
    if (out->keys.has_public)
        kr_read_exact(q, out->keys.public_key, sizeof out->keys.public_key);
    else
        kr_read_number(q);
}

int kr_store_school_get(struct kr_store *s, struct kr_store_school *out, const char *id)
{
    struct kr_store_school found = {0};
    struct kr_query q = kr_query_begin(s, sql_get);
    kr_bind_text(&q, id);
    bool row = kr_query_row(&q);
    if (row)
        read_school(&q, &found);
    int err = kr_query_end(&q);
    if (!err && !row)
        err = KR_E_NOT_FOUND;
    if (!err)
        *out = found;
    return err;
}

int kr_store_school_profile(struct kr_store *s, uint8_t **out, size_t *len, const char *id)
{
    struct kr_query q = kr_query_begin(s, sql_profile);
    kr_bind_text(&q, id);
    uint8_t *bytes = NULL;
    size_t n = 0;
    bool row = kr_query_row(&q);
    if (row)
        bytes = kr_read_bytes_alloc(&q, &n);
    int err = kr_query_end(&q);
    if (!err && !bytes)
        err = row ? KR_E_IO : KR_E_NOT_FOUND;
    if (err) {
        free(bytes);
        return err;
    }
    *out = bytes;
    *len = n;
    return 0;
}

int kr_store_school_set_profile(struct kr_store *s, const char *id, const void *profile, size_t len, uint64_t now_ms)
{
    struct kr_query q = kr_query_begin(s, sql_set_profile);
    kr_bind_bytes(&q, profile, len);
    kr_bind_number(&q, now_ms);
    kr_bind_text(&q, id);
    return kr_query_run(&q, true);
}

int kr_store_school_set_state(struct kr_store *s, const struct kr_store_school *row)
{
    struct kr_query q = kr_query_begin(s, sql_set_state);
    kr_bind_number(&q, row->state);
    kr_bind_number(&q, row->ended_ms);
    kr_bind_number(&q, row->changed_ms);
    kr_bind_text(&q, row->id);
    return kr_query_run(&q, true);
}

int kr_store_school_list(struct kr_store *s, kr_store_school_fn *each, void *arg)
{
    int stop = 0;
    struct kr_query q = kr_query_begin(s, sql_list);
    while (!stop && kr_query_row(&q)) {
        struct kr_store_school row = {0};
        size_t len = 0;
        read_school(&q, &row);
        uint8_t *profile = kr_read_bytes_alloc(&q, &len);
        stop = q.err ? q.err : profile ? each(arg, &row, profile, len) : KR_E_IO;
        free(profile);
    }
    int err = kr_query_end(&q);
    return err ? err : stop;
}

int kr_store_school_count_open(struct kr_store *s, uint64_t *out)
{
    struct kr_query q = kr_query_begin(s, sql_count_open);
    return kr_query_number(&q, out);
}

static int find_id(struct kr_store *s, char out[KR_LIMIT_ID_BYTES + 1], const char *sql, uint64_t time_ms)
{
    char id[KR_LIMIT_ID_BYTES + 1];
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_number(&q, time_ms);
    bool row = kr_query_row(&q);
    if (row)
        kr_read_text(&q, id, sizeof id);
    int err = kr_query_end(&q);
    if (!err && !row)
        err = KR_E_NOT_FOUND;
    if (!err)
        memcpy(out, id, sizeof id);
    return err;
}

int kr_store_school_idle(struct kr_store *s, char out[KR_LIMIT_ID_BYTES + 1], uint64_t before_ms)
{
    return find_id(s, out, sql_idle, before_ms);
}

int kr_store_school_ended(struct kr_store *s, char out[KR_LIMIT_ID_BYTES + 1], uint64_t before_ms)
{
    return find_id(s, out, sql_ended, before_ms);
}

int kr_store_school_ending(struct kr_store *s, char out[KR_LIMIT_ID_BYTES + 1], uint64_t now_ms)
{
    return find_id(s, out, sql_ending, now_ms);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/store/today.h"

#include "office/store/query.h"

static int expiring(struct kr_store *s, uint64_t from_ms, uint64_t to_ms, bool extra, uint64_t *n, uint64_t *first_ms)
{
    static const char own[] = "SELECT COUNT(*), MIN(expires_ms) FROM account"
                              " WHERE school IS NOT NULL AND locked = 0 AND expires_ms > $1 AND expires_ms <= $2 AND role <> $3";
    static const char extras[] = "SELECT COUNT(*), MIN(expires_ms) FROM account"
                                 " WHERE school IS NOT NULL AND locked = 0 AND expires_ms > $1 AND expires_ms <= $2 AND role = $3";
    uint64_t count = 0, first = 0;
    struct kr_query q = kr_query_begin(s, extra ? extras : own);
    kr_bind_number(&q, from_ms);
    kr_bind_number(&q, to_ms);
    kr_bind_number(&q, KR_ROLE_EXTRA);
    if (kr_query_row(&q)) {
        count = kr_read_number(&q);
        first = kr_read_number(&q);
    }
    int err = kr_query_end(&q);
    if (!err) {
        *n = count;
        *first_ms = first;
    }
    return err;
}

int kr_store_today_expiring(struct kr_store *s, uint64_t from_ms, uint64_t to_ms, uint64_t n[2], uint64_t first_ms[2])
{
    int err = expiring(s, from_ms, to_ms, false, &n[0], &first_ms[0]);
    return err ? err : expiring(s, from_ms, to_ms, true, &n[1], &first_ms[1]);
}

int kr_store_today_school(struct kr_store *s, const char *school, const struct kr_today_time *time, uint64_t *n, uint64_t *n_expiring,
                          uint64_t *first_ms, uint64_t *n_locked)
{
    static const char sql[] = "SELECT locked, CASE WHEN verifier = '' THEN 0 ELSE 1 END, expires_ms, role FROM account WHERE school = $1";
    uint64_t open = 0, ending = 0, first = 0, locked = 0;
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_text(&q, school);
    while (kr_query_row(&q)) {
        bool is_locked = kr_read_number(&q) != 0, usable = kr_read_number(&q) != 0;
        uint64_t expires_ms = kr_read_number(&q);
        uint64_t ends_ms = expires_ms + (kr_read_number(&q) <= KR_ROLE_MODERATOR ? time->grace_ms : 0);
        locked += is_locked;
        if (is_locked || !usable || (expires_ms && ends_ms <= time->from_ms))
            continue;
        open++;
        if (expires_ms && expires_ms <= time->to_ms) {
            ending++;
            first = !first || expires_ms < first ? expires_ms : first;
        }
    }
    int err = kr_query_end(&q);
    if (!err) {
        *n = open;
        *n_expiring = ending;
        *first_ms = first;
        *n_locked = locked;
    }
    return err;
}

int kr_store_today_rooms(struct kr_store *s, const char *school, kr_store_today_room_fn *each, void *arg)
{
    static const char sql[] = "SELECT id FROM room WHERE school = $1 ORDER BY id";
    int err = 0;
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_text(&q, school);
    while (!err && kr_query_row(&q)) {
        char id[KR_LIMIT_ID_BYTES + 1];
        kr_read_text(&q, id, sizeof id);
        err = q.err ? q.err : each(arg, id);
    }
    int end = kr_query_end(&q);
    return err ? err : end;
}

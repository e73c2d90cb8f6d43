/* SPDX-License-Identifier: EUPL-1.2 */
/* Rooms and their tokens. */
#include "office/store/query.h"

#define ROOM_COLUMNS                                                                                                   \
    "room.id, room.account, room.title_sealed, room.link_hash, room.link_sealed, room.created_ms, room.school, "       \
    "room.kind, room.policy, room.open_to, room.code_hash, room.code_sealed, room.code_expires_ms"
#define TOKEN_COLUMNS "token.id, token.room, token.hash, token.action, token.note_sealed, token.created_ms, token.expires_ms"
#define OPEN_ACCOUNT " JOIN account ON account.id = room.account AND account.locked = 0 "
static const char sql_room_add[] = "INSERT INTO room (id, account, created_ms, school, title_sealed, link_hash, link_sealed, kind, "
                                   "policy, open_to, code_hash, code_sealed, code_expires_ms) "
                                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
static const char sql_room_by_id[] = "SELECT " ROOM_COLUMNS " FROM room WHERE id = $1";
static const char sql_room_by_link[] = "SELECT " ROOM_COLUMNS " FROM room" OPEN_ACCOUNT "WHERE link_hash = $1";
static const char sql_room_by_code[] = "SELECT " ROOM_COLUMNS " FROM room" OPEN_ACCOUNT "WHERE code_hash = $1";
static const char sql_room_count[] = "SELECT count(*) FROM room WHERE account = $1";
static const char sql_room_list[] = "SELECT " ROOM_COLUMNS " FROM room WHERE account = $1 OR (open_to = 1 AND school = $2) OR "
                                    "(open_to = 2 AND id IN (SELECT room FROM room_moderator WHERE account = $3)) "
                                    "ORDER BY CASE WHEN account = $4 THEN 0 ELSE 1 END, created_ms, id LIMIT 500";
static const char sql_room_list_school[] = "SELECT " ROOM_COLUMNS " FROM room WHERE school = $1 ORDER BY created_ms, id LIMIT 500";
static const char sql_room_expired_codes[] = "SELECT " ROOM_COLUMNS " FROM room WHERE code_expires_ms <= $1 ORDER BY id";
static const char sql_room_change[] = "UPDATE room SET title_sealed = $1, link_hash = $2, link_sealed = $3, kind = $4, policy = $5, "
                                      "open_to = $6, code_hash = $7, code_sealed = $8, code_expires_ms = $9 WHERE id = $10";
static const char sql_room_delete[] = "DELETE FROM room WHERE id = $1";
static const char sql_token_add[] = "INSERT INTO token (id, room, hash, action, note_sealed, created_ms, expires_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)";
static const char sql_token_by_hash[] = "SELECT " TOKEN_COLUMNS " FROM token JOIN room ON room.id = token.room" OPEN_ACCOUNT "WHERE token.hash = $1";
static const char sql_token_by_id[] = "SELECT " TOKEN_COLUMNS " FROM token WHERE id = $1";
static const char sql_token_count[] = "SELECT count(*) FROM token WHERE room = $1";
static const char sql_token_list[] = "SELECT " TOKEN_COLUMNS " FROM token WHERE room = $1 ORDER BY created_ms, id";
static const char sql_token_delete[] = "DELETE FROM token WHERE id = $1";
static const char sql_token_sweep[] = "DELETE FROM token WHERE expires_ms <= $1";

static void bind_sealed(struct kr_query *q, const struct kr_sealed *sealed)
{
    kr_bind_bytes(q, sealed->bytes, sealed->len);
}

static void bind_settings(struct kr_query *q, const struct kr_store_room *r)
{
    bind_sealed(q, &r->title);
    kr_bind_bytes(q, r->link_hash, sizeof r->link_hash);
    bind_sealed(q, &r->link);
    kr_bind_text(q, r->kind);
    kr_bind_text(q, r->policy);
    kr_bind_number(q, r->open_to);
    if (r->has_code) {
        kr_bind_bytes(q, r->code_hash, sizeof r->code_hash);
        bind_sealed(q, &r->code);
        kr_bind_number(q, r->code_expires_ms);
    } else {
        for (int i = 0; i < 3; i++)
            kr_bind_null(q);
    }
}

int kr_store_room_add(struct kr_store *s, const struct kr_store_room *row)
{
    struct kr_query q = kr_query_begin(s, sql_room_add);
    kr_bind_text(&q, row->id);
    kr_bind_text(&q, row->account);
    kr_bind_number(&q, row->created_ms);
    kr_bind_text_or_null(&q, *row->school ? row->school : NULL);
    bind_settings(&q, row);
    return kr_query_run(&q, true);
}

int kr_store_room_change(struct kr_store *s, const struct kr_store_room *row)
{
    struct kr_query q = kr_query_begin(s, sql_room_change);
    bind_settings(&q, row);
    kr_bind_text(&q, row->id);
    return kr_query_run(&q, true);
}

int kr_store_room_delete(struct kr_store *s, const char *id)
{
    struct kr_query q = kr_query_begin(s, sql_room_delete);
    kr_bind_text(&q, id);
    return kr_query_run(&q, true);
}

static void read_room(struct kr_query *q, struct kr_store_room *r)
{
    *r = (struct kr_store_room){0};
    kr_read_text(q, r->id, sizeof r->id);
    kr_read_text(q, r->account, sizeof r->account);
    kr_read_sealed(q, &r->title);
    kr_read_hash(q, r->link_hash);
    kr_read_sealed(q, &r->link);
    r->created_ms = kr_read_number(q);
    kr_read_text(q, r->school, sizeof r->school);
    kr_read_text(q, r->kind, sizeof r->kind);
    kr_read_text(q, r->policy, sizeof r->policy);
    r->open_to = (unsigned)kr_read_number(q);
    r->has_code = !kr_read_is_null(q);
    if (r->has_code) {
        kr_read_hash(q, r->code_hash);
        kr_read_sealed(q, &r->code);
        r->code_expires_ms = kr_read_number(q);
    }
}

/* Ends a query for one room. */
static int take_room(struct kr_query *q, struct kr_store_room *out)
{
    struct kr_store_room r;
    bool row = kr_query_row(q);
    if (row)
        read_room(q, &r);
    int err = kr_query_end(q);
    if (!err && !row)
        err = KR_E_NOT_FOUND;
    if (!err)
        *out = r;
    return err;
}

int kr_store_room_by_id(struct kr_store *s, struct kr_store_room *out, const char *id)
{
    struct kr_query q = kr_query_begin(s, sql_room_by_id);
    kr_bind_text(&q, id);
    return take_room(&q, out);
}

int kr_store_room_by_link(struct kr_store *s, struct kr_store_room *out, const uint8_t hash[KR_LOOKUP_BYTES])
{
    struct kr_query q = kr_query_begin(s, sql_room_by_link);
    kr_bind_bytes(&q, hash, KR_LOOKUP_BYTES);
    return take_room(&q, out);
}

int kr_store_room_by_code(struct kr_store *s, struct kr_store_room *out, const uint8_t hash[KR_LOOKUP_BYTES])
{
    struct kr_query q = kr_query_begin(s, sql_room_by_code);
    kr_bind_bytes(&q, hash, KR_LOOKUP_BYTES);
    return take_room(&q, out);
}

static int count(struct kr_query *q, uint64_t *out)
{
    uint64_t n = 0;
    if (kr_query_row(q))
        n = kr_read_number(q);
    int err = kr_query_end(q);
    if (!err)
        *out = n;
    return err;
}

int kr_store_room_count(struct kr_store *s, uint64_t *out, const char *account)
{
    struct kr_query q = kr_query_begin(s, sql_room_count);
    kr_bind_text(&q, account);
    return count(&q, out);
}

static int list_rooms(struct kr_query *q, kr_store_room_fn *each, void *arg)
{
    int stop = 0;
    while (!stop && kr_query_row(q)) {
        struct kr_store_room r;
        read_room(q, &r);
        stop = q->err ? q->err : each(arg, &r);
    }
    int err = kr_query_end(q);
    return err ? err : stop;
}

int kr_store_room_list(struct kr_store *s, const char *account, const char *school, kr_store_room_fn *each, void *arg)
{
    struct kr_query q = kr_query_begin(s, sql_room_list);
    kr_bind_text(&q, account);
    kr_bind_text(&q, school);
    kr_bind_text(&q, account);
    kr_bind_text(&q, account);
    return list_rooms(&q, each, arg);
}

int kr_store_room_list_school(struct kr_store *s, const char *school, kr_store_room_fn *each, void *arg)
{
    struct kr_query q = kr_query_begin(s, sql_room_list_school);
    kr_bind_text(&q, school);
    return list_rooms(&q, each, arg);
}

int kr_store_room_list_expired_codes(struct kr_store *s, uint64_t now_ms, kr_store_room_fn *each, void *arg)
{
    struct kr_query q = kr_query_begin(s, sql_room_expired_codes);
    kr_bind_number(&q, now_ms);
    return list_rooms(&q, each, arg);
}

int kr_store_token_add(struct kr_store *s, const struct kr_store_token *row)
{
    struct kr_query q = kr_query_begin(s, sql_token_add);
    kr_bind_text(&q, row->id);
    kr_bind_text(&q, row->room);
    kr_bind_bytes(&q, row->hash, sizeof row->hash);
    kr_bind_number(&q, row->action);
    bind_sealed(&q, &row->note);
    kr_bind_number(&q, row->created_ms);
    kr_bind_number(&q, row->expires_ms);
    return kr_query_run(&q, true);
}

static void read_token(struct kr_query *q, struct kr_store_token *t)
{
    *t = (struct kr_store_token){0};
    kr_read_text(q, t->id, sizeof t->id);
    kr_read_text(q, t->room, sizeof t->room);
    kr_read_hash(q, t->hash);
    t->action = (unsigned)kr_read_number(q);
    kr_read_sealed(q, &t->note);
    t->created_ms = kr_read_number(q);
    t->expires_ms = kr_read_number(q);
}

static int take_token(struct kr_query *q, struct kr_store_token *out)
{
    struct kr_store_token t;
    bool row = kr_query_row(q);
    if (row)
        read_token(q, &t);
    int err = kr_query_end(q);
    if (!err && !row)
        err = KR_E_NOT_FOUND;
    if (!err)
        *out = t;
    return err;
}

int kr_store_token_by_hash(struct kr_store *s, struct kr_store_token *out, const uint8_t hash[KR_LOOKUP_BYTES])
{
    struct kr_query q = kr_query_begin(s, sql_token_by_hash);
    kr_bind_bytes(&q, hash, KR_LOOKUP_BYTES);
    return take_token(&q, out);
}

int kr_store_token_by_id(struct kr_store *s, struct kr_store_token *out, const char *id)
{
    struct kr_query q = kr_query_begin(s, sql_token_by_id);
    kr_bind_text(&q, id);
    return take_token(&q, out);
}

int kr_store_token_count(struct kr_store *s, uint64_t *out, const char *room)
{
    struct kr_query q = kr_query_begin(s, sql_token_count);
    kr_bind_text(&q, room);
    return count(&q, out);
}

int kr_store_token_delete(struct kr_store *s, const char *id)
{
    struct kr_query q = kr_query_begin(s, sql_token_delete);
    kr_bind_text(&q, id);
    return kr_query_run(&q, true);
}

int kr_store_token_sweep(struct kr_store *s, uint64_t now_ms)
{
    struct kr_query q = kr_query_begin(s, sql_token_sweep);
    kr_bind_number(&q, now_ms);
    return kr_query_run(&q, false);
}

int kr_store_token_list(struct kr_store *s, const char *room, kr_store_token_fn *each, void *arg)
{
    int stop = 0;
    struct kr_query q = kr_query_begin(s, sql_token_list);
    kr_bind_text(&q, room);
    while (!stop && kr_query_row(&q)) {
        struct kr_store_token t;
        read_token(&q, &t);
        stop = q.err ? q.err : each(arg, &t);
    }
    int err = kr_query_end(&q);
    return err ? err : stop;
}

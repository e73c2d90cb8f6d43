/* SPDX-License-Identifier: EUPL-1.2 */
/* Every statement of the store, in SQL that SQLite and PostgreSQL share: parameters are $1, $2 ... in order. */
#include "office/sqlite_int.h"

#define ROOM_COLUMNS                                                                                                   \
    "room.id, room.account, room.title_sealed, room.link_hash, room.link_sealed, room.lobby, room.end_after_s, "       \
    "room.created_ms, room.code_hash, room.code_sealed, room.code_expires_ms"
#define TOKEN_COLUMNS                                                                                                  \
    "token.id, token.room, token.hash, token.action, token.note_sealed, token.created_ms, token.expires_ms"
#define ACCOUNT_COLUMNS "id, handle, verifier, locked, created_ms"
#define OPEN_ACCOUNT " JOIN account ON account.id = room.account AND account.locked = 0 "

const char *const kr_statements[KR_SQL_COUNT] = {
    [KR_SQL_BEGIN] = "BEGIN",
    [KR_SQL_COMMIT] = "COMMIT",
    [KR_SQL_ROLLBACK] = "ROLLBACK",
    [KR_SQL_PIN_ADD] = "INSERT INTO pin (name, value) VALUES ($1, $2)",
    [KR_SQL_PIN_GET] = "SELECT value FROM pin WHERE name = $1",

    [KR_SQL_ACCOUNT_ADD] = "INSERT INTO account (" ACCOUNT_COLUMNS ") VALUES ($1, $2, $3, $4, $5)",
    [KR_SQL_ACCOUNT_ADD_FIRST] = "INSERT INTO account (" ACCOUNT_COLUMNS ") SELECT $1, $2, $3, CAST($4 AS BIGINT), "
                                 "CAST($5 AS BIGINT) WHERE NOT EXISTS (SELECT 1 FROM account)",
    [KR_SQL_ACCOUNT_BY_HANDLE] = "SELECT " ACCOUNT_COLUMNS " FROM account WHERE handle = $1",
    [KR_SQL_ACCOUNT_BY_ID] = "SELECT " ACCOUNT_COLUMNS " FROM account WHERE id = $1",
    [KR_SQL_ACCOUNT_COUNT] = "SELECT count(*) FROM account",
    [KR_SQL_ACCOUNT_LIST] = "SELECT " ACCOUNT_COLUMNS " FROM account ORDER BY handle",
    [KR_SQL_ACCOUNT_LOCK] = "UPDATE account SET locked = $1 WHERE id = $2",
    [KR_SQL_ACCOUNT_PASSWORD] = "UPDATE account SET verifier = $1 WHERE id = $2",
    [KR_SQL_ACCOUNT_REVERIFY] = "UPDATE account SET verifier = $1 WHERE id = $2 AND verifier = $3",

    [KR_SQL_SESSION_ADD] = "INSERT INTO session (hash, account, created_ms, used_ms) VALUES ($1, $2, $3, $4)",
    [KR_SQL_SESSION_GET] = "SELECT hash, account, created_ms, used_ms FROM session WHERE hash = $1",
    [KR_SQL_SESSION_TOUCH] = "UPDATE session SET used_ms = $1 WHERE hash = $2",
    [KR_SQL_SESSION_DELETE] = "DELETE FROM session WHERE hash = $1",
    [KR_SQL_SESSION_DELETE_ALL] = "DELETE FROM session WHERE account = $1",
    [KR_SQL_SESSION_SWEEP] = "DELETE FROM session WHERE used_ms <= $1 OR created_ms <= $2",
    [KR_SQL_SESSION_TRIM] = "DELETE FROM session WHERE hash IN (SELECT hash FROM session WHERE account = $1 "
                            "ORDER BY used_ms DESC, hash LIMIT 1000000 OFFSET $2)",

    [KR_SQL_ROOM_ADD] = "INSERT INTO room (id, account, created_ms, title_sealed, link_hash, link_sealed, lobby, end_after_s, "
                        "code_hash, code_sealed, code_expires_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    [KR_SQL_ROOM_BY_ID] = "SELECT " ROOM_COLUMNS " FROM room WHERE id = $1",
    [KR_SQL_ROOM_BY_LINK] = "SELECT " ROOM_COLUMNS " FROM room" OPEN_ACCOUNT "WHERE link_hash = $1",
    [KR_SQL_ROOM_BY_CODE] = "SELECT " ROOM_COLUMNS " FROM room" OPEN_ACCOUNT "WHERE code_hash = $1",
    [KR_SQL_ROOM_COUNT] = "SELECT count(*) FROM room WHERE account = $1",
    [KR_SQL_ROOM_LIST] = "SELECT " ROOM_COLUMNS " FROM room WHERE account = $1 ORDER BY created_ms, id",
    [KR_SQL_ROOM_EXPIRED_CODES] = "SELECT " ROOM_COLUMNS " FROM room WHERE code_expires_ms <= $1 ORDER BY id",
    [KR_SQL_ROOM_CHANGE] = "UPDATE room SET title_sealed = $1, link_hash = $2, link_sealed = $3, lobby = $4, end_after_s = $5, "
                           "code_hash = $6, code_sealed = $7, code_expires_ms = $8 WHERE id = $9",
    [KR_SQL_ROOM_DELETE] = "DELETE FROM room WHERE id = $1",

    [KR_SQL_TOKEN_ADD] = "INSERT INTO token (id, room, hash, action, note_sealed, created_ms, expires_ms) "
                         "VALUES ($1, $2, $3, $4, $5, $6, $7)",
    [KR_SQL_TOKEN_BY_HASH] = "SELECT " TOKEN_COLUMNS " FROM token JOIN room ON room.id = token.room" OPEN_ACCOUNT
                             "WHERE token.hash = $1",
    [KR_SQL_TOKEN_BY_ID] = "SELECT " TOKEN_COLUMNS " FROM token WHERE id = $1",
    [KR_SQL_TOKEN_COUNT] = "SELECT count(*) FROM token WHERE room = $1",
    [KR_SQL_TOKEN_LIST] = "SELECT " TOKEN_COLUMNS " FROM token WHERE room = $1 ORDER BY created_ms, id",
    [KR_SQL_TOKEN_DELETE] = "DELETE FROM token WHERE id = $1",
    [KR_SQL_TOKEN_SWEEP] = "DELETE FROM token WHERE expires_ms <= $1",
};

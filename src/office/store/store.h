/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What lasts. The only interface to the database, and the only code behind it that speaks SQL. Values go in and out
 * as they are stored: secrets as look-up hashes, texts sealed (crypto/sealed.h); the store has no key.
 *
 * One thread. Whatever returned 0 is on the disk and survives kill -9 and a loss of power. Errors: KR_E_NOT_FOUND,
 * KR_E_EXISTS (a unique value is taken), KR_E_AGAIN (locked by another program for longer than 5 s, or the server is
 * away), KR_E_IO, KR_E_INTERNAL.
 */
#ifndef KR_OFFICE_STORE_STORE_H
#define KR_OFFICE_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/limits.h"
#include "crypto/password.h"
#include "crypto/sealed.h"
#include "office/rights.h"

struct kr_store;

struct kr_store_account {
    char id[KR_LIMIT_ID_BYTES + 1];
    char handle[KR_LIMIT_ID_BYTES + 1];
    char verifier[KR_PASSWORD_VERIFIER_SIZE];
    bool locked;
    uint64_t created_ms; /* Unix time, as all times here */
    enum kr_role role;
    char school[KR_LIMIT_ID_BYTES + 1]; /* "" for operators and accounts without a school */
    uint64_t expires_ms;                /* 0: never */
    bool must_change;                   /* somebody else handed its password over */
};

enum { KR_SESSION_DEVICE_BYTES = 60 };

struct kr_store_session {
    uint8_t hash[KR_LOOKUP_BYTES];
    char account[KR_LIMIT_ID_BYTES + 1];
    uint64_t created_ms, used_ms;
    char id[KR_LIMIT_ID_BYTES + 1]; /* names it in lists; opens nothing */
    char device[KR_SESSION_DEVICE_BYTES + 1]; /* such as "Firefox, Linux" */
    unsigned stage; /* enum kr_session_stage */
};

struct kr_store_room {
    char id[KR_LIMIT_ID_BYTES + 1];
    char account[KR_LIMIT_ID_BYTES + 1];
    struct kr_sealed title;
    uint8_t link_hash[KR_LOOKUP_BYTES];
    struct kr_sealed link;
    bool has_code; /* the next three are set only then */
    uint8_t code_hash[KR_LOOKUP_BYTES];
    struct kr_sealed code;
    uint64_t code_expires_ms;
    uint64_t created_ms;
    char school[KR_LIMIT_ID_BYTES + 1]; /* of the account that made it; "" without one */
    char kind[16];
    char policy[128];                   /* its own, as words (office/room/policy.h) */
    unsigned open_to;                   /* the store's own number: enum kr_room_open_to */
};

struct kr_store_token {
    char id[KR_LIMIT_ID_BYTES + 1];
    char room[KR_LIMIT_ID_BYTES + 1];
    uint8_t hash[KR_LOOKUP_BYTES];
    unsigned action; /* the store's own number: never change what a value means */
    struct kr_sealed note;
    uint64_t created_ms, expires_ms;
};

/*
 * Opens the database and brings it up to date. `database` is "postgresql://...", the path of a SQLite file, or NULL or
 * "" for kreide.db in the (existing) directory; a file is made if there is none. KR_E_UNSUPPORTED (and a log line) when
 * it was written by a newer program or its history is not this program's; KR_E_STATE when another office has it open;
 * KR_E_AGAIN when a server cannot be reached.
 */
KR_MUST_CHECK int kr_store_open(struct kr_store **out, const char *dir, const char *database);
void kr_store_close(struct kr_store *s);

/*
 * A transaction. They nest: an inner one only counts, and an error inside it (of any query, or given to
 * kr_store_finish) makes the outermost roll back, whatever that one is given. Finish commits when err and all before
 * are 0; it returns err, the first error inside, or the commit's own.
 */
KR_MUST_CHECK int kr_store_begin(struct kr_store *s);
KR_MUST_CHECK int kr_store_finish(struct kr_store *s, int err);
bool kr_store_in_transaction(const struct kr_store *s);

/* After a deletion: what is gone shall not lie about in files either, as far as the database lets us say so. */
void kr_store_tidy(struct kr_store *s);

/* Whether kr_store_open would find something and not begin empty. */
KR_MUST_CHECK int kr_store_exists(bool *out, const char *dir, const char *database);

/* NULL, or in words what is wrong with such a setting (a password in it, for one). */
const char *kr_store_database_wrong(const char *database);

/* A small value of the installation, 32 bytes. The first call for a name writes it; later ones compare: KR_E_AUTH. */
KR_MUST_CHECK int kr_store_pin(struct kr_store *s, const char *name, const uint8_t value[32]);

KR_MUST_CHECK int kr_store_account_add(struct kr_store *s, const struct kr_store_account *a);
/* Adds it only while there is none at all, in one statement; otherwise KR_E_EXISTS. */
KR_MUST_CHECK int kr_store_account_add_first(struct kr_store *s, const struct kr_store_account *a);
KR_MUST_CHECK int kr_store_account_by_handle(struct kr_store *s, struct kr_store_account *out, const char *handle);
KR_MUST_CHECK int kr_store_account_by_id(struct kr_store *s, struct kr_store_account *out, const char *id);
KR_MUST_CHECK int kr_store_account_count(struct kr_store *s, uint64_t *out);
/* Locks or unlocks; locking deletes the sessions in the same transaction. */
KR_MUST_CHECK int kr_store_account_lock(struct kr_store *s, const char *id, bool locked);
/* Sets a new password and deletes the sessions in the same transaction. */
KR_MUST_CHECK int kr_store_account_password(struct kr_store *s, const char *id, const char *verifier);
/* Replaces `old` by a verifier of the same password; leaves the sessions. KR_E_NOT_FOUND if it changed meanwhile. */
KR_MUST_CHECK int kr_store_account_reverify(struct kr_store *s, const char *id, const char *old, const char *verifier);

KR_MUST_CHECK int kr_store_account_must_change(struct kr_store *s, const char *id, bool must_change);

/* Lists call `each` for every row, in a stable order, and stop when it returns an error, which they return. */
typedef int kr_store_account_fn(void *arg, const struct kr_store_account *row);
KR_MUST_CHECK int kr_store_account_list(struct kr_store *s, kr_store_account_fn *each, void *arg);

KR_MUST_CHECK int kr_store_session_add(struct kr_store *s, const struct kr_store_session *row);
KR_MUST_CHECK int kr_store_session_get(struct kr_store *s, struct kr_store_session *out, const uint8_t hash[KR_LOOKUP_BYTES]);
KR_MUST_CHECK int kr_store_session_by_id(struct kr_store *s, struct kr_store_session *out, const char *id);
/* Last used first. */
typedef int kr_store_session_fn(void *arg, const struct kr_store_session *row);
KR_MUST_CHECK int kr_store_session_list(struct kr_store *s, const char *account, kr_store_session_fn *each, void *arg);
KR_MUST_CHECK int kr_store_session_stage(struct kr_store *s, const uint8_t hash[KR_LOOKUP_BYTES], unsigned stage);
KR_MUST_CHECK int kr_store_session_touch(struct kr_store *s, const uint8_t hash[KR_LOOKUP_BYTES], uint64_t used_ms);
/* No error if there is none. */
KR_MUST_CHECK int kr_store_session_delete(struct kr_store *s, const uint8_t hash[KR_LOOKUP_BYTES]);
/* KR_E_NOT_FOUND if the account has none of this id. */
KR_MUST_CHECK int kr_store_session_delete_id(struct kr_store *s, const char *account, const char *id);
KR_MUST_CHECK int kr_store_session_delete_account(struct kr_store *s, const char *account);
/* All but one. */
KR_MUST_CHECK int kr_store_session_delete_others(struct kr_store *s, const char *account, const char *keep);
/* Deletes sessions last used or made at or before these times. */
KR_MUST_CHECK int kr_store_session_sweep(struct kr_store *s, uint64_t used_ms, uint64_t created_ms);
/* Deletes the sessions of an account that were not used for longest, down to `keep`. */
KR_MUST_CHECK int kr_store_session_trim(struct kr_store *s, const char *account, unsigned keep);

KR_MUST_CHECK int kr_store_room_add(struct kr_store *s, const struct kr_store_room *row);
KR_MUST_CHECK int kr_store_room_by_id(struct kr_store *s, struct kr_store_room *out, const char *id);
/* Rooms of locked accounts are not found by link, code or token. */
KR_MUST_CHECK int kr_store_room_by_link(struct kr_store *s, struct kr_store_room *out, const uint8_t hash[KR_LOOKUP_BYTES]);
KR_MUST_CHECK int kr_store_room_by_code(struct kr_store *s, struct kr_store_room *out, const uint8_t hash[KR_LOOKUP_BYTES]);
KR_MUST_CHECK int kr_store_room_count(struct kr_store *s, uint64_t *out, const char *account);
/* Writes every field but id, account, school and created_ms. */
KR_MUST_CHECK int kr_store_room_change(struct kr_store *s, const struct kr_store_room *row);
/* Its tokens go with it. */
KR_MUST_CHECK int kr_store_room_delete(struct kr_store *s, const char *id);

typedef int kr_store_room_fn(void *arg, const struct kr_store_room *row);
/* The account's own rooms and those that others opened to it, its own first; at most KR_STORE_ROOMS_LISTED. */
enum { KR_STORE_ROOMS_LISTED = 500 };
KR_MUST_CHECK int kr_store_room_list(struct kr_store *s, const char *account, const char *school, kr_store_room_fn *each,
                                     void *arg);
/* All rooms of a school, at most KR_STORE_ROOMS_LISTED. */
KR_MUST_CHECK int kr_store_room_list_school(struct kr_store *s, const char *school, kr_store_room_fn *each, void *arg);
/* Rooms whose code expired at or before now_ms. */
KR_MUST_CHECK int kr_store_room_list_expired_codes(struct kr_store *s, uint64_t now_ms, kr_store_room_fn *each, void *arg);

KR_MUST_CHECK int kr_store_token_add(struct kr_store *s, const struct kr_store_token *row);
/* Not when the account of its room is locked. */
KR_MUST_CHECK int kr_store_token_by_hash(struct kr_store *s, struct kr_store_token *out, const uint8_t hash[KR_LOOKUP_BYTES]);
KR_MUST_CHECK int kr_store_token_by_id(struct kr_store *s, struct kr_store_token *out, const char *id);
KR_MUST_CHECK int kr_store_token_count(struct kr_store *s, uint64_t *out, const char *room);
KR_MUST_CHECK int kr_store_token_delete(struct kr_store *s, const char *id);
/* Deletes tokens that expired at or before now_ms. */
KR_MUST_CHECK int kr_store_token_sweep(struct kr_store *s, uint64_t now_ms);

typedef int kr_store_token_fn(void *arg, const struct kr_store_token *row);
KR_MUST_CHECK int kr_store_token_list(struct kr_store *s, const char *room, kr_store_token_fn *each, void *arg);

#endif

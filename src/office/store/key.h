/* SPDX-License-Identifier: EUPL-1.2 */
/* Keys at rest (office/vault): only public ones, and secret ones wrapped or sealed. */
#ifndef KR_OFFICE_STORE_KEY_H
#define KR_OFFICE_STORE_KEY_H

#include "crypto/keypair.h"
#include "office/store/store.h"
#include "office/vault/keys.h"

struct kr_store_operator_key {
    uint64_t version; /* from 1; the highest is in use */
    uint8_t public_key[KR_KEY_BYTES], mark[KR_LOOKUP_BYTES];
    uint64_t created_ms;
};

KR_MUST_CHECK int kr_store_operator_key_add(struct kr_store *s, const struct kr_store_operator_key *row);
/* The newest; KR_E_NOT_FOUND before there is one. */
KR_MUST_CHECK int kr_store_operator_key_newest(struct kr_store *s, struct kr_store_operator_key *out);
KR_MUST_CHECK int kr_store_operator_key_get(struct kr_store *s, struct kr_store_operator_key *out, uint64_t version);
/* Deletes the versions before this one, and what wraps them. KR_E_EXISTS while a school still needs one. */
KR_MUST_CHECK int kr_store_operator_key_delete_before(struct kr_store *s, uint64_t version);
/* How many versions there are. */
KR_MUST_CHECK int kr_store_operator_key_count(struct kr_store *s, uint64_t *out);

struct kr_store_account_key {
    char account[KR_LIMIT_ID_BYTES + 1];
    uint8_t public_key[KR_KEY_BYTES], mark[KR_LOOKUP_BYTES];
    struct kr_wrapped_key wrapped;
    uint64_t created_ms;
};

/* Adds it, or replaces the one that the account had. */
KR_MUST_CHECK int kr_store_account_key_put(struct kr_store *s, const struct kr_store_account_key *row);
KR_MUST_CHECK int kr_store_account_key_get(struct kr_store *s, struct kr_store_account_key *out, const char *account);

enum { KR_STORE_WRAPPED_MAX = KR_WRAPPED_KEY_BYTES };
_Static_assert(KR_STORE_WRAPPED_MAX >= KR_KEY_BYTES + KR_KEY_BOX_OVERHEAD, "either form of a wrap fits");

struct kr_store_key_wrap {
    char id[KR_LIMIT_ID_BYTES + 1];
    uint64_t operator_key;               /* version, or 0: the key is a school's */
    char school[KR_LIMIT_ID_BYTES + 1];  /* "" when it is the operator's */
    char account[KR_LIMIT_ID_BYTES + 1]; /* "": by a recovery code */
    uint8_t wrapped[KR_STORE_WRAPPED_MAX];
    size_t len;
    uint64_t created_ms;
};

KR_MUST_CHECK int kr_store_key_wrap_add(struct kr_store *s, const struct kr_store_key_wrap *row);
/* Of one account, or (account NULL) the recovery wraps; of the operator's key in this version, or of this school's. */
KR_MUST_CHECK int kr_store_key_wrap_operator(struct kr_store *s, struct kr_store_key_wrap *out, uint64_t version, const char *account);
KR_MUST_CHECK int kr_store_key_wrap_school(struct kr_store *s, struct kr_store_key_wrap *out, const char *school, const char *account);
/* All of an account, in the order of versions; each must not use the store. */
typedef int kr_store_key_wrap_fn(void *arg, const struct kr_store_key_wrap *row);
KR_MUST_CHECK int kr_store_key_wrap_list(struct kr_store *s, const char *account, kr_store_key_wrap_fn *each, void *arg);
/* The accounts that hold this version of the operator's key. */
KR_MUST_CHECK int kr_store_key_wrap_holders(struct kr_store *s, uint64_t version, kr_store_key_wrap_fn *each, void *arg);
/* No error if there is none. */
KR_MUST_CHECK int kr_store_key_wrap_delete_account(struct kr_store *s, const char *account);
KR_MUST_CHECK int kr_store_key_wrap_delete_school(struct kr_store *s, const char *school);
KR_MUST_CHECK int kr_store_key_wrap_delete_recovery(struct kr_store *s, uint64_t version);
KR_MUST_CHECK int kr_store_key_wrap_delete(struct kr_store *s, const char *id);

/* The keys in a school's row. */
KR_MUST_CHECK int kr_store_school_keys(struct kr_store *s, struct kr_school_keys *out, const char *school);
KR_MUST_CHECK int kr_store_school_set_keys(struct kr_store *s, const char *school, const struct kr_school_keys *keys);
/* Schools whose data key is not sealed to this version yet. */
KR_MUST_CHECK int kr_store_school_behind(struct kr_store *s, uint64_t *out, uint64_t version);
KR_MUST_CHECK int kr_store_school_count(struct kr_store *s, uint64_t *out);
/* The id of one such, or of one whose own new key does not have the data key yet; KR_E_NOT_FOUND. */
KR_MUST_CHECK int kr_store_school_next_behind(struct kr_store *s, char out[KR_LIMIT_ID_BYTES + 1], uint64_t version);

#endif

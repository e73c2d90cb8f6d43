/* SPDX-License-Identifier: EUPL-1.2 */
/* Inside the vault: what one session holds. */
#ifndef KR_OFFICE_VAULT_INSIDE_H
#define KR_OFFICE_VAULT_INSIDE_H

#include "office/store/key.h"
#include "office/vault/vault.h"

enum { KR_VAULT_VERSIONS = 2 }; /* a rotation begins only when the one before is done */

/* In locked memory of its own (sodium_malloc), and nothing of it is ever copied but for the moment of its use. */
struct kr_vault_keys {
    bool has_account, has_school;
    uint8_t account[KR_KEY_BYTES];
    uint8_t school[KR_KEY_BYTES];
    struct {
        uint64_t version; /* 0: free */
        uint8_t secret[KR_KEY_BYTES];
    } operator[KR_VAULT_VERSIONS];
    struct kr_vault_scratch scratch;
};

struct kr_vault_session {
    struct kr_vault_session *next;
    char id[KR_LIMIT_ID_BYTES + 1], account[KR_LIMIT_ID_BYTES + 1], school[KR_LIMIT_ID_BYTES + 1];
    uint64_t ends_ms;
    bool admitted;              /* no second factor is awaited: what is granted may open */
    enum kr_role role;
    struct kr_vault_keys *keys; /* owned */
};

/* What the session holds, or NULL. Sessions whose time is over hold nothing. */
const struct kr_vault_session *kr_vault_find(const struct kr_office *o, const char *session);
/* The secret key of this version in a session's keys, or NULL. */
const uint8_t *kr_vault_operator_secret(const struct kr_vault_session *s, uint64_t version);
/* Likewise of any session. */
const uint8_t *kr_vault_any_operator_secret(const struct kr_office *o, uint64_t version);

/* The operator's newest public key, its mark checked. KR_E_NOT_FOUND, KR_E_AUTH. */
int kr_vault_operator_newest(struct kr_office *o, struct kr_store_operator_key *out);
void kr_vault_mark(const struct kr_office *o, uint8_t mark[KR_LOOKUP_BYTES], const char *kind, const char *owner,
                   const uint8_t public_key[KR_KEY_BYTES]);

/* Writes a wrap: a secret key sealed to an account's pair, of a version of the operator's or of a school. */
int kr_vault_grant(struct kr_office *o, const char *account, uint64_t version, const char *school,
                   const uint8_t secret[KR_KEY_BYTES]);
/* Makes a recovery code and writes what it wraps, in place of what former codes did. */
int kr_vault_make_code(struct kr_office *o, char code[KR_RECOVERY_TEXT_SIZE], uint64_t version, const char *school,
                       const uint8_t secret[KR_KEY_BYTES]);
/* Opens a secret key by a code as typed. KR_E_MALFORMED, KR_E_AUTH (also when there is no code). */
int kr_vault_use_code(struct kr_office *o, uint8_t secret[KR_KEY_BYTES], const char *typed, unsigned *group, uint64_t version,
                      const char *school);

/* Sessions that hold this school's key hold it no more. */
void kr_vault_forget_school(struct kr_office *o, const char *school);

void kr_vault_rotate_stop(struct kr_office *o);

#endif

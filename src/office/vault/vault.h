/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The keys that are open right now, in memory only. An operator's administrator who signs in (second factor included)
 * opens the operator's secret key; a head or contact person opens the secret key of their school. They stay open for
 * that session, and go with it; a restart closes all. Memory of keys is locked (not swapped) and wiped.
 *
 * Every account of a role that holds keys has a key pair of its own, whose secret key is wrapped by its password. The
 * operator's and the schools' secret keys are sealed to those pairs. So keys are granted, and the operator's are
 * renewed, without anybody's password.
 *
 * What is sealed under what: docs/operate/keys.md. A school's data key opens its profile, its papers, the names of who
 * signed; the operator and the school have it. What only the school may read (who has which sign-in) is sealed to its
 * public key.
 */
#ifndef KR_OFFICE_VAULT_VAULT_H
#define KR_OFFICE_VAULT_VAULT_H

#include "crypto/keypair.h"
#include "crypto/recovery.h"
#include "office/session.h"
#include "office/vault/keys.h"

/* A fresh data key for a new school, sealed to the operator's newest public key. KR_E_STATE before the operator has keys. */
KR_MUST_CHECK int kr_vault_data_key_new(struct kr_office *o, struct kr_data_key *key, struct kr_school_keys *keys);

/*
 * Opens a school's data key for whoever asks: an administrator's session, or a session of this school that holds its
 * key. KR_E_SEALED when neither is open, KR_E_AUTH when the row was tampered with.
 */
KR_MUST_CHECK int kr_vault_data_key(struct kr_office *o, struct kr_data_key *key, const struct kr_session *who,
                                    const char *school, const struct kr_school_keys *keys);

/* The same with any administrator's open key: for what is done in the background. */
KR_MUST_CHECK int kr_vault_data_key_background(struct kr_office *o, struct kr_data_key *key, const struct kr_school_keys *keys);

/* Whether some administrator is signed in now, so that names can be read and mail can go out. */
bool kr_vault_is_open(const struct kr_office *o);

/* Whether this session holds its school's secret key. */
bool kr_vault_has_school(const struct kr_office *o, const struct kr_session *who);

/* Seals to a school's public key: anybody can, at any time. out gets len + KR_BOX_OVERHEAD bytes. */
KR_MUST_CHECK int kr_vault_box(uint8_t *out, const struct kr_school_keys *keys, const void *bytes, size_t len);

/* Opens such a box with the secret key of the session's school. KR_E_SEALED, KR_E_AUTH. out gets len - KR_BOX_OVERHEAD. */
KR_MUST_CHECK int kr_vault_unbox(struct kr_office *o, uint8_t *out, const struct kr_session *who, const void *box, size_t len);

/*
 * Called when the last administrator's session that held the operator's key has ended: what was opened with it (an index
 * of names) is to be wiped now. At most 8 may ask to be told.
 */
typedef void kr_vault_closed_fn(struct kr_office *o);
void kr_vault_when_closed(struct kr_office *o, kr_vault_closed_fn *fn);

/* ---- a school's keys: inside the transaction of whatever gives them ---- */

/*
 * Makes the school's key pair for its first head or contact account, whose password must have been set (account.h makes
 * its account key then). Seals the data key to it and writes the row of the school; `who` must be able to open the data
 * key. `code` is the recovery code, shown this once. KR_E_EXISTS when the school has keys (kr_vault_school_grant).
 */
KR_MUST_CHECK int kr_vault_school_begin(struct kr_office *o, const struct kr_session *who, const char *school, const char *account,
                                        char code[KR_RECOVERY_TEXT_SIZE]);
/* The same for a school that registers itself, by whoever made its data key just now; `by` as for kr_audit. */
KR_MUST_CHECK int kr_vault_school_begin_with(struct kr_office *o, const struct kr_data_key *data_key, const char *by,
                                             const char *school, const char *account, char code[KR_RECOVERY_TEXT_SIZE]);
/*
 * Gives the school's key to another of its head or contact accounts. KR_E_SEALED when `who` does not hold it; KR_E_STATE
 * when the account has no password of its owner's own yet: what is sealed to it then, the paper's password would open.
 */
KR_MUST_CHECK int kr_vault_school_grant(struct kr_office *o, const struct kr_session *who, const char *account);
/* How a head or contact account stands to its school's key. */
enum kr_vault_standing {
    KR_VAULT_NEW,   /* its owner has not chosen a password yet: nothing can be granted */
    KR_VAULT_WAITS, /* for a grant or the code on paper */
    KR_VAULT_HOLDS, /* its password opens the key */
};
KR_MUST_CHECK int kr_vault_school_standing(struct kr_office *o, enum kr_vault_standing *out, const struct kr_store_account *a);
/* After a grant: the account's sessions that are signed in open what it was granted, without a new sign-in. */
void kr_vault_open_granted(struct kr_office *o, const char *account);
/*
 * Opens the school's key by its recovery code, for good: the session's account is granted. KR_E_MALFORMED with *group as
 * in kr_recovery_read; KR_E_AUTH for another code.
 */
KR_MUST_CHECK int kr_vault_school_recover(struct kr_office *o, const struct kr_session *who, const char *typed, unsigned *group);
/* A new recovery code; the former ones are void. KR_E_SEALED. */
KR_MUST_CHECK int kr_vault_school_new_code(struct kr_office *o, const struct kr_session *who, char code[KR_RECOVERY_TEXT_SIZE]);
/*
 * Begins anew when neither password nor code is left: a new pair, and all wraps of the former are deleted. What was
 * sealed to it alone is lost. The data key comes at once when some administrator is signed in, else when one is next.
 */
KR_MUST_CHECK int kr_vault_school_renew(struct kr_office *o, const struct kr_session *who, char code[KR_RECOVERY_TEXT_SIZE]);

/* ---- the operator's keys: likewise ---- */

/* Whether the operator has keys. */
KR_MUST_CHECK int kr_vault_operator_exists(struct kr_office *o, bool *out);
/* Makes the first pair, for the first administrator. KR_E_EXISTS. */
KR_MUST_CHECK int kr_vault_operator_begin(struct kr_office *o, const char *account, char code[KR_RECOVERY_TEXT_SIZE]);
/* Gives every version that `who` holds to another administrator. KR_E_SEALED. */
KR_MUST_CHECK int kr_vault_operator_grant(struct kr_office *o, const struct kr_session *who, const char *account);
/* Whether the account can open the newest version. */
KR_MUST_CHECK int kr_vault_operator_granted(struct kr_office *o, bool *out, const char *account);
/* How many accounts can. */
KR_MUST_CHECK int kr_vault_operator_holders(struct kr_office *o, uint64_t *out);
/* By the code of the recovery sheet; as kr_vault_school_recover. */
KR_MUST_CHECK int kr_vault_operator_recover(struct kr_office *o, const struct kr_session *who, const char *typed, unsigned *group);
/* A new recovery code for the newest version. */
KR_MUST_CHECK int kr_vault_operator_new_code(struct kr_office *o, const struct kr_session *who, char code[KR_RECOVERY_TEXT_SIZE]);
/*
 * Begins the rotation: a new version, granted to all who hold the present one, open in their sessions, with a recovery
 * code of its own. The schools' data keys follow in the background; then the former version is deleted.
 * KR_E_STATE while a former rotation is not done.
 */
KR_MUST_CHECK int kr_vault_operator_rotate(struct kr_office *o, const struct kr_session *who, char code[KR_RECOVERY_TEXT_SIZE]);

struct kr_vault_rotation {
    uint64_t version, created_ms; /* in use */
    bool running;
    uint64_t schools, left; /* all, and those whose data key is not sealed to it yet */
};
KR_MUST_CHECK int kr_vault_rotation(struct kr_office *o, struct kr_vault_rotation *out);

/* Goes on with what waits for an open operator's key; called when one opens, and every minute. */
void kr_vault_work(struct kr_office *o);

/* ---- accounts and sessions (office/account, office/session.h and the sign-in alone) ---- */

/*
 * A fresh key pair for an account whose password somebody set for it: in the transaction of that. What its former pair
 * could open it can no more (its second factors and all grants go): granting is the caller's next step.
 */
KR_MUST_CHECK int kr_vault_account_key_new(struct kr_office *o, const char *account, const struct kr_hash_keys *keys);
/* The pair under a new password of its own owner, whose session holds it. Nothing else changes. KR_E_SEALED. */
KR_MUST_CHECK int kr_vault_account_key_rewrap(struct kr_office *o, const struct kr_session *who, const struct kr_hash_keys *keys);
/*
 * The same for the first password that a head or contact person chooses: a fresh pair, to which what the session holds is
 * granted anew. Whoever knows the password on paper and has an old backup opens nothing with it that comes later. With
 * second factors set up already, which lie under the pair, it stays and is rewrapped. KR_E_SEALED.
 */
KR_MUST_CHECK int kr_vault_account_key_renew(struct kr_office *o, const struct kr_session *who, const struct kr_hash_keys *keys);
/* What the account's secret key is wrapped with; KR_E_NOT_FOUND when it has none. */
KR_MUST_CHECK int kr_vault_account_params(struct kr_office *o, struct kr_wrap_params *out, const char *account);
/* A key for one purpose, made of the session's own secret key: what is sealed under it opens by the password only. */
KR_MUST_CHECK int kr_vault_account_key_for(struct kr_office *o, uint8_t out[KR_KEY_BYTES], const struct kr_session *who,
                                           const char *purpose);

/* What is under way in a session, in its locked memory. */
struct kr_vault_scratch {
    bool has_totp;
    uint8_t totp[20];          /* a secret that waits for its first code */
    char challenge[44];        /* of Web Authentication, base64url; "": none */
    bool challenge_creates;
    uint64_t challenge_ends_ms;
    unsigned n_wrong;          /* second factors */
};
/* Lives as long as the session; NULL when the session is not known. */
struct kr_vault_scratch *kr_vault_scratch(struct kr_office *o, const struct kr_session *who);

/*
 * Begins to hold keys for a session: the account's own, opened by the key of its password. With keys NULL, or an account
 * without a pair, the session is known but empty. KR_E_FULL over KR_VAULT_SESSIONS, KR_E_NOMEM, KR_E_AUTH (tampered).
 */
enum { KR_VAULT_SESSIONS = 1024 };
KR_MUST_CHECK int kr_vault_enter(struct kr_office *o, const struct kr_session *who, const struct kr_hash_keys *keys);
/* Opens what the account was granted: after the second factor, or after a grant. No error when that is nothing. */
KR_MUST_CHECK int kr_vault_open(struct kr_office *o, const struct kr_session *who);
/* Whether the session is known; if so, keeps it until ends_ms. */
bool kr_vault_keep(struct kr_office *o, const char *session, uint64_t ends_ms);
/* Whether the session holds what its role should: the operator's newest key, or its school's. */
bool kr_vault_holds(const struct kr_office *o, const struct kr_session *who);

void kr_vault_leave(struct kr_office *o, const char *session);
/* All sessions of an account but one ("": all). */
void kr_vault_leave_account(struct kr_office *o, const char *account, const char *except);
/* Forgets sessions whose time is over, or that are in the store no more; call about once a minute. */
void kr_vault_sweep(struct kr_office *o);
/* Forgets and wipes all. */
void kr_vault_fini(struct kr_office *o);

#endif

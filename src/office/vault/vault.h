/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The keys that are open right now, in memory only. An operator's administrator who signs in (second factor included)
 * opens the operator's secret key; a head or contact person opens the secret key of their school. They stay open for
 * that session, and go with it; a restart closes all. Memory of keys is locked (not swapped) and wiped.
 *
 * What is sealed under what: docs/operate/keys.md. A school's data key opens its profile, its papers, the names of who
 * signed; the operator and the school have it. What only the school may read (who has which sign-in) is sealed to its
 * public key.
 */
#ifndef KR_OFFICE_VAULT_VAULT_H
#define KR_OFFICE_VAULT_VAULT_H

#include "office/session.h"

enum {
    KR_DATA_KEY_BYTES = 32,
    KR_PUBLIC_KEY_BYTES = 32,
    KR_SECRET_KEY_BYTES = 32,
    KR_BOX_OVERHEAD = 48,                                    /* crypto_box_seal: a fresh public key and the tag */
    KR_BOXED_KEY_BYTES = KR_DATA_KEY_BYTES + KR_BOX_OVERHEAD,
};

/* A data key, to be wiped after use. */
struct kr_data_key {
    uint8_t bytes[KR_DATA_KEY_BYTES];
};

/* A school's keys as its row has them. */
struct kr_school_keys {
    uint64_t operator_key; /* version of the operator's key pair */
    uint8_t for_operator[KR_BOXED_KEY_BYTES];
    bool has_school;       /* the next two are set: somebody of the school has a password */
    uint8_t for_school[KR_BOXED_KEY_BYTES];
    uint8_t public_key[KR_PUBLIC_KEY_BYTES];
};

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

#endif

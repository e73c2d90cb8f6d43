/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Second factors of accounts that hold keys: an authenticator app (RFC 6238), security keys (Web Authentication), and ten
 * one-time codes on paper. All of it lies sealed under a key that the account's password alone opens, so every call is for
 * a session whose password was right. Administrators must have one; heads and contact persons may.
 */
#ifndef KR_OFFICE_ACCOUNT_FACTOR_H
#define KR_OFFICE_ACCOUNT_FACTOR_H

#include "crypto/totp.h"
#include "crypto/webauthn.h"
#include "office/session.h"
#include "office/store/factor.h"

enum {
    KR_FACTOR_CODES = 10,
    KR_FACTOR_CODE_SIZE = 5 + 1 + 5 + 1, /* such as "k7mp2-x4wd9": 50 bits */
    KR_FACTOR_KEYS = 10,
    KR_FACTOR_NAME_BYTES = 160,
    KR_FACTOR_WRONG_MAX = 10,            /* then the session ends */
    KR_FACTOR_CHALLENGE_MS = 5 * 60 * 1000,
};

struct kr_factor_key {
    char id[KR_LIMIT_ID_BYTES + 1], name[KR_FACTOR_NAME_BYTES + 1];
    uint64_t created_ms, counter;
    int algorithm;
    uint8_t credential[KR_WEBAUTHN_CREDENTIAL_MAX], public_key[KR_WEBAUTHN_KEY_MAX];
    size_t credential_len, public_key_len;
};

/* What an account has; to be wiped after use. */
struct kr_factors {
    bool has_totp;
    char totp_id[KR_LIMIT_ID_BYTES + 1];
    uint8_t totp[KR_TOTP_SECRET_BYTES];
    unsigned n_codes, n_keys;
    struct {
        char id[KR_LIMIT_ID_BYTES + 1];
        char code[KR_FACTOR_CODE_SIZE];
    } codes[KR_FACTOR_CODES];
    struct kr_factor_key keys[KR_FACTOR_KEYS];
};

bool kr_factor_required(enum kr_role role);

/* Whether the account has a second factor (codes on paper alone are none). */
KR_MUST_CHECK int kr_factor_exists(struct kr_office *o, bool *out, const char *account);

/* KR_E_SEALED when the session does not hold the account's key. The result is large: on the heap, please. */
KR_MUST_CHECK int kr_factors_read(struct kr_office *o, struct kr_factors *out, const struct kr_session *who);

/* A fresh secret, kept for the session until a code made with it comes. */
KR_MUST_CHECK int kr_factor_totp_begin(struct kr_office *o, const struct kr_session *who, char secret[KR_TOTP_TEXT_SIZE]);
/* Takes it into use, in place of a former one. KR_E_AUTH (wrong code), KR_E_STATE (nothing was begun). */
KR_MUST_CHECK int kr_factor_totp_confirm(struct kr_office *o, const struct kr_session *who, const char *typed);

/* A challenge for a security key, in base64url; the former one is void. */
KR_MUST_CHECK int kr_factor_challenge(struct kr_office *o, const struct kr_session *who, bool creates, char out[44]);

/* What the browser gave for a new key; bytes are decoded. */
struct kr_factor_new_key {
    const char *name, *origin, *rp;
    const uint8_t *client_data, *auth_data, *public_key;
    size_t client_len, auth_len, public_key_len;
    int algorithm;
};
/* KR_E_STATE without a challenge, KR_E_AUTH, KR_E_MALFORMED, KR_E_UNSUPPORTED, KR_E_EXISTS, KR_E_FULL. */
KR_MUST_CHECK int kr_factor_key_add(struct kr_office *o, const struct kr_session *who, const struct kr_factor_new_key *key);

/* Ten new codes in place of all former ones; to be wiped. */
KR_MUST_CHECK int kr_factor_codes_make(struct kr_office *o, const struct kr_session *who,
                                       char codes[KR_FACTOR_CODES][KR_FACTOR_CODE_SIZE]);

/* Removes the app (id NULL) or a key. KR_E_STATE when it is the last and one is required, KR_E_NOT_FOUND. */
KR_MUST_CHECK int kr_factor_remove(struct kr_office *o, const struct kr_session *who, const char *id);

/* An assertion of a security key; bytes are decoded. */
struct kr_factor_assertion {
    const char *origin, *rp;
    const uint8_t *credential, *client_data, *auth_data, *signature;
    size_t credential_len, client_len, auth_len, signature_len;
};

/*
 * Give a second factor: 0 if it is right and was not used before; KR_E_AUTH. Slow guessing is the caller's (throttle), and
 * that the session ends after KR_FACTOR_WRONG_MAX.
 */
KR_MUST_CHECK int kr_factor_totp_use(struct kr_office *o, const struct kr_session *who, const char *typed);
KR_MUST_CHECK int kr_factor_code_use(struct kr_office *o, const struct kr_session *who, const char *typed);
KR_MUST_CHECK int kr_factor_key_use(struct kr_office *o, const struct kr_session *who, const struct kr_factor_assertion *a);

#endif

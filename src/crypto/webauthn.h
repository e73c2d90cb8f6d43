/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a relying party checks of Web Authentication (W3C WebAuthn Level 2): the client data, the authenticator data, and
 * the signature of an assertion. No attestation is asked for, so a public key comes as the browser gives it
 * (SubjectPublicKeyInfo), and no CBOR has to be read. Bytes come from the browser: every length is checked.
 */
#ifndef KR_CRYPTO_WEBAUTHN_H
#define KR_CRYPTO_WEBAUTHN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
    KR_WEBAUTHN_CHALLENGE_BYTES = 32,
    KR_WEBAUTHN_CREDENTIAL_MAX = 1023, /* section 4, credential ID */
    KR_WEBAUTHN_KEY_MAX = 512,
    KR_WEBAUTHN_ES256 = -7, /* RFC 8152 section 8: COSE algorithms */
    KR_WEBAUTHN_EDDSA = -8,
};

struct kr_webauthn_auth {
    bool user_present, user_verified;
    uint32_t counter;
    const uint8_t *credential; /* into the bytes given; NULL when none is attested */
    size_t credential_len;
};

/*
 * Section 5.8.1.2, the limited verification: whether client data of this type ("webauthn.create", "webauthn.get") is of
 * this challenge (base64url) and origin, and not of a frame of another origin. KR_E_AUTH.
 */
KR_MUST_CHECK int kr_webauthn_check_client(const void *client_data, size_t len, const char *type, const char *challenge,
                                           const char *origin);

/* Reads authenticator data (section 6.1) and checks that it is for this relying party. KR_E_MALFORMED, KR_E_AUTH. */
KR_MUST_CHECK int kr_webauthn_read_auth(struct kr_webauthn_auth *out, const void *auth_data, size_t len, const char *rp);

/* Whether a public key (DER of SubjectPublicKeyInfo) is one of the algorithm: P-256 or Ed25519. KR_E_UNSUPPORTED. */
KR_MUST_CHECK int kr_webauthn_check_key(const void *public_key, size_t len, int algorithm);

/* Section 7.2 steps 19 and 20: the signature over authenticator data and the hash of the client data. KR_E_AUTH. */
KR_MUST_CHECK int kr_webauthn_verify(const void *public_key, size_t key_len, int algorithm, const void *auth_data, size_t auth_len,
                                     const void *client_data, size_t client_len, const void *signature, size_t signature_len);

/* The relying party id of an origin: its host. False where Web Authentication does not work: no https, or an address. */
bool kr_webauthn_rp(char *out, size_t out_size, const char *origin);

#endif

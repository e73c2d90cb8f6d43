/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Time-based one-time passwords as authenticator apps make them: RFC 6238 with 6 digits, 30 seconds and SHA-1, which is
 * what every app understands, and the secret in base 32 (RFC 4648 section 6).
 */
#ifndef KR_CRYPTO_TOTP_H
#define KR_CRYPTO_TOTP_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
    KR_TOTP_SECRET_BYTES = 20, /* RFC 4226 section 4, R6 */
    KR_TOTP_TEXT_SIZE = 32 + 1, /* of the secret in base 32 */
    KR_TOTP_DIGITS = 6,
    KR_TOTP_STEP_S = 30,
    KR_TOTP_WINDOW = 1, /* steps that a clock may be off (RFC 6238 section 5.2) */
};

void kr_totp_secret_show(char out[KR_TOTP_TEXT_SIZE], const uint8_t secret[KR_TOTP_SECRET_BYTES]);

/* The code of a time step (Unix seconds divided by KR_TOTP_STEP_S). */
void kr_totp_code(char out[KR_TOTP_DIGITS + 1], const uint8_t secret[KR_TOTP_SECRET_BYTES], uint64_t step);

/*
 * Checks what was typed (spaces do not matter) against the steps around now. 0 with the step it is of, which the caller
 * accepts once only; KR_E_AUTH. Every step is compared, so that the time tells nothing.
 */
KR_MUST_CHECK int kr_totp_check(uint64_t *step, const uint8_t secret[KR_TOTP_SECRET_BYTES], const char *typed, uint64_t now_ms);

#endif

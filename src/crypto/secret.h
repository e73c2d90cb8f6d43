/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Random secrets, their comparison in constant time, their wiping, and their spelling in text. Over libsodium;
 * kr_crypto_init must have succeeded once in the process.
 */
#ifndef KR_CRYPTO_SECRET_H
#define KR_CRYPTO_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Prepares libsodium. Call before a process enters its cage: it may open /dev/urandom. */
KR_MUST_CHECK int kr_crypto_init(void);

void kr_random_bytes(void *out, size_t len);
uint32_t kr_random_u32(void);

/* Compares without telling by its time where the difference is (only the length leaks). */
bool kr_secret_equal(const void *a, const void *b, size_t len);
bool kr_secret_text_equal(const char *a, const char *b);

/* Overwrites memory in a way that the compiler keeps. */
void kr_wipe(void *p, size_t len);

/* Room for n random bytes in base64url without padding (RFC 4648 section 5), terminator included. */
#define KR_TOKEN_TEXT_SIZE(n) (((n) * 4 + 2) / 3 + 1)

/* Writes n fresh random bytes (at most 64) as base64url text. */
void kr_random_token(char *out, size_t out_size, size_t n);

/*
 * Writes `digits` symbols of Crockford's base 32 in lower case (no i, l, o, u), 5 random bits each, for codes that
 * people type.
 */
void kr_random_code(char *out, size_t out_size, size_t digits);

/* Lower-case hexadecimal; out has 2 n + 1 bytes. */
void kr_hex_write(char *out, size_t out_size, const void *bytes, size_t n);

/* Exactly n bytes from 2 n digits; KR_E_MALFORMED otherwise. */
KR_MUST_CHECK int kr_hex_read(void *out, size_t n, const char *text);

/* SHA-256 of bytes: how stored tokens, links and cookies are looked up. */
void kr_sha256(uint8_t out[32], const void *bytes, size_t len);

#endif

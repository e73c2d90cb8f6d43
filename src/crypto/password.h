/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Passwords: making ones that people can copy from paper, and keeping only what it takes to check them (argon2id,
 * RFC 9106). Hashing takes tens of milliseconds and megabytes on purpose: call it on a worker thread, few at once.
 */
#ifndef KR_CRYPTO_PASSWORD_H
#define KR_CRYPTO_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Room for a verifier, the text "$argon2id$..." that is stored; terminator included. */
enum { KR_PASSWORD_VERIFIER_SIZE = 128 };

/*
 * A made password: 4 groups of 4 symbols of 31, 79 bits. At that strength the cost of a hash matters little for
 * whoever stole the database; it is there for passwords that people chose themselves.
 */
enum { KR_PASSWORD_GROUPS = 4, KR_PASSWORD_GROUP_SYMBOLS = 4, KR_PASSWORD_TEXT_SIZE = 4 * 4 + 3 + 1 };

/* What one hash costs: passes over the memory, and the memory. */
struct kr_password_cost {
    uint32_t passes;
    uint32_t memory_kib;
};

/*
 * 3 passes over 32 MiB: about 60 ms of one core, above the least that RFC 9106 and OWASP find sound (2 passes over
 * 19 MiB), and two at once stay below 64 MiB.
 */
struct kr_password_cost kr_password_cost_default(void);

/* Writes the verifier of a password. KR_E_NOMEM if the memory cannot be had. Thread-safe. */
KR_MUST_CHECK int kr_password_hash(char out[KR_PASSWORD_VERIFIER_SIZE], const char *password, struct kr_password_cost cost);

/* 0 if the password is the verifier's, KR_E_AUTH if not (or if the verifier is no verifier). Thread-safe. */
KR_MUST_CHECK int kr_password_check(const char *verifier, const char *password);

/* True if the verifier was made at another cost than this. */
bool kr_password_is_outdated(const char *verifier, struct kr_password_cost cost);

/* Writes a fresh password such as "k7mp-x2wd-9hqa-tr4e". */
void kr_password_make(char out[KR_PASSWORD_TEXT_SIZE]);

/* Writes n symbols that nobody mistakes for one another (no 0 and o, no 1, i and l), and a terminator. */
void kr_password_symbols(char *out, size_t out_size, size_t n);

#endif

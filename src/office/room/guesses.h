/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Slows down the guessing of short codes. Only wrong codes count, so a school of a thousand behind one address that
 * types its codes right is never slowed; one that mistypes every tenth is not either. An address may be wrong 500
 * times at once and 10 times a second after that; all addresses together 5,000 times and 100 times a second. When the
 * common budget is used up, only addresses that were wrong lately wait.
 *
 * The numbers: 50 bits and 1,000 valid codes make one guess in 10^12 right; 100 a second need 250 years for even odds,
 * and who comes in by a code waits for the moderator in any case.
 */
#ifndef KR_OFFICE_GUESSES_H
#define KR_OFFICE_GUESSES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "crypto/sealed.h"

enum {
    KR_GUESSES_ADDRESS_BURST = 500,
    KR_GUESSES_ADDRESS_PER_S = 10,
    KR_GUESSES_ALL_BURST = 5000,
    KR_GUESSES_ALL_PER_S = 100,
    KR_GUESSES_SLOTS = 4096, /* addresses remembered; two that share a slot share its budget */
};

struct kr_guess_bucket {
    uint32_t used;    /* wrong codes not yet forgiven, in thousandths */
    uint64_t last_ms; /* when `used` was brought up to date */
};

struct kr_guesses {
    uint8_t secret[KR_SEAL_KEY_BYTES];
    struct kr_guess_bucket *slots; /* owned */
    struct kr_guess_bucket all;
};

KR_MUST_CHECK int kr_guesses_init(struct kr_guesses *g);
void kr_guesses_fini(struct kr_guesses *g);

/* 0 if a code from this address may be looked up now, otherwise the seconds to wait. Steady clock. */
uint32_t kr_guesses_wait_s(struct kr_guesses *g, const char *address, uint64_t now_ms);

/* Counts a wrong code. */
void kr_guesses_wrong(struct kr_guesses *g, const char *address, uint64_t now_ms);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Slows down the guessing of passwords. A delay belongs to a pair of handle and client address and grows with its
 * failures: whoever guesses a school's password from the schoolyard delays neither other handles from there nor this
 * handle from elsewhere. Nothing is ever locked, and nothing is written down. An attempt that is too early is refused
 * before its password is hashed and does not lengthen the delay.
 */
#ifndef KR_OFFICE_THROTTLE_H
#define KR_OFFICE_THROTTLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "crypto/sealed.h"

enum {
    KR_THROTTLE_FREE = 5,          /* failures without a delay: typing errors */
    KR_THROTTLE_FIRST_MS = 1000,   /* then this, doubled with each failure */
    KR_THROTTLE_MOST_MS = 30000,   /* up to this: 30 s bother a teacher little and a guesser at 79 bits forever */
    KR_THROTTLE_FORGET_MS = 15 * 60 * 1000, /* failures count until this long after the last one */
    KR_THROTTLE_AT_ONCE = 8,       /* attempts of one pair that may be under way: a staff room at eight o'clock */
    KR_THROTTLE_SETS = 1024,
    KR_THROTTLE_WAYS = 8,          /* pairs kept in each set; the one that matters least makes room */
};

struct kr_throttle_pair {
    uint64_t key; /* 0: free */
    uint64_t last_ms, until_ms;
    uint16_t failures, under_way;
};

struct kr_throttle {
    uint8_t secret[KR_SEAL_KEY_BYTES]; /* so that nobody can aim at a set */
    struct kr_throttle_pair *pairs;    /* owned */
};

enum kr_throttle_outcome { KR_THROTTLE_PASSED, KR_THROTTLE_FAILED, KR_THROTTLE_NOT_TRIED };

KR_MUST_CHECK int kr_throttle_init(struct kr_throttle *t);
void kr_throttle_fini(struct kr_throttle *t);

/*
 * Asks to try a password; now_ms is of a clock that never goes back. 0: go on, and report with kr_throttle_end.
 * Otherwise the seconds to wait. `address` is numeric text; IPv6 addresses count by their /64.
 */
uint32_t kr_throttle_begin(struct kr_throttle *t, const char *handle, const char *address, uint64_t now_ms);
void kr_throttle_end(struct kr_throttle *t, const char *handle, const char *address, uint64_t now_ms,
                     enum kr_throttle_outcome outcome);

/* Writes what stands for an address in limits: the address, or of IPv6 its first 64 bits, which one line has. */
enum { KR_ADDRESS_KEY_SIZE = 48 };
void kr_address_key(char out[KR_ADDRESS_KEY_SIZE], const char *address);

#endif

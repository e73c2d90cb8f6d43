/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Password hashes on worker threads, two at once, so that the office's one thread never waits for them. The queue is
 * bounded, and one address has at most half of it: whoever floods the sign-in fills the own half only. One thread;
 * only the hashing itself runs elsewhere.
 */
#ifndef KR_OFFICE_HASHER_H
#define KR_OFFICE_HASHER_H

#include <uv.h>

#include "base/err.h"
#include "crypto/keypair.h"
#include "crypto/password.h"

enum {
    KR_HASHER_AT_ONCE = 2,     /* two hashes are 64 MiB and both cores of the smallest machine */
    KR_HASHER_QUEUE = 32,      /* waiting and running: the last in line waits a second */
    KR_HASHER_PER_ADDRESS = 16,
};

struct kr_hash_job;

struct kr_hasher {
    uv_loop_t *loop;
    struct kr_password_cost cost;
    struct kr_hash_job *jobs; /* all, in order of arrival; owned */
    unsigned n_running;
};

/*
 * The result, on the loop's thread: err is 0, KR_E_AUTH (another password) or KR_E_NOMEM. `verifier` is the new
 * verifier of kr_hasher_make, or of kr_hasher_check when the old one was made at another cost; NULL otherwise.
 */
typedef void kr_hasher_fn(void *arg, int err, const char *verifier);

void kr_hasher_init(struct kr_hasher *h, uv_loop_t *loop, struct kr_password_cost cost);

/*
 * Checks a password against a verifier, or makes a verifier. Both texts are copied; `done` is called exactly once,
 * later. KR_E_FULL (and no call) when the queue, or the address's part of it, is full. `address` is what
 * kr_address_key gives, "" for the administrator.
 */
KR_MUST_CHECK int kr_hasher_check(struct kr_hasher *h, const char *address, const char *verifier, const char *password,
                                  kr_hasher_fn *done, void *arg);
KR_MUST_CHECK int kr_hasher_make(struct kr_hasher *h, const char *address, const char *password, kr_hasher_fn *done, void *arg);

/*
 * The same for accounts that hold keys, whose password also makes the key that wraps them. Checking and deriving are one
 * job; nothing is derived from a wrong password, so that one takes as long for every handle.
 */
struct kr_hash_keys {
    const uint8_t *key;                 /* by the parameters given; NULL: none were */
    const struct kr_wrap_params *fresh; /* set by kr_hasher_make_key, and by a check whose parameters are of another cost */
    const uint8_t *fresh_key;           /* by those */
};
typedef void kr_hasher_key_fn(void *arg, int err, const char *verifier, const struct kr_hash_keys *keys);

KR_MUST_CHECK int kr_hasher_check_key(struct kr_hasher *h, const char *address, const char *verifier,
                                      const struct kr_wrap_params *params, const char *password, kr_hasher_key_fn *done, void *arg);
KR_MUST_CHECK int kr_hasher_make_key(struct kr_hasher *h, const char *address, const char *password, kr_hasher_key_fn *done,
                                     void *arg);

/* True while jobs are under way; the loop runs until they are done. */
bool kr_hasher_is_busy(const struct kr_hasher *h);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Schools that register themselves. Whoever does is not known yet: nothing is told about schools that are there, and it
 * costs at most KR_REGISTER_OPEN rows and a few hashes an hour and line. What comes of it is an enrolling school and the
 * sign-in of its head, who then takes the steps in the portal. Nothing of it works before the operator countersigns.
 */
#ifndef KR_OFFICE_SCHOOL_REGISTER_H
#define KR_OFFICE_SCHOOL_REGISTER_H

#include "crypto/recovery.h"
#include "office/school/school.h"
#include "office/throttle.h"

enum {
    KR_REGISTER_OPEN = 200,          /* registered and not signed yet, of all */
    KR_REGISTER_PER_LINE = 5,        /* in KR_REGISTER_SPAN_MS */
    KR_REGISTER_SPAN_MS = 60 * 60 * 1000,
    KR_REGISTER_LINES = 512,         /* remembered; the one that matters least makes room */
};

struct kr_register_line {
    char line[KR_ADDRESS_KEY_SIZE]; /* "": free */
    uint64_t since_ms;              /* steady clock */
    unsigned n;
};

struct kr_registered {
    char school[KR_LIMIT_ID_BYTES + 1], handle[KR_LIMIT_ID_BYTES + 1];
    char recovery[KR_RECOVERY_TEXT_SIZE]; /* of the school's key; shown this once */
};

/* err 0: *out is what was made. */
typedef void kr_register_fn(void *arg, int err, const struct kr_registered *out);

/*
 * Registers a school; `done` is called exactly once, later, if this returns 0. KR_E_STATE (the operator does not take
 * registrations, or has no keys yet), KR_E_LIMITED with *wait_s (this line has registered too often), KR_E_FULL (too many
 * are open, or too many hashes wait), KR_E_TOO_LARGE and KR_E_MALFORMED (the password).
 */
KR_MUST_CHECK int kr_register(struct kr_office *o, const struct kr_profile *profile, const char *password, const char *address,
                              uint32_t *wait_s, kr_register_fn *done, void *arg);

void kr_register_fini(struct kr_office *o);

#endif

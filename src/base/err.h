/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Error codes of the whole program. A function that can fail returns 0 or one of these negative values and writes
 * its out-pointers on success only. Each code has a stable identifier (kr_err_id) that clients may rely on.
 */
#ifndef KR_BASE_ERR_H
#define KR_BASE_ERR_H

#define KR_MUST_CHECK __attribute__((warn_unused_result))

/* X(name, number, identifier): one row per kind of failure; numbers never change, new ones are appended. */
#define KR_ERR_TABLE(X)                                                                                                \
    X(KR_E_MALFORMED, -1, "malformed")       /* bytes do not follow their format */                                    \
    X(KR_E_TRUNCATED, -2, "truncated")       /* shorter than its own header says */                                    \
    X(KR_E_TOO_LARGE, -3, "too_large")       /* over a named limit */                                                  \
    X(KR_E_UNSUPPORTED, -4, "unsupported")   /* well-formed, but nothing we speak */                                   \
    X(KR_E_AUTH, -5, "unauthenticated")      /* tag, password, signature or MESSAGE-INTEGRITY is wrong */              \
    X(KR_E_REPLAY, -6, "replay")             /* seen before, or too old to tell */                                     \
    X(KR_E_FORBIDDEN, -7, "forbidden")       /* known, but not allowed to */                                           \
    X(KR_E_NOT_FOUND, -8, "not_found")                                                                                 \
    X(KR_E_EXISTS, -9, "exists")                                                                                       \
    X(KR_E_STATE, -10, "wrong_state")        /* right message, wrong moment */                                         \
    X(KR_E_FULL, -11, "full")                /* a bounded container has no room */                                     \
    X(KR_E_NOMEM, -12, "out_of_memory")                                                                                \
    X(KR_E_AGAIN, -13, "try_again")          /* would block */                                                         \
    X(KR_E_CLOSED, -14, "closed")            /* the peer or object is gone */                                          \
    X(KR_E_IO, -15, "io")                    /* the operating system refused; errno tells */                           \
    X(KR_E_INTERNAL, -16, "internal")        /* a library refused what it should accept */                             \
    X(KR_E_EXPIRED, -17, "expired")                                                                                    \
    X(KR_E_LIMITED, -18, "rate_limited")                                                                               \
    X(KR_E_CONFIG, -19, "configuration")     /* an operator's setting is wrong */                                      \
    X(KR_E_SEALED, -20, "sealed")            /* there, but the key that opens it is not open now */

enum kr_err {
    KR_OK = 0,
#define X(name, number, id) name = number,
    KR_ERR_TABLE(X)
#undef X
};

/* Stable identifier of an error, "ok" for 0, "unknown" for anything else. Static storage. */
const char *kr_err_id(int err);

#endif

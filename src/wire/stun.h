/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * STUN messages (RFC 8489), the part that ICE needs (RFC 8445 section 16). Parsing gives views into the input, allocates
 * nothing, and checks the FINGERPRINT if there is one; MESSAGE-INTEGRITY is checked apart, once the key is known.
 */
#ifndef KR_WIRE_STUN_H
#define KR_WIRE_STUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

enum {
    KR_STUN_HEADER_BYTES = 20,             /* RFC 8489 section 5 */
    KR_STUN_COOKIE = 0x2112A442,           /* RFC 8489 section 5 */
    KR_STUN_TRANSACTION_BYTES = 12,        /* RFC 8489 section 5 */
    KR_STUN_INTEGRITY_BYTES = 20,          /* RFC 8489 section 14.5: HMAC-SHA1 */
    KR_STUN_UNKNOWN_MAX = 8,               /* unknown comprehension-required attributes remembered for a 420 */
};

enum kr_stun_class { KR_STUN_REQUEST = 0, KR_STUN_INDICATION = 1, KR_STUN_SUCCESS = 2, KR_STUN_ERROR = 3 };
enum { KR_STUN_BINDING = 0x001 }; /* method, RFC 8489 section 17.1 (registry) */

/* An IPv4 or IPv6 transport address, in network order, without the operating system's types. */
struct kr_wire_address {
    uint8_t family; /* 4 or 6; 0: none */
    uint8_t ip[16]; /* 4 or 16 bytes used */
    uint16_t port;  /* host order */
};

bool kr_wire_address_equal(const struct kr_wire_address *a, const struct kr_wire_address *b);

struct kr_stun_msg {
    enum kr_stun_class class;
    uint16_t method;
    const uint8_t *transaction; /* 12 bytes */
    struct kr_span username;    /* RFC 8489 14.3; data NULL: absent */
    bool has_priority;
    uint32_t priority;          /* RFC 8445 7.1.1 */
    bool use_candidate;         /* RFC 8445 7.1.2 */
    bool controlling, controlled;
    uint64_t tie_breaker;       /* RFC 8445 7.1.3 */
    uint16_t error_code;        /* RFC 8489 14.8; 0: none */
    struct kr_wire_address mapped; /* XOR-MAPPED-ADDRESS */
    bool has_fingerprint;       /* and it was right */
    size_t integrity_at;        /* offset of the MESSAGE-INTEGRITY attribute in the message; 0: absent */
    uint16_t unknown[KR_STUN_UNKNOWN_MAX]; /* comprehension-required attributes not understood */
    size_t n_unknown;
};

/* True if a datagram may be STUN by its first byte and cookie (RFC 7983 section 7). */
bool kr_stun_is(const uint8_t *p, size_t len);

/*
 * Parses one whole message. KR_E_MALFORMED for a wrong length, cookie, attribute or FINGERPRINT. Attributes after
 * MESSAGE-INTEGRITY other than FINGERPRINT are ignored (RFC 8489 section 14.5).
 */
KR_MUST_CHECK int kr_stun_parse(struct kr_stun_msg *out, const uint8_t *p, size_t len);

/* Checks MESSAGE-INTEGRITY of the message m was parsed from, with a short-term key (RFC 8489 9.1). KR_E_AUTH. */
KR_MUST_CHECK int kr_stun_check(const struct kr_stun_msg *m, const uint8_t *p, const void *key, size_t key_len);

struct kr_turn_write; /* wire/turn.h */

struct kr_stun_write {
    enum kr_stun_class class;
    uint16_t method;
    const uint8_t *transaction;
    struct kr_span username;
    struct kr_wire_address mapped; /* family 0: none */
    uint16_t error_code;           /* 0: none; with a reason phrase of ours */
    const uint16_t *unknown;       /* for 420 */
    size_t n_unknown;
    bool has_priority, use_candidate, controlling, controlled;
    uint32_t priority;
    uint64_t tie_breaker;
    const struct kr_turn_write *turn; /* attributes of TURN; NULL: none */
};

/* Writes a message with MESSAGE-INTEGRITY (if key is not NULL) and FINGERPRINT; *out_len bytes of out are used. */
KR_MUST_CHECK int kr_stun_write(uint8_t *out, size_t cap, size_t *out_len, const struct kr_stun_write *m, const void *key,
                                size_t key_len);

#endif

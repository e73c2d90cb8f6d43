/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbers of STUN that the reader and the writer share; internal to wire. */
#ifndef KR_WIRE_STUN_ATTR_H
#define KR_WIRE_STUN_ATTR_H

#include "wire/stun.h"

enum {
    KR_STUN_ATTR_HEADER_BYTES = 4,        /* type and length, RFC 8489 section 14 */
    KR_STUN_FINGERPRINT_XOR = 0x5354554E, /* RFC 8489 section 14.7 */
    KR_STUN_FINGERPRINT_BYTES = 4,        /* RFC 8489 section 14.7 */
    KR_STUN_OPTIONAL_FROM = 0x8000,       /* RFC 8489 section 14: comprehension-optional from here on */
    KR_STUN_ADDRESS_IPV4 = 1,             /* RFC 8489 section 14.1: family */
    KR_STUN_ADDRESS_IPV6 = 2,
    KR_STUN_REALM_MAX = 763,    /* RFC 8489 sections 14.9 and 14.10: bytes of REALM and NONCE */
    KR_STUN_USERNAME_MAX = 512, /* RFC 5389 section 15.3: below 513; RFC 8489 section 14.3 has 509 */

    /* RFC 8489 section 18.3 (registry) */
    KR_STUN_ATTR_MAPPED_ADDRESS = 0x0001,
    KR_STUN_ATTR_USERNAME = 0x0006,
    KR_STUN_ATTR_MESSAGE_INTEGRITY = 0x0008,
    KR_STUN_ATTR_ERROR_CODE = 0x0009,
    KR_STUN_ATTR_UNKNOWN_ATTRIBUTES = 0x000A,
    KR_STUN_ATTR_REALM = 0x0014,
    KR_STUN_ATTR_NONCE = 0x0015,
    KR_STUN_ATTR_MESSAGE_INTEGRITY_SHA256 = 0x001C,
    KR_STUN_ATTR_XOR_MAPPED_ADDRESS = 0x0020,
    KR_STUN_ATTR_FINGERPRINT = 0x8028,

    /* RFC 8445 section 20.2 (registry) */
    KR_STUN_ATTR_PRIORITY = 0x0024,
    KR_STUN_ATTR_USE_CANDIDATE = 0x0025,
    KR_STUN_ATTR_ICE_CONTROLLED = 0x8029,
    KR_STUN_ATTR_ICE_CONTROLLING = 0x802A,

    /* RFC 8656 section 18 (registry) */
    KR_STUN_ATTR_CHANNEL_NUMBER = 0x000C,
    KR_STUN_ATTR_LIFETIME = 0x000D,
    KR_STUN_ATTR_XOR_PEER_ADDRESS = 0x0012,
    KR_STUN_ATTR_DATA = 0x0013,
    KR_STUN_ATTR_XOR_RELAYED_ADDRESS = 0x0016,
    KR_STUN_ATTR_REQUESTED_ADDRESS_FAMILY = 0x0017,
    KR_STUN_ATTR_REQUESTED_TRANSPORT = 0x0019,
};

struct kr_turn_write;

/* stun.c: an address masked as in RFC 8489 section 14.2; msg is the whole message. KR_E_MALFORMED. */
KR_MUST_CHECK int kr_stun_read_address(struct kr_wire_address *out, const uint8_t *v, size_t len, const uint8_t *msg);

/* stun_write.c: an attribute's header; returns where its value goes, padding already zero, or NULL when it does not fit. */
uint8_t *kr_stun_write_attribute(struct kr_writer *w, uint16_t type, size_t len);
void kr_stun_write_address(struct kr_writer *w, uint16_t type, const struct kr_wire_address *a);

/* turn_write.c */
void kr_turn_write_attributes(struct kr_writer *w, const struct kr_turn_write *t);

#endif

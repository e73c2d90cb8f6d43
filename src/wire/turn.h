/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * TURN (RFC 8656) beside STUN: the attributes of its messages, ChannelData, and where a message ends in a stream. Parsing
 * gives views into the input and allocates nothing; writing goes through kr_stun_write.
 */
#ifndef KR_WIRE_TURN_H
#define KR_WIRE_TURN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "wire/stun.h"

/* Methods, RFC 8656 section 17. */
enum {
    KR_TURN_ALLOCATE = 0x003,
    KR_TURN_REFRESH = 0x004,
    KR_TURN_SEND = 0x006, /* indication */
    KR_TURN_DATA = 0x007, /* indication */
    KR_TURN_CREATE_PERMISSION = 0x008,
    KR_TURN_CHANNEL_BIND = 0x009,
};

/* Error codes: RFC 8489 section 14.8, RFC 8656 section 19. */
enum {
    KR_TURN_BAD_REQUEST = 400,
    KR_TURN_UNAUTHENTICATED = 401,
    KR_TURN_FORBIDDEN = 403,
    KR_TURN_UNKNOWN_ATTRIBUTE = 420,
    KR_TURN_ALLOCATION_MISMATCH = 437,
    KR_TURN_STALE_NONCE = 438,
    KR_TURN_FAMILY_NOT_SUPPORTED = 440,
    KR_TURN_WRONG_CREDENTIALS = 441,
    KR_TURN_TRANSPORT_NOT_SUPPORTED = 442,
    KR_TURN_FAMILY_MISMATCH = 443,
    KR_TURN_QUOTA_REACHED = 486,
    KR_TURN_NO_CAPACITY = 508,
};

enum {
    KR_TURN_TRANSPORT_UDP = 17,         /* RFC 8656 section 18.7: numbers of IP protocols */
    KR_TURN_CHANNEL_FIRST = 0x4000,     /* RFC 8656 section 12 */
    KR_TURN_CHANNEL_LAST = 0x4FFF,
    KR_TURN_CHANNEL_HEADER_BYTES = 4,   /* RFC 8656 section 12.4 */
    KR_TURN_MESSAGE_BYTES = 2048,       /* largest message taken from a stream: a datagram of media and what goes around it */
    KR_TURN_PEERS_MAX = 8,              /* XOR-PEER-ADDRESS in one CreatePermission */
};

struct kr_turn_msg {
    struct kr_stun_msg stun; /* of it, `unknown` is what TURN does not know either */
    struct kr_span realm, nonce;
    bool has_lifetime;
    uint32_t lifetime_s;
    bool has_transport;
    uint8_t transport;
    bool has_family;
    uint8_t family; /* 4 or 6; 0: another */
    bool has_channel;
    uint16_t channel;
    struct kr_wire_address peers[KR_TURN_PEERS_MAX];
    size_t n_peers;
    struct kr_wire_address relayed;
    bool has_data;
    struct kr_span data;
};

/* Parses one whole STUN message with the attributes of TURN. KR_E_MALFORMED, also for more peers than are taken. */
KR_MUST_CHECK int kr_turn_parse(struct kr_turn_msg *out, const uint8_t *p, size_t len);

/* What of TURN goes into a message: kr_stun_write.turn. */
struct kr_turn_write {
    struct kr_span realm, nonce; /* data NULL: none */
    bool has_lifetime;
    uint32_t lifetime_s;
    uint8_t transport; /* 0: none */
    uint8_t family;    /* 4 or 6; 0: none */
    uint16_t channel;  /* 0: none */
    struct kr_wire_address peer, relayed; /* family 0: none */
    struct kr_span data;
};

struct kr_turn_channel_data {
    uint16_t channel;
    struct kr_span data;
};

/* True if the first byte is that of ChannelData (RFC 8656 section 12, RFC 7983 section 7). */
bool kr_turn_is_channel_data(const uint8_t *p, size_t len);

/* RFC 8656 section 12.4; what follows the data is padding. KR_E_MALFORMED, KR_E_TRUNCATED. */
KR_MUST_CHECK int kr_turn_channel_data_parse(struct kr_turn_channel_data *out, const uint8_t *p, size_t len);

/*
 * Writes ChannelData; in a stream its end is padded to a multiple of four (RFC 8656 section 12.5). Returns its length, or 0
 * if it does not fit.
 */
size_t kr_turn_channel_data_write(uint8_t *out, size_t cap, uint16_t channel, struct kr_span data, bool stream);

/*
 * Where the message that begins at p ends in a stream, padding included (RFC 8656 section 12.5, RFC 8489 section 6.2.2). KR_E_AGAIN
 * while too little is there to tell; KR_E_MALFORMED for what is no message, KR_E_TOO_LARGE beyond KR_TURN_MESSAGE_BYTES.
 */
KR_MUST_CHECK int kr_turn_frame(size_t *out_bytes, const uint8_t *p, size_t len);

#endif

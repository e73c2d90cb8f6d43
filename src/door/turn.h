/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The relay, pure: a TURN server (RFC 8656) that relays to Kreide's media ports and to nothing else. Bytes and the time
 * go in; at most one answer or one datagram for media comes out. It opens no socket and reads no clock.
 *
 * What a client may reach is not a list of what is forbidden but the few places media has: an announced address with a
 * media port. Everything else is 403, whatever it is. A permission that names an announced address opens no other port.
 *
 * Nothing is changed for whoever has not proven a password (RFC 8489 section 9.2); the nonces they get are not
 * remembered. Allocations belong to a client's tuple, are counted for each user name, for each address and in all, and end by
 * themselves.
 */
#ifndef KR_DOOR_TURN_H
#define KR_DOOR_TURN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/map.h"
#include "crypto/turn_pass.h"
#include "door/tally.h"
#include "wire/turn.h"

enum {
    KR_TURN_HOSTS = 8,                /* announced addresses */
    KR_TURN_CHANNELS = 32,            /* of one allocation; a browser binds one for each address it tries */
    KR_TURN_LIFETIME_S = 600,         /* RFC 8656 section 3.2: the default, which is also the least */
    KR_TURN_LIFETIME_MAX_S = 3600,    /* RFC 8656 section 7.2 recommends an hour */
    KR_TURN_PERMISSION_S = 300,       /* RFC 8656 section 9 */
    KR_TURN_CHANNEL_S = 600,          /* RFC 8656 section 12 */
    KR_TURN_DATAGRAM_BYTES = KR_LIMIT_DATAGRAM_BYTES, /* what media takes */
};

/* A place where media is: how clients call it, and where that is on this machine. Their ports are not looked at. */
struct kr_turn_host {
    struct kr_wire_address announced, real;
};

struct kr_turn_config {
    uint8_t secret[KR_TURN_SECRET_BYTES];
    const char *realm; /* must outlive the relay */
    struct kr_turn_host hosts[KR_TURN_HOSTS];
    size_t n_hosts;
    uint16_t first_port, n_ports; /* of media */
    size_t allocations, allocations_per_user, allocations_per_address;
};

/* Who speaks: RFC 8656 section 3.2 calls it the 5-tuple. `via` tells our side of it apart: a UDP socket, or one connection. */
struct kr_turn_tuple {
    struct kr_wire_address address;
    uint32_t via;
    bool stream;
};

struct kr_turn_channel {
    uint16_t number; /* 0: free */
    uint8_t host;
    uint16_t port;
    uint64_t until_us;
};

struct kr_turn_allocation {
    struct kr_turn_allocation *next, *prev;
    struct kr_turn_tuple tuple;
    uint64_t key;                   /* of the tuple in the relay's map */
    char name[KR_TURN_NAME_SIZE];   /* of the user */
    uint8_t transaction[KR_STUN_TRANSACTION_BYTES]; /* of the request that made it */
    uint8_t family;                 /* of its relayed address */
    struct kr_wire_address relayed;
    uint64_t until_us;
    uint64_t permitted_until_us[KR_TURN_HOSTS];
    uint8_t last_host;              /* that something was sent to: of two that are one place, the one that is in use */
    struct kr_turn_channel channels[KR_TURN_CHANNELS];
    size_t user_place, address_place; /* where it is counted */
    void *user;                     /* of the caller; set in `open` */
};

struct kr_turn_effects {
    /* Opens a socket towards media for the allocation and says its port. KR_E_FULL and others: 508. */
    int (*open)(void *arg, struct kr_turn_allocation *a, uint16_t *port);
    /* The allocation is over; a dies when this returns. */
    void (*close)(void *arg, struct kr_turn_allocation *a);
};

enum kr_turn_verdict {
    KR_TURN_NOTHING,
    KR_TURN_TO_CLIENT, /* data goes back to where the input came from */
    KR_TURN_TO_MEDIA,  /* data goes to `to` from the socket of `allocation` */
};

/* data is a view of the input, or of the relay's own buffer until the next call. */
struct kr_turn_out {
    enum kr_turn_verdict verdict;
    struct kr_span data;
    struct kr_turn_allocation *allocation;
    struct kr_wire_address to;
    bool proven; /* an answer to somebody who has proven a password, or a datagram of media for them */
};

struct kr_turn_counters {
    uint64_t requests, refused, unauthenticated, forbidden, malformed;
    uint64_t to_media, to_client, dropped; /* datagrams */
};

struct kr_turn {
    struct kr_turn_config config;
    const struct kr_turn_effects *effects;
    void *arg;
    struct kr_map by_tuple;
    uint64_t map_secret[2];
    struct kr_tally users, addresses; /* their allocations */
    struct kr_turn_allocation *allocations; /* owned */
    size_t n_allocations;
    struct kr_turn_counters counters;
    uint8_t answer[KR_TURN_MESSAGE_BYTES];
};

void kr_turn_init(struct kr_turn *t, const struct kr_turn_config *config, const struct kr_turn_effects *effects, void *arg);
void kr_turn_fini(struct kr_turn *t); /* closes every allocation */

/*
 * One message of a client: a datagram, or what kr_turn_frame cut from a stream. unix_s is for passwords and nonces, now_us
 * for everything that runs out.
 */
void kr_turn_input(struct kr_turn *t, const struct kr_turn_tuple *from, const uint8_t *p, size_t len, uint64_t now_us, uint64_t unix_s,
                   struct kr_turn_out *out);

/* A datagram that came to the socket of an allocation. Out comes what its client is sent, or nothing. */
void kr_turn_from_media(struct kr_turn *t, struct kr_turn_allocation *a, const struct kr_wire_address *from, const uint8_t *p, size_t len,
                        uint64_t now_us, struct kr_turn_out *out);

/* The connection of this client is gone, and with it its allocation (RFC 8656 section 3.2: of TCP and TLS). */
void kr_turn_gone(struct kr_turn *t, const struct kr_turn_tuple *tuple);

/* Ends what has run out; once a second is enough. */
void kr_turn_tick(struct kr_turn *t, uint64_t now_us);

/* The allocation of a tuple, or NULL. */
struct kr_turn_allocation *kr_turn_find(const struct kr_turn *t, const struct kr_turn_tuple *tuple);

#endif

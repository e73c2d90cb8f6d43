/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of the relay's core share. */
#ifndef KR_DOOR_TURN_INSIDE_H
#define KR_DOOR_TURN_INSIDE_H

#include "door/turn.h"

/* A request on its way: who asks, what, and what the answer is signed with. */
struct kr_turn_request {
    const struct kr_turn_tuple *from;
    const struct kr_turn_msg *msg;
    const uint8_t *bytes;
    uint64_t now_us, unix_s;
    struct kr_turn_allocation *allocation; /* of `from`; NULL: none */
    uint8_t key[KR_TURN_KEY_BYTES];        /* once it is authenticated */
    uint64_t until_s;                      /* of the user name */
};

/* turn_auth.c: 0, or the error code the request is refused with (RFC 8489 section 9.2.4). Fills in key and until_s. */
uint16_t kr_turn_authenticate(const struct kr_turn *t, struct kr_turn_request *r);

/* turn_peer.c: the places of media. */
int kr_turn_host_of(const struct kr_turn *t, const struct kr_wire_address *peer);      /* by address alone; -1: none of ours */
bool kr_turn_is_media_port(const struct kr_turn *t, uint16_t port);
struct kr_wire_address kr_turn_real(const struct kr_turn *t, uint8_t host, uint16_t port);
struct kr_wire_address kr_turn_announced(const struct kr_turn *t, uint8_t host, uint16_t port);
bool kr_turn_is_at(const struct kr_turn *t, uint8_t host, const struct kr_wire_address *real); /* by address alone */
/* A family that media has an address of; asked 0: IPv4 before IPv6. 0: none. */
uint8_t kr_turn_family(const struct kr_turn *t, bool asked, uint8_t family);

/* turn_allocation.c */
/* KR_E_LIMITED: the user, or the address, has as many as it may. */
KR_MUST_CHECK int kr_turn_allocation_new(struct kr_turn *t, const struct kr_turn_request *r, uint8_t family, struct kr_turn_allocation **out);
void kr_turn_allocation_end(struct kr_turn *t, struct kr_turn_allocation *a);
struct kr_turn_channel *kr_turn_channel_find(struct kr_turn_allocation *a, uint16_t number);

/* turn_request.c: 0 and *answer filled in, or an error code. */
uint16_t kr_turn_handle(struct kr_turn *t, struct kr_turn_request *r, struct kr_turn_write *answer);

#endif

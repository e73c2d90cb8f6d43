/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Which endpoint a datagram belongs to: a STUN check by the user name it was made for, everything else by the address
 * it comes from. An address is known only after an authenticated check came from it, so that everything unknown is
 * dropped at the price of one look-up.
 */
#ifndef KR_MEDIA_DEMUX_H
#define KR_MEDIA_DEMUX_H

#include <stdint.h>

#include "base/map.h"
#include "rtc/ice.h"
#include "wire/stun.h"

enum {
    KR_UFRAGS = 2, /* user names of an endpoint: the present one, and the one before a restart */
    KR_PATHS = 8, /* addresses per endpoint; the longest unchecked goes first */
    /*
     * An address in use is not handed to another endpoint for so long after its last check: a member could otherwise
     * take another's address by sending checks with a forged source. Browsers check every 2.5 s or more often.
     */
    KR_PATH_HELD_US = 10000000,
};

struct kr_endpoint;

struct kr_path {
    struct kr_endpoint *endpoint; /* NULL: free */
    struct kr_wire_address address;
    uint16_t socket;
    uint64_t key, checked_us;
};

struct kr_demux {
    struct kr_map ufrags; /* local user name fragment -> struct kr_endpoint */
    struct kr_map paths;  /* socket and address, mixed with the secret -> struct kr_path */
    uint64_t secret[2];
};

void kr_demux_init(struct kr_demux *d);
void kr_demux_fini(struct kr_demux *d);

/*
 * Makes the endpoint known by its present ICE user name and, after a restart, by the one before for as long as that
 * is good. Call when they may have changed. KR_E_NOMEM, or KR_E_EXISTS when by chance another endpoint has the name.
 */
KR_MUST_CHECK int kr_demux_update(struct kr_demux *d, struct kr_endpoint *e);

/* Forgets the endpoint and all its addresses. */
void kr_demux_remove(struct kr_demux *d, struct kr_endpoint *e);

/* By local user name fragment; NULL. */
struct kr_endpoint *kr_demux_ufrag(const struct kr_demux *d, struct kr_span ufrag);

/* By address; NULL. */
struct kr_path *kr_demux_path(const struct kr_demux *d, uint16_t socket, const struct kr_wire_address *from);

/* True if the address is another endpoint's, and that one was heard from there lately. */
bool kr_demux_taken(const struct kr_demux *d, const struct kr_endpoint *e, uint16_t socket, const struct kr_wire_address *from,
                    uint64_t now_us);

/* An authenticated check of e came from there: the address is e's. NULL when memory is short. */
struct kr_path *kr_demux_checked(struct kr_demux *d, struct kr_endpoint *e, uint16_t socket, const struct kr_wire_address *from,
                                 uint64_t now_us);

#endif

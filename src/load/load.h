/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `kreide load`: synthetic clients that join, send, receive and leave as real ones do (HTTP, WebSocket, SDP, ICE, DTLS, SRTP),
 * to measure a server. It speaks to the hosts it was given and to nobody else, whatever a server answers.
 */
#ifndef KR_LOAD_LOAD_H
#define KR_LOAD_LOAD_H

#include "load/client.h"
#include "load/options.h"

struct kr_load {
    const struct kr_load_options *options;
    struct kr_load_loop loop;
    struct kr_load_identity identity;
    SSL_CTX *tls; /* NULL: plain HTTP */
    struct sockaddr_storage host; /* of pages and signalling */
    socklen_t host_len;
    struct sockaddr_storage allowed[KR_LOAD_ADDRESSES * 2]; /* where media may go */
    size_t n_allowed;
    struct kr_load_tally tally;
    struct kr_load_client *clients; /* owned */
    size_t n_clients;
    int next_number;
};

/* The command; returns its exit status: 0, 1 when more was lost or failed than allowed, 2 when it cannot begin. */
int kr_load_main(int argc, char **argv);

/* Resolves the host that was given and sets up TLS; says on stderr what is wrong. */
KR_MUST_CHECK int kr_load_target(struct kr_load *l);

/* True if media may go to an address: the host's own, or one that was given. */
bool kr_load_allows(const struct kr_load *l, const struct sockaddr *a);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* The client's end of a transport: ICE checks as the controlling agent, OpenSSL's own DTLS client, SRTP. */
#ifndef KR_SIM_PEER_H
#define KR_SIM_PEER_H

#include <openssl/ssl.h>

#include "rtc/srtp.h"
#include "wire/stun.h"

typedef void sim_peer_send_fn(void *arg, const uint8_t *p, size_t len);

struct sim_peer {
    SSL_CTX *ctx;
    SSL *ssl;
    char fingerprint[3 * 32 + 1];
    char ufrag[9], pwd[25];               /* own */
    char remote_ufrag[64], remote_pwd[64]; /* from the answer */
    bool checked, connected;
    uint64_t checks_answered;
    struct kr_srtp_sender *sender;
    struct kr_srtp_receiver *receiver;
    sim_peer_send_fn *send;
    void *arg;
};

void sim_peer_init(struct sim_peer *p, int number, sim_peer_send_fn *send, void *arg);
void sim_peer_fini(struct sim_peer *p);

/* Sends a connectivity check that nominates. */
void sim_peer_check(struct sim_peer *p);

/* STUN or DTLS that arrived. */
void sim_peer_input(struct sim_peer *p, const uint8_t *data, size_t len);

#endif

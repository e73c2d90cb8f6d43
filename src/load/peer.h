/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A synthetic client's end of a transport: ICE checks as the controlling agent (RFC 8445), OpenSSL's own DTLS client, SRTP
 * (RFC 5764, AEAD_AES_128_GCM). Bytes go in and out; it has no socket and no clock. What arrives is hostile: it is
 * verified as a browser does, and what is not good changes nothing.
 */
#ifndef KR_LOAD_PEER_H
#define KR_LOAD_PEER_H

#include <openssl/ssl.h>

#include "rtc/srtp.h"
#include "wire/stun.h"

typedef void kr_load_send_fn(void *arg, const uint8_t *p, size_t len);

/* A certificate, which any number of clients may share: to make one takes longer than a handshake. */
struct kr_load_identity {
    SSL_CTX *ctx;
    char fingerprint[3 * 32 + 1];
};

struct kr_load_peer {
    const struct kr_load_identity *identity; /* not owned, unless it is own_identity */
    struct kr_load_identity own_identity;
    SSL *ssl;
    char ufrag[9], pwd[25];               /* own */
    char remote_ufrag[64], remote_pwd[64]; /* from the answer */
    bool checked, connected, failed; /* failed: the server speaks no SRTP that we do */
    uint64_t checks_answered;
    struct kr_srtp_sender *sender;
    struct kr_srtp_receiver *receiver;
    kr_load_send_fn *send;
    void *arg;
};

void kr_load_identity_init(struct kr_load_identity *i);
void kr_load_identity_fini(struct kr_load_identity *i);

/* identity lives longer than p; NULL: p makes one for itself. */
void kr_load_peer_init(struct kr_load_peer *p, const struct kr_load_identity *identity, int number, kr_load_send_fn *send, void *arg);
void kr_load_peer_fini(struct kr_load_peer *p);

/* Sends a connectivity check that nominates. */
void kr_load_peer_check(struct kr_load_peer *p);

/* Sends again what of the handshake may be lost (RFC 6347 4.2.4), by OpenSSL's own clock; to be called now and then. */
void kr_load_peer_tick(struct kr_load_peer *p);

/* STUN or DTLS that arrived. */
void kr_load_peer_input(struct kr_load_peer *p, const uint8_t *data, size_t len);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A library context of OpenSSL for DTLS. It has the standard provider's implementations, but of kinds of keys and of decoders
 * only those that a certificate of a peer can need: EC, RSA, Ed25519, and X25519 for the exchange.
 *
 * Why: OpenSSL 3.0 (not from 3.2 on) makes a chain of decoders anew for each certificate that it reads, out of everything that
 * its context knows, some hundred; that took longer than all elliptic curves of a handshake together.
 */
#ifndef KR_CRYPTO_LEAN_H
#define KR_CRYPTO_LEAN_H

#include <openssl/types.h>

#include "base/err.h"

struct kr_lean {
    OSSL_LIB_CTX *library;
    OSSL_PROVIDER *provider;
};

/* KR_E_INTERNAL when the standard provider is not there. One thread at a time. */
KR_MUST_CHECK int kr_lean_init(struct kr_lean *l);

/* After everything that was made with the library. */
void kr_lean_fini(struct kr_lean *l);

#endif

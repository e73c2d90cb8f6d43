/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Self-made certificates for peers that check a fingerprint and no chain (RFC 8122, RFC 8827 section 6.5): ECDSA on
 * P-256, a random name that says nothing about the server.
 */
#ifndef KR_CRYPTO_CERT_H
#define KR_CRYPTO_CERT_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/err.h"

enum { KR_CERT_DAYS = 30 }; /* RFC 8827 6.5: short, so that it identifies nobody for long; a process lives shorter */

/* Makes a key and a certificate for it, to be used with library (NULL: the standard one). The caller frees both. */
KR_MUST_CHECK int kr_cert_new(EVP_PKEY **key, X509 **cert, OSSL_LIB_CTX *library);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A certificate for HTTPS made by Kreide itself, where the operator has given none. Browsers warn of it; it is for
 * trying out, and for a front of one's own that checks no chain.
 */
#ifndef KR_CRYPTO_SELFSIGNED_H
#define KR_CRYPTO_SELFSIGNED_H

#include <stddef.h>

#include "base/err.h"

enum { KR_SELFSIGNED_DAYS = 825 }; /* the longest some clients accept of a certificate of one's own */

/*
 * Makes cert_file and key_file (PEM, mode 0600; ECDSA on P-256) for the DNS names and numeric IP addresses given, unless
 * both files are there and the certificate is good for another day. KR_E_IO, errno says why; KR_E_MALFORMED for a name
 * that is none.
 */
KR_MUST_CHECK int kr_selfsigned_ensure(const char *cert_file, const char *key_file, const char *const *names, size_t n_names,
                                       const char *const *ips, size_t n_ips);

#endif

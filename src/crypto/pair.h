/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A certificate chain and its key for HTTPS, as the operator keeps them in PEM files: read and judged in one place, carried as
 * text to those who serve with it, and taken into use there, also while connections are served.
 */
#ifndef KR_CRYPTO_PAIR_H
#define KR_CRYPTO_PAIR_H

#include <stdint.h>

#include <openssl/ssl.h>

#include "base/err.h"

enum {
    KR_PAIR_CHAIN_BYTES = 64 * 1024, /* PEM; a chain of three RSA certificates has 6,000 */
    KR_PAIR_KEY_BYTES = 16 * 1024,
    KR_PAIR_WHY_BYTES = 1600,        /* two paths and a sentence */
    KR_PAIR_DAY_BYTES = 40,
};

struct kr_pair {
    char *chain, *key; /* PEM, owned */
    uint64_t until_s;  /* Unix time at which the certificate runs out */
};

/*
 * Reads both files. KR_E_CONFIG with, in `why`, what is wrong with which file and what to do about it: a file that is not there
 * or that anybody may read (the key), no PEM, a key with a pass phrase or of another certificate, a certificate that has run
 * out at now_s or is not valid yet.
 */
KR_MUST_CHECK int kr_pair_read(struct kr_pair *out, const char *cert_file, const char *key_file, uint64_t now_s, char why[KR_PAIR_WHY_BYTES]);
void kr_pair_free(struct kr_pair *p);

/* A Unix time as people read it in a message about a certificate. */
void kr_pair_day(char out[KR_PAIR_DAY_BYTES], uint64_t unix_s);

/*
 * New connections of ctx are served with it from now on; those that are there go on. KR_E_CONFIG, and nothing has changed, if
 * it is no pair.
 */
KR_MUST_CHECK int kr_pair_use(SSL_CTX *ctx, const char *chain, const char *key);

#endif

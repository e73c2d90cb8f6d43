/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/cert.h"

#include <openssl/ec.h>

#include "base/bytes.h"
#include "crypto/secret.h"

enum {
    VERSION_3 = 2, /* RFC 5280 4.1.2.1: counted from zero */
    SECONDS_A_DAY = 24 * 60 * 60,
    NAME_BYTES = 8,
};

static int fill(X509 *cert, EVP_PKEY *key)
{
    uint8_t random[NAME_BYTES];
    char name[2 * NAME_BYTES + 1];
    kr_random_bytes(random, sizeof random);
    kr_hex_write(name, sizeof name, random, sizeof random);
    uint64_t serial = kr_get_be64(random) >> 1 | 1; /* RFC 5280 4.1.2.2: positive */

    X509_NAME *subject = X509_get_subject_name(cert);
    /* A peer's clock may be behind: the certificate is valid since yesterday. */
    if (!X509_set_version(cert, VERSION_3) || !ASN1_INTEGER_set_uint64(X509_get_serialNumber(cert), serial) ||
        !X509_gmtime_adj(X509_getm_notBefore(cert), -SECONDS_A_DAY) ||
        !X509_gmtime_adj(X509_getm_notAfter(cert), (long)KR_CERT_DAYS * SECONDS_A_DAY) ||
        !X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0) ||
        !X509_set_issuer_name(cert, subject) || !X509_set_pubkey(cert, key) || !X509_sign(cert, key, EVP_sha256()))
        return KR_E_INTERNAL;
    return 0;
}

int kr_cert_new(EVP_PKEY **key, X509 **cert, OSSL_LIB_CTX *library)
{
    EVP_PKEY *k = EVP_PKEY_Q_keygen(library, NULL, "EC", "P-256");
    X509 *c = X509_new_ex(library, NULL);
    int err = k && c ? fill(c, k) : KR_E_NOMEM;
    if (err) {
        EVP_PKEY_free(k);
        X509_free(c);
        return err;
    }
    *key = k;
    *cert = c;
    return 0;
}

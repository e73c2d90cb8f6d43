/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "crypto/cert.h"
#include "crypto/lean.h"

enum { RSA_BITS = 2048 };

/* Written by the standard library, read by the lean one, as a peer's certificate is. 1: verified, -1: its key is not known. */
static int take_key(EVP_PKEY *key, OSSL_LIB_CTX *library)
{
    uint8_t *der = NULL;
    X509 *cert = X509_new(), *read = X509_new_ex(library, NULL);
    assert_true(X509_set_version(cert, 2) && X509_gmtime_adj(X509_getm_notBefore(cert), 0) && X509_set_pubkey(cert, key));
    assert_true(X509_gmtime_adj(X509_getm_notAfter(cert), 60));
    bool has_digest = EVP_PKEY_is_a(key, "ED25519") || EVP_PKEY_is_a(key, "ED448"); /* of its own */
    assert_true(X509_sign(cert, key, has_digest ? NULL : EVP_sha256()));
    int len = i2d_X509(cert, &der);
    const uint8_t *at = der;
    assert_true(len > 0 && d2i_X509(&read, &at, len));
    EVP_PKEY *found = X509_get0_pubkey(read);
    int good = found ? X509_verify(read, found) : -1;
    OPENSSL_free(der);
    X509_free(cert);
    X509_free(read);
    ERR_clear_error();
    return good;
}

/* What peers of RFC 8827 and older ones show is read and verified; other keys are not known. */
static void test_certificates_of_peers(void **state)
{
    struct kr_lean l;
    assert_int_equal(kr_lean_init(&l), 0);
    EVP_PKEY *known[] = {EVP_EC_gen("P-256"), EVP_EC_gen("P-384"), EVP_RSA_gen(RSA_BITS), EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        assert_int_equal(take_key(known[i], l.library), 1);
        EVP_PKEY_free(known[i]);
    }
    EVP_PKEY *unknown = EVP_PKEY_Q_keygen(NULL, NULL, "ED448");
    assert_int_equal(take_key(unknown, l.library), -1);
    EVP_PKEY_free(unknown);
    kr_lean_fini(&l);
}

static void test_own_certificate(void **state)
{
    struct kr_lean l;
    EVP_PKEY *key;
    X509 *cert;
    assert_int_equal(kr_lean_init(&l), 0);
    assert_int_equal(kr_cert_new(&key, &cert, l.library), 0);
    assert_int_equal(X509_verify(cert, key), 1);
    EVP_PKEY_free(key);
    X509_free(cert);
    kr_lean_fini(&l);
}

static void test_only_what_is_kept(void **state)
{
    static const struct {
        const char *name;
        bool kept;
    } digests[] = {{"SHA256", true}, {"SHA384", true}, {"MD5", false}, {"SHA3-256", false}, {"SM3", false}};
    struct kr_lean l;
    assert_int_equal(kr_lean_init(&l), 0);
    for (size_t i = 0; i < sizeof digests / sizeof *digests; i++) {
        EVP_MD *md = EVP_MD_fetch(l.library, digests[i].name, NULL);
        assert_int_equal(md != NULL, digests[i].kept);
        EVP_MD_free(md);
    }
    EVP_CIPHER *cbc = EVP_CIPHER_fetch(l.library, "AES-128-CBC", NULL);
    assert_null(cbc);
    ERR_clear_error();
    kr_lean_fini(&l);
}

/* Contexts come and go without one another. */
static void test_two_at_once(void **state)
{
    struct kr_lean a, b;
    assert_int_equal(kr_lean_init(&a), 0);
    assert_int_equal(kr_lean_init(&b), 0);
    kr_lean_fini(&a);
    EVP_PKEY *key = EVP_PKEY_Q_keygen(b.library, NULL, "X25519");
    assert_non_null(key);
    EVP_PKEY_free(key);
    kr_lean_fini(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_certificates_of_peers), cmocka_unit_test(test_own_certificate),
                                       cmocka_unit_test(test_only_what_is_kept), cmocka_unit_test(test_two_at_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

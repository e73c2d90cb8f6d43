/* SPDX-License-Identifier: EUPL-1.2 */
/* Assertions as an authenticator makes them, with keys of our own; a real browser is asked in tests/e2e. */
#include "crypto/webauthn.h"
#include "crypto/secret.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char origin[] = "https://kreide.example:8443", rp[] = "kreide.example", challenge[] = "AAECAwQFBgcICQoLDA0ODw";

static int check(const char *text, const char *type)
{
    return kr_webauthn_check_client(text, strlen(text), type, challenge, origin);
}

static void client_data_is_of_this_question_and_page(void **state)
{
#define HEAD "{\"type\":\"webauthn.get\",\"challenge\":\"AAECAwQFBgcICQoLDA0ODw\",\"origin\":\"https://kreide.example:8443\""
    assert_int_equal(check(HEAD ",\"crossOrigin\":false}", "webauthn.get"), 0);
    assert_int_equal(check(HEAD ",\"crossOrigin\":false,\"other\":\"x\"}", "webauthn.get"), 0);
    assert_int_equal(check(HEAD "}", "webauthn.get"), 0);
    assert_int_equal(check(HEAD ",\"crossOrigin\":true}", "webauthn.get"), KR_E_AUTH);
    assert_int_equal(check(HEAD ",\"crossOrigin\":false", "webauthn.get"), KR_E_AUTH);
    assert_int_equal(check(HEAD, "webauthn.get"), KR_E_AUTH);
    assert_int_equal(check(HEAD "}", "webauthn.create"), KR_E_AUTH);
    assert_int_equal(check("", "webauthn.get"), KR_E_AUTH);
    assert_int_equal(kr_webauthn_check_client(HEAD "}", strlen(HEAD "}"), "webauthn.get", "AAAA", origin), KR_E_AUTH);
    assert_int_equal(kr_webauthn_check_client(HEAD "}", strlen(HEAD "}"), "webauthn.get", challenge, "https://kreide.example"),
                     KR_E_AUTH);
}

static size_t write_auth(uint8_t out[128], const char *party, uint8_t flags, uint32_t counter)
{
    kr_sha256(out, party, strlen(party));
    out[32] = flags;
    out[33] = (uint8_t)(counter >> 24), out[34] = (uint8_t)(counter >> 16), out[35] = (uint8_t)(counter >> 8), out[36] = (uint8_t)counter;
    return 37;
}

static void authenticator_data_is_read_within_its_bounds(void **state)
{
    struct kr_webauthn_auth auth;
    uint8_t bytes[128];
    size_t len = write_auth(bytes, rp, 0x05, 7);
    assert_int_equal(kr_webauthn_read_auth(&auth, bytes, len, rp), 0);
    assert_true(auth.user_present && auth.user_verified && !auth.credential);
    assert_int_equal(auth.counter, 7);
    assert_int_equal(kr_webauthn_read_auth(&auth, bytes, len, "other.example"), KR_E_AUTH);

    len = write_auth(bytes, rp, 0x41, 0);
    memset(bytes + len, 0, 16);
    bytes[len + 16] = 0, bytes[len + 17] = 4;
    memcpy(bytes + len + 18, "abcd", 4);
    len += 22;
    assert_int_equal(kr_webauthn_read_auth(&auth, bytes, len, rp), 0);
    assert_int_equal(auth.credential_len, 4);
    assert_memory_equal(auth.credential, "abcd", 4);
    for (size_t n = 0; n < len; n++) {
        uint8_t *cut = malloc(n + 1); /* at its end, where the sanitizer sees a step too far */
        memcpy(cut, bytes, n);
        assert_int_equal(kr_webauthn_read_auth(&auth, cut, n, rp), KR_E_MALFORMED);
        free(cut);
    }
    bytes[37 + 16] = 0xff;
    assert_int_equal(kr_webauthn_read_auth(&auth, bytes, len, rp), KR_E_MALFORMED);
    bytes[37 + 16] = 0, bytes[37 + 17] = 0;
    assert_int_equal(kr_webauthn_read_auth(&auth, bytes, len, rp), KR_E_MALFORMED);
}

static void signature_of(EVP_PKEY *key, int algorithm)
{
    static const char client[] = HEAD "}";
    uint8_t auth[128], hash[32], data[256], signature[256], *der = NULL;
    size_t auth_len = write_auth(auth, rp, 0x01, 3), signature_len = sizeof signature;
    kr_sha256(hash, client, sizeof client - 1);
    memcpy(data, auth, auth_len);
    memcpy(data + auth_len, hash, sizeof hash);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    assert_int_equal(EVP_DigestSignInit(ctx, NULL, algorithm == KR_WEBAUTHN_ES256 ? EVP_sha256() : NULL, NULL, key), 1);
    assert_int_equal(EVP_DigestSign(ctx, signature, &signature_len, data, auth_len + sizeof hash), 1);
    EVP_MD_CTX_free(ctx);
    int len = i2d_PUBKEY(key, &der);
    assert_true(len > 0);
    size_t n = (size_t)len;
#define VERIFY(alg) kr_webauthn_verify(der, n, alg, auth, auth_len, client, sizeof client - 1, signature, signature_len)
    assert_int_equal(kr_webauthn_check_key(der, n, algorithm), 0);
    assert_int_equal(VERIFY(algorithm), 0);
    int other = algorithm == KR_WEBAUTHN_ES256 ? KR_WEBAUTHN_EDDSA : KR_WEBAUTHN_ES256;
    assert_int_equal(kr_webauthn_check_key(der, n, other), KR_E_UNSUPPORTED);
    assert_int_equal(VERIFY(other), KR_E_AUTH);
    assert_int_equal(VERIFY(-257), KR_E_AUTH);
    auth[36]++;
    assert_int_equal(VERIFY(algorithm), KR_E_AUTH);
    auth[36]--;
    signature[signature_len - 1] ^= 1;
    assert_int_equal(VERIFY(algorithm), KR_E_AUTH);
    assert_int_equal(kr_webauthn_check_key(der, n - 1, algorithm), KR_E_UNSUPPORTED);
    assert_int_equal(kr_webauthn_check_key(der, 0, algorithm), KR_E_UNSUPPORTED);
    OPENSSL_free(der);
    EVP_PKEY_free(key);
}

static void signatures_of_both_kinds_are_checked(void **state)
{
    signature_of(EVP_EC_gen("P-256"), KR_WEBAUTHN_ES256);
    signature_of(EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"), KR_WEBAUTHN_EDDSA);
}

static void other_curves_are_refused(void **state)
{
    uint8_t *der = NULL;
    EVP_PKEY *key = EVP_EC_gen("P-384");
    int len = i2d_PUBKEY(key, &der);
    assert_int_equal(kr_webauthn_check_key(der, (size_t)len, KR_WEBAUTHN_ES256), KR_E_UNSUPPORTED);
    OPENSSL_free(der);
    EVP_PKEY_free(key);
}

static void the_party_is_a_host_name_with_https(void **state)
{
    static const struct {
        const char *origin, *rp;
    } rows[] = {{"https://kreide.example", "kreide.example"}, {"https://kreide.example:8443", "kreide.example"},
                {"https://kreide4.example", "kreide4.example"}, {"http://localhost:8080", "localhost"},
                {"https://localhost:8443", "localhost"},       {"http://kreide.example", NULL},
                {"https://192.0.2.7", NULL},                   {"https://192.0.2.7:8443", NULL},
                {"https://[2001:db8::1]:8443", NULL},          {"https://", NULL},
                {"ftp://kreide.example", NULL},                {"", NULL},
                {"https://7", NULL}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char out[256] = "";
        assert_int_equal(kr_webauthn_rp(out, sizeof out, rows[i].origin), rows[i].rp != NULL);
        if (rows[i].rp)
            assert_string_equal(out, rows[i].rp);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(client_data_is_of_this_question_and_page),
        cmocka_unit_test(authenticator_data_is_read_within_its_bounds),
        cmocka_unit_test(signatures_of_both_kinds_are_checked),
        cmocka_unit_test(other_curves_are_refused),
        cmocka_unit_test(the_party_is_a_host_name_with_https),
    };
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "crypto/secret.h"
#include "crypto/turn_pass.h"

static const uint8_t secret[KR_TURN_SECRET_BYTES] = {1, 2, 3}, foreign[KR_TURN_SECRET_BYTES] = {1, 2, 4};

static struct kr_span span_of(const char *text)
{
    return (struct kr_span){(const uint8_t *)text, strlen(text)};
}

/* What other servers and clients make of the same secret: base64(HMAC-SHA1(secret, name)), MD5(name ":" realm ":" password). */
static void makes_what_others_make(void **state)
{
    struct kr_turn_pass p;
    uint8_t mac[20], key[KR_TURN_KEY_BYTES], md5[KR_TURN_KEY_BYTES];
    unsigned len = sizeof mac;
    char text[64], all[160];
    uint64_t until_s;
    assert_int_equal(kr_turn_pass_make(&p, secret, 1900000000), 0);
    assert_memory_equal(p.name, "1900000000:", 11);
    assert_non_null(HMAC(EVP_sha1(), secret, sizeof secret, (const uint8_t *)p.name, strlen(p.name), mac, &len));
    EVP_EncodeBlock((uint8_t *)text, mac, sizeof mac);
    assert_string_equal(p.password, text);
    snprintf(all, sizeof all, "%s:kreide:%s", p.name, p.password);
    assert_true(EVP_Digest(all, strlen(all), md5, &len, EVP_md5(), NULL));
    assert_int_equal(kr_turn_pass_key(key, &until_s, secret, span_of(p.name), "kreide"), 0);
    assert_memory_equal(key, md5, sizeof key);
    assert_true(until_s == 1900000000);
    assert_int_equal(kr_turn_pass_key(key, &until_s, foreign, span_of(p.name), "kreide"), 0);
    assert_memory_not_equal(key, md5, sizeof key);
}

static void every_name_is_another(void **state)
{
    struct kr_turn_pass a, b;
    assert_int_equal(kr_turn_pass_make(&a, secret, 1900000000), 0);
    assert_int_equal(kr_turn_pass_make(&b, secret, 1900000000), 0);
    assert_string_not_equal(a.name, b.name);
    assert_string_not_equal(a.password, b.password);
}

static void refuses_names_that_are_not_ours(void **state)
{
    static const char *const names[] = {"", ":", "abc", "12", "12x:a", " 12:a", "-1:a", "1234567890123:a",
                                        "1:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    uint8_t key[KR_TURN_KEY_BYTES];
    uint64_t until_s;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(kr_turn_pass_key(key, &until_s, secret, span_of(names[i]), "kreide"), KR_E_MALFORMED);
}

static void nonces_are_of_a_time_and_an_address(void **state)
{
    char nonce[KR_TURN_NONCE_CHARS + 1], changed[KR_TURN_NONCE_CHARS + 1];
    const struct kr_span here = span_of("here"), there = span_of("there");
    assert_int_equal(kr_turn_nonce_make(nonce, secret, here, 1000), 0);
    assert_int_equal(kr_turn_nonce_check(span_of(nonce), secret, here, 1000), 0);
    assert_int_equal(kr_turn_nonce_check(span_of(nonce), secret, here, 1000 + KR_TURN_NONCE_S), 0);
    assert_int_equal(kr_turn_nonce_check(span_of(nonce), secret, here, 1001 + KR_TURN_NONCE_S), KR_E_EXPIRED);
    assert_int_equal(kr_turn_nonce_check(span_of(nonce), secret, here, 999), KR_E_EXPIRED); /* of the future */
    assert_int_equal(kr_turn_nonce_check(span_of(nonce), secret, there, 1000), KR_E_AUTH);
    assert_int_equal(kr_turn_nonce_check(span_of(nonce), foreign, here, 1000), KR_E_AUTH);
    for (size_t i = 0; i < KR_TURN_NONCE_CHARS; i++) {
        memcpy(changed, nonce, sizeof changed);
        changed[i] = changed[i] == '0' ? '1' : '0';
        assert_int_equal(kr_turn_nonce_check(span_of(changed), secret, here, 1000), KR_E_AUTH);
    }
    assert_int_equal(kr_turn_nonce_check((struct kr_span){(const uint8_t *)nonce, KR_TURN_NONCE_CHARS - 1}, secret, here, 1000), KR_E_AUTH);
    assert_int_equal(kr_turn_nonce_check((struct kr_span){0}, secret, here, 1000), KR_E_AUTH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_what_others_make),
        cmocka_unit_test(every_name_is_another),
        cmocka_unit_test(refuses_names_that_are_not_ours),
        cmocka_unit_test(nonces_are_of_a_time_and_an_address),
    };
    if (kr_crypto_init())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/password.h"
#include "crypto/secret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct kr_password_cost cheap = {.passes = 1, .memory_kib = 8}, dearer = {.passes = 2, .memory_kib = 16};

static void knows_its_password_only(void **state)
{
    char verifier[KR_PASSWORD_VERIFIER_SIZE], again[KR_PASSWORD_VERIFIER_SIZE];
    assert_int_equal(kr_password_hash(verifier, "k7mp-x2wd-9hqa-tr4e", cheap), 0);
    assert_int_equal(strncmp(verifier, "$argon2id$", 10), 0);
    assert_null(strstr(verifier, "k7mp"));
    assert_int_equal(kr_password_check(verifier, "k7mp-x2wd-9hqa-tr4e"), 0);
    static const char *const wrong[] = {"", "k7mp-x2wd-9hqa-tr4", "k7mp-x2wd-9hqa-tr4e ", "K7mp-x2wd-9hqa-tr4e"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(kr_password_check(verifier, wrong[i]), KR_E_AUTH);
    assert_int_equal(kr_password_hash(again, "k7mp-x2wd-9hqa-tr4e", cheap), 0);
    assert_string_not_equal(verifier, again);
}

static void what_is_no_verifier_knows_no_password(void **state)
{
    static const char *const verifiers[] = {"", "x", "$argon2id$", "$argon2id$v=19$m=8,t=1,p=1$$"};
    for (size_t i = 0; i < sizeof verifiers / sizeof verifiers[0]; i++) {
        assert_int_equal(kr_password_check(verifiers[i], ""), KR_E_AUTH);
        assert_int_equal(kr_password_check(verifiers[i], "x"), KR_E_AUTH);
    }
}

static void tells_when_the_cost_has_changed(void **state)
{
    char verifier[KR_PASSWORD_VERIFIER_SIZE];
    assert_int_equal(kr_password_hash(verifier, "x", cheap), 0);
    assert_false(kr_password_is_outdated(verifier, cheap));
    assert_true(kr_password_is_outdated(verifier, dearer));
}

static void made_passwords_can_be_read_aloud(void **state)
{
    char text[KR_PASSWORD_TEXT_SIZE], other[KR_PASSWORD_TEXT_SIZE];
    for (int i = 0; i < 1000; i++) {
        kr_password_make(text);
        assert_int_equal(strlen(text), 19);
        for (int k = 0; k < 19; k++) {
            if (k % 5 == 4)
                assert_int_equal(text[k], '-');
            else
                assert_non_null(strchr("23456789abcdefghjkmnpqrstuvwxyz", text[k]));
        }
        kr_password_make(other);
        assert_string_not_equal(text, other);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_its_password_only),
        cmocka_unit_test(what_is_no_verifier_knows_no_password),
        cmocka_unit_test(tells_when_the_cost_has_changed),
        cmocka_unit_test(made_passwords_can_be_read_aloud),
    };
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

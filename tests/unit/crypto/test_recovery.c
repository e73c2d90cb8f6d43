/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/recovery.h"
#include "crypto/secret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

static void a_code_is_read_as_people_type_it(void **state)
{
    char code[KR_RECOVERY_TEXT_SIZE], other[KR_RECOVERY_TEXT_SIZE], read[KR_RECOVERY_TEXT_SIZE], typed[100];
    kr_recovery_make(code);
    kr_recovery_make(other);
    assert_int_equal(strlen(code), 34);
    assert_string_not_equal(code, other);
    assert_int_equal(kr_recovery_read(read, code, NULL), 0);
    assert_string_equal(read, code);

    size_t n = 0;
    for (const char *p = code; *p; p++) {
        if (*p == '-')
            typed[n++] = ' ';
        else
            typed[n++] = *p == '0' ? 'O' : *p == '1' ? 'l' : *p >= 'a' ? (char)(*p - 'a' + 'A') : *p;
    }
    snprintf(typed + n, sizeof typed - n, "  ");
    assert_int_equal(kr_recovery_read(read, typed, NULL), 0);
    assert_string_equal(read, code);
}

static void every_wrong_symbol_is_noticed_and_its_group_named(void **state)
{
    char code[KR_RECOVERY_TEXT_SIZE], read[KR_RECOVERY_TEXT_SIZE];
    kr_recovery_make(code);
    for (size_t i = 0; i < strlen(code); i++) {
        char right = code[i];
        for (const char *p = alphabet; *p && right != '-'; p++) {
            unsigned group;
            if (*p == right)
                continue;
            code[i] = *p;
            assert_int_equal(kr_recovery_read(read, code, &group), KR_E_MALFORMED);
            assert_int_equal(group, i / 5 + 1);
        }
        code[i] = right;
    }
}

static void every_two_wrong_symbols_are_noticed(void **state)
{
    char code[KR_RECOVERY_TEXT_SIZE], read[KR_RECOVERY_TEXT_SIZE];
    kr_recovery_make(code);
    for (size_t i = 0; i < strlen(code); i++) {
        for (size_t k = i + 1; k < strlen(code); k++) {
            char a = code[i], b = code[k];
            if (a == '-' || b == '-')
                continue;
            if (a != b) {
                code[i] = b, code[k] = a;
                assert_int_equal(kr_recovery_read(read, code, NULL), KR_E_MALFORMED);
            }
            code[i] = a == 'z' ? '0' : 'z', code[k] = b == '5' ? '6' : '5';
            assert_int_equal(kr_recovery_read(read, code, NULL), KR_E_MALFORMED);
            code[i] = a, code[k] = b;
        }
    }
    assert_int_equal(kr_recovery_read(read, code, NULL), 0);
}

static void what_is_no_code_is_refused(void **state)
{
    char code[KR_RECOVERY_TEXT_SIZE], read[KR_RECOVERY_TEXT_SIZE], typed[80];
    unsigned group = 9;
    kr_recovery_make(code);
    assert_int_equal(kr_recovery_read(read, "", &group), KR_E_MALFORMED);
    assert_int_equal(group, 0);
    snprintf(typed, sizeof typed, "%.33s", code);
    assert_int_equal(kr_recovery_read(read, typed, &group), KR_E_MALFORMED);
    snprintf(typed, sizeof typed, "%s0", code);
    assert_int_equal(kr_recovery_read(read, typed, &group), KR_E_MALFORMED);
    snprintf(typed, sizeof typed, "u%s", code + 1);
    assert_int_equal(kr_recovery_read(read, typed, &group), KR_E_MALFORMED);
    assert_int_equal(group, 0);
}

static void a_code_unwraps_what_it_wrapped(void **state)
{
    char code[KR_RECOVERY_TEXT_SIZE], other[KR_RECOVERY_TEXT_SIZE];
    uint8_t public_key[KR_KEY_BYTES], secret[KR_KEY_BYTES], opened[KR_KEY_BYTES];
    struct kr_wrapped_key w;
    kr_recovery_make(code);
    kr_recovery_make(other);
    kr_keypair_new(public_key, secret);
    kr_recovery_wrap(&w, code, "school.key", "s1", secret);
    assert_null(memmem(w.bytes, sizeof w.bytes, secret, sizeof secret));
    assert_int_equal(kr_recovery_unwrap(opened, code, "school.key", "s1", &w), 0);
    assert_memory_equal(opened, secret, sizeof secret);
    assert_int_equal(kr_recovery_unwrap(opened, other, "school.key", "s1", &w), KR_E_AUTH);
    assert_int_equal(kr_recovery_unwrap(opened, code, "school.key", "s2", &w), KR_E_AUTH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_is_read_as_people_type_it),
        cmocka_unit_test(every_wrong_symbol_is_noticed_and_its_group_named),
        cmocka_unit_test(every_two_wrong_symbols_are_noticed),
        cmocka_unit_test(what_is_no_code_is_refused),
        cmocka_unit_test(a_code_unwraps_what_it_wrapped),
    };
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

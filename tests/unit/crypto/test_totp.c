/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/secret.h"
#include "crypto/totp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t secret[KR_TOTP_SECRET_BYTES + 1] = "12345678901234567890";

/* RFC 6238 appendix B, SHA-1, of whose eight digits the last six. */
static void codes_are_those_of_the_rfc(void **state)
{
    static const struct {
        uint64_t at_s;
        const char *code;
    } rows[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char code[KR_TOTP_DIGITS + 1];
        uint64_t step;
        kr_totp_code(code, secret, rows[i].at_s / KR_TOTP_STEP_S);
        assert_string_equal(code, rows[i].code);
        assert_int_equal(kr_totp_check(&step, secret, rows[i].code, rows[i].at_s * 1000), 0);
        assert_int_equal(step, rows[i].at_s / KR_TOTP_STEP_S);
    }
}

static void one_step_before_and_after_counts(void **state)
{
    const uint64_t now_ms = 1111111111000;
    char code[KR_TOTP_DIGITS + 1];
    uint64_t step = 0, now = now_ms / 1000 / KR_TOTP_STEP_S;
    for (int off = -3; off <= 3; off++) {
        kr_totp_code(code, secret, now + (uint64_t)off);
        int expected = off >= -1 && off <= 1 ? 0 : KR_E_AUTH;
        assert_int_equal(kr_totp_check(&step, secret, code, now_ms), expected);
        if (!expected)
            assert_int_equal(step, now + (uint64_t)off);
    }
}

static void typed_codes_are_read_kindly_but_exactly(void **state)
{
    uint64_t step;
    assert_int_equal(kr_totp_check(&step, secret, " 287 082 ", 59000), 0);
    assert_int_equal(kr_totp_check(&step, secret, "287081", 59000), KR_E_AUTH);
    assert_int_equal(kr_totp_check(&step, secret, "28708", 59000), KR_E_AUTH);
    assert_int_equal(kr_totp_check(&step, secret, "2870822", 59000), KR_E_AUTH);
    assert_int_equal(kr_totp_check(&step, secret, "28708a", 59000), KR_E_AUTH);
    assert_int_equal(kr_totp_check(&step, secret, "", 59000), KR_E_AUTH);
}

/* RFC 4648 section 10 has no vector of this length; the apps' usual example is of it. */
static void secrets_are_shown_in_base_32(void **state)
{
    char text[KR_TOTP_TEXT_SIZE];
    kr_totp_secret_show(text, secret);
    assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_those_of_the_rfc),
        cmocka_unit_test(one_step_before_and_after_counts),
        cmocka_unit_test(typed_codes_are_read_kindly_but_exactly),
        cmocka_unit_test(secrets_are_shown_in_base_32),
    };
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/keypair.h"
#include "crypto/secret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct kr_password_cost cheap = {.passes = 1, .memory_kib = 8};

/* RFC 7748 section 6.1. */
static void public_key_is_x25519(void **state)
{
    uint8_t secret[KR_KEY_BYTES], expected[KR_KEY_BYTES], got[KR_KEY_BYTES];
    assert_int_equal(kr_hex_read(secret, 32, "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"), 0);
    assert_int_equal(kr_hex_read(expected, 32, "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"), 0);
    kr_keypair_public(got, secret);
    assert_memory_equal(got, expected, sizeof got);
}

static void boxes_open_for_their_owner_only(void **state)
{
    static const uint8_t text[] = "Lindenschule Musterstadt";
    uint8_t mine[KR_KEY_BYTES], secret[KR_KEY_BYTES], other[KR_KEY_BYTES], other_secret[KR_KEY_BYTES], again[KR_KEY_BYTES];
    uint8_t box[sizeof text + KR_KEY_BOX_OVERHEAD], opened[sizeof text];
    kr_keypair_new(mine, secret);
    kr_keypair_new(other, other_secret);
    kr_keypair_public(again, secret);
    assert_memory_equal(again, mine, sizeof mine);

    assert_int_equal(kr_box_seal(box, mine, text, sizeof text), 0);
    assert_null(memmem(box, sizeof box, "Linden", 6));
    assert_int_equal(kr_box_open(opened, secret, box, sizeof box), 0);
    assert_memory_equal(opened, text, sizeof text);
    assert_int_equal(kr_box_open(opened, other_secret, box, sizeof box), KR_E_AUTH);
    for (size_t i = 0; i < sizeof box; i++) {
        box[i] ^= 1;
        assert_int_equal(kr_box_open(opened, secret, box, sizeof box), KR_E_AUTH);
        box[i] ^= 1;
    }
    for (size_t len = 0; len < sizeof box; len++)
        assert_int_equal(kr_box_open(opened, secret, box, len), KR_E_AUTH);
}

static void a_wrap_opens_by_its_password_at_its_place(void **state)
{
    uint8_t public_key[KR_KEY_BYTES], secret[KR_KEY_BYTES], key[KR_KEY_BYTES], wrong[KR_KEY_BYTES], opened[KR_KEY_BYTES];
    struct kr_wrap_params p, found;
    struct kr_wrapped_key w;
    kr_keypair_new(public_key, secret);
    kr_wrap_params_new(&p, cheap);
    assert_int_equal(kr_wrap_derive(key, "correct horse", &p), 0);
    assert_int_equal(kr_wrap_derive(wrong, "correct house", &p), 0);
    kr_key_wrap(&w, key, &p, "account.key", "a1", secret);

    assert_int_equal(kr_wrap_params_read(&found, &w), 0);
    assert_int_equal(found.cost.passes, 1);
    assert_int_equal(found.cost.memory_kib, 8);
    assert_memory_equal(found.salt, p.salt, sizeof p.salt);
    assert_int_equal(kr_wrap_derive(key, "correct horse", &found), 0);
    assert_int_equal(kr_key_unwrap(opened, key, "account.key", "a1", &w), 0);
    assert_memory_equal(opened, secret, sizeof secret);
    assert_int_equal(kr_key_unwrap(opened, wrong, "account.key", "a1", &w), KR_E_AUTH);
    assert_int_equal(kr_key_unwrap(opened, key, "account.key", "a2", &w), KR_E_AUTH);
    assert_int_equal(kr_key_unwrap(opened, key, "school.key", "a1", &w), KR_E_AUTH);
    for (size_t i = 0; i < sizeof w.bytes; i++) {
        w.bytes[i] ^= 1;
        assert_int_equal(kr_key_unwrap(opened, key, "account.key", "a1", &w), KR_E_AUTH);
        w.bytes[i] ^= 1;
    }
}

static void two_wraps_of_one_key_share_nothing(void **state)
{
    uint8_t public_key[KR_KEY_BYTES], secret[KR_KEY_BYTES], a[KR_KEY_BYTES], b[KR_KEY_BYTES];
    struct kr_wrap_params p, q;
    kr_keypair_new(public_key, secret);
    kr_wrap_params_new(&p, cheap);
    kr_wrap_params_new(&q, cheap);
    assert_memory_not_equal(p.salt, q.salt, sizeof p.salt);
    assert_int_equal(kr_wrap_derive(a, "one password", &p), 0);
    assert_int_equal(kr_wrap_derive(b, "one password", &q), 0);
    assert_memory_not_equal(a, b, sizeof a);
    kr_key_for(a, secret, "one");
    kr_key_for(b, secret, "two");
    assert_memory_not_equal(a, b, sizeof a);
    kr_key_for(b, secret, "one");
    assert_memory_equal(a, b, sizeof a);
}

static void absurd_costs_are_refused(void **state)
{
    static const struct kr_password_cost absurd[] = {{0, 8}, {1, 7}, {65, 8}, {1, 1024 * 1024 + 1}, {UINT32_MAX, UINT32_MAX}};
    uint8_t key[KR_KEY_BYTES] = {1};
    for (size_t i = 0; i < sizeof absurd / sizeof *absurd; i++) {
        struct kr_wrap_params p, found;
        struct kr_wrapped_key w;
        kr_wrap_params_new(&p, absurd[i]);
        kr_key_wrap(&w, key, &p, "p", "o", key);
        assert_int_equal(kr_wrap_params_read(&found, &w), KR_E_AUTH);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(public_key_is_x25519),
        cmocka_unit_test(boxes_open_for_their_owner_only),
        cmocka_unit_test(a_wrap_opens_by_its_password_at_its_place),
        cmocka_unit_test(two_wraps_of_one_key_share_nothing),
        cmocka_unit_test(absurd_costs_are_refused),
    };
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

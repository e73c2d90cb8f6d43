/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/sealed.h"
#include "crypto/secret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t key[KR_SEAL_KEY_BYTES] = {1}, other_key[KR_SEAL_KEY_BYTES] = {2};

static void opens_what_was_sealed_there(void **state)
{
    struct kr_sealed s;
    char text[400];
    assert_int_equal(kr_seal(&s, key, "room.title", "r1", "Sachkunde 4b"), 0);
    assert_int_equal(kr_unseal(text, sizeof text, key, "room.title", "r1", &s), 0);
    assert_string_equal(text, "Sachkunde 4b");
    assert_null(memmem(s.bytes, s.len, "Sachkunde", 9));

    assert_int_equal(kr_unseal(text, sizeof text, other_key, "room.title", "r1", &s), KR_E_AUTH);
    assert_int_equal(kr_unseal(text, sizeof text, key, "room.title", "r2", &s), KR_E_AUTH);
    assert_int_equal(kr_unseal(text, sizeof text, key, "room.link", "r1", &s), KR_E_AUTH);
    assert_int_equal(kr_unseal(text, sizeof text, key, "room.titler", "1", &s), KR_E_AUTH);
    assert_int_equal(kr_unseal(text, 12, key, "room.title", "r1", &s), KR_E_TOO_LARGE);
    assert_int_equal(kr_unseal(text, 13, key, "room.title", "r1", &s), 0);
}

static void notices_every_change(void **state)
{
    struct kr_sealed s;
    char text[400];
    assert_int_equal(kr_seal(&s, key, "p", "o", "text"), 0);
    for (size_t i = 0; i < s.len; i++) {
        s.bytes[i] ^= 1;
        assert_int_equal(kr_unseal(text, sizeof text, key, "p", "o", &s), KR_E_AUTH);
        s.bytes[i] ^= 1;
    }
    size_t len = s.len;
    for (s.len = 0; s.len < len; s.len++)
        assert_int_equal(kr_unseal(text, sizeof text, key, "p", "o", &s), KR_E_AUTH);
    s.len = sizeof s.bytes + 1;
    assert_int_equal(kr_unseal(text, sizeof text, key, "p", "o", &s), KR_E_AUTH);
}

static void hides_the_length_and_takes_the_longest(void **state)
{
    struct kr_sealed a, b;
    char text[400], longest[KR_SEAL_TEXT_MAX + 2];
    assert_int_equal(kr_seal(&a, key, "p", "o", ""), 0);
    assert_int_equal(kr_seal(&b, key, "p", "o", "a title of some length"), 0);
    assert_int_equal(a.len, b.len);
    assert_int_equal(kr_unseal(text, sizeof text, key, "p", "o", &a), 0);
    assert_string_equal(text, "");

    memset(longest, 'x', sizeof longest - 1);
    longest[KR_SEAL_TEXT_MAX + 1] = '\0';
    assert_int_equal(kr_seal(&a, key, "p", "o", longest), KR_E_TOO_LARGE);
    longest[KR_SEAL_TEXT_MAX] = '\0';
    assert_int_equal(kr_seal(&a, key, "p", "o", longest), 0);
    assert_int_equal(kr_unseal(text, sizeof text, key, "p", "o", &a), 0);
    assert_string_equal(text, longest);
}

static void lookups_depend_on_key_kind_and_secret(void **state)
{
    uint8_t a[KR_LOOKUP_BYTES], b[KR_LOOKUP_BYTES];
    kr_lookup_hash(a, key, "code", "0123456789");
    kr_lookup_hash(b, key, "code", "0123456789");
    assert_memory_equal(a, b, sizeof a);
    kr_lookup_hash(b, other_key, "code", "0123456789");
    assert_memory_not_equal(a, b, sizeof a);
    kr_lookup_hash(b, key, "link", "0123456789");
    assert_memory_not_equal(a, b, sizeof a);
    kr_lookup_hash(b, key, "code0", "123456789");
    assert_memory_not_equal(a, b, sizeof a);
}

enum { SHORT_SEALED = KR_SEAL_BYTES_PAD + KR_SEAL_BYTES_OVERHEAD };

static void bytes_of_any_length_open_where_they_were_sealed(void **state)
{
    static const uint8_t bytes[] = {0, 'L', 'i', 'n', 'd', 'e', 0, 0xff};
    uint8_t sealed[SHORT_SEALED], out[SHORT_SEALED];
    size_t n = 0;
    assert_int_equal(kr_seal_bytes_size(sizeof bytes), sizeof sealed);
    kr_seal_bytes(sealed, key, "paper", "p1.0", bytes, sizeof bytes);
    assert_null(memmem(sealed, sizeof sealed, "Linde", 5));
    assert_int_equal(kr_unseal_bytes(out, &n, key, "paper", "p1.0", sealed, sizeof sealed), 0);
    assert_int_equal(n, sizeof bytes);
    assert_memory_equal(out, bytes, sizeof bytes);
    assert_int_equal(kr_unseal_bytes(out, &n, other_key, "paper", "p1.0", sealed, sizeof sealed), KR_E_AUTH);
    assert_int_equal(kr_unseal_bytes(out, &n, key, "paper", "p1.1", sealed, sizeof sealed), KR_E_AUTH);
    assert_int_equal(kr_unseal_bytes(out, &n, key, "pape", "rp1.0", sealed, sizeof sealed), KR_E_AUTH);
    for (size_t len = 0; len < sizeof sealed; len++)
        assert_int_equal(kr_unseal_bytes(out, &n, key, "paper", "p1.0", sealed, len), KR_E_AUTH);
    for (size_t i = 0; i < sizeof sealed; i++) {
        sealed[i] ^= 0x10;
        assert_int_equal(kr_unseal_bytes(out, &n, key, "paper", "p1.0", sealed, sizeof sealed), KR_E_AUTH);
        sealed[i] ^= 0x10;
    }
}

static void sealed_bytes_do_not_tell_how_long_they_are(void **state)
{
    static uint8_t bytes[3 * KR_SEAL_BYTES_PAD], sealed[4 * KR_SEAL_BYTES_PAD + KR_SEAL_BYTES_OVERHEAD], out[sizeof sealed];
    size_t n;
    memset(bytes, 0x80, sizeof bytes); /* as the padding begins */
    for (size_t len = 0; len <= sizeof bytes; len++) {
        size_t size = kr_seal_bytes_size(len);
        assert_int_equal((size - KR_SEAL_BYTES_OVERHEAD) % KR_SEAL_BYTES_PAD, 0);
        assert_true(size <= sizeof sealed && size > len + KR_SEAL_BYTES_OVERHEAD);
        kr_seal_bytes(sealed, key, "p", "o", bytes, len);
        n = sizeof sealed;
        assert_int_equal(kr_unseal_bytes(out, &n, key, "p", "o", sealed, size), 0);
        assert_int_equal(n, len);
        assert_memory_equal(out, bytes, len);
    }
    assert_int_equal(kr_seal_bytes_size(0), kr_seal_bytes_size(KR_SEAL_BYTES_PAD - 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_of_any_length_open_where_they_were_sealed),
        cmocka_unit_test(sealed_bytes_do_not_tell_how_long_they_are),
        cmocka_unit_test(opens_what_was_sealed_there),
        cmocka_unit_test(notices_every_change),
        cmocka_unit_test(hides_the_length_and_takes_the_longest),
        cmocka_unit_test(lookups_depend_on_key_kind_and_secret),
    };
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

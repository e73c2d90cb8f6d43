/* SPDX-License-Identifier: EUPL-1.2 */
#include "vector.h"

#include "wire/crc32.h"
#include "wire/stun.h"

static const char password[] = "VOkJxbRl1RmTxUk/WvJxBt"; /* RFC 5769 section 2 */
enum { PASSWORD_LEN = sizeof password - 1 };

static void crc32_of_the_usual_digits(void **state)
{
    assert_int_equal(kr_crc32((const uint8_t *)"123456789", 9), 0xCBF43926);
    assert_int_equal(kr_crc32(NULL, 0), 0);
}

static void reads_the_sample_request(void **state)
{
    uint8_t p[256];
    size_t len = vector_read_hex("stun/rfc5769-2.1-request.hex", p, sizeof p);
    struct kr_stun_msg m;
    assert_int_equal(kr_stun_parse(&m, p, len), 0);
    assert_int_equal(m.class, KR_STUN_REQUEST);
    assert_int_equal(m.method, KR_STUN_BINDING);
    assert_memory_equal(m.transaction, p + 8, KR_STUN_TRANSACTION_BYTES);
    assert_int_equal(m.username.len, 9);
    assert_memory_equal(m.username.data, "evtj:h6vY", 9);
    assert_true(m.has_priority);
    assert_int_equal(m.priority, 0x6e0001ff);
    assert_true(m.controlled);
    assert_false(m.controlling);
    assert_true(m.tie_breaker == UINT64_C(0x932ff9b151263b36));
    assert_true(m.has_fingerprint);
    assert_int_equal(m.n_unknown, 0);
    assert_int_equal(kr_stun_check(&m, p, password, PASSWORD_LEN), 0);
    assert_int_equal(kr_stun_check(&m, p, password, PASSWORD_LEN - 1), KR_E_AUTH);
}

static void reads_the_sample_responses(void **state)
{
    static const struct {
        const char *name;
        struct kr_wire_address mapped;
    } cases[] = {
        {"stun/rfc5769-2.2-response-ipv4.hex", {4, {192, 0, 2, 1}, 32853}},
        {"stun/rfc5769-2.3-response-ipv6.hex",
         {6,
          {0x20, 0x01, 0x0d, 0xb8, 0x12, 0x34, 0x56, 0x78, 0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77},
          32853}},
    };
    for (size_t i = 0; i < 2; i++) {
        uint8_t p[256];
        size_t len = vector_read_hex(cases[i].name, p, sizeof p);
        struct kr_stun_msg m;
        assert_int_equal(kr_stun_parse(&m, p, len), 0);
        assert_int_equal(m.class, KR_STUN_SUCCESS);
        assert_true(kr_wire_address_equal(&m.mapped, &cases[i].mapped));
        assert_true(m.has_fingerprint);
        assert_int_equal(kr_stun_check(&m, p, password, PASSWORD_LEN), 0);
    }
}

/* The key is MD5 of "<user>:example.org:TheMatrIX" (RFC 8489 section 9.2.2). */
static void checks_the_long_term_sample(void **state)
{
    static const uint8_t key[16] = {0xe8, 0xca, 0x7a, 0xd5, 0x9d, 0x5e, 0xb0, 0x51,
                                    0x8e, 0x31, 0x29, 0x11, 0xd2, 0xda, 0xb2, 0xa9};
    uint8_t p[256];
    size_t len = vector_read_hex("stun/rfc5769-2.4-long-term.hex", p, sizeof p);
    struct kr_stun_msg m;
    assert_int_equal(kr_stun_parse(&m, p, len), 0);
    assert_int_equal(m.username.len, 18);
    assert_false(m.has_fingerprint);
    assert_int_equal(m.n_unknown, 0);
    assert_int_equal(kr_stun_check(&m, p, key, sizeof key), 0);
}

/* Every bit but those of padding and ignored contents is covered by FINGERPRINT or by a check of its own. */
static void refuses_a_changed_bit(void **state)
{
    uint8_t p[256];
    size_t len = vector_read_hex("stun/rfc5769-2.1-request.hex", p, sizeof p);
    for (size_t bit = 0; bit < len * 8; bit++) {
        struct kr_stun_msg m = {.method = 0xFFF};
        p[bit / 8] ^= (uint8_t)(1 << bit % 8);
        int err = kr_stun_parse(&m, p, len);
        if (err) {
            assert_int_equal(err, KR_E_MALFORMED);
            assert_int_equal(m.method, 0xFFF);
        } else { /* the FINGERPRINT's own type, turned into an optional attribute that we do not know */
            assert_false(m.has_fingerprint);
        }
        p[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}

static void refuses_a_cut_message(void **state)
{
    uint8_t p[256];
    size_t len = vector_read_hex("stun/rfc5769-2.1-request.hex", p, sizeof p);
    struct kr_stun_msg m;
    for (size_t n = 0; n < len; n++) {
        uint8_t *exact = malloc(n ? n : 1); /* so that the sanitizer sees a read behind the end */
        memcpy(exact, p, n);
        assert_int_equal(kr_stun_parse(&m, exact, n), KR_E_MALFORMED);
        free(exact);
    }
    p[len] = 0;
    assert_int_equal(kr_stun_parse(&m, p, len + 1), KR_E_MALFORMED);
}

static void notes_unknown_attributes(void **state)
{
    uint8_t p[] = {
        0x00, 0x01, 0x00, 0x14, 0x21, 0x12, 0xa4, 0x42, 1,    2,    3, 4, 5, 6,
        7,    8,    9,    10,   11,   12,   0x7f, 0xff, 0x00, 0x01, 9, 0, 0, 0, /* comprehension-required */
        0xff, 0xff, 0x00, 0x04, 9,    9,    9,    9,                            /* comprehension-optional */
        0x00, 0x26, 0x00, 0x00, /* comprehension-required, empty */
    };
    struct kr_stun_msg m;
    assert_int_equal(kr_stun_parse(&m, p, sizeof p), 0);
    assert_int_equal(m.n_unknown, 2);
    assert_int_equal(m.unknown[0], 0x7fff);
    assert_int_equal(m.unknown[1], 0x0026);
    assert_int_equal(kr_stun_check(&m, p, password, PASSWORD_LEN), KR_E_AUTH);
}

/* RFC 8489 section 14.5: what comes behind MESSAGE-INTEGRITY was not signed. */
static void ignores_what_follows_the_integrity(void **state)
{
    uint8_t p[128];
    size_t len;
    struct kr_stun_write w = {
        .class = KR_STUN_REQUEST, .method = KR_STUN_BINDING, .transaction = (const uint8_t *)"0123456789ab"};
    struct kr_stun_msg m;
    assert_int_equal(kr_stun_write(p, sizeof p, &len, &w, password, PASSWORD_LEN), 0);
    len -= 8; /* the FINGERPRINT */
    static const uint8_t use_candidate[] = {0x00, 0x25, 0x00, 0x00};
    memcpy(p + len, use_candidate, sizeof use_candidate);
    len += sizeof use_candidate;
    kr_put_be16(p + 2, (uint16_t)(len - KR_STUN_HEADER_BYTES));
    assert_int_equal(kr_stun_parse(&m, p, len), 0);
    assert_false(m.use_candidate);
    assert_int_equal(kr_stun_check(&m, p, password, PASSWORD_LEN), 0);
}

static void refuses_wrong_lengths_of_attributes(void **state)
{
    static const struct {
        uint16_t type, len;
    } cases[] = {{0x0024, 3}, {0x0025, 4},  {0x8029, 4}, {0x802a, 9}, {0x0008, 16},
                 {0x0020, 3}, {0x0020, 12}, {0x0009, 2}, {0x8028, 8}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint8_t p[64] = {0x00, 0x01, 0x00, 0x00, 0x21, 0x12, 0xa4, 0x42};
        size_t padded = (cases[i].len + 3u) & ~3u;
        kr_put_be16(p + 2, (uint16_t)(4 + padded));
        kr_put_be16(p + 20, cases[i].type);
        kr_put_be16(p + 22, cases[i].len);
        p[25] = 1; /* family, for an address */
        struct kr_stun_msg m;
        assert_int_equal(kr_stun_parse(&m, p, 24 + padded), KR_E_MALFORMED);
    }
}

static void writes_what_it_reads(void **state)
{
    uint8_t p[256];
    size_t len;
    const uint16_t unknown[] = {0x7fff, 0x0026, 0x0031};
    const struct kr_stun_write w = {
        .class = KR_STUN_ERROR,
        .method = KR_STUN_BINDING,
        .transaction = (const uint8_t *)"0123456789ab",
        .username = {(const uint8_t *)"a:bc", 4},
        .mapped = {6, {1, 2, 3, [15] = 16}, 40000},
        .error_code = 420,
        .unknown = unknown,
        .n_unknown = 3,
        .has_priority = true,
        .priority = 77,
        .use_candidate = true,
        .controlling = true,
        .tie_breaker = UINT64_C(0x0102030405060708),
    };
    assert_int_equal(kr_stun_write(p, sizeof p, &len, &w, "key", 3), 0);
    struct kr_stun_msg m;
    assert_int_equal(kr_stun_parse(&m, p, len), 0);
    assert_int_equal(m.class, KR_STUN_ERROR);
    assert_int_equal(m.error_code, 420);
    assert_true(kr_wire_address_equal(&m.mapped, &w.mapped));
    assert_true(m.use_candidate && m.controlling && m.has_priority && m.has_fingerprint);
    assert_int_equal(m.priority, 77);
    assert_true(m.tie_breaker == w.tie_breaker);
    assert_int_equal(m.username.len, 4);
    assert_int_equal(kr_stun_check(&m, p, "key", 3), 0);
    for (size_t cap = 0; cap < len; cap++)
        assert_int_equal(kr_stun_write(p, cap, &len, &w, "key", 3), KR_E_TOO_LARGE);
}

/*
 * RFC 8489 section 5: the class is spread over bits 4 and 8 of the type. RFC 7983 leaves methods below
 * 0x100. /
 */
static void keeps_class_and_method_apart(void **state)
{
    for (int class = 0; class < 4; class ++) {
        for (uint16_t method = 0; method < 0x100; method = (uint16_t)(method * 2 + 1)) {
            uint8_t p[64];
            size_t len;
            struct kr_stun_write w = {.class = (enum kr_stun_class) class,
                                      .method = method,
                                      .transaction = (const uint8_t *)"0123456789ab"};
            struct kr_stun_msg m;
            assert_int_equal(kr_stun_write(p, sizeof p, &len, &w, NULL, 0), 0);
            assert_int_equal(kr_stun_parse(&m, p, len), 0);
            assert_int_equal(m.class, class);
            assert_int_equal(m.method, method);
            assert_int_equal(m.integrity_at, 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crc32_of_the_usual_digits),
        cmocka_unit_test(reads_the_sample_request),
        cmocka_unit_test(reads_the_sample_responses),
        cmocka_unit_test(checks_the_long_term_sample),
        cmocka_unit_test(refuses_a_changed_bit),
        cmocka_unit_test(refuses_a_cut_message),
        cmocka_unit_test(notes_unknown_attributes),
        cmocka_unit_test(ignores_what_follows_the_integrity),
        cmocka_unit_test(refuses_wrong_lengths_of_attributes),
        cmocka_unit_test(writes_what_it_reads),
        cmocka_unit_test(keeps_class_and_method_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

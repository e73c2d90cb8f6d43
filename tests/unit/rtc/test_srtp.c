/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/srtp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/crypto.h>

#include "base/bytes.h"
#include "crypto/secret.h"

enum { HEADER = 12, EXTENDED = 12 + 2 * 4 + 4 + 2 * 4, SSRC = 0x11223344 };

static const enum kr_srtp_profile profiles[] = {KR_SRTP_AEAD_AES_128_GCM, KR_SRTP_AEAD_AES_256_GCM, KR_SRTP_AES128_CM_SHA1_80};
enum { N_PROFILES = 3 };

static const uint8_t key[32] = "a key of thirty-two bytes, no 33", salt[14] = "and salt of 14";

/* A header with two CSRCs and an extension of two words, or a plain one. */
static size_t write_header(uint8_t *out, bool extended, uint32_t ssrc, uint16_t seq)
{
    size_t len = extended ? EXTENDED : HEADER;
    memset(out, 0x5a, len);
    out[0] = extended ? 0x92 : 0x80;
    out[1] = 96;
    kr_put_be16(out + 2, seq);
    kr_put_be32(out + 8, ssrc);
    if (extended) {
        kr_put_be16(out + HEADER + 8, 0xbede);
        kr_put_be16(out + HEADER + 10, 2);
    }
    return len;
}

struct pair {
    struct kr_srtp_sender *s;
    struct kr_srtp_receiver *r;
};

static struct pair pair_new(enum kr_srtp_profile profile)
{
    struct pair p;
    assert_int_equal(kr_srtp_sender_new(&p.s, profile, key, salt), 0);
    assert_int_equal(kr_srtp_receiver_new(&p.r, profile, key, salt), 0);
    return p;
}

static void pair_free(struct pair *p)
{
    kr_srtp_sender_free(p->s);
    kr_srtp_receiver_free(p->r);
}

static size_t protect(struct pair *p, uint8_t out[1500], bool extended, uint32_t ssrc, uint64_t index, size_t payload_len)
{
    uint8_t header[EXTENDED], payload[1200];
    size_t len, header_len = write_header(header, extended, ssrc, (uint16_t)index);
    memset(payload, (int)index, payload_len);
    assert_int_equal(kr_srtp_protect(p->s, out, 1500, &len, header, header_len, payload, payload_len, ssrc, index), 0);
    return len;
}

static int receive(struct pair *p, const uint8_t *packet, size_t len, uint64_t *index)
{
    uint8_t copy[1500];
    memcpy(copy, packet, len);
    return kr_srtp_unprotect(p->r, copy, &len, index);
}

static void what_was_protected_comes_back(void **state)
{
    static const size_t sizes[] = {0, 1, 15, 16, 17, 160, 1200};
    for (size_t i = 0; i < N_PROFILES; i++) {
        struct pair p = pair_new(profiles[i]);
        for (size_t k = 0; k < 2 * sizeof sizes / sizeof *sizes; k++) {
            uint8_t packet[1500], header[EXTENDED];
            uint64_t index;
            size_t size = sizes[k / 2], len = protect(&p, packet, k % 2, SSRC, k, size);
            size_t header_len = write_header(header, k % 2, SSRC, (uint16_t)k);
            assert_int_equal(kr_srtp_unprotect(p.r, packet, &len, &index), 0);
            assert_int_equal(index, k);
            assert_int_equal(len, header_len + size);
            assert_memory_equal(packet, header, header_len);
            for (size_t b = 0; b < size; b++)
                assert_int_equal(packet[header_len + b], (uint8_t)k);
        }
        pair_free(&p);
    }
}

/* Every bit of a packet counts, and a refused packet leaves no trace: the true one is taken afterwards. */
static void every_flipped_bit_is_refused(void **state)
{
    for (size_t i = 0; i < N_PROFILES; i++) {
        struct pair p = pair_new(profiles[i]);
        uint8_t packet[1500];
        uint64_t index;
        size_t len = protect(&p, packet, true, SSRC, 4464, 40);
        for (size_t bit = 0; bit < 8 * len; bit++) {
            packet[bit / 8] ^= (uint8_t)(1 << bit % 8);
            assert_int_not_equal(receive(&p, packet, len, &index), 0);
            packet[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        for (size_t cut = 0; cut < len; cut++)
            assert_int_not_equal(receive(&p, packet, cut, &index), 0);
        assert_int_equal(receive(&p, packet, len, &index), 0);
        assert_int_equal(receive(&p, packet, len, &index), KR_E_REPLAY);

        /* The same for a stream that is known: neither roll-over counter nor window may move. */
        len = protect(&p, packet, true, SSRC, 4465, 40);
        for (size_t bit = 0; bit < 8 * len; bit++) {
            packet[bit / 8] ^= (uint8_t)(1 << bit % 8);
            assert_int_not_equal(receive(&p, packet, len, &index), 0);
            packet[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        assert_int_equal(receive(&p, packet, len, &index), 0);
        pair_free(&p);
    }
}

static size_t make_rtcp(uint8_t *out, uint32_t ssrc)
{
    static const uint8_t rr[] = {0x80, 201, 0, 1, 0, 0, 0, 0, 0x81, 202, 0, 2, 0, 0, 0, 0, 1, 1, 'x', 0};
    memcpy(out, rr, sizeof rr);
    kr_put_be32(out + 4, ssrc);
    return sizeof rr;
}

static void every_flipped_bit_of_rtcp_is_refused(void **state)
{
    for (size_t i = 0; i < N_PROFILES; i++) {
        struct pair p = pair_new(profiles[i]);
        uint8_t plain[64], packet[64], copy[64];
        size_t len = make_rtcp(packet, SSRC), plain_len = make_rtcp(plain, SSRC);
        assert_int_equal(kr_srtcp_protect(p.s, packet, sizeof packet, &len), 0);
        for (size_t bit = 0; bit <= 8 * len; bit++) {
            size_t n = len;
            memcpy(copy, packet, len);
            if (bit < 8 * len)
                copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
            int err = kr_srtcp_unprotect(p.r, copy, &n);
            if (bit < 8 * len) {
                assert_int_not_equal(err, 0);
            } else {
                assert_int_equal(err, 0);
                assert_int_equal(n, plain_len);
                assert_memory_equal(copy, plain, n);
            }
        }
        size_t n = len;
        memcpy(copy, packet, len);
        assert_int_equal(kr_srtcp_unprotect(p.r, copy, &n), KR_E_REPLAY);
        for (n = 0; n < len; n++) {
            size_t cut = n;
            memcpy(copy, packet, len);
            assert_int_not_equal(kr_srtcp_unprotect(p.r, copy, &cut), 0);
        }
        pair_free(&p);
    }
}

static void rtcp_indices_go_on_and_end(void **state)
{
    struct pair p = pair_new(KR_SRTP_AES128_CM_SHA1_80);
    for (uint32_t i = 0; i < 300; i++) {
        uint8_t packet[64];
        size_t len = make_rtcp(packet, SSRC + i % 3);
        assert_int_equal(kr_srtcp_protect(p.s, packet, sizeof packet, &len), 0);
        assert_int_equal(kr_get_be32(packet + len - 14), UINT32_C(0x80000000) | i);
        assert_int_equal(kr_srtcp_unprotect(p.r, packet, &len), 0);
    }
    uint8_t small[30];
    size_t len = make_rtcp(small, SSRC);
    assert_int_equal(kr_srtcp_protect(p.s, small, sizeof small, &len), KR_E_TOO_LARGE);
    len = 7;
    assert_int_equal(kr_srtcp_protect(p.s, small, sizeof small, &len), KR_E_MALFORMED);
    pair_free(&p);
}

/* RFC 3711 3.3.1: the index follows the sequence number over many turns, with loss and reordering at each. */
static void the_index_follows_over_turns(void **state)
{
    static const int64_t steps[] = {0, 9000, -20, 1, 20000, -127, 32767, -3, 12000};
    enum { STEPS = sizeof steps / sizeof *steps, ROUNDS = 400 };
    for (size_t i = 0; i < N_PROFILES; i++) {
        struct pair p = pair_new(profiles[i]);
        uint64_t highest = 1000, got;
        for (size_t k = 0; k < STEPS * ROUNDS; k++) {
            uint64_t index = highest + (uint64_t)steps[k % STEPS] + (k % STEPS == 0);
            uint8_t packet[1500];
            size_t len = protect(&p, packet, false, SSRC, index, 4);
            assert_int_equal(kr_srtp_unprotect(p.r, packet, &len, &got), 0);
            assert_true(got == index);
            highest = index > highest ? index : highest;
        }
        assert_true(highest > 100 * UINT64_C(65536));
        pair_free(&p);
    }
}

static void before_the_first_turn_there_is_none(void **state)
{
    struct pair p = pair_new(KR_SRTP_AEAD_AES_128_GCM);
    uint8_t packet[1500];
    uint64_t index;
    size_t len = protect(&p, packet, false, SSRC, 10, 4);
    assert_int_equal(receive(&p, packet, len, &index), 0);
    len = protect(&p, packet, false, SSRC, 60000, 4); /* nearer to -5536 than to 10 */
    assert_int_equal(receive(&p, packet, len, &index), 0);
    assert_int_equal(index, 60000);
    pair_free(&p);
}

static void the_key_ends_with_its_last_index(void **state)
{
    struct pair p = pair_new(KR_SRTP_AEAD_AES_128_GCM);
    uint8_t header[HEADER], out[64];
    size_t len;
    write_header(header, false, SSRC, 0);
    assert_int_equal(kr_srtp_protect(p.s, out, sizeof out, &len, header, HEADER, NULL, 0, SSRC, UINT64_C(1) << 48), KR_E_STATE);
    assert_int_equal(kr_srtp_protect(p.s, out, HEADER + 15, &len, header, HEADER, NULL, 0, SSRC, 0), KR_E_TOO_LARGE);
    pair_free(&p);
}

static void a_sender_has_only_so_many_streams(void **state)
{
    struct pair p = pair_new(KR_SRTP_AES128_CM_SHA1_80);
    uint8_t packet[1500], newcomer[1500];
    uint64_t index, next = 1;
    for (uint32_t ssrc = 1; ssrc <= KR_SRTP_STREAMS; ssrc++)
        assert_int_equal(receive(&p, packet, protect(&p, packet, false, ssrc, 0, 4), &index), 0);
    size_t len = protect(&p, newcomer, false, 99, 0, 4);
    assert_int_equal(receive(&p, newcomer, len, &index), KR_E_FULL);
    /* All but stream 7 go on; then it counts as gone, and the newcomer takes its place. */
    for (int round = 0; round < 40; round++, next++)
        for (uint32_t ssrc = 1; ssrc <= KR_SRTP_STREAMS; ssrc++)
            if (ssrc != 7)
                assert_int_equal(receive(&p, packet, protect(&p, packet, false, ssrc, next, 4), &index), 0);
    newcomer[20] ^= 1;
    assert_int_equal(receive(&p, newcomer, len, &index), KR_E_AUTH); /* a forged one takes nobody's place */
    newcomer[20] ^= 1;
    assert_int_equal(receive(&p, newcomer, len, &index), 0);
    for (uint32_t ssrc = 1; ssrc <= KR_SRTP_STREAMS; ssrc++) {
        size_t n = protect(&p, packet, false, ssrc, 0, 4);
        assert_int_equal(receive(&p, packet, n, &index), ssrc == 7 ? KR_E_FULL : KR_E_REPLAY);
    }
    pair_free(&p);
}

static void what_is_no_srtp_is_refused(void **state)
{
    struct pair p = pair_new(KR_SRTP_AEAD_AES_128_GCM);
    uint8_t packet[1500];
    uint64_t index;
    size_t len = protect(&p, packet, true, SSRC, 0, 4);
    packet[HEADER + 10] = 0xff; /* extension longer than the packet */
    assert_int_equal(receive(&p, packet, len, &index), KR_E_MALFORMED);
    len = protect(&p, packet, false, SSRC, 0, 4);
    packet[0] = 0x4f; /* version 1 */
    assert_int_equal(receive(&p, packet, len, &index), KR_E_MALFORMED);
    packet[0] = 0x8f; /* 15 CSRCs that are not there */
    assert_int_equal(receive(&p, packet, len, &index), KR_E_MALFORMED);
    assert_int_equal(receive(&p, packet, 0, &index), KR_E_MALFORMED);
    pair_free(&p);
}

static size_t allocations;

static void *count_malloc(size_t n, const char *file, int line)
{
    allocations++;
    return malloc(n);
}

static void *count_realloc(void *p, size_t n, const char *file, int line)
{
    allocations++;
    return realloc(p, n);
}

static void count_free(void *p, const char *file, int line)
{
    free(p);
}

static void nothing_is_allocated_per_packet(void **state)
{
    for (size_t i = 0; i < N_PROFILES; i++) {
        struct pair p = pair_new(profiles[i]);
        uint8_t packet[1500];
        uint64_t index;
        size_t before = 0;
        for (uint64_t k = 0; k < 100; k++) {
            if (k == 2) /* whatever is made on first use is made */
                before = allocations;
            size_t len = protect(&p, packet, true, SSRC, k, 500);
            assert_int_equal(kr_srtp_unprotect(p.r, packet, &len, &index), 0);
            len = make_rtcp(packet, SSRC);
            assert_int_equal(kr_srtcp_protect(p.s, packet, sizeof packet, &len), 0);
            assert_int_equal(kr_srtcp_unprotect(p.r, packet, &len), 0);
        }
        assert_int_equal(allocations, before);
        pair_free(&p);
    }
    assert_true(allocations > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_protected_comes_back),
        cmocka_unit_test(every_flipped_bit_is_refused),
        cmocka_unit_test(every_flipped_bit_of_rtcp_is_refused),
        cmocka_unit_test(rtcp_indices_go_on_and_end),
        cmocka_unit_test(the_index_follows_over_turns),
        cmocka_unit_test(before_the_first_turn_there_is_none),
        cmocka_unit_test(the_key_ends_with_its_last_index),
        cmocka_unit_test(a_sender_has_only_so_many_streams),
        cmocka_unit_test(what_is_no_srtp_is_refused),
        cmocka_unit_test(nothing_is_allocated_per_packet),
    };
    if (!CRYPTO_set_mem_functions(count_malloc, count_realloc, count_free) || kr_crypto_init())
        return 1;
    int failed = cmocka_run_group_tests_name("as this processor does it", tests, NULL, NULL);
    kr_srtp_evp_only(true);
    return failed + cmocka_run_group_tests_name("by EVP", tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* Both ways against libsrtp2: what one protects, the other opens, for every profile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <srtp2/srtp.h>

#include "base/bytes.h"
#include "crypto/secret.h"
#include "rtc/srtp.h"

enum { SSRC = 0x00c0ffee, PACKETS = 500, SEQ_STEP = 977 /* some turns of the sequence number on the way */ };

static const struct profile {
    enum kr_srtp_profile ours;
    srtp_profile_t theirs;
    size_t key_len, salt_len;
} profiles[] = {
    {KR_SRTP_AEAD_AES_128_GCM, srtp_profile_aead_aes_128_gcm, 16, 12},
    {KR_SRTP_AEAD_AES_256_GCM, srtp_profile_aead_aes_256_gcm, 32, 12},
    {KR_SRTP_AES128_CM_SHA1_80, srtp_profile_aes128_cm_sha1_80, 16, 14},
};
enum { N_PROFILES = sizeof profiles / sizeof *profiles };

struct ends {
    uint8_t key[32 + 14]; /* libsrtp wants the salt directly behind the key */
    srtp_t theirs;
    struct kr_srtp_sender *sender;
    struct kr_srtp_receiver *receiver;
};

static void ends_open(struct ends *e, const struct profile *p, srtp_ssrc_type_t direction)
{
    kr_random_bytes(e->key, sizeof e->key);
    srtp_policy_t policy = {.ssrc = {.type = direction}, .key = e->key, .window_size = 128};
    assert_int_equal(srtp_crypto_policy_set_from_profile_for_rtp(&policy.rtp, p->theirs), 0);
    assert_int_equal(srtp_crypto_policy_set_from_profile_for_rtcp(&policy.rtcp, p->theirs), 0);
    assert_int_equal(srtp_create(&e->theirs, &policy), 0);
    assert_int_equal(kr_srtp_sender_new(&e->sender, p->ours, e->key, e->key + p->key_len), 0);
    assert_int_equal(kr_srtp_receiver_new(&e->receiver, p->ours, e->key, e->key + p->key_len), 0);
}

static void ends_close(struct ends *e)
{
    srtp_dealloc(e->theirs);
    kr_srtp_sender_free(e->sender);
    kr_srtp_receiver_free(e->receiver);
}

/* Packets with every shape of header: CSRCs, one-byte and two-byte extensions, none; payloads of 0 to 1199 bytes. */
static size_t make_rtp(uint8_t *p, size_t *header_len, uint64_t index)
{
    size_t n_csrc = index % 4, words = index % 3, len = 12 + 4 * n_csrc;
    kr_random_bytes(p, 1400);
    p[0] = (uint8_t)(0x80 | n_csrc | (words ? 0x10 : 0));
    p[1] = 111;
    kr_put_be16(p + 2, (uint16_t)index);
    kr_put_be32(p + 8, SSRC);
    if (words) {
        kr_put_be16(p + len, words == 1 ? 0xbede : 0x1000);
        kr_put_be16(p + len + 2, (uint16_t)words);
        len += 4 + 4 * words;
    }
    *header_len = len;
    return len + (size_t)(index * 37 % 1200);
}

static size_t make_rtcp(uint8_t *p, uint64_t index)
{
    size_t words = 2 + index % 30;
    kr_random_bytes(p, 4 * words);
    p[0] = 0x80;
    p[1] = 201;
    kr_put_be16(p + 2, (uint16_t)(words - 1));
    kr_put_be32(p + 4, SSRC);
    return 4 * words;
}

static void libsrtp_opens_what_we_protect(void **state)
{
    for (size_t i = 0; i < N_PROFILES; i++) {
        struct ends e;
        ends_open(&e, &profiles[i], ssrc_any_inbound);
        for (uint64_t k = 0, index = 100; k < PACKETS; k++, index += SEQ_STEP) {
            uint8_t plain[1500], packet[1500];
            size_t header_len, len = make_rtp(plain, &header_len, index), out_len;
            assert_int_equal(kr_srtp_protect(e.sender, packet, sizeof packet, &out_len, plain, header_len, plain + header_len,
                                             len - header_len, SSRC, index), 0);
            int n = (int)out_len;
            assert_int_equal(srtp_unprotect(e.theirs, packet, &n), srtp_err_status_ok);
            assert_int_equal(n, len);
            assert_memory_equal(packet, plain, len);

            len = out_len = make_rtcp(plain, k);
            memcpy(packet, plain, len);
            assert_int_equal(kr_srtcp_protect(e.sender, packet, sizeof packet, &out_len), 0);
            n = (int)out_len;
            assert_int_equal(srtp_unprotect_rtcp(e.theirs, packet, &n), srtp_err_status_ok);
            assert_int_equal(n, len);
            assert_memory_equal(packet, plain, len);
        }
        ends_close(&e);
    }
}

static void we_open_what_libsrtp_protects(void **state)
{
    for (size_t i = 0; i < N_PROFILES; i++) {
        struct ends e;
        ends_open(&e, &profiles[i], ssrc_any_outbound);
        for (uint64_t k = 0, index = 100; k < PACKETS; k++, index += SEQ_STEP) {
            uint8_t plain[1500], packet[1500], again[1500];
            uint64_t got;
            size_t header_len, len = make_rtp(plain, &header_len, index), n;
            int their_len = (int)len;
            memcpy(packet, plain, len);
            assert_int_equal(srtp_protect(e.theirs, packet, &their_len), srtp_err_status_ok);
            n = (size_t)their_len;
            memcpy(again, packet, n);
            assert_int_equal(kr_srtp_unprotect(e.receiver, packet, &n, &got), 0);
            assert_int_equal(n, len);
            assert_true(got == index);
            assert_memory_equal(packet, plain, len);
            n = (size_t)their_len;
            assert_int_equal(kr_srtp_unprotect(e.receiver, again, &n, &got), KR_E_REPLAY);

            len = make_rtcp(plain, k);
            memcpy(packet, plain, len);
            their_len = (int)len;
            assert_int_equal(srtp_protect_rtcp(e.theirs, packet, &their_len), srtp_err_status_ok);
            n = (size_t)their_len;
            memcpy(again, packet, n);
            assert_int_equal(kr_srtcp_unprotect(e.receiver, packet, &n), 0);
            assert_int_equal(n, len);
            assert_memory_equal(packet, plain, len);
            n = (size_t)their_len;
            assert_int_equal(kr_srtcp_unprotect(e.receiver, again, &n), KR_E_REPLAY);
        }
        ends_close(&e);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(libsrtp_opens_what_we_protect),
        cmocka_unit_test(we_open_what_libsrtp_protects),
    };
    if (kr_crypto_init() || srtp_init())
        return 1;
    int failed = cmocka_run_group_tests_name("as this processor does it", tests, NULL, NULL);
    kr_srtp_evp_only(true);
    return failed + cmocka_run_group_tests_name("by EVP", tests, NULL, NULL);
}

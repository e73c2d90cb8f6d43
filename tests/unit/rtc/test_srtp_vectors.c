/* SPDX-License-Identifier: EUPL-1.2 */
/* RFC 3711 appendix B and RFC 7714 sections 16 and 17. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "crypto/secret.h"
#include "rtc/srtp_int.h"
#include "vectors.h"

static bool evp_only;
static const char rfc3711[] = "rfc3711/appendix_b.txt", rfc7714[] = "rfc7714/packets.txt";

static void counter_mode_makes_the_keystream_of_b2(void **state)
{
    static const struct {
        const char *name;
        size_t block;
    } rows[] = {{"b2_block_0000", 0},      {"b2_block_0001", 1},      {"b2_block_0002", 2},
                {"b2_block_feff", 0xfeff}, {"b2_block_ff00", 0xff00}, {"b2_block_ff01", 0xff01}};
    enum { BLOCK = 16, ALL = 0xff02 * BLOCK };
    uint8_t key[16], tag[KR_SRTP_HMAC_TAG_BYTES], want[BLOCK];
    uint8_t *text = calloc(1, ALL);
    struct kr_srtp_cipher c;
    vector_read(key, sizeof key, rfc3711, "b2_key");
    assert_int_equal(kr_srtp_cipher_init(&c, KR_SRTP_AES128_CM_SHA1_80, 0, key, key, true), 0);
    assert_true(EVP_EncryptInit_ex2(c.ctx, NULL, key, NULL, NULL)); /* the session key, in place of the derived one */
    vector_read(c.salt, sizeof c.salt, rfc3711, "b2_salt");
    struct kr_srtp_unit u = {.head = text, .in = text, .out = text, .len = ALL, .tag = tag};
    assert_int_equal(kr_srtp_seal(&c, &u), 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vector_read(want, sizeof want, rfc3711, rows[i].name);
        assert_memory_equal(text + rows[i].block * BLOCK, want, BLOCK);
    }
    kr_srtp_cipher_fini(&c);
    free(text);
}

static void keys_are_derived_as_in_b3(void **state)
{
    uint8_t key[16], salt[14], want[20];
    struct kr_srtp_session_keys k;
    vector_read(key, sizeof key, rfc3711, "b3_master_key");
    vector_read(salt, sizeof salt, rfc3711, "b3_master_salt");
    assert_int_equal(kr_srtp_derive(&k, KR_SRTP_AES128_CM_SHA1_80, 0, key, salt), 0);
    assert_memory_equal(k.key, want, vector_read(want, sizeof want, rfc3711, "b3_cipher_key"));
    assert_memory_equal(k.salt, want, vector_read(want, sizeof want, rfc3711, "b3_cipher_salt"));
    assert_memory_equal(k.auth, want, vector_read(want, sizeof want, rfc3711, "b3_auth_key"));
}

/* Puts session keys of the RFC in place of the derived ones. */
static void set_session_key(struct kr_srtp_cipher *c, const char *key_name, bool encrypt)
{
    uint8_t key[32];
    vector_read(key, sizeof key, rfc7714, key_name);
    assert_int_equal(kr_srtp_cipher_key(c, key, encrypt), 0);
    vector_read(c->salt, sizeof c->salt, rfc7714, "salt");
}

static const struct gcm_row {
    enum kr_srtp_profile profile;
    const char *key, *srtp, *srtcp;
} gcm_rows[] = {{KR_SRTP_AEAD_AES_128_GCM, "key_128", "srtp_128", "srtcp_128"},
                {KR_SRTP_AEAD_AES_256_GCM, "key_256", "srtp_256", "srtcp_256"}};

static struct kr_srtp_sender *sender_of(const struct gcm_row *row)
{
    static const uint8_t zero[32];
    struct kr_srtp_sender *s;
    assert_int_equal(kr_srtp_sender_new(&s, row->profile, zero, zero), 0);
    set_session_key(&s->rtp, row->key, true);
    set_session_key(&s->rtcp, row->key, true);
    return s;
}

static struct kr_srtp_receiver *receiver_of(const struct gcm_row *row)
{
    static const uint8_t zero[32];
    struct kr_srtp_receiver *r;
    assert_int_equal(kr_srtp_receiver_new(&r, row->profile, zero, zero), 0);
    set_session_key(&r->rtp, row->key, false);
    set_session_key(&r->rtcp, row->key, false);
    return r;
}

static void gcm_makes_the_packets_of_rfc7714(void **state)
{
    for (size_t i = 0; i < 2; i++) {
        uint8_t plain[128], want[128], out[128];
        size_t len = vector_read(plain, sizeof plain, rfc7714, "rtp"), n;
        struct kr_srtp_sender *s = sender_of(&gcm_rows[i]);
        assert_int_equal(kr_srtp_protect(s, out, sizeof out, &n, plain, 12, plain + 12, len - 12, kr_get_be32(plain + 8),
                                         kr_get_be16(plain + 2)), 0);
        assert_int_equal(n, vector_read(want, sizeof want, rfc7714, gcm_rows[i].srtp));
        assert_memory_equal(out, want, n);

        n = vector_read(out, sizeof out, rfc7714, "rtcp");
        s->rtcp_index = 0x5d4;
        assert_int_equal(kr_srtcp_protect(s, out, sizeof out, &n), 0);
        assert_int_equal(n, vector_read(want, sizeof want, rfc7714, gcm_rows[i].srtcp));
        assert_memory_equal(out, want, n);
        kr_srtp_sender_free(s);
    }
}

static void gcm_opens_the_packets_of_rfc7714(void **state)
{
    for (size_t i = 0; i < 2; i++) {
        uint8_t packet[128], want[128];
        uint64_t index;
        struct kr_srtp_receiver *r = receiver_of(&gcm_rows[i]);
        size_t n = vector_read(packet, sizeof packet, rfc7714, gcm_rows[i].srtp);
        assert_int_equal(kr_srtp_unprotect(r, packet, &n, &index), 0);
        assert_int_equal(n, vector_read(want, sizeof want, rfc7714, "rtp"));
        assert_memory_equal(packet, want, n);
        assert_int_equal(index, 0xf17b);

        n = vector_read(packet, sizeof packet, rfc7714, gcm_rows[i].srtcp);
        assert_int_equal(kr_srtcp_unprotect(r, packet, &n), 0);
        assert_int_equal(n, vector_read(want, sizeof want, rfc7714, "rtcp"));
        assert_memory_equal(packet, want, n);
        kr_srtp_receiver_free(r);
    }
}

/* The rest of this file would pass without it, too: that it is used where it can be. */
static void ipsec_mb_is_used_where_it_is(void **state)
{
    struct kr_srtp_sender *s = sender_of(&gcm_rows[0]);
    assert_true(kr_srtp_fast_is_there() == (s->rtp.fast != NULL) || evp_only);
    assert_true((s->rtp.fast == NULL) == (s->rtp.ctx != NULL));
    kr_srtp_sender_free(s);
#if defined __x86_64__
    if (__builtin_cpu_supports("aes") && __builtin_cpu_supports("pclmul"))
        assert_true(kr_srtp_fast_is_there());
#endif
}

static void rtcp_that_is_only_authenticated_is_refused(void **state)
{
    uint8_t packet[128];
    struct kr_srtp_receiver *r = receiver_of(&gcm_rows[0]);
    size_t n = vector_read(packet, sizeof packet, rfc7714, "srtcp_128_plain");
    assert_int_equal(kr_srtcp_unprotect(r, packet, &n), KR_E_MALFORMED);
    kr_srtp_receiver_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counter_mode_makes_the_keystream_of_b2),
        cmocka_unit_test(keys_are_derived_as_in_b3),
        cmocka_unit_test(gcm_makes_the_packets_of_rfc7714),
        cmocka_unit_test(gcm_opens_the_packets_of_rfc7714),
        cmocka_unit_test(rtcp_that_is_only_authenticated_is_refused),
        cmocka_unit_test(ipsec_mb_is_used_where_it_is),
    };
    if (kr_crypto_init())
        return 1;
    int failed = cmocka_run_group_tests_name("as this processor does it", tests, NULL, NULL);
    kr_srtp_evp_only(evp_only = true);
    return failed + cmocka_run_group_tests_name("by EVP", tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <openssl/pem.h>

#include "crypto/pair.h"
#include "crypto/secret.h"
#include "crypto/selfsigned.h"

static char dir[] = "/tmp/kreide-test-XXXXXX", cert[80], key[80], other_cert[80], other_key[80], made[80];

static int setup(void **state)
{
    static const char *const names[] = {"localhost"};
    if (!mkdtemp(dir))
        return -1;
    snprintf(cert, sizeof cert, "%s/cert.pem", dir);
    snprintf(key, sizeof key, "%s/key.pem", dir);
    snprintf(other_cert, sizeof other_cert, "%s/other-cert.pem", dir);
    snprintf(other_key, sizeof other_key, "%s/other-key.pem", dir);
    snprintf(made, sizeof made, "%s/made.pem", dir);
    return kr_selfsigned_ensure(cert, key, names, 1, NULL, 0) || kr_selfsigned_ensure(other_cert, other_key, names, 1, NULL, 0);
}

static int teardown(void **state)
{
    char *const all[] = {cert, key, other_cert, other_key, made};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        unlink(all[i]);
    return rmdir(dir);
}

static uint64_t now_s(void)
{
    return (uint64_t)time(NULL);
}

/* It is refused, and what is said names the setting, the file and the remedy. */
static void refused(const char *cert_file, const char *key_file, uint64_t at_s, const char *words, const char *more)
{
    struct kr_pair pair;
    char why[KR_PAIR_WHY_BYTES] = "";
    assert_int_equal(kr_pair_read(&pair, cert_file, key_file, at_s, why), KR_E_CONFIG);
    if (!strstr(why, words) || !strstr(why, more))
        fail_msg("\"%s\" says neither \"%s\" nor \"%s\"", why, words, more);
}

static void write_file(const char *text)
{
    FILE *f = fopen(made, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    chmod(made, 0600);
}

static void reads_a_good_pair(void **state)
{
    struct kr_pair pair;
    char why[KR_PAIR_WHY_BYTES];
    assert_int_equal(kr_pair_read(&pair, cert, key, now_s(), why), 0);
    assert_non_null(strstr(pair.chain, "BEGIN CERTIFICATE"));
    assert_non_null(strstr(pair.key, "PRIVATE KEY"));
    assert_true(pair.until_s > now_s() + (KR_SELFSIGNED_DAYS - 1) * 86400 && pair.until_s <= now_s() + KR_SELFSIGNED_DAYS * 86400);
    kr_pair_free(&pair);
    assert_null(pair.key);
}

static void says_what_is_wrong(void **state)
{
    refused("/nowhere.pem", key, now_s(), "https.certificate: /nowhere.pem cannot be read: No such file", "");
    refused(cert, "/nowhere.pem", now_s(), "https.key: /nowhere.pem cannot be read", "");
    refused(dir, key, now_s(), "https.certificate", dir);
    refused(cert, other_key, now_s(), "is not the key of the first certificate", other_key);
    refused(key, key, now_s(), "holds no certificate in PEM form", key);
    refused(cert, cert, now_s(), "https.key", "holds no private key");
    refused(cert, key, now_s() + (uint64_t)(KR_SELFSIGNED_DAYS + 1) * 86400, "ran out on 20", "renew it");
    refused(cert, key, now_s() - 3 * 86400, "not valid before", "clock");
    write_file("");
    refused(made, key, now_s(), "holds no certificate", made);
    write_file("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    refused(made, key, now_s(), "holds no certificate", made);
}

static void a_key_is_nobody_elses(void **state)
{
    const mode_t bad[] = {0604, 0644, 0602, 0660}, good[] = {0600, 0400, 0640};
    struct kr_pair pair;
    char why[KR_PAIR_WHY_BYTES];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        chmod(key, bad[i]);
        refused(cert, key, now_s(), "others than its owner", "chmod 600");
    }
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        chmod(key, good[i]);
        assert_int_equal(kr_pair_read(&pair, cert, key, now_s(), why), 0);
        kr_pair_free(&pair);
    }
}

static void a_pass_phrase_is_asked_of_nobody(void **state)
{
    struct kr_pair pair;
    char why[KR_PAIR_WHY_BYTES];
    assert_int_equal(kr_pair_read(&pair, cert, key, now_s(), why), 0);
    BIO *bio = BIO_new_mem_buf(pair.key, -1);
    EVP_PKEY *plain = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    write_file("");
    FILE *f = fopen(made, "w");
    assert_int_equal(PEM_write_PKCS8PrivateKey(f, plain, EVP_aes_128_cbc(), (char *)"word", 4, NULL, NULL), 1);
    fclose(f);
    EVP_PKEY_free(plain);
    BIO_free(bio);
    kr_pair_free(&pair);
    refused(cert, made, now_s(), "pass phrase", "openssl pkey");
}

static void what_is_no_pair_changes_nothing(void **state)
{
    struct kr_pair a, b;
    char why[KR_PAIR_WHY_BYTES];
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    assert_int_equal(kr_pair_read(&a, cert, key, now_s(), why), 0);
    assert_int_equal(kr_pair_read(&b, other_cert, other_key, now_s(), why), 0);
    assert_int_equal(kr_pair_use(ctx, a.chain, a.key), 0);
    X509 *before = SSL_CTX_get0_certificate(ctx);
    assert_int_equal(kr_pair_use(ctx, a.chain, b.key), KR_E_CONFIG);
    assert_int_equal(kr_pair_use(ctx, "nothing", b.key), KR_E_CONFIG);
    assert_ptr_equal(SSL_CTX_get0_certificate(ctx), before);
    assert_int_equal(SSL_CTX_check_private_key(ctx), 1);
    assert_int_equal(kr_pair_use(ctx, b.chain, b.key), 0);
    assert_ptr_not_equal(SSL_CTX_get0_certificate(ctx), before);
    assert_int_equal(SSL_CTX_check_private_key(ctx), 1);
    SSL_CTX_free(ctx);
    kr_pair_free(&a);
    kr_pair_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_good_pair),        cmocka_unit_test(says_what_is_wrong),
        cmocka_unit_test(a_key_is_nobody_elses),    cmocka_unit_test(a_pass_phrase_is_asked_of_nobody),
        cmocka_unit_test(what_is_no_pair_changes_nothing),
    };
    if (kr_crypto_init())
        return 1;
    return cmocka_run_group_tests(tests, setup, teardown);
}

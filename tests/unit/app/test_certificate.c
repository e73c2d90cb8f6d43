/* SPDX-License-Identifier: EUPL-1.2 */
/* Files that are replaced while Kreide runs: what is a pair comes into use, what is none never does. */
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

#include "app/certificate.h"
#include "crypto/selfsigned.h"

static char dir[] = "/tmp/kreide-test-XXXXXX";
static struct kr_config config;
static struct kr_certificate c;
static struct kr_pair first, second;

static void read_pair(struct kr_pair *out, const char *name)
{
    static const char *const names[] = {"localhost"};
    char cert[80], key[80], why[KR_PAIR_WHY_BYTES];
    snprintf(cert, sizeof cert, "%s/%s-cert.pem", dir, name);
    snprintf(key, sizeof key, "%s/%s-key.pem", dir, name);
    assert_int_equal(kr_selfsigned_ensure(cert, key, names, 1, NULL, 0), 0);
    assert_int_equal(kr_pair_read(out, cert, key, (uint64_t)time(NULL), why), 0);
    unlink(cert);
    unlink(key);
}

/* As certbot does: a new file in the place of the old. NULL takes it away. */
static void put(const char *path, const char *text)
{
    char made[100];
    if (!text) {
        unlink(path);
        return;
    }
    snprintf(made, sizeof made, "%s/new", dir);
    FILE *f = fopen(made, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    chmod(made, 0600);
    assert_int_equal(rename(made, path), 0);
}

static int setup(void **state)
{
    if (!mkdtemp(dir))
        return -1;
    config.https_listen.n = 1;
    snprintf(config.certificate, sizeof config.certificate, "%s/cert.pem", dir);
    snprintf(config.key, sizeof config.key, "%s/key.pem", dir);
    read_pair(&first, "first");
    read_pair(&second, "second");
    put(config.certificate, first.chain);
    put(config.key, first.key);
    return kr_certificate_open(&c, &config);
}

static int teardown(void **state)
{
    kr_certificate_close(&c);
    kr_pair_free(&first);
    kr_pair_free(&second);
    unlink(config.certificate);
    unlink(config.key);
    return rmdir(dir);
}

static void replaced_while_it_runs(void **state)
{
    const struct {
        const char *what, *cert, *key; /* what the files hold from now on */
        uint64_t at_ms;
        bool is_new;
        const struct kr_pair *in_use;
    } steps[] = {
        {"nothing has changed", first.chain, first.key, 10000, false, &first},
        {"the certificate comes before its key", second.chain, first.key, 20000, false, &first},
        {"the key follows", second.chain, second.key, 22000, true, &second},
        {"the same once more", second.chain, second.key, 24000, false, &second},
        {"it is not looked for all the time", first.chain, first.key, 25000, false, &second},
        {"but soon", first.chain, first.key, 26000, true, &first},
        {"no certificate at all", "-----BEGIN CERTIFICATE-----", first.key, 30000, false, &first},
        {"and still none when patience is over", "-----BEGIN CERTIFICATE-----", first.key, 50000, false, &first},
        {"a key that is empty", second.chain, "", 60000, false, &first},
        {"a file that is gone", second.chain, NULL, 80000, false, &first},
        {"all is well again", second.chain, second.key, 100000, true, &second},
    };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        put(config.certificate, steps[i].cert);
        put(config.key, steps[i].key);
        if (kr_certificate_look(&c, steps[i].at_ms, (uint64_t)time(NULL)) != steps[i].is_new)
            fail_msg("%s: %s", steps[i].what, steps[i].is_new ? "it was not taken" : "it was taken");
        if (strcmp(c.pair.chain, steps[i].in_use->chain) != 0 || strcmp(c.pair.key, steps[i].in_use->key) != 0)
            fail_msg("%s: another pair is in use", steps[i].what);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(replaced_while_it_runs)};
    return cmocka_run_group_tests(tests, setup, teardown);
}

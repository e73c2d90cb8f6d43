/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/config.h"
#include "app/listen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[] = "/tmp/kreide-config-XXXXXX";

static void write_file(const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static int read_config(struct kr_config *c)
{
    char path[256];
    snprintf(path, sizeof path, "%s/kreide.conf", dir);
    kr_config_init(c);
    return kr_config_read(c, path);
}

static void the_defaults_are_what_the_documentation_says(void **state)
{
    struct kr_config c;
    kr_config_init(&c);
    assert_int_equal(c.http_listen.n, 2);
    assert_string_equal(c.http_listen.items[0], "127.0.0.1:8080");
    assert_string_equal(c.https_listen.items[0], "[::]:8443");
    assert_int_equal(c.media_port, 10000);
    assert_int_equal(c.log_level, KR_LOG_INFO);
    assert_string_equal(c.handle_prefix, "mk-");
}

static void files_are_read_in_order(void **state)
{
    struct kr_config c;
    write_file("kreide.conf", "[media]\nport = 20000\nprocesses = 3\n[log]\nlevel = debug\n");
    write_file("conf.d/10-port.conf", "[media]\nport = 20001\n");
    write_file("conf.d/20-port.conf", "[media]\nport = 20002\nannounce = 192.0.2.1, 2001:db8::1\n");
    write_file("conf.d/30-not-a-conf", "nonsense");
    assert_int_equal(read_config(&c), 0);
    assert_int_equal(c.media_port, 20002);
    assert_int_equal(c.media_processes, 3);
    assert_int_equal(c.log_level, KR_LOG_DEBUG);
    assert_int_equal(c.announce.n, 2);
    assert_string_equal(c.announce.items[1], "2001:db8::1");
}

static void what_it_does_not_know_is_refused(void **state)
{
    static const char *const wrong[] = {
        "[media]\nprot = 1\n",      "[mdia]\nport = 1\n",    "[media]\nport = 0\n",       "[media]\nport = 65535\n",
        "[media]\nport = 1x\n",     "[media]\nport = -1\n",  "[log]\nlevel = loud\n",     "[media]\nport\n",
        "[accounts]\nprefix = aaaaaaaaaaaaaaaaaaaaaaaaa\n",  "[https]\nlisten = 1 2 3 4 5\n",
    };
    struct kr_config c;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        write_file("kreide.conf", wrong[i]);
        assert_int_equal(read_config(&c), KR_E_CONFIG);
    }
}

static void single_settings_override(void **state)
{
    struct kr_config c;
    kr_config_init(&c);
    assert_int_equal(kr_config_set(&c, "https.listen="), 0);
    assert_int_equal(c.https_listen.n, 0);
    assert_int_equal(kr_config_set(&c, "media.port=12345"), 0);
    assert_int_equal(c.media_port, 12345);
    assert_int_equal(kr_config_set(&c, "media.port"), KR_E_CONFIG);
    assert_int_equal(kr_config_set(&c, "=x"), KR_E_CONFIG);
    assert_int_equal(kr_config_set(&c, "media.what=1"), KR_E_CONFIG);
}

static void plain_http_stays_on_this_machine(void **state)
{
    struct kr_config c;
    kr_config_init(&c);
    snprintf(c.web_dir, sizeof c.web_dir, "%s", dir);
    write_file("index.html", "<!doctype html>");
    assert_int_equal(kr_config_check(&c), 0);
    assert_int_equal(kr_config_set(&c, "http.listen=127.0.0.2:1"), 0);
    assert_int_equal(kr_config_check(&c), 0);
    assert_int_equal(kr_config_set(&c, "http.listen=0.0.0.0:8080"), 0);
    assert_int_equal(kr_config_check(&c), KR_E_CONFIG);
    assert_int_equal(kr_config_set(&c, "http.listen=[::]:8080"), 0);
    assert_int_equal(kr_config_check(&c), KR_E_CONFIG);
    assert_int_equal(kr_config_set(&c, "http.listen="), 0);
    assert_int_equal(kr_config_set(&c, "https.certificate=/nowhere/cert.pem"), 0);
    assert_int_equal(kr_config_check(&c), KR_E_CONFIG);
    assert_int_equal(kr_config_set(&c, "https.certificate="), 0);
    assert_int_equal(kr_config_set(&c, "media.announce=example.org"), 0);
    assert_int_equal(kr_config_check(&c), KR_E_CONFIG);
}

static void listening_addresses(void **state)
{
    static const struct {
        const char *text;
        int err;
    } cases[] = {
        {"127.0.0.1:8080", 0}, {"[::1]:1", 0}, {"[::]:65535", 0}, {"localhost:80", KR_E_MALFORMED}, {"127.0.0.1", KR_E_MALFORMED},
        {"::1:80", KR_E_MALFORMED}, {"127.0.0.1:80x", KR_E_MALFORMED}, {"", KR_E_MALFORMED}, {"[::1]:", KR_E_MALFORMED},
    };
    struct kr_listen_address a;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(kr_listen_parse(&a, cases[i].text), cases[i].err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_defaults_are_what_the_documentation_says),
        cmocka_unit_test(files_are_read_in_order),
        cmocka_unit_test(what_it_does_not_know_is_refused),
        cmocka_unit_test(single_settings_override),
        cmocka_unit_test(plain_http_stays_on_this_machine),
        cmocka_unit_test(listening_addresses),
    };
    char sub[256];
    if (!mkdtemp(dir))
        return 1;
    snprintf(sub, sizeof sub, "%s/conf.d", dir);
    mkdir(sub, 0700);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    char clean[300];
    snprintf(clean, sizeof clean, "rm -r %s", dir);
    return system(clean) || failed;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/secret.h"
#include "crypto/ticket.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct kr_ticket_signer office, other;

static const struct kr_ticket example = {
    .room = "room", .account = "account", .id = "t1", .title = "Sachkunde 4b", .role = KR_TICKET_MODERATOR,
    .lobby = true, .by_code = false, .browser = {1, 2, 3}, .end_after_s = 600, .expires_ms = 5000,
    .denied = {.screen = true, .chat = true}, .max_people = 40,
};

static void reads_what_office_wrote(void **state)
{
    char text[KR_LIMIT_TICKET_BYTES + 1];
    struct kr_ticket got;
    assert_int_equal(kr_ticket_write(text, sizeof text, &example, &office), 0);
    assert_int_equal(kr_ticket_read(&got, text, &office.keys, 4999), 0);
    assert_string_equal(got.title, "Sachkunde 4b");
    assert_string_equal(got.room, "room");
    assert_int_equal(got.role, KR_TICKET_MODERATOR);
    assert_true(got.lobby);
    assert_true(got.denied.screen && got.denied.chat && !got.denied.microphone && !got.denied.camera);
    assert_int_equal(got.max_people, 40);
    assert_memory_equal(got.browser, example.browser, 32);
    assert_null(strstr(text, "room"));
}

static void the_longest_ticket_fits(void **state)
{
    char text[KR_LIMIT_TICKET_BYTES + 1];
    struct kr_ticket t = example, got;
    memset(t.room, 'r', sizeof t.room - 1);
    memset(t.account, 'a', sizeof t.account - 1);
    memset(t.id, 'i', sizeof t.id - 1);
    memset(t.title, 't', sizeof t.title - 1);
    assert_int_equal(kr_ticket_write(text, sizeof text, &t, &office), 0);
    assert_int_equal(kr_ticket_read(&got, text, &office.keys, 0), 0);
    assert_string_equal(got.title, t.title);
}

static void expires(void **state)
{
    char text[KR_LIMIT_TICKET_BYTES + 1];
    struct kr_ticket got;
    assert_int_equal(kr_ticket_write(text, sizeof text, &example, &office), 0);
    assert_int_equal(kr_ticket_read(&got, text, &office.keys, 5000), KR_E_EXPIRED);
}

static void refuses_what_office_did_not_write(void **state)
{
    char text[KR_LIMIT_TICKET_BYTES + 1];
    struct kr_ticket got;
    /* Somebody who holds the sealing key, as front does, still cannot sign. */
    struct kr_ticket_signer forger = other;
    memcpy(forger.keys.seal, office.keys.seal, sizeof forger.keys.seal);
    assert_int_equal(kr_ticket_write(text, sizeof text, &example, &forger), 0);
    assert_int_equal(kr_ticket_read(&got, text, &office.keys, 0), KR_E_AUTH);

    assert_int_equal(kr_ticket_write(text, sizeof text, &example, &office), 0);
    size_t len = strlen(text);
    for (size_t i = 0; i < len; i++) {
        char old = text[i];
        text[i] = old == 'A' ? 'B' : 'A';
        assert_int_equal(kr_ticket_read(&got, text, &office.keys, 0), KR_E_AUTH);
        text[i] = old;
    }
    for (size_t i = 0; i < len; i++) {
        char old = text[i];
        text[i] = '\0';
        assert_int_equal(kr_ticket_read(&got, text, &office.keys, 0), KR_E_AUTH);
        text[i] = old;
    }
    assert_int_equal(kr_ticket_read(&got, "nonsense !", &office.keys, 0), KR_E_AUTH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_office_wrote),
        cmocka_unit_test(the_longest_ticket_fits),
        cmocka_unit_test(expires),
        cmocka_unit_test(refuses_what_office_did_not_write),
    };
    if (kr_crypto_init())
        return 1;
    kr_ticket_signer_new(&office);
    kr_ticket_signer_new(&other);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* New versions of documents that schools accept before their day, and what happens when a deadline has passed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/document/document.h"
#include "office/mail/queue.h"
#include "office/school/due.h"
#include "office/school/school.h"
#include "office/school/steps.h"
#include "office/setting.h"
#include "unit/office/desk.h"

static const uint64_t day_ms = 24 * 60 * 60 * 1000;

static struct desk desk;
static struct desk_school linde;
static char operator[129];

static int open_desk(void **state)
{
    /* Nobody listens there: letters are queued, and looked at where they wait. */
    desk_open_with_mail(&desk, &(struct kr_mail_server){.host = "localhost", .port = 9, .from = "dienst@kmz.example"});
    desk_add_operator(&desk, operator);
    desk_add_school(&desk, &linde);
    assert_int_equal(kr_setting_set(&desk.office, "enrolment.accept_online", "1"), 0);
    return 0;
}

static int close_desk(void **state)
{
    desk_close(&desk);
    return 0;
}

/* Publishes new terms; the status, and the id to `id`. */
static int publish(uint64_t effective_ms, uint64_t until_ms, const char *words, char id[KR_LIMIT_ID_BYTES + 1])
{
    char body[600];
    struct kr_store_document draft;
    snprintf(body, sizeof body, "title: Bedingungen\nlang: de\n\n%s", words);
    int err = kr_store_document_by_number(desk.office.store, &draft, "nutzungsbedingungen", "de", 0);
    char base[KR_DOCUMENT_HEX_SIZE] = "", hex[KR_DOCUMENT_HEX_SIZE];
    if (!err)
        kr_document_hex(base, &draft);
    assert_int_equal(kr_document_save(&desk.office, "office", "nutzungsbedingungen", "de", body, base, &draft), 0);
    kr_document_hex(hex, &draft);
    snprintf(body, sizeof body, "{\"lang\":\"de\",\"sha256\":\"%s\",\"effective_ms\":%llu,\"accept_until_ms\":%llu}", hex,
             (unsigned long long)effective_ms, (unsigned long long)until_ms);
    struct desk_answer a = desk_call(&desk, "POST", "/documents/nutzungsbedingungen/versions", operator, body);
    char *made = a.status == 201 ? desk_field(a.body, "version.id") : NULL;
    snprintf(id, KR_LIMIT_ID_BYTES + 1, "%s", made ? made : "");
    free(made);
    int status = a.status;
    desk_free_answer(&a);
    return status;
}

static void accept_terms(const char *version)
{
    char path[120], body[200];
    snprintf(path, sizeof path, "/schools/%s/enrolment", linde.id);
    snprintf(body, sizeof body, "{\"step\":\"terms\",\"way\":\"online\",\"signer\":\"Frau Birke\",\"documents\":[\"%s\"]}", version);
    desk_expect(&desk, 200, "POST", path, linde.head_session, body);
}

static void withdraw(int status, const char *version, const char *problem)
{
    char path[160];
    snprintf(path, sizeof path, "/documents/nutzungsbedingungen/versions/%s", version);
    struct desk_answer a = desk_call(&desk, "DELETE", path, operator, NULL);
    assert_int_equal(a.status, status);
    if (problem)
        assert_non_null(strstr(a.body, problem));
    desk_free_answer(&a);
}

static void what_a_school_accepted_stays(void **state)
{
    char first[65], second[65], third[65];
    struct kr_store_document v;
    uint64_t day = desk.now_ms + 10 * day_ms, until = day + 20 * day_ms;
    assert_int_equal(publish(day, until, "Fassung zwei.", first), 201);
    withdraw(204, first, NULL); /* nobody has read it yet */
    assert_int_equal(publish(day, until, "Fassung zwei.", first), 201);
    accept_terms(first);
    withdraw(409, first, "\"accepted\"");
    assert_int_equal(kr_store_document_get(desk.office.store, &v, first), 0);
    /* What was wrong with it is put right by one more, which does not come into force before it. */
    assert_int_equal(publish(day - day_ms, until, "Fassung drei.", second), 400);
    assert_int_equal(publish(day, until, "Fassung drei.", second), 201);
    assert_int_equal(publish(day, until, "Fassung vier.", third), 409); /* this one nobody accepted: it can be withdrawn */
    withdraw(204, second, NULL);
    assert_int_equal(publish(day + day_ms, until, "Fassung vier.", third), 201);
    accept_terms(third);
    desk_pass(&desk, 11 * day_ms);
    assert_int_equal(kr_document_in_force(&desk.office, "nutzungsbedingungen", "de", desk.now_ms, &v), 0);
    assert_string_equal(v.id, third);
}

/* ---- deadlines ---- */

static int keep_suspended(void *arg, const struct kr_store_mail *row)
{
    if (strcmp(row->kind, "suspended") == 0)
        *(struct kr_store_mail *)arg = *row;
    return 0;
}

/* The school is suspended by itself; what its letter says. */
static void expect_blocked(const char *words)
{
    char args[KR_MAIL_ARGS_MAX + 1];
    struct kr_store_mail m = {0};
    struct kr_store_school row;
    desk_pass(&desk, 2 * 60 * 60 * 1000);
    kr_school_sweep(&desk.office);
    assert_int_equal(kr_store_school_get(desk.office.store, &row, linde.id), 0);
    assert_int_equal(row.state, KR_SCHOOL_SUSPENDED);
    assert_int_equal(kr_store_mail_list(desk.office.store, KR_MAIL_WAITING, 0, 100, keep_suspended, &m), 0);
    assert_int_equal(kr_mail_args_open(&desk.office, args, &m), 0);
    assert_string_equal(args, words);
}

static void a_deadline_that_passed_is_named(void **state)
{
    char id[65];
    assert_int_equal(publish(desk.now_ms + day_ms, desk.now_ms + 5 * day_ms, "Neue Fassung.", id), 201);
    assert_int_equal(kr_setting_set(&desk.office, "enrolment.block_overdue", "1"), 0);
    desk_pass(&desk, 6 * day_ms);
    expect_blocked("acceptance");
}

static int find_contact(void *arg, const struct kr_store_step *row)
{
    if (row->step == KR_STEP_CONTACT)
        *(struct kr_store_step *)arg = *row;
    return 0;
}

static void so_is_a_missing_signature(void **state)
{
    char id[65];
    assert_int_equal(publish(desk.now_ms + day_ms, desk.now_ms + 300 * day_ms, "Neue Fassung.", id), 201);
    assert_int_equal(kr_setting_set(&desk.office, "enrolment.block_overdue", "1"), 0);
    struct kr_store_step step = {0};
    assert_int_equal(kr_store_step_list(desk.office.store, linde.id, find_contact, &step), 0);
    step.voided_ms = desk.now_ms;
    assert_int_equal(kr_store_step_void(desk.office.store, &step), 0);
    desk_pass(&desk, 30 * day_ms);
    expect_blocked("contact");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_a_school_accepted_stays, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(a_deadline_that_passed_is_named, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(so_is_a_missing_signature, open_desk, close_desk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

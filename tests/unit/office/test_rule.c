/* SPDX-License-Identifier: EUPL-1.2 */
/* The numbers and words by which the office works: what fits, what holds, and that each change is in the log. */
#include "office/rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/account/expiry.h"
#include "office/account/handle.h"
#include "office/audit/audit.h"
#include "office/setting.h"
#include "office/store/audit.h"
#include "unit/office/desk.h"

static struct desk desk;

static int open_desk(void **state)
{
    desk_open(&desk);
    return 0;
}

static int close_desk(void **state)
{
    desk_close(&desk);
    return 0;
}

static void cleans(size_t i, const char *typed, const char *expected)
{
    char out[KR_RULE_VALUE_MAX + 1] = "untouched";
    struct kr_rule rule = kr_rule_at(&desk.office, i);
    int err = kr_rule_clean(out, &rule, typed);
    if ((err != 0) != (expected == NULL) || strcmp(out, expected ? expected : "untouched") != 0)
        fail_msg("%s: \"%s\" became \"%s\" (%d)", rule.setting, typed, out, err);
}

static void takes_what_fits_alone(void **state)
{
    cleans(KR_RULE_ACCOUNTS_PREFIX, "lkr-", "lkr-");
    cleans(KR_RULE_ACCOUNTS_PREFIX, "", "");
    cleans(KR_RULE_ACCOUNTS_PREFIX, "-x", NULL);
    cleans(KR_RULE_ACCOUNTS_PREFIX, "Schule-", NULL);
    cleans(KR_RULE_ACCOUNTS_PREFIX, "abcdefghijklmnopqrstuvwxyz", NULL);
    cleans(KR_RULE_ACCOUNTS_YEAR_END, "08-31", "08-31");
    cleans(KR_RULE_ACCOUNTS_YEAR_END, "02-28", "02-28");
    static const char *const no_days[] = {"02-29", "02-30", "13-01", "00-10", "04-31", "8-31", "08-3", "08/31", "", "08-311", "08-00"};
    for (size_t i = 0; i < sizeof no_days / sizeof *no_days; i++)
        cleans(KR_RULE_ACCOUNTS_YEAR_END, no_days[i], NULL);
    cleans(KR_RULE_ACCOUNTS_GRACE_DAYS, "0", "0");
    cleans(KR_RULE_ACCOUNTS_GRACE_DAYS, "007", "7");
    static const char *const no_numbers[] = {"121", "-1", "", " 7", "7 ", "1e1", "0x7", "9999999999999999999999", "siebzig"};
    for (size_t i = 0; i < sizeof no_numbers / sizeof *no_numbers; i++)
        cleans(KR_RULE_ACCOUNTS_GRACE_DAYS, no_numbers[i], NULL);
    cleans(KR_RULE_REMINDER_DAYS, "28, 14; 3", "3,14,28");
    cleans(KR_RULE_REMINDER_DAYS, " ", "");
    static const char *const no_lists[] = {"14, soon", "0", "366", "1,2,3,4,5", "7,7", "14.5"};
    for (size_t i = 0; i < sizeof no_lists / sizeof *no_lists; i++)
        cleans(KR_RULE_REMINDER_DAYS, no_lists[i], NULL);
    cleans(KR_RULE_REMINDER_EXPIRY_DAYS, "91", NULL);
    cleans(KR_RULE_MAIL_LANG, "en", "en");
    cleans(KR_RULE_MAIL_LANG, "fr", NULL);
}

static void what_is_delivered_fits(void **state)
{
    char text[KR_RULE_VALUE_MAX + 1];
    for (size_t i = 0; i < kr_rule_count(); i++) {
        struct kr_rule rule = kr_rule_at(&desk.office, i);
        cleans(i, rule.otherwise, rule.otherwise);
        assert_int_equal(kr_rule_text(&desk.office, text, i), 0);
        assert_string_equal(text, rule.otherwise);
        assert_int_equal(kr_setting_set(&desk.office, rule.setting, "no such value \x01"), 0);
        assert_int_equal(kr_rule_text(&desk.office, text, i), 0);
        assert_string_equal(text, rule.otherwise);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(kr_rule_at(&desk.office, k).setting, rule.setting);
    }
}

static void works_where_it_is_asked(void **state)
{
    char handle[KR_LIMIT_ID_BYTES + 1];
    struct kr_office *o = &desk.office;
    uint64_t july_ms = kr_year_end_ms(o, 1795000000000);
    assert_int_equal(kr_rule_set(o, KR_AUDIT_BY_CONSOLE, KR_RULE_ACCOUNTS_PREFIX, "lkr-"), 0);
    assert_int_equal(kr_rule_set(o, KR_AUDIT_BY_CONSOLE, KR_RULE_ACCOUNTS_YEAR_END, "08-31"), 0);
    assert_int_equal(kr_rule_set(o, KR_AUDIT_BY_CONSOLE, KR_RULE_ACCOUNTS_GRACE_DAYS, "0"), 0);
    assert_int_equal(kr_handle_make(o, handle), 0);
    assert_memory_equal(handle, "lkr-", 4);
    assert_int_equal(kr_year_end_ms(o, 1795000000000), july_ms + 31 * UINT64_C(86400000));
    assert_int_equal(kr_grace_ms(o), 0);
}

static int keep(void *arg, const struct kr_audit_entry *e)
{
    *(struct kr_audit_entry *)arg = *e;
    return 0;
}

static struct kr_audit_entry last_entry(uint64_t *n)
{
    struct kr_audit_entry e = {0};
    struct kr_audit_report report;
    assert_int_equal(kr_audit_verify(&desk.office, &report), 0);
    *n = report.n_entries;
    assert_int_equal(kr_store_audit_list(desk.office.store, &(struct kr_store_audit_filter){.limit = 1}, keep, &e), 0);
    return e;
}

static void every_change_is_in_the_log(void **state)
{
    uint64_t before, n;
    struct kr_office *o = &desk.office;
    assert_int_equal(kr_rule_set(o, KR_AUDIT_BY_CONSOLE, KR_RULE_REMINDER_DAYS, "7"), 0);
    struct kr_audit_entry e = last_entry(&before);
    assert_string_equal(e.action, "settings.rule");
    assert_string_equal(e.detail, "rule=reminder.days before=14,28 after=7");
    assert_int_equal(kr_rule_set(o, KR_AUDIT_BY_CONSOLE, KR_RULE_REMINDER_DAYS, "7"), 0); /* it is so already */
    assert_int_equal(kr_rule_set(o, KR_AUDIT_BY_CONSOLE, KR_RULE_REMINDER_DAYS, "soon"), KR_E_MALFORMED);
    last_entry(&n);
    assert_int_equal(n, before);
    assert_int_equal(kr_rule_set(o, KR_AUDIT_BY_CONSOLE, KR_RULE_REMINDER_DAYS, NULL), 0);
    e = last_entry(&n);
    assert_int_equal(n, before + 1);
    assert_string_equal(e.detail, "rule=reminder.days before=7 after=14,28");
}

static void the_api_changes_all_or_nothing(void **state)
{
    char text[KR_RULE_VALUE_MAX + 1];
    char session[129];
    desk_add_operator(&desk, session);
    struct desk_answer a = desk_call(&desk, "PATCH", "/settings/rules", session,
                                     "{\"rules\":[{\"name\":\"accounts.max_heads\",\"value\":\"4\"},{\"name\":\"retention.audit\",\"value\":\"366\"}]}");
    assert_int_equal(a.status, 400);
    assert_non_null(strstr(a.body, "\"bad_rule\""));
    assert_non_null(strstr(a.body, "\"retention.audit\""));
    desk_free_answer(&a);
    assert_int_equal(kr_rule_number(&desk.office, KR_RULE_ACCOUNTS_MAX_HEADS), 3);
    desk_expect(&desk, 400, "PATCH", "/settings/rules", session, "{\"rules\":[{\"name\":\"office.nightly_ms\",\"value\":\"0\"}]}");
    desk_expect(&desk, 200, "PATCH", "/settings/rules", session, "{\"rules\":[{\"name\":\"accounts.max_heads\",\"value\":\"4\"}]}");
    assert_int_equal(kr_rule_number(&desk.office, KR_RULE_ACCOUNTS_MAX_HEADS), 4);
    desk_expect(&desk, 200, "PATCH", "/settings/rules", session, "{\"rules\":[{\"name\":\"accounts.max_heads\"}]}");
    assert_int_equal(kr_rule_text(&desk.office, text, KR_RULE_ACCOUNTS_MAX_HEADS), 0);
    assert_string_equal(text, "3");
    a = desk_call(&desk, "GET", "/settings/rules", session, NULL);
    assert_int_equal(a.status, 200);
    for (size_t i = 0; i < kr_rule_count(); i++)
        assert_non_null(strstr(a.body, kr_rule_at(&desk.office, i).setting));
    desk_free_answer(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(takes_what_fits_alone, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(what_is_delivered_fits, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(works_where_it_is_asked, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(every_change_is_in_the_log, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(the_api_changes_all_or_nothing, open_desk, close_desk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* A deleted school leaves nothing behind: not in rows, not in files, not in backups that are read in later. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "office/audit/audit.h"
#include "office/backup/deletion.h"
#include "office/school/delete.h"
#include "unit/office/database.h"
#include "unit/office/desk.h"
#include "unit/office/rows.h"

static struct desk d;

static int set_up(void **state)
{
    desk_open(&d);
    assert_int_equal(kr_audit(&d.office, KR_AUDIT_BY_OFFICE, "test.began", NULL, NULL), 0); /* a chain that goes on */
    rows_of_operator(d.office.store);
    rows_of_school(d.office.store, "linde");
    rows_of_school(d.office.store, "birke");
    return 0;
}

static int tear_down(void **state)
{
    desk_close(&d);
    return 0;
}

static bool has_file_of_deletions(void)
{
    char path[100];
    snprintf(path, sizeof path, "%s/deletions", d.dir);
    return access(path, F_OK) == 0;
}

static void nothing_is_left(void **state)
{
    static const char *const needles[] = {"linde-bytes-school", "linde-bytes-paper", "linde-bytes-key_wrap", "linde-account-handle", "linde-account-verifier", "linde-room", "linde-paper", "linde-session", "linde-mail"};
    for (size_t i = 0; i < sizeof needles / sizeof *needles; i++)
        if (!desk_dir_contains(d.dir, needles[i]))
            fail_msg("%s was never there", needles[i]);
    char *birke = rows_as_text(d.office.store, "birke");
    assert_int_equal(kr_school_delete_everything(&d.office, KR_AUDIT_BY_CONSOLE, "linde-school", NULL), 0);

    /* Of rows, the audit log's alone: that of before, and that it was deleted; and for 12 hours, that its tickets are void. */
    char *left = rows_as_text(d.office.store, "linde");
    assert_int_equal(strncmp(left, "4 rows\naudit:", 13), 0);
    const char *second = strchr(strchr(left, '\n') + 1, '\n') + 1, *third = strchr(second, '\n') + 1;
    assert_int_equal(strncmp(second, "audit:", 6), 0);
    assert_int_equal(strncmp(third, "revocation:", 11), 0);
    assert_non_null(strstr(left, "school.deleted"));
    free(left);
    /* And in the raw files while the database is open: neither in free pages nor in its log. */
    for (size_t i = 0; i < sizeof needles / sizeof *needles; i++)
        if (desk_dir_contains(d.dir, needles[i]))
            fail_msg("%s is left", needles[i]);
    /* The neighbour has all that it had. */
    char *after = rows_as_text(d.office.store, "birke");
    assert_string_equal(after, birke);
    free(birke);
    free(after);
    assert_true(desk_dir_contains(d.dir, "birke-bytes-school"));

    bool told = false;
    for (size_t i = 0; i < d.n_events; i++)
        told |= d.events[i].type == KR_LINK_ACCOUNT_LOCKED && strcmp(d.events[i].subject, "linde-account") == 0;
    assert_true(told);
    assert_true(has_file_of_deletions());
    assert_int_equal(kr_school_delete_everything(&d.office, KR_AUDIT_BY_CONSOLE, "linde-school", NULL), KR_E_NOT_FOUND);
}

static void what_is_not_there_is_not_noted(void **state)
{
    assert_int_equal(kr_school_delete_everything(&d.office, KR_AUDIT_BY_CONSOLE, "no-school", NULL), KR_E_NOT_FOUND);
    assert_false(has_file_of_deletions());
}

/* Noted, and then the power went: it was meant, so it is done. */
static void a_deletion_that_was_cut_off_is_done_at_the_start(void **state)
{
    struct kr_store_account a;
    assert_int_equal(kr_deletion_note(d.dir, KR_DELETION_SCHOOL, "linde-school", 1), 0);
    assert_int_equal(kr_store_account_by_id(d.office.store, &a, "linde-account"), 0);
    desk_reopen(&d);
    assert_int_equal(kr_store_account_by_id(d.office.store, &a, "linde-account"), KR_E_NOT_FOUND);
    assert_int_equal(kr_store_account_by_id(d.office.store, &a, "birke-account"), 0);
}

int main(void)
{
#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        AT_DESK(nothing_is_left),
        AT_DESK(what_is_not_there_is_not_noted),
        AT_DESK(a_deletion_that_was_cut_off_is_done_at_the_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

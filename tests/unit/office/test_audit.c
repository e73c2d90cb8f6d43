/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/audit/audit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "office/store/audit.h"
#include "office/store/query.h"
#include "unit/office/database.h"
#include "unit/office/desk.h"

static struct desk desk;

static int set_up(void **state)
{
    desk_open(&desk);
    return 0;
}

static int tear_down(void **state)
{
    desk_close(&desk);
    return 0;
}

/* Changes the database behind the office's back; a trigger or the chain's own rules do not stop whoever has it. */
static void tamper(const char *sql)
{
    test_database_change(desk.dir, sql);
}

static void write_log(int n)
{
    for (int i = 0; i < n; i++) {
        char detail[32];
        snprintf(detail, sizeof detail, "step=%d", i);
        assert_int_equal(kr_audit(&desk.office, KR_AUDIT_BY_CONSOLE, "school.step", "s1", detail), 0);
        desk_pass(&desk, 1000);
    }
}

static struct kr_audit_report verify(void)
{
    struct kr_audit_report r;
    assert_int_equal(kr_audit_verify(&desk.office, &r), 0);
    return r;
}

static void follows_its_written_form(void **state)
{
    /* The same bytes by hand: whoever checks an export needs no more than this. */
    static const uint8_t form[] = "kreide audit 1"
                                  "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                                  "\0\0\0\0\0\0\0\1"
                                  "\0\0\0\0\0\0\1\2"
                                  "\0\0\0\1w\0\0\0\0\0\0\0\3a.b\0\0\0\0\0\0\0\1d";
    struct kr_audit_place start = {0};
    struct kr_audit_entry e = {.n = 1, .at_ms = 258, .who = "w", .action = "a.b", .detail = "d"};
    uint8_t expected[32];
    kr_sha256(expected, form, sizeof form - 1);
    kr_audit_chain_hash(e.hash, &start, &e);
    assert_memory_equal(e.hash, expected, sizeof expected);
    assert_int_equal(kr_audit_chain_follow(&start, &e), 0);
    assert_int_equal(start.n, 1);
    assert_int_equal(kr_audit_chain_follow(&start, &e), KR_E_AUTH);
}

static void is_whole_from_the_start(void **state)
{
    struct kr_audit_report r = verify();
    assert_int_equal(r.n_entries, 0);
    assert_int_equal(r.broken_at, 0);
    write_log(5);
    desk_reopen(&desk);
    write_log(2);
    r = verify();
    assert_int_equal(r.n_entries, 7);
    assert_int_equal(r.first, 1);
    assert_int_equal(r.last, 7);
    assert_int_equal(r.broken_at, 0);
}

static void finds_every_change(void **state)
{
    static const struct {
        const char *sql;
        uint64_t broken_at;
    } tricks[] = {
        {"UPDATE audit SET detail = 'step=9' WHERE n = 3", 3},
        {"UPDATE audit SET who = 'office' WHERE n = 3", 3},
        {"UPDATE audit SET at_ms = at_ms + 1 WHERE n = 1", 1},
        {"UPDATE audit SET action = 'school', object = '.steps1' WHERE n = 2", 2},
        {"DELETE FROM audit WHERE n = 4", 4},
        {"DELETE FROM audit WHERE n = 1", 1},
        {"DELETE FROM audit WHERE n = 6", 6},
        {"DELETE FROM audit", 1},
        {"UPDATE audit SET n = CASE n WHEN 2 THEN -2 WHEN 3 THEN -3 END WHERE n IN (2, 3);"
         "UPDATE audit SET n = CASE n WHEN -2 THEN 3 ELSE 2 END WHERE n < 0", 2},
        {"INSERT INTO audit SELECT 7, at_ms, who, role, action, object, detail, hash FROM audit WHERE n = 6", 7},
        {"UPDATE audit SET hash = (SELECT base_hash FROM audit_ends) WHERE n = 6", 6},
        /* The end is moved along with the entries: the chain fits, but not the key file. */
        {"DELETE FROM audit WHERE n = 6;"
         "UPDATE audit_ends SET head_n = 5, head_hash = (SELECT hash FROM audit WHERE n = 5)", 6},
        {"UPDATE audit_ends SET base_n = 2, base_hash = (SELECT hash FROM audit WHERE n = 2);"
         "DELETE FROM audit WHERE n < 3", 7},
        {"DELETE FROM audit_ends", 7},
    };
    for (size_t i = 0; i < sizeof tricks / sizeof tricks[0]; i++) {
        desk_close(&desk);
        desk_open(&desk);
        write_log(6);
        assert_int_equal(verify().broken_at, 0);
        tamper(tricks[i].sql);
        if (verify().broken_at != tricks[i].broken_at)
            fail_msg("%s: %d", tricks[i].sql, (int)verify().broken_at);
    }
}

static int count(void *arg, const struct kr_audit_entry *e)
{
    ++*(int *)arg;
    return 0;
}

static void goes_with_its_transaction(void **state)
{
    int n = 0;
    assert_int_equal(kr_store_begin(desk.office.store), 0);
    assert_int_equal(kr_audit(&desk.office, KR_AUDIT_BY_OFFICE, "school.deleted", "s1", NULL), 0);
    assert_int_equal(kr_store_finish(desk.office.store, KR_E_STATE), KR_E_STATE);
    assert_int_equal(kr_store_audit_list(desk.office.store, &(struct kr_store_audit_filter){0}, count, &n), 0);
    assert_int_equal(n, 0);
    write_log(1);
    assert_int_equal(verify().last, 1);
    assert_int_equal(verify().broken_at, 0);
}

static void takes_no_free_text(void **state)
{
    char longest[KR_AUDIT_DETAIL_MAX + 2];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_int_equal(kr_audit(&desk.office, KR_AUDIT_BY_OFFICE, "a.b", "s1", longest), KR_E_MALFORMED);
    assert_int_equal(kr_audit(&desk.office, KR_AUDIT_BY_OFFICE, "a.b", "s1", "Schule \xc3\x84"), KR_E_MALFORMED);
    assert_int_equal(kr_audit(&desk.office, KR_AUDIT_BY_OFFICE, "a.b", "s1\n", NULL), KR_E_MALFORMED);
    assert_int_equal(kr_audit(&desk.office, KR_AUDIT_BY_OFFICE, "", "s1", NULL), KR_E_MALFORMED);
    assert_int_equal(kr_audit(&desk.office, "", "a.b", "s1", NULL), KR_E_MALFORMED);
    longest[KR_AUDIT_DETAIL_MAX] = '\0';
    assert_int_equal(kr_audit(&desk.office, KR_AUDIT_BY_OFFICE, "a.b", NULL, longest), 0);
    assert_int_equal(verify().broken_at, 0);
}

struct seen {
    uint64_t n[8];
    size_t len;
    char role[KR_AUDIT_ROLE_MAX + 1];
};

static int see(void *arg, const struct kr_audit_entry *e)
{
    struct seen *s = arg;
    assert_true(s->len < 8);
    s->n[s->len++] = e->n;
    snprintf(s->role, sizeof s->role, "%s", e->role);
    return 0;
}

static struct seen list(const struct kr_store_audit_filter *f)
{
    struct seen s = {0};
    assert_int_equal(kr_store_audit_list(desk.office.store, f, see, &s), 0);
    return s;
}

static void lists_what_is_asked_for(void **state)
{
    write_log(2);
    assert_int_equal(kr_audit(&desk.office, KR_AUDIT_BY_OFFICE, "schoolbook.step", "s2", NULL), 0);
    desk_pass(&desk, 1000);
    write_log(1);
    struct seen s = list(&(struct kr_store_audit_filter){.limit = 3});
    assert_int_equal(s.len, 3);
    assert_int_equal(s.n[0], 4);
    assert_int_equal(s.n[2], 2);
    s = list(&(struct kr_store_audit_filter){.before_n = 3, .limit = 3});
    assert_int_equal(s.len, 2);
    assert_int_equal(s.n[0], 2);
    s = list(&(struct kr_store_audit_filter){.area = "school", .oldest_first = true});
    assert_int_equal(s.len, 3);
    assert_int_equal(s.n[2], 4);
    assert_int_equal(list(&(struct kr_store_audit_filter){.who = KR_AUDIT_BY_OFFICE}).n[0], 3);
    assert_int_equal(list(&(struct kr_store_audit_filter){.object = "s2"}).n[0], 3);
    assert_int_equal(list(&(struct kr_store_audit_filter){.object = "s%"}).len, 0);
    s = list(&(struct kr_store_audit_filter){.from_ms = DESK_START_MS + 1000, .to_ms = DESK_START_MS + 3000});
    assert_int_equal(s.len, 2);
    assert_int_equal(s.n[0], 3);
}

static void says_the_role_of_who_acted(void **state)
{
    struct kr_store_account a;
    desk_add_account(&desk, "mk-ahorn");
    assert_int_equal(kr_store_account_by_handle(desk.office.store, &a, "mk-ahorn"), 0);
    assert_int_equal(kr_audit(&desk.office, a.id, "school.step", "s1", NULL), 0);
    assert_string_equal(list(&(struct kr_store_audit_filter){.who = a.id}).role, "school"); /* as made without a role */
}

static void stays_whole_when_old_entries_go(void **state)
{
    uint64_t n = 99;
    write_log(6); /* one a second */
    assert_int_equal(kr_audit_purge(&desk.office, DESK_START_MS, &n), 0);
    assert_int_equal(n, 0);
    assert_int_equal(kr_audit_purge(&desk.office, DESK_START_MS + 2001, &n), 0);
    assert_int_equal(n, 3);
    struct kr_audit_report r = verify();
    assert_int_equal(r.first, 4);
    assert_int_equal(r.n_entries, 3);
    assert_int_equal(r.broken_at, 0);
    write_log(1);
    assert_int_equal(kr_audit_purge(&desk.office, desk.now_ms + 1, &n), 0);
    assert_int_equal(n, 4);
    r = verify();
    assert_int_equal(r.n_entries, 0);
    assert_int_equal(r.broken_at, 0);
    write_log(1);
    assert_int_equal(verify().first, 8);
    tamper("DELETE FROM audit");
    assert_int_equal(verify().broken_at, 8);
}

/* A clock that was wrong for a moment neither empties the log nor keeps it forever. */
static void purges_by_order_when_the_clock_was_wrong(void **state)
{
    uint64_t n;
    write_log(2);
    desk.now_ms -= DESK_START_MS; /* 1970 */
    write_log(1);
    desk.now_ms += DESK_START_MS;
    write_log(1);
    assert_int_equal(kr_audit_purge(&desk.office, DESK_START_MS, &n), 0);
    assert_int_equal(n, 0);
    assert_int_equal(kr_audit_purge(&desk.office, DESK_START_MS + 2000, &n), 0);
    assert_int_equal(n, 3);
    assert_int_equal(verify().broken_at, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(follows_its_written_form),
        cmocka_unit_test_setup_teardown(is_whole_from_the_start, set_up, tear_down),
        cmocka_unit_test_setup_teardown(finds_every_change, set_up, tear_down),
        cmocka_unit_test_setup_teardown(goes_with_its_transaction, set_up, tear_down),
        cmocka_unit_test_setup_teardown(takes_no_free_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lists_what_is_asked_for, set_up, tear_down),
        cmocka_unit_test_setup_teardown(says_the_role_of_who_acted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stays_whole_when_old_entries_go, set_up, tear_down),
        cmocka_unit_test_setup_teardown(purges_by_order_when_the_clock_was_wrong, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

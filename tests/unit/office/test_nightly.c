/* SPDX-License-Identifier: EUPL-1.2 */
/* The night's work under a clock that the test moves: what goes, what stays, who is reminded. */
#include "office/nightly.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "office/audit/audit.h"
#include "office/mail/queue.h"
#include "office/mail/reminder.h"
#include "office/retention.h"
#include "office/school/due.h"
#include "office/setting.h"
#include "office/store/audit.h"
#include "office/store/usage.h"
#include "unit/office/database.h"
#include "unit/office/desk.h"

static const uint64_t hour_ms = 60 * 60 * 1000, day_ms = 24 * 60 * 60 * 1000;

#define NO_KEY "x'0000000000000000000000000000000000000000000000000000000000000000'"

static struct desk desk;

/* Changes the database behind the office's back. */
static void execute(const char *sql)
{
    test_database_change(desk.dir, sql);
}

static int set_up(void **state)
{
    desk_open_with_mail(&desk, &(struct kr_mail_server){.host = "localhost", .port = 1, .from = "dienst@kmz.example"});
    return 0;
}

static int tear_down(void **state)
{
    desk_close(&desk);
    return 0;
}

/* Milliseconds of a local time. */
static uint64_t local_ms(int year, int month, int day, int hour, int minute)
{
    struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day, .tm_hour = hour, .tm_min = minute, .tm_isdst = -1};
    return (uint64_t)mktime(&tm) * 1000;
}

static void is_done_once_a_night(void **state)
{
    static const struct {
        int last[5], now[5];
        bool due;
    } cases[] = {
        {{2027, 1, 10, 3, 1}, {2027, 1, 10, 3, 2}, false},
        {{2027, 1, 10, 3, 1}, {2027, 1, 10, 23, 59}, false},
        {{2027, 1, 10, 3, 1}, {2027, 1, 11, 2, 59}, false},
        {{2027, 1, 10, 3, 1}, {2027, 1, 11, 3, 0}, true},
        {{2027, 1, 10, 3, 59}, {2027, 1, 11, 3, 0}, true},
        {{2027, 1, 10, 11, 0}, {2027, 1, 10, 12, 0}, false}, /* started in the morning, caught up then */
        {{2027, 1, 10, 11, 0}, {2027, 1, 11, 3, 0}, true},
        {{2027, 1, 10, 1, 0}, {2027, 1, 10, 3, 0}, true},    /* caught up shortly before */
        {{2027, 1, 10, 3, 1}, {2027, 1, 12, 9, 0}, true},    /* a night was missed */
        {{2027, 1, 12, 3, 1}, {2027, 1, 10, 9, 0}, true},    /* the clock was wrong */
        {{2027, 3, 28, 3, 0}, {2027, 3, 29, 3, 0}, true},    /* the night that has no hour from 2 to 3 */
        {{2027, 10, 31, 3, 0}, {2027, 10, 31, 3, 30}, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const int *l = cases[i].last, *n = cases[i].now;
        if (kr_nightly_is_due(local_ms(l[0], l[1], l[2], l[3], l[4]), local_ms(n[0], n[1], n[2], n[3], n[4])) != cases[i].due)
            fail_msg("case %zu", i);
    }
    assert_true(kr_nightly_is_due(0, local_ms(2027, 1, 1, 12, 0)));
}

static void every_night_of_a_year_once(void **state)
{
    unsigned done = 0;
    uint64_t last_ms = local_ms(2027, 1, 1, 3, 0);
    for (uint64_t now_ms = last_ms; now_ms < last_ms + 0 || now_ms < local_ms(2028, 1, 1, 3, 0); now_ms += 60 * 1000) {
        if (kr_nightly_is_due(last_ms, now_ms)) {
            last_ms = now_ms;
            done++;
        }
    }
    assert_int_equal(done, 364); /* the nights after the first of January, by the local calendar, both changes of the clock among them */
}

/* Runs the sweep as the process does, minute by minute, for so many days. */
static void live(unsigned days)
{
    for (unsigned i = 0; i < days * 24; i++) { /* the hour's first minute is enough */
        desk_pass(&desk, hour_ms);
        kr_office_sweep(&desk.office);
    }
}

static uint64_t entries(void)
{
    struct kr_audit_report r;
    assert_int_equal(kr_audit_verify(&desk.office, &r), 0);
    assert_int_equal(r.broken_at, 0);
    return r.n_entries;
}

static int oldest(void *arg, const struct kr_audit_entry *e)
{
    uint64_t *at_ms = arg;
    if (!*at_ms || e->at_ms < *at_ms)
        *at_ms = e->at_ms;
    return 0;
}

static void the_log_goes_after_a_year(void **state)
{
    desk.now_ms = local_ms(2027, 1, 1, 12, 0);
    assert_int_equal(kr_audit(&desk.office, KR_AUDIT_BY_CONSOLE, "school.created", "s1", NULL), 0);
    live(100);
    assert_int_equal(kr_audit(&desk.office, KR_AUDIT_BY_CONSOLE, "school.ended", "s1", NULL), 0);
    live(264);
    assert_int_equal(entries(), 2);
    live(2);
    assert_int_equal(entries(), 2); /* the one that is left, and that one went */
    live(400);
    uint64_t first_ms = 0;
    assert_int_equal(kr_store_audit_list(desk.office.store, &(struct kr_store_audit_filter){0}, oldest, &first_ms), 0);
    assert_true(first_ms == 0 || first_ms + 366 * day_ms >= desk.now_ms);
    assert_int_equal(entries() <= 2, 1);
}

static void add_letter(const char *id, enum kr_mail_state mail_state)
{
    struct kr_store_mail m = {.lang = "de", .kind = "test", .created_ms = desk.now_ms, .due_ms = desk.now_ms, .state = mail_state};
    snprintf(m.id, sizeof m.id, "%s", id);
    assert_int_equal(kr_seal(&m.args, desk.office.keys.seal, "mail.args", m.id, ""), 0);
    assert_int_equal(kr_store_mail_add(desk.office.store, &m), 0);
}

static void letters_go_after_their_time(void **state)
{
    uint64_t counts[KR_MAIL_STATES];
    desk.now_ms = local_ms(2027, 1, 1, 12, 0);
    add_letter("a", KR_MAIL_SENT);
    add_letter("b", KR_MAIL_FAILED);
    add_letter("c", KR_MAIL_WAITING);
    live(29);
    add_letter("d", KR_MAIL_SENT);
    assert_int_equal(kr_store_mail_count(desk.office.store, counts), 0);
    assert_int_equal(counts[KR_MAIL_SENT], 2);
    live(2);
    assert_int_equal(kr_store_mail_count(desk.office.store, counts), 0);
    assert_int_equal(counts[KR_MAIL_SENT], 1);
    assert_int_equal(counts[KR_MAIL_FAILED], 0);
    assert_int_equal(counts[KR_MAIL_WAITING], 1);
    live(30);
    assert_int_equal(kr_store_mail_count(desk.office.store, counts), 0);
    assert_int_equal(counts[KR_MAIL_SENT] + counts[KR_MAIL_WAITING], 0);
    assert_true(entries() > 0); /* says how many went */
}

static void add_school(const char *id);

static uint64_t papers(void)
{
    uint64_t n;
    assert_int_equal(kr_store_paper_count(desk.office.store, &n, "s1"), 0);
    return n;
}

/* A scan that was not accepted goes; the record of it, and what was accepted, stays. */
static void papers_that_were_rejected_go(void **state)
{
    desk.now_ms = local_ms(2027, 1, 1, 12, 0);
    add_school("s1");
    for (int i = 0; i < 2; i++) {
        struct kr_store_paper paper = {.id = "p0", .school = "s1", .step = KR_STEP_AGREEMENT, .size = 3, .account = "x", .created_ms = desk.now_ms};
        struct kr_store_step step = {.id = "t0", .school = "s1", .step = KR_STEP_AGREEMENT, .way = KR_WAY_UPLOAD, .at_ms = desk.now_ms,
                                     .recorded_ms = desk.now_ms, .account = "x", .paper = "p0", .n = (uint64_t)i + 1};
        paper.id[1] = step.id[1] = step.paper[1] = (char)('0' + i);
        assert_int_equal(kr_store_paper_add(desk.office.store, &paper), 0);
        assert_int_equal(kr_store_paper_add_part(desk.office.store, paper.id, 0, "abc", 3), 0);
        assert_int_equal(kr_store_step_add(desk.office.store, &step), 0);
        step.voided_ms = desk.now_ms;
        if (i == 0)
            assert_int_equal(kr_store_step_void(desk.office.store, &step), 0);
    }
    live(89);
    assert_int_equal(papers(), 2);
    live(3);
    assert_int_equal(papers(), 1);
    struct kr_store_paper left;
    assert_int_equal(kr_store_paper_get(desk.office.store, &left, "s1", "p1"), 0);
    struct kr_standing standing;
    assert_int_equal(kr_standing_get(&desk.office, &standing, "s1"), 0);
    assert_int_equal(standing.n_records, 2);
}

static int count_usage(void *arg, const struct kr_store_usage *row)
{
    ++*(unsigned *)arg;
    return 0;
}

static void figures_go_after_three_years(void **state)
{
    desk.now_ms = local_ms(2027, 3, 15, 12, 0);
    for (uint32_t month = 2024 * 12; month < 2027 * 12 + 3; month++) {
        struct kr_store_usage u = {.month = month, .school = "s1", .meetings = 1};
        assert_int_equal(kr_store_usage_add(desk.office.store, &u), 0);
    }
    live(2);
    unsigned n = 0;
    assert_int_equal(kr_store_usage_list(desk.office.store, 0, 2100 * 12, NULL, count_usage, &n), 0);
    assert_int_equal(n, 37); /* March 2024 to March 2027 */
}

/* The operator may tighten a period, and not more. */
static void periods_are_maxima(void **state)
{
    for (size_t i = 0; i < kr_retention_rules_count; i++) {
        const struct kr_retention_rule *r = &kr_retention_rules[i];
        char name[64];
        snprintf(name, sizeof name, "retention.%s", r->name);
        assert_int_equal(kr_retention_days(&desk.office, r), r->days);
        char least[12];
        snprintf(least, sizeof least, "%u", r->least_days);
        assert_int_equal(kr_setting_set(&desk.office, name, least), 0);
        assert_int_equal(kr_retention_days(&desk.office, r), r->least_days);
        assert_int_equal(kr_setting_set(&desk.office, name, "0"), 0); /* nothing goes the moment it comes */
        assert_int_equal(kr_retention_days(&desk.office, r), r->days);
        assert_int_equal(kr_setting_set(&desk.office, name, "100000"), 0);
        assert_int_equal(kr_retention_days(&desk.office, r), r->days);
        assert_true(r->days <= 1095 && r->least_days >= 1 && r->least_days <= r->days && strlen(r->why) > 20);
    }
}

static void catches_up_after_the_start(void **state)
{
    desk.now_ms = local_ms(2027, 1, 1, 12, 0);
    kr_office_sweep(&desk.office);
    add_letter("a", KR_MAIL_SENT);
    desk_pass(&desk, 40 * day_ms); /* switched off */
    desk_reopen(&desk);
    kr_office_sweep(&desk.office);
    uint64_t counts[KR_MAIL_STATES];
    assert_int_equal(kr_store_mail_count(desk.office.store, counts), 0);
    assert_int_equal(counts[KR_MAIL_SENT], 0);
}

/* ---- reminders ---- */

static void add_school(const char *id)
{
    char sql[600];
    execute("INSERT INTO operator_key (version, public_key, mark, created_ms) VALUES (1, " NO_KEY ", " NO_KEY ", 0) ON CONFLICT DO NOTHING");
    snprintf(sql, sizeof sql,
             "INSERT INTO school (id, state, created_ms, changed_ms, ended_ms, online, operator_key, data_key_operator, profile_sealed, max_rooms,"
             " max_people, policy) VALUES ('%s', 1, 0, 0, 0, 0, 1, x'01', x'01', 0, 0, '')", id);
    execute(sql);
}

static void add_account(const char *handle, const char *school, uint64_t expires_ms)
{
    char sql[300];
    snprintf(sql, sizeof sql,
             "INSERT INTO account (id, handle, verifier, locked, created_ms, role, school, expires_ms) VALUES ('%s', '%s', '', 0, %llu, 2, '%s', %llu)",
             handle, handle, (unsigned long long)desk.now_ms, school, (unsigned long long)expires_ms);
    execute(sql);
}

struct seen {
    unsigned n;
    char args[8][KR_MAIL_ARGS_MAX + 1], school[8][65];
};

static int see(void *arg, const struct kr_store_mail *m)
{
    struct seen *s = arg;
    assert_true(s->n < 8);
    if (strcmp(m->kind, "step") == 0)
        return 0; /* these schools have no papers either */
    assert_string_equal(m->kind, "expires");
    assert_int_equal(kr_mail_args_open(&desk.office, s->args[s->n], m), 0);
    snprintf(s->school[s->n++], 65, "%s", m->school);
    return 0;
}

static struct seen waiting(void)
{
    struct seen s = {0};
    assert_int_equal(kr_store_mail_list(desk.office.store, KR_MAIL_WAITING, 0, 100, see, &s), 0);
    return s;
}

static void tells_once_before_accounts_expire(void **state)
{
    char expected[100];
    desk.now_ms = local_ms(2027, 6, 1, 12, 0);
    uint64_t end_ms = desk.now_ms + 60 * day_ms, extra_ms = desk.now_ms + 5 * day_ms;
    kr_office_sweep(&desk.office);
    add_school("s1");
    add_school("s2");
    add_account("mk-ahorn", "s1", end_ms);
    add_account("mk-linde", "s1", end_ms);
    add_account("mk-birke", "s2", extra_ms); /* made for less than a month */
    add_account("mk-erle", "s2", 0);
    live(1);
    struct seen s = waiting();
    assert_int_equal(s.n, 1);
    assert_string_equal(s.school[0], "s2");
    snprintf(expected, sizeof expected, "handle=mk-birke until_ms=%llu", (unsigned long long)extra_ms);
    assert_string_equal(s.args[0], expected);
    live(28);
    assert_int_equal(waiting().n, 1); /* nothing twice, and nothing of what has ended */
    live(3);
    s = waiting();
    assert_int_equal(s.n, 2);
    snprintf(expected, sizeof expected, "count=2 until_ms=%llu", (unsigned long long)end_ms);
    assert_true(strcmp(s.args[0], expected) == 0 || strcmp(s.args[1], expected) == 0);
    live(24); /* past the day 7 before */
    assert_int_equal(waiting().n, 3);
    live(10);
    assert_int_equal(waiting().n, 2); /* and the first has waited for too long */
}

static void does_not_remind_again_after_a_restart(void **state)
{
    desk.now_ms = local_ms(2027, 6, 1, 12, 0);
    add_school("s1");
    add_account("mk-ahorn", "s1", desk.now_ms + 20 * day_ms);
    kr_office_sweep(&desk.office);
    assert_int_equal(waiting().n, 1);
    assert_int_equal(kr_setting_set(&desk.office, "office.nightly_ms", "0"), 0);
    desk_reopen(&desk);
    kr_office_sweep(&desk.office);
    assert_int_equal(waiting().n, 1);
    execute("UPDATE account SET locked = 1");
    live(15);
    assert_int_equal(waiting().n, 1); /* a locked account needs no reminder of its day 7 */
}

static void reads_days(void **state)
{
    uint32_t days[KR_REMINDER_DAYS_MAX];
    assert_int_equal(kr_reminder_days("28, 14", days), 2);
    assert_int_equal(days[0], 14);
    assert_int_equal(days[1], 28);
    assert_int_equal(kr_reminder_days("", days), 0);
    assert_int_equal(kr_reminder_days("0 x -3 366 9999 7;7 1.5", days), 1);
    assert_int_equal(days[0], 7);
    assert_int_equal(kr_reminder_days("5 4 3 2 1", days), KR_REMINDER_DAYS_MAX);
    assert_int_equal(days[0], 2);
}

int main(void)
{
    setenv("TZ", "Europe/Berlin", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_done_once_a_night),
        cmocka_unit_test(every_night_of_a_year_once),
        cmocka_unit_test(reads_days),
        cmocka_unit_test_setup_teardown(the_log_goes_after_a_year, set_up, tear_down),
        cmocka_unit_test_setup_teardown(letters_go_after_their_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(papers_that_were_rejected_go, set_up, tear_down),
        cmocka_unit_test_setup_teardown(figures_go_after_three_years, set_up, tear_down),
        cmocka_unit_test_setup_teardown(periods_are_maxima, set_up, tear_down),
        cmocka_unit_test_setup_teardown(catches_up_after_the_start, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tells_once_before_accounts_expire, set_up, tear_down),
        cmocka_unit_test_setup_teardown(does_not_remind_again_after_a_restart, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

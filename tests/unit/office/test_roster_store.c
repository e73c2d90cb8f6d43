/* SPDX-License-Identifier: EUPL-1.2 */
/* Lists of accounts in the store, and how long accounts last. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/account/expiry.h"
#include "office/account/handle.h"
#include "office/account/reach.h"
#include "office/setting.h"
#include "office/store/roster.h"
#include "unit/office/desk.h"

#define DAY ((uint64_t)KR_DAY_MS)

static void add(struct desk *d, const char *handle, enum kr_role role, uint64_t created_ms, uint64_t expires_ms)
{
    struct kr_store_roster_row row = {.role = role, .created_ms = created_ms, .expires_ms = expires_ms};
    snprintf(row.id, sizeof row.id, "id-%s", handle);
    snprintf(row.handle, sizeof row.handle, "%s", handle);
    assert_int_equal(kr_store_roster_add(d->office.store, &row), 0);
}

struct found {
    char handles[200];
};

static int take(void *arg, const struct kr_store_roster_row *row)
{
    struct found *f = arg;
    size_t len = strlen(f->handles);
    snprintf(f->handles + len, sizeof f->handles - len, "%s ", row->handle);
    return 0;
}

static void expect(struct desk *d, const struct kr_roster_filter *filter, const char *handles)
{
    struct found f = {""};
    uint64_t total = 0;
    size_t n = 0;
    assert_int_equal(kr_store_roster_list(d->office.store, filter, take, &f), 0);
    assert_string_equal(f.handles, handles);
    for (const char *c = handles; *c; c++)
        n += *c == ' ';
    if (filter->offset == 0 && n < filter->limit) {
        assert_int_equal(kr_store_roster_total(d->office.store, &total, filter), 0);
        assert_int_equal(total, n);
    }
}

static void lists_are_searched_narrowed_sorted_and_paged(void **state)
{
    struct desk d;
    desk_open(&d);
    uint64_t now_ms = 1000 * DAY;
    add(&d, "mk-birke", KR_ROLE_MODERATOR, 900 * DAY, 990 * DAY); /* in its grace */
    add(&d, "mk-ahorn", KR_ROLE_MODERATOR, 990 * DAY, 900 * DAY); /* expired */
    add(&d, "mk-linde", KR_ROLE_EXTRA, 995 * DAY, 990 * DAY);     /* has no grace */
    add(&d, "mk-eiche", KR_ROLE_CONTACT, 996 * DAY, 0);
    assert_int_equal(kr_store_account_password(d.office.store, "id-mk-birke", "$a"), 0);
    assert_int_equal(kr_store_account_password(d.office.store, "id-mk-ahorn", "$a"), 0);
    assert_int_equal(kr_store_account_lock(d.office.store, "id-mk-eiche", true), 0);
    assert_int_equal(kr_store_roster_used(d.office.store, "id-mk-birke", 998), 0);
    assert_int_equal(kr_store_roster_used(d.office.store, "id-mk-birke", 997), 0); /* never back */

    struct kr_roster_filter f = {.search = "", .school = "", .role = -1, .now_ms = now_ms, .grace_ms = 45 * DAY, .limit = 50};
    expect(&d, &f, "mk-ahorn mk-birke mk-eiche mk-linde ");
    f.descending = true;
    expect(&d, &f, "mk-linde mk-eiche mk-birke mk-ahorn ");
    f.sort = KR_ROSTER_BY_CREATED;
    expect(&d, &f, "mk-eiche mk-linde mk-ahorn mk-birke ");
    f.sort = KR_ROSTER_BY_EXPIRES;
    expect(&d, &f, "mk-birke mk-linde mk-ahorn mk-eiche ");
    f.sort = KR_ROSTER_BY_USED;
    expect(&d, &f, "mk-birke mk-ahorn mk-eiche mk-linde ");
    f.descending = false;
    f.sort = KR_ROSTER_BY_HANDLE;
    f.offset = 1;
    f.limit = 2;
    expect(&d, &f, "mk-birke mk-eiche ");
    f.offset = 0;
    f.limit = 50;
    f.search = "i";
    expect(&d, &f, "mk-birke mk-eiche mk-linde ");
    f.search = "";
    f.role = KR_ROLE_MODERATOR;
    expect(&d, &f, "mk-ahorn mk-birke ");
    f.role = -1;

    f.state = KR_ROSTER_OPEN;
    expect(&d, &f, "mk-birke ");
    f.state = KR_ROSTER_NEW;
    expect(&d, &f, "mk-linde ");
    f.state = KR_ROSTER_LOCKED;
    expect(&d, &f, "mk-eiche ");
    f.state = KR_ROSTER_EXPIRED;
    expect(&d, &f, "mk-ahorn mk-linde ");
    f.state = KR_ROSTER_EXPIRING;
    f.soon_ms = 980 * DAY;
    expect(&d, &f, "mk-ahorn ");
    f.state = KR_ROSTER_UNUSED;
    f.unused_day = 996;
    expect(&d, &f, "mk-ahorn mk-linde ");

    struct kr_store_roster_row row;
    assert_int_equal(kr_store_roster_get(d.office.store, &row, "id-mk-birke"), 0);
    assert_int_equal(row.used_day, 998);
    assert_true(row.has_password);
    assert_int_equal(row.label.len, 0);
    assert_int_equal(kr_store_roster_get(d.office.store, &row, "none"), KR_E_NOT_FOUND);
    desk_close(&d);
}

/* 2026-07-31 12:00 UTC and so on */
enum { JULY_2026_S = 1785499200, JULY_2027_S = 1817035200, JULY_2028_S = 1848657600 };

static void years_end_where_the_operator_says(void **state)
{
    struct desk d;
    desk_open(&d);
    struct kr_office *o = &d.office;
    uint64_t july_2026_ms = (uint64_t)JULY_2026_S * 1000, july_2027_ms = (uint64_t)JULY_2027_S * 1000;
    assert_int_equal(kr_year_end_ms(o, july_2026_ms - 1), july_2026_ms);
    assert_int_equal(kr_year_end_ms(o, july_2026_ms), july_2027_ms);
    assert_int_equal(kr_year_end_ms(o, july_2027_ms), (uint64_t)JULY_2028_S * 1000); /* a leap year between */
    assert_int_equal(kr_renewed_ms(o, july_2026_ms - 91 * DAY), july_2026_ms);
    assert_int_equal(kr_renewed_ms(o, july_2026_ms - 90 * DAY), july_2027_ms); /* near: already for the next year */

    assert_int_equal(kr_account_ends_ms(o, KR_ROLE_MODERATOR, july_2026_ms), july_2026_ms + 45 * DAY);
    assert_int_equal(kr_account_ends_ms(o, KR_ROLE_EXTRA, july_2026_ms), july_2026_ms);
    assert_int_equal(kr_account_ends_ms(o, KR_ROLE_CONTACT, 0), 0);
    struct kr_store_account a = {.role = KR_ROLE_SCHOOL, .expires_ms = july_2026_ms};
    d.now_ms = july_2026_ms + 45 * DAY - 1;
    assert_false(kr_account_has_ended(o, &a));
    d.now_ms++;
    assert_true(kr_account_has_ended(o, &a));

    assert_int_equal(kr_setting_set(o, "accounts.year_end", "02-15"), 0);
    assert_int_equal(kr_setting_set(o, "accounts.grace_days", "0"), 0);
    assert_int_equal(kr_year_end_ms(o, july_2026_ms), july_2026_ms + 199 * DAY);
    assert_int_equal(kr_grace_ms(o), 0);
    assert_int_equal(kr_setting_set(o, "accounts.year_end", "nonsense"), 0);
    assert_int_equal(kr_year_end_ms(o, july_2026_ms), july_2027_ms);
    desk_close(&d);
}

static void made_handles_say_nothing(void **state)
{
    struct desk d;
    char one[KR_LIMIT_ID_BYTES + 1], other[KR_LIMIT_ID_BYTES + 1];
    desk_open(&d);
    assert_int_equal(kr_handle_make(&d.office, one), 0);
    assert_int_equal(kr_handle_make(&d.office, other), 0);
    assert_true(kr_handle_fits(one));
    assert_int_equal(strncmp(one, "mk-", 3), 0);
    assert_int_equal(strlen(one), 3 + KR_HANDLE_SYMBOLS);
    assert_null(strpbrk(one + 3, "01lio"));
    assert_string_not_equal(one, other);
    assert_int_equal(kr_setting_set(&d.office, "accounts.prefix", "kmz-"), 0);
    assert_int_equal(kr_handle_make(&d.office, one), 0);
    assert_int_equal(strncmp(one, "kmz-", 4), 0);
    assert_int_equal(kr_setting_set(&d.office, "accounts.prefix", "Über"), 0); /* not fit to be one */
    assert_int_equal(kr_handle_make(&d.office, one), 0);
    assert_int_equal(strncmp(one, "mk-", 3), 0);
    desk_close(&d);
}

static void who_looks_after_which_account(void **state)
{
    for (enum kr_reach what = 0; what < KR_REACHES; what++)
        for (enum kr_role target = 0; target < KR_ROLE_COUNT; target++) {
            assert_false(kr_reach_allows(what, KR_ROLE_SCHOOL, target));
            assert_false(kr_reach_allows(what, KR_ROLE_MODERATOR, target));
            assert_false(kr_reach_allows(what, KR_ROLE_EXTRA, target));
        }
    assert_true(kr_reach_allows(KR_REACH_ISSUE, KR_ROLE_CONTACT, KR_ROLE_SCHOOL));
    assert_true(kr_reach_allows(KR_REACH_ISSUE, KR_ROLE_CONTACT, KR_ROLE_MODERATOR));
    assert_false(kr_reach_allows(KR_REACH_ISSUE, KR_ROLE_CONTACT, KR_ROLE_HEAD));
    assert_false(kr_reach_allows(KR_REACH_LABEL, KR_ROLE_OPERATOR, KR_ROLE_MODERATOR));
    assert_false(kr_reach_allows(KR_REACH_DELETE, KR_ROLE_OPERATOR, KR_ROLE_OPERATOR));
    assert_true(kr_reach_allows(KR_REACH_LOCK, KR_ROLE_HEAD, KR_ROLE_CONTACT));
    assert_false(kr_reach_allows(KR_REACH_LOCK, KR_ROLE_CONTACT, KR_ROLE_HEAD));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_searched_narrowed_sorted_and_paged),
        cmocka_unit_test(years_end_where_the_operator_says),
        cmocka_unit_test(made_handles_say_nothing),
        cmocka_unit_test(who_looks_after_which_account),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

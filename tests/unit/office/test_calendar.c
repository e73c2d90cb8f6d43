/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/room/calendar.h"
#include "office/room/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void local_time_follows_the_summer(void **state)
{
    /* Seconds since 1970 as `date -u +%s` has them. */
    static const struct {
        int64_t utc_s;
        const char *local;
    } rows[] = {
        {0, "1970-01-01 01:00:00"},          {1774745999, "2026-03-29 01:59:59"}, {1774746000, "2026-03-29 03:00:00"},
        {1792889999, "2026-10-25 02:59:59"}, {1792890000, "2026-10-25 02:00:00"}, {1795431600, "2026-11-23 12:00:00"},
        {1709161200, "2024-02-29 00:00:00"}, {4102444799, "2100-01-01 00:59:59"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[40];
        struct kr_local_time t = kr_local_of((uint64_t)rows[i].utc_s * 1000);
        snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d:%02d", t.year, t.month, t.day, t.hour, t.minute, t.second);
        assert_string_equal(text, rows[i].local);
    }
}

static void a_week_later_is_the_same_hour(void **state)
{
    for (uint64_t ms = 1767254400000, i = 0; i < 120; i++) { /* 2026-01-01 09:00 local */
        uint64_t later = kr_week_later_ms(ms);
        assert_int_equal(kr_local_of(later).hour, 9);
        assert_int_equal(kr_local_of(later).minute, 0);
        ms = later;
    }
}

static void a_date_touches_what_it_should(void **state)
{
    enum { HOUR = 3600 * 1000 };
    struct kr_store_date once = {.starts_ms = 1767254400000, .ends_ms = 1767254400000 + HOUR};
    assert_true(kr_date_is_sound(&once));
    assert_true(kr_date_touches(&once, once.starts_ms, once.ends_ms));
    assert_false(kr_date_touches(&once, once.ends_ms, once.ends_ms + HOUR));
    assert_false(kr_date_touches(&once, once.starts_ms - HOUR, once.starts_ms));
    uint64_t week = kr_week_later_ms(once.starts_ms);
    assert_false(kr_date_touches(&once, week, week + HOUR));
    struct kr_store_date weekly = once;
    weekly.weekly_until_ms = week + HOUR;
    assert_true(kr_date_touches(&weekly, week, week + HOUR));
    assert_false(kr_date_touches(&weekly, week + HOUR, week + 100 * (uint64_t)HOUR));
    uint64_t third = kr_week_later_ms(week);
    assert_false(kr_date_touches(&weekly, third, third + HOUR));
}

static void unsound_dates(void **state)
{
    const struct kr_store_date wrong[] = {
        {.starts_ms = 5, .ends_ms = 5},
        {.starts_ms = 6, .ends_ms = 5},
        {.starts_ms = 0, .ends_ms = KR_DATE_LONGEST_MS + 1},
        {.starts_ms = 0, .ends_ms = 10, .weekly_until_ms = 9},
        {.starts_ms = 0, .ends_ms = 10, .weekly_until_ms = UINT64_C(400) * 86400 * 1000},
        {.starts_ms = UINT64_MAX - 10, .ends_ms = UINT64_MAX},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(kr_date_is_sound(&wrong[i]));
}

/* Undoes folding; fails on a line that is too long or does not end in CRLF. */
static void unfold(char *out, size_t out_size, const char *text)
{
    size_t len = 0;
    while (*text) {
        const char *end = strstr(text, "\r\n");
        assert_non_null(end);
        assert_in_range(end - text, 0, 75);
        const char *from = len && *text == ' ' ? text + 1 : text;
        if (len && from == text)
            out[len++] = '\n';
        assert_true(len + (size_t)(end - from) + 1 < out_size);
        memcpy(out + len, from, (size_t)(end - from));
        len += (size_t)(end - from);
        text = end + 2;
    }
    out[len] = '\0';
}

static void an_event_is_written_and_cannot_be_escaped_from(void **state)
{
    char plain[4096];
    struct kr_strbuf out;
    struct kr_calendar_event e = {
        .id = "abc", .host = "meet.example.org", .title = "Erdkunde; 7a, Üben\\\r\nEND:VEVENT", .note = "Grüße aus dem Musterkreis, bis bald",
        .link = "https://meet.example.org/r/0123456789abcdefghijklmnopqrstuvwxyz", .starts_ms = 1774746000000 - 7200000,
        .ends_ms = 1774746000000, .weekly_until_ms = 1777338000000, .made_ms = 1774000000000,
    };
    kr_strbuf_init(&out, 10000);
    kr_calendar_begin(&out);
    kr_calendar_add(&out, &e);
    kr_calendar_end(&out);
    assert_false(out.failed);
    unfold(plain, sizeof plain, out.text);
    assert_non_null(strstr(plain, "\nSUMMARY:Erdkunde\\; 7a\\, Üben\\\\ \\nEND:VEVENT\n"));
    assert_non_null(strstr(plain, "\nDTSTART;TZID=Europe/Berlin:20260329T000000\n"));
    assert_non_null(strstr(plain, "\nDTEND;TZID=Europe/Berlin:20260329T030000\n"));
    assert_non_null(strstr(plain, "\nRRULE:FREQ=WEEKLY;UNTIL=20260428T010000Z\n"));
    assert_non_null(strstr(plain, "\nUID:abc@meet.example.org\n"));
    assert_non_null(strstr(plain, "\\n\\nGrüße aus dem Musterkreis\\, bis bald\n"));
    assert_non_null(strstr(plain, "\nURL:https://meet.example.org/r/0123456789abcdefghijklmnopqrstuvwxyz\n"));
    int begins = 0;
    for (const char *at = plain; (at = strstr(at, "\nBEGIN:VEVENT")); at++)
        begins++;
    assert_int_equal(begins, 1);
    kr_strbuf_fini(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(local_time_follows_the_summer), cmocka_unit_test(a_week_later_is_the_same_hour),
        cmocka_unit_test(a_date_touches_what_it_should), cmocka_unit_test(unsound_dates),
        cmocka_unit_test(an_event_is_written_and_cannot_be_escaped_from),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* Rooms inside a school: kinds and policies, bounds, who may open which, dates; and the machines' capacity. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/capacity/capacity.h"
#include "office/capacity/peaks.h"
#include "office/room/live.h"
#include "unit/office/desk.h"

static struct desk d;
static struct desk_school here, there;
static char operator_session[129], colleague[129], colleague_id[65], stranger[129], contact[129], teacher[129];

/* Monday 2026-11-23 08:00 in Germany. */
static const uint64_t monday_ms = 1795417200000;

static int setup(void **state)
{
    desk_open(&d);
    d.now_ms = monday_ms;
    desk_add_operator(&d, operator_session);
    desk_add_school(&d, &here);
    desk_add_school(&d, &there);
    memcpy(teacher, here.school_session, sizeof teacher);
    memcpy(contact, here.contact_session, sizeof contact);
    memcpy(colleague, here.moderator_session, sizeof colleague);
    memcpy(colleague_id, here.moderator_id, sizeof colleague_id);
    memcpy(stranger, there.moderator_session, sizeof stranger);
    d.n_events = 0;
    return 0;
}

static int teardown(void **state)
{
    desk_close(&d);
    return 0;
}

__attribute__((format(printf, 1, 2))) static const char *pathf(const char *format, ...)
{
    static char path[200];
    va_list args;
    va_start(args, format);
    vsnprintf(path, sizeof path, format, args);
    va_end(args);
    return path;
}

static void expect_field(const char *json, const char *path, const char *expected)
{
    char *got = desk_field(json, path);
    if (!got || strcmp(got, expected) != 0)
        fail_msg("%s is %s instead of %s in %s", path, got ? got : "absent", expected, json);
    free(got);
}

static struct kr_ticket ticket_of(const char *room, const char *session, int status)
{
    struct kr_ticket t = {0};
    char body[200];
    snprintf(body, sizeof body, "{\"room\":\"%s\"}", room);
    struct desk_answer a = desk_call(&d, "POST", "/tickets", session, body);
    assert_int_equal(a.status, status);
    if (status == 200) {
        char *text = desk_field(a.body, "ticket");
        assert_int_equal(kr_ticket_read(&t, text, &d.office.keys.signer.keys, d.now_ms), 0);
        free(text);
    }
    desk_free_answer(&a);
    return t;
}

static void make_room(const char *session, const char *kind, char id[65])
{
    char body[200];
    snprintf(body, sizeof body, "{\"title\":\"Raum\",\"kind\":\"%s\"}", kind);
    struct desk_answer a = desk_call(&d, "POST", "/rooms", session, body);
    assert_int_equal(a.status, 201);
    char *got = desk_field(a.body, "room.id");
    snprintf(id, 65, "%s", got);
    free(got);
    desk_free_answer(&a);
}

static void a_kind_brings_its_policy(void **state)
{
    char id[65];
    make_room(teacher, "test", id);
    struct kr_ticket t = ticket_of(id, teacher, 200);
    assert_true(t.denied.microphone && t.denied.screen && t.denied.chat && !t.denied.camera && t.lobby);
    desk_expect(&d, 403, "POST", pathf("/rooms/%s/code", id), teacher, NULL); /* no short codes in a class test */
    struct desk_answer a = desk_call(&d, "PATCH", pathf("/rooms/%s", id), teacher, "{\"kind\":\"lesson\"}");
    assert_int_equal(a.status, 200);
    expect_field(a.body, "room.kind", "lesson");
    expect_field(a.body, "room.policy.chat", "true");
    desk_free_answer(&a);
    assert_false(ticket_of(id, teacher, 200).denied.chat);
    desk_expect(&d, 200, "POST", pathf("/rooms/%s/code", id), teacher, NULL);
    desk_expect(&d, 400, "POST", "/rooms", teacher, "{\"title\":\"x\",\"kind\":\"party\"}");
}

#define LOOSE "\"lobby\":false,\"microphone\":true,\"camera\":true,\"screen\":true,\"codes\":true"

static void bounds_hold_over_the_rooms_own_settings(void **state)
{
    char id[65];
    make_room(teacher, "lesson", id);
    assert_int_equal(kr_live_set(&d.office, id, 5, true), 0);
    desk_expect(&d, 200, "PUT", "/bounds", operator_session, "{\"own\":{" LOOSE ",\"chat\":false,\"end_after_s\":0,\"people\":0}}");
    assert_int_equal(d.n_events, 1); /* the running meeting is told */
    struct desk_answer a = desk_call(&d, "PUT", pathf("/schools/%s/bounds", here.id), contact,
                                     "{\"own\":{" LOOSE ",\"chat\":true,\"end_after_s\":60,\"people\":20}}");
    assert_int_equal(a.status, 200);
    expect_field(a.body, "own.people", "20");
    expect_field(a.body, "outer.chat", "false");
    desk_free_answer(&a);
    struct kr_ticket t = ticket_of(id, teacher, 200);
    assert_true(t.denied.chat && !t.denied.screen && t.end_after_s == 60 && t.max_people == 20);
    a = desk_call(&d, "PATCH", pathf("/rooms/%s", id), teacher,
                  "{\"own\":{" LOOSE ",\"chat\":true,\"end_after_s\":900,\"people\":200}}");
    expect_field(a.body, "room.own.chat", "true");
    expect_field(a.body, "room.policy.chat", "false");
    expect_field(a.body, "room.policy.people", "20");
    desk_free_answer(&a);
    desk_expect(&d, 403, "PUT", "/bounds", contact, "{\"own\":{" LOOSE ",\"chat\":true,\"end_after_s\":0,\"people\":0}}");
    desk_expect(&d, 404, "PUT", pathf("/schools/%s/bounds", there.id), contact,
                "{\"own\":{" LOOSE ",\"chat\":true,\"end_after_s\":0,\"people\":0}}");
}

static void who_makes_rooms_sees_what_binds_them(void **state)
{
    desk_expect(&d, 200, "PUT", "/bounds", operator_session, "{\"own\":{" LOOSE ",\"chat\":false,\"end_after_s\":0,\"people\":0}}");
    desk_expect(&d, 200, "PUT", pathf("/schools/%s/bounds", here.id), contact,
                "{\"own\":{" LOOSE ",\"chat\":true,\"end_after_s\":0,\"people\":40}}");
    struct desk_answer a = desk_call(&d, "GET", "/rooms/rules", teacher, NULL);
    assert_int_equal(a.status, 200);
    expect_field(a.body, "operator.chat", "false");
    expect_field(a.body, "operator.people", "0");
    expect_field(a.body, "school.chat", "true");
    expect_field(a.body, "school.people", "40");
    expect_field(a.body, "in_school", "true");
    expect_field(a.body, "kinds.2.kind", "test");
    expect_field(a.body, "kinds.2.policy.microphone", "false");
    desk_free_answer(&a);
    a = desk_call(&d, "GET", "/rooms/rules", stranger, NULL);
    expect_field(a.body, "school.people", "0");
    desk_free_answer(&a);
    desk_expect(&d, 403, "GET", "/rooms/rules", contact, NULL);
}

static void a_room_is_opened_by_whom_it_was_given_to(void **state)
{
    char id[65], body[200];
    make_room(teacher, "lesson", id);
    ticket_of(id, colleague, 404);
    snprintf(body, sizeof body, "{\"open_to\":\"some\",\"openers\":[\"%s\"]}", colleague_id);
    desk_expect(&d, 404, "PUT", pathf("/rooms/%s/openers", id), colleague, body);
    desk_expect(&d, 200, "PUT", pathf("/rooms/%s/openers", id), contact, body);
    assert_int_equal(ticket_of(id, colleague, 200).role, KR_TICKET_MODERATOR);
    struct desk_answer a = desk_call(&d, "GET", "/rooms", colleague, NULL);
    expect_field(a.body, "rooms.0.id", id);
    expect_field(a.body, "rooms.0.mine", "false");
    desk_free_answer(&a);
    desk_expect(&d, 404, "PATCH", pathf("/rooms/%s", id), colleague, "{\"title\":\"meins\"}");
    desk_expect(&d, 200, "PUT", pathf("/rooms/%s/openers", id), teacher, "{\"open_to\":\"owner\",\"openers\":[]}");
    ticket_of(id, colleague, 404);
    desk_expect(&d, 200, "PUT", pathf("/rooms/%s/openers", id), teacher, "{\"open_to\":\"school\",\"openers\":[]}");
    assert_int_equal(ticket_of(id, colleague, 200).role, KR_TICKET_MODERATOR);
    ticket_of(id, stranger, 404);
    desk_expect(&d, 404, "GET", pathf("/rooms/%s/openers", id), stranger, NULL);
    snprintf(body, sizeof body, "{\"open_to\":\"some\",\"openers\":[\"%s\"]}", "nobody");
    desk_expect(&d, 400, "PUT", pathf("/rooms/%s/openers", id), teacher, body);
}

static void those_who_look_after_a_school_see_its_rooms(void **state)
{
    char id[65];
    make_room(colleague, "staff", id);
    struct desk_answer a = desk_call(&d, "GET", pathf("/schools/%s/rooms", here.id), contact, NULL);
    assert_int_equal(a.status, 200);
    expect_field(a.body, "rooms.0.handle", here.moderator);
    expect_field(a.body, "rooms.0.kind", "staff");
    desk_free_answer(&a);
    desk_expect(&d, 404, "GET", pathf("/schools/%s/rooms", there.id), contact, NULL);
    desk_expect(&d, 403, "GET", pathf("/schools/%s/rooms", here.id), operator_session, NULL); /* titles are the school's */
    desk_expect(&d, 403, "GET", pathf("/schools/%s/rooms", here.id), teacher, NULL);
    ticket_of(id, contact, 403); /* looks after rooms, but holds no meetings */
}

static void dates_go_into_a_calendar(void **state)
{
    char id[65], body[300];
    make_room(teacher, "lesson", id);
    snprintf(body, sizeof body, "{\"starts_ms\":%llu,\"ends_ms\":%llu,\"weekly_until_ms\":%llu}", (unsigned long long)monday_ms,
             (unsigned long long)monday_ms + 2700000, (unsigned long long)monday_ms + UINT64_C(30) * 86400000);
    struct desk_answer a = desk_call(&d, "POST", pathf("/rooms/%s/dates", id), teacher, body);
    assert_int_equal(a.status, 201);
    char *date = desk_field(a.body, "date.id");
    desk_free_answer(&a);
    a = desk_call(&d, "GET", pathf("/rooms/%s/calendar", id), teacher, NULL);
    assert_int_equal(a.status, 200);
    assert_non_null(strstr((char *)a.file, "DTSTART;TZID=Europe/Berlin:20261123T080000\r\n"));
    assert_string_equal(a.filename, "kreide.ics");
    desk_free_answer(&a);
    desk_expect(&d, 404, "GET", pathf("/rooms/%s/calendar", id), stranger, NULL);
    desk_expect(&d, 400, "POST", pathf("/rooms/%s/dates", id), teacher, "{\"starts_ms\":5,\"ends_ms\":5}");
    desk_expect(&d, 400, "POST", pathf("/rooms/%s/dates", id), teacher, "{\"starts_ms\":5,\"ends_ms\":6}"); /* long over */
    char path[200];
    snprintf(path, sizeof path, "/rooms/%s/dates/%s", id, date);
    desk_expect(&d, 404, "DELETE", path, stranger, NULL);
    desk_expect(&d, 204, "DELETE", path, teacher, NULL);
    desk_expect(&d, 404, "DELETE", path, teacher, NULL);
    free(date);
}

static void when_it_is_full_running_and_planned_meetings_come_first(void **state)
{
    char big[65], small[65], planned[65], body[300];
    make_room(teacher, "lesson", big);
    make_room(colleague, "lesson", small);
    make_room(stranger, "parents", planned);
    desk_expect(&d, 200, "PATCH", "/capacity", operator_session, "{\"limit\":100}");
    assert_int_equal(kr_live_set(&d.office, big, 71, true), 0);
    ticket_of(small, colleague, 503);
    ticket_of(big, teacher, 200); /* runs already */
    struct desk_answer a = desk_call(&d, "GET", "/capacity", operator_session, NULL);
    expect_field(a.body, "people", "71");
    expect_field(a.body, "load_percent", "71");
    expect_field(a.body, "advice", "now"); /* somebody was refused */
    expect_field(a.body, "schools.0.people", "71");
    desk_free_answer(&a);
    snprintf(body, sizeof body, "{\"starts_ms\":%llu,\"ends_ms\":%llu,\"people\":60}", (unsigned long long)monday_ms + 600000,
             (unsigned long long)monday_ms + 6000000);
    desk_expect(&d, 201, "POST", pathf("/rooms/%s/dates", planned), stranger, body);
    desk_expect(&d, 409, "POST", pathf("/rooms/%s/dates", small), colleague, body); /* 120 of 100 */
    ticket_of(planned, stranger, 200); /* its places are kept */
    assert_int_equal(kr_live_set(&d.office, big, 5, true), 0);
    ticket_of(small, colleague, 200);
    assert_int_equal(kr_live_set(&d.office, big, 15, true), 0);
    ticket_of(small, colleague, 503); /* 15 here, 60 kept, 30 expected */
    desk_expect(&d, 403, "GET", "/capacity", contact, NULL);
}

static void a_schools_own_limit(void **state)
{
    char one[65], two[65], foreign[65];
    make_room(teacher, "lesson", one);
    make_room(teacher, "lesson", two);
    make_room(stranger, "lesson", foreign);
    desk_expect(&d, 200, "PUT", pathf("/schools/%s/limits", here.id), operator_session, "{\"max_rooms\":1,\"max_people\":0}");
    assert_int_equal(kr_live_set(&d.office, one, 5, true), 0);
    ticket_of(two, teacher, 503);
    ticket_of(foreign, stranger, 200);
    desk_expect(&d, 403, "PUT", pathf("/schools/%s/limits", here.id), contact, "{\"max_rooms\":9,\"max_people\":0}");
}

static void an_extra_accounts_own_limit(void **state)
{
    char extra[65], extra_session[129], one[65], two[65], other[65];
    desk_add_account_as(&d, "mk-extra1", KR_ROLE_EXTRA, here.id, extra);
    desk_give_password(&d, extra, "correct horse");
    desk_sign_in(&d, extra_session, "mk-extra1");
    make_room(extra_session, "parents", one);
    make_room(extra_session, "parents", two);
    make_room(teacher, "lesson", other);
    desk_expect(&d, 404, "PUT", pathf("/accounts/%s/limits", colleague_id), operator_session, "{\"max_rooms\":1,\"max_people\":0}");
    desk_expect(&d, 403, "PUT", pathf("/accounts/%s/limits", extra), contact, "{\"max_rooms\":9,\"max_people\":0}");
    desk_expect(&d, 200, "PUT", pathf("/accounts/%s/limits", extra), operator_session, "{\"max_rooms\":0,\"max_people\":10}");
    struct desk_answer a = desk_call(&d, "GET", pathf("/accounts/%s/limits", extra), operator_session, NULL);
    expect_field(a.body, "max_people", "10");
    desk_free_answer(&a);
    assert_int_equal(kr_live_set(&d.office, other, 30, true), 0); /* the school's others do not count */
    ticket_of(one, extra_session, 200);
    assert_int_equal(kr_live_set(&d.office, one, 9, true), 0);
    ticket_of(two, extra_session, 200);
    assert_int_equal(kr_live_set(&d.office, one, 10, true), 0);
    ticket_of(two, extra_session, 503);
    ticket_of(one, extra_session, 200); /* runs already */
}

static void planned_meetings_are_seen_ahead_without_their_titles(void **state)
{
    char room[65], body[300];
    uint64_t day_ms = 86400000, hour_ms = 3600000;
    make_room(stranger, "parents", room);
    snprintf(body, sizeof body, "{\"starts_ms\":%llu,\"ends_ms\":%llu,\"people\":60}", (unsigned long long)(monday_ms + 3 * day_ms),
             (unsigned long long)(monday_ms + 3 * day_ms + hour_ms));
    desk_expect(&d, 201, "POST", pathf("/rooms/%s/dates", room), stranger, body);
    /* Every Tuesday since three weeks: the next time is tomorrow, in spite of its age. */
    d.now_ms = monday_ms - 20 * day_ms;
    snprintf(body, sizeof body, "{\"starts_ms\":%llu,\"ends_ms\":%llu,\"weekly_until_ms\":%llu,\"people\":40}",
             (unsigned long long)(monday_ms - 20 * day_ms), (unsigned long long)(monday_ms - 20 * day_ms + hour_ms),
             (unsigned long long)(monday_ms + 30 * day_ms));
    desk_expect(&d, 201, "POST", pathf("/rooms/%s/dates", room), stranger, body);
    d.now_ms = monday_ms;
    snprintf(body, sizeof body, "{\"starts_ms\":%llu,\"ends_ms\":%llu,\"people\":80}", (unsigned long long)(monday_ms + 15 * day_ms),
             (unsigned long long)(monday_ms + 15 * day_ms + hour_ms));
    desk_expect(&d, 201, "POST", pathf("/rooms/%s/dates", room), stranger, body);
    struct desk_answer a = desk_call(&d, "GET", "/capacity", operator_session, NULL);
    char text[32];
    snprintf(text, sizeof text, "%llu", (unsigned long long)(monday_ms + day_ms));
    expect_field(a.body, "planned.0.starts_ms", text);
    expect_field(a.body, "planned.0.weekly", "true");
    expect_field(a.body, "planned.0.people", "40");
    expect_field(a.body, "planned.0.handle", there.school);
    expect_field(a.body, "planned.1.people", "60");
    assert_null(desk_field(a.body, "planned.2.people")); /* in more than two weeks */
    assert_null(strstr(a.body, "Raum"));
    desk_free_answer(&a);
}

static void months_are_counted_and_few_are_kept_back(void **state)
{
    char one[65], two[65];
    make_room(teacher, "lesson", one);
    make_room(stranger, "lesson", two);
    assert_int_equal(kr_live_set(&d.office, one, 20, true), 0);
    assert_int_equal(kr_live_set(&d.office, two, 3, true), 0);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(kr_capacity_tick(&d.office), 0);
        desk_pass(&d, 60000);
    }
    struct desk_answer a = desk_call(&d, "GET", pathf("/schools/%s/months", here.id), contact, NULL);
    assert_int_equal(a.status, 200);
    expect_field(a.body, "months.0.meetings", "1");
    expect_field(a.body, "months.0.room_minutes", "10");
    expect_field(a.body, "months.0.people_minutes", "200");
    expect_field(a.body, "months.0.most_people", "20");
    desk_free_answer(&a);
    a = desk_call(&d, "GET", pathf("/schools/%s/months", there.id), operator_session, NULL);
    expect_field(a.body, "months.0.few", "true");
    expect_field(a.body, "months.0.meetings", "0");
    desk_free_answer(&a);
    a = desk_call(&d, "GET", "/capacity/csv", operator_session, NULL);
    assert_int_equal(a.status, 200);
    assert_true(a.file_len > 3 && memcmp(a.file, "\xef\xbb\xbfMonat;", 9) == 0);
    assert_non_null(strstr((char *)a.file, ";1;10;200;20\r\n"));
    assert_non_null(strstr((char *)a.file, ";unter 5\r\n"));
    desk_free_answer(&a);
    desk_expect(&d, 404, "GET", pathf("/schools/%s/months", there.id), contact, NULL);
}

static void advice_follows_the_peaks(void **state)
{
    struct kr_capacity_now now = {.limit = 100, .n_peaks = 3, .peaks = {{100, 60}, {101, 61}, {102, 59}}};
    assert_int_equal(kr_peaks_advice(&now, 103), KR_CAPACITY_ENOUGH);
    now.peaks[2].people = 90;
    assert_int_equal(kr_peaks_advice(&now, 103), KR_CAPACITY_SOON);
    assert_int_equal(kr_peaks_advice(&now, 111), KR_CAPACITY_ENOUGH); /* long ago */
    now.peaks[0].people = now.peaks[1].people = 85;
    assert_int_equal(kr_peaks_advice(&now, 103), KR_CAPACITY_NOW);
    uint32_t day = kr_peak_day(monday_ms);
    for (uint32_t i = 0; i < KR_CAPACITY_PEAK_DAYS + 5; i++)
        assert_int_equal(kr_peaks_add(&d.office, day + i, 10 + i), 0);
    assert_int_equal(kr_peaks_add(&d.office, day + KR_CAPACITY_PEAK_DAYS + 4, 5), 0); /* less than before: stays */
    kr_peaks_read(&d.office, &now);
    assert_int_equal(now.n_peaks, KR_CAPACITY_PEAK_DAYS);
    assert_int_equal(now.peaks[0].day, day + 5);
    assert_int_equal(now.peaks[KR_CAPACITY_PEAK_DAYS - 1].people, 10 + KR_CAPACITY_PEAK_DAYS + 4);
}

int main(void)
{
#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        AT_DESK(a_kind_brings_its_policy),
        AT_DESK(bounds_hold_over_the_rooms_own_settings),
        AT_DESK(who_makes_rooms_sees_what_binds_them),
        AT_DESK(a_room_is_opened_by_whom_it_was_given_to),
        AT_DESK(those_who_look_after_a_school_see_its_rooms),
        AT_DESK(dates_go_into_a_calendar),
        AT_DESK(when_it_is_full_running_and_planned_meetings_come_first),
        AT_DESK(a_schools_own_limit),
        AT_DESK(an_extra_accounts_own_limit),
        AT_DESK(planned_meetings_are_seen_ahead_without_their_titles),
        AT_DESK(months_are_counted_and_few_are_kept_back),
        AT_DESK(advice_follows_the_peaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

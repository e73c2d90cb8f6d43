/* SPDX-License-Identifier: EUPL-1.2 */
/* A school's accounts through the API: made, named, given passwords, locked, renewed, deleted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/account/expiry.h"
#include "office/account/roster.h"
#include "office/audit/audit.h"
#include "office/job.h"
#include "office/retention.h"
#include "office/setting.h"
#include "unit/office/desk.h"

#define DAY ((uint64_t)KR_DAY_MS)

static struct desk d;
static char operator[129];
static struct desk_school a, b;

static int open_desk(void **state)
{
    desk_open(&d);
    desk_add_operator(&d, operator);
    desk_add_school(&d, &a);
    desk_add_school(&d, &b);
    d.n_events = 0;
    return 0;
}

static int close_desk(void **state)
{
    desk_close(&d);
    return 0;
}

/* The answer's body, which must have this status; freed by the next call. */
static const char *ask(int status, const char *session, const char *method, const char *path, const char *body)
{
    static struct desk_answer answer;
    desk_free_answer(&answer);
    answer = desk_call(&d, method, path, session, body);
    if (answer.status != status)
        fail_msg("%s %s: %d instead of %d: %s", method, path, answer.status, status, answer.body);
    return answer.body;
}

static const char *of_school(const struct desk_school *s, const char *rest)
{
    static char path[2][200];
    static int turn;
    turn = !turn;
    snprintf(path[turn], sizeof path[turn], "/schools/%s%s", s->id, rest);
    return path[turn];
}

static void expect_field(const char *json, const char *field, const char *value)
{
    char *text = desk_field(json, field);
    if (!text || strcmp(text, value) != 0)
        fail_msg("%s is %s instead of %s in %s", field, text ? text : "not there", value, json);
    free(text);
}

static void take_field(char out[65], const char *json, const char *field)
{
    char *text = desk_field(json, field);
    assert_non_null(text);
    snprintf(out, 65, "%s", text);
    free(text);
}

static const char *named(const char *one, const char *two)
{
    static char body[300];
    snprintf(body, sizeof body, two ? "{\"accounts\":[\"%s\",\"%s\"]}" : "{\"accounts\":[\"%s\"]}", one, two);
    return body;
}

/* Issues, waits for the job, and returns what the credentials say. */
static const char *issue(const char *session, const char *body, char job[65])
{
    char path[120], id[65];
    take_field(id, ask(202, session, "POST", "/accounts/issue", body), "job.id");
    snprintf(path, sizeof path, "/jobs/%s", id);
    expect_field(ask(200, session, "GET", path, NULL), "job.state", "done");
    snprintf(path, sizeof path, "/credentials/%s", id);
    if (job)
        snprintf(job, 65, "%s", id);
    return ask(200, session, "GET", path, NULL);
}

static void sign_in(int status, const char *handle, const char *password, char session[129])
{
    char body[200];
    snprintf(body, sizeof body, "{\"handle\":\"%s\",\"password\":\"%s\"}", handle, password);
    struct desk_answer answer = desk_call(&d, "POST", "/session", NULL, body);
    assert_int_equal(answer.status, status);
    if (session)
        snprintf(session, 129, "%s", answer.session);
    desk_free_answer(&answer);
}

static void moderators_are_made_named_and_given_passwords(void **state)
{
    char first[65], second[65], handle[65], password[65], job[65], session[129], path[120];
    const char *made = ask(201, a.contact_session, "POST", of_school(&a, "/moderators"),
                           "{\"labels\":[\"Frau Ahornbaum\",\"Herr Birkenm\\u00fcller\"]}");
    expect_field(made, "accounts.0.label", "Frau Ahornbaum");
    expect_field(made, "accounts.1.state", "new");
    expect_field(made, "accounts.1.role", "moderator");
    take_field(first, made, "accounts.0.id");
    take_field(second, made, "accounts.1.id");
    take_field(handle, made, "accounts.0.handle");
    assert_int_equal(strncmp(handle, "mk-", 3), 0);
    sign_in(401, handle, "anything-at-all", NULL);

    const char *list = ask(200, a.contact_session, "GET", of_school(&a, "/accounts"), NULL);
    expect_field(list, "labels_open", "true");
    assert_non_null(strstr(list, "Birkenm"));
    list = ask(200, operator, "GET", of_school(&a, "/accounts"), NULL); /* who has which is the school's to know */
    expect_field(list, "labels_open", "false");
    assert_null(strstr(list, "Birkenm"));
    assert_non_null(strstr(list, handle));

    const char *issued = issue(a.contact_session, named(first, second), job);
    expect_field(issued, "credentials.0.label", "Frau Ahornbaum");
    take_field(password, issued, "credentials.0.password");
    assert_int_equal(strlen(password), KR_PASSWORD_TEXT_SIZE - 1);
    sign_in(201, handle, password, session);
    snprintf(path, sizeof path, "/credentials/%s", job);
    ask(404, operator, "GET", path, NULL); /* whoever issued sees them, nobody else */
    ask(404, a.head_session, "GET", path, NULL);
    ask(404, a.head_session, "DELETE", path, NULL);
    ask(204, a.contact_session, "DELETE", path, NULL);
    ask(404, a.contact_session, "GET", path, NULL);

    /* Another password: the old one is void, its sessions are over. */
    char former[65];
    memcpy(former, password, sizeof former);
    take_field(password, issue(a.contact_session, named(first, NULL), job), "credentials.0.password");
    sign_in(401, handle, former, NULL);
    ask(401, session, "GET", "/session", NULL);
    sign_in(201, handle, password, session);
    desk_pass(&d, KR_JOB_KEPT_MS); /* forgotten by itself */
    kr_office_sweep(&d.office);
    snprintf(path, sizeof path, "/credentials/%s", job);
    ask(404, a.contact_session, "GET", path, NULL);

    assert_false(desk_dir_contains(d.dir, "Ahornbaum"));
    assert_false(desk_dir_contains(d.dir, "Birkenm"));
    assert_false(desk_dir_contains(d.dir, password));
}

static void labels_are_found_changed_and_need_the_key(void **state)
{
    char id[65], path[120];
    ask(201, a.contact_session, "POST", of_school(&a, "/moderators"), "{\"labels\":[\"Frau Ahorn\",\"Herr M\\u00fchle\"]}");
    const char *list = ask(200, a.contact_session, "GET", of_school(&a, "/accounts"), NULL);
    take_field(id, list, "accounts.0.id");

    struct desk_answer found = desk_ask(&d, &(struct desk_request){.method = "GET", .path = of_school(&a, "/accounts"),
                                                                   .query = "search=muehle", .session = a.head_session});
    assert_int_equal(found.status, 200);
    expect_field(found.body, "total", "1");
    expect_field(found.body, "accounts.0.label", "Herr M\u00fchle");
    take_field(id, found.body, "accounts.0.id");
    desk_free_answer(&found);
    found = desk_ask(&d, &(struct desk_request){.method = "GET", .path = of_school(&a, "/accounts"), .query = "search=muehle",
                                                .session = operator});
    expect_field(found.body, "total", "0");
    desk_free_answer(&found);

    snprintf(path, sizeof path, "/accounts/%s", id);
    expect_field(ask(200, a.head_session, "PATCH", path, "{\"label\":\" Frau  Linde \"}"), "account.label", "Frau Linde");
    expect_field(ask(200, a.head_session, "PATCH", path, "{\"label\":\"\"}"), "account.named", "false");
    ask(403, operator, "PATCH", path, "{\"label\":\"x\"}");
    ask(404, b.contact_session, "PATCH", path, "{\"label\":\"x\"}");
    ask(400, a.contact_session, "PATCH", path, "{\"label\":\"\\u200b\"}");
    ask(409, operator, "POST", of_school(&a, "/moderators"), "{\"labels\":[\"x\"]}");
    ask(400, a.contact_session, "POST", of_school(&a, "/moderators"), "{}");
}

static void a_batch_is_all_or_nothing_and_bounded(void **state)
{
    uint64_t before, after;
    struct kr_roster_filter all = {.search = "", .school = a.id, .role = -1, .limit = 1};
    assert_int_equal(kr_setting_set(&d.office, "accounts.max_moderators", "40"), 0);
    assert_int_equal(kr_store_roster_total(d.office.store, &before, &all), 0);
    ask(409, a.contact_session, "POST", of_school(&a, "/moderators"), "{\"count\":40}"); /* there is one already */
    ask(400, a.contact_session, "POST", of_school(&a, "/moderators"), "{\"labels\":[\"Linde\",\"\\u200b\"]}");
    assert_int_equal(kr_store_roster_total(d.office.store, &after, &all), 0);
    assert_int_equal(after, before);
    ask(201, operator, "POST", of_school(&a, "/moderators"), "{\"count\":39}");
    expect_field(ask(200, a.head_session, "GET", of_school(&a, "/accounts/summary"), NULL), "moderators", "40");
    ask(409, operator, "POST", of_school(&a, "/moderators"), "{\"count\":1}");
    ask(404, operator, "POST", "/schools/none/moderators", "{\"count\":1}");

    /* One foreign id among them, and nothing happens to any. */
    ask(404, a.contact_session, "POST", "/accounts/delete", named(a.moderator_id, b.moderator_id));
    ask(404, a.contact_session, "POST", "/accounts/issue", named(a.moderator_id, b.moderator_id));
    ask(403, a.contact_session, "POST", "/accounts/delete", named(a.moderator_id, a.head_id));
    ask(400, a.contact_session, "POST", "/accounts/issue", named(a.moderator_id, a.moderator_id));
    ask(400, a.contact_session, "POST", "/accounts/lock", "{\"accounts\":[],\"reason\":\"lost\"}");
    sign_in(201, a.moderator, "correct horse", NULL);
}

static void a_lock_acts_and_an_administrators_stays(void **state)
{
    char body[300];
    snprintf(body, sizeof body, "{\"accounts\":[\"%s\"],\"reason\":\"lost\"}", a.moderator_id);
    expect_field(ask(200, a.contact_session, "POST", "/accounts/lock", body), "done", "1");
    assert_int_equal(d.n_events, 1);
    assert_int_equal(d.events[0].type, KR_LINK_ACCOUNT_LOCKED);
    assert_string_equal(d.events[0].subject, a.moderator_id);
    ask(401, a.moderator_session, "GET", "/session", NULL);
    sign_in(403, a.moderator, "correct horse", NULL);
    expect_field(ask(200, a.contact_session, "POST", "/accounts/unlock", named(a.moderator_id, NULL)), "done", "1");
    sign_in(201, a.moderator, "correct horse", NULL);

    snprintf(body, sizeof body, "{\"accounts\":[\"%s\"],\"reason\":\"misuse\",\"note\":\"Anruf vom 12. M\\u00e4rz\"}", a.moderator_id);
    ask(200, operator, "POST", "/accounts/lock", body);
    char path[120];
    snprintf(path, sizeof path, "/accounts/%s", a.moderator_id);
    const char *one = ask(200, a.contact_session, "GET", path, NULL);
    expect_field(one, "account.state", "locked");
    expect_field(one, "account.lock_reason", "misuse");
    expect_field(one, "account.note", "Anruf vom 12. M\u00e4rz");
    ask(403, a.contact_session, "POST", "/accounts/unlock", named(a.moderator_id, NULL));
    ask(404, b.contact_session, "GET", path, NULL);
    assert_false(desk_dir_contains(d.dir, "Anruf vom"));

    /* The whole school; what was locked before stays so. */
    d.n_events = 0;
    expect_field(ask(200, operator, "POST", of_school(&a, "/accounts/lock"), "{\"locked\":true}"), "done", "3");
    assert_int_equal(d.n_events, 3);
    sign_in(403, a.contact, "correct horse", NULL);
    ask(401, a.contact_session, "GET", path, NULL);
    sign_in(201, b.contact, "correct horse", NULL);
    expect_field(ask(200, operator, "POST", of_school(&a, "/accounts/lock"), "{\"locked\":false}"), "done", "3");
    sign_in(201, a.contact, "correct horse", NULL);
    sign_in(403, a.moderator, "correct horse", NULL);
    ask(200, operator, "POST", "/accounts/unlock", named(a.moderator_id, NULL));
    sign_in(201, a.moderator, "correct horse", NULL);
    ask(403, b.contact_session, "POST", of_school(&b, "/accounts/lock"), "{\"locked\":true}");

    struct kr_audit_report report;
    assert_int_equal(kr_audit_verify(&d.office, &report), 0);
    assert_int_equal(report.broken_at, 0);
}

static void a_deleted_account_takes_its_rooms_along(void **state)
{
    char room[65], link[65], body[120];
    desk_add_room(&d, a.moderator_session, "6a", room, link);
    snprintf(body, sizeof body, "{\"link\":\"%s\"}", link);
    ask(200, NULL, "POST", "/tickets", body);
    d.n_events = 0;
    expect_field(ask(200, a.contact_session, "POST", "/accounts/delete", named(a.moderator_id, NULL)), "done", "1");
    assert_int_equal(d.n_events, 1);
    assert_string_equal(d.events[0].subject, a.moderator_id);
    ask(404, NULL, "POST", "/tickets", body);
    sign_in(401, a.moderator, "correct horse", NULL);
    ask(403, a.contact_session, "POST", "/accounts/delete", named(a.school_id, NULL));
    ask(403, operator, "POST", "/accounts/delete", named(desk_session(&d, operator).account.id, NULL));
}

static void rotation_keeps_links(void **state)
{
    char room[65], link[65], body[120], password[65], session[129];
    desk_add_room(&d, a.school_session, "6a", room, link);
    snprintf(body, sizeof body, "{\"link\":\"%s\"}", link);
    take_field(password, issue(a.contact_session, named(a.school_id, NULL), NULL), "credentials.0.password");
    ask(401, a.school_session, "GET", "/rooms", NULL);
    ask(200, NULL, "POST", "/tickets", body);
    sign_in(201, a.school, password, session);
    expect_field(ask(200, session, "GET", "/rooms", NULL), "rooms.0.id", room);
    ask(403, session, "POST", "/accounts/issue", named(a.school_id, NULL));
}

static void accounts_expire_and_are_renewed(void **state)
{
    char id[65], handle[65], password[65], session[129], path[120];
    struct kr_office *o = &d.office;
    const char *made = ask(201, a.contact_session, "POST", of_school(&a, "/moderators"), "{\"count\":1}");
    take_field(id, made, "accounts.0.id");
    take_field(handle, made, "accounts.0.handle");
    take_field(password, issue(a.contact_session, named(id, NULL), NULL), "credentials.0.password");
    uint64_t end_ms = kr_renewed_ms(o, d.now_ms);
    expect_field(ask(200, a.contact_session, "POST", "/accounts/renew", named(id, NULL)), "done", "0"); /* not due */
    sign_in(201, handle, password, session);

    desk_pass(&d, end_ms - d.now_ms + 44 * DAY); /* in the grace */
    sign_in(201, handle, password, session);
    desk_pass(&d, DAY);
    ask(401, session, "GET", "/session", NULL);
    struct desk_answer refused = desk_call(&d, "POST", "/session", NULL, NULL);
    desk_free_answer(&refused);
    sign_in(403, handle, password, NULL);
    sign_in(401, handle, "wrong-wrong-wrong", NULL); /* told only to who knows the password */

    desk_sign_in(&d, a.contact_session, a.contact); /* does not expire */
    snprintf(path, sizeof path, "/accounts/%s", id);
    expect_field(ask(200, a.contact_session, "GET", path, NULL), "account.state", "expired");
    expect_field(ask(200, a.contact_session, "GET", of_school(&a, "/accounts/summary"), NULL), "expired", "1");
    expect_field(ask(200, a.contact_session, "POST", "/accounts/renew", named(id, NULL)), "done", "1");
    sign_in(201, handle, password, session);
}

static void extra_accounts_have_a_purpose_and_an_end(void **state)
{
    char body[200], id[65], path[120];
    ask(409, operator, "POST", of_school(&a, "/accounts"), "{\"role\":\"extra\"}");
    ask(409, operator, "POST", of_school(&a, "/accounts"), "{\"role\":\"school\"}"); /* there is one */
    snprintf(body, sizeof body, "{\"role\":\"extra\",\"purpose\":\"Vereinssitzung\",\"expires_ms\":%llu}", (unsigned long long)d.now_ms);
    ask(409, operator, "POST", of_school(&a, "/accounts"), body);
    snprintf(body, sizeof body, "{\"role\":\"extra\",\"purpose\":\"Vereinssitzung\",\"expires_ms\":%llu}",
             (unsigned long long)(d.now_ms + 10 * DAY));
    ask(403, a.contact_session, "POST", of_school(&a, "/accounts"), body);
    const char *made = ask(201, operator, "POST", of_school(&a, "/accounts"), body);
    expect_field(made, "account.purpose", "Vereinssitzung");
    expect_field(made, "account.lower_claim", "true");
    take_field(id, made, "account.id");
    assert_false(desk_dir_contains(d.dir, "Vereinssitzung"));
    ask(403, a.contact_session, "POST", "/accounts/renew", named(id, NULL));
    snprintf(path, sizeof path, "/accounts/%s", id);
    snprintf(body, sizeof body, "{\"expires_ms\":%llu}", (unsigned long long)(d.now_ms + 20 * DAY));
    ask(403, a.contact_session, "PATCH", path, body);
    ask(200, operator, "PATCH", path, body);
    desk_pass(&d, 20 * DAY); /* no grace */
    desk_sign_in(&d, a.contact_session, a.contact);
    expect_field(ask(200, a.contact_session, "GET", path, NULL), "account.state", "expired");
}

/* What nobody used for a year goes; who holds the school's account or looks after it, stays. */
static void the_unused_go(void **state)
{
    char used[65], unused[65], handle[65], password[65];
    const char *made = ask(201, a.contact_session, "POST", of_school(&a, "/moderators"), "{\"count\":2}");
    take_field(used, made, "accounts.0.id");
    take_field(handle, made, "accounts.0.handle");
    take_field(unused, made, "accounts.1.id");
    take_field(password, issue(a.contact_session, named(used, NULL), NULL), "credentials.0.password");
    desk_pass(&d, 40 * DAY);
    sign_in(201, handle, password, NULL);
    desk_pass(&d, 326 * DAY);
    kr_retention_run(&d.office);
    struct kr_store_roster_row row;
    assert_int_equal(kr_store_roster_get(d.office.store, &row, used), 0);
    assert_int_equal(kr_store_roster_get(d.office.store, &row, unused), KR_E_NOT_FOUND);
    assert_int_equal(kr_store_roster_get(d.office.store, &row, a.school_id), 0);
    assert_int_equal(kr_store_roster_get(d.office.store, &row, a.contact_id), 0);
}

static void devices_are_seen_and_signed_out(void **state)
{
    char path[200], session[65];
    snprintf(path, sizeof path, "/accounts/%s/sessions", a.moderator_id);
    const char *list = ask(200, a.contact_session, "GET", path, NULL);
    take_field(session, list, "devices.0.id");
    expect_field(list, "devices.0.current", "false");
    ask(404, b.contact_session, "GET", path, NULL);
    ask(404, b.contact_session, "DELETE", path, NULL);
    snprintf(path, sizeof path, "/accounts/%s/sessions/%s", b.moderator_id, session);
    ask(404, a.contact_session, "DELETE", path, NULL);
    snprintf(path, sizeof path, "/accounts/%s/sessions/%s", a.moderator_id, session);
    ask(204, a.contact_session, "DELETE", path, NULL);
    ask(401, a.moderator_session, "GET", "/session", NULL);
    ask(404, a.contact_session, "DELETE", path, NULL);
    snprintf(path, sizeof path, "/accounts/%s/sessions", a.school_id);
    ask(204, a.head_session, "DELETE", path, NULL);
    ask(401, a.school_session, "GET", "/session", NULL);
}

static void who_had_it_is_the_schools_to_know(void **state)
{
    char id[65], path[120], body[200];
    const char *made = ask(201, a.contact_session, "POST", of_school(&a, "/moderators"), "{\"labels\":[\"Frau Kiefernholz\"]}");
    take_field(id, made, "accounts.0.id");
    snprintf(path, sizeof path, "/accounts/%s", id);
    issue(a.contact_session, named(id, NULL), NULL);
    desk_pass(&d, 60 * 1000);
    ask(200, a.contact_session, "PATCH", path, "{\"label\":\"Herr Lindenblatt\"}");
    desk_pass(&d, 60 * 1000);
    snprintf(body, sizeof body, "{\"accounts\":[\"%s\"],\"reason\":\"misuse\"}", id);
    ask(200, operator, "POST", "/accounts/lock", body); /* writes what it cannot read */
    desk_pass(&d, 60 * 1000);
    ask(200, operator, "POST", "/accounts/delete", named(id, NULL));

    struct desk_answer all = desk_ask(&d, &(struct desk_request){.method = "GET", .path = of_school(&a, "/holdings"),
                                                                 .query = path, .session = a.head_session});
    assert_int_equal(all.status, 200);
    char query[120];
    snprintf(query, sizeof query, "account=%s", id);
    desk_free_answer(&all);
    all = desk_ask(&d, &(struct desk_request){.method = "GET", .path = of_school(&a, "/holdings"), .query = query,
                                              .session = a.head_session});
    expect_field(all.body, "holdings.0.label", "Frau Kiefernholz");
    expect_field(all.body, "holdings.0.ended", "passed_on");
    expect_field(all.body, "holdings.1.label", "Herr Lindenblatt");
    expect_field(all.body, "holdings.1.ended", "locked");
    char *third = desk_field(all.body, "holdings.2");
    assert_null(third);
    desk_free_answer(&all);

    ask(403, operator, "GET", of_school(&a, "/holdings"), NULL);
    ask(404, b.head_session, "GET", of_school(&a, "/holdings"), NULL);
    ask(403, a.moderator_session, "GET", of_school(&a, "/holdings"), NULL);
    assert_false(desk_dir_contains(d.dir, "Kiefernholz"));
    assert_false(desk_dir_contains(d.dir, "Lindenblatt"));
}

static void a_paper_of_who_had_it_has_its_bounds(void **state)
{
    char id[65], path[120], body[60];
    const char *made = ask(201, a.contact_session, "POST", of_school(&a, "/moderators"), "{\"labels\":[\"Frau Eibe\"]}");
    take_field(id, made, "accounts.0.id");
    snprintf(path, sizeof path, "/accounts/%s", id);
    issue(a.contact_session, named(id, NULL), NULL);
    for (int i = 0; i < 250; i++) {
        desk_pass(&d, 1000);
        snprintf(body, sizeof body, "{\"label\":\"Frau Eibe %d\"}", i);
        ask(200, a.contact_session, "PATCH", path, body);
    }
    expect_field(ask(409, a.head_session, "GET", of_school(&a, "/holdings/paper"), NULL), "error", "too_many_rows");
}

static void staff_get_keys_with_their_password(void **state)
{
    char id[65], handle[65], password[65], session[129];
    const char *made = ask(201, operator, "POST", of_school(&a, "/accounts"), "{\"role\":\"contact\"}");
    take_field(id, made, "account.id");
    take_field(handle, made, "account.handle");
    ask(403, a.head_session, "POST", "/accounts/issue", named(id, NULL));
    const char *issued = issue(operator, named(id, NULL), NULL);
    take_field(password, issued, "credentials.0.password");
    assert_null(desk_field(issued, "credentials.0.recovery")); /* the school has keys */
    sign_in(201, handle, password, session);
}

static void administrators_search_all(void **state)
{
    char query[200];
    struct desk_answer found;
    ask(201, operator, "POST", of_school(&b, "/moderators"), "{\"count\":30}");
    snprintf(query, sizeof query, "school=%s&role=moderator&sort=-created&limit=10&offset=5", b.id);
    found = desk_ask(&d, &(struct desk_request){.method = "GET", .path = "/accounts", .query = query, .session = operator});
    expect_field(found.body, "total", "31");
    char *tenth = desk_field(found.body, "accounts.9.id"), *eleventh = desk_field(found.body, "accounts.10.id");
    assert_non_null(tenth);
    assert_null(eleventh);
    free(tenth);
    expect_field(found.body, "accounts.0.school", b.id);
    desk_free_answer(&found);
    snprintf(query, sizeof query, "search=%s", a.contact);
    found = desk_ask(&d, &(struct desk_request){.method = "GET", .path = "/accounts", .query = query, .session = operator});
    expect_field(found.body, "total", "1");
    desk_free_answer(&found);
    found = desk_ask(&d, &(struct desk_request){.method = "GET", .path = "/accounts", .query = "search=%25", .session = operator});
    expect_field(found.body, "total", "0");
    desk_free_answer(&found);
    ask(403, a.contact_session, "GET", "/accounts", NULL);
    ask(403, a.moderator_session, "GET", of_school(&a, "/accounts"), NULL);
}

int main(void)
{
#define AT_DESK(f) cmocka_unit_test_setup_teardown(f, open_desk, close_desk)
    const struct CMUnitTest tests[] = {
        AT_DESK(moderators_are_made_named_and_given_passwords),
        AT_DESK(labels_are_found_changed_and_need_the_key),
        AT_DESK(a_batch_is_all_or_nothing_and_bounded),
        AT_DESK(a_lock_acts_and_an_administrators_stays),
        AT_DESK(a_deleted_account_takes_its_rooms_along),
        AT_DESK(rotation_keeps_links),
        AT_DESK(accounts_expire_and_are_renewed),
        AT_DESK(extra_accounts_have_a_purpose_and_an_end),
        AT_DESK(the_unused_go),
        AT_DESK(devices_are_seen_and_signed_out),
        AT_DESK(who_had_it_is_the_schools_to_know),
        AT_DESK(a_paper_of_who_had_it_has_its_bounds),
        AT_DESK(staff_get_keys_with_their_password),
        AT_DESK(administrators_search_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* Versions of documents from the draft to what is in force, by the API; who may do what with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/audit/audit.h"
#include "office/document/document.h"
#include "unit/office/database.h"
#include "unit/office/desk.h"

enum { DAY_MS = 24 * 60 * 60 * 1000 };

static struct desk d;
static char operator_session[129], head_session[129], teacher_session[129];

static int setup(void **state)
{
    desk_open(&d);
    desk_add_account_as(&d, "mk-oooo2", KR_ROLE_OPERATOR, NULL, NULL);
    desk_add_account_as(&d, "mk-hhhh2", KR_ROLE_HEAD, NULL, NULL);
    desk_add_account(&d, "mk-tttt2");
    desk_sign_in(&d, operator_session, "mk-oooo2");
    desk_sign_in(&d, head_session, "mk-hhhh2");
    desk_sign_in(&d, teacher_session, "mk-tttt2");
    return 0;
}

static int teardown(void **state)
{
    desk_close(&d);
    return 0;
}

/* Asks as the operator and gives back the text of a field; freed with free. */
static char *ask(int status, const char *method, const char *path, const char *body, const char *field)
{
    struct desk_answer a = desk_call(&d, method, path, operator_session, body);
    if (a.status != status)
        fail_msg("%s %s: %d instead of %d: %s", method, path, a.status, status, a.body);
    char *text = field ? desk_field(a.body, field) : NULL;
    desk_free_answer(&a);
    return text;
}

static void expect(int status, const char *method, const char *path, const char *body, const char *field, const char *value)
{
    char *text = ask(status, method, path, body, field);
    if (!text || strcmp(text, value) != 0)
        fail_msg("%s %s: %s is %s instead of %s", method, path, field, text ? text : "(nothing)", value);
    free(text);
}

/* Keeps a draft of the terms; its hash. */
static char *save(const char *text, const char *base)
{
    char body[600];
    snprintf(body, sizeof body, "{\"lang\":\"de\",\"base\":\"%s\",\"source\":\"title: Bedingungen\\nlang: de\\n\\n%s\\n\"}", base, text);
    return ask(200, "PUT", "/documents/nutzungsbedingungen/draft", body, "version.sha256");
}

static char *publish(int status, const char *sha256, uint64_t effective_ms, uint64_t accept_until_ms, const char *field)
{
    char body[300];
    snprintf(body, sizeof body, "{\"lang\":\"de\",\"sha256\":\"%s\",\"effective_ms\":%llu,\"accept_until_ms\":%llu}", sha256,
             (unsigned long long)effective_ms, (unsigned long long)accept_until_ms);
    return ask(status, "POST", "/documents/nutzungsbedingungen/versions", body, field);
}

static uint32_t number_in_force(void)
{
    struct kr_store_document v;
    assert_int_equal(kr_document_in_force(&d.office, "nutzungsbedingungen", "de", d.now_ms, &v), 0);
    return v.number;
}

static void the_delivered_texts_are_version_one(void **state)
{
    struct kr_store_document v;
    for (size_t i = 0; i < kr_document_kinds_count; i++) {
        assert_int_equal(kr_document_in_force(&d.office, kr_document_kinds[i].id, "de", d.now_ms, &v), 0);
        assert_int_equal(v.number, 1);
        assert_string_equal(v.author, "");
    }
    /* where there is no English text, the German one */
    assert_int_equal(kr_document_in_force(&d.office, "avv", "en", d.now_ms, &v), 0);
    assert_string_equal(v.lang, "de");
    assert_int_equal(kr_document_in_force(&d.office, "infoblatt", "en", d.now_ms, &v), 0);
    assert_string_equal(v.lang, "en");
    assert_int_equal(kr_document_in_force(&d.office, "nichts", "de", d.now_ms, &v), KR_E_NOT_FOUND);

    char id[KR_LIMIT_ID_BYTES + 1];
    snprintf(id, sizeof id, "%s", v.id);
    desk_reopen(&d); /* a second start adds nothing */
    desk_sign_in(&d, operator_session, "mk-oooo2");
    assert_int_equal(kr_document_in_force(&d.office, "infoblatt", "en", d.now_ms, &v), 0);
    assert_string_equal(v.id, id);
    assert_null(ask(200, "GET", "/documents/infoblatt", NULL, "versions.1"));
}

static void who_may_what(void **state)
{
    static const struct {
        const char *method, *path, *body;
        int teacher, head;
    } rows[] = {
        {"GET", "/documents", NULL, 403, 200},
        {"GET", "/documents/avv", NULL, 403, 403},
        {"GET", "/documents/avv/versions/delivered", NULL, 403, 403},
        {"PUT", "/documents/avv/draft", "{\"lang\":\"de\",\"base\":\"\",\"source\":\"x\"}", 403, 403},
        {"DELETE", "/documents/avv/draft", NULL, 403, 403},
        {"POST", "/documents/avv/preview", "{\"lang\":\"de\",\"source\":\"x\"}", 403, 403},
        {"POST", "/documents/avv/versions", "{}", 403, 403},
        {"DELETE", "/documents/avv/versions/abc", NULL, 403, 403},
        {"GET", "/settings", NULL, 403, 403},
        {"PATCH", "/settings", "{}", 403, 403},
        {"PUT", "/settings/logo", "{\"data\":\"x\"}", 403, 403},
        {"DELETE", "/settings/logo", NULL, 403, 403},
        {"GET", "/news", NULL, 403, 403},
        {"POST", "/news", "{}", 403, 403},
        {"DELETE", "/news/abc", NULL, 403, 403},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        desk_expect(&d, 401, rows[i].method, rows[i].path, NULL, rows[i].body);
        desk_expect(&d, rows[i].teacher, rows[i].method, rows[i].path, teacher_session, rows[i].body);
        desk_expect(&d, rows[i].head, rows[i].method, rows[i].path, head_session, rows[i].body);
    }
}

static void a_school_sees_what_is_in_force(void **state)
{
    free(save("Neu.", ""));
    struct desk_answer a = desk_call(&d, "GET", "/documents", head_session, NULL);
    assert_int_equal(a.status, 200);
    assert_null(strstr(a.body, "\"draft\""));
    assert_null(strstr(a.body, "zugangsbrief"));
    assert_null(strstr(a.body, "vvt-betreiber"));
    assert_null(strstr(a.body, "absatz-"));
    assert_non_null(strstr(a.body, "Vereinbarung zur Auftragsverarbeitung"));
    desk_free_answer(&a);
    a = desk_call(&d, "GET", "/documents", operator_session, NULL);
    assert_non_null(strstr(a.body, "\"draft\""));
    assert_non_null(strstr(a.body, "vvt-betreiber"));
    /* a title with a placeholder says the operator's name */
    assert_null(strstr(a.body, "{{"));
    desk_free_answer(&a);
}

static void from_draft_to_version(void **state)
{
    char *sha = save("Fassung zwei.", "");
    expect(200, "GET", "/documents/nutzungsbedingungen", NULL, "versions.0.state", "draft");
    assert_int_equal(number_in_force(), 1);
    char *number = publish(201, sha, 0, d.now_ms + 28ull * DAY_MS, "version.number");
    assert_string_equal(number, "2");
    free(number);
    free(sha);
    assert_int_equal(number_in_force(), 2);
    expect(200, "GET", "/documents/nutzungsbedingungen", NULL, "versions.0.state", "in_force");
    expect(200, "GET", "/documents/nutzungsbedingungen", NULL, "versions.0.author", "mk-oooo2");
    expect(200, "GET", "/documents/nutzungsbedingungen", NULL, "versions.1.state", "past");
    expect(200, "GET", "/documents/nutzungsbedingungen", NULL, "versions.1.author", "");
    expect(200, "GET", "/documents/nutzungsbedingungen", NULL, "document.title", "Bedingungen");
    /* former texts can still be read */
    char *id = ask(200, "GET", "/documents/nutzungsbedingungen", NULL, "versions.1.id"), path[160];
    snprintf(path, sizeof path, "/documents/nutzungsbedingungen/versions/%s", id);
    char *old = ask(200, "GET", path, NULL, "source"), *delivered = ask(200, "GET", "/documents/nutzungsbedingungen/versions/delivered", NULL, "source");
    assert_string_equal(old, delivered);
    /* of another kind it is not there */
    snprintf(path, sizeof path, "/documents/avv/versions/%s", id);
    free(ask(404, "GET", path, NULL, NULL));
    free(delivered);
    free(old);
    free(id);
    desk_reopen(&d);
    desk_sign_in(&d, operator_session, "mk-oooo2");
    assert_int_equal(number_in_force(), 2);
}

static void a_version_waits_for_its_day(void **state)
{
    uint64_t day = d.now_ms + 10ull * DAY_MS;
    char *sha = save("Kommt noch.", "");
    free(publish(201, sha, day, 0, NULL));
    free(sha);
    assert_int_equal(number_in_force(), 1);
    expect(200, "GET", "/documents/nutzungsbedingungen", NULL, "versions.0.state", "planned");
    /* a second one has to wait until that is settled */
    sha = save("Noch eine.", "");
    char *error = publish(409, sha, 0, 0, "error");
    assert_string_equal(error, "planned");
    free(error);
    desk_pass(&d, 10ull * DAY_MS - 1);
    assert_int_equal(number_in_force(), 1);
    desk_pass(&d, 1);
    assert_int_equal(number_in_force(), 2);
    desk_sign_in(&d, operator_session, "mk-oooo2");
    free(publish(201, sha, 0, 0, NULL));
    free(sha);
    assert_int_equal(number_in_force(), 3);
}

static void a_planned_version_can_be_taken_back(void **state)
{
    char path[160], *sha = save("Doch nicht.", ""), *id = publish(201, sha, d.now_ms + DAY_MS, 0, "version.id");
    snprintf(path, sizeof path, "/documents/nutzungsbedingungen/versions/%s", id);
    free(ask(204, "DELETE", path, NULL, NULL));
    free(ask(404, "DELETE", path, NULL, NULL));
    expect(200, "GET", "/documents/nutzungsbedingungen", NULL, "versions.0.sha256", sha); /* it is the draft again */
    expect(200, "GET", "/documents/nutzungsbedingungen", NULL, "versions.0.state", "draft");
    free(id);
    id = ask(200, "GET", "/documents/nutzungsbedingungen", NULL, "versions.1.id");
    snprintf(path, sizeof path, "/documents/nutzungsbedingungen/versions/%s", id);
    expect(409, "DELETE", path, NULL, "error", "in_force");
    free(id);
    free(sha);
}

static void nobody_writes_over_anothers_work(void **state)
{
    char *first = save("Erste.", ""), body[300];
    snprintf(body, sizeof body, "{\"lang\":\"de\",\"base\":\"\",\"source\":\"title: B\\nlang: de\\n\\nZweite.\"}");
    expect(409, "PUT", "/documents/nutzungsbedingungen/draft", body, "error", "changed");
    char *second = save("Zweite.", first);
    char *error = publish(409, first, 0, 0, "error");
    assert_string_equal(error, "changed");
    free(error);
    free(ask(204, "DELETE", "/documents/nutzungsbedingungen/draft", NULL, NULL));
    free(ask(204, "DELETE", "/documents/nutzungsbedingungen/draft", NULL, NULL));
    free(publish(404, second, 0, 0, NULL));
    free(first);
    free(second);
}

static void what_has_faults_is_kept_not_published(void **state)
{
    static const char body[] = "{\"lang\":\"de\",\"base\":\"\",\"source\":\"title: B\\nlang: de\\n\\n{{school.name}}\\n[[was: x]]\"}";
    expect(200, "PUT", "/documents/nutzungsbedingungen/draft", body, "faults.0.reason", "unknown_placeholder");
    expect(200, "GET", "/documents/nutzungsbedingungen", NULL, "versions.0.state", "draft");
    char *sha = ask(200, "GET", "/documents/nutzungsbedingungen", NULL, "versions.0.sha256");
    char *error = publish(400, sha, 0, 0, "error");
    assert_string_equal(error, "bad_document");
    free(error);
    free(sha);
    assert_int_equal(number_in_force(), 1);
}

static void dates_have_to_fit(void **state)
{
    char *sha = save("Wann?", "");
    const struct {
        uint64_t effective_ms, accept_until_ms;
    } rows[] = {
        {d.now_ms - DAY_MS, 0},                       /* in the past */
        {d.now_ms + 400ull * DAY_MS, 0},              /* too far ahead */
        {d.now_ms + DAY_MS, d.now_ms + DAY_MS},       /* accepted before it is there */
        {0, d.now_ms},
        {0, d.now_ms + 400ull * DAY_MS},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *error = publish(400, sha, rows[i].effective_ms, rows[i].accept_until_ms, "error");
        assert_string_equal(error, "out_of_range");
        free(error);
    }
    free(publish(201, sha, d.now_ms - 1000, 0, NULL)); /* a moment ago is now */
    free(sha);
    /* only what is accepted has a deadline */
    static const char body[] = "{\"lang\":\"de\",\"base\":\"\",\"source\":\"title: B\\nlang: de\\n\\nText\"}";
    sha = ask(200, "PUT", "/documents/dsfa/draft", body, "version.sha256");
    char publication[300];
    snprintf(publication, sizeof publication, "{\"lang\":\"de\",\"sha256\":\"%s\",\"effective_ms\":0,\"accept_until_ms\":%llu}", sha,
             (unsigned long long)(d.now_ms + DAY_MS));
    expect(400, "POST", "/documents/dsfa/versions", publication, "error", "out_of_range");
    free(sha);
}

static uint32_t heard;
static int hear(struct kr_office *o, const struct kr_store_document *v)
{
    heard = v->number;
    return 0;
}
static int refuse(struct kr_office *o, const struct kr_store_document *v)
{
    return KR_E_IO;
}

static void publication_is_heard_of_or_has_not_happened(void **state)
{
    struct kr_audit_report before, after;
    char *sha = save("Für alle.", "");
    assert_int_equal(kr_audit_verify(&d.office, &before), 0);
    d.office.on_document_published = refuse;
    free(publish(500, sha, 0, 0, NULL));
    assert_int_equal(number_in_force(), 1);
    assert_int_equal(kr_audit_verify(&d.office, &after), 0);
    assert_int_equal(after.last, before.last);
    d.office.on_document_published = hear;
    free(publish(201, sha, 0, 0, NULL));
    assert_int_equal(heard, 2);
    assert_int_equal(kr_audit_verify(&d.office, &after), 0);
    assert_int_equal(after.last, before.last + 1);
    assert_int_equal(after.broken_at, 0);
    free(sha);
}

static void previews_show_the_operators_own_name(void **state)
{
    desk_expect(&d, 200, "PATCH", "/settings", operator_session, "{\"name\":\"Medienzentrum <b>Eichental</b>\"}");
    static const char body[] = "{\"lang\":\"de\",\"source\":\"title: Blatt\\nlang: de\\n\\n# Eins\\n\\n{{operator.name}} und {{school.name}}\\n\\n"
                               "{{>absatz-zielgruppe}}\"}";
    char *html = ask(200, "POST", "/documents/avv/preview", body, "html");
    assert_non_null(strstr(html, "Medienzentrum &lt;b&gt;Eichental&lt;/b&gt; und Lindenschule Musterstadt"));
    assert_non_null(strstr(html, "<h2"));
    assert_non_null(strstr(html, "BigBlueButton"));
    free(html);
    expect(200, "POST", "/documents/avv/preview", body, "blanks", "1");
    expect(200, "POST", "/documents/avv/preview", "{\"lang\":\"de\",\"source\":\"title: B\\nlang: de\\n\\n{{nichts}}\"}", "faults.0.line", "4");
}

/* The terms in a school's own policy say since when they are in force themselves. */
static void an_included_text_keeps_its_day(void **state)
{
    desk_pass(&d, 100ull * DAY_MS);
    desk_sign_in(&d, operator_session, "mk-oooo2");
    char *sha = save("Sie gelten ab {{effective}}.\\n{{effective}} am Anfang", ""), day[KR_DOCUMENT_DATE_SIZE], said[140];
    free(publish(201, sha, 0, 0, NULL));
    free(sha);
    kr_document_date(day, "de", d.now_ms);
    desk_pass(&d, 30ull * DAY_MS);
    desk_sign_in(&d, operator_session, "mk-oooo2");
    static const char body[] = "{\"lang\":\"de\",\"source\":\"title: Ordnung\\nlang: de\\n\\nGilt ab {{effective}}.\\n\\n{{>nutzungsbedingungen}}\"}";
    char *html = ask(200, "POST", "/documents/nutzungsordnung/preview", body, "html");
    snprintf(said, sizeof said, "Sie gelten ab %s. %s am Anfang", day, day);
    if (!strstr(html, said))
        fail_msg("\"%s\" is not in: %s", said, html);
    free(html);
}

static void paths_of_no_document(void **state)
{
    free(ask(404, "GET", "/documents/nichts", NULL, NULL));
    free(ask(404, "GET", "/documents/avv/versions/nichts", NULL, NULL));
    free(ask(404, "GET", "/documents/nichts/versions/delivered", NULL, NULL));
    free(ask(404, "PUT", "/documents/nichts/draft", "{\"lang\":\"de\",\"base\":\"\",\"source\":\"x\"}", NULL));
    free(ask(404, "PUT", "/documents/avv/draft", "{\"lang\":\"fr\",\"base\":\"\",\"source\":\"x\"}", NULL));
    free(ask(404, "DELETE", "/documents/avv/versions/nichts", NULL, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_delivered_texts_are_version_one, setup, teardown),
        cmocka_unit_test_setup_teardown(who_may_what, setup, teardown),
        cmocka_unit_test_setup_teardown(a_school_sees_what_is_in_force, setup, teardown),
        cmocka_unit_test_setup_teardown(from_draft_to_version, setup, teardown),
        cmocka_unit_test_setup_teardown(a_version_waits_for_its_day, setup, teardown),
        cmocka_unit_test_setup_teardown(a_planned_version_can_be_taken_back, setup, teardown),
        cmocka_unit_test_setup_teardown(nobody_writes_over_anothers_work, setup, teardown),
        cmocka_unit_test_setup_teardown(what_has_faults_is_kept_not_published, setup, teardown),
        cmocka_unit_test_setup_teardown(dates_have_to_fit, setup, teardown),
        cmocka_unit_test_setup_teardown(publication_is_heard_of_or_has_not_happened, setup, teardown),
        cmocka_unit_test_setup_teardown(previews_show_the_operators_own_name, setup, teardown),
        cmocka_unit_test_setup_teardown(an_included_text_keeps_its_day, setup, teardown),
        cmocka_unit_test_setup_teardown(paths_of_no_document, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

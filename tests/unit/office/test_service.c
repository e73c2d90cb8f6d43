/* SPDX-License-Identifier: EUPL-1.2 */
/* The operator's public pages: settings, logo, news and pages, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/document/news.h"
#include "office/document/operator.h"
#include "unit/office/database.h"
#include "unit/office/desk.h"

enum { DAY_MS = 24 * 60 * 60 * 1000 };

static struct desk d;
static char session[129];

/* A picture of 2 by 2 pixels. */
static const char small_png[] = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGOQzw4AIgYIBQAXIgNpnc2OnQAAAABJRU5ErkJggg==";

static int setup(void **state)
{
    desk_open(&d);
    desk_add_account_as(&d, "mk-oooo2", KR_ROLE_OPERATOR, NULL, NULL);
    desk_sign_in(&d, session, "mk-oooo2");
    return 0;
}

static int teardown(void **state)
{
    desk_close(&d);
    return 0;
}

static void expect_query(int status, const char *path, const char *query, const char *field, const char *value)
{
    struct desk_answer a = desk_ask(&d, &(struct desk_request){.method = "GET", .path = path, .query = query});
    if (a.status != status)
        fail_msg("GET %s: %d instead of %d: %s", path, a.status, status, a.body);
    char *text = desk_field(a.body, field);
    if (!text || strcmp(text, value) != 0)
        fail_msg("GET %s: %s is %s instead of %s", path, field, text ? text : "(nothing)", value);
    free(text);
    desk_free_answer(&a);
}

static void expect(int status, const char *method, const char *path, const char *body, const char *field, const char *value)
{
    struct desk_answer a = desk_call(&d, method, path, session, body);
    if (a.status != status)
        fail_msg("%s %s: %d instead of %d: %s", method, path, a.status, status, a.body);
    char *text = desk_field(a.body, field);
    if (!text || strcmp(text, value) != 0)
        fail_msg("%s %s: %s is %s instead of %s", method, path, field, text ? text : "(nothing)", value);
    free(text);
    desk_free_answer(&a);
}

static void the_operator_is_a_placeholder_at_first(void **state)
{
    expect_query(200, "/service", "", "name", "Kreismedienzentrum Musterkreis");
    expect_query(200, "/service", "", "status", "good");
    expect_query(200, "/service", "", "logo", "");
    expect_query(200, "/service", "", "documents.0.kind", "infoblatt");
    expect_query(200, "/service", "", "documents.0.lang", "de");
    expect_query(200, "/service", "lang=en", "documents.0.lang", "en");
    expect_query(200, "/service", "lang=en", "documents.1.lang", "de"); /* the terms are German */
    expect_query(200, "/service", "", "documents.0.number", "1");
}

static void settings_are_checked(void **state)
{
    static const struct {
        const char *body, *field; /* NULL: it is taken */
    } rows[] = {
        {"{\"name\":\"Medienzentrum Eichental\",\"phone\":\"00000 77\"}", NULL},
        {"{\"address\":\"Weg 1\\n12345 Ort\"}", NULL},
        {"{\"name\":\"Zeile\\nnoch eine\"}", "name"},
        {"{\"name\":\"\\u0007\"}", "name"},
        {"{\"mail\":\"wir@eichental.example\"}", NULL},
        {"{\"mail\":\"\"}", NULL},
        {"{\"mail\":\"kein Empfänger\"}", "mail"},
        {"{\"mail\":\"a@b.example\\r\\nBcc: c@d.example\"}", "mail"},
        {"{\"site\":\"https://eichental.example/medien?x=1\"}", NULL},
        {"{\"site\":\"javascript:alert(1)\"}", "site"},
        {"{\"site\":\"https://a.example/\\\"><script>\"}", "site"},
        {"{\"site\":\"https://\"}", "site"},
        {"{\"colour\":\"#1f6b50\",\"band\":\"#0f1a17\"}", NULL},
        {"{\"colour\":\"red\"}", "colour"},
        {"{\"colour\":\"#12345g\"}", "colour"},
        {"{\"band\":\"#fff\"}", "band"},
        {"{\"status\":\"trouble\",\"status_de\":\"Wartung.\\nBis 17 Uhr.\"}", NULL},
        {"{\"status\":\"bad\"}", "status"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].field)
            expect(400, "PATCH", "/settings", rows[i].body, "field", rows[i].field);
        else
            desk_expect(&d, 200, "PATCH", "/settings", session, rows[i].body);
    }
    expect(200, "GET", "/settings", NULL, "name", "Medienzentrum Eichental");
    expect(200, "GET", "/settings", NULL, "mail", "");
    expect_query(200, "/service", "", "status", "trouble");
    expect_query(200, "/service", "", "status_text", "Wartung.\nBis 17 Uhr.");
    expect_query(200, "/service", "lang=en", "status_text", "");
    desk_reopen(&d);
    expect_query(200, "/service", "", "phone", "00000 77");
}

/* All or nothing: a bad value leaves the good one beside it undone. */
static void a_refused_change_changes_nothing(void **state)
{
    desk_expect(&d, 400, "PATCH", "/settings", session, "{\"name\":\"Neu\",\"colour\":\"rot\"}");
    expect(200, "GET", "/settings", NULL, "name", "Kreismedienzentrum Musterkreis");
}

static void pages_show_settings(void **state)
{
    desk_expect(&d, 200, "PATCH", "/settings", session, "{\"name\":\"Medienzentrum Eichental\",\"head\":\"\",\"address\":\"Weg 1\\n12345 Ort\"}");
    static const char *const pages[] = {"start", "take-part", "hints", "privacy", "imprint", "accessibility"};
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        for (int en = 0; en < 2; en++) {
            char path[60];
            snprintf(path, sizeof path, "/service/pages/%s", pages[i]);
            struct desk_answer a = desk_ask(&d, &(struct desk_request){.method = "GET", .path = path, .query = en ? "lang=en" : "lang=de"});
            assert_int_equal(a.status, 200);
            char *lang = desk_field(a.body, "lang"), *html = desk_field(a.body, "html");
            assert_string_equal(lang, en ? "en" : "de");
            assert_non_null(strstr(html, "<h2"));
            assert_null(strstr(html, "{{"));
            if (strcmp(pages[i], "imprint") == 0) {
                assert_non_null(strstr(html, "Medienzentrum Eichental"));
                assert_non_null(strstr(html, "Weg 1, 12345 Ort"));
                assert_non_null(strstr(html, en ? "[fill in: who represents it]" : "[eintragen: Vertretung]"));
            }
            free(lang);
            free(html);
            desk_free_answer(&a);
        }
    }
    desk_expect(&d, 404, "GET", "/service/pages/avv", NULL, NULL);
    desk_expect(&d, 404, "GET", "/service/pages/seite-start", NULL, NULL);
}

static void a_logo_is_a_png(void **state)
{
    char body[400];
    snprintf(body, sizeof body, "{\"data\":\"%s\"}", small_png);
    desk_expect(&d, 404, "GET", "/service/logo", NULL, NULL);
    desk_expect(&d, 200, "PUT", "/settings/logo", session, body);
    struct desk_answer a = desk_call(&d, "GET", "/service/logo", NULL, NULL);
    assert_int_equal(a.status, 200);
    assert_string_equal(a.body, small_png); /* a file is answered in base64 */
    desk_free_answer(&a);
    static const char *const bad[] = {
        "{\"data\":\"PHN2Zz48L3N2Zz4=\"}", /* SVG: could carry a script */
        "{\"data\":\"iVBORw0KGgo=\"}", "{\"data\":\"kein base64!\"}", "{\"data\":\"iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAA\"}"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        expect(400, "PUT", "/settings/logo", bad[i], "error", "bad_image");
    desk_expect(&d, 204, "DELETE", "/settings/logo", session, NULL);
    desk_expect(&d, 404, "GET", "/service/logo", NULL, NULL);
}

static void bits_of_a_png_are_checked(void **state)
{
    static const uint8_t head[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
    uint8_t bytes[128 * 1024 + 64] = {0};
    assert_false(kr_png_fits(bytes, 0));
    memcpy(bytes, head, sizeof head);
    for (size_t len = 0; len < 200; len++)
        assert_false(kr_png_fits(bytes, len));
    assert_false(kr_png_fits(bytes, sizeof bytes));
}

static void news_come_when_it_is_time(void **state)
{
    char body[300], *id;
    snprintf(body, sizeof body, "{\"lang\":\"de\",\"at_ms\":%llu,\"source\":\"title: Neue Server\\n\\nAb heute **schneller**.\"}",
             (unsigned long long)(d.now_ms + DAY_MS));
    struct desk_answer a = desk_call(&d, "POST", "/news", session, body);
    assert_int_equal(a.status, 201);
    id = desk_field(a.body, "entry.id");
    desk_free_answer(&a);
    expect_query(200, "/service/news", "lang=de", "news", "[]");
    expect(200, "GET", "/news", NULL, "news.0.title", "Neue Server");
    desk_pass(&d, DAY_MS);
    expect_query(200, "/service/news", "lang=de", "news.0.title", "Neue Server");
    expect_query(200, "/service/news", "lang=de", "news.0.source", "");
    expect_query(200, "/service/news", "lang=en", "news", "[]");
    desk_sign_in(&d, session, "mk-oooo2");

    char path[100];
    snprintf(path, sizeof path, "/news/%s", id);
    free(id);
    desk_expect(&d, 200, "PUT", path, session, "{\"lang\":\"de\",\"at_ms\":1,\"source\":\"title: Anders\\n\\nText\"}");
    expect_query(200, "/service/news", "lang=de", "news.0.title", "Anders");
    expect(400, "PUT", path, "{\"lang\":\"de\",\"at_ms\":0,\"source\":\"ohne Titel\"}", "error", "bad_document");
    expect(400, "POST", "/news", "{\"lang\":\"de\",\"at_ms\":0,\"source\":\"title: T\\n\\n[[was: x]]\"}", "error", "bad_document");
    desk_expect(&d, 404, "PUT", "/news/nichts", session, "{\"lang\":\"de\",\"at_ms\":0,\"source\":\"title: T\\n\\nx\"}");
    desk_expect(&d, 204, "DELETE", path, session, NULL);
    desk_expect(&d, 404, "DELETE", path, session, NULL);
    expect_query(200, "/service/news", "", "news", "[]");
}

static void news_are_bounded_and_newest_first(void **state)
{
    char body[200];
    for (int i = 0; i < KR_NEWS_MAX; i++) {
        snprintf(body, sizeof body, "{\"lang\":\"de\",\"at_ms\":%d,\"source\":\"title: N%d\\n\\nx\"}", 1000 + i, i);
        desk_expect(&d, 201, "POST", "/news", session, body);
    }
    expect(409, "POST", "/news", body, "error", "full");
    expect_query(200, "/service/news", "", "news.0.title", "N99");
    expect_query(200, "/service/news", "", "news.49.title", "N50");
    struct desk_answer a = desk_call(&d, "GET", "/service/news", NULL, NULL);
    assert_null(strstr(a.body, "N49"));
    desk_free_answer(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_operator_is_a_placeholder_at_first, setup, teardown),
        cmocka_unit_test_setup_teardown(settings_are_checked, setup, teardown),
        cmocka_unit_test_setup_teardown(a_refused_change_changes_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(pages_show_settings, setup, teardown),
        cmocka_unit_test_setup_teardown(a_logo_is_a_png, setup, teardown),
        cmocka_unit_test(bits_of_a_png_are_checked),
        cmocka_unit_test_setup_teardown(news_come_when_it_is_time, setup, teardown),
        cmocka_unit_test_setup_teardown(news_are_bounded_and_newest_first, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

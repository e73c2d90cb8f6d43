/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Documents as PDF by the API, set by real children: this program, started again as `set`. Every delivered text can be
 * set; what everybody may have is set once.
 */
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../office/desk.h"
#include "app/set.h"
#include "office/document/document.h"
#include "office/document/print.h"

static struct desk d;
static char session[129];
static struct desk_school school;

static int set_up(void **state)
{
    desk_open(&d);
    desk_add_operator(&d, session);
    desk_add_school(&d, &school);
    return 0;
}

static int tear_down(void **state)
{
    desk_close(&d);
    return 0;
}

/* A PDF's bytes; freed with free. */
static char *ask(const char *method, const char *path, const char *query, const char *who, const char *body, size_t *len)
{
    struct desk_answer a = desk_ask(&d, &(struct desk_request){.method = method, .path = path, .query = query, .session = who, .body = body});
    if (a.status != 200)
        fail_msg("%s %s: %d %s", method, path, a.status, a.body);
    char *bytes = malloc(strlen(a.body) + 1);
    assert_non_null(bytes);
    assert_int_equal(sodium_base642bin((unsigned char *)bytes, strlen(a.body), a.body, strlen(a.body), NULL, len, NULL, sodium_base64_VARIANT_ORIGINAL), 0);
    bytes[*len] = '\0';
    assert_memory_equal(bytes, "%PDF-", 5);
    desk_free_answer(&a);
    return bytes;
}

static unsigned kept(void)
{
    unsigned n = 0;
    for (size_t i = 0; i < KR_PRINT_KEPT; i++)
        n += d.office.prints.kept[i].pdf != NULL;
    return n;
}

static void everybody_gets_what_is_kept(void **state)
{
    size_t len, again_len, other_len;
    char *pdf = ask("GET", "/service/documents/avv", "lang=de", NULL, NULL, &len);
    assert_int_equal(kept(), 1);
    uint64_t uses = d.office.prints.uses;
    char *again = ask("GET", "/service/documents/avv", "lang=en", NULL, NULL, &again_len); /* there is no English one */
    assert_int_equal(kept(), 1);
    assert_int_equal(d.office.prints.uses, uses + 1);
    assert_int_equal(len, again_len);
    assert_memory_equal(pdf, again, len);
    /* another name at the head is another paper */
    desk_expect(&d, 200, "PATCH", "/settings", session, "{\"name\":\"Medienzentrum Eichental\"}");
    char *other = ask("GET", "/service/documents/avv", NULL, NULL, NULL, &other_len);
    assert_int_equal(kept(), 2);
    assert_true(other_len != len || memcmp(pdf, other, len) != 0);
    free(pdf);
    free(again);
    free(other);
}

static void nobody_gets_what_is_not_for_everybody(void **state)
{
    static const char *const closed[] = {"vvt-betreiber", "zugangsbrief", "wiederherstellung", "nachweis", "zugangsverzeichnis", "karte",
                                         "absatz-einwilligung", "seite-start", "nichts"};
    for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++) {
        char path[100];
        snprintf(path, sizeof path, "/service/documents/%s", closed[i]);
        desk_expect(&d, 404, "GET", path, NULL, NULL);
        snprintf(path, sizeof path, "/documents/%s/pdf", closed[i]);
        desk_expect(&d, 404, "GET", path, school.head_session, NULL);
        desk_expect(&d, 401, "GET", path, NULL, NULL);
    }
    assert_int_equal(kept(), 0);
}

/* Who had access, with the school's own key: for its head and contact person, and for nobody else. */
static void who_had_access_is_a_paper_of_the_school(void **state)
{
    char path[120], body[200];
    size_t len;
    snprintf(path, sizeof path, "/accounts/%s", school.moderator_id);
    desk_expect(&d, 200, "PATCH", path, school.contact_session, "{\"label\":\"Frau Kiefernholz\"}");
    snprintf(path, sizeof path, "/schools/%s/holdings/paper", school.id);
    char *pdf = ask("GET", path, "from_ms=0&zone=960", school.head_session, NULL, &len);
    char *empty = ask("GET", path, "from_ms=1&until_ms=2", school.contact_session, NULL, &len);
    free(pdf);
    free(empty);
    assert_int_equal(kept(), 0);
    assert_false(desk_dir_contains(d.dir, "Kiefernholz"));
    desk_expect(&d, 403, "GET", path, session, NULL);
    desk_expect(&d, 403, "GET", path, school.moderator_session, NULL);
    desk_expect(&d, 401, "GET", path, NULL, NULL);
    snprintf(body, sizeof body, "/schools/%s/holdings/paper", "another");
    desk_expect(&d, 404, "GET", body, school.head_session, NULL);
}

static void every_delivered_text_can_be_set(void **state)
{
    for (size_t i = 0; i < kr_document_kinds_count; i++) {
        char path[100];
        size_t len;
        snprintf(path, sizeof path, "/documents/%s/pdf", kr_document_kinds[i].id);
        free(ask("GET", path, NULL, session, NULL, &len));
    }
    assert_int_equal(kept(), 0); /* what one person asked for is not kept */
}

static void a_draft_can_be_looked_at(void **state)
{
    size_t len;
    free(ask("POST", "/documents/avv/preview-pdf", NULL, session, "{\"lang\":\"de\",\"source\":\"title: Entwurf\\nlang: de\\n\\nGrüße an {{school.name}}\"}", &len));
    desk_expect(&d, 400, "POST", "/documents/avv/preview-pdf", session, "{\"lang\":\"de\",\"source\":\"title: E\\nlang: de\\n\\n{{nichts}}\"}");
    desk_expect(&d, 404, "POST", "/documents/nichts/preview-pdf", session, "{\"lang\":\"de\",\"source\":\"x\"}");
    desk_expect(&d, 403, "POST", "/documents/avv/preview-pdf", school.head_session, "{\"lang\":\"de\",\"source\":\"x\"}");
}

static void a_former_version_stays_readable(void **state)
{
    struct desk_answer a = desk_call(&d, "GET", "/documents/infoblatt", session, NULL);
    char query[100], *id = desk_field(a.body, "versions.0.id");
    size_t len;
    desk_free_answer(&a);
    snprintf(query, sizeof query, "version=%s", id);
    free(ask("GET", "/documents/infoblatt/pdf", query, session, NULL, &len));
    struct desk_answer wrong = desk_ask(&d, &(struct desk_request){.method = "GET", .path = "/documents/avv/pdf", .query = query, .session = session});
    assert_int_equal(wrong.status, 404);
    desk_free_answer(&wrong);
    free(id);
}

static void a_school_gets_its_own_papers(void **state)
{
    char path[160];
    size_t blank_len, own_len, len;
    struct desk_school other;
    desk_add_school(&d, &other);
    char *blank = ask("GET", "/service/documents/avv", NULL, NULL, NULL, &blank_len);
    char *own = ask("GET", "/documents/avv/pdf", NULL, school.head_session, NULL, &own_len);
    assert_true(own_len != blank_len || memcmp(own, blank, own_len) != 0); /* with a name in the place of lines */
    free(blank);
    free(own);
    static const char *const kinds[] = {"avv", "nachweis", "vvt-schule"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        snprintf(path, sizeof path, "/schools/%s/documents/%s", school.id, kinds[i]);
        free(ask("GET", path, NULL, school.contact_session, NULL, &len));
        free(ask("GET", path, NULL, session, NULL, &len));
        desk_expect(&d, 404, "GET", path, other.head_session, NULL);
        desk_expect(&d, 403, "GET", path, school.moderator_session, NULL);
        desk_expect(&d, 401, "GET", path, NULL, NULL);
    }
    snprintf(path, sizeof path, "/schools/%s/documents/zugangsbrief", school.id);
    desk_expect(&d, 404, "GET", path, school.head_session, NULL);
    snprintf(path, sizeof path, "/schools/%s/documents/vvt-betreiber", school.id);
    desk_expect(&d, 404, "GET", path, school.head_session, NULL);
    assert_int_equal(kept(), 1); /* the blank one alone */
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "set") == 0)
        _exit(kr_set_run()); /* without the search for leaks, as in test_press.c */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(everybody_gets_what_is_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nobody_gets_what_is_not_for_everybody, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_had_access_is_a_paper_of_the_school, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_delivered_text_can_be_set, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_draft_can_be_looked_at, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_school_gets_its_own_papers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_former_version_stays_readable, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* Schools and their enrolment through the API. */
#include "unit/office/desk.h"

#include <jansson.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/school/index.h"
#include "office/school/steps.h"
#include "office/setting.h"

#define DAY_MS (24ull * 60 * 60 * 1000)
#define PDF "%PDF-1.4\nKanarienzettel\n%%EOF\n"

static struct desk desk;
static char operator[129];

static int open_desk(void **state)
{
    desk_open(&desk);
    desk_add_operator(&desk, operator);
    return 0;
}

static int close_desk(void **state)
{
    desk_close(&desk);
    return 0;
}

/* ---- calls ---- */

/* Calls, asserts the status, gives the body as JSON (to be freed by json_decref); NULL without one. */
static json_t *ask(int status, const char *method, const char *path, const char *query, const char *session, const char *body)
{
    struct desk_answer a = desk_ask(&desk, &(struct desk_request){
        .method = method, .path = path, .query = query ? query : "", .session = session, .body = body});
    if (a.status != status)
        fail_msg("%s %s: %d, not %d: %s", method, path, a.status, status, a.body);
    json_t *json = a.body[0] ? json_loads(a.body, 0, NULL) : NULL;
    desk_free_answer(&a);
    return json;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* Asserts that a call is refused with this problem, and the field it names. */
static void refused(int status, const char *error, const char *field, const char *method, const char *path, const char *session,
                    const char *body)
{
    json_t *problem = ask(status, method, path, NULL, session, body);
    assert_string_equal(text_of(problem, "error"), error);
    assert_string_equal(text_of(problem, "field"), field);
    json_decref(problem);
}

static void school_path(char out[200], const char *id, const char *rest)
{
    snprintf(out, 200, "/schools/%s%s", id, rest);
}

#define PROFILE(name, number, town) \
    "{\"profile\":{\"name\":\"" name "\",\"number\":\"" number "\",\"street\":\"Lindenweg 4\",\"postcode\":\"74000\",\"town\":\"" town \
    "\",\"mail\":\"poststelle@schule.example\",\"head\":\"Frau Birke\"}}"

static void add_school(char id[65], const char *body)
{
    json_t *answer = ask(201, "POST", "/schools", NULL, operator, body);
    snprintf(id, 65, "%s", text_of(json_object_get(answer, "school"), "id"));
    json_decref(answer);
}

static void send_file(char id[65], const char *session, const void *bytes, size_t len)
{
    char body[400], path[100], base64[300];
    snprintf(body, sizeof body, "{\"size\":%zu,\"name\":\"AVV.pdf\"}", len);
    json_t *answer = ask(201, "POST", "/uploads", NULL, session, body);
    snprintf(id, 65, "%s", text_of(answer, "id"));
    json_decref(answer);
    sodium_bin2base64(base64, sizeof base64, bytes, len, sodium_base64_VARIANT_ORIGINAL);
    snprintf(body, sizeof body, "{\"offset\":0,\"data\":\"%s\"}", base64);
    snprintf(path, sizeof path, "/uploads/%s", id);
    json_decref(ask(204, "PUT", path, NULL, session, body));
}

static json_t *enrolment_of(const char *session, const char *id)
{
    char path[200];
    school_path(path, id, "/enrolment");
    return ask(200, "GET", path, NULL, session, NULL);
}

static json_t *step_of(json_t *enrolment, const char *name)
{
    size_t i;
    json_t *step;
    json_array_foreach(json_object_get(enrolment, "steps"), i, step)
        if (strcmp(text_of(step, "step"), name) == 0)
            return step;
    fail_msg("no step %s", name);
    return NULL;
}

/* The body that takes a step on the documents that are shown; more: further fields, or "". */
static void take_body(char out[1200], const char *session, const char *id, const char *step, const char *way, const char *more)
{
    json_t *enrolment = enrolment_of(session, id), *document;
    size_t i;
    int len = snprintf(out, 1200, "{\"step\":\"%s\",\"way\":\"%s\"%s,\"documents\":[", step, way, more);
    json_array_foreach(json_object_get(step_of(enrolment, step), "documents"), i, document)
        len += snprintf(out + len, 1200 - (size_t)len, "%s\"%s\"", i ? "," : "", text_of(document, "id"));
    snprintf(out + len, 1200 - (size_t)len, "]}");
    json_decref(enrolment);
}

static void take(const char *session, const char *id, const char *step, const char *way, const char *more)
{
    char body[1200], path[200];
    take_body(body, session, id, step, way, more);
    school_path(path, id, "/enrolment");
    json_decref(ask(200, "POST", path, NULL, session, body));
}

static void not_taken(int status, const char *error, const char *field, const char *session, const char *id, const char *step,
                      const char *way, const char *more)
{
    char body[1200], path[200];
    take_body(body, session, id, step, way, more);
    school_path(path, id, "/enrolment");
    refused(status, error, field, "POST", path, session, body);
}

/* Changes a state; the body names no document. */
static void act(int status, const char *session, const char *id, const char *step, const char *more)
{
    char body[300], path[200];
    snprintf(body, sizeof body, "{\"step\":\"%s\",\"way\":\"online\"%s}", step, more);
    school_path(path, id, "/enrolment");
    json_decref(ask(status, "POST", path, NULL, session, body));
}

static void state_is(const char *session, const char *id, const char *state, const char *next, const char *who)
{
    json_t *e = enrolment_of(session, id), *waiting = json_object_get(e, "waiting");
    assert_string_equal(text_of(e, "state"), state);
    assert_string_equal(text_of(waiting, "next"), next);
    if (who)
        assert_string_equal(text_of(waiting, "who"), who);
    json_decref(e);
}

static void set(const char *name, const char *value)
{
    assert_int_equal(kr_setting_set(&desk.office, name, value), 0);
}

/* ---- what a school is ---- */

static void a_school_is_made_and_changed(void **state)
{
    char id[65], path[200];
    add_school(id, PROFILE("Mühlenschule", "04100001", "Musterstadt"));
    school_path(path, id, "");
    json_t *one = ask(200, "GET", path, NULL, operator, NULL), *school = json_object_get(one, "school");
    assert_string_equal(text_of(school, "state"), "enrolling");
    assert_string_equal(text_of(json_object_get(school, "profile"), "name"), "Mühlenschule");
    assert_string_equal(text_of(json_object_get(school, "waiting"), "next"), "information");
    json_decref(one);
    desk_pass(&desk, 1000);
    one = ask(200, "PATCH", path, NULL, operator, "{\"profile\":{\"town\":\"Neustadt\",\"phone\":\"07131 12\"}}");
    school = json_object_get(json_object_get(one, "school"), "profile");
    assert_string_equal(text_of(school, "town"), "Neustadt");
    assert_string_equal(text_of(school, "street"), "Lindenweg 4");
    json_decref(one);
    refused(400, "bad_text", "mail", "PATCH", path, operator, "{\"profile\":{\"mail\":\"nein\"}}");
    refused(400, "missing_field", "name", "POST", "/schools", operator, "{\"profile\":{\"number\":\"1\"}}");
    refused(409, "taken", "number", "POST", "/schools", operator, PROFILE("Andere", "4100001", "X"));
    refused(404, "not_found", "", "GET", "/schools/nobody", operator, NULL);
}

static void no_name_lies_on_the_disk(void **state)
{
    char id[65], upload[65], more[100];
    add_school(id, PROFILE("Mühlenschule", "04177777", "Kanarienstadt"));
    send_file(upload, operator, PDF, sizeof PDF - 1);
    snprintf(more, sizeof more, ",\"signer\":\"Frau Birke\",\"note\":\"Kanarie\"");
    take(operator, id, "information", "paper", more);
    snprintf(more, sizeof more, ",\"upload\":\"%s\"", upload);
    take(operator, id, "terms", "paper", more);
    assert_false(desk_dir_contains(desk.dir, "Kanarie"));
    assert_false(desk_dir_contains(desk.dir, "hlenschule"));
    assert_false(desk_dir_contains(desk.dir, "04177777"));
    assert_false(desk_dir_contains(desk.dir, "poststelle@schule"));
    assert_false(desk_dir_contains(desk.dir, "Birke"));
}

static void who_may_not_does_not(void **state)
{
    struct desk_school a, b;
    char path[200];
    desk_add_school(&desk, &a);
    desk_add_school(&desk, &b);
    const char *const sessions[] = {a.head_session, a.contact_session, a.school_session, a.moderator_session};
    for (size_t i = 0; i < 4; i++) {
        json_decref(ask(403, "GET", "/schools", NULL, sessions[i], NULL));
        json_decref(ask(403, "GET", "/schools/counts", NULL, sessions[i], NULL));
        json_decref(ask(403, "GET", "/schools/export", NULL, sessions[i], NULL));
        json_decref(ask(403, "POST", "/schools", NULL, sessions[i], PROFILE("A", "1", "B")));
        json_decref(ask(403, "GET", "/enrolment/settings", NULL, sessions[i], NULL));
        school_path(path, a.id, "");
        json_decref(ask(403, "DELETE", path, NULL, sessions[i], NULL));
        json_decref(ask(i < 2 ? 200 : 403, "GET", path, NULL, sessions[i], NULL));
        school_path(path, b.id, "");
        json_decref(ask(i < 2 ? 404 : 403, "GET", path, NULL, sessions[i], NULL));
        json_decref(ask(i < 2 ? 404 : 403, "PATCH", path, NULL, sessions[i], "{\"profile\":{\"town\":\"X\"}}"));
        school_path(path, b.id, "/enrolment");
        json_decref(ask(i < 2 ? 404 : 403, "GET", path, NULL, sessions[i], NULL));
        json_decref(ask(i < 2 ? 404 : 403, "POST", path, NULL, sessions[i], "{\"step\":\"suspended\",\"way\":\"online\"}"));
    }
    school_path(path, a.id, "");
    refused(403, "forbidden", "name", "PATCH", path, a.head_session, "{\"profile\":{\"name\":\"Neue Schule\"}}");
    json_decref(ask(200, "PATCH", path, NULL, a.head_session, "{\"profile\":{\"phone\":\"07131 12\"}}"));
    /* What an operator does, a head does not. */
    act(403, a.head_session, a.id, "suspended", ",\"note\":\"x\"");
    act(403, a.contact_session, a.id, "ended", "");
    json_decref(ask(401, "GET", "/schools", NULL, NULL, NULL));
}

/* ---- the list ---- */

static void found(const char *query, const char *names)
{
    json_t *list = ask(200, "GET", "/schools", query, operator, NULL), *row;
    char all[400] = "";
    size_t i, len = 0;
    json_array_foreach(json_object_get(list, "schools"), i, row)
        len += (size_t)snprintf(all + len, sizeof all - len, "%s%s", i ? "," : "", text_of(row, "name"));
    assert_string_equal(all, names);
    json_decref(list);
}

static void the_list_is_searched_sorted_and_cut(void **state)
{
    char ids[4][65];
    add_school(ids[0], PROFILE("Mühlenschule", "04100001", "Obersulm"));
    desk_pass(&desk, 10);
    add_school(ids[1], PROFILE("Ahornschule", "04100002", "Weinstraße"));
    desk_pass(&desk, 10);
    add_school(ids[2], PROFILE("Örtliche Schule", "04100003", "Ahornstadt"));
    desk_pass(&desk, 10);
    add_school(ids[3], PROFILE("Birkenschule", "04100004", "Muhlen"));
    found("", "Ahornschule,Birkenschule,Mühlenschule,Örtliche Schule");
    found("sort=-name", "Örtliche Schule,Mühlenschule,Birkenschule,Ahornschule");
    found("sort=changed", "Mühlenschule,Ahornschule,Örtliche Schule,Birkenschule");
    found("sort=-changed&limit=2", "Birkenschule,Örtliche Schule");
    found("offset=1&limit=2", "Birkenschule,Mühlenschule");
    found("offset=9", "");
    found("search=muehlen", "Mühlenschule");
    found("search=muhlen", "Birkenschule,Mühlenschule");
    found("search=M%C3%9CHLEN", "Birkenschule,Mühlenschule");
    found("search=ahorn", "Ahornschule,Örtliche Schule");
    found("search=schule+ahornstadt", "Örtliche Schule");
    found("search=weinstrasse", "Ahornschule");
    found("search=0004", "Birkenschule");
    found("search=nichts", "");
    found("search=%25", "");
    take(operator, ids[1], "information", "paper", "");
    take(operator, ids[1], "terms", "paper", "");
    take(operator, ids[1], "agreement", "paper", "");
    take(operator, ids[1], "registration", "paper", "");
    found("waiting=operator", "Ahornschule");
    found("waiting=school", "Birkenschule,Mühlenschule,Örtliche Schule");
    act(200, operator, ids[0], "withdrawn", "");
    found("state=withdrawn", "Mühlenschule");
    found("waiting=school", "Birkenschule,Örtliche Schule");
    found("sort=state&limit=1", "Ahornschule");
    found("sort=-state&limit=1", "Mühlenschule");
    json_t *counts = ask(200, "GET", "/schools/counts", NULL, operator, NULL), *count;
    size_t i;
    json_array_foreach(json_object_get(counts, "counts"), i, count) {
        const char *of = text_of(count, "of");
        int expected = strcmp(of, "all") == 0 ? 4 : strcmp(of, "enrolling") == 0 ? 3 : strcmp(of, "withdrawn") == 0 ? 1
                       : strcmp(of, "operator") == 0 ? 1 : strcmp(of, "school") == 0 ? 2 : 0;
        assert_int_equal(json_integer_value(json_object_get(count, "n")), expected);
    }
    json_decref(counts);
}

static void names_are_there_while_somebody_is_signed_in(void **state)
{
    char id[65];
    add_school(id, PROFILE("Mühlenschule", "04100001", "Obersulm"));
    found("", "Mühlenschule");
    assert_non_null(desk.office.schools);
    assert_string_equal(kr_index_name(&desk.office, id), "Mühlenschule");
    desk_expect(&desk, 204, "DELETE", "/session", operator, NULL);
    assert_null(desk.office.schools);
    assert_null(kr_index_name(&desk.office, id));
    desk_sign_in(&desk, operator, "mk-operator1");
    found("", "Mühlenschule");
}

static void a_tampered_row_hides_no_other(void **state)
{
    char a[65], b[65];
    uint8_t *sealed;
    size_t len;
    add_school(a, PROFILE("Ahornschule", "04100001", "Obersulm"));
    add_school(b, PROFILE("Birkenschule", "04100002", "Obersulm"));
    kr_index_drop(&desk.office);
    /* The profile of one in the place of the other does not open there. */
    assert_int_equal(kr_store_school_profile(desk.office.store, &sealed, &len, a), 0);
    assert_int_equal(kr_store_school_set_profile(desk.office.store, b, sealed, len, 1), 0);
    free(sealed);
    found("", "Ahornschule");
}

/* ---- the enrolment ---- */

static void a_school_enrols_on_paper(void **state)
{
    char id[65], path[200], upload[65], more[200];
    add_school(id, PROFILE("Mühlenschule", "04100001", "Obersulm"));
    not_taken(409, "enrolment_not_yet", "", operator, id, "agreement", "paper", "");
    not_taken(409, "enrolment_not_so", "", operator, id, "information", "online", "");
    snprintf(more, sizeof more, ",\"at_ms\":%llu,\"signer\":\"Frau Birke\"", (unsigned long long)desk.now_ms - DAY_MS);
    take(operator, id, "information", "paper", more);
    not_taken(409, "enrolment_done", "", operator, id, "information", "paper", "");
    snprintf(more, sizeof more, ",\"at_ms\":%llu", (unsigned long long)desk.now_ms + DAY_MS);
    not_taken(400, "out_of_range", "at_ms", operator, id, "terms", "paper", more);
    take(operator, id, "terms", "paper", "");
    send_file(upload, operator, "GIF89a no paper", 15);
    snprintf(more, sizeof more, ",\"upload\":\"%s\"", upload);
    not_taken(400, "wrong_file", "upload", operator, id, "agreement", "paper", more);
    not_taken(400, "expired", "upload", operator, id, "agreement", "paper", ",\"upload\":\"nothing\"");
    send_file(upload, operator, PDF, sizeof PDF - 1);
    snprintf(more, sizeof more, ",\"upload\":\"%s\"", upload);
    take(operator, id, "agreement", "paper", more);
    not_taken(400, "expired", "upload", operator, id, "registration", "paper", more); /* it was used */
    take(operator, id, "registration", "paper", "");
    state_is(operator, id, "enrolling", "countersigned", "operator");
    take(operator, id, "countersigned", "online", "");
    state_is(operator, id, "active", "issued", "operator");

    json_t *e = enrolment_of(operator, id), *papers = json_object_get(e, "papers");
    assert_int_equal(json_array_size(papers), 1);
    const json_t *paper = json_array_get(papers, 0), *record = json_array_get(json_object_get(e, "records"), 0);
    assert_string_equal(text_of(paper, "kind"), "pdf");
    assert_string_equal(text_of(paper, "step"), "agreement");
    assert_string_equal(text_of(record, "signer"), "Frau Birke");
    assert_string_equal(text_of(record, "way"), "paper");
    assert_string_equal(text_of(record, "account"), "mk-operator1");
    assert_int_equal(json_integer_value(json_object_get(record, "at_ms")), desk.now_ms - DAY_MS);
    const json_t *document = json_array_get(json_object_get(record, "documents"), 0);
    assert_string_equal(text_of(document, "kind"), "infoblatt");
    assert_int_equal(strlen(text_of(document, "sha256")), 64);
    snprintf(path, sizeof path, "/schools/%s/papers/%s", id, text_of(paper, "id"));
    struct desk_answer a = desk_ask(&desk, &(struct desk_request){.method = "GET", .path = path, .query = "part=0", .session = operator});
    assert_int_equal(a.status, 200);
    assert_int_equal(a.file_len, sizeof PDF - 1);
    assert_memory_equal(a.file, PDF, sizeof PDF - 1);
    desk_free_answer(&a);
    json_decref(ask(404, "GET", path, "part=1", operator, NULL));
    json_decref(e);
}

static void a_head_enrols_online(void **state)
{
    struct desk_school s;
    char upload[65], more[200], path[200];
    desk_add_school(&desk, &s);
    /* Begin anew: what the desk recorded was a mistake. */
    for (int n = 6; n >= 1; n--) {
        json_t *e = enrolment_of(operator, s.id);
        json_t *record = json_array_get(json_object_get(e, "records"), (size_t)n - 1);
        snprintf(path, sizeof path, "/schools/%s/enrolment/%s/void", s.id, text_of(record, "id"));
        json_decref(e);
        json_decref(ask(200, "POST", path, NULL, operator, "{\"reason\":\"Muster\"}"));
    }
    refused(409, "enrolment_done", "", "POST", path, operator, "{\"reason\":\"noch einmal\"}");
    state_is(s.head_session, s.id, "enrolling", "information", "head");
    /* What needs a countersignature has stopped: the shared account is out, the head is not. */
    desk_expect(&desk, 401, "GET", "/rooms", s.school_session, NULL);
    desk_expect(&desk, 200, "GET", "/session", s.head_session, NULL);

    not_taken(403, "enrolment_not_yours", "", s.contact_session, s.id, "information", "online", "");
    take(s.head_session, s.id, "information", "online", "");
    not_taken(400, "missing_field", "signer", s.head_session, s.id, "terms", "online", "");
    take(s.head_session, s.id, "terms", "online", ",\"signer\":\"Frau Birke\"");
    not_taken(409, "enrolment_not_so", "", s.head_session, s.id, "agreement", "online", ",\"signer\":\"Frau Birke\"");
    not_taken(400, "missing_field", "upload", s.head_session, s.id, "agreement", "upload", "");
    send_file(upload, s.head_session, PDF, sizeof PDF - 1);
    snprintf(more, sizeof more, ",\"upload\":\"%s\"", upload);
    not_taken(400, "expired", "upload", operator, s.id, "agreement", "paper", more); /* somebody else's file */
    take(s.head_session, s.id, "agreement", "upload", more);
    not_taken(403, "enrolment_not_yours", "", s.head_session, s.id, "countersigned", "online", "");
    set("enrolment.accept_online", "1");
    take(s.head_session, s.id, "registration", "online", ",\"signer\":\"Frau Birke\"");
    state_is(s.head_session, s.id, "enrolling", "countersigned", "operator");
    take(operator, s.id, "countersigned", "online", "");
    state_is(s.head_session, s.id, "active", "issued", "operator");
    desk_sign_in(&desk, s.school_session, s.school);
    desk_expect(&desk, 200, "GET", "/rooms", s.school_session, NULL);
    take(s.contact_session, s.id, "contact", "online", ",\"signer\":\"Herr Ahorn\"");
    json_t *e = enrolment_of(s.contact_session, s.id);
    assert_int_equal(json_array_size(json_object_get(e, "records")), 12);
    json_decref(e);
}

static void what_was_shown_is_what_is_accepted(void **state)
{
    struct desk_school s;
    char id[65], body[1200], path[200];
    desk_add_school(&desk, &s);
    add_school(id, PROFILE("Mühlenschule", "04100009", "Obersulm"));
    school_path(path, id, "/enrolment");
    refused(409, "document_changed", "documents", "POST", path, operator,
            "{\"step\":\"information\",\"way\":\"paper\",\"documents\":[\"another\"]}");
    take_body(body, operator, id, "terms", "paper", "");
    json_decref(ask(200, "POST", path, NULL, operator, "{\"step\":\"information\",\"way\":\"paper\"}")); /* those in force */
    json_decref(ask(200, "POST", path, NULL, operator, body));
    /* All three of the agreement, not one of them. */
    json_t *e = enrolment_of(operator, id), *documents = json_object_get(step_of(e, "agreement"), "documents");
    assert_int_equal(json_array_size(documents), 3);
    snprintf(body, sizeof body, "{\"step\":\"agreement\",\"way\":\"paper\",\"documents\":[\"%s\"]}", text_of(json_array_get(documents, 0), "id"));
    refused(409, "document_changed", "documents", "POST", path, operator, body);
    json_decref(e);
    act(400, operator, id, "issued", "");
    act(400, operator, id, "none", "");
}

/* ---- newer documents ---- */

static void publish_terms(uint64_t effective_ms, uint64_t until_ms)
{
    struct kr_store_document v, next;
    char *source;
    struct kr_store *store = desk.office.store;
    assert_int_equal(kr_store_document_in_force(store, &v, "nutzungsbedingungen", "de", desk.now_ms), 0);
    assert_int_equal(kr_store_document_source(store, &source, v.id), 0);
    next = v;
    snprintf(next.id, sizeof next.id, "terms-%u", v.number + 1);
    next.number++;
    next.sha256[0] ^= 1;
    next.effective_ms = effective_ms;
    next.accept_until_ms = until_ms;
    assert_int_equal(kr_store_document_add(store, &next, source), 0);
    free(source);
}

static void newer_documents_are_due_until_accepted(void **state)
{
    struct desk_school s;
    desk_add_school(&desk, &s);
    found("waiting=due", "");
    publish_terms(desk.now_ms, 0); /* asks for nothing */
    found("waiting=due", "");
    publish_terms(desk.now_ms + DAY_MS, desk.now_ms + 10 * DAY_MS);
    found("waiting=due", "Lindenschule 1");
    found("waiting=overdue", "");
    state_is(s.head_session, s.id, "active", "terms", "head");
    desk_pass(&desk, 11 * DAY_MS);
    desk_sign_in(&desk, operator, "mk-operator1");
    desk_sign_in(&desk, s.head_session, s.head);
    found("waiting=overdue", "Lindenschule 1");
    kr_school_sweep(&desk.office);
    state_is(s.head_session, s.id, "active", "terms", "head"); /* the operator decides */
    set("enrolment.block_overdue", "1");
    desk_pass(&desk, 2 * 60 * 60 * 1000);
    kr_school_sweep(&desk.office);
    desk_sign_in(&desk, operator, "mk-operator1");
    desk_sign_in(&desk, s.head_session, s.head);
    state_is(s.head_session, s.id, "suspended", "terms", "head");
    take(s.head_session, s.id, "terms", "online", ",\"signer\":\"Frau Birke\"");
    found("waiting=due", "");
    act(200, operator, s.id, "resumed", "");
    state_is(s.head_session, s.id, "active", "issued", "operator");
}

/* ---- states ---- */

static size_t locked_events(const char *account)
{
    size_t n = 0;
    for (size_t i = 0; i < desk.n_events; i++)
        n += desk.events[i].type == KR_LINK_ACCOUNT_LOCKED && strcmp(desk.events[i].subject, account) == 0;
    return n;
}

static void a_suspended_school_is_out_at_once(void **state)
{
    struct desk_school s, other;
    desk_add_school(&desk, &s);
    desk_add_school(&desk, &other);
    act(400, operator, s.id, "suspended", ""); /* why? */
    act(200, operator, s.id, "suspended", ",\"note\":\"Missbrauch\"");
    assert_int_equal(locked_events(s.school_id), 1); /* front ends what runs */
    assert_int_equal(locked_events(s.moderator_id), 1);
    assert_int_equal(locked_events(s.head_id) + locked_events(s.contact_id) + locked_events(other.school_id), 0);
    desk_expect(&desk, 401, "GET", "/rooms", s.school_session, NULL);
    desk_expect(&desk, 401, "GET", "/rooms", s.moderator_session, NULL);
    desk_expect(&desk, 200, "GET", "/rooms", other.school_session, NULL);
    state_is(s.head_session, s.id, "suspended", "none", NULL);
    assert_int_equal(kr_school_may_issue(&desk.office, s.id), KR_E_STATE);
    act(409, operator, s.id, "suspended", ",\"note\":\"x\"");
    act(200, operator, s.id, "resumed", "");
    assert_int_equal(kr_school_may_issue(&desk.office, s.id), 0);
    desk_sign_in(&desk, s.school_session, s.school);
    desk_expect(&desk, 200, "GET", "/rooms", s.school_session, NULL);
}

static void a_school_ends_on_its_day_and_is_deleted(void **state)
{
    struct desk_school s;
    char path[200], more[80];
    desk_add_school(&desk, &s);
    school_path(path, s.id, "");
    refused(409, "school_takes_part", "", "DELETE", path, operator, NULL);
    act(400, operator, s.id, "ending", ""); /* when? */
    snprintf(more, sizeof more, ",\"ends_ms\":%llu", (unsigned long long)desk.now_ms + 60 * 60 * 1000);
    act(200, operator, s.id, "ending", more);
    kr_school_sweep(&desk.office);
    desk_expect(&desk, 200, "GET", "/rooms", s.school_session, NULL);
    desk_pass(&desk, 60 * 60 * 1000);
    kr_school_sweep(&desk.office);
    desk_sign_in(&desk, operator, "mk-operator1");
    desk_expect(&desk, 401, "GET", "/rooms", s.school_session, NULL);
    state_is(operator, s.id, "ended", "none", NULL);
    found("state=ended", "Lindenschule 1");
    desk_expect(&desk, 204, "DELETE", path, operator, NULL);
    desk_expect(&desk, 404, "GET", path, operator, NULL);
    found("", "");
    desk_expect(&desk, 401, "GET", "/session", s.head_session, NULL);
}

static void access_data_are_recorded_once(void **state)
{
    struct desk_school s;
    desk_add_school(&desk, &s);
    struct kr_session who = desk_session(&desk, operator);
    assert_int_equal(kr_school_issued(&desk.office, &who, s.id), 0);
    assert_int_equal(kr_school_issued(&desk.office, &who, s.id), 0);
    json_t *e = enrolment_of(operator, s.id);
    assert_int_equal(json_array_size(json_object_get(e, "records")), 7);
    assert_string_equal(text_of(step_of(e, "issued"), "state"), "done");
    json_decref(e);
}

static void the_operator_decides(void **state)
{
    json_t *settings = ask(200, "GET", "/enrolment/settings", NULL, operator, NULL);
    assert_true(json_is_true(json_object_get(settings, "contact_later")));
    assert_true(json_is_false(json_object_get(settings, "accept_online")));
    json_decref(settings);
    settings = ask(200, "PATCH", "/enrolment/settings", NULL, operator, "{\"accept_online\":true,\"contact_days\":14}");
    assert_true(json_is_true(json_object_get(settings, "accept_online")));
    assert_int_equal(json_integer_value(json_object_get(settings, "contact_days")), 14);
    assert_true(json_is_true(json_object_get(settings, "open")));
    json_decref(settings);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_desk, close_desk)
    const struct CMUnitTest tests[] = {
        TEST(a_school_is_made_and_changed),
        TEST(no_name_lies_on_the_disk),
        TEST(who_may_not_does_not),
        TEST(the_list_is_searched_sorted_and_cut),
        TEST(names_are_there_while_somebody_is_signed_in),
        TEST(a_tampered_row_hides_no_other),
        TEST(a_school_enrols_on_paper),
        TEST(a_head_enrols_online),
        TEST(what_was_shown_is_what_is_accepted),
        TEST(newer_documents_are_due_until_accepted),
        TEST(a_suspended_school_is_out_at_once),
        TEST(a_school_ends_on_its_day_and_is_deleted),
        TEST(access_data_are_recorded_once),
        TEST(the_operator_decides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* Credentials on paper, set by real children: this program, started again as `set`. */
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
#include "office/api/call.h"
#include "office/document/prints.h"

static struct desk d;
static char operator[129];
static struct desk_school school;

static int set_up(void **state)
{
    desk_open(&d);
    desk_add_operator(&d, operator);
    desk_add_school(&d, &school);
    return 0;
}

static int tear_down(void **state)
{
    desk_close(&d);
    return 0;
}

static struct desk_answer ask(int status, const char *method, const char *path, const char *query, const char *who, const char *body)
{
    struct desk_answer a = desk_ask(&d, &(struct desk_request){.method = method, .path = path, .query = query, .session = who, .body = body});
    if (a.status != status)
        fail_msg("%s %s: %d instead of %d: %s", method, path, a.status, status, a.body);
    return a;
}

/* The text of an answered PDF, as pdftotext reads it; freed with free. */
static char *text_of(const struct desk_answer *a, size_t *pdf_len)
{
    char path[] = "/tmp/kreide-letter-XXXXXX", command[100];
    size_t size = strlen(a->body) + 1, len, room = 1 << 20;
    unsigned char *pdf = malloc(size);
    assert_int_equal(sodium_base642bin(pdf, size, a->body, strlen(a->body), NULL, &len, NULL, sodium_base64_VARIANT_ORIGINAL), 0);
    assert_memory_equal(pdf, "%PDF-", 5);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, pdf, len), len);
    close(fd);
    free(pdf);
    snprintf(command, sizeof command, "pdftotext -raw %s -", path);
    FILE *out = popen(command, "r");
    assert_non_null(out);
    char *text = calloc(1, room);
    size_t n = fread(text, 1, room - 1, out);
    assert_int_equal(pclose(out), 0);
    assert_true(n > 0);
    unlink(path);
    *pdf_len = len;
    return text;
}

/* Issues what the API just listed as made, and returns the job. */
static void issue(const char *who, const char *ids, char job[65])
{
    struct desk_answer a = ask(202, "POST", "/accounts/issue", NULL, who, ids);
    char *id = desk_field(a.body, "job.id");
    snprintf(job, 65, "%s", id);
    free(id);
    desk_free_answer(&a);
}

static void a_batch_is_printed_in_files_that_fit(void **state)
{
    enum { N = 26 };
    static char ids[N * 40 + 40];
    char path[160], job[65];
    size_t len = (size_t)snprintf(ids, sizeof ids, "{\"accounts\":["), pdf_len;
    snprintf(path, sizeof path, "/schools/%s/moderators", school.id);
    struct desk_answer made = ask(201, "POST", path, NULL, school.contact_session, "{\"count\":26}");
    for (unsigned i = 0; i < N; i++) {
        char field[40];
        snprintf(field, sizeof field, "accounts.%u.id", i);
        char *id = desk_field(made.body, field);
        len += (size_t)snprintf(ids + len, sizeof ids - len, "%s\"%s\"", i ? "," : "", id);
        free(id);
    }
    snprintf(ids + len, sizeof ids - len, "]}");
    desk_free_answer(&made);
    issue(school.contact_session, ids, job);

    snprintf(path, sizeof path, "/credentials/%s", job);
    struct desk_answer shown = ask(200, "GET", path, NULL, school.contact_session, NULL);
    snprintf(path, sizeof path, "/credentials/%s/letter", job);
    struct desk_answer letters = ask(200, "GET", path, NULL, school.contact_session, NULL);
    char *text = text_of(&letters, &pdf_len);
    assert_true(pdf_len <= KR_API_FILE_MAX);
    desk_free_answer(&letters);
    letters = ask(200, "GET", path, "part=1", school.contact_session, NULL);
    char *rest = text_of(&letters, &pdf_len);
    desk_free_answer(&letters);
    for (unsigned i = 0; i < N; i++) {
        char field[40];
        snprintf(field, sizeof field, "credentials.%u.handle", i);
        char *handle = desk_field(shown.body, field);
        snprintf(field, sizeof field, "credentials.%u.password", i);
        char *password = desk_field(shown.body, field);
        assert_non_null(strstr(i < 25 ? text : rest, handle));
        assert_non_null(strstr(i < 25 ? text : rest, password));
        assert_null(strstr(i < 25 ? rest : text, handle));
        free(handle);
        free(password);
    }
    assert_non_null(strstr(text, "Zugang für Lehrkräfte"));
    assert_non_null(strstr(text, "Gültig bis"));
    free(text);
    free(rest);
    desk_free_answer(&shown);
    for (size_t i = 0; i < KR_PRINT_KEPT; i++)
        assert_null(d.office.prints.kept[i].pdf); /* nothing of it is kept */
    desk_expect(&d, 404, "GET", path, operator, NULL);
    desk_expect(&d, 404, "GET", path, school.head_session, NULL);
}

static void the_school_account_has_a_letter(void **state)
{
    char path[160], job[65], body[120];
    size_t len;
    snprintf(body, sizeof body, "{\"accounts\":[\"%s\"]}", school.school_id);
    issue(operator, body, job);
    snprintf(path, sizeof path, "/credentials/%s/letter", job);
    struct desk_answer letter = ask(200, "GET", path, NULL, operator, NULL);
    char *text = text_of(&letter, &len);
    assert_non_null(strstr(text, school.school));
    assert_non_null(strstr(text, "Schulzugang"));
    free(text);
    desk_free_answer(&letter);
    snprintf(path, sizeof path, "/credentials/%s/recovery", job); /* the school's keys were there before */
    desk_expect(&d, 404, "GET", path, operator, NULL);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "set") == 0)
        _exit(kr_set_run()); /* without the search for leaks, as in test_press.c */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_batch_is_printed_in_files_that_fit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_school_account_has_a_letter, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

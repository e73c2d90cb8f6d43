/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What an administrator waits for when the service is large: schools and their accounts are imported from a table through
 * the API, then every list and search is asked again and again. All in one process, without HTTP and links, on SQLite or
 * (KREIDE_TEST_DATABASE) PostgreSQL: it is the office that is measured.
 */
#include <jansson.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/strbuf.h"
#include "crypto/secret.h"
#include "os/clock.h"
#include "unit/office/database.h"
#include "unit/office/desk.h"

enum { ACCOUNTS_A_SCHOOL = 20, PIECE = 180 * 1024, GOAL_US = 100000 };

static struct desk desk;
static char session[129];

static unsigned number(const char *text)
{
    char *end;
    unsigned long n = text ? strtoul(text, &end, 10) : 0;
    if (!text || end == text || *end || n > 1000000) {
        fprintf(stderr, "not a number: %s\n", text ? text : "(nothing)");
        exit(2);
    }
    return (unsigned)n;
}

static struct desk_answer call(const char *method, const char *path, const char *query, const char *body, int status)
{
    struct desk_answer a = desk_ask(&desk, &(struct desk_request){.method = method, .path = path, .query = query, .session = session, .body = body});
    if (a.status != status) {
        fprintf(stderr, "%s %s?%s: %d: %s\n", method, path, query, a.status, a.body);
        exit(1);
    }
    return a;
}

/* ---- the table ---- */

static const char *const kinds[] = {"Linden", "Ahorn", "Birken", "Buchen", "Eichen", "Erlen", "Eschen", "Kastanien", "Ulmen", "Weiden"};
static const char *const types[] = {"Grundschule", "Realschule", "Gymnasium", "Gemeinschaftsschule", "Berufsschule"};

static char *make_table(unsigned schools, size_t *len)
{
    struct kr_strbuf b;
    kr_strbuf_init(&b, 4 << 20);
    kr_strbuf_addf(&b, "name;number;street;postcode;town;mail;head;contact;information;terms;agreement;registration;contactsigned;"
                       "countersigned;schoolaccount;contactaccount;moderators\r\n");
    for (unsigned i = 0; i < schools; i++)
        kr_strbuf_addf(&b, "%s%s %u;%08u;Schulweg %u;74%03u;Musterstadt %u;post%u@schule.example;Leitung %u;Kontakt %u;01.09.2026;01.09.2026;"
                           "01.09.2026;01.09.2026;01.09.2026;01.09.2026;ja;ja;%d\r\n",
                       kinds[i % 10], types[i / 10 % 5], i, 4100000 + i, i % 200, i % 1000, i % 37, i, i, i, ACCOUNTS_A_SCHOOL - 2);
    *len = b.len;
    return kr_strbuf_take(&b);
}

static char *upload(const char *table, size_t len)
{
    char body[200], path[160];
    snprintf(body, sizeof body, "{\"size\":%zu,\"name\":\"schulen.csv\"}", len);
    struct desk_answer a = call("POST", "/uploads", "", body, 201);
    char *id = desk_field(a.body, "id");
    desk_free_answer(&a);
    if (!id)
        exit(1);
    snprintf(path, sizeof path, "/uploads/%s", id);
    for (size_t at = 0; at < len; at += PIECE) {
        size_t n = len - at < PIECE ? len - at : PIECE;
        char *piece = malloc(2 * PIECE), *text = malloc(2 * PIECE);
        sodium_bin2base64(text, 2 * PIECE, (const unsigned char *)table + at, n, sodium_base64_VARIANT_ORIGINAL);
        snprintf(piece, 2 * PIECE, "{\"offset\":%zu,\"data\":\"%s\"}", at, text);
        a = call("PUT", path, "", piece, 204);
        desk_free_answer(&a);
        free(piece);
        free(text);
    }
    return id;
}

static void import(unsigned schools)
{
    char body[160], path[160];
    size_t len;
    char *table = make_table(schools, &len), *id = upload(table, len);
    snprintf(body, sizeof body, "{\"upload\":\"%s\",\"commit\":true}", id);
    uint64_t began_us = kr_clock_us();
    struct desk_answer a = call("POST", "/schools/import", "", body, 202);
    char *job = desk_field(a.body, "job.id");
    desk_free_answer(&a);
    snprintf(path, sizeof path, "/schools/import/%s", job);
    double seconds = (double)(kr_clock_us() - began_us) / 1e6;
    a = call("GET", path, "", NULL, 200);
    char *created = desk_field(a.body, "created"), *wrong = desk_field(a.body, "wrong");
    if (number(created) != schools) {
        fprintf(stderr, "%s created, %s wrong: %.600s\n", created, wrong, a.body);
        exit(1);
    }
    printf("%-52s %10.1f s\n", "import through the API", seconds);
    desk_free_answer(&a);
    free(created);
    free(wrong);
    free(job);
    free(id);
    free(table);
}

/* ---- lists and searches ---- */

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double ask_once(const char *path, const char *query)
{
    uint64_t began_us = kr_clock_us();
    struct desk_answer a = call("GET", path, query, NULL, 200);
    double us = (double)(kr_clock_us() - began_us);
    desk_free_answer(&a);
    return us;
}

/* `varied` has one %u, so that no answer is the one before. True when it keeps to the goal. */
static bool measure(const char *name, const char *path, const char *varied, unsigned n)
{
    double *us = calloc(n, sizeof *us);
    for (unsigned i = 0; i < n; i++) {
        char query[300];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(query, sizeof query, varied, i * 7 % 900);
#pragma GCC diagnostic pop
        us[i] = ask_once(path, query);
    }
    qsort(us, n, sizeof *us, compare);
    bool good = us[n * 95 / 100] <= GOAL_US;
    printf("%-52s %10.2f %10.2f%s\n", name, us[n / 2] / 1000, us[n * 95 / 100] / 1000, good ? "" : "   OVER THE GOAL");
    free(us);
    return good;
}

static char *first_school(void)
{
    struct desk_answer a = call("GET", "/schools", "limit=1", NULL, 200);
    char *id = desk_field(a.body, "schools.0.id");
    desk_free_answer(&a);
    return id;
}

static bool measure_all(unsigned n)
{
    static const struct {
        const char *name, *path, *query;
    } asked[] = {
        {"schools, a page by name", "/schools", "offset=%u"},
        {"schools, 200 by what is next", "/schools", "limit=200&sort=next&offset=%u"},
        {"schools, search of a name", "/schools", "search=linden+%u"},
        {"schools, search of a town", "/schools", "search=musterstadt&limit=200&offset=%u"},
        {"schools, search that finds nothing", "/schools", "search=nirgendwo%u"},
        {"schools, those that are due", "/schools", "waiting=due&offset=%u"},
        {"schools, counts", "/schools/counts", "x=%u"},
        {"accounts of all schools, a page", "/accounts", "offset=%u"},
        {"accounts, search of a handle", "/accounts", "search=k%u"},
        {"accounts, moderators, last page", "/accounts", "role=moderator&offset=17%03u"},
        {"audit log, newest", "/audit", "limit=200&offset=%u"},
        {"audit log, one area", "/audit", "area=account&offset=%u"},
        {"letters", "/mail/letters", "offset=%u"},
        {"what is to be done today", "/today", "x=%u"},
        {"capacity", "/capacity", "x=%u"},
    };
    bool good = true;
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++)
        good &= measure(asked[i].name, asked[i].path, asked[i].query, n);
    char path[200], *id = first_school();
    static const char *const of_school[] = {"", "/accounts", "/enrolment", "/everything"};
    for (size_t i = 0; i < sizeof of_school / sizeof of_school[0]; i++) {
        char name[60];
        snprintf(path, sizeof path, "/schools/%s%s", id, of_school[i]);
        snprintf(name, sizeof name, "one school%s%s", of_school[i][0] ? ": " : "", of_school[i][0] ? of_school[i] + 1 : "");
        good &= measure(name, path, "x=%u", n);
    }
    free(id);
    return good;
}

int main(int argc, char **argv)
{
    unsigned schools = argc > 1 ? number(argv[1]) : 1000, n = argc > 2 ? number(argv[2]) : 200;
    setvbuf(stdout, NULL, _IOLBF, 0);
    desk_open(&desk);
    desk.now_ms = (uint64_t)time(NULL) * 1000;
    desk_add_operator(&desk, session);
    printf("%s, %u schools, %u accounts\n", test_on_postgres() ? "PostgreSQL" : "SQLite", schools, schools * ACCOUNTS_A_SCHOOL);
    import(schools);
    /* Another administrator's day begins: nothing is in memory but what a sign-in opens. */
    desk_reopen(&desk);
    desk_sign_in(&desk, session, "mk-operator1");
    printf("%-52s %10.1f ms\n", "first search after the start (builds the index)", ask_once("/schools", "search=linden") / 1000);
    struct desk_answer a = call("GET", "/accounts", "limit=1", NULL, 200);
    char *total = desk_field(a.body, "total");
    if (number(total) < schools * ACCOUNTS_A_SCHOOL) {
        fprintf(stderr, "there are %s accounts only\n", total);
        return 1;
    }
    free(total);
    desk_free_answer(&a);
    printf("%-52s %10s %10s   of %u\n", "milliseconds", "p50", "p95", n);
    bool good = measure_all(n);
    desk_close(&desk);
    return good ? 0 : 1;
}

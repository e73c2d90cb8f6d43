/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/job.h"
#include "unit/office/desk.h"

struct work {
    int steps, fail_at, over, freed;
};

static int step(void *arg, struct kr_job *job)
{
    struct work *w = arg;
    job->done = (uint64_t)++w->steps;
    if (w->steps == w->fail_at)
        return KR_E_FULL;
    return job->done == job->total ? KR_JOB_STEP_DONE : 0;
}

static void over(void *arg)
{
    ((struct work *)arg)->over++;
}

static void free_result(void *result)
{
    ((struct work *)result)->freed++;
}

static struct kr_job *start(struct desk *d, struct work *w, const char *account, bool steps)
{
    struct kr_job *job;
    struct kr_job_plan plan = {.kind = "test.count", .total = 3, .step = steps ? step : NULL, .over = over, .arg = w,
                               .free_result = free_result};
    assert_int_equal(kr_job_start(&d->office, &job, account, &plan), 0);
    job->result = w;
    return job;
}

static void a_job_runs_is_asked_about_and_goes(void **state)
{
    struct desk d;
    struct work w = {0};
    char session[129], path[64], id[KR_JOB_ID_DIGITS + 1];
    desk_open(&d);
    desk_add_account(&d, "mk-linde");
    desk_add_account(&d, "mk-birke");
    desk_sign_in(&d, session, "mk-linde");
    struct kr_store_account account;
    assert_int_equal(kr_store_account_by_handle(d.office.store, &account, "mk-linde"), 0);
    struct kr_job *job = start(&d, &w, account.id, true);
    snprintf(id, sizeof id, "%s", job->id);
    snprintf(path, sizeof path, "/jobs/%s", id);

    struct desk_answer a;
    desk_start(&d, &a, &(struct desk_request){.method = "GET", .path = path, .session = session});
    char *text = desk_field(a.body, "job.state");
    assert_string_equal(text, "running");
    free(text);
    desk_free_answer(&a);
    desk_finish(&d);
    a = desk_call(&d, "GET", path, session, NULL);
    text = desk_field(a.body, "job");
    assert_non_null(strstr(text, "\"done\": 3"));
    assert_non_null(strstr(text, "\"state\": \"done\""));
    free(text);
    desk_free_answer(&a);
    assert_int_equal(w.over, 1);

    desk_sign_in(&d, session, "mk-birke"); /* another account's job is none */
    desk_expect(&d, 404, "GET", path, session, NULL);
    assert_int_equal(w.freed, 0);
    desk_pass(&d, KR_JOB_KEPT_MS);
    kr_office_sweep(&d.office);
    assert_null(kr_job_find(&d.office, id, account.id));
    assert_int_equal(w.freed, 1);
    desk_close(&d);
}

static void a_failed_step_ends_it(void **state)
{
    struct desk d;
    struct work w = {.fail_at = 2};
    desk_open(&d);
    struct kr_job *job = start(&d, &w, "a", true);
    desk_finish(&d);
    assert_int_equal(job->state, KR_JOB_FAILED);
    assert_int_equal(job->err, KR_E_FULL);
    assert_int_equal(w.steps, 2);
    assert_int_equal(w.over, 1);
    kr_job_forget(&d.office, job);
    assert_int_equal(w.freed, 1);
    desk_close(&d);
}

static void an_account_has_a_bounded_number(void **state)
{
    struct desk d;
    struct work w = {0};
    struct kr_job *jobs[KR_JOBS_PER_ACCOUNT], *more;
    struct kr_job_plan plan = {.kind = "test.count"};
    desk_open(&d);
    for (size_t i = 0; i < KR_JOBS_PER_ACCOUNT; i++)
        jobs[i] = start(&d, &w, "a", false);
    assert_int_equal(kr_job_start(&d.office, &more, "a", &plan), KR_E_FULL);
    assert_int_equal(kr_job_start(&d.office, &more, "b", &plan), 0);
    kr_job_end(&d.office, jobs[0], 0);
    assert_int_equal(jobs[0]->state, KR_JOB_DONE);
    desk_close(&d); /* ends the rest */
    assert_int_equal(w.over, KR_JOBS_PER_ACCOUNT);
    assert_int_equal(w.freed, KR_JOBS_PER_ACCOUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_job_runs_is_asked_about_and_goes),
        cmocka_unit_test(a_failed_step_ends_it),
        cmocka_unit_test(an_account_has_a_bounded_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

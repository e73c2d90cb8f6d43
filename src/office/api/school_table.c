/* SPDX-License-Identifier: EUPL-1.2 */
/* Schools from and to tables, and schools that register themselves. */
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/account/account.h"
#include "office/api/job.h"
#include "office/api/school_view.h"
#include "office/school/export.h"
#include "office/school/import.h"
#include "office/school/register.h"

enum { PAGE = 100, PAGE_MAX = 200, BUSY_RETRY_S = 30 };

void kr_api_school_export(struct kr_api_call *c)
{
    char *table = NULL;
    size_t len = 0;
    int err = kr_export_part(c->office, &table, &len, &c->session, kr_api_param_number(c, "part", KR_SCHOOLS_MAX, 0), KR_API_FILE_MAX);
    if (err) {
        kr_view_fail(&c->answer, err);
        return;
    }
    kr_api_answer_file(&c->answer, KR_LINK_HTTP_RESPONSE_FILE_CSV, "schulen.csv", table, len);
    kr_wipe(table, len);
    free(table);
}

void kr_api_school_import(struct kr_api_call *c)
{
    const struct kr_api_school_import *body = &c->body->u.school_import;
    struct kr_job *job = NULL;
    int err = kr_import_start(c->office, &job, &c->session, body->upload, body->commit);
    if (err == KR_E_NOT_FOUND || err == KR_E_STATE)
        kr_api_problem(&c->answer, 400, "expired", "The file is not there, or not complete.", "upload");
    else if (err == KR_E_FULL)
        kr_api_problem_later(&c->answer, 503, "unavailable", "Too many jobs are running. Try again.", BUSY_RETRY_S);
    else if (err)
        kr_view_fail(&c->answer, err);
    else
        kr_api_answer_job(&c->answer, 202, job);
}

_Static_assert((int)KR_API_IMPORT_LINE_RESULT_WRONG == (int)KR_IMPORT_WRONG, "one list of results");
_Static_assert((int)KR_API_SCHOOL_IMPORT_REPORT_STATE_FAILED == (int)KR_JOB_FAILED, "one list of states");

void kr_api_school_import_report(struct kr_api_call *c)
{
    const struct kr_job *job = kr_job_find(c->office, kr_api_part(c, "job"), c->session.account.id);
    struct kr_api_import_line lines[PAGE_MAX];
    size_t n = 0;
    if (!job || strcmp(job->kind, KR_JOB_IMPORT_SCHOOLS) != 0) {
        kr_api_fail(&c->answer, KR_E_NOT_FOUND);
        return;
    }
    const struct kr_import *r = job->result;
    size_t at = (size_t)kr_api_param_number(c, "offset", KR_IMPORT_LINES, 0), limit = (size_t)kr_api_param_number(c, "limit", PAGE_MAX, PAGE);
    for (; job->state != KR_JOB_RUNNING && at < r->n_lines && n < limit; at++, n++) {
        const struct kr_import_line *l = &r->lines[at];
        lines[n] = (struct kr_api_import_line){.line = l->line, .result = (enum kr_api_import_line_result)l->result,
                                               .name = l->name[0] ? l->name : NULL, .field = l->field, .reason = l->reason};
    }
    struct kr_api_msg msg = {
        .head.type = KR_API_SCHOOL_IMPORT_REPORT,
        .u.school_import_report = {
            .state = (enum kr_api_school_import_report_state)job->state, .done = (int64_t)job->done, .total = (int64_t)r->total,
            .committed = r->commit, .created = (int64_t)r->counts[KR_IMPORT_CREATED], .changed = (int64_t)r->counts[KR_IMPORT_CHANGED],
            .same = (int64_t)r->counts[KR_IMPORT_SAME], .wrong = (int64_t)r->counts[KR_IMPORT_WRONG],
            .problem = job->state == KR_JOB_FAILED ? kr_err_id(job->err) : r->problem, .has_problem_line = r->problem != NULL,
            .problem_line = r->problem_line, .lines = lines, .lines_len = n}};
    kr_api_answer(&c->answer, 200, &msg);
}

/* ---- registration ---- */

void kr_api_registration_info(struct kr_api_call *c)
{
    struct kr_enrolment_settings s = kr_enrolment_settings_get(c->office);
    bool has_keys = false;
    int err = kr_vault_operator_exists(c->office, &has_keys);
    if (err) {
        kr_api_fail(&c->answer, err);
        return;
    }
    struct kr_api_msg msg = {.head.type = KR_API_REGISTRATION_INFO,
                             .u.registration_info = {.open = s.open && has_keys, .accept_online = s.policy.accept_online,
                                                     .password_least = KR_PASSWORD_LEAST_BYTES}};
    kr_api_answer(&c->answer, 200, &msg);
}

static void fail_registration(const struct kr_api_answer *a, int err, uint32_t wait_s)
{
    if (err == KR_E_MALFORMED)
        kr_api_problem(a, 400, "out_of_range", "The password is too short.", "password");
    else if (err == KR_E_TOO_LARGE)
        kr_api_problem(a, 400, "out_of_range", "The password is too long.", "password");
    else if (err == KR_E_STATE)
        kr_api_problem(a, 409, "registration_closed", "Registrations are not taken at present.", NULL);
    else if (err == KR_E_LIMITED)
        kr_api_problem_later(a, 429, "rate_limited", "Too many registrations from here. Wait.", wait_s);
    else if (err == KR_E_FULL)
        kr_api_problem_later(a, 503, "unavailable", "Too many registrations are open. Try again later.", BUSY_RETRY_S);
    else
        kr_api_fail(a, err);
}

static void on_registered(void *arg, int err, const struct kr_registered *r)
{
    struct kr_api_answer *answer = arg;
    if (err) {
        fail_registration(answer, err, 0);
    } else {
        struct kr_api_msg msg = {.head.type = KR_API_REGISTRATION,
                                 .u.registration = {.school = r->school, .handle = r->handle, .recovery = r->recovery}};
        kr_api_answer(answer, 201, &msg);
    }
    free(answer);
}

void kr_api_registration_create(struct kr_api_call *c)
{
    const struct kr_api_registration_create *body = &c->body->u.registration_create;
    const char *raw[KR_PROFILE_FIELDS];
    struct kr_profile profile = {0};
    struct kr_profile_fault fault;
    uint32_t wait_s = 0;
    struct kr_api_answer *answer = malloc(sizeof *answer);
    kr_view_profile_texts(&body->profile, raw);
    int err = answer ? kr_profile_set(&profile, raw, &fault) : KR_E_NOMEM;
    if (err == KR_E_MALFORMED) {
        kr_view_profile_fault(&c->answer, &fault);
    } else {
        if (!err) {
            *answer = c->answer;
            err = kr_register(c->office, &profile, body->password, c->req->address, &wait_s, on_registered, answer);
        }
        if (err)
            fail_registration(&c->answer, err, wait_s);
    }
    if (err)
        free(answer);
    kr_wipe(&profile, sizeof profile);
}
